"""The organiser writes down the results of a contest or an internship, and shows them."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import attendees, events, results
from handlers.planning import shown
from handlers.turn import Turn
from messengers.screen import Screen
from screens import presses
from screens import results as screens

FORM = "evresult"


class Result(StatesGroup):
    words = State()


def begin(_: CallbackQuery, callback_data: presses.GiveResult, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM)["id"] = callback_data.id
    return ask(turn)


def ask(turn: Turn, remark: str = "") -> Screen:
    number = turn.dialogue.answers(FORM).get("id", 0)
    event, found, person = attendees.one(turn.session, turn.person, number, turn.now)
    turn.dialogue.go(Result.words)
    return screens.ask(event, found, person, remark)


def words_said(message: Message, turn: Turn) -> Screen:
    words, number = results.parse_result(message.text or ""), turn.dialogue.answers(FORM).get("id", 0)
    if words is None:
        return ask(turn, screens.WORDS)
    results.give(turn.session, turn.person, number, words, turn.now)
    turn.dialogue.end(FORM)
    return shown(turn, number)


def all_results(_: CallbackQuery, callback_data: presses.Results, turn: Turn) -> Screen:
    event = events.to_run(turn.session, turn.person, callback_data.id, turn.now)
    return screens.toggle(event, events.results_of(turn.session, event))


def show(_: CallbackQuery, callback_data: presses.ShowResults, turn: Turn) -> Screen:
    event = results.show(turn.session, turn.person, callback_data.id, callback_data.shown, turn.now)
    remark = screens.SHOWN if event.results_shown else screens.HIDDEN
    return screens.toggle(event, events.results_of(turn.session, event), remark)


def register(router: Router) -> None:
    router.message.register(words_said, Result.words)
    router.callback_query.register(begin, presses.GiveResult.filter())
    router.callback_query.register(all_results, presses.Results.filter())
    router.callback_query.register(show, presses.ShowResults.filter())
