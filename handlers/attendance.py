"""Somebody at an event says its code word, or comes by the link at the door."""

from __future__ import annotations

from datetime import datetime

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import attendance, events
from community.attendance import FAILURES, PAUSE
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import attendance as screens
from screens import events as event_screens
from screens import presses

FORM = "attend"


class Attend(StatesGroup):
    word = State()


def begin(_: CallbackQuery, callback_data: presses.Attend, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM)["event"] = callback_data.id
    if turn.person.joined_at is None:
        return join_first(turn, callback_data.id)
    return ask(turn)


def join_first(turn: Turn, event_id: int) -> Screen:
    event = events.look(turn.session, turn.person, event_id, turn.now).event
    turn.dialogue.afterwards = presses.Attend(id=event_id).pack()
    return screens.join_first(event, turn.community)


def ask(turn: Turn, remark: str = "") -> Screen:
    """Who came by the link and had to join first is not asked for the word."""
    form = turn.dialogue.answers(FORM)
    event, is_marked = attendance.begin(turn.session, turn.person, form.get("event", 0), turn.now)
    at, secret = form.pop("door", [0, ""])
    came = at == event.id and attendance.enter_by_link(turn.session, turn.person, at, secret, turn.now)
    if is_marked or came:
        turn.dialogue.end(FORM)
        return screens.present(event)
    if until := waits_until(turn):
        turn.dialogue.pause()
        return screens.wait(event, until, turn.community)
    turn.dialogue.go(Attend.word)
    return screens.ask_word(event, remark)


def waits_until(turn: Turn) -> datetime | None:
    """After too many wrong words, whatever the event."""
    form = turn.dialogue.answers(FORM)
    until = datetime.fromisoformat(form["until"]) if form.get("until") else None
    return until if until and turn.now < until else None


def word_said(message: Message, turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    event, is_marked = attendance.begin(turn.session, turn.person, form.get("event", 0), turn.now)
    if is_marked or waits_until(turn):
        return ask(turn)
    if attendance.enter(turn.session, turn.person, event.id, message.text or "", turn.now):
        turn.dialogue.end(FORM)
        return screens.present(event)
    form["wrong"] = form.get("wrong", 0) + 1
    if form["wrong"] >= FAILURES:
        form.update({"wrong": 0, "until": (turn.now + PAUSE).isoformat()})
    return ask(turn, screens.OTHER_WORD)


def not_a_word(_: Message, turn: Turn) -> Screen:
    return ask(turn, screens.NOT_A_WORD)


def followed(token: str, turn: Turn) -> Screen:
    """The link at the door. A wrong one shows the card and says so."""
    event_id, secret = attendance.read_door(token)
    seen = events.look(turn.session, turn.person, event_id, turn.now)
    if not attendance.opens(turn.session, seen.event, secret):
        return event_screens.card(seen, turn.community, turn.now, screens.DEAD_LINK)
    turn.dialogue.answers(FORM).update({"event": event_id, "door": [event_id, secret]})
    return ask(turn) if turn.person.joined_at else join_first(turn, event_id)


def register(router: Router) -> None:
    router.message.register(word_said, Attend.word, HasText())
    router.message.register(not_a_word, Attend.word)
    router.callback_query.register(begin, presses.Attend.filter())
