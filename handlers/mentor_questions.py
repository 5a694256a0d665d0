"""«Уточнить»: a mentor asks first, the person answers by the button or by a reply of the network."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import mentor_questions as rules
from community import mentor_requests
from handlers.turn import Passed, Turn
from messengers.screen import Screen
from screens import mentor_questions as screens
from screens import mentorships as cards
from screens import presses

FORM = "menteeask"


class Clarifying(StatesGroup):
    question = State()
    answer = State()


class Replies(Filter):
    async def __call__(self, message: Message, passed: set[str]) -> bool:
        return message.reply_to_message is not None and __name__ not in passed


def replied(message: Message, turn: Turn) -> Screen:
    number = message.reply_to_message.message_id if message.reply_to_message else 0
    word = rules.replied(turn.session, turn.account.id, number)
    if word is None:
        raise Passed(__name__)
    return answered(message, turn, word.offer_id)


def ask(_: CallbackQuery, callback_data: presses.AskMentee, turn: Turn) -> Screen:
    return wording(turn, callback_data.id)


def wording(turn: Turn, number: int, remark: str = "") -> Screen:
    card = mentor_requests.card(turn.session, turn.person, number)
    if not rules.may_ask(card):
        turn.dialogue.pause()
        return cards.asked(card, turn.community, turn.now)
    turn.dialogue.forms[FORM] = {"offer": number}
    turn.dialogue.go(Clarifying.question)
    return screens.ask_question(card, turn.community, remark)


def question_said(message: Message, turn: Turn) -> Screen:
    number, words = turn.dialogue.answers(FORM).get("offer", 0), mentor_requests.parse_words(message.text or "")
    if words is None:
        return wording(turn, number, screens.QUESTION_WANTED)
    turn.dialogue.end(FORM)
    return screens.question_sent(rules.ask(turn.session, turn.person, number, words, turn.community, turn.now))


def ask_answer(_: CallbackQuery, callback_data: presses.AnswerMentor, turn: Turn) -> Screen:
    return asking(turn, callback_data.id)


def asking(turn: Turn, offer: int, remark: str = "") -> Screen:
    request, question = rules.waiting(turn.session, turn.person, offer)
    turn.dialogue.forms[FORM] = {"offer": offer}
    turn.dialogue.go(Clarifying.answer)
    return screens.ask_answer(request, question, turn.community, remark)


def answer_said(message: Message, turn: Turn) -> Screen:
    return answered(message, turn, turn.dialogue.answers(FORM).get("offer", 0))


def answered(message: Message, turn: Turn, number: int) -> Screen:
    words = mentor_requests.parse_words(message.text or "")
    if words is None:
        return asking(turn, number, screens.ANSWER_WANTED)
    if turn.dialogue.state == Clarifying.answer.state:  # a reply leaves other forms as they are
        turn.dialogue.end(FORM)
    return screens.answer_sent(rules.answer(turn.session, turn.person, number, words, turn.community, turn.now))


def register(router: Router) -> None:
    router.message.register(replied, Replies())
    router.message.register(question_said, Clarifying.question)
    router.message.register(answer_said, Clarifying.answer)
    router.callback_query.register(ask, presses.AskMentee.filter())
    router.callback_query.register(ask_answer, presses.AnswerMentor.filter())
