"""Whoever wants digests, and whoever does not."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from community import consents, digests
from community.consents import Kind
from community.members import must_have_joined
from handlers.turn import Turn
from messengers.screen import Screen
from screens import digests as screens
from screens import presses


def shown(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    has_desk = digests.has_desk(turn.session, turn.person, turn.now)
    if not has_desk:
        must_have_joined(turn.person)
    agreed = consents.is_current(turn.session, turn.person, Kind.MAILINGS, turn.community)
    return screens.shown(turn.person, has_desk, agreed, turn.community)


def chosen(press: CallbackQuery, callback_data: presses.SetDigest, turn: Turn) -> Screen:
    digests.choose(turn.session, turn.person, callback_data.which, callback_data.on, turn.now)
    return shown(press, turn)


def register(router: Router) -> None:
    router.callback_query.register(shown, presses.Digests.filter())
    router.callback_query.register(chosen, presses.SetDigest.filter())
