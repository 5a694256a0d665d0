"""What is told of an event after it: made of facts, replaced by what somebody types, saved."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import releases
from handlers.hearing import hear
from handlers.turn import Turn
from messengers.screen import Screen
from screens import presses
from screens import releases as screens

FORM = "release"


class Write(StatesGroup):
    text = State()


def begin(_: CallbackQuery, callback_data: presses.Release, turn: Turn) -> Screen:
    """What is saved is shown; else what was typed and left, or facts."""
    found = releases.facts(turn.session, turn.person, callback_data.id, turn.now)
    return screens.saved(found.event) if found.event.release else composed(turn, found)


def anew(_: CallbackQuery, callback_data: presses.ComposeRelease, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return composed(turn, releases.facts(turn.session, turn.person, callback_data.id, turn.now))


def composed(turn: Turn, found: releases.Facts, remark: str = "") -> Screen:
    form = turn.dialogue.answers(FORM)
    if form.get("id") != found.event.id:
        form.clear()
        form["id"] = found.event.id
    turn.dialogue.go(Write.text)
    return screens.draft(found.event, form.get("text") or screens.composed(found, turn.community), remark)


def said(message: Message, turn: Turn) -> Screen:
    text = releases.parse_release(message.text or "")
    if text:
        turn.dialogue.answers(FORM)["text"] = text
    return again(turn, "" if text else screens.EXPECTED)


def again(turn: Turn, remark: str = screens.EXPECTED) -> Screen:
    number = turn.dialogue.answers(FORM).get("id", 0)
    return composed(turn, releases.facts(turn.session, turn.person, number, turn.now), remark)


def saved(_: CallbackQuery, callback_data: presses.SaveRelease, turn: Turn) -> Screen:
    """Pressed again, it shows what was saved."""
    found, form = releases.facts(turn.session, turn.person, callback_data.id, turn.now), turn.dialogue.answers(FORM)
    if found.event.release and form.get("id") != found.event.id:
        return screens.saved(found.event)
    typed = form.get("text") if form.get("id") == found.event.id else None
    text = typed or screens.composed(found, turn.community)
    event = releases.save(turn.session, turn.person, callback_data.id, text, turn.now)
    turn.dialogue.end(FORM)
    return screens.saved(event, screens.SAVED)


def register(router: Router) -> None:
    hear(router, Write.text, said, again)
    pressed = router.callback_query.register
    pressed(begin, presses.Release.filter())
    pressed(anew, presses.ComposeRelease.filter())
    pressed(saved, presses.SaveRelease.filter())
