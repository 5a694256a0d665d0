"""Somebody opens the link that a coordinator has handed out."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from community import expected, standing
from community.members import must_have_joined
from handlers.joining import INVITED, TOKEN
from handlers.start import screen_of
from handlers.turn import Turn
from messengers.screen import Screen
from screens import invited as screens
from screens import presses
from screens.start import with_notes


def opened(token: str, turn: Turn) -> Screen:
    stands = standing.of(turn.session, turn.person)
    return with_notes(screen_of(turn, stands, arrives=True), [remembered(turn, token)], [])


def remembered(turn: Turn, token: str) -> str:
    """What the person is told of the link; of the list it says nothing."""
    if turn.person.joined_at is not None:
        return screens.ALREADY_JOINED
    kept = expected.recognised(turn.session, token, turn.now)
    if kept is None:
        return screens.WORKS_NO_MORE
    turn.dialogue.forms[INVITED] = {TOKEN: kept}
    return screens.WELCOME


def taken_over(_: CallbackQuery, turn: Turn) -> Screen:
    person = must_have_joined(turn.person)
    taken = expected.take_over(turn.session, person, turn.community)
    return screens.taken_over(person, turn.community) if taken else screens.nothing_to_take()


def register(router: Router) -> None:
    router.callback_query.register(taken_over, presses.TakeListed.filter())
