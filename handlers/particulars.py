from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import colleagues, joining, members, particulars
from community.choices import Choice, find, find_exact
from community.particulars import Particular
from handlers.filters import NO, YES, HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import joining as joining_screens
from screens import particulars as screens
from screens import presses
from screens.person import GONE, mark
from screens.words import SIMILAR

MOST_FOUND = 5
AGE = "age"


class Change(StatesGroup):
    name = State()
    full_name = State()
    municipality = State()
    position = State()
    organisation = State()
    specialities = State()
    teaching_since = State()
    shares = State()
    learns = State()


class Age(StatesGroup):
    answer = State()


STATES = dict(zip(Particular, Change.__states__, strict=True))
ASKED = {state.state: particular for particular, state in STATES.items()}


def overview(_: CallbackQuery, turn: Turn) -> Screen:
    members.must_have_joined(turn.person)
    turn.dialogue.pause()
    return screens.overview(turn.person, turn.community)


def competences(_: CallbackQuery, turn: Turn) -> Screen:
    members.must_have_joined(turn.person)
    turn.dialogue.pause()
    return screens.competences(turn.person, turn.community)


def asked(press: CallbackQuery, callback_data: presses.AskParticular, turn: Turn) -> Screen:
    particular = named(callback_data.field, turn)
    return ask(particular, turn) if particular else overview(press, turn)


def page_turned(press: CallbackQuery, callback_data: presses.ParticularPage, turn: Turn) -> Screen:
    particular = named(callback_data.field, turn)
    return ask(particular, turn, page=callback_data.page) if particular else overview(press, turn)


def named(field: str, turn: Turn) -> Particular | None:
    """None for what somebody in this position no longer has."""
    known = particulars.particulars(members.must_have_joined(turn.person), turn.community)
    return next((each for each in known if each.value == field), None)


def ask(
    particular: Particular, turn: Turn, remark: str = "", page: int = 0, found: list[Choice] | None = None
) -> Screen:
    members.must_have_joined(turn.person)
    turn.dialogue.go(STATES[particular])
    if particular in particulars.SEVERAL:
        listed = found or particulars.choices(particular, turn.person, turn.community)
        return screens.ask_several(particular, turn.person, turn.community, listed, page, remark)
    if particular in particulars.OF_A_LIST:
        listed = found or particulars.choices(particular, turn.person, turn.community)
        return screens.ask_one(particular, turn.person, turn.community, listed, page, remark)
    near = members.organisations_near(turn.session, turn.person) if particular is Particular.ORGANISATION else []
    return screens.ask_words(particular, turn.person, turn.community, near, turn.today.year, remark)


def said(message: Message, turn: Turn) -> Screen:
    particular, typed = ASKED[turn.dialogue.state], message.text or ""
    if known := particulars.choices(particular, turn.person, turn.community):
        return picked(particular, known, typed, turn)
    answer = particulars.understood(particular, typed, turn.today.year)
    return taken(particular, answer, turn) if answer else ask(particular, turn, screens.expected(particular))


def picked(particular: Particular, known: tuple[Choice, ...], typed: str, turn: Turn) -> Screen:
    exact = find_exact(known, typed)
    if exact and particular in particulars.SEVERAL:
        particulars.mark(turn.person, particular, exact.id, True, turn.community)
        colleagues.refresh(turn.session, turn.person, turn.community)
        return ask(particular, turn)
    if exact:
        return taken(particular, exact.id, turn)
    if found := find(known, typed):
        return ask(particular, turn, SIMILAR, found=found[:MOST_FOUND])
    return ask(particular, turn, screens.expected(particular))


def taken(particular: Particular, answer: str, turn: Turn, adult: bool = False) -> Screen:
    if not adult and particulars.asks_age(turn.person, particular, answer, turn.community):
        return age_asked(turn, answer)
    cleared = particulars.change(turn.person, particular, answer, turn.community, adult)
    colleagues.refresh(turn.session, turn.person, turn.community)
    turn.dialogue.pause()
    return screens.changed(particular, turn.person, turn.community, cleared)


def age_asked(turn: Turn, position: str, remark: str = "") -> Screen:
    if position not in {each.id for each in turn.community.positions}:
        return ask(Particular.POSITION, turn, GONE)
    turn.dialogue.go(Age.answer)
    turn.dialogue.answers(AGE)["position"] = position
    return screens.ask_age(position, remark)


def age_said(message: Message, turn: Turn) -> Screen:
    word, position = (message.text or "").casefold().strip(" .!"), turn.dialogue.answers(AGE).get("position", "")
    if word in YES | NO:
        return age_known(turn, position, word in YES)
    return age_asked(turn, position, screens.AGE_WANTED)


def age_answered(_: CallbackQuery, callback_data: presses.AgeForPosition, turn: Turn) -> Screen:
    members.must_have_joined(turn.person)
    return age_known(turn, callback_data.position, callback_data.adult)


def age_known(turn: Turn, position: str, adult: bool) -> Screen:
    turn.dialogue.end(AGE)
    return taken(Particular.POSITION, position, turn, adult=True) if adult else screens.confirm_minor(turn.community)


def left_as_minor(_: CallbackQuery, turn: Turn) -> Screen:
    joining.leave_as_minor(turn.session, turn.person, turn.now)
    turn.dialogue.forget()
    return joining_screens.minor(turn.community)


def chosen(_: CallbackQuery, callback_data: presses.TakeParticular, turn: Turn) -> Screen:
    particular = named(callback_data.field, turn)
    answer = particular and answer_of(particular, callback_data.value, turn)
    if particular is None or answer is None:
        return screens.overview(turn.person, turn.community, GONE)
    return taken(particular, answer, turn)


def answer_of(particular: Particular, value: str, turn: Turn) -> str | None:
    if particular in particulars.OF_A_LIST:
        return value
    if particular is Particular.ORGANISATION:
        near = members.organisations_near(turn.session, turn.person)
        return next((name for name in near if mark(name) == value), None)
    return particulars.understood(particular, value, turn.today.year)


def cleared(_: CallbackQuery, callback_data: presses.ClearParticular, turn: Turn) -> Screen:
    particular = named(callback_data.field, turn)
    if particular is not None:
        particulars.clear(turn.person, particular)
        colleagues.refresh(turn.session, turn.person, turn.community)
    turn.dialogue.pause()
    return screens.overview(turn.person, turn.community, screens.CLEARED)


def several_marked(press: CallbackQuery, callback_data: presses.MarkParticular, turn: Turn) -> Screen:
    particular = named(callback_data.field, turn)
    if particular is None:
        return overview(press, turn)
    particulars.mark(turn.person, particular, callback_data.id, callback_data.chosen, turn.community)
    colleagues.refresh(turn.session, turn.person, turn.community)
    return ask(particular, turn, page=callback_data.page)


def wrong_kind(_: Message, turn: Turn) -> Screen:
    particular = ASKED[turn.dialogue.state]
    return ask(particular, turn, screens.expected(particular))


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(said, StateFilter(Change), HasText())
    router.message.register(wrong_kind, StateFilter(Change))
    router.message.register(age_said, Age.answer)
    pressed(overview, presses.ChangeProfile.filter())
    pressed(competences, presses.Competences.filter())
    pressed(asked, presses.AskParticular.filter())
    pressed(page_turned, presses.ParticularPage.filter())
    pressed(chosen, presses.TakeParticular.filter())
    pressed(age_answered, presses.AgeForPosition.filter())
    pressed(left_as_minor, presses.LeaveAsMinor.filter())
    pressed(cleared, presses.ClearParticular.filter())
    pressed(several_marked, presses.MarkParticular.filter())
