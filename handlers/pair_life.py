"""A pause, a longer term, completion with closing words, another mentor."""

from __future__ import annotations

from datetime import date, timedelta

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import mentorships, pair_life
from community.days import parse_day
from community.meeting_refusals import LastDayRefused
from community.meetings import present
from handlers.turn import Turn
from messengers.screen import Screen
from screens import pair_life as screens
from screens import presses

FORM = "life"


class Life(StatesGroup):
    until = State()
    term = State()
    words = State()


def show(_: CallbackQuery, callback_data: presses.PairLife, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return overview(turn, callback_data.id)


def overview(turn: Turn, number: int, remark: str = "") -> Screen:
    return screens.overview(mentorships.look(turn.session, turn.person, number), turn.community, remark)


def ask_until(_: CallbackQuery, callback_data: presses.AskToPausePair, turn: Turn) -> Screen:
    seen = begun(turn, callback_data.id, Life.until)
    return screens.ask_until(seen)


def begun(turn: Turn, number: int, state: State) -> mentorships.Seen:
    seen = present(turn.session, turn.person, number)
    turn.dialogue.forms[FORM] = {"pair": number}
    turn.dialogue.go(state)
    return seen


def pause_pressed(_: CallbackQuery, callback_data: presses.PausePair, turn: Turn) -> Screen:
    days = callback_data.days
    until = turn.today + timedelta(days=days) if 0 < days < 366 else pair_life.first_of_september(turn.today)
    return paused(turn, callback_data.id, until)


def until_said(message: Message, turn: Turn) -> Screen:
    number, day = turn.dialogue.answers(FORM).get("pair", 0), parse_day(message.text or "", turn.today)
    try:
        return paused(turn, number, day or turn.today)
    except LastDayRefused:
        return screens.ask_until(mentorships.look(turn.session, turn.person, number), screens.DAY_WANTED)


def paused(turn: Turn, number: int, until: date) -> Screen:
    pair_life.pause(turn.session, turn.person, number, until, turn.community, turn.now)
    turn.dialogue.end(FORM)
    return overview(turn, number, screens.PAUSED)


def resume(_: CallbackQuery, callback_data: presses.ResumePair, turn: Turn) -> Screen:
    pair_life.resume(turn.session, turn.person, callback_data.id, turn.now)
    return overview(turn, callback_data.id, screens.RESUMED)


def ask_term(_: CallbackQuery, callback_data: presses.AskToExtend, turn: Turn) -> Screen:
    return screens.ask_term(begun(turn, callback_data.id, Life.term))


def term_pressed(_: CallbackQuery, callback_data: presses.ExtendPair, turn: Turn) -> Screen:
    made = mentorships.look(turn.session, turn.person, callback_data.id).mentorship
    return extended(turn, made.id, pair_life.longer(made, callback_data.months, turn.today))


def term_said(message: Message, turn: Turn) -> Screen:
    number, day = turn.dialogue.answers(FORM).get("pair", 0), parse_day(message.text or "", turn.today)
    try:
        return extended(turn, number, day or turn.today)
    except LastDayRefused:
        return screens.ask_term(mentorships.look(turn.session, turn.person, number), screens.DAY_WANTED)


def extended(turn: Turn, number: int, ends_on: date) -> Screen:
    pair_life.extend(turn.session, turn.person, number, ends_on, turn.community, turn.now)
    turn.dialogue.end(FORM)
    return overview(turn, number, screens.EXTENDED)


def ask_to_complete(_: CallbackQuery, callback_data: presses.AskToComplete, turn: Turn) -> Screen:
    seen = mentorships.look(turn.session, turn.person, callback_data.id)
    if seen.mine.left_at is not None:
        return overview(turn, callback_data.id)
    return screens.ask_closing_words(begun(turn, callback_data.id, Life.words))


def complete(_: CallbackQuery, callback_data: presses.CompletePair, turn: Turn) -> Screen:
    return confirmed(turn, callback_data.id, None)


def words_said(message: Message, turn: Turn) -> Screen:
    number, words = turn.dialogue.answers(FORM).get("pair", 0), pair_life.parse_words(message.text or "")
    if words is None:
        seen = mentorships.look(turn.session, turn.person, number)
        return screens.ask_closing_words(seen, screens.WORDS_WANTED)
    return confirmed(turn, number, words)


def confirmed(turn: Turn, number: int, words: str | None) -> Screen:
    pair_life.confirm_end(turn.session, turn.person, number, words, turn.now)
    turn.dialogue.end(FORM)
    return screens.confirmed(mentorships.look(turn.session, turn.person, number), turn.community)


def go_on(_: CallbackQuery, callback_data: presses.GoOnTogether, turn: Turn) -> Screen:
    pair_life.go_on(turn.session, turn.person, callback_data.id, turn.now)
    return overview(turn, callback_data.id, screens.GOES_ON)


def ask_to_change(_: CallbackQuery, callback_data: presses.AskToChangeMentor, turn: Turn) -> Screen:
    return screens.ask_to_change(present(turn.session, turn.person, callback_data.id))


def change(_: CallbackQuery, callback_data: presses.ChangeMentor, turn: Turn) -> Screen:
    return screens.mentor_changed(pair_life.change_mentor(turn.session, turn.person, callback_data.id, turn.now))


def ask_to_step_down(_: CallbackQuery, callback_data: presses.AskToStepDown, turn: Turn) -> Screen:
    return screens.ask_to_step_down(present(turn.session, turn.person, callback_data.id))


def step_down(_: CallbackQuery, callback_data: presses.StepDown, turn: Turn) -> Screen:
    return screens.stepped_down(pair_life.step_down(turn.session, turn.person, callback_data.id, turn.now))


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(until_said, Life.until)
    said(term_said, Life.term)
    said(words_said, Life.words)
    pressed(show, presses.PairLife.filter())
    pressed(ask_until, presses.AskToPausePair.filter())
    pressed(pause_pressed, presses.PausePair.filter())
    pressed(resume, presses.ResumePair.filter())
    pressed(ask_term, presses.AskToExtend.filter())
    pressed(term_pressed, presses.ExtendPair.filter())
    pressed(ask_to_complete, presses.AskToComplete.filter())
    pressed(complete, presses.CompletePair.filter())
    pressed(go_on, presses.GoOnTogether.filter())
    pressed(ask_to_change, presses.AskToChangeMentor.filter())
    pressed(change, presses.ChangeMentor.filter())
    pressed(ask_to_step_down, presses.AskToStepDown.filter())
    pressed(step_down, presses.StepDown.filter())
