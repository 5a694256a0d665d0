"""Whom a message to many goes to is chosen by buttons or by words."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import aiming, drafts, segments
from community.aiming import Field
from community.audiences import Audience, events_in
from community.choices import Choice, find, find_exact, plain
from community.refusals import UnknownChoice
from handlers import composing
from handlers.composing import FORM, look_of
from handlers.filters import HasText, Says
from handlers.hearing import CANCEL
from handlers.turn import Turn
from messengers.screen import Screen
from screens import aiming as screens
from screens import presses
from screens.person import mark
from screens.words import SIMILAR, wanted
from storage.models import Broadcast, Event

SAID = (Field.TOWN, Field.TOPIC, Field.POSITION, Field.WHO, Field.PAIR)
NAMED = 1000  # of somebody's audiences, as many are looked through for a name


class Aiming(StatesGroup):
    audience = State()
    choice = State()


def shown(_: CallbackQuery, callback_data: presses.Aim, turn: Turn) -> Screen:
    return page(turn, drafts.to_change(turn.session, turn.person, callback_data.id, turn.now))


def page(turn: Turn, draft: Broadcast, remark: str = "") -> Screen:
    turn.dialogue.answers(FORM)["id"] = draft.id
    turn.dialogue.go(Aiming.audience)
    look = look_of(turn, draft)
    return screens.shown(look, turn.community, remark)


def further(_: CallbackQuery, callback_data: presses.AimMore, turn: Turn) -> Screen:
    draft = drafts.to_change(turn.session, turn.person, callback_data.id, turn.now)
    known = events_in(turn.session, aiming.audience_of(draft))
    return screens.further(draft, turn.community, known, callback_data.without)


def choose(_: CallbackQuery, callback_data: presses.AimBy, turn: Turn) -> Screen:
    if callback_data.of not in set(Field):
        raise UnknownChoice
    draft = drafts.to_change(turn.session, turn.person, callback_data.id, turn.now)
    given = turn.dialogue.answers(FORM)
    given |= {"id": draft.id, "field": callback_data.of, "without": callback_data.without}
    if callback_data.of == Field.EVENT:
        return choose_event(turn, draft, callback_data)
    return ask(turn, draft, callback_data.page)


def choose_event(turn: Turn, draft: Broadcast, asked: presses.AimBy) -> Screen:
    if event := turn.session.get(Event, asked.event):
        return screens.choose_part(draft, event, aiming.parts_of(event, turn.now), asked.without)
    at, size = max(asked.page, 0), screens.EVENTS
    found, total = aiming.recent(turn.session, at * size, size, turn.now)
    if at and not found:  # fewer than there were when the button was shown
        return choose_event(turn, draft, asked.model_copy(update={"page": 0}))
    return screens.choose_event(draft, found, turn.community, asked.without, at, (at + 1) * size < total)


def ask(turn: Turn, draft: Broadcast, at: int = 0, remark: str = "", typed: str = "") -> Screen:
    given = turn.dialogue.answers(FORM)
    field, without = Field(given.get("field", Field.WHO)), bool(given.get("without"))
    turn.dialogue.go(Aiming.choice)
    return screens.choose(draft, field, offers(turn, draft, field, typed), without, at, remark)


def offers(turn: Turn, draft: Broadcast, field: Field, typed: str = "") -> list[tuple[str, str]]:
    """What stands on the buttons, and what each means; what was typed narrows it, where something has it."""
    if field is Field.SCHOOL:
        audience = aiming.audience_of(draft)
        return [(name, name) for name in aiming.organisations(turn.session, turn.person, audience, turn.now, typed)]
    known = choices(turn, field)
    found = find(known, typed)[: screens.FOUND] or known
    return [(choice.name, choice.id) for choice in found]


def choices(turn: Turn, field: Field) -> list[Choice]:
    towns = aiming.towns(turn.session, turn.person, turn.community, turn.now) if field is Field.TOWN else []
    return screens.offered(field, towns, turn.community)


def chosen(_: CallbackQuery, callback_data: presses.AimAt, turn: Turn) -> Screen:
    if callback_data.of not in set(Field):
        raise UnknownChoice
    field, value = Field(callback_data.of), callback_data.value
    if field is Field.SCHOOL:
        names = aiming.organisations(turn.session, turn.person, Audience(), turn.now, most=None)
        value = next((name for name in names if mark(name) == value), "")
    return taken(turn, callback_data.id, field, value, callback_data.without)


def taken(turn: Turn, draft_id: int, field: Field, value: str, without: bool = False) -> Screen:
    try:
        draft = aiming.aim(turn.session, turn.person, draft_id, field, value, turn.community, turn.now, without)
    except UnknownChoice:  # of a list that was shown long ago
        return page(turn, drafts.to_change(turn.session, turn.person, draft_id, turn.now), screens.GONE)
    return page(turn, draft)


def cleared(_: CallbackQuery, callback_data: presses.AimClear, turn: Turn) -> Screen:
    return page(turn, aiming.clear(turn.session, turn.person, callback_data.id, turn.community, turn.now))


def said(message: Message, turn: Turn) -> Screen:
    """What is called just so is taken; a town that begins so is offered."""
    typed, number = message.text or "", turn.dialogue.answers(FORM).get("id", 0)
    draft = drafts.to_change(turn.session, turn.person, number, turn.now)
    for field in SAID:
        if exact := find_exact(choices(turn, field), typed):
            return taken(turn, number, field, exact.id)
    kept, _ = segments.listed(turn.session, turn.person, 0, NAMED, turn.now)
    if named := next((each for each in kept if plain(each.name) == plain(typed)), None):
        return page(turn, segments.use(turn.session, turn.person, number, named.id, turn.community, turn.now))
    for field in SAID:
        if find(choices(turn, field), typed):
            turn.dialogue.answers(FORM).update(field=field.value, without=False)
            return ask(turn, draft, remark=SIMILAR, typed=typed)
    return by_school(turn, draft, typed)


def by_school(turn: Turn, draft: Broadcast, typed: str) -> Screen:
    found = offers(turn, draft, Field.SCHOOL, typed) if plain(typed) else []
    if exact := the_school(found, typed):
        return taken(turn, draft.id, Field.SCHOOL, exact)
    if not found:
        return page(turn, draft, screens.NOT_FOUND)
    turn.dialogue.answers(FORM).update(field=Field.SCHOOL.value, without=False)
    return ask(turn, draft, remark=SIMILAR, typed=typed)


def the_school(found: Sequence[tuple[str, str]], typed: str) -> str | None:
    """The only one with these words, or the one that is called just so."""
    called = (name for name, _ in found if plain(name) == plain(typed))
    return found[0][1] if len(found) == 1 else next(called, None)


def choice_said(message: Message, turn: Turn) -> Screen:
    typed, given = message.text or "", turn.dialogue.answers(FORM)
    draft = drafts.to_change(turn.session, turn.person, given.get("id", 0), turn.now)
    field, without = Field(given.get("field", Field.WHO)), bool(given.get("without"))
    found = offers(turn, draft, field, typed)
    exact = the_school(found, typed) if field is Field.SCHOOL else exactly(turn, field, typed)
    if exact:
        return taken(turn, draft.id, field, exact, without)
    known = found and (field is Field.SCHOOL or find(choices(turn, field), typed))
    return ask(turn, draft, remark=SIMILAR if known else screens.NOT_FOUND, typed=typed if known else "")


def exactly(turn: Turn, field: Field, typed: str) -> str | None:
    exact = find_exact(choices(turn, field), typed)
    return exact.id if exact else None


def left(_: Message, turn: Turn) -> Screen:
    return composing.preview(turn, turn.dialogue.answers(FORM).get("id", 0))


def wrong_kind(_: Message, turn: Turn) -> Screen:
    draft = drafts.to_change(turn.session, turn.person, turn.dialogue.answers(FORM).get("id", 0), turn.now)
    remark = wanted("название словами")
    return ask(turn, draft, remark=remark) if turn.dialogue.state == Aiming.choice.state else page(turn, draft, remark)


def register(router: Router) -> None:
    router.message.register(left, Says(CANCEL), StateFilter(Aiming))
    router.message.register(said, Aiming.audience, HasText())
    router.message.register(choice_said, Aiming.choice, HasText())
    router.message.register(wrong_kind, StateFilter(Aiming))
    pressed = router.callback_query.register
    pressed(shown, presses.Aim.filter())
    pressed(further, presses.AimMore.filter())
    pressed(choose, presses.AimBy.filter())
    pressed(chosen, presses.AimAt.filter())
    pressed(cleared, presses.AimClear.filter())
