"""What people of a pair or a group write to each other, and what they wrote before."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import conversations, mentorships, pair_talks
from community.refusals import MentorshipSettled
from handlers.talking import ANY_FILES, said_in_pair, saying_of
from handlers.turn import Turn
from messengers.screen import Screen
from screens import pair_talk as screens
from screens import presses
from screens import talks as talks_screens

FORM = "pairtalk"


class InPair(StatesGroup):
    words = State()


def write(_: CallbackQuery, callback_data: presses.WriteToPair, turn: Turn) -> Screen:
    turn.dialogue.pause()
    seen = pair_talks.look(turn.session, turn.person, callback_data.id)
    turn.dialogue.answers(FORM)["id"] = callback_data.id
    turn.dialogue.go(InPair.words)
    return screens.ask_words(seen)


def said(message: Message, turn: Turn) -> Screen:
    saying, number = saying_of(message, turn), turn.dialogue.answers(FORM).get("id", 0)
    turn.dialogue.end(FORM)
    return said_in_pair(turn, number, saying)


def pass_on(_: CallbackQuery, callback_data: presses.PassToPair, turn: Turn) -> Screen:
    words = conversations.waiting_words(turn.session, turn.person, callback_data.draft)
    try:
        conversations.pass_to_pair(turn.session, turn.person, callback_data.draft, callback_data.id, turn.now)
    except MentorshipSettled:
        return talks_screens.returned(words, screens.OVER)
    return screens.delivered(mentorships.look(turn.session, turn.person, callback_data.id))


def history(_: CallbackQuery, callback_data: presses.PairTalk, turn: Turn) -> Screen:
    turn.dialogue.pause()
    session, number, most = turn.session, callback_data.id, screens.PAGE
    messages = pair_talks.heard(session, turn.person, number)
    page = min(max(callback_data.page, 0), max(len(messages) - 1, 0) // most)
    shown = messages[page * most : (page + 1) * most]
    seen, files = mentorships.look(session, turn.person, number), pair_talks.with_files(session, shown)
    return screens.history(seen, shown, files, len(messages), page, turn.community)


def files(_: CallbackQuery, callback_data: presses.PairFiles, turn: Turn) -> Screen:
    return screens.files_follow(pair_talks.show_files(turn.session, turn.person, callback_data.id, turn.now))


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(said, InPair.words, flags=ANY_FILES)
    pressed(write, presses.WriteToPair.filter())
    pressed(pass_on, presses.PassToPair.filter())
    pressed(history, presses.PairTalk.filter())
    pressed(files, presses.PairFiles.filter())
