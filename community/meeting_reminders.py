"""Of a meeting both are reminded a day and an hour before; afterwards who leads is asked how it was. Each once.

`Meeting.reminded_at` says how far that is: nothing before the day's reminder, then the moment of the last one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from community import mentorships
from community.meeting_states import MeetingState
from community.meetings import LEADS
from community.notices import Notice
from community.pair_life import RUNNING
from storage.models import Meeting, Mentorship, MentorshipMember
from storage.notifications import notify

HOUR, DAY = timedelta(hours=1), timedelta(hours=24)
JUST_TOLD = timedelta(minutes=50)
AFTER = timedelta(minutes=90)  # its start
USEFUL = timedelta(days=3)
LAST = {"day": timedelta(hours=3), "hour": timedelta(minutes=10)}  # before it; later a reminder is of no use


class Kind(StrEnum):
    DAY = "day"
    HOUR = "hour"
    AFTERWARDS = "afterwards"


def remind(session: Session, now: datetime) -> bool:
    """One step for one meeting; False when nothing is due."""
    return any(_remind(session, kind, now) for kind in Kind)


def _remind(session: Session, kind: Kind, now: datetime) -> bool:
    found = session.execute(_due(kind, now).limit(1)).scalar_one_or_none()
    if found is None:
        return False
    mentorships.locked(session, found.mentorship_id)
    session.refresh(found)
    if session.execute(_due(kind, now).where(Meeting.id == found.id)).scalar_one_or_none() is not None:
        _tell(session, found, kind, now)
        found.reminded_at = now
        session.flush()
    return True


def _due(kind: Kind, now: datetime) -> Select[Meeting]:
    accepted = Meeting.state == MeetingState.ACCEPTED.value, Mentorship.state.in_(RUNNING)
    found = select(Meeting).join(Mentorship, Mentorship.id == Meeting.mentorship_id).where(*accepted)
    return found.where(*_when(kind, now)).order_by(Meeting.starts_at, Meeting.id)


def _when(kind: Kind, now: datetime) -> tuple[ColumnElement[bool], ...]:
    untold = Meeting.reminded_at.is_(None)
    match kind:
        case Kind.DAY:
            return Meeting.starts_at > now + LAST["day"], Meeting.starts_at <= now + DAY, untold
        case Kind.HOUR:
            long_ago = or_(untold, Meeting.reminded_at <= now - JUST_TOLD)
            return Meeting.starts_at > now + LAST["hour"], Meeting.starts_at <= now + HOUR, long_ago
    unasked = or_(untold, Meeting.reminded_at <= Meeting.starts_at)
    return Meeting.starts_at > now - USEFUL, Meeting.starts_at <= now - AFTER, unasked


def _tell(session: Session, meeting: Meeting, kind: Kind, now: datetime) -> None:
    there = [each for each in mentorships.members_of(session, meeting.mentorship_id) if each.left_at is None]
    if kind is Kind.AFTERWARDS:
        ids, until = {"meeting": meeting.id}, meeting.starts_at + USEFUL
        _notify(session, _asked(there), Notice.HOW_WAS_MEETING, ids, now, f"{meeting.id}:{meeting.sequence}", until)
        return
    named = {"meeting": meeting.id, "kind": kind.value, "starts_at": meeting.starts_at.isoformat()}
    until = meeting.starts_at - LAST[kind]
    _notify(session, there, Notice.MEETING_REMINDER, named, now, f"{meeting.id}:{meeting.sequence}:{kind}", until)


def _asked(there: list[MentorshipMember]) -> list[MentorshipMember]:
    """Those who lead, or all where nobody does."""
    return [each for each in there if each.role in LEADS] or there


def _notify(
    session: Session,
    members: list[MentorshipMember],
    kind: Notice,
    ids: Mapping[str, object],
    now: datetime,
    about: str,
    until: datetime,
) -> None:
    for each in members:
        if each.person_id:
            notify(session, each.person_id, kind, {**ids, "to": each.id}, now, f"{kind}:{about}", useful_until=until)
