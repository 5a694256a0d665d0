from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messengers.screen import MAX_BUTTONS, MAX_ROWS, Button
from screens import presses
from screens.navigation import CHOICES, PAIRED, Rows, back, button, menu, paged, resume, rows_of

FORWARD, BACKWARD = "Ещё ▶️", "◀️"
anything, short = st.integers(1, 40), st.integers(1, PAIRED)
lengths = st.lists(anything, min_size=1, max_size=60) | st.lists(short, min_size=1, max_size=60)
ends = st.lists(st.integers(1, 3), min_size=1, max_size=2)


def towns(lengths: list[int]) -> list[Button]:
    return [button("я" * length, presses.ChooseMunicipality(id=str(place))) for place, length in enumerate(lengths)]


def ending(sizes: list[int]) -> Rows:
    row = [back(presses.Menu()), button("✖️ Отмена", presses.CancelJoining()), menu()]
    return [row[-size:] for size in sizes]


def turn_to(page: int) -> presses.MunicipalityPage:
    return presses.MunicipalityPage(page=page)


def arrow(rows: Rows, label: str) -> int | None:
    """Where the arrow leads."""
    found = [item.press for row in rows for item in row if item.label == label and item.press]
    assert len(found) <= 1
    return presses.MunicipalityPage.unpack(found[0]).page if found else None


def chosen(rows: Rows) -> list[Button]:
    return [item for row in rows for item in row if item.label.startswith("я")]


def walk(page_of: Callable[[int], Rows], label: str, start: int = 0) -> list[Rows]:
    """The pages a person sees by pressing one arrow until there is none."""
    seen: list[Rows] = []
    page: int | None = start
    while page is not None:
        seen.append(page_of(page))
        assert len(seen) <= 60
        page = arrow(seen[-1], label)
    return seen


@given(lengths, ends)
def test_every_choice_is_reached_exactly_once_and_in_order(lengths: list[int], sizes: list[int]) -> None:
    choices = towns(lengths)
    pages = walk(lambda page: paged(choices, page, turn_to, *ending(sizes)), FORWARD)
    assert [item for rows in pages for item in chosen(rows)] == choices


@given(lengths, ends)
def test_way_back_shows_the_same_pages(lengths: list[int], sizes: list[int]) -> None:
    def page_of(page: int) -> Rows:
        return paged(towns(lengths), page, turn_to, *ending(sizes))

    there = walk(page_of, FORWARD)
    assert walk(page_of, BACKWARD, len(there) - 1) == there[::-1]


@given(lengths, ends, st.integers(-3, 61))
def test_page_fits_a_screen(lengths: list[int], sizes: list[int], page: int) -> None:
    rows = paged(towns(lengths), page, turn_to, *ending(sizes))
    assert len(rows) <= MAX_ROWS
    assert sum(map(len, rows)) <= MAX_BUTTONS
    assert all(rows), "an empty row is refused by Telegram"


@given(lengths, ends, st.integers(-3, 61))
def test_two_share_a_row_only_when_both_are_short(lengths: list[int], sizes: list[int], page: int) -> None:
    rows = paged(towns(lengths), page, turn_to, *ending(sizes))
    for row in rows[: -len(sizes)]:
        assert len(row) <= 2
        assert len(row) == 1 or all(len(item.label) <= PAIRED for item in row)


@given(lengths, ends, st.integers(-(10**9), 10**9))
def test_page_out_of_range_shows_the_nearest(lengths: list[int], sizes: list[int], page: int) -> None:
    choices, last = towns(lengths), ending(sizes)
    pages = walk(lambda page: paged(choices, page, turn_to, *last), FORWARD)
    assert paged(choices, page, turn_to, *last) == pages[min(max(page, 0), len(pages) - 1)]


@given(lengths, ends, st.integers(0, 60))
def test_page_ends_with_the_given_rows(lengths: list[int], sizes: list[int], page: int) -> None:
    assert paged(towns(lengths), page, turn_to, *ending(sizes))[-len(sizes) :] == ending(sizes)


def test_few_choices_need_no_arrows() -> None:
    choices = towns([5] * CHOICES)
    rows = paged(choices, 0, turn_to, [menu()])
    assert chosen(rows) == choices
    assert arrow(rows, FORWARD) is None


def test_nothing_to_choose_leaves_the_way_out() -> None:
    assert paged([], 3, turn_to, [menu()]) == [[menu()]]


@pytest.mark.parametrize(
    ("lengths", "shape"),
    [([18, 18], [2]), ([18, 19], [1, 1]), ([5, 5, 5], [2, 1]), ([5, 40, 5, 5], [1, 1, 2]), ([], [])],
)
def test_short_neighbours_share_a_row(lengths: list[int], shape: list[int]) -> None:
    assert [len(row) for row in rows_of(towns(lengths))] == shape


def test_what_was_begun_is_offered_once() -> None:
    press = presses.Members(page=2).pack()
    assert [item.press for row in resume(press) for item in row] == [press]
    assert resume(None) == []
