from __future__ import annotations

from aiogram import F, Router
from aiogram.types import CallbackQuery

from community import consents, joining, mentors
from community.consents import Kind
from community.members import must_have_joined
from handlers.turn import Turn
from messengers.screen import Screen
from screens import consents as screens
from screens import presses


def overview(_: CallbackQuery, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    given = {kind: consents.in_force(turn.session, turn.person, kind) for kind in Kind}
    publishes = mentors.active(turn.session, turn.person) is not None
    return screens.overview(given, turn.community.tz, publishes)


def show(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.ask(turn.community, Kind.MAILINGS)


def mailings_given(_: CallbackQuery, callback_data: presses.GiveConsent, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    consents.give(
        turn.session,
        turn.person,
        Kind.MAILINGS,
        version=callback_data.version,
        document=screens.document(turn.community, Kind.MAILINGS),
        community=turn.community,
        network=turn.account.network,
        now=turn.now,
    )
    return screens.mailings_given()


def mailings_declined(_: CallbackQuery, turn: Turn) -> Screen:
    consents.withdraw(turn.session, turn.person, Kind.MAILINGS, turn.now)
    return screens.mailings_declined()


def mailings_withdrawn(_: CallbackQuery, turn: Turn) -> Screen:
    consents.withdraw(turn.session, turn.person, Kind.MAILINGS, turn.now)
    return screens.mailings_withdrawn()


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
    mailings = F.kind == Kind.MAILINGS.value
    pressed(overview, presses.Consents.filter())
    pressed(show, presses.ShowConsent.filter(mailings))
    pressed(mailings_given, presses.GiveConsent.filter(mailings))
    pressed(mailings_declined, presses.DeclineConsent.filter(mailings))
    pressed(mailings_withdrawn, presses.WithdrawConsent.filter(mailings))
    pressed(ask_to_leave, presses.AskToLeave.filter())
    pressed(leave, presses.Leave.filter())
    return consent
