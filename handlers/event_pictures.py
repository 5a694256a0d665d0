"""Whoever runs an event sends its picture; whoever reads its card asks for it."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import events, pictures
from community.talks import Received
from handlers.planning import run
from handlers.turn import Turn, Wanted
from messengers.screen import Screen
from screens import event_pictures as screens
from screens import events as event_screens
from screens import presses

FORM = "evpicture"


class Drawing(StatesGroup):
    picture = State()


def ask(_: CallbackQuery, callback_data: presses.EventPicture, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM)["id"] = callback_data.id
    return asked(turn)


def asked(turn: Turn, remark: str = "") -> Screen:
    number = turn.dialogue.answers(FORM).get("id", 0)
    event = events.to_run(turn.session, turn.person, number, turn.now)
    turn.dialogue.go(Drawing.picture)
    return screens.ask(event, remark)


def sent(_: Message, turn: Turn) -> Screen:
    found: list[Received] = (turn.upload and turn.upload.value) or []
    if not found:
        return asked(turn, screens.TROUBLES.get((turn.upload and turn.upload.trouble) or "", screens.WANTED))
    if len(found) > 1 or pictures.suffix(found[0].content) is None:
        return asked(turn, screens.SEVERAL if len(found) > 1 else screens.WANTED)
    number = turn.dialogue.answers(FORM).get("id", 0)
    event = pictures.put(turn.session, turn.person, number, found[0], turn.community, turn.now)
    turn.dialogue.end(FORM)
    return run(turn, event.id, screens.SAVED)


def removed(_: CallbackQuery, callback_data: presses.RemovePicture, turn: Turn) -> Screen:
    event = pictures.remove(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    turn.dialogue.end(FORM)
    return run(turn, event.id, screens.REMOVED)


def shown(_: CallbackQuery, callback_data: presses.ShowPicture, turn: Turn) -> Screen:
    seen = events.look(turn.session, turn.person, callback_data.id, turn.now)
    comes = pictures.ask(turn.session, turn.person, seen.event, turn.now)
    return event_screens.card(seen, turn.community, turn.now, screens.IS_COMING if comes else screens.GONE)


def register(router: Router) -> None:
    flags = {"upload": Wanted(pictures.MOST_BYTES)}
    router.message.register(sent, Drawing.picture, flags=flags)
    pressed = router.callback_query.register
    pressed(ask, presses.EventPicture.filter())
    pressed(removed, presses.RemovePicture.filter())
    pressed(shown, presses.ShowPicture.filter())
