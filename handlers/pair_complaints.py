"""Complaining of what was said in a pair; deciding about it is in `handlers/complaints.py`."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import pair_complaints
from handlers.complaint_form import ComplaintForm
from handlers.turn import Turn
from messengers.screen import Screen
from screens import pair_complaints as screens
from screens import presses
from screens.complaints import Marking


class ComplainingOfPair(StatesGroup):
    words = State()


def asked(_: Turn, pair: int, marking: Marking) -> Screen:
    return screens.ask(pair, marking)


FORM = ComplaintForm(
    "paircomplaint",
    ComplainingOfPair.words,
    pair_complaints.complainable,
    pair_complaints.file,
    asked,
    screens.ask_words,
)


def ask(_: CallbackQuery, callback_data: presses.ComplainOfPair, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return FORM.choosing(turn, callback_data.id, callback_data.page)


def flag(_: CallbackQuery, callback_data: presses.FlagInPair, turn: Turn) -> Screen:
    return FORM.flag(turn, callback_data.id, callback_data.message, callback_data.page)


def ask_words(_: CallbackQuery, callback_data: presses.WordOfPair, turn: Turn) -> Screen:
    return FORM.wording(turn, callback_data.id)


def words_said(message: Message, turn: Turn) -> Screen:
    return FORM.said(turn, message.text or "")


def file(_: CallbackQuery, callback_data: presses.FileOfPair, turn: Turn) -> Screen:
    return FORM.filing(turn, callback_data.id, None)


def register(router: Router) -> None:
    router.message.register(words_said, ComplainingOfPair.words)
    pressed = router.callback_query.register
    pressed(ask, presses.ComplainOfPair.filter())
    pressed(flag, presses.FlagInPair.filter())
    pressed(ask_words, presses.WordOfPair.filter())
    pressed(file, presses.FileOfPair.filter())
