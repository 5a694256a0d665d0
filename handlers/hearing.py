"""A question that waits for words: anything else is told what is expected, and is asked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State
from aiogram.types import Message

from handlers.filters import HasText, Says
from handlers.turn import Turn
from messengers.screen import Screen

CANCEL = {"отмена", "/cancel", "✖️ отмена"}
Answer = Callable[[Message, Turn], Screen]


def hear(router: Router, state: State, words: Answer, again: Callable[[Turn], Screen]) -> None:
    """`again` asks once more, with a remark that says what is expected."""

    def something_else(_: Message, turn: Turn) -> Screen:
        return again(turn)

    router.message.register(words, state, HasText())
    router.message.register(something_else, state)


def hear_form(
    router: Router,
    states: Mapping[str, State],
    words: Mapping[str, Answer],
    again: Callable[[str, Turn], Screen],
    cancel: Answer,
) -> None:
    """Of a form of steps, each with its state and what takes its words, that is left by a word."""
    router.message.register(cancel, Says(CANCEL), StateFilter(*states.values()))
    for step, state in states.items():
        hear(router, state, words[step], partial(again, step))
