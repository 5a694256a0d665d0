"""A coordinator's desk of requests for mentors: whom to ask, pairs by hand, another mentor, the end of a request."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import mentoring_desk as rules
from community import pair_desk
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import mentoring_desk as screens
from screens import presses

FORM = "deskpick"


class MentoringDesk(StatesGroup):
    name = State()
    words = State()


def show(_: CallbackQuery, callback_data: presses.RequestDesk, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.card(look(turn, callback_data.id), turn.community)


def look(turn: Turn, number: int) -> rules.Seen:
    return rules.look(turn.session, turn.person, number, turn.now)


def pick(_: CallbackQuery, callback_data: presses.PickMentor, turn: Turn) -> Screen:
    return picking(turn, callback_data.id)


def picking(turn: Turn, number: int, remark: str = "") -> Screen:
    found = rules.suggested(turn.session, turn.person, number, turn.community, turn.now)
    turn.dialogue.forms[FORM] = {"id": number}
    turn.dialogue.go(MentoringDesk.name)
    return screens.choose(look(turn, number), found, False, turn.community, remark)


def name_said(message: Message, turn: Turn) -> Screen:
    number = turn.dialogue.answers(FORM).get("id", 0)
    found = rules.called(turn.session, turn.person, number, message.text or "", turn.community, turn.now)
    if not found:
        return picking(turn, number, screens.NOBODY)
    return screens.choose(look(turn, number), found, True, turn.community)


def not_a_name(_: Message, turn: Turn) -> Screen:
    return picking(turn, turn.dialogue.answers(FORM).get("id", 0), screens.NAME_WANTED)


def candidate(_: CallbackQuery, callback_data: presses.DeskMentor, turn: Turn) -> Screen:
    number, person = callback_data.id, callback_data.person
    found = rules.candidate(turn.session, turn.person, number, person, turn.community, turn.now)
    return screens.candidate(look(turn, number), *found, turn.community)


def propose(_: CallbackQuery, callback_data: presses.ProposeMentor, turn: Turn) -> Screen:
    number, person = callback_data.id, callback_data.person
    turn.dialogue.end(FORM)
    return screens.proposed(rules.propose(turn.session, turn.person, number, person, turn.community, turn.now))


def pair(_: CallbackQuery, callback_data: presses.RecordPair, turn: Turn) -> Screen:
    number, person = callback_data.id, callback_data.person
    turn.dialogue.end(FORM)
    rules.pair(turn.session, turn.person, number, person, turn.community, turn.now)
    return screens.paired(look(turn, number))


def ask_reason(_: CallbackQuery, callback_data: presses.AskToCloseRequest, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.ask_reason(look(turn, callback_data.id))


def ask_words(_: CallbackQuery, callback_data: presses.WordRequest, turn: Turn) -> Screen:
    return wording(turn, callback_data.id, callback_data.reason)


def wording(turn: Turn, number: int, reason: str, remark: str = "") -> Screen:
    seen = look(turn, number)
    turn.dialogue.forms[FORM] = {"id": number, "reason": reason}
    turn.dialogue.go(MentoringDesk.words)
    return screens.ask_words(seen.request, reason, remark)


def words_said(message: Message, turn: Turn) -> Screen:
    form, words = turn.dialogue.answers(FORM), rules.parse_reason(message.text or "")
    number, reason = form.get("id", 0), form.get("reason", "other")
    return closing(turn, number, reason, words) if words else wording(turn, number, reason, screens.WORDS_WANTED)


def close(_: CallbackQuery, callback_data: presses.CloseRequest, turn: Turn) -> Screen:
    return closing(turn, callback_data.id, callback_data.reason, None)


def closing(turn: Turn, number: int, reason: str, words: str | None) -> Screen:
    _, by_this = rules.close(turn.session, turn.person, number, reason, words, turn.now)
    turn.dialogue.end(FORM)
    return screens.closed(by_this)


def ask_to_change(_: CallbackQuery, callback_data: presses.AskToSeekAnother, turn: Turn) -> Screen:
    return screens.ask_to_change(pair_desk.led(turn.session, turn.person, callback_data.id, turn.now))


def change(_: CallbackQuery, callback_data: presses.SeekAnother, turn: Turn) -> Screen:
    made = pair_desk.change(turn.session, turn.person, callback_data.id, turn.now)
    seen = [look(turn, request.id) for request in made]
    return screens.card(seen[0], turn.community, screens.CHANGED) if len(seen) == 1 else screens.changed(seen)


def register(router: Router) -> None:
    router.message.register(name_said, MentoringDesk.name, HasText())
    router.message.register(not_a_name, MentoringDesk.name)
    router.message.register(words_said, MentoringDesk.words)
    pressed = router.callback_query.register
    pressed(show, presses.RequestDesk.filter())
    pressed(pick, presses.PickMentor.filter())
    pressed(candidate, presses.DeskMentor.filter())
    pressed(propose, presses.ProposeMentor.filter())
    pressed(pair, presses.RecordPair.filter())
    pressed(ask_reason, presses.AskToCloseRequest.filter())
    pressed(ask_words, presses.WordRequest.filter())
    pressed(close, presses.CloseRequest.filter())
    pressed(ask_to_change, presses.AskToSeekAnother.filter())
    pressed(change, presses.SeekAnother.filter())
