"""Taking a question, and writing in it."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import consultations, talks
from handlers.talking import ANY_FILES, said_in_case, saying_of
from handlers.turn import Turn
from messengers.screen import Screen
from screens import case_privacy as privacy_screens
from screens import consultations as screens
from screens import presses

FORM = "case"


class InCase(StatesGroup):
    words = State()


def take(_: CallbackQuery, callback_data: presses.TakeCase, turn: Turn) -> Screen:
    case = consultations.take(turn.session, turn.person, callback_data.id, turn.now)
    turn.dialogue.answers(FORM)["id"] = case.id
    turn.dialogue.go(InCase.words)
    return screens.to_answer(case, talks.question(turn.session, talks.of_case(turn.session, case)))


def begin(_: CallbackQuery, callback_data: presses.AnswerCase, turn: Turn) -> Screen:
    case = consultations.locked(turn.session, callback_data.id)
    turn.dialogue.answers(FORM)["id"] = case.id
    turn.dialogue.go(InCase.words)
    return screens.ask_words(case, case.asker_id == turn.person.id)


def said(message: Message, turn: Turn) -> Screen:
    form, saying = turn.dialogue.answers(FORM), saying_of(message, turn)
    turn.dialogue.end(FORM)
    return said_in_case(turn, form.get("id", 0), saying, form.get("insists", False))


def send_files(_: CallbackQuery, callback_data: presses.SendFiles, turn: Turn) -> Screen:
    """The asker of an unnamed question knows that a voice or a picture may betray them."""
    case = consultations.own(turn.session, turn.person, callback_data.id)
    turn.dialogue.forms[FORM] = {"id": case.id, "insists": True}
    turn.dialogue.go(InCase.words)
    return privacy_screens.send_again(case)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(said, InCase.words, flags=ANY_FILES)
    pressed(take, presses.TakeCase.filter())
    pressed(begin, presses.AnswerCase.filter())
    pressed(send_files, presses.SendFiles.filter())
