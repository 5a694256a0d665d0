"""Complaining of what was said in a pair; deciding about it is in `handlers/complaints.py`."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import complaints, pair_complaints
from handlers.turn import Turn
from messengers.screen import Screen
from screens import complaints as complaint_screens
from screens import pair_complaints as screens
from screens import presses

FORM = "paircomplaint"


class ComplainingOfPair(StatesGroup):
    words = State()


def ask(_: CallbackQuery, callback_data: presses.ComplainOfPair, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return choosing(turn, callback_data.id, callback_data.page)


def choosing(turn: Turn, pair: int, page: int, remark: str = "") -> Screen:
    messages = pair_complaints.complainable(turn.session, turn.person, pair)
    page = min(max(page, 0), max(len(messages) - 1, 0) // complaint_screens.PAGE)
    shown = messages[page * complaint_screens.PAGE : (page + 1) * complaint_screens.PAGE]
    return screens.ask(pair, shown, len(messages), flagged_in(turn, pair), page, remark)


def flagged_in(turn: Turn, pair: int) -> list[int]:
    form = turn.dialogue.answers(FORM)
    if form.get("id") != pair:
        form.update({"id": pair, "flagged": []})
    found: list[int] = form["flagged"]
    return found


def flag(_: CallbackQuery, callback_data: presses.FlagInPair, turn: Turn) -> Screen:
    flagged = flagged_in(turn, callback_data.id)
    others = [each for each in flagged if each != callback_data.message]
    chosen = others if callback_data.message in flagged else [*flagged, callback_data.message]
    turn.dialogue.answers(FORM)["flagged"] = chosen
    return choosing(turn, callback_data.id, callback_data.page)


def ask_words(_: CallbackQuery, callback_data: presses.WordOfPair, turn: Turn) -> Screen:
    return wording(turn, callback_data.id)


def wording(turn: Turn, pair: int, remark: str = "") -> Screen:
    flagged = flagged_in(turn, pair)
    if not flagged:
        return choosing(turn, pair, 0, complaint_screens.NOTHING_FLAGGED)
    turn.dialogue.go(ComplainingOfPair.words)
    return screens.ask_words(pair, len(flagged), remark)


def words_said(message: Message, turn: Turn) -> Screen:
    pair, words = turn.dialogue.answers(FORM).get("id", 0), complaints.parse(message.text or "")
    return filing(turn, pair, words) if words else wording(turn, pair, complaint_screens.WORDS)


def file(_: CallbackQuery, callback_data: presses.FileOfPair, turn: Turn) -> Screen:
    return filing(turn, callback_data.id, None)


def filing(turn: Turn, pair: int, words: str | None) -> Screen:
    flagged = flagged_in(turn, pair)
    complaint, reached = pair_complaints.file(turn.session, turn.person, pair, flagged, words, turn.now)
    turn.dialogue.end(FORM)
    return complaint_screens.filed(complaint, reached)


def register(router: Router) -> None:
    router.message.register(words_said, ComplainingOfPair.words)
    pressed = router.callback_query.register
    pressed(ask, presses.ComplainOfPair.filter())
    pressed(flag, presses.FlagInPair.filter())
    pressed(ask_words, presses.WordOfPair.filter())
    pressed(file, presses.FileOfPair.filter())
