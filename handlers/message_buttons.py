"""Buttons under a message to many: an event, a link, «Принято к сведению»."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import drafts
from community.composing_refusals import ButtonsAreFull
from community.refusals import EventGone, EventStarted
from handlers.composing import FORM
from handlers.filters import Says
from handlers.hearing import CANCEL, hear
from handlers.turn import Turn
from messengers.screen import Screen
from screens import composing as screens
from screens import presses
from storage.models import Broadcast

EVENTS = 4  # to a page


class Linking(StatesGroup):
    words = State()


def shown(_: CallbackQuery, callback_data: presses.DraftButtons, turn: Turn) -> Screen:
    return page(turn, drafts.to_change(turn.session, turn.person, callback_data.id, turn.now))


def page(turn: Turn, draft: Broadcast, remark: str = "") -> Screen:
    turn.dialogue.pause()
    return screens.buttons(draft, drafts.events_of(turn.session, draft), remark)


def full(turn: Turn, number: int) -> Screen:
    return page(turn, drafts.to_change(turn.session, turn.person, number, turn.now), screens.FULL)


def choose_event(_: CallbackQuery, callback_data: presses.ButtonEvents, turn: Turn) -> Screen:
    return events(turn, callback_data.id, max(callback_data.page, 0))


def events(turn: Turn, number: int, at: int = 0, remark: str = "") -> Screen:
    draft = drafts.to_change(turn.session, turn.person, number, turn.now)
    found, total = drafts.coming(turn.session, at * EVENTS, EVENTS, turn.now)
    if at and not found:  # fewer than there were when the button was shown
        return events(turn, number)
    return screens.choose_event(draft, found, turn.community, (at + 1) * EVENTS < total, at, remark)


def event_chosen(_: CallbackQuery, callback_data: presses.AddEventButton, turn: Turn) -> Screen:
    number, event = callback_data.id, callback_data.event
    try:
        return page(turn, drafts.add_event(turn.session, turn.person, number, event, turn.now))
    except ButtonsAreFull:
        return full(turn, number)
    except (EventGone, EventStarted):
        return events(turn, number, remark=screens.NOT_AHEAD)


def ask_link(_: CallbackQuery, callback_data: presses.AskLink, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM)["id"] = callback_data.id
    return asked(turn)


def asked(turn: Turn, remark: str = "") -> Screen:
    number = turn.dialogue.answers(FORM).get("id", 0)
    draft = drafts.to_change(turn.session, turn.person, number, turn.now)
    turn.dialogue.go(Linking.words)
    return screens.ask_link(draft, remark)


def link_said(message: Message, turn: Turn) -> Screen:
    link = drafts.parse_link(message.text or "")
    if link is None:
        return again(turn)
    number = turn.dialogue.answers(FORM).get("id", 0)
    try:
        return page(turn, drafts.add_link(turn.session, turn.person, number, *link, turn.now))
    except ButtonsAreFull:
        return full(turn, number)


def again(turn: Turn) -> Screen:
    return asked(turn, screens.LINK_WANTED)


def left(_: Message, turn: Turn) -> Screen:
    number = turn.dialogue.answers(FORM).get("id", 0)
    return page(turn, drafts.to_change(turn.session, turn.person, number, turn.now))


def asks(_: CallbackQuery, callback_data: presses.AskToAcknowledge, turn: Turn) -> Screen:
    number, wanted = callback_data.id, callback_data.wanted
    return page(turn, drafts.ask_to_acknowledge(turn.session, turn.person, number, wanted, turn.now))


def removed(_: CallbackQuery, callback_data: presses.RemoveButton, turn: Turn) -> Screen:
    number, mark = callback_data.id, callback_data.mark
    return page(turn, drafts.without_button(turn.session, turn.person, number, mark, turn.now))


def register(router: Router) -> None:
    router.message.register(left, Says(CANCEL), Linking.words)
    hear(router, Linking.words, link_said, again)
    pressed = router.callback_query.register
    pressed(shown, presses.DraftButtons.filter())
    pressed(choose_event, presses.ButtonEvents.filter())
    pressed(event_chosen, presses.AddEventButton.filter())
    pressed(ask_link, presses.AskLink.filter())
    pressed(asks, presses.AskToAcknowledge.filter())
    pressed(removed, presses.RemoveButton.filter())
