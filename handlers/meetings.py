"""Meetings of a pair: proposing, answering, moving, and how they went."""

from __future__ import annotations

from datetime import datetime, timedelta

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import meeting_log, meetings, mentorships
from community.days import parse_day
from community.meeting_log import How
from community.mentorships import Seen
from community.moments import Unclear, parse_moment
from community.planning import Where, parse_where
from handlers.planning import remembered, to_remember
from handlers.turn import Turn
from messengers.screen import Screen
from screens import meetings as screens
from screens import moments as moment_screens
from screens import presses

FORM = "meeting"


class Meet(StatesGroup):
    when = State()
    where = State()
    day = State()
    details = State()


def listed(_: CallbackQuery, callback_data: presses.Meetings, turn: Turn) -> Screen:
    turn.dialogue.pause()
    seen, found = meetings.listed(turn.session, turn.person, callback_data.id)
    return screens.listed(seen, found, callback_data.page, turn.community, turn.now)


def show(_: CallbackQuery, callback_data: presses.ShowMeeting, turn: Turn) -> Screen:
    turn.dialogue.pause()
    return card(turn, callback_data.id)


def card(turn: Turn, number: int, remark: str = "") -> Screen:
    return screens.card(meetings.look(turn.session, turn.person, number), turn.community, turn.now, remark)


def propose(_: CallbackQuery, callback_data: presses.ProposeMeeting, turn: Turn) -> Screen:
    meetings.present(turn.session, turn.person, callback_data.id)
    turn.dialogue.forms[FORM] = {"pair": callback_data.id}
    return ask_when(turn)


def move(_: CallbackQuery, callback_data: presses.MoveMeeting, turn: Turn) -> Screen:
    met = meetings.changing(turn.session, turn.person, callback_data.id)
    turn.dialogue.forms[FORM] = {"pair": met.seen.mentorship.id, "meeting": callback_data.id}
    return ask_when(turn)


def ask_when(turn: Turn, remark: str = "") -> Screen:
    turn.dialogue.go(Meet.when)
    number = turn.dialogue.answers(FORM).get("meeting")
    moved = meetings.look(turn.session, turn.person, number).meeting if number else None
    return screens.ask_when(seen(turn), moved, turn.community, turn.now, remark)


def seen(turn: Turn) -> Seen:
    return mentorships.look(turn.session, turn.person, turn.dialogue.answers(FORM).get("pair", 0))


def when_said(message: Message, turn: Turn) -> Screen:
    form = turn.dialogue.answers(FORM)
    read = parse_moment(message.text or "", turn.now, turn.community.tz, *remembered(form.get("partly")))
    if isinstance(read, Unclear):
        form["partly"] = to_remember(read)
        return ask_when(turn, moment_screens.unclear(read, turn.today) if message.text else screens.WHEN_WANTED)
    form.pop("partly", None)
    if number := form.get("meeting"):
        return moved(turn, number, read.starts_at)
    form |= {"starts_at": read.starts_at.isoformat(), "guess": moment_screens.guess(read)}
    return ask_where(turn)


def moved(turn: Turn, number: int, starts_at: datetime) -> Screen:
    meetings.move(turn.session, turn.person, number, starts_at, turn.now)
    turn.dialogue.end(FORM)
    return card(turn, number, screens.SENT)


def ask_where(turn: Turn, remark: str = "") -> Screen:
    form = turn.dialogue.answers(FORM)
    turn.dialogue.go(Meet.where)
    starts_at = datetime.fromisoformat(form["starts_at"])
    said = moment_screens.when(starts_at, turn.community.tz, turn.now, turn.community.city)
    return screens.ask_where(seen(turn), f"{said[0].upper()}{said[1:]}. {form['guess']}".strip(), remark)


def where_said(message: Message, turn: Turn) -> Screen:
    """Whoever reads that the hour was guessed wrong says another."""
    where, form = parse_where(message.text or ""), turn.dialogue.answers(FORM)
    again = parse_moment(message.text or "", turn.now, turn.community.tz) if form.get("guess") else None
    if again is not None and not isinstance(again, Unclear):
        return when_said(message, turn)
    return sent(turn, where) if where else ask_where(turn, screens.WHERE_WANTED)


def by_call(press: CallbackQuery, turn: Turn) -> Screen:
    return sent(turn, None)


def sent(turn: Turn, where: Where | None) -> Screen:
    """A button may be older than the form."""
    form = turn.dialogue.answers(FORM)
    if "starts_at" not in form:
        turn.dialogue.end(FORM)
        return screens.nothing_begun()
    starts_at = datetime.fromisoformat(form["starts_at"])
    met = meetings.propose(turn.session, turn.person, form.get("pair", 0), starts_at, where, turn.now)
    turn.dialogue.end(FORM)
    return screens.card(met, turn.community, turn.now, screens.SENT)


def accept(_: CallbackQuery, callback_data: presses.AcceptMeeting, turn: Turn) -> Screen:
    return answer(turn, callback_data.id, True)


def decline(_: CallbackQuery, callback_data: presses.DeclineMeeting, turn: Turn) -> Screen:
    return answer(turn, callback_data.id, False)


def answer(turn: Turn, number: int, comes: bool) -> Screen:
    """Also of who says «+» or «не смогу»."""
    use_case = meetings.accept if comes else meetings.decline
    return screens.card(use_case(turn.session, turn.person, number, turn.now), turn.community, turn.now)


def file(_: CallbackQuery, callback_data: presses.MeetingFile, turn: Turn) -> Screen:
    met = meetings.ask_for_file(turn.session, turn.person, callback_data.id, turn.now)
    return screens.card(met, turn.community, turn.now, screens.FILE_IS_COMING)


def log(_: CallbackQuery, callback_data: presses.LogMeeting, turn: Turn) -> Screen:
    how = How(callback_data.how) if callback_data.how in set(How) else How.HELD
    met = meeting_log.log(turn.session, turn.person, callback_data.id, how, turn.now)
    return screens.card(met, turn.community, turn.now, screens.NOTED)


def log_today(_: CallbackQuery, callback_data: presses.LogToday, turn: Turn) -> Screen:
    turn.dialogue.pause()
    met = meeting_log.log_today(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return screens.card(met, turn.community, turn.now, screens.NOTED)


def unlog(_: CallbackQuery, callback_data: presses.UnlogMeeting, turn: Turn) -> Screen:
    met = meeting_log.unlog(turn.session, turn.person, callback_data.id, turn.now)
    return screens.card(met, turn.community, turn.now, screens.NOT_NOTED)


def ask_day(_: CallbackQuery, callback_data: presses.LoggedDay, turn: Turn) -> Screen:
    turn.dialogue.forms[FORM] = {"meeting": callback_data.id}
    turn.dialogue.go(Meet.day)
    return screens.ask_day(meetings.changing(turn.session, turn.person, callback_data.id))


def day_pressed(_: CallbackQuery, callback_data: presses.LoggedOn, turn: Turn) -> Screen:
    turn.dialogue.pause()
    day = turn.today - timedelta(days=min(max(callback_data.ago, 0), 2))
    met = meeting_log.redate(turn.session, turn.person, callback_data.id, day, turn.community, turn.now)
    return screens.card(met, turn.community, turn.now, screens.NOTED)


def day_said(message: Message, turn: Turn) -> Screen:
    number = turn.dialogue.answers(FORM).get("meeting", 0)
    day = meeting_log.day_before(parse_day(message.text or "", turn.today), turn.today)
    if day is None:
        return screens.ask_day(meetings.look(turn.session, turn.person, number), screens.DAY_WANTED)
    turn.dialogue.end(FORM)
    met = meeting_log.redate(turn.session, turn.person, number, day, turn.community, turn.now)
    return screens.card(met, turn.community, turn.now, screens.NOTED)


def ask_details(_: CallbackQuery, callback_data: presses.TellOfMeeting, turn: Turn) -> Screen:
    turn.dialogue.forms[FORM] = {"meeting": callback_data.id}
    turn.dialogue.go(Meet.details)
    return screens.ask_details(meetings.changing(turn.session, turn.person, callback_data.id), meeting_log.MINUTES)


def lasted(_: CallbackQuery, callback_data: presses.MeetingLasted, turn: Turn) -> Screen:
    turn.dialogue.pause()
    minutes = callback_data.minutes if callback_data.minutes in meeting_log.MINUTES else None
    met = meeting_log.detail(turn.session, turn.person, callback_data.id, minutes)
    return screens.card(met, turn.community, turn.now, screens.NOTED)


def details_said(message: Message, turn: Turn) -> Screen:
    number, said = turn.dialogue.answers(FORM).get("meeting", 0), message.text or ""
    minutes = meeting_log.parse_minutes(said)
    note = None if minutes else meeting_log.parse_note(said)
    if not minutes and not note:
        met = meetings.look(turn.session, turn.person, number)
        return screens.ask_details(met, meeting_log.MINUTES, screens.DETAILS_WANTED)
    turn.dialogue.end(FORM)
    met = meeting_log.detail(turn.session, turn.person, number, minutes, note)
    return screens.card(met, turn.community, turn.now, screens.NOTED)


def register(router: Router) -> None:
    said, pressed = router.message.register, router.callback_query.register
    said(when_said, Meet.when)
    said(where_said, Meet.where)
    said(day_said, Meet.day)
    said(details_said, Meet.details)
    pressed(listed, presses.Meetings.filter())
    pressed(show, presses.ShowMeeting.filter())
    pressed(propose, presses.ProposeMeeting.filter())
    pressed(move, presses.MoveMeeting.filter())
    pressed(by_call, presses.MeetByCall.filter())
    pressed(accept, presses.AcceptMeeting.filter())
    pressed(decline, presses.DeclineMeeting.filter())
    pressed(file, presses.MeetingFile.filter())
    pressed(log, presses.LogMeeting.filter())
    pressed(log_today, presses.LogToday.filter())
    pressed(unlog, presses.UnlogMeeting.filter())
    pressed(ask_day, presses.LoggedDay.filter())
    pressed(day_pressed, presses.LoggedOn.filter())
    pressed(ask_details, presses.TellOfMeeting.filter())
    pressed(lasted, presses.MeetingLasted.filter())
