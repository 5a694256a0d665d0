from __future__ import annotations

from datetime import date

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import standing_in
from community.choices import plain
from community.days import parse_day
from handlers.hearing import hear
from handlers.turn import Turn
from messengers.screen import Screen
from screens import presses
from screens import stand_ins as screens
from screens.access import NOBODY, SEVERAL

FORM = "standin"


class AskColleague(StatesGroup):
    name = State()
    day = State()


def overview(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    found = standing_in.stand_ins(turn.session, turn.person, turn.now)
    people = standing_in.people_of(turn.session, found)
    lends = standing_in.lends(turn.session, turn.person)
    return screens.overview(found, people, turn.person, lends, turn.community, turn.today)


def begin(_: CallbackQuery, turn: Turn) -> Screen:
    standing_in.lent_by(turn.session, turn.person)
    turn.dialogue.end(FORM)
    return ask_colleague(turn)


def ask_colleague(turn: Turn, remark: str = "") -> Screen:
    turn.dialogue.go(AskColleague.name)
    return screens.ask_colleague([], turn.community, remark)


def name_said(message: Message, turn: Turn) -> Screen:
    typed = message.text or ""
    found = standing_in.colleagues(turn.session, turn.person, typed, turn.now)
    turn.dialogue.answers(FORM)["typed"] = typed[:200]
    if len(found) == 1 and plain(found[0].name or "") == plain(typed):
        return chosen(turn, found[0].id)
    return screens.ask_colleague(found, turn.community, SEVERAL if found else NOBODY)


def colleague_pressed(_: CallbackQuery, callback_data: presses.StandInFor, turn: Turn) -> Screen:
    return chosen(turn, callback_data.person)


def chosen(turn: Turn, number: int) -> Screen:
    answers = turn.dialogue.answers(FORM)
    person = standing_in.colleague(turn.session, turn.person, number, answers.get("typed", ""), turn.now)
    answers["person"] = person.id
    return ask_day(turn)


def ask_day(turn: Turn, remark: str = "") -> Screen:
    answers = turn.dialogue.answers(FORM)
    if "person" not in answers:
        return ask_colleague(turn)
    lent = standing_in.lent_by(turn.session, turn.person)
    person = standing_in.colleague(turn.session, turn.person, answers["person"], answers.get("typed", ""), turn.now)
    turn.dialogue.go(AskColleague.day)
    return screens.ask_day(person, lent, turn.community, turn.today, remark)


def day_said(message: Message, turn: Turn) -> Screen:
    return until(turn, parse_day(message.text or "", turn.today))


def day_pressed(_: CallbackQuery, callback_data: presses.StandInUntil, turn: Turn) -> Screen:
    """The form stays for a second press."""
    return until(turn, parse_day(callback_data.day, turn.today))


def until(turn: Turn, day: date | None) -> Screen:
    number = turn.dialogue.answers(FORM).get("person")
    if day is None or number is None or not standing_in.may_last_until(day, turn.today):
        return day_again(turn)
    stand_in = standing_in.name_stand_in(turn.session, turn.person, number, day, turn.community.tz, turn.now)
    turn.dialogue.pause()
    person = standing_in.people_of(turn.session, [stand_in])[stand_in.stand_in_id]
    return screens.begun(person, stand_in, turn.community, turn.today)


def end(_: CallbackQuery, callback_data: presses.EndStandIn, turn: Turn) -> Screen:
    standing_in.end_stand_in(turn.session, turn.person, callback_data.id, turn.now)
    return screens.ended()


def name_again(turn: Turn) -> Screen:
    return ask_colleague(turn, screens.expected_name())


def day_again(turn: Turn) -> Screen:
    return ask_day(turn, screens.expected_day())


def register(router: Router) -> None:
    hear(router, AskColleague.name, name_said, name_again)
    hear(router, AskColleague.day, day_said, day_again)
    pressed = router.callback_query.register
    pressed(overview, presses.StandIns.filter())
    pressed(begin, presses.NameStandIn.filter())
    pressed(colleague_pressed, presses.StandInFor.filter())
    pressed(day_pressed, presses.StandInUntil.filter())
    pressed(end, presses.EndStandIn.filter())
