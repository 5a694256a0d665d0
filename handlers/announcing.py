"""Those who may announce tell members of an event."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from community import announcing
from handlers.turn import Turn
from messengers.screen import Screen
from screens import announcing as screens
from screens import presses
from storage.models import Event


def ask(_: CallbackQuery, callback_data: presses.AnnounceEvent, turn: Turn) -> Screen:
    turn.dialogue.pause()
    choices = announcing.choices(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    event = turn.session.get_one(Event, callback_data.id)
    return screens.ask(event, choices, announcing.progress(turn.session, event), turn.community, turn.now)


def announce(_: CallbackQuery, callback_data: presses.AnnounceTo, turn: Turn) -> Screen:
    town = None if callback_data.town == screens.EVERYBODY else callback_data.town
    told = announcing.announce(turn.session, turn.person, callback_data.id, town, turn.community, turn.now)
    return screens.begun(told, announcing.progress(turn.session, told.event), turn.community, turn.now)


def stop(_: CallbackQuery, callback_data: presses.StopAnnouncing, turn: Turn) -> Screen:
    broadcast = announcing.stop(turn.session, turn.person, callback_data.id, turn.now)
    return screens.stopped(broadcast, turn.session.get(Event, broadcast.event_id or 0))


def register(router: Router) -> None:
    pressed = router.callback_query.register
    pressed(ask, presses.AnnounceEvent.filter())
    pressed(announce, presses.AnnounceTo.filter())
    pressed(stop, presses.StopAnnouncing.filter())
