"""A coordinator or curator puts down by what a pair works: an order and the mentor's consent, or none."""

from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import pair_modes
from community.pair_modes import Basis, Order
from handlers.turn import Turn
from messengers.screen import Screen
from screens import pair_modes as screens
from screens import presses

FORM = "pairmode"


class PairModes(StatesGroup):
    order = State()


def show(_: CallbackQuery, callback_data: presses.PairMode, turn: Turn) -> Screen:
    return shown(turn, callback_data.id)


def shown(turn: Turn, number: int, remark: str = "") -> Screen:
    found = basis(turn, number)
    turn.dialogue.forms[FORM] = {"id": number}
    turn.dialogue.go(PairModes.order)
    return screens.show(found, turn.community, remark)


def basis(turn: Turn, number: int) -> Basis:
    return pair_modes.look(turn.session, turn.person, number, turn.community, turn.now)


def order_said(message: Message, turn: Turn) -> Screen:
    form, order = turn.dialogue.answers(FORM), pair_modes.parse_order(message.text or "", turn.today)
    number = form.get("id", 0)
    if order is None:
        return shown(turn, number, screens.ORDER_WANTED)
    form.update(number=order.number, on=f"{order.on}")
    return screens.ask_consent(basis(turn, number), order)


def save(_: CallbackQuery, callback_data: presses.OrderPair, turn: Turn) -> Screen:
    form, number = turn.dialogue.forms.get(FORM, {}), callback_data.id
    if form.get("id") != number or not form.get("number"):  # an old button
        return shown(turn, number)
    order = Order(form["number"], date.fromisoformat(form["on"]))
    pair_modes.order(turn.session, turn.person, number, order, turn.community, turn.now)
    return shown(turn, number, screens.SAVED)


def note_consent(_: CallbackQuery, callback_data: presses.NoteConsent, turn: Turn) -> Screen:
    found = pair_modes.note_consent(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return shown(turn, callback_data.id, screens.NOTED if found.is_ordered else "")


def leave(_: CallbackQuery, callback_data: presses.LeaveOrder, turn: Turn) -> Screen:
    number = callback_data.id
    if not callback_data.sure:
        found = basis(turn, number)
        return screens.ask_to_leave(found) if found.is_ordered else shown(turn, number)
    pair_modes.take_back(turn.session, turn.person, number, turn.community, turn.now)
    return shown(turn, number, screens.TAKEN_BACK)


def register(router: Router) -> None:
    router.message.register(order_said, PairModes.order)
    pressed = router.callback_query.register
    pressed(show, presses.PairMode.filter())
    pressed(save, presses.OrderPair.filter())
    pressed(note_consent, presses.NoteConsent.filter())
    pressed(leave, presses.LeaveOrder.filter())
