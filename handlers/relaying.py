"""What is pressed beside a talk: an answer is mended, a message finds its talk, a lost one is sent again."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import asking, consultations, conversations, held_answers
from community.refusals import CaseClosed, CaseTaken
from handlers.talking import ANY_FILES, fitting, said, saying_of
from handlers.turn import Turn
from messengers.screen import Screen
from screens import asking as asking_screens
from screens import consultations as case_screens
from screens import pair_talk as pair_screens
from screens import presses
from screens import talks as screens
from storage.models import Case, TalkMessage

FORM = "mended"


class Mending(StatesGroup):
    words = State()


def mend(_: CallbackQuery, callback_data: presses.MendAnswer, turn: Turn) -> Screen:
    case = held_answers.mend(turn.session, turn.person, callback_data.id, turn.now)
    turn.dialogue.answers(FORM)["id"] = callback_data.id
    turn.dialogue.go(Mending.words)
    return screens.mend(case, turn.session.get_one(TalkMessage, callback_data.id))


def mended(message: Message, turn: Turn) -> Screen:
    saying = fitting(saying_of(message, turn))
    held = turn.dialogue.answers(FORM).get("id", 0)
    turn.dialogue.end(FORM)
    answer = held_answers.replace_or_add(turn.session, turn.person, held, saying, turn.now)
    return said(*answer)


def send_now(_: CallbackQuery, callback_data: presses.SendAnswerNow, turn: Turn) -> Screen:
    if turn.dialogue.state == Mending.words.state:
        turn.dialogue.end(FORM)
    return screens.sent_now(held_answers.send(turn.session, turn.person, callback_data.id, turn.now))


def pass_on(_: CallbackQuery, callback_data: presses.PassOn, turn: Turn) -> Screen:
    words = conversations.waiting_words(turn.session, turn.person, callback_data.draft)
    try:
        message = conversations.pass_on(turn.session, turn.person, callback_data.draft, callback_data.case, turn.now)
    except CaseTaken:
        return screens.returned(words, screens.TAKEN)
    except CaseClosed:
        return screens.returned(words, screens.CLOSED)
    return said(turn.session.get_one(Case, callback_data.case), message)


def as_question(_: CallbackQuery, callback_data: presses.AsQuestion, turn: Turn) -> Screen:
    case = consultations.own(turn.session, turn.person, callback_data.id)
    if case.state != consultations.State.DRAFT.value:
        return case_screens.sent(case)
    return asking_screens.draft(asking.look(turn.session, case, turn.community), turn.community)


def say_again(_: CallbackQuery, callback_data: presses.SayAgain, turn: Turn) -> Screen:
    about = conversations.repeat(turn.session, turn.person, callback_data.id, turn.now)
    return screens.tried_again(about) if isinstance(about, Case) else pair_screens.tried_again()


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(mended, Mending.words, flags=ANY_FILES)
    pressed(mend, presses.MendAnswer.filter())
    pressed(send_now, presses.SendAnswerNow.filter())
    pressed(pass_on, presses.PassOn.filter())
    pressed(as_question, presses.AsQuestion.filter())
    pressed(say_again, presses.SayAgain.filter())
