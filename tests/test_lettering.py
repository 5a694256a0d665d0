import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.papers.lettering import bound, fit, legible, line_height, quoted

DRAWN = frozenset(map(ord, "abcdeABCDEабвгдеёйАБВГДЕ «»-?"))


def wide(text: str) -> float:
    """Every letter is one millimetre at one point."""
    return float(len(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("абв", "абв"),
        ("и\u0306".replace("и", "й"), "й"),
        ("е\u0308", "ё"),
        ("а 🎉 б", "а б"),
        ("«🎉 а»", "«а»"),
        ("а漢б", "а?б"),
        ("𝐀bc", "Abc"),
        ("ä", "a"),
        ("а\n\tб\u200b\u202e", "а б"),
        ("🎉", ""),
    ],
)
def test_what_a_font_cannot_draw(text: str, shown: str) -> None:
    assert legible(text, DRAWN) == shown


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Урок", "«Урок»"),
        ("«Урок»", "«Урок»"),
        (" Практикум «Урок» ", "«Практикум „Урок“»"),
        ("«Урок» и «Класс»", "«„Урок“ и „Класс“»"),
    ],
)
def test_quotation_marks_inside_others(title: str, shown: str) -> None:
    assert quoted(title) == shown


def test_short_text_keeps_its_size() -> None:
    assert fit("аб", wide, 10, 2, 100, 100) == (10, ["аб"])


def test_text_a_little_too_long_gets_smaller_rather_than_broken() -> None:
    size, lines = fit("абвгд абвг", wide, 11, 2, 100, 100)
    assert lines == ["абвгд абвг"]
    assert size <= 10


def test_lines_are_of_a_length() -> None:
    assert fit("аа бб вв гг дд ее", wide, 10, 2, 120, 100).lines == ["аа бб вв", "гг дд ее"]


def test_short_word_goes_with_the_next_one() -> None:
    assert fit("говорить с родителями", wide, 10, 10, 120, 100).lines == ["говорить", "с родителями"]


def test_short_words_are_bound() -> None:
    assert bound("школа № 17 в городе") == "школа №\u00a017\u00a0в\u00a0городе"


def test_long_double_name_breaks_after_a_hyphen() -> None:
    assert fit("абвгдабвгд-абвгдабвгд", wide, 10, 10, 120, 100).lines == ["абвгдабвгд-", "абвгдабвгд"]


def test_what_fits_at_no_size_ends_with_dots() -> None:
    lines = fit("а" * 100, wide, 10, 10, 50, line_height(10) * 2).lines
    assert [len(line) for line in lines] == [5, 4]
    assert lines[-1].endswith("…")


@given(
    text=st.text("абв -", min_size=1, max_size=200).map(lambda text: " ".join(text.split())).filter(bool),
    width=st.floats(20, 400),
    height=st.floats(10, 100),
)
def test_text_never_leaves_its_box(text: str, width: float, height: float) -> None:
    setting = fit(text, wide, 20, 2, width, height)
    assert setting.lines
    assert all(wide(line) * setting.size <= width + 1e-6 for line in setting.lines)
    assert setting.height <= height + 1e-6
    if not setting.lines[-1].endswith("…"):
        assert "".join(setting.lines).replace(" ", "") == text.replace(" ", "")
