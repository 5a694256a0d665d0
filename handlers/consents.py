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

WITH_DIALOGUES = {Kind.PARTICIPATION.value, Kind.PUBLICATION.value}


def overview(_: CallbackQuery, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    return listed(turn)


def listed(turn: Turn) -> Screen:
    """Only mentors are asked what colleagues may see."""
    given = {kind: consents.in_force(turn.session, turn.person, kind) for kind in Kind}
    if mentors.active(turn.session, turn.person) is None:
        del given[Kind.PUBLICATION]
    return screens.overview(given, turn.community.tz)


def show(_: CallbackQuery, callback_data: presses.ShowConsent, turn: Turn) -> Screen:
    return screens.ask(turn.community, Kind(callback_data.kind))


def give(turn: Turn, kind: Kind, version: str) -> None:
    must_have_joined(turn.person)
    consents.give(
        turn.session,
        turn.person,
        kind,
        version=version,
        document=screens.document(turn.community, kind),
        community=turn.community,
        network=turn.account.network,
        now=turn.now,
    )


def given(_: CallbackQuery, callback_data: presses.GiveConsent, turn: Turn) -> Screen:
    kind = Kind(callback_data.kind)
    give(turn, kind, callback_data.version)
    return screens.mailings_given() if kind is Kind.MAILINGS else screens.given_to(kind)


def declined(_: CallbackQuery, callback_data: presses.DeclineConsent, turn: Turn) -> Screen:
    kind = Kind(callback_data.kind)
    consents.withdraw(turn.session, turn.person, kind, turn.now)
    return screens.mailings_declined() if kind is Kind.MAILINGS else screens.declined(kind)


def withdrawn(_: CallbackQuery, callback_data: presses.WithdrawConsent, turn: Turn) -> Screen:
    kind = Kind(callback_data.kind)
    consents.withdraw(turn.session, turn.person, kind, turn.now)
    return screens.withdrawn(kind)


def changed(_: CallbackQuery, turn: Turn) -> Screen:
    """The first of those that have changed; the next one is offered by the menu."""
    must_have_joined(turn.person)
    for kind in consents.outdated(turn.session, turn.person, turn.community):
        return ask_again(turn, kind)
    return listed(turn)


def ask_again(turn: Turn, kind: Kind) -> Screen:
    given = consents.in_force(turn.session, turn.person, kind)
    return screens.ask_again(turn.community, kind, given, turn.community.tz)


def renewed(_: CallbackQuery, callback_data: presses.RenewConsent, turn: Turn) -> Screen:
    """A button of a wording that has changed again shows the newest."""
    must_have_joined(turn.person)
    kind = Kind(callback_data.kind)
    if callback_data.version != consents.wording(turn.community, kind).version:
        return ask_again(turn, kind)
    give(turn, kind, callback_data.version)
    return screens.renewed(kind)


def leave(_: CallbackQuery, turn: Turn) -> Screen:
    joining.leave(turn.session, turn.person, turn.now)
    turn.dialogue.forget()
    return screens.left(turn.community)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    plain = F.kind.in_({kind.value for kind in Kind} - WITH_DIALOGUES)
    pressed(overview, presses.Consents.filter())
    pressed(show, presses.ShowConsent.filter(plain))
    pressed(given, presses.GiveConsent.filter(plain))
    pressed(declined, presses.DeclineConsent.filter(plain))
    pressed(withdrawn, presses.WithdrawConsent.filter(plain))
    pressed(changed, presses.ChangedConsents.filter())
    pressed(renewed, presses.RenewConsent.filter(F.kind.in_({kind.value for kind in Kind})))
    pressed(leave, presses.Leave.filter())
