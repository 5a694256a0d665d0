"""Whatever function of `screens/` shows a screen is called here, with the longest and the emptiest there is."""

import importlib
import inspect
import pkgutil
import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import product
from typing import Any, get_args, get_type_hints
from zlib import crc32

import pytest
from aiogram.filters.callback_data import CallbackData
from sqlalchemy import Column, Table

import screens
from community.names import parse_name, parse_organisation
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.markup import parse
from messengers.screen import MAX_BUTTONS, MAX_LABEL, MAX_ROWS, Button, Screen
from screens import broadcast_words, presses
from screens.holdings import COLUMNS, TABLES
from screens.navigation import PAIRED, menu
from screens.notices import NOTICES
from screens.refusals import refused
from screens.words import about, count, day, full_day, short
from storage.holdings import SECRET, TIES, Tie, references
from storage.models import Base, Person
from tests.examples import everywhere
from tests.longest import HOSTILE, LONGEST_NAME
from tests.text_modules import CARDS_OF, LONGEST_OF, PICTURES_OF
from tests.text_values import (
    POSSIBLE,
    PRESS,
    PROFILES,
    REFUSALS,
    VALUES,
    session_with_members,
)

MOST = 900
parsed = cache(parse)
MOST_OF = {
    "consents.ask": 1500,  # the law says what a consent has to contain
    "members.shown": 1250,  # all there is
    "importing.mistakes": 1500,  # mended one by one
    **LONGEST_OF,
}
MAIN_MENUS = {"start.with_notes", "start.welcome", "start.for_guest", "start.for_member", "start.for_coordinator"}
# They end with facts.
CARDS = {
    "person.profile",
    "person.filled_in",
    "invited.taken_over",
    "members.shown",
    "notices.member_joined",
    *CARDS_OF,
}

# All of 2018 or older; look a new one up before adding it.
PICTURES = (
    set(
        "🔑🔒🔁📜🗂🏠⬅◀▶✖✔✅🤝📝📄⚙ℹ👤👥📬↩🚪🔍💬❓📅📣🎓⭐🔔➕❤👍🙏😊📌📎📚💡🎉🗓❗№✏🗑🔕🌙📲🔗📂📥⏸🙋👁✉🏅🖼🎤✋🕶▓░🔄🔘📨➖🚫💾📋\ufe0f"
    )
    | PICTURES_OF
)
GENDERED = re.compile(
    r"\w\([а-яё]{1,3}\)|\w/[а-яё]{1,2}\b|\b(?:рад|рада|готов|готова|должен|должна|сам|сама)\b", re.IGNORECASE
)
LEFT_OVER = re.compile(r"\bNone\b|\bTrue\b|\bFalse\b|[{}]|&(?:amp|lt|gt|quot|#)|<\w+ object|Kind\.|%[sd]")
SLOPPY = re.compile(r"[^\S\n]{2}|\s[,.!?;:](?:\s|$)|\.\.(?!\.)|,,|\"|\(\)|«»|: *[.;]|\n{3}|\s$|^\s")
END = re.compile(r"[.!?…»)]$")


def always(_: dict[str, Any]) -> bool:
    return True


def shows_a_screen(function: Callable[..., Any]) -> bool:
    returned = get_type_hints(function).get("return")
    return returned is Screen or Screen in get_args(returned)


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in pkgutil.iter_modules(screens.__path__):
        loaded = importlib.import_module(f"screens.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == loaded.__name__ and not name.startswith("_") and shows_a_screen(function):
                yield f"{module.name}.{name}", function


FUNCTIONS = dict(functions())
PRESSES = [
    each
    for _, each in inspect.getmembers(presses, inspect.isclass)
    if issubclass(each, CallbackData) and each is not CallbackData
]
every_profile = pytest.mark.parametrize("community", PROFILES.values(), ids=PROFILES)


def values_of(function: str, parameter: str, kind: Any, community: CommunityProfile) -> list[Any]:
    if kind is bool:
        return [False, True]
    known = (
        VALUES.get(f"{function}.{parameter}")
        or VALUES.get(f"{function.partition('.')[2]}.{parameter}")
        or VALUES.get(parameter)
    )
    if known is None:
        pytest.fail(f"{function}: say in VALUES what `{parameter}` is at its longest and emptiest")
    return known(community)


@pytest.fixture(autouse=True)
def hurried_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same long words stand in thousands of screens."""
    monkeypatch.setattr(broadcast_words, "parse", parsed)


@cache
def shown(function: str, *, everywhere: bool) -> list[Screen]:
    """What the function shows for every combination of values: in one community that has it, or in all."""
    made: dict[str, Screen] = {}
    for profile in sorted(PROFILES, key=lambda name: crc32(f"{function} {name}".encode())):
        if not made or everywhere:
            made |= dict(shown_in(PROFILES[profile], function))
    return list(made.values())


def shown_in(community: CommunityProfile, function: str) -> Iterator[tuple[str, Screen]]:
    hints = get_type_hints(FUNCTIONS[function])
    parameters = [name for name in hints if name != "return"]
    for values in product(*(values_of(function, name, hints[name], community) for name in parameters)):
        given = dict(zip(parameters, values, strict=True))
        if POSSIBLE.get(function, always)(given) and (screen := FUNCTIONS[function](**given)):
            yield screen.to_json(), screen


def buttons(screen: Screen) -> list[Button]:
    return [button for row in screen.buttons for button in row]


@cache
def as_read(text: str) -> str:
    return parse(text).text


def said(screen: Screen) -> str:
    return as_read(screen.text)


def words(screen: Screen) -> list[str]:
    return [said(screen), *(button.label for button in buttons(screen)), *filter(None, [screen.toast])]


def without_names(text: str) -> str:
    """Our own words: what people write keeps its own rules."""
    return re.sub(r"(?:<b>&amp;</i>)+(?:\S*…)?|\{имя\}", "Дельта", text)


def test_longest_values_are_what_people_may_enter() -> None:
    assert parse_name(LONGEST_NAME) == LONGEST_NAME
    assert len(LONGEST_NAME) == 60
    assert parse_organisation(HOSTILE) == HOSTILE
    assert len(HOSTILE) == 120


Shown = list[Screen]


def every_text(made: Shown) -> set[str]:
    return {text for screen in made for text in words(screen)}


def too_long(function: str, made: Shown) -> object:
    longest = max((said(screen) for screen in made), key=len)
    return len(longest) > MOST_OF.get(function, MOST) and (len(longest), longest)


def toast_is_cut(_: str, made: Shown) -> object:
    return {screen.toast for screen in made if len(screen.toast or "") > 60}


def buttons_do_not_fit(_: str, made: Shown) -> object:
    return [
        screen.buttons
        for screen in made
        if len(screen.buttons) > MAX_ROWS or len(buttons(screen)) > MAX_BUTTONS or not all(screen.buttons)
    ]


def labels_are_cut_in_a_row(_: str, made: Shown) -> object:
    rows = [row for screen in made for row in screen.buttons if len(row) > 1]
    return [row for row in rows if max(len(button.label) for button in row) > PAIRED]


def labels_are_alike(_: str, made: Shown) -> object:
    labels = [[button.label for button in buttons(screen)] for screen in made]
    return [each for each in labels if len(set(each)) < len(each) or each != [label.strip() for label in each]]


def way_to_the_menu_is_not_last(function: str, made: Shown) -> object:
    if function in MAIN_MENUS:
        return [screen for screen in made if menu() in buttons(screen)]
    return [screen for screen in made if screen.buttons[-1][-1] != menu() or buttons(screen).count(menu()) > 1]


def press_is_not_understood_when_it_comes_back(_: str, made: Shown) -> object:
    known = {press.__prefix__: press for press in PRESSES}
    packed = {button.press for screen in made for button in buttons(screen) if button.press}
    return {press for press in packed - {PRESS} if known[press.partition(":")[0]].unpack(press).pack() != press}


def gender_is_guessed(_: str, made: Shown) -> object:
    return {found[0] for text in every_text(made) for found in GENDERED.finditer(text)}


def something_of_the_program_is_left(_: str, made: Shown) -> object:
    return {text for text in every_text(made) if LEFT_OVER.search(without_names(text))}


def what_people_wrote_is_escaped_twice(_: str, made: Shown) -> object:
    """Unescaped it would not be read at all, escaped twice it would be read with `&amp;`."""
    return {text for text in every_text(made) if "&lt;" in text or "amp;amp" in text}


def pictures_are_unknown_to_old_phones(_: str, made: Shown) -> object:
    letters = {letter for text in every_text(made) for letter in text}
    pictures = {letter for letter in letters if unicodedata.category(letter) in {"So", "Sk", "Mn", "Me", "Cf", "Cn"}}
    return pictures - PICTURES


def sentences_are_sloppy(_: str, made: Shown) -> object:
    return {(text, found[0]) for text in every_text(made) if (found := SLOPPY.search(without_names(text)))}


def end_is_not_of_a_sentence(function: str, made: Shown) -> object:
    texts = () if function in CARDS else (without_names(said(screen)) for screen in made)
    return {text for text in texts if not END.search(text)}


DEFECTS = (
    too_long,
    toast_is_cut,
    buttons_do_not_fit,
    labels_are_cut_in_a_row,
    labels_are_alike,
    way_to_the_menu_is_not_last,
    press_is_not_understood_when_it_comes_back,
    gender_is_guessed,
    something_of_the_program_is_left,
    what_people_wrote_is_escaped_twice,
    pictures_are_unknown_to_old_phones,
    sentences_are_sloppy,
    end_is_not_of_a_sentence,
)


@everywhere
@pytest.mark.parametrize("function", FUNCTIONS)
def test_screens_have_no_defects(function: str, everywhere: bool) -> None:
    made = shown(function, everywhere=everywhere)
    assert made, "it is never called"
    assert not {defect.__name__: found for defect in DEFECTS if (found := defect(function, made))}


def test_every_value_is_used() -> None:
    """A parameter that is gone leaves its values behind."""
    used = {
        key
        for name, function in FUNCTIONS.items()
        for each in inspect.signature(function).parameters
        for key in (each, f"{name}.{each}", f"{name.partition('.')[2]}.{each}")
    }
    assert not set(VALUES) - used


@every_profile
def test_every_refusal_has_a_sentence_of_its_own(community: CommunityProfile) -> None:
    sentences = {refusal: refused(refusal(), community).text for refusal in REFUSALS}
    assert len(set(sentences.values())) == len(REFUSALS) > 0


def test_every_kind_of_notice_has_its_function() -> None:
    assert set(NOTICES) == set(Notice)
    assert {*NOTICES.values()} <= {*FUNCTIONS.values()}


@everywhere
@pytest.mark.parametrize("kind", Notice)
def test_notices_stay_when_they_are_answered(kind: Notice, everywhere: bool) -> None:
    told = next(name for name, function in FUNCTIONS.items() if function is NOTICES[kind])
    assert all(screen.kept for screen in shown(told, everywhere=everywhere))


@every_profile
def test_notice_of_somebody_who_has_left_is_not_written(community: CommunityProfile) -> None:
    session = session_with_members(community)
    gone = session.get_one(Person, 1)
    gone.joined_at = None
    assert NOTICES[Notice.MEMBER_JOINED](session, {"person": 1}, community) is None
    assert NOTICES[Notice.MEMBER_JOINED](session, {"person": 404}, community) is None


def test_whatever_is_kept_about_people_has_a_name_they_understand() -> None:
    kept = {key.partition(".")[0] for key in TIES} | {"person", "inbox_update"}
    assert kept == set(TABLES)
    columns = {
        column.name
        for table in Base.metadata.sorted_tables
        if table.name in kept
        for column in table.columns
        if column.name not in SECRET and column not in others(table)
    }
    assert columns == set(COLUMNS)


def others(table: Table) -> list[Column[Any]]:
    """References to who did something, never shown."""
    return [column for column in references(table) if TIES[f"{table.name}.{column.name}"] is Tie.DONE]


COUNTED = (
    "0 участников, 1 участник, 2 участника, 4 участника, 5 участников, 11 участников, 12 участников, 14 участников, "
)
COUNTED += "21 участник, 22 участника, 25 участников, 101 участник, 111 участников, 112 участников, 1000 участников"


@pytest.mark.parametrize("counted", COUNTED.split(", "))
def test_plural_agrees_with_its_number(counted: str) -> None:
    assert count(int(counted.split(maxsplit=1)[0]), "участник", "участника", "участников") == counted


def test_year_is_said_when_it_is_not_this_one() -> None:
    today = date(2026, 3, 2)
    assert day(date(2026, 5, 1), today) == "1 мая"
    assert day(date(2025, 12, 31), today) == "31 декабря 2025 года"
    assert full_day(date(2026, 8, 3)) == "3 августа 2026 года"


@pytest.mark.parametrize(
    ("noun", "said"),
    [("движении", "о движении"), ("объединении", "об объединении"), ("Школе", "о Школе"), ("Академии", "об Академии")],
)
def test_preposition_agrees_with_its_noun(noun: str, said: str) -> None:
    assert about(noun) == said


@pytest.mark.parametrize("text", ["", "Анна", "я" * 40, "я" * 41, "слово " * 20])
def test_shortened_text_fits_a_label(text: str) -> None:
    assert len(short(text)) <= MAX_LABEL
    assert short(text) == text or short(text).endswith("…")
    assert not short(text).endswith(" …")
