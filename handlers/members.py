from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import access, deletion, expected, registers, standing_in
from community.choices import Choice, find, find_exact
from community.registers import Filter, Status
from handlers.filters import HasText
from handlers.narrowing import keep, wanted_in
from handlers.turn import Turn
from messengers.screen import Screen
from screens import members as screens
from screens import presses
from screens.person import mark
from screens.words import SIMILAR, wanted
from storage.models import Person

FORM = "people"
LONGEST_NAME = 60


class Look(StatesGroup):
    people = State()
    municipality = State()
    organisation = State()
    topic = State()


STATES = {"municipality": Look.municipality, "organisation": Look.organisation, "topic": Look.topic}


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    return narrowed(turn, Filter())


def listed(_: CallbackQuery, callback_data: presses.Members, turn: Turn) -> Screen:
    return page_of(turn, max(callback_data.page, 0))


def page_of(turn: Turn, page: int = 0) -> Screen:
    asked = filter_of(turn)
    first = page * screens.PAGE
    found = registers.people(turn.session, turn.person, asked, turn.community, turn.now, first, screens.PAGE)
    if page and not found.entries:  # fewer than there were when the button was shown
        return page_of(turn)
    turn.dialogue.go(Look.people)
    only = registers.sees_mentors_only(turn.session, turn.person, turn.now)
    return screens.listed(found.entries, found.total, page, asked, turn.community, only)


def filter_of(turn: Turn) -> Filter:
    return wanted_in(turn, FORM, Filter)


def narrowed(turn: Turn, asked: Filter) -> Screen:
    keep(turn, FORM, asked)
    return page_of(turn)


def cleared(_: CallbackQuery, turn: Turn) -> Screen:
    return narrowed(turn, Filter())


def shown(_: CallbackQuery, callback_data: presses.Member, turn: Turn) -> Screen:
    entry = registers.entry(turn.session, turn.person, callback_data.id, turn.now)
    given = registers.given_consents(turn.session, entry.person)
    young = registers.is_young(entry.person, turn.community, turn.now)
    return screens.shown(entry, given, turn.community, turn.today, young, deeds_of(turn, entry.person))


def deeds_of(turn: Turn, person: Person) -> screens.Deeds:
    another = person.id != turn.person.id
    return screens.Deeds(
        another and access.may_grant_to(turn.session, turn.person, person, turn.now),
        another and standing_in.lends(turn.session, turn.person),
        deletion.can_delete(turn.session, turn.person, person, turn.now),
    )


def tools(_: CallbackQuery, turn: Turn) -> Screen:
    towns = registers.municipalities(turn.session, turn.person, turn.community, turn.now)
    export = registers.may_export(turn.session, turn.person, turn.now)
    load = expected.may_import(turn.session, turn.person, turn.now)
    turn.dialogue.go(Look.people)
    return screens.tools(filter_of(turn), turn.community, len(towns), export, load)


def choose(_: CallbackQuery, callback_data: presses.ChooseFilter, turn: Turn) -> Screen:
    return ask(turn, callback_data.what, callback_data.page)


def ask(turn: Turn, what: str, page: int = 0, remark: str = "", typed: str = "") -> Screen:
    if what == "organisation":
        names = registers.organisations(turn.session, turn.person, turn.now, filter_of(turn), typed)
        turn.dialogue.go(Look.organisation)
        return screens.choose_organisation(names, page, remark)
    if what not in STATES:
        return screens.choose_status()
    choices, exact = choices_of(turn, what), find(choices_of(turn, what), typed)[: screens.FOUND]
    turn.dialogue.go(STATES[what])
    return screens.choose_choice(what, exact or choices, page, remark)


def choices_of(turn: Turn, what: str) -> list[Choice]:
    if what == "municipality":
        return registers.municipalities(turn.session, turn.person, turn.community, turn.now)
    return list(registers.topics(turn.community))


def chosen(_: CallbackQuery, callback_data: presses.SetFilter, turn: Turn) -> Screen:
    value: str | None = callback_data.value
    if callback_data.what == "organisation":
        known = {mark(name): name for name in registers.organisations(turn.session, turn.person, turn.now)}
        value = known.get(callback_data.value)
    return set_to(turn, callback_data.what, value)


def set_to(turn: Turn, what: str, value: str | None) -> Screen:
    return narrowed(turn, filter_of(turn).with_(what, value)) if what in Filter.names() else page_of(turn)


def choice_said(message: Message, turn: Turn) -> Screen:
    what = "topic" if turn.dialogue.state == Look.topic.state else "municipality"
    typed, choices = message.text or "", choices_of(turn, what)
    if exact := find_exact(choices, typed):
        return set_to(turn, what, exact.id)
    return ask(turn, what, remark=SIMILAR if find(choices, typed) else screens.NOT_FOUND, typed=typed)


def organisation_said(message: Message, turn: Turn) -> Screen:
    typed = message.text or ""
    names = registers.organisations(turn.session, turn.person, turn.now, filter_of(turn), typed)
    if len(names) == 1:
        return set_to(turn, "organisation", names[0])
    if names:
        return ask(turn, "organisation", remark=SIMILAR, typed=typed)
    return ask(turn, "organisation", remark=screens.NOT_FOUND)


def name_said(message: Message, turn: Turn) -> Screen:
    """What is called just so is a filter; all else is looked for in names."""
    typed = (message.text or "")[:LONGEST_NAME]
    for what in ("municipality", "topic"):
        if exact := find_exact(choices_of(turn, what), typed):
            return set_to(turn, what, exact.id)
    by_status = {name.casefold(): status for status, name in screens.STATUSES.items()}
    if status := by_status.get(typed.casefold().strip()):
        return set_to(turn, "status", Status(status).value)
    return set_to(turn, "name", typed)


def wrong_kind(_: Message, turn: Turn) -> Screen:
    what = next((name for name, state in STATES.items() if state.state == turn.dialogue.state), None)
    return ask(turn, what, remark=wanted("название словами")) if what else page_of(turn)


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(name_said, Look.people, HasText())
    said(organisation_said, Look.organisation, HasText())
    said(choice_said, StateFilter(Look.municipality, Look.topic), HasText())
    said(wrong_kind, StateFilter(Look))
    pressed(begin, presses.Registers.filter())
    pressed(listed, presses.Members.filter())
    pressed(shown, presses.Member.filter())
    pressed(tools, presses.PeopleTools.filter())
    pressed(choose, presses.ChooseFilter.filter())
    pressed(chosen, presses.SetFilter.filter())
    pressed(cleared, presses.ClearFilter.filter())
