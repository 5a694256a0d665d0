from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from messengers.screen import MAX_BUTTONS, MAX_ROWS, Button
from screens import presses
from screens.words import short

PAIRED = 18  # two labels in a row are at most this long
CHOICES = 8
PAGE = 6

Rows = list[list[Button]]


def button(label: str, press: presses.Press) -> Button:
    return Button(label, press.pack())


@lru_cache(maxsize=10_000)
def choice(name: str, slug: str, press: Callable[..., presses.Press]) -> Button:
    """A button of a profile's list; the lists are long, and the same at every turn."""
    return button(short(name), press(id=slug))


@cache
def menu() -> Button:
    return button("🏠 Меню", presses.Menu())


def back(press: presses.Press) -> Button:
    return button("⬅️ Назад", press)


def resume(press: str | None) -> Rows:
    """What the person wanted to do before a form came between."""
    return [[Button("↩️ Вернуться к начатому", press)]] if press else []


def rows_of(buttons: Sequence[Button]) -> Rows:
    """Short neighbours share a row, two at most."""
    return [list(buttons[row]) for row in _paired([item.label for item in buttons])]


def _paired(labels: Sequence[str]) -> list[slice]:
    rows, at = [], 0
    while at < len(labels):
        taken = 2 if len(labels[at : at + 2]) == 2 and max(map(len, labels[at : at + 2])) <= PAIRED else 1
        rows.append(slice(at, at + taken))
        at += taken
    return rows


def paged(
    choices: Sequence[Button],
    page: int,
    turn_to: Callable[[int], presses.Press],
    *ends: list[Button],
    onward: Sequence[Button] = (),
) -> Rows:
    """The choices of one page, arrows if there are more pages, and the rows that end the screen.

    `onward`: what stands beside the arrows, or below the choices where there are none.
    """
    taken = sum(map(len, ends)) + len(onward)
    everything = [*rows_of(choices), *([[*onward]] if onward else [])]
    if len(choices) <= min(CHOICES, MAX_BUTTONS - taken) and len(everything) + len(ends) <= MAX_ROWS:
        return [*everything, *ends]
    labels = tuple(item.label for item in choices)
    pages = _pages(labels, min(PAGE, MAX_BUTTONS - taken - 2), MAX_ROWS - len(ends) - 1)
    page = min(max(page, 0), len(pages) - 1)
    arrows = [button("◀️", turn_to(page - 1))] if page else []
    if page + 1 < len(pages):
        arrows.append(button("Ещё ▶️", turn_to(page + 1)))
    return [*rows_of(choices[pages[page]]), [*arrows, *onward], *ends]


@lru_cache(maxsize=500)
def _pages(labels: tuple[str, ...], most: int, rows: int) -> list[slice]:
    """Where to cut, so that each page has at most so many buttons in so many rows."""
    pages, first = [], 0
    for at in range(len(labels)):
        if at - first == most or len(_paired(labels[first : at + 1])) > rows:
            pages.append(slice(first, at))
            first = at
    return [*pages, slice(first, len(labels))]
