"""A member names a topic; those who plan make an event of it, or take note."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import planning, topics
from community.members import must_have_joined
from handlers.planning import FORM, go_on
from handlers.turn import Turn
from messengers.screen import Screen
from screens import presses
from screens import topics as screens


class Topic(StatesGroup):
    words = State()


def ask(_: CallbackQuery, turn: Turn) -> Screen:
    must_have_joined(turn.person)
    turn.dialogue.go(Topic.words)
    return screens.ask()


def words_said(message: Message, turn: Turn) -> Screen:
    words = topics.parse_topic(message.text or "")
    if words is None:
        return screens.ask(screens.WORDS)
    turn.dialogue.pause()
    return screens.sent(topics.suggest(turn.session, turn.person, words, turn.now))


def show(_: CallbackQuery, callback_data: presses.ShowTopic, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return screens.card(topics.look(turn.session, turn.person, callback_data.id, turn.now), turn.community)


def make(_: CallbackQuery, callback_data: presses.MakeOfTopic, turn: Turn) -> Screen:
    """Making begins with the topic for a title."""
    idea = topics.answer(turn.session, turn.person, callback_data.id, True, turn.now)
    if not idea.decided_now:
        return screens.answered(idea)
    title = planning.parse_title(idea.topic.words[: planning.LONGEST_TITLE])
    turn.dialogue.forms[FORM] = {"title": title} if title else {}
    return go_on(turn)


def note(_: CallbackQuery, callback_data: presses.NoteTopic, turn: Turn) -> Screen:
    return screens.answered(topics.answer(turn.session, turn.person, callback_data.id, False, turn.now))


def register(router: Router) -> None:
    router.message.register(words_said, Topic.words)
    pressed = router.callback_query.register
    pressed(ask, presses.SuggestTopic.filter())
    pressed(show, presses.ShowTopic.filter())
    pressed(make, presses.MakeOfTopic.filter())
    pressed(note, presses.NoteTopic.filter())
