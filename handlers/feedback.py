"""How it was: those who were there say it once; those who run the event read it."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import events, feedback
from community.feedback import RATINGS
from handlers.hearing import hear
from handlers.turn import Turn
from messengers.screen import Screen
from screens import feedback as screens
from screens import presses
from storage.models import Event

FORM = "rating"


class Rate(StatesGroup):
    words = State()


def rate(_: CallbackQuery, callback_data: presses.RateEvent, turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    if form.get("event") != callback_data.id:
        form.clear()
    form["event"] = callback_data.id
    if callback_data.rating in RATINGS:
        form["rating"] = callback_data.rating
        return ask_words(turn)
    return ask(turn, callback_data.id)


def ask(turn: Turn, event_id: int) -> Screen:
    turn.dialogue.pause()
    rated = feedback.may_rate(turn.session, turn.person, event_id).rated_at
    event = turn.session.get_one(Event, event_id)
    return screens.already(event) if rated else screens.ask(event)


def words_again(turn: Turn) -> Screen:
    return ask_words(turn, screens.NOT_AN_OPINION)


def ask_words(turn: Turn, remark: str = "") -> Screen:
    form = turn.dialogue.answers(FORM)
    event_id = form.get("event", 0)
    if feedback.may_rate(turn.session, turn.person, event_id).rated_at or "rating" not in form:
        return ask(turn, event_id)
    turn.dialogue.go(Rate.words)
    event = turn.session.get_one(Event, event_id)
    return screens.ask_words(event, form["rating"], form.get("words"), remark)


def words_said(message: Message, turn: Turn) -> Screen:
    words = feedback.parse_opinion(message.text or "")
    if words:
        turn.dialogue.answers(FORM)["words"] = words
    return ask_words(turn, "" if words else screens.NOT_AN_OPINION)


def send(_: CallbackQuery, callback_data: presses.SendFeedback, turn: Turn) -> Screen:
    """Of a form that is gone only the event is known, and the rating is asked again."""
    form, event_id = turn.dialogue.answers(FORM), callback_data.id
    if form.get("event") != event_id or "rating" not in form:
        return ask(turn, event_id)
    day = feedback.beginning_of(turn.now, turn.community.tz)
    words, named = form.get("words"), callback_data.named
    new = feedback.give(turn.session, turn.person, event_id, form["rating"], words, named, day)
    turn.dialogue.end(FORM)
    event = turn.session.get_one(Event, event_id)
    return screens.thanks(event) if new else screens.already(event)


def opinions(_: CallbackQuery, callback_data: presses.Opinions, turn: Turn) -> Screen:
    event = events.to_run(turn.session, turn.person, callback_data.id, turn.now)
    page, size = max(callback_data.page, 0), screens.PAGE
    seen = feedback.opinions(turn.session, turn.person, event.id, page * size, size, turn.now)
    return screens.opinions(seen, page)


def register(router: Router) -> None:
    hear(router, Rate.words, words_said, words_again)
    router.callback_query.register(rate, presses.RateEvent.filter())
    router.callback_query.register(send, presses.SendFeedback.filter())
    router.callback_query.register(opinions, presses.Opinions.filter())
