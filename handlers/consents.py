from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from community import consents, joining
from community.consents import Kind
from community.members import must_have_joined
from handlers.turn import Turn
from messengers.screen import Screen
from screens import consents as screens
from screens import presses

GIVEN = {Kind.MAILINGS: screens.mailings_given, Kind.TRANSFER: screens.transfer_given}
DECLINED = {Kind.MAILINGS: screens.mailings_declined, Kind.TRANSFER: screens.transfer_declined}
WITHDRAWN = {Kind.MAILINGS: screens.mailings_withdrawn, Kind.TRANSFER: screens.transfer_withdrawn}


def overview(_: CallbackQuery, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    known = {kind: consents.in_force(turn.session, turn.person, kind) for kind in Kind}
    return screens.overview(known, turn.community.tz)


def show(_: CallbackQuery, callback_data: presses.ShowConsent, turn: Turn) -> Screen:
    return screens.ask(turn.community, Kind(callback_data.kind))


def given(_: CallbackQuery, callback_data: presses.GiveConsent, turn: Turn) -> Screen:
    kind = Kind(callback_data.kind)
    must_have_joined(turn.person)
    consents.give(
        turn.session,
        turn.person,
        kind,
        version=callback_data.version,
        document=screens.document(turn.community, kind),
        community=turn.community,
        network=turn.account.network,
        now=turn.now,
    )
    return GIVEN[kind]()


def declined(_: CallbackQuery, callback_data: presses.DeclineConsent, turn: Turn) -> Screen:
    kind = Kind(callback_data.kind)
    consents.withdraw(turn.session, turn.person, kind, turn.now)
    return DECLINED[kind]()


def withdrawn(_: CallbackQuery, callback_data: presses.WithdrawConsent, turn: Turn) -> Screen:
    kind = Kind(callback_data.kind)
    consents.withdraw(turn.session, turn.person, kind, turn.now)
    return WITHDRAWN[kind]()


def ask_to_leave(_: CallbackQuery, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    return screens.ask_to_leave(turn.community)


def leave(_: CallbackQuery, turn: Turn) -> Screen:
    joining.leave(turn.session, turn.person, turn.now)
    turn.dialogue.forget()
    return screens.left(turn.community)


def router() -> Router:
    consent = Router(name=__name__)
    pressed = consent.callback_query.register
    optional = F.kind.in_({kind.value for kind in GIVEN})
    pressed(overview, presses.Consents.filter())
    pressed(show, presses.ShowConsent.filter(optional))
    pressed(given, presses.GiveConsent.filter(optional))
    pressed(declined, presses.DeclineConsent.filter(optional))
    pressed(withdrawn, presses.WithdrawConsent.filter(optional))
    pressed(ask_to_leave, presses.AskToLeave.filter())
    pressed(leave, presses.Leave.filter())
    return consent
