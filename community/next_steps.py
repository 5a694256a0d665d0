"""What is next in each pair or group of somebody, the most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import pair_signals
from community.mentoring_states import MentorshipState
from community.mentorships import Role, Seen
from community.profiles import CommunityProfile
from storage.models import Meeting, MeetingAnswer, Person, ProgrammeStep

LEADS = (Role.MENTOR.value, Role.TUTOR.value)
USUAL_MINUTES = 60


class Next(StrEnum):
    """In the order in which they press."""

    ANSWER = "answer"  # somebody else has proposed a meeting
    LOG = "log"  # a meeting is over, nobody has said how it went
    CONFIRM = "confirm"  # a step of the programme that the other side has confirmed
    AGREE = "agree"
    SILENCE = "silence"
    MEET = "meet"
    GO_ON = "go_on"
    PAUSED = "paused"


@dataclass(frozen=True)
class Ahead:
    """`at`: of a meeting."""

    seen: Seen
    next: Next
    at: datetime | None = None


@dataclass(frozen=True)
class Around:
    """What is known of several mentorships, by their numbers."""

    meetings: dict[int, list[Meeting]]
    last: dict[int, datetime]
    answered: set[int]
    to_confirm: set[int]


def ahead(
    session: Session, person: Person, found: Sequence[Seen], community: CommunityProfile, now: datetime
) -> list[Ahead]:
    """The most pressing first; of equals the older one."""
    around = _around(session, person, found)
    made = [_next_of(person, seen, around, community, now) for seen in found]
    order = list(Next)
    return sorted(made, key=lambda each: (order.index(each.next), each.at or now, each.seen.mentorship.id))


def _next_of(person: Person, seen: Seen, around: Around, community: CommunityProfile, now: datetime) -> Ahead:
    made = seen.mentorship
    if made.state == MentorshipState.PAUSED:
        return Ahead(seen, Next.PAUSED)
    meetings = around.meetings.get(made.id, [])
    for each in meetings:
        if _waits_for(person, each, around, now):
            return Ahead(seen, Next.ANSWER, each.starts_at)
    for each in meetings:
        if each.state == "accepted" and each.starts_at + timedelta(minutes=each.minutes or USUAL_MINUTES) <= now:
            return Ahead(seen, Next.LOG, each.starts_at)
    if made.id in around.to_confirm:
        return Ahead(seen, Next.CONFIRM)
    coming = next((each.starts_at for each in meetings if each.starts_at > now), None)
    return _quiet(seen, coming, around, community, now)


def _quiet(seen: Seen, coming: datetime | None, around: Around, community: CommunityProfile, now: datetime) -> Ahead:
    """Nobody waits for the person."""
    made = seen.mentorship
    if made.goal is None:
        return Ahead(seen, Next.AGREE, coming)
    if coming:
        return Ahead(seen, Next.MEET, coming)
    last = around.last.get(made.id) or made.begun_at or made.created_at
    days = pair_signals.rhythm_days(made.rhythm, community)
    is_silent = last <= pair_signals.silent_from(days, community, now)
    return Ahead(seen, Next.SILENCE if is_silent else Next.GO_ON)


def _waits_for(person: Person, meeting: Meeting, around: Around, now: datetime) -> bool:
    theirs = meeting.proposed_by != person.id and meeting.id not in around.answered
    return meeting.state == "proposed" and theirs and meeting.starts_at > now


def _around(session: Session, person: Person, found: Sequence[Seen]) -> Around:
    ids = [each.mentorship.id for each in found]
    planned = Meeting.mentorship_id.in_(ids), Meeting.state.in_(pair_signals.PLANNED)
    meetings: dict[int, list[Meeting]] = {}
    for each in session.execute(select(Meeting).where(*planned).order_by(Meeting.starts_at, Meeting.id)).scalars():
        meetings.setdefault(each.mentorship_id, []).append(each)
    held = select(Meeting.mentorship_id, func.max(Meeting.starts_at)).where(
        Meeting.mentorship_id.in_(ids), Meeting.state == "held"
    )
    last: dict[int, datetime] = {row[0]: row[1] for row in session.execute(held.group_by(Meeting.mentorship_id))}
    mine = (
        MeetingAnswer.person_id == person.id,
        MeetingAnswer.meeting_id.in_([each.id for several in meetings.values() for each in several]),
    )
    answered = set(session.execute(select(MeetingAnswer.meeting_id).where(*mine)).scalars())
    return Around(meetings, last, answered, _to_confirm(session, found))


def _to_confirm(session: Session, found: Sequence[Seen]) -> set[int]:
    leads = {each.mentorship.id: each.mine.role in LEADS for each in found}
    half = ProgrammeStep.mentor_confirmed_at.is_(None) != ProgrammeStep.mentee_confirmed_at.is_(None)
    steps = session.execute(select(ProgrammeStep).where(ProgrammeStep.mentorship_id.in_(leads), half)).scalars()
    return {each.mentorship_id for each in steps if (each.mentor_confirmed_at is None) == leads[each.mentorship_id]}
