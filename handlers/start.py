from __future__ import annotations

from pathlib import Path

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from community import accounts, applying, roles
from handlers.filters import Says
from handlers.turn import Turn
from messengers.screen import File, Screen
from screens import free_text, presses
from screens import start as screens

WORDS = {"меню", "🏠 меню", "/меню"}
START = {"начать", "старт"}


def menu(_: Message | CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return main_menu(turn)


def begin(_: Message, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return main_menu(turn, arrives=True)


def main_menu(turn: Turn, arrives: bool = False) -> Screen:
    coordinates = roles.Right.SEE_PEOPLE in roles.rights_of(turn.session, turn.person, turn.now)
    if turn.person.joined_at is not None:
        complete = bool(turn.person.organisation)
        stage = applying.stage(turn.session, turn.person)
        return screens.for_member(turn.person, turn.community, coordinates, complete, stage)
    begun = bool(turn.dialogue.forms.get("join"))
    if coordinates:
        return screens.for_coordinator(turn.community, begun)
    if arrives and not begun:
        return screens.welcome(turn.community)
    return screens.for_guest(turn.community, begun)


def about(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.about_community(turn.community)


def regulation(_: CallbackQuery, turn: Turn) -> Screen:
    named = turn.community.regulation
    if not named:
        return screens.about_community(turn.community)
    if named.startswith("http"):
        return screens.regulation_link(named)
    return screens.regulation(File(Path(named), Path(named).name))


def missed(_: Message) -> Screen:
    """What a messenger says for somebody whose messages were lost while nobody listened."""
    return free_text.was_away()


def blocked(change: ChatMemberUpdated, turn: Turn) -> None:
    away = change.new_chat_member.status in {"kicked", "left"}
    if away:
        accounts.left(turn.session, turn.account.id, turn.now)
    else:
        accounts.came_back(turn.session, turn.account.id)


def router() -> Router:
    start = Router(name=__name__)
    start.message.register(begin, CommandStart(ignore_mention=True))
    start.message.register(begin, Says(START))
    start.message.register(menu, Command("menu", "help", ignore_mention=True))
    start.message.register(missed, Command("missed", ignore_mention=True))
    start.message.register(menu, Says(WORDS))
    start.callback_query.register(menu, presses.Menu.filter())
    start.callback_query.register(about, presses.About.filter())
    start.callback_query.register(regulation, presses.Regulation.filter())
    start.my_chat_member.register(blocked)
    return start
