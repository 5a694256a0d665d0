"""Changing one detail of an event at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import event_details, events, planning, series
from community.event_details import PARTS, Detail
from community.events import Part
from community.moments import Unclear
from community.names import parse_name
from community.refusals import UnknownChoice
from handlers.hearing import hear
from handlers.planning import run
from handlers.turn import Turn
from messengers.screen import Screen
from screens import event_details as screens
from screens import moments as moment_screens
from screens import presses
from screens import series as series_screens
from storage.models import Event

FORM = "evedit"
HostPress = presses.AddOrganiser | presses.AddSpeaker | presses.AddExpert
LONGEST_GUEST = 100


class Edit(StatesGroup):
    detail = State()


def listed(_: CallbackQuery, callback_data: presses.EventDetails, turn: Turn) -> Screen:
    turn.dialogue.pause()
    event = events.to_run(turn.session, turn.person, callback_data.id, turn.now)
    return screens.listed(event, callback_data.page, turn.community)


def edit(_: CallbackQuery, callback_data: presses.EditEvent, turn: Turn) -> Screen:
    detail = event_details.known(callback_data.name)
    turn.dialogue.answers(FORM).update({"id": callback_data.id, "name": detail.value, "typed": ""})
    return ask(turn)


def ask(turn: Turn, remark: str = "", page: int = 0) -> Screen:
    event, detail = edited(turn)
    turn.dialogue.go(Edit.detail)
    if detail in PARTS:
        return ask_host(turn, event, detail, remark)
    if detail is Detail.TOWN:
        everywhere = events.plans_for(turn.session, turn.person, None, turn.now)
        return screens.ask_town(event, page, turn.community, everywhere, remark)
    return screens.ask(detail, event, turn.community, turn.now, remark)


def edited(turn: Turn) -> tuple[Event, Detail]:
    form = turn.dialogue.answers(FORM)
    event = events.to_run(turn.session, turn.person, form.get("id", 0), turn.now)
    return event, event_details.known(form.get("name", ""))


def ask_host(turn: Turn, event: Event, detail: Detail, remark: str) -> Screen:
    typed = turn.dialogue.answers(FORM).get("typed", "")
    rows = events.host_rows(turn.session, event)
    found = event_details.members_like(turn.session, typed) if typed else []
    return screens.ask_host(detail, event, rows, found, typed, turn.community, remark)


def towns(_: CallbackQuery, callback_data: presses.EventTowns, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM).update({"id": callback_data.id, "name": Detail.TOWN.value})
    return ask(turn, page=callback_data.page)


def said(message: Message, turn: Turn) -> Screen:
    event, detail = edited(turn)
    if detail in PARTS:
        return host_said(turn, message.text or "", detail)
    read = event_details.read(detail, message.text or "", event, turn.community, turn.now)
    if isinstance(read, Unclear):
        return ask(turn, moment_screens.unclear(read, turn.today))
    if read is None:
        return ask(turn, screens.expected(detail))
    return changed(turn, event.id, detail, read)


def host_said(turn: Turn, text: str, detail: Detail) -> Screen:
    name = parse_name(text, LONGEST_GUEST)
    turn.dialogue.answers(FORM)["typed"] = name or ""
    return ask(turn, "" if name else screens.expected(detail))


def chosen(_: CallbackQuery, callback_data: presses.SetEvent, turn: Turn) -> Screen:
    detail = event_details.known(callback_data.name)
    values = event_details.pressed(detail, callback_data.value, turn.community)
    return changed(turn, callback_data.id, detail, values)


def changed(turn: Turn, event_id: int, detail: Detail, values: dict[str, Any]) -> Screen:
    if detail is Detail.SERIES:
        series.attach(turn.session, turn.person, event_id, values["named"], turn.community, turn.now)
    else:
        planning.change(turn.session, turn.person, event_id, values, turn.community, turn.now)
    turn.dialogue.end(FORM)
    event = events.to_run(turn.session, turn.person, event_id, turn.now)
    if later := series.differing(turn.session, event, detail, turn.community, turn.now):
        return series_screens.ask_following(event, detail, later)
    return run(turn, event_id, screens.SAVED)


def adding(part: Part) -> Callable[[CallbackQuery, HostPress, Turn], Screen]:
    def host_added(_: CallbackQuery, callback_data: HostPress, turn: Turn) -> Screen:
        typed = turn.dialogue.answers(FORM).get("typed", "")
        if not (callback_data.person or typed):
            raise UnknownChoice
        member = callback_data.person or None
        planning.add_host(turn.session, turn.person, callback_data.id, part, member, typed, turn.now)
        turn.dialogue.end(FORM)
        return run(turn, callback_data.id, screens.SAVED)

    return host_added


def host_removed(_: CallbackQuery, callback_data: presses.RemoveHost, turn: Turn) -> Screen:
    planning.remove_host(turn.session, turn.person, callback_data.id, callback_data.host, turn.now)
    turn.dialogue.end(FORM)
    return run(turn, callback_data.id, screens.SAVED)


def again(turn: Turn) -> Screen:
    return ask(turn, screens.expected(edited(turn)[1]))


def register(router: Router) -> None:
    hear(router, Edit.detail, said, again)
    pressed = router.callback_query.register
    pressed(listed, presses.EventDetails.filter())
    pressed(edit, presses.EditEvent.filter())
    pressed(towns, presses.EventTowns.filter())
    pressed(chosen, presses.SetEvent.filter())
    pressed(adding(Part.ORGANISER), presses.AddOrganiser.filter())
    pressed(adding(Part.SPEAKER), presses.AddSpeaker.filter())
    pressed(adding(Part.EXPERT), presses.AddExpert.filter())
    pressed(host_removed, presses.RemoveHost.filter())
