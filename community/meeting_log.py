"""How meetings went: noted down in one press, told more of by who wants to, corrected by both."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import durations, fit_checks, planning
from community.days import smooth
from community.meeting_refusals import MeetingAhead, MeetingDayRefused, MeetingSettled
from community.meeting_states import LOGGED, MeetingState, move_meeting
from community.meetings import Met, changing, look, present
from community.mentorships import Seen
from community.profiles import CommunityProfile
from storage.models import Meeting, Person

LONGEST_NOTE = 600
MINUTES = (30, 45, 60, 90)
NOON = time(12)


class How(StrEnum):
    HELD = "held"
    MOVED = "moved"
    MISSED = "missed"


def parse_note(text: str) -> str | None:
    return planning.parse_words(text, LONGEST_NOTE)


def parse_minutes(text: str) -> int | None:
    """«40 минут», and nothing beside it."""
    found = durations.SPELL.fullmatch(smooth(text))
    length = durations.parse_duration(text) if found else None
    return length // timedelta(minutes=1) if length else None


def day_before(said: date | None, today: date) -> date | None:
    """«В понедельник» and «15 октября» are read as days ahead: of a meeting that was, the last such day is meant."""
    if said is None or said <= today:
        return said
    return said - timedelta(days=7) if said - today <= timedelta(days=7) else a_year_before(said)


def a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def log(session: Session, person: Person, meeting_id: int, how: How, now: datetime) -> Met:
    """A second press changes nothing, another one corrects. Raises `MeetingAhead`, `MeetingSettled`, and what
    `changing` does."""
    met = changing(session, person, meeting_id)
    if met.meeting.starts_at > now:
        raise MeetingAhead
    if met.meeting.state != how:
        move_meeting(met.meeting, MeetingState(how))
        _note(session, met.meeting, person, met.seen, now)
    return met


def log_today(session: Session, person: Person, mentorship_id: int, community: CommunityProfile, now: datetime) -> Met:
    """They have met. One meeting a day: what is planned for today, or noted down already, is the one meant.

    Raises `MentorshipGone`, `MentorshipSettled`.
    """
    seen = present(session, person, mentorship_id)
    meeting = _of_day(session, mentorship_id, now.astimezone(community.tz).date(), community)
    if meeting is None:
        meeting = Meeting(mentorship_id=mentorship_id, starts_at=now, state=MeetingState.ACCEPTED.value, sequence=0)
        meeting.proposed_at = now
        session.add(meeting)
    if meeting.state != MeetingState.HELD:
        meeting.starts_at = min(meeting.starts_at, now)
        move_meeting(meeting, MeetingState.HELD)
        _note(session, meeting, person, seen, now)
    return look(session, person, meeting.id)


def redate(
    session: Session, person: Person, meeting_id: int, day: date, community: CommunityProfile, now: datetime
) -> Met:
    """It was on another day; where one of that day is noted down, that is the one meant.

    Raises `MeetingDayRefused`, `MeetingSettled`, and what `changing` does.
    """
    met = changing(session, person, meeting_id)
    meeting, made = met.meeting, met.seen.mentorship
    today, first = (moment.astimezone(community.tz).date() for moment in (now, made.begun_at or made.created_at))
    if not min(first, made.created_at.astimezone(community.tz).date()) <= day <= today:
        raise MeetingDayRefused
    if meeting.state != MeetingState.HELD:
        raise MeetingSettled
    other = _of_day(session, made.id, day, community)
    if other is not None and other.id != meeting.id and other.state == MeetingState.HELD:
        move_meeting(meeting, MeetingState.CANCELLED)
        session.flush()
        return look(session, person, other.id)
    if meeting.starts_at.astimezone(community.tz).date() != day:
        noon = datetime.combine(day, NOON, community.tz).astimezone(UTC)
        meeting.starts_at = min(now, noon)
    session.flush()
    return met


def unlog(session: Session, person: Person, meeting_id: int, now: datetime) -> Met:
    """It was noted down by mistake. A second press changes nothing."""
    met = changing(session, person, meeting_id)
    move_meeting(met.meeting, MeetingState.CANCELLED)
    met.meeting.logged_at, met.meeting.logged_by = now, person.id
    session.flush()
    return met


def detail(
    session: Session, person: Person, meeting_id: int, minutes: int | None = None, note: str | None = None
) -> Met:
    """How long it was, or what it was about: both read it. Raises `MeetingSettled`, and what `changing` does."""
    met = changing(session, person, meeting_id)
    if met.meeting.state != MeetingState.HELD:
        raise MeetingSettled
    met.meeting.minutes, met.meeting.note = minutes or met.meeting.minutes, note or met.meeting.note
    session.flush()
    return met


def _of_day(session: Session, mentorship_id: int, day: date, community: CommunityProfile) -> Meeting | None:
    """What is noted down of it before what was only planned."""
    begins = datetime.combine(day, time(), community.tz).astimezone(UTC)
    that_day = Meeting.starts_at >= begins, Meeting.starts_at < begins + timedelta(days=1)
    here = Meeting.mentorship_id == mentorship_id, Meeting.state != MeetingState.CANCELLED.value
    found = session.execute(select(Meeting).where(*here, *that_day).order_by(Meeting.starts_at, Meeting.id)).scalars()
    return min(found, key=lambda each: each.state not in LOGGED, default=None)


def _note(session: Session, meeting: Meeting, person: Person, seen: Seen, now: datetime) -> None:
    meeting.logged_at, meeting.logged_by = now, person.id
    session.flush()
    if meeting.state == MeetingState.HELD:
        fit_checks.ask(session, seen, now)
