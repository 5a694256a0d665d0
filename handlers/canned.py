"""Answers that a mentor keeps, and sends again."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import canned
from community.talks import Saying
from handlers.talking import ANY_FILES, said_in_case, saying_of
from handlers.turn import Turn
from messengers.screen import Screen
from screens import canned as screens
from screens import presses

FORM = "canned"


class Edited(StatesGroup):
    words = State()


def listed(_: CallbackQuery, callback_data: presses.CannedAnswers, turn: Turn) -> Screen:
    turn.dialogue.pause()
    number, answers = callback_data.id, canned.of(turn.session, turn.person)
    page = min(max(callback_data.page, 0), max(len(answers) - 1, 0) // screens.PAGE)
    can_save = bool(number) and canned.last_said(turn.session, turn.person, number) is not None
    return screens.listed(answers, number, page, can_save)


def shown(_: CallbackQuery, callback_data: presses.Canned, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.shown(canned.one(turn.session, turn.person, callback_data.answer), callback_data.id)


def save(press: CallbackQuery, callback_data: presses.SaveAnswer, turn: Turn) -> Screen:
    canned.save_last(turn.session, turn.person, callback_data.id, turn.now)
    return listed(press, presses.CannedAnswers(id=callback_data.id, page=0), turn)


def delete(press: CallbackQuery, callback_data: presses.DeleteCanned, turn: Turn) -> Screen:
    canned.delete(turn.session, turn.person, callback_data.answer)
    return listed(press, presses.CannedAnswers(id=callback_data.id, page=0), turn)


def send(press: CallbackQuery, callback_data: presses.SendCanned, turn: Turn) -> Screen:
    answer = canned.one(turn.session, turn.person, callback_data.answer)
    number = press.message.message_id if press.message else 0
    saying = Saying(answer.words, turn.account.id, number)
    return said_in_case(turn, callback_data.id, saying)


def ask_edited(_: CallbackQuery, callback_data: presses.EditCanned, turn: Turn) -> Screen:
    answer = canned.one(turn.session, turn.person, callback_data.answer)
    turn.dialogue.answers(FORM).update(id=callback_data.id, answer=answer.id)
    turn.dialogue.go(Edited.words)
    return screens.ask_edited(answer, callback_data.id)


def edited(message: Message, turn: Turn) -> Screen:
    form, saying = turn.dialogue.answers(FORM), saying_of(message, turn)
    if not saying.words and not saying.files:
        return screens.ask_edited(canned.one(turn.session, turn.person, form.get("answer", 0)), form.get("id", 0))
    number = form.get("id", 0)
    turn.dialogue.end(FORM)
    return said_in_case(turn, number, saying)


def register(router: Router) -> None:
    router.message.register(edited, Edited.words, flags=ANY_FILES)
    pressed = router.callback_query.register
    pressed(listed, presses.CannedAnswers.filter())
    pressed(shown, presses.Canned.filter())
    pressed(save, presses.SaveAnswer.filter())
    pressed(delete, presses.DeleteCanned.filter())
    pressed(send, presses.SendCanned.filter())
    pressed(ask_edited, presses.EditCanned.filter())
