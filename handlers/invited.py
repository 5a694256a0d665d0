"""Somebody opens the link that a coordinator has handed out."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message

from community import expected
from community.members import must_have_joined
from handlers.joining import INVITED, TOKEN
from handlers.start import screen_of
from handlers.turn import Turn
from messengers.screen import Screen
from screens import invited as screens
from screens import presses
from screens.start import with_notes


class CarriesInvitation(Filter):
    async def __call__(self, message: Message, command: CommandObject) -> bool:
        return expected.LINK.fullmatch(command.args or "") is not None


def opened(_: Message, command: CommandObject, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return with_notes(screen_of(turn, arrives=True), [remembered(turn, command.args or "")], [])


def remembered(turn: Turn, parameter: str) -> str:
    """What the person is told of the link; of the list it says nothing."""
    if turn.person.joined_at is not None:
        return screens.ALREADY_JOINED
    kept = expected.recognised(turn.session, parameter, turn.now)
    if kept is None:
        return screens.WORKS_NO_MORE
    turn.dialogue.forms[INVITED] = {TOKEN: kept}
    return screens.WELCOME


def taken_over(_: CallbackQuery, turn: Turn) -> Screen:
    person = must_have_joined(turn.person)
    taken = expected.take_over(turn.session, person, turn.community)
    return screens.taken_over(person, turn.community) if taken else screens.nothing_to_take()


def router() -> Router:
    invitations = Router(name=__name__)
    invitations.message.register(opened, CommandStart(ignore_mention=True, deep_link=True), CarriesInvitation())
    invitations.callback_query.register(taken_over, presses.TakeListed.filter())
    return invitations
