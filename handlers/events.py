"""The calendar, the card of an event, and signing up."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import event_calendar, event_files, events, registrations
from community.event_calendar import Sought
from community.refusals import AnswersNeeded, TeamNeeded
from handlers.filters import HasText
from handlers.turn import Turn
from messengers.screen import Screen
from screens import events as screens
from screens import presses
from screens import registrations as registration_screens

FORM, SIGNING = "calendar", "signup"
LONGEST = 100


class Look(StatesGroup):
    words = State()


class SignUp(StatesGroup):
    answers = State()
    team = State()


def calendar(_: CallbackQuery, callback_data: presses.Calendar, turn: Turn) -> Screen:
    turn.dialogue.pause()
    if callback_data.of == "last":
        return listed(turn, *turn.dialogue.answers(FORM).get("last", ["all", "-", 0]))
    return listed(turn, callback_data.of, callback_data.id, callback_data.page)


def listed(turn: Turn, of: str, choice: str, number: int) -> Screen:
    form = turn.dialogue.answers(FORM)
    sought = Sought(of, choice, form.get("words", "") if of == "words" else "")
    page = event_calendar.page(turn.session, turn.person, sought, number, screens.PAGE, turn.community, turn.now)
    form["last"] = [of, choice, page.number]
    makes = events.plans(turn.session, turn.person, turn.now)
    return screens.calendar(page, sought, makes, turn.community, turn.now)


def filters(_: CallbackQuery, turn: Turn, remark: str = "") -> Screen:
    turn.dialogue.go(Look.words)
    return screens.filters(turn.community, turn.person.joined_at is not None, remark)


def words_said(message: Message, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM)["words"] = (message.text or "")[:LONGEST]
    return listed(turn, "words", "-", 0)


def not_words(_: Message, turn: Turn) -> Screen:
    return screens.filters(turn.community, turn.person.joined_at is not None, screens.WORDS)


def kinds(_: CallbackQuery, callback_data: presses.CalendarKinds, turn: Turn) -> Screen:
    known = event_calendar.kinds_ahead(turn.session, turn.now)
    named = event_calendar.series_ahead(turn.session, turn.now)
    return screens.kinds(known, named, callback_data.page, turn.community)


def months(_: CallbackQuery, turn: Turn) -> Screen:
    page = event_calendar.page(turn.session, turn.person, Sought(), 0, screens.PAGE, turn.community, turn.now)
    return screens.months(page, turn.today)


def card(_: CallbackQuery, callback_data: presses.ShowEvent, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return shown(turn, callback_data.id)


def shown(turn: Turn, event_id: int) -> Screen:
    return screens.card(events.look(turn.session, turn.person, event_id, turn.now), turn.community, turn.now)


def followed(token: str, turn: Turn) -> Screen:
    """A link to an event: somebody new reads the card too, and is not asked to join before."""
    return shown(turn, int(token) if token.isdecimal() and len(token) < 10 else 0)


def sign_up(_: CallbackQuery, callback_data: presses.SignUp, turn: Turn) -> Screen:
    if turn.person.joined_at is None:
        event = events.look(turn.session, turn.person, callback_data.id, turn.now).event
        turn.dialogue.afterwards = callback_data.pack()
        return registration_screens.join_first(event, turn.community)
    turn.dialogue.answers(SIGNING).update({"event": callback_data.id, "answers": [], "team": None})
    return signing(turn)


def signing(turn: Turn, remark: str = "") -> Screen:
    """The next question of the organiser, or the end."""
    form = turn.dialogue.answers(SIGNING)
    number, said, team = form.get("event", 0), form.get("answers", []), form.get("team")
    try:
        registrations.sign_up(turn.session, turn.person, number, turn.now, said, team)
    except TeamNeeded:
        turn.dialogue.go(SignUp.team)
        return registration_screens.ask_team(seen(turn, number).event, remark)
    except AnswersNeeded:
        turn.dialogue.go(SignUp.answers)
        event = events.look(turn.session, turn.person, form["event"], turn.now).event
        return registration_screens.ask(event, len(form["answers"]), remark)
    turn.dialogue.end(SIGNING)
    return registration_screens.signed_up(seen(turn, form["event"]), turn.community, turn.now)


def answer_said(message: Message, turn: Turn) -> Screen:
    said = registrations.parse_answer(message.text or "")
    if said is None:
        return signing(turn, registration_screens.NOT_AN_ANSWER)
    turn.dialogue.answers(SIGNING).setdefault("answers", []).append(said)
    return signing(turn)


def team_said(message: Message, turn: Turn) -> Screen:
    team = registrations.parse_team(message.text or "")
    turn.dialogue.answers(SIGNING)["team"] = team
    return signing(turn, "" if team else registration_screens.NOT_A_TEAM)


def not_an_answer(_: Message, turn: Turn) -> Screen:
    return signing(turn, registration_screens.NOT_AN_ANSWER)


def leave_pressed(_: CallbackQuery, callback_data: presses.LeaveEvent, turn: Turn) -> Screen:
    return leave(turn, callback_data.id)


def leave(turn: Turn, event_id: int) -> Screen:
    left = registrations.leave(turn.session, turn.person, event_id, turn.community, turn.now)
    return registration_screens.left(left, seen(turn, event_id).event)


def come_pressed(_: CallbackQuery, callback_data: presses.ComeToEvent, turn: Turn) -> Screen:
    return come(turn, callback_data.id)


def come(turn: Turn, event_id: int) -> Screen:
    registrations.confirm(turn.session, turn.person, event_id, turn.now)
    return registration_screens.coming(seen(turn, event_id), turn.community, turn.now)


def seen(turn: Turn, event_id: int) -> events.Card:
    return events.look(turn.session, turn.person, event_id, turn.now)


def file(_: CallbackQuery, callback_data: presses.EventFile, turn: Turn) -> Screen:
    event = seen(turn, callback_data.id).event
    event_files.ask(turn.session, turn.person, event, turn.now)
    return screens.card(seen(turn, event.id), turn.community, turn.now, screens.FILE_IS_COMING)


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(words_said, Look.words, HasText())
    said(not_words, Look.words)
    said(answer_said, SignUp.answers, HasText())
    said(not_an_answer, SignUp.answers)
    said(team_said, SignUp.team)
    pressed(calendar, presses.Calendar.filter())
    pressed(filters, presses.CalendarFilters.filter())
    pressed(kinds, presses.CalendarKinds.filter())
    pressed(months, presses.CalendarMonths.filter())
    pressed(card, presses.ShowEvent.filter())
    pressed(sign_up, presses.SignUp.filter())
    pressed(leave_pressed, presses.LeaveEvent.filter())
    pressed(come_pressed, presses.ComeToEvent.filter())
    pressed(file, presses.EventFile.filter())
