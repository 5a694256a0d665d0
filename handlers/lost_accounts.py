"""The guest's side: a new account of somebody who has lost theirs."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import lost_accounts
from community.choices import find, find_exact
from community.names import LONGEST_FULL, parse_name
from handlers.hearing import hear
from handlers.turn import Turn
from messengers.screen import Screen
from screens import lost_accounts as screens
from screens import presses
from screens.words import SIMILAR

FORM = "lost"


class Lost(StatesGroup):
    name = State()
    town = State()


def already_member(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return waiting(turn) or screens.already_member()


def waiting(turn: Turn) -> Screen | None:
    request = lost_accounts.open_request(turn.session, turn.account.id)
    return screens.waits(request, turn.community, turn.today) if request else None


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    if shown := waiting(turn):
        return shown
    lost_accounts.may_ask(turn.session, turn.person, turn.now)
    return ask_name(turn)


def ask_name(turn: Turn, remark: str = "") -> Screen:
    turn.dialogue.go(Lost.name)
    return screens.ask_name(remark)


def name_said(message: Message, turn: Turn) -> Screen:
    name = parse_name(message.text or "", LONGEST_FULL)
    if name is None:
        return name_again(turn)
    turn.dialogue.answers(FORM)["name"] = name
    if turn.community.only_municipality is not None:
        return send(turn, turn.community.only_municipality.id)
    return ask_town(turn)


def name_again(turn: Turn) -> Screen:
    return ask_name(turn, screens.NAME_WANTED)


def ask_town(turn: Turn, page: int = 0, remark: str = "") -> Screen:
    if not turn.dialogue.answers(FORM).get("name"):
        return waiting(turn) or ask_name(turn)
    turn.dialogue.go(Lost.town)
    return screens.ask_town(turn.community, page=page, remark=remark)


def town_said(message: Message, turn: Turn) -> Screen:
    known, typed = turn.community.municipalities, message.text or ""
    if exact := find_exact(known, typed):
        return send(turn, exact.id)
    if found := find(known, typed):
        return screens.ask_town(turn.community, found, remark=SIMILAR)
    return town_again(turn)


def town_again(turn: Turn) -> Screen:
    return ask_town(turn, remark=screens.TOWN_WANTED)


def town_chosen(_: CallbackQuery, callback_data: presses.LostTown, turn: Turn) -> Screen:
    return send(turn, None if callback_data.id == "-" else callback_data.id)


def town_page(_: CallbackQuery, callback_data: presses.LostTownPage, turn: Turn) -> Screen:
    return ask_town(turn, callback_data.page)


def send(turn: Turn, municipality: str | None) -> Screen:
    name = turn.dialogue.answers(FORM).get("name")
    if not name:  # an old button
        turn.dialogue.end(FORM)
        return waiting(turn) or screens.already_member()
    lost_accounts.ask(turn.session, turn.person, turn.account.id, name, municipality, turn.community, turn.now)
    turn.dialogue.end(FORM)
    return screens.sent()


def cancel(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return waiting(turn) or screens.cancelled()


def withdraw(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.withdrawn(lost_accounts.withdraw(turn.session, turn.account.id, turn.now))


def register(router: Router) -> None:
    hear(router, Lost.name, name_said, name_again)
    hear(router, Lost.town, town_said, town_again)
    pressed = router.callback_query.register
    pressed(already_member, presses.AlreadyMember.filter())
    pressed(begin, presses.LoseAccount.filter())
    pressed(town_chosen, presses.LostTown.filter())
    pressed(town_page, presses.LostTownPage.filter())
    pressed(cancel, presses.CancelLost.filter())
    pressed(withdraw, presses.WithdrawLost.filter())
