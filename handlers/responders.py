"""How a mentor wants questions."""

from __future__ import annotations

from aiogram import Router
from aiogram.types import CallbackQuery

from community import responders
from handlers.turn import Turn
from messengers.screen import Screen
from screens import presses
from screens import responders as screens


def shown(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.shown(responders.of(turn.session, turn.person), turn.community, turn.today)


def set_pace(_: CallbackQuery, callback_data: presses.SetPace, turn: Turn) -> Screen:
    changed = responders.set_pace(turn.session, turn.person, callback_data.pace, callback_data.hour)
    return screens.shown(changed, turn.community, turn.today)


def ask_hour(_: CallbackQuery, turn: Turn) -> Screen:
    responders.of(turn.session, turn.person)
    return screens.ask_hour()


def ask_days(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.ask_days(responders.of(turn.session, turn.person))


def mark_day(_: CallbackQuery, callback_data: presses.MarkDayOff, turn: Turn) -> Screen:
    return screens.ask_days(responders.mark_day(turn.session, turn.person, callback_data.day, callback_data.off))


def ask_topics(_: CallbackQuery, callback_data: presses.ShowTopics, turn: Turn) -> Screen:
    return screens.ask_topics(responders.of(turn.session, turn.person), callback_data.page, turn.community)


def mark_topic(_: CallbackQuery, callback_data: presses.MarkTopic, turn: Turn) -> Screen:
    topic, marked = callback_data.topic, callback_data.marked
    changed = responders.mark_topic(turn.session, turn.person, topic, marked, turn.community)
    return screens.ask_topics(changed, callback_data.page, turn.community)


def ask_most(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.ask_most(responders.of(turn.session, turn.person))


def set_most(_: CallbackQuery, callback_data: presses.SetMostOpen, turn: Turn) -> Screen:
    changed = responders.set_most(turn.session, turn.person, callback_data.most)
    return screens.shown(changed, turn.community, turn.today)


def ask_pause(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.ask_pause(responders.of(turn.session, turn.person), turn.community, turn.today)


def set_pause(_: CallbackQuery, callback_data: presses.SetPause, turn: Turn) -> Screen:
    changed = responders.pause(turn.session, turn.person, callback_data.days, turn.community, turn.now)
    return screens.shown(changed, turn.community, turn.today)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    pressed(shown, presses.HowIAnswer.filter())
    pressed(set_pace, presses.SetPace.filter())
    pressed(ask_hour, presses.ShowHours.filter())
    pressed(ask_days, presses.ShowDaysOff.filter())
    pressed(mark_day, presses.MarkDayOff.filter())
    pressed(ask_topics, presses.ShowTopics.filter())
    pressed(mark_topic, presses.MarkTopic.filter())
    pressed(ask_most, presses.MostOpen.filter())
    pressed(set_most, presses.SetMostOpen.filter())
    pressed(ask_pause, presses.PauseQuestions.filter())
    pressed(set_pause, presses.SetPause.filter())
