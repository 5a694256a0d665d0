"""Those who run an event add what stays of it."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import events, materials
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import materials as screens
from screens import presses

FORM = "materials"


class Add(StatesGroup):
    part = State()


def show(_: CallbackQuery, callback_data: presses.Materials, turn: Turn) -> Screen:
    return shown(turn, callback_data.id)


def shown(turn: Turn, event_id: int, remark: str = "") -> Screen:
    turn.dialogue.end(FORM)
    return screens.shown(events.to_run(turn.session, turn.person, event_id, turn.now), remark)


def edit(_: CallbackQuery, callback_data: presses.EditMaterials, turn: Turn) -> Screen:
    part = materials.known(callback_data.part)
    turn.dialogue.answers(FORM).update({"id": callback_data.id, "part": part.value})
    return ask(turn)


def ask(turn: Turn, remark: str = "") -> Screen:
    form = turn.dialogue.answers(FORM)
    event = events.to_run(turn.session, turn.person, form.get("id", 0), turn.now)
    turn.dialogue.go(Add.part)
    return screens.ask(event, materials.known(form.get("part", "")), remark)


def said(message: Message, turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    part = materials.known(form.get("part", ""))
    value = materials.read(part, message.text or "")
    return put(turn, form.get("id", 0), part, value) if value else ask(turn, screens.EXPECTED[part])


def not_words(_: Message, turn: Turn) -> Screen:
    part = materials.known(turn.dialogue.answers(FORM).get("part", ""))
    return ask(turn, screens.EXPECTED[part])


def drop(_: CallbackQuery, callback_data: presses.DropMaterials, turn: Turn) -> Screen:
    return put(turn, callback_data.id, materials.known(callback_data.part), None)


def put(turn: Turn, event_id: int, part: materials.Part, value: str | None) -> Screen:
    event = materials.put(turn.session, turn.person, event_id, part, value, turn.now)
    return shown(turn, event.id, screens.SAVED if value else screens.DROPPED)


def register(router: Router) -> None:
    router.message.register(said, Add.part, HasText())
    router.message.register(not_words, Add.part)
    router.callback_query.register(show, presses.Materials.filter())
    router.callback_query.register(edit, presses.EditMaterials.filter())
    router.callback_query.register(drop, presses.DropMaterials.filter())
