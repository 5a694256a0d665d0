"""The coordinator's side: a profile goes back to whoever has lost its account."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import attention, linking, recovery
from community.attention import Kind
from community.refusals import RequestGone
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import attention as attention_screens
from screens import lost_accounts as screens
from screens import presses
from storage.models import RecoveryRequest

FORM = "recovery"


class Recovery(StatesGroup):
    name = State()


def shown(_: CallbackQuery, callback_data: presses.LostAccount, turn: Turn) -> Screen:
    return card(turn, callback_data.id)


def card(turn: Turn, request_id: int, typed: str | None = None) -> Screen:
    request = recovery.request(turn.session, turn.person, request_id, turn.now)
    if request.closed_at is not None:
        return settled(turn, request)
    turn.dialogue.go(Recovery.name)
    turn.dialogue.forms[FORM] = {"request": request.id}
    people = recovery.candidates(turn.session, turn.person, typed or request.name or "", turn.now)
    account = recovery.account_of(turn.session, request)
    remark = "" if people else screens.NOT_FOUND
    return screens.card(request, account, people, turn.community, turn.now, remark)


def settled(turn: Turn, request: RecoveryRequest) -> Screen:
    turn.dialogue.end(FORM)
    item = attention.find(turn.session, Kind.LOST_ACCOUNT, request.id)
    if item is None:
        raise RequestGone
    return attention_screens.settled(item, attention.closed_by(turn.session, item), turn.community, turn.today)


def name_said(message: Message, turn: Turn) -> Screen:
    return card(turn, turn.dialogue.answers(FORM).get("request", 0), message.text)


def name_wanted(_: Message, turn: Turn) -> Screen:
    return card(turn, turn.dialogue.answers(FORM).get("request", 0))


def candidate_chosen(_: CallbackQuery, callback_data: presses.LostCandidate, turn: Turn) -> Screen:
    return confirm(turn, callback_data.id, callback_data.person)


def confirm(turn: Turn, request_id: int, person_id: int, lost: list[int] | None = None, remark: str = "") -> Screen:
    """`lost` None: as it is proposed."""
    request = recovery.request(turn.session, turn.person, request_id, turn.now)
    if request.closed_at is not None:
        return settled(turn, request)
    person = recovery.candidate(turn.session, turn.person, person_id, turn.now)
    if lost is None:
        lost = recovery.lost_by_default(turn.session, request, person)
    turn.dialogue.pause()
    turn.dialogue.forms[FORM] = {"request": request.id, "person": person.id, "lost": lost}
    account, accounts = recovery.account_of(turn.session, request), linking.accounts_of(turn.session, person)
    return screens.confirm(request, account, person, accounts, lost, turn.community, turn.today, remark)


def account_marked(_: CallbackQuery, callback_data: presses.MarkLost, turn: Turn) -> Screen:
    told = turn.dialogue.answers(FORM)
    if told.get("request") != callback_data.id or "person" not in told:
        return card(turn, callback_data.id)
    lost = {*told["lost"]} - {callback_data.account} | ({callback_data.account} if callback_data.lost else set())
    return confirm(turn, callback_data.id, told["person"], sorted(lost))


def recover(_: CallbackQuery, callback_data: presses.Recover, turn: Turn) -> Screen:
    request = recovery.request(turn.session, turn.person, callback_data.id, turn.now)
    told = turn.dialogue.answers(FORM)
    if request.closed_at is None and (told.get("request"), told.get("person")) != (request.id, callback_data.person):
        return confirm(turn, request.id, callback_data.person, remark=screens.ACCOUNTS_LOST)
    lost = told.get("lost", [])
    person = recovery.recover(turn.session, turn.person, request.id, callback_data.person, lost, turn.now)
    if person is None:
        return settled(turn, request)
    turn.dialogue.end(FORM)
    return screens.recovered(person)


def decline(_: CallbackQuery, callback_data: presses.DeclineLost, turn: Turn) -> Screen:
    if not recovery.decline(turn.session, turn.person, callback_data.id, turn.now):
        return card(turn, callback_data.id)
    turn.dialogue.end(FORM)
    return screens.declined()


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(name_said, Recovery.name, HasText())
    said(name_wanted, Recovery.name)
    pressed(shown, presses.LostAccount.filter())
    pressed(candidate_chosen, presses.LostCandidate.filter())
    pressed(account_marked, presses.MarkLost.filter())
    pressed(recover, presses.Recover.filter())
    pressed(decline, presses.DeclineLost.filter())
