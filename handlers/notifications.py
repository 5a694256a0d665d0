from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import accounts, quiet
from community.members import must_have_joined
from community.notices import Topic
from handlers.turn import Turn
from messengers.screen import Screen
from screens import notifications as screens
from screens import presses


class Quiet(StatesGroup):
    hours = State()


def shown(_: CallbackQuery | Message, turn: Turn) -> Screen:
    return page(turn)


def page(turn: Turn, remark: str = "") -> Screen:
    must_have_joined(turn.person)
    turn.dialogue.pause()
    return screens.shown(turn.person, turn.community, accounts.reachable(turn.session, turn.person), remark)


def muted(_: CallbackQuery, callback_data: presses.MuteTopic, turn: Turn) -> Screen:
    quiet.mute(turn.person, callback_data.topic, callback_data.muted)
    return page(turn, screens.switched(Topic(callback_data.topic), callback_data.muted))


def ask_quiet_hours(_: CallbackQuery, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    turn.dialogue.go(Quiet.hours)
    return screens.ask_quiet_hours(turn.person, turn.community)


def hours_chosen(press: CallbackQuery, callback_data: presses.SetQuietHours, turn: Turn) -> Screen:
    quiet.set_quiet_hours(turn.person, callback_data.first, callback_data.last)
    return shown(press, turn)


def hours_said(message: Message, turn: Turn) -> Screen:
    hours = quiet.parse_hours(message.text or "")
    if hours is None:
        return screens.ask_quiet_hours(turn.person, turn.community, screens.HOURS_WANTED)
    quiet.set_quiet_hours(turn.person, *hours)
    return shown(message, turn)


def preferred(press: CallbackQuery, callback_data: presses.PreferNetwork, turn: Turn) -> Screen:
    quiet.prefer(turn.session, turn.person, callback_data.network)
    return shown(press, turn)


def register(router: Router) -> None:
    router.message.register(hours_said, Quiet.hours)
    pressed = router.callback_query.register
    pressed(shown, presses.Notifications.filter())
    pressed(muted, presses.MuteTopic.filter())
    pressed(ask_quiet_hours, presses.AskQuietHours.filter())
    pressed(hours_chosen, presses.SetQuietHours.filter())
    pressed(preferred, presses.PreferNetwork.filter())
