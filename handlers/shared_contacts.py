"""People of a pair exchange contacts."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import pair_talks, shared_contacts
from handlers.turn import Turn
from messengers.screen import Screen
from screens import presses
from screens import shared_contacts as screens

FORM = "contact"


class Sharing(StatesGroup):
    contact = State()


def overview(_: CallbackQuery, callback_data: presses.PairContacts, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.overview(shared_contacts.look(turn.session, turn.person, callback_data.id))


def ask(_: CallbackQuery, callback_data: presses.AskContact, turn: Turn) -> Screen:
    pair_talks.look(turn.session, turn.person, callback_data.id)
    turn.dialogue.forms[FORM] = {"id": callback_data.id}
    turn.dialogue.go(Sharing.contact)
    return screens.ask(shared_contacts.look(turn.session, turn.person, callback_data.id))


def said(message: Message, turn: Turn) -> Screen:
    number, contact = turn.dialogue.answers(FORM).get("id", 0), shared_contacts.parse(message.text or "")
    if contact is None:
        return screens.ask(shared_contacts.look(turn.session, turn.person, number), screens.WRONG)
    turn.dialogue.end(FORM)
    shown = shared_contacts.share(turn.session, turn.person, number, contact, turn.now)
    return screens.overview(shown, screens.SAVED)


def withdraw(_: CallbackQuery, callback_data: presses.WithdrawContact, turn: Turn) -> Screen:
    shown = shared_contacts.withdraw(turn.session, turn.person, callback_data.id)
    return screens.overview(shown, screens.WITHDRAWN)


def register(router: Router) -> None:
    router.message.register(said, Sharing.contact)
    pressed = router.callback_query.register
    pressed(overview, presses.PairContacts.filter())
    pressed(ask, presses.AskContact.filter())
    pressed(withdraw, presses.WithdrawContact.filter())
