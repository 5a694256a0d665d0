"""What readers of messages to many press: they have read it, or want no more."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from community import acknowledgements, unsubscribing
from community.notices import Topic
from handlers.turn import Turn
from messengers.screen import Screen
from screens import presses
from screens import reading as screens


def acknowledged(_: CallbackQuery, callback_data: presses.Acknowledge, turn: Turn) -> Screen:
    return screens.noted(acknowledgements.acknowledge(turn.session, turn.person, callback_data.id, turn.now))


def no_more(_: CallbackQuery, callback_data: presses.WantNoMore, turn: Turn) -> Screen:
    return screens.no_more(unsubscribing.want_no_more(turn.session, turn.person, callback_data.topic, turn.now))


def no_more_news(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.no_more(unsubscribing.want_no_more(turn.session, turn.person, Topic.EVENTS.value, turn.now))


def register(router: Router) -> None:
    pressed = router.callback_query.register
    pressed(acknowledged, presses.Acknowledge.filter())
    pressed(no_more, presses.WantNoMore.filter())
    pressed(no_more_news, presses.NoMoreNews.filter())
