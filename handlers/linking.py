from __future__ import annotations

from aiogram import Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import colleagues, linking
from community.members import must_have_joined
from handlers.filters import START, WORDS
from handlers.joining import Join
from handlers.turn import Turn
from messengers.screen import Screen
from screens import linking as screens
from screens import presses

FORM = "link"


class Link(StatesGroup):
    code = State()


class LooksLikeCode(Filter):
    async def __call__(self, message: Message) -> bool:
        return linking.read_code(message.text or "") is not None


class StaysInTheForm(Filter):
    """Not the words by which people leave it."""

    async def __call__(self, message: Message) -> bool:
        text = (message.text or "").casefold().strip()
        return not text.startswith("/") and text not in WORDS | START


def overview(_: CallbackQuery, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    turn.dialogue.pause()
    return screens.overview(linking.accounts_of(turn.session, turn.person), turn.account.id)


def show_code(_: CallbackQuery, turn: Turn) -> Screen:
    code = linking.new_code(turn.session, turn.person, turn.now)
    links = turn.links_with(f"{presses.LINK_WAY}_{code}")
    elsewhere = {network: links[network] for network in turn.other_networks if network in links}
    return screens.code(code, turn.other_networks, elsewhere)


def ask_code(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.go(Link.code)
    return screens.ask_code()


def code_said(message: Message, turn: Turn) -> Screen:
    return entered(message.text or "", turn)


def not_a_code(_: Message, turn: Turn) -> Screen:
    turn.dialogue.go(Link.code)
    return screens.ask_code(screens.NOT_A_CODE)


def entered(typed: str, turn: Turn) -> Screen:
    match linking.enter(turn.session, turn.person, typed, turn.now):
        case linking.Meeting() as met:
            turn.dialogue.pause()
            turn.dialogue.forms[FORM] = {"code": met.code}
            if met.choose:
                return screens.choose(met.shown_by, met.entered_by, turn.community)
            return screens.confirm(met.shown_by if met.shown_by.joined_at else met.entered_by, turn.community)
        case linking.AlreadyOne():
            turn.dialogue.pause()
            return screens.already_one()
        case linking.Failure(blocked=True):
            turn.dialogue.pause()
            return screens.blocked()
    turn.dialogue.go(Link.code)
    return screens.ask_code(screens.WRONG_CODE)


def link(_: CallbackQuery, callback_data: presses.Link, turn: Turn) -> Screen:
    code = turn.dialogue.answers(FORM).get("code", 0)
    account, person = turn.account.id, turn.person
    stays = linking.link(turn.session, account, person, code, callback_data.keep_shown, turn.now)
    colleagues.refresh(turn.session, stays, turn.community)
    turn.dialogue.forget()
    return screens.linked(stays)


def ask_to_unlink(press: CallbackQuery, callback_data: presses.AskToUnlink, turn: Turn) -> Screen:
    known = {account.id: account for account in linking.accounts_of(turn.session, must_have_joined(turn.person))}
    if callback_data.account not in known:
        return overview(press, turn)
    return screens.ask_to_unlink(known[callback_data.account], turn.account.id)


def unlink(_: CallbackQuery, callback_data: presses.Unlink, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    linking.unlink(turn.session, turn.person, callback_data.account, turn.now)
    if callback_data.account == turn.account.id:
        turn.dialogue.forget()
        return screens.unlinked_here(turn.community)
    rest = linking.accounts_of(turn.session, turn.person)
    return screens.overview(rest, turn.account.id, screens.UNLINKED)


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(code_said, LooksLikeCode(), StateFilter(None, Link, Join))
    said(not_a_code, Link.code, StaysInTheForm())
    pressed(overview, presses.Networks.filter())
    pressed(show_code, presses.ShowCode.filter())
    pressed(ask_code, presses.HaveCode.filter())
    pressed(link, presses.Link.filter())
    pressed(ask_to_unlink, presses.AskToUnlink.filter())
    pressed(unlink, presses.Unlink.filter())
