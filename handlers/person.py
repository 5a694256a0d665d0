from __future__ import annotations

from collections.abc import Callable

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import colleagues, consents, members, particulars
from community.choices import Choice, find, find_exact
from community.names import parse_organisation
from community.particulars import Particular
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import person as screens
from screens import presses
from screens.words import SIMILAR


class Fill(StatesGroup):
    organisation = State()
    specialities = State()
    year = State()


def profile(_: CallbackQuery, turn: Turn) -> Screen:
    members.must_have_joined(turn.person)
    turn.dialogue.pause()
    mailings = consents.is_given(turn.session, turn.person, consents.Kind.MAILINGS)
    return screens.profile(turn.person, turn.community, mailings, linkable=len(turn.networks) > 1)


def fill_in(_: CallbackQuery, callback_data: presses.FillIn, turn: Turn) -> Screen:
    members.must_have_joined(turn.person)
    return ask(callback_data.field, turn)


def ask(question: str, turn: Turn) -> Screen:
    asked = {"organisation": ask_organisation, "specialities": ask_specialities, "year": ask_year}
    known = question in members.questions(turn.person, turn.community)
    return asked[question](turn) if known else done(turn)


def ask_after(question: str, turn: Turn) -> Screen:
    following = members.questions(turn.person, turn.community)
    place = following.index(question) if question in following else len(following)
    return ask(following[place + 1], turn) if place + 1 < len(following) else done(turn)


def ask_organisation(turn: Turn, remark: str = "") -> Screen:
    turn.dialogue.go(Fill.organisation)
    suggested = members.organisations_near(turn.session, turn.person)
    return screens.ask_organisation(turn.person, turn.community, suggested, remark)


def organisation_said(message: Message, turn: Turn) -> Screen:
    name = parse_organisation(message.text or "")
    if name is None:
        return ask_organisation(turn, screens.expected("organisation"))
    set_organisation(turn, name)
    return ask_after("organisation", turn)


def organisation_taken(_: CallbackQuery, callback_data: presses.TakeOrganisation, turn: Turn) -> Screen:
    members.must_have_joined(turn.person)
    known = {screens.mark(name): name for name in members.organisations_near(turn.session, turn.person)}
    if callback_data.mark not in known:
        return ask_organisation(turn, screens.GONE)
    set_organisation(turn, known[callback_data.mark])
    return ask_after("organisation", turn)


def set_organisation(turn: Turn, name: str) -> None:
    members.set_organisation(turn.person, name)
    colleagues.refresh(turn.session, turn.person, turn.community)


def ask_specialities(turn: Turn, remark: str = "", page: int = 0, found: list[Choice] | None = None) -> Screen:
    turn.dialogue.go(Fill.specialities)
    choices = found or members.specialities_for(turn.person, turn.community)
    return screens.ask_specialities(turn.person, turn.community, choices, page, remark)


def speciality_said(message: Message, turn: Turn) -> Screen:
    known, typed = members.specialities_for(turn.person, turn.community), message.text or ""
    if exact := find_exact(known, typed):
        mark_speciality(turn, exact.id, True)
        return ask_specialities(turn)
    if found := find(known, typed):
        return ask_specialities(turn, SIMILAR, found=found[:5])
    return ask_specialities(turn, screens.expected("specialities"))


def speciality_marked(_: CallbackQuery, callback_data: presses.MarkSpeciality, turn: Turn) -> Screen:
    mark_speciality(turn, callback_data.id, callback_data.chosen)
    return ask_specialities(turn, page=callback_data.page)


def mark_speciality(turn: Turn, choice: str, chosen: bool) -> None:
    particulars.mark(turn.person, Particular.SPECIALITIES, choice, chosen, turn.community)
    colleagues.refresh(turn.session, turn.person, turn.community)


def speciality_page(_: CallbackQuery, callback_data: presses.SpecialityPage, turn: Turn) -> Screen:
    members.must_have_joined(turn.person)
    return ask_specialities(turn, page=callback_data.page) if asks_specialities(turn) else done(turn)


def ask_year(turn: Turn, remark: str = "") -> Screen:
    turn.dialogue.go(Fill.year)
    return screens.ask_year(turn.person, turn.community, turn.today.year, remark)


def asks_specialities(turn: Turn) -> bool:
    return "specialities" in members.questions(turn.person, turn.community)


def year_said(message: Message, turn: Turn) -> Screen:
    return year_taken(turn, message.text or "")


def year_chosen(_: CallbackQuery, callback_data: presses.ChooseYear, turn: Turn) -> Screen:
    return year_taken(turn, str(callback_data.year))


def year_taken(turn: Turn, typed: str) -> Screen:
    members.must_have_joined(turn.person)
    year = members.parse_year(typed, turn.today.year)
    if year is None:
        return ask_year(turn, screens.expected("year"))
    members.set_teaching_since(turn.person, year)
    return ask_after("year", turn)


def done(turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.filled_in(turn.person, turn.community, turn.dialogue.take_afterwards())


def wrong_kind(question: str, ask: Callable[[Turn, str], Screen]) -> Callable[[Message, Turn], Screen]:
    def explain(_: Message, turn: Turn) -> Screen:
        return ask(turn, screens.expected(question))

    return explain


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(organisation_said, Fill.organisation, HasText())
    said(speciality_said, Fill.specialities, HasText())
    said(year_said, Fill.year, HasText())
    said(wrong_kind("organisation", ask_organisation), Fill.organisation)
    said(wrong_kind("specialities", ask_specialities), Fill.specialities)
    said(wrong_kind("year", ask_year), Fill.year)
    pressed(profile, presses.MyProfile.filter())
    pressed(fill_in, presses.FillIn.filter())
    pressed(organisation_taken, presses.TakeOrganisation.filter())
    pressed(speciality_marked, presses.MarkSpeciality.filter())
    pressed(speciality_page, presses.SpecialityPage.filter())
    pressed(year_chosen, presses.ChooseYear.filter())
