from __future__ import annotations

import re
from collections.abc import Callable

from aiogram import F, Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import members
from community.names import parse_organisation
from community.choices import Choice, find, find_exact
from community.refusals import NotJoined
from handlers.turn import Turn
from messengers.screen import Screen
from screens import joining as join_screens
from screens import person as screens
from screens import presses

YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


class Fill(StatesGroup):
    organisation = State()
    specialities = State()
    year = State()


def profile(_: CallbackQuery, turn: Turn) -> Screen:
    must_be_member(turn)
    turn.dialogue.pause()
    return screens.profile(turn.person, turn.community)


def must_be_member(turn: Turn) -> None:
    if turn.person.joined_at is None:
        raise NotJoined


def fill_in(_: CallbackQuery, callback_data: presses.FillIn, turn: Turn) -> Screen:
    must_be_member(turn)
    ask = {"organisation": ask_organisation, "specialities": ask_specialities, "year": ask_year}
    return ask.get(callback_data.field, done)(turn)


def ask_organisation(turn: Turn, remark: str = "") -> Screen:
    turn.dialogue.go(Fill.organisation)
    return screens.ask_organisation(members.organisations_near(turn.session, turn.person), remark)


def organisation_said(message: Message, turn: Turn) -> Screen:
    name = parse_organisation(message.text or "")
    if name is None:
        return ask_organisation(turn, join_screens.expected("название словами, от 2 до 120 знаков"))
    members.set_organisation(turn.person, name)
    return ask_specialities(turn)


def organisation_taken(_: CallbackQuery, callback_data: presses.TakeOrganisation, turn: Turn) -> Screen:
    must_be_member(turn)
    known = {screens.mark(name): name for name in members.organisations_near(turn.session, turn.person)}
    if callback_data.mark not in known:
        return ask_organisation(turn, "Этого варианта уже нет.")
    members.set_organisation(turn.person, known[callback_data.mark])
    return ask_specialities(turn)


def ask_specialities(turn: Turn, remark: str = "", page: int = 0, found: list[Choice] | None = None) -> Screen:
    position = turn.community.position(turn.person.position or "")
    known = members.specialities_for(turn.person, turn.community)
    if position is None or not known:
        return ask_year(turn)
    turn.dialogue.go(Fill.specialities)
    return screens.ask_specialities(turn.person, position.asks, found or known, page, remark)


def speciality_said(message: Message, turn: Turn) -> Screen:
    known, typed = members.specialities_for(turn.person, turn.community), message.text or ""
    if exact := find_exact(known, typed):
        members.toggle_speciality(turn.person, exact.id, turn.community)
        return ask_specialities(turn)
    if found := find(known, typed):
        return ask_specialities(turn, join_screens.SIMILAR, found=found[:5])
    return ask_specialities(turn, join_screens.expected("название из списка"))


def speciality_toggled(_: CallbackQuery, callback_data: presses.ToggleSpeciality, turn: Turn) -> Screen:
    members.toggle_speciality(turn.person, callback_data.id, turn.community)
    return ask_specialities(turn, page=callback_data.page)


def speciality_page(_: CallbackQuery, callback_data: presses.SpecialityPage, turn: Turn) -> Screen:
    must_be_member(turn)
    return ask_specialities(turn, page=callback_data.page)


def ask_year(turn: Turn, remark: str = "") -> Screen:
    turn.dialogue.go(Fill.year)
    has_specialities = bool(members.specialities_for(turn.person, turn.community))
    return screens.ask_year(turn.person, has_specialities, this_year(turn), remark)


def this_year(turn: Turn) -> int:
    return turn.now.astimezone(turn.community.tz).year


def year_said(message: Message, turn: Turn) -> Screen:
    found = YEAR.search(message.text or "")
    return year_taken(turn, int(found[0]) if found else 0)


def year_chosen(_: CallbackQuery, callback_data: presses.ChooseYear, turn: Turn) -> Screen:
    return year_taken(turn, callback_data.year)


def year_taken(turn: Turn, year: int) -> Screen:
    must_be_member(turn)
    if not members.may_have_begun(year, this_year(turn)):
        return ask_year(turn, join_screens.expected(f"год цифрами, не позже {this_year(turn)}"))
    members.set_teaching_since(turn.person, year)
    return done(turn)


def done(turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.filled_in(turn.person, turn.community, turn.dialogue.take_afterwards())


def wrong_kind(ask: Callable[[Turn, str], Screen], what: str) -> Callable[[Message, Turn], Screen]:
    def explain(_: Message, turn: Turn) -> Screen:
        return ask(turn, join_screens.expected(what))

    return explain


def router() -> Router:
    mine = Router(name=__name__)
    said, pressed = mine.message.register, mine.callback_query.register
    said(organisation_said, Fill.organisation, F.text)
    said(speciality_said, Fill.specialities, F.text)
    said(year_said, Fill.year, F.text)
    said(wrong_kind(ask_organisation, "название словами, например: школа № 7"), Fill.organisation)
    said(wrong_kind(ask_specialities, "название из списка"), Fill.specialities)
    said(wrong_kind(ask_year, "год цифрами, например 2023"), Fill.year)
    pressed(profile, presses.MyProfile.filter())
    pressed(fill_in, presses.FillIn.filter())
    pressed(organisation_taken, presses.TakeOrganisation.filter())
    pressed(speciality_toggled, presses.ToggleSpeciality.filter())
    pressed(speciality_page, presses.SpecialityPage.filter())
    pressed(year_chosen, presses.ChooseYear.filter())
    return mine
