"""Whether two suit each other: their answers, and the coordinator's card."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import fit_checks
from community.fit_checks import Fit
from handlers.turn import Turn
from messengers.screen import Screen
from screens import fit_checks as screens
from screens import presses

FORM = "fit"


class Tell(StatesGroup):
    words = State()


def show(_: CallbackQuery, callback_data: presses.ShowFit, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.ask(fit_checks.asked(turn.session, turn.person, callback_data.id))


def answer(_: CallbackQuery, callback_data: presses.AnswerFit, turn: Turn) -> Screen:
    fit = Fit.GOOD if callback_data.fits else Fit.NOT_QUITE
    return screens.answered(fit_checks.answer(turn.session, turn.person, callback_data.id, fit, turn.now))


def ask_words(_: CallbackQuery, callback_data: presses.FitWords, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM)["pair"] = callback_data.id
    turn.dialogue.go(Tell.words)
    return screens.ask_words(fit_checks.asked(turn.session, turn.person, callback_data.id))


def words_said(message: Message, turn: Turn) -> Screen:
    words, number = fit_checks.parse_words(message.text or ""), turn.dialogue.answers(FORM).get("pair", 0)
    if words is None:
        return screens.ask_words(fit_checks.asked(turn.session, turn.person, number), screens.WORDS_WANTED)
    turn.dialogue.end(FORM)
    return screens.answered(fit_checks.say(turn.session, turn.person, number, words), screens.SAID)


def desk(_: CallbackQuery, callback_data: presses.FitDesk, turn: Turn) -> Screen:
    return screens.desk(fit_checks.look(turn.session, turn.person, callback_data.id, turn.now), turn.community)


def settle(_: CallbackQuery, callback_data: presses.SettleFit, turn: Turn) -> Screen:
    return screens.desk(fit_checks.settle(turn.session, turn.person, callback_data.id, turn.now), turn.community)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(words_said, Tell.words)
    pressed(show, presses.ShowFit.filter())
    pressed(answer, presses.AnswerFit.filter())
    pressed(ask_words, presses.FitWords.filter())
    pressed(desk, presses.FitDesk.filter())
    pressed(settle, presses.SettleFit.filter())
