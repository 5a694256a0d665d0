from __future__ import annotations

from typing import Any

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import applying, deciding
from handlers.turn import Turn
from messengers.screen import Screen
from screens import deciding as screens
from screens import presses

FORM = "decide"


class Decide(StatesGroup):
    question = State()
    missing = State()


def show(_: CallbackQuery, callback_data: presses.Application, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return card(turn, callback_data.id)


def card(turn: Turn, number: int) -> Screen:
    return screens.card(deciding.look(turn.session, turn.person, number, turn.now), turn.community, turn.today)


def proof(_: CallbackQuery, callback_data: presses.Proof, turn: Turn) -> Screen:
    case = deciding.look(turn.session, turn.person, callback_data.id, turn.now)
    return screens.proof(case, turn.account.network)


def confirm(_: CallbackQuery, callback_data: presses.ConfirmMentor, turn: Turn) -> Screen:
    case = deciding.confirm(turn.session, turn.person, callback_data.id, turn.now)
    return screens.decided(case, turn.community)


def form(turn: Turn, number: int) -> dict[str, Any]:
    """What is being written about one application; another one begins anew."""
    if turn.dialogue.answers(FORM).get("application") != number:
        turn.dialogue.forms[FORM] = {"application": number, "missing": [], "comment": None}
    return turn.dialogue.forms[FORM]


def ask_back(_: CallbackQuery, callback_data: presses.AskBack, turn: Turn) -> Screen:
    return ask_question(turn, callback_data.id)


def ask_question(turn: Turn, number: int, remark: str = "") -> Screen:
    case = deciding.look(turn.session, turn.person, number, turn.now)
    if not case.is_open:
        return screens.decided(case, turn.community)
    form(turn, number)
    turn.dialogue.go(Decide.question)
    return screens.ask_question(case, remark)


def question_said(message: Message, turn: Turn) -> Screen:
    number = turn.dialogue.answers(FORM).get("application", 0)
    question = applying.parse_about(message.text or "")
    if question is None:
        return ask_question(turn, number, screens.ONE_SENTENCE)
    case = deciding.clarify(turn.session, turn.person, number, question, turn.now)
    turn.dialogue.end(FORM)
    return screens.decided(case, turn.community)


def decline(_: CallbackQuery, callback_data: presses.DeclineMentor, turn: Turn) -> Screen:
    return ask_missing(turn, callback_data.id)


def ask_missing(turn: Turn, number: int, remark: str = "") -> Screen:
    case = deciding.look(turn.session, turn.person, number, turn.now)
    if not case.is_open:
        return screens.decided(case, turn.community)
    said = form(turn, number)
    turn.dialogue.go(Decide.missing)
    return screens.ask_missing(case, said["missing"], said["comment"], turn.community, remark)


def missing_marked(_: CallbackQuery, callback_data: presses.MarkMissing, turn: Turn) -> Screen:
    said = form(turn, callback_data.id)
    kept = {*said["missing"]} - {callback_data.what} | ({callback_data.what} if callback_data.chosen else set())
    said["missing"] = [item.value for item in deciding.Missing if item.value in kept]
    return ask_missing(turn, callback_data.id)


def comment_said(message: Message, turn: Turn) -> Screen:
    number = turn.dialogue.answers(FORM).get("application", 0)
    comment = applying.parse_about(message.text or "")
    if comment is None:
        return ask_missing(turn, number, screens.ONE_SENTENCE)
    form(turn, number)["comment"] = comment
    return ask_missing(turn, number)


def send_decline(_: CallbackQuery, callback_data: presses.SendDecline, turn: Turn) -> Screen:
    number, said = callback_data.id, form(turn, callback_data.id)
    if not said["missing"] and not said["comment"]:
        return ask_missing(turn, number)
    case = deciding.decline(turn.session, turn.person, number, said["missing"], said["comment"], turn.now)
    turn.dialogue.end(FORM)
    return screens.decided(case, turn.community)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(question_said, Decide.question)
    router.message.register(comment_said, Decide.missing)
    pressed(show, presses.Application.filter())
    pressed(proof, presses.Proof.filter())
    pressed(confirm, presses.ConfirmMentor.filter())
    pressed(ask_back, presses.AskBack.filter())
    pressed(decline, presses.DeclineMentor.filter())
    pressed(missing_marked, presses.MarkMissing.filter())
    pressed(send_decline, presses.SendDecline.filter())
