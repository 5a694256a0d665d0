import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from community.names import LONGEST, clean, parse_name, parse_organisation

INVISIBLE = "\u00ad\u034f\u115f\u1160\u17b4\u180e\u200b\u200d\u200f\u202e\u2060\u2066\u3164\ufe0f\ufeff\uffa0"
letters = st.text(st.characters(categories=["Lu", "Ll", "Lt", "Lo", "Lm"]) | st.sampled_from(" -'’."), max_size=70)
words = st.text(max_size=200) | letters | st.text(INVISIBLE + "Анна \n\0", max_size=30)


def is_visible(text: str) -> bool:
    seen = [letter for letter in text if letter != " "]
    return not any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for letter in seen)


@given(words)
def test_clean_text_is_one_visible_line(text: str) -> None:
    cleaned = clean(text)
    assert is_visible(cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert clean(cleaned) == cleaned


@given(words)
def test_name_is_nothing_or_a_visible_line_of_letters(text: str) -> None:
    name = parse_name(text)
    if name is not None:
        assert is_visible(name)
        assert 2 <= len(name) <= LONGEST
        assert any(map(str.isalpha, name))
        assert not any(map(str.isdigit, name))


@example("ŊİŊ")  # in small letters it has one letter more, which is no letter
@given(words)
def test_name_that_was_taken_is_taken_again_as_it_is(text: str) -> None:
    name = parse_name(text)
    assert name is None or parse_name(name) == name


@given(words)
def test_organisation_is_nothing_or_a_visible_line(text: str) -> None:
    name = parse_organisation(text)
    if name is not None:
        assert is_visible(name)
        assert 2 <= len(name) <= 120
        assert parse_organisation(name) == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Анна", "Анна"),
        ("  анна   сергеевна ", "Анна Сергеевна"),
        ("АННА", "Анна"),
        ("Анна-Мария", "Анна-Мария"),
        ("анна-мария", "Анна-Мария"),
        ("Анна\u200b\nСергеевна", "Анна Сергеевна"),
        ("Борис де Вега", "Борис де Вега"),
        ("д’Артаньян", "д’Артаньян"),
        ("О'Нил Борис", "О'Нил Борис"),
        ("Пётр Ё.", "Пётр Ё."),
        ("А. С. Пушкин", "А. С. Пушкин"),
        ("Пушкин А.С.", "Пушкин А.С."),
        ("Ли", "Ли"),
        ("Салават Юлаев кызы", "Салават Юлаев кызы"),
        ("Zoë", "Zoë"),
        ("Zoe\u0308", "Zoë"),
        ("Йо\u0306жик".replace("Йо\u0306", "Ё"), "Ёжик"),
        ("а" * 60, "А" + "а" * 59),
    ],
)
def test_name_is_taken(said: str, name: str) -> None:
    assert parse_name(said) == name


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "\0\n",
        "А",
        "я.",
        "123",
        "Анна1",
        "Анна 😀",
        "😀😀",
        "???",
        "-Анна",
        "Анна-",
        "anna@example.org",
        "https://example.org",
        "<b>Анна</b>",
        "Анна, Борис",
        "Анна!",
        "/start",
        "а" * 61,
        "--",
        "''",
    ],
)
def test_what_is_no_name_is_refused(said: str) -> None:
    assert parse_name(said) is None


@pytest.mark.parametrize("blank", ["\u3164\u3164", "\u115f\u1160", "\uffa0\uffa0", "А\u3164"])
def test_letters_nobody_can_see_make_no_name(blank: str) -> None:
    """Networks let people be called by Hangul fillers: such a name is offered to everybody as a blank button."""
    assert parse_name(blank) in (None, "А")
    assert parse_organisation(blank * 3) is None or parse_organisation(blank * 3) == "ААА"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("школа № 7", "школа № 7"),
        (" Лицей  «Дельта» ", "Лицей «Дельта»"),
        ("МБОУ «СОШ № 1»\nг. Пермь", "МБОУ «СОШ № 1» г. Пермь"),
        ("<b>", "<b>"),
        ("и" * 120, "и" * 120),
    ],
)
def test_organisation_is_taken(said: str, name: str) -> None:
    assert parse_organisation(said) == name


@pytest.mark.parametrize("said", ["", "я", "7", "№ 7", "😀😀", "\u200b\u200b", "и" * 121])
def test_what_is_no_organisation_is_refused(said: str) -> None:
    assert parse_organisation(said) is None
