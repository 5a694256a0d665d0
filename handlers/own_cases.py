"""What one has asked: the list, a case, its end, its rating; and what a mentor's answers come to."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import asking, closing, consultations, feedback
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import asking as asking_screens
from screens import closing as screens
from screens import presses
from storage.models import Case

FORM = "rating"
LAST = 3  # messages that a case is shown with


class Rating(StatesGroup):
    words = State()


def listed(_: CallbackQuery, callback_data: presses.MyQuestions, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return asking_screens.listed(consultations.mine(turn.session, turn.person), callback_data.page, turn.community)


def card(_: CallbackQuery, callback_data: presses.MyCase, turn: Turn) -> Screen:
    turn.dialogue.pause()
    case = asking.sent_of(turn.session, turn.person, callback_data.id)
    said = asking.last_said(turn.session, case, LAST)
    return asking_screens.card(case, said, turn.community, turn.now)


def close(_: CallbackQuery, callback_data: presses.CloseCase, turn: Turn) -> Screen:
    return screens.closed(closing.close(turn.session, turn.person, callback_data.id, turn.now))


def reopen(_: CallbackQuery, callback_data: presses.ReopenCase, turn: Turn) -> Screen:
    return screens.reopened(closing.reopen(turn.session, turn.person, callback_data.id, turn.community, turn.now))


def rate(_: CallbackQuery, callback_data: presses.RateCase, turn: Turn) -> Screen:
    case = closing.rate(turn.session, turn.person, callback_data.id, callback_data.rating, turn.now)
    turn.dialogue.answers(FORM)["id"] = case.id
    turn.dialogue.go(Rating.words)
    return screens.rated(case)


def words_said(message: Message, turn: Turn) -> Screen:
    words = feedback.parse_opinion(message.text or "")
    if words is None:
        return not_words(message, turn)
    case = closing.add_words(turn.session, turn.person, turn.dialogue.answers(FORM).get("id", 0), words)
    turn.dialogue.end(FORM)
    return screens.rating_ended(case)


def not_words(_: Message, turn: Turn) -> Screen:
    return screens.rated(rated_case(turn), screens.NOT_WORDS)


def rated_case(turn: Turn) -> Case:
    return consultations.own(turn.session, turn.person, turn.dialogue.answers(FORM).get("id", 0))


def without_words(_: CallbackQuery, callback_data: presses.EndRating, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return screens.rating_ended(asking.sent_of(turn.session, turn.person, callback_data.id))


def propose(_: CallbackQuery, callback_data: presses.ProposeClosing, turn: Turn) -> Screen:
    return screens.proposed(closing.propose(turn.session, turn.person, callback_data.id, turn.now))


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(words_said, Rating.words, HasText())
    router.message.register(not_words, Rating.words)
    pressed(listed, presses.MyQuestions.filter())
    pressed(card, presses.MyCase.filter())
    pressed(close, presses.CloseCase.filter())
    pressed(reopen, presses.ReopenCase.filter())
    pressed(rate, presses.RateCase.filter())
    pressed(without_words, presses.EndRating.filter())
    pressed(propose, presses.ProposeClosing.filter())
