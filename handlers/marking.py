"""Those who run an event set its code word, mark who was there, count the others, print posters."""

from __future__ import annotations

from datetime import UTC, datetime

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import attendance, certificates, events
from community.refusals import CodeWordMissing
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import attendance as screens
from screens import presses
from storage.models import Event

FORM = "marking"


class Marking(StatesGroup):
    word = State()
    others = State()


def show(_: CallbackQuery, callback_data: presses.Attendance, turn: Turn) -> Screen:
    return shown(turn, callback_data.id)


def shown(turn: Turn, event_id: int, remark: str = "", marked_at: int = 0) -> Screen:
    turn.dialogue.end(FORM)
    seen = attendance.overview(turn.session, turn.person, event_id, turn.now)
    return screens.overview(seen, turn.community, turn.now, marked_at, remark)


def edited(turn: Turn, event_id: int | None = None) -> Event:
    """Which of the events they run the words typed are about."""
    form = turn.dialogue.answers(FORM)
    form["id"] = form.get("id", 0) if event_id is None else event_id
    return events.to_run(turn.session, turn.person, form["id"], turn.now)


def ask_word(_: CallbackQuery, callback_data: presses.SetCodeWord, turn: Turn) -> Screen:
    turn.dialogue.go(Marking.word)
    return screens.ask_new_word(edited(turn, callback_data.id))


def word_said(message: Message, turn: Turn) -> Screen:
    word = attendance.parse_word(message.text or "")
    return word_set(turn, edited(turn).id, word) if word else not_a_word(message, turn)


def not_a_word(_: Message, turn: Turn) -> Screen:
    return screens.ask_new_word(edited(turn), screens.NOT_A_NEW_WORD)


def invent_word(_: CallbackQuery, callback_data: presses.InventCodeWord, turn: Turn) -> Screen:
    return word_set(turn, callback_data.id, attendance.invented(screens.WORDS))


def drop_word(_: CallbackQuery, callback_data: presses.DropCodeWord, turn: Turn) -> Screen:
    return word_set(turn, callback_data.id, None)


def word_set(turn: Turn, event_id: int, word: str | None) -> Screen:
    before = edited(turn, event_id).code_word
    attendance.set_word(turn.session, turn.person, event_id, word, turn.now)
    remark = screens.WORD_DROPPED if word is None else screens.NEW_WORD if before else screens.SAVED
    return shown(turn, event_id, remark)


def ask_others(_: CallbackQuery, callback_data: presses.CountOthers, turn: Turn) -> Screen:
    turn.dialogue.go(Marking.others)
    return screens.ask_others(edited(turn, callback_data.id))


def others_said(message: Message, turn: Turn) -> Screen:
    number = attendance.parse_number(message.text or "")
    if number is None:
        return not_a_number(message, turn)
    event = attendance.set_others(turn.session, turn.person, edited(turn).id, number, turn.now)
    return shown(turn, event.id, screens.SAVED)


def not_a_number(_: Message, turn: Turn) -> Screen:
    return screens.ask_others(edited(turn), screens.NOT_A_NUMBER)


def marks(_: CallbackQuery, callback_data: presses.Marks, turn: Turn) -> Screen:
    return listed(turn, callback_data.id, callback_data.page, callback_data.absent)


def listed(turn: Turn, event_id: int, page: int, absent: bool) -> Screen:
    """The nearest page where there is none of this number."""
    event = events.to_run(turn.session, turn.person, event_id, turn.now)
    page, size = max(page, 0), screens.PAGE
    people, total = attendance.listed(turn.session, turn.person, event.id, absent, page * size, size, turn.now)
    if page and not people:
        return listed(turn, event_id, min(page, (total + size - 1) // size) - 1, absent)
    withdrawn = certificates.withdrawn_of(turn.session, event)
    return screens.marks(event, people, page, total, absent, withdrawn, turn.community)


def mark(_: CallbackQuery, callback_data: presses.Mark, turn: Turn) -> Screen:
    marked = attendance.mark(turn.session, turn.person, callback_data.id, callback_data.there, turn.now)
    return listed(turn, marked.event_id, callback_data.page, callback_data.absent)


def mark_all(_: CallbackQuery, callback_data: presses.MarkAll, turn: Turn) -> Screen:
    at = attendance.mark_all(turn.session, turn.person, callback_data.id, turn.now)
    return shown(turn, callback_data.id, screens.ALL_MARKED, int(at.timestamp()) if at else 0)


def unmark_all(_: CallbackQuery, callback_data: presses.UnmarkAll, turn: Turn) -> Screen:
    at = datetime.fromtimestamp(min(callback_data.at, int(turn.now.timestamp())), UTC)
    attendance.unmark_all(turn.session, turn.person, callback_data.id, at, turn.now)
    return shown(turn, callback_data.id, screens.UNMARKED)


def poster(_: CallbackQuery, callback_data: presses.AskPoster, turn: Turn) -> Screen:
    try:
        attendance.ask_poster(turn.session, turn.person, callback_data.id, callback_data.door, turn.now)
    except CodeWordMissing:
        turn.dialogue.go(Marking.word)
        return screens.ask_new_word(edited(turn, callback_data.id), screens.WORD_FIRST)
    return shown(turn, callback_data.id, screens.POSTER_IS_COMING)


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(word_said, Marking.word, HasText())
    said(not_a_word, Marking.word)
    said(others_said, Marking.others, HasText())
    said(not_a_number, Marking.others)
    pressed(show, presses.Attendance.filter())
    pressed(ask_word, presses.SetCodeWord.filter())
    pressed(invent_word, presses.InventCodeWord.filter())
    pressed(drop_word, presses.DropCodeWord.filter())
    pressed(ask_others, presses.CountOthers.filter())
    pressed(marks, presses.Marks.filter())
    pressed(mark, presses.Mark.filter())
    pressed(mark_all, presses.MarkAll.filter())
    pressed(unmark_all, presses.UnmarkAll.filter())
    pressed(poster, presses.AskPoster.filter())
