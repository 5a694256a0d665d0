"""What a link to the bot opens: its last word begins with whose it is, before «_»; that dialogue takes the rest."""

from __future__ import annotations

from collections.abc import Callable

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from community import attendance as attendance_rules
from community import certificates as certificate_rules
from community import events as event_rules
from community import expected
from community import invitations as invitation_rules
from community import mentoring_papers as paper_rules
from handlers import attendance, certificates, events, invitations, invited, linking, mentoring_results
from handlers.start import main_menu
from handlers.turn import Turn
from messengers.screen import Screen
from screens import presses

LINKS: dict[str, Callable[[str, Turn], Screen]] = {
    expected.PREFIX: invited.opened,
    invitation_rules.PREFIX: invitations.opened,
    presses.LINK_WAY: linking.entered,
    event_rules.LINK: events.followed,
    attendance_rules.LINK: attendance.followed,
    certificate_rules.PREFIX: certificates.verified,
    paper_rules.PREFIX: mentoring_results.verified,
}


def follow(_: Message, command: CommandObject, turn: Turn) -> Screen:
    """A word that is not known opens the menu."""
    turn.dialogue.pause()
    prefix, _sign, token = (command.args or "").partition("_")
    return LINKS[prefix](token, turn) if prefix in LINKS else main_menu(turn, arrives=True)


def register(router: Router) -> None:
    router.message.register(follow, CommandStart(deep_link=True, ignore_mention=True))
