import inspect
from pathlib import Path
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData
from hypothesis import given
from hypothesis import strategies as st

from messengers.screen import MAX_BUTTONS, MAX_LABEL, MAX_PRESS_BYTES, MAX_ROWS, Attachment, Button, File, Screen
from screens import presses

visible = st.text(min_size=1).filter(str.strip)
labels = st.text(min_size=1, max_size=MAX_LABEL)
pressed = st.builds(Button, labels, press=st.text(min_size=1, max_size=MAX_PRESS_BYTES // 4))
linked = st.builds(Button, labels, url=st.text(min_size=1))
rows = st.lists(st.lists(pressed | linked, max_size=2), max_size=5)
files = st.lists(st.builds(File, st.text("абв/ ._", min_size=1).map(Path), visible), max_size=3).map(tuple)
attached = st.lists(st.builds(Attachment, st.sampled_from(("photo", "doc")), visible), max_size=3).map(tuple)
screens = st.builds(Screen, visible, rows, files, st.none() | st.text(), st.booleans(), attached)

PRESSES = [
    each
    for _, each in inspect.getmembers(presses, inspect.isclass)
    if issubclass(each, CallbackData) and each is not CallbackData
]
SLUG = "a-slug-of-24-characters-"
LONGEST: dict[str, Any] = {
    "mark": "0123456789ab",
    "kind": "participation",
    "version": "2026-09-01",
    "step": "municipality",
    "field": "specialities",
    "of": "a",
    "name": "organisation",
    "what": "recommendation",
    "page": 999,
}
OF_TYPE: dict[type, Any] = {str: SLUG, int: 10**19 - 1, bool: True}


def longest(press: type[CallbackData]) -> CallbackData:
    fields = press.model_fields.items()
    return press(**{name: LONGEST.get(name, OF_TYPE.get(field.annotation or str)) for name, field in fields})


@given(screens)
def test_screen_comes_back_from_storage_as_it_was(screen: Screen) -> None:
    assert Screen.from_json(screen.to_json()) == screen


@pytest.mark.parametrize("kind", ["document", "photo", "voice", "audio", "video"])
def test_kind_of_a_file_comes_back_from_storage(kind: str) -> None:
    screen = Screen("Файл выше", files=(File(Path("plan"), "План", kind),))
    assert Screen.from_json(screen.to_json()) == screen


def test_screen_stored_by_an_older_program_is_read() -> None:
    assert Screen.from_json('["Меню", [], [], null, false]') == Screen("Меню")


def test_stored_screen_is_one_line_of_ascii() -> None:
    """Whatever people write: PostgreSQL takes no NUL in a text."""
    stored = Screen("Анна\0\n😀", [[Button("Да\0", "да\0")]]).to_json()
    assert stored.isascii()
    assert stored.isprintable()


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_screen_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="says something"):
        Screen(text)


def test_more_buttons_than_a_screen_may_have_are_refused() -> None:
    button = Button("Да", "yes")
    assert Screen("?", [[button] * 2] * (MAX_BUTTONS // 2)).buttons
    assert Screen("?", [[button]] * MAX_ROWS).buttons
    with pytest.raises(ValueError, match="at most"):
        Screen("?", [[button] * (MAX_BUTTONS + 1)])
    with pytest.raises(ValueError, match="at most"):
        Screen("?", [[button]] * (MAX_ROWS + 1))


def test_label_has_1_to_40_characters() -> None:
    assert Button("😀" * MAX_LABEL, "yes").label == "😀" * 40
    for label in ("", "а" * (MAX_LABEL + 1)):
        with pytest.raises(ValueError, match="a label has"):
            Button(label, "yes")


def test_press_has_1_to_63_bytes() -> None:
    assert Button("Да", "я" * 31 + "a").press == "я" * 31 + "a"
    for press in ("", "я" * 32):
        with pytest.raises(ValueError, match="a press has"):
            Button("Да", press)


def test_button_has_either_a_press_or_an_address() -> None:
    with pytest.raises(ValueError, match="either"):
        Button("Да")
    with pytest.raises(ValueError, match="either"):
        Button("Да", "yes", "https://example.org")


@pytest.mark.parametrize("press", PRESSES)
def test_press_with_the_longest_ids_fits_a_button(press: type[CallbackData]) -> None:
    packed = longest(press).pack()
    assert Button("Да", packed).press == packed
    assert press.unpack(packed) == longest(press)


def test_every_press_has_a_prefix_of_its_own() -> None:
    prefixes = [press.__prefix__ for press in PRESSES]
    assert len(set(prefixes)) == len(prefixes) > 0
    assert max(map(len, prefixes)) <= 10
