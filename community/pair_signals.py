"""What tells that a pair may need a hand: one condition for each, both for lists and for single pairs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, select
from sqlalchemy.orm import Session

from community import roles
from community.mentoring_states import OPEN_MENTORSHIPS, MentorshipState
from community.profiles import CommunityProfile
from community.roles import Right
from storage.models import FitCheck, Meeting, Mentorship, MentorshipMember, Person

UNAGREED_DAYS = 14
ENDS_DAYS = 14
USUAL_DAYS = 14  # between two meetings, where nothing was agreed
DOUBTS = ("not_quite",)  # answers to the fit check that ask for a look
PLANNED = ("proposed", "accepted")
_LONGEST = 1500


class Signal(StrEnum):
    UNAGREED = "unagreed"  # for two weeks
    SILENT = "silent"  # no meeting for twice their rhythm
    UNFIT = "unfit"  # one of them is not sure
    ENDS = "ends"  # soon


def condition(
    signal: Signal, session: Session, actor: Person, community: CommunityProfile, now: datetime
) -> ColumnElement[bool]:
    """Of mentorships. What somebody said of a pair is only for those who hear pairs there and are not in it."""
    match signal:
        case Signal.UNAGREED:
            return and_(_is_on(), Mentorship.goal.is_(None), Mentorship.created_at <= now - timedelta(UNAGREED_DAYS))
        case Signal.SILENT:
            return and_(_is_on(), ~_has_plans(now), last_together() <= _silent_from(community, now))
        case Signal.UNFIT:
            doubted = FitCheck.mentorship_id == Mentorship.id, FitCheck.answer.in_(DOUBTS)
            return and_(_is_open(), exists().where(*doubted), _may_read(session, actor, now))
        case Signal.ENDS:
            last = now.astimezone(community.tz).date() + timedelta(ENDS_DAYS)
            return and_(_is_on(), Mentorship.ends_on <= last)


def of(
    session: Session, actor: Person, mentorships: Collection[int], community: CommunityProfile, now: datetime
) -> dict[int, list[Signal]]:
    found: dict[int, list[Signal]] = {number: [] for number in mentorships}
    for signal in Signal:
        hit = Mentorship.id.in_(mentorships) & condition(signal, session, actor, community, now)
        for number in session.execute(select(Mentorship.id).where(hit)).scalars():
            found[number].append(signal)
    return found


def silent_from(days: int, community: CommunityProfile, now: datetime) -> datetime:
    """Whoever has not met since then is silent: twice their rhythm, holidays and summer not counted."""
    left, day = 2 * days, now.astimezone(community.tz).date()
    for _ in range(_LONGEST):
        if left <= 0:
            break
        left -= not community.calendar.is_quiet(day)
        day -= timedelta(1)
    return datetime.combine(day, time(), community.tz)


def rhythm_days(rhythm: str | None, community: CommunityProfile) -> int:
    days = next((each.days for each in community.mentoring.rhythms if each.id == rhythm), 0)
    return days or USUAL_DAYS


def last_together() -> ColumnElement[datetime]:
    """The last meeting that took place, or how long they have been together."""
    held = Meeting.mentorship_id == Mentorship.id, Meeting.state == "held"
    last = select(func.max(Meeting.starts_at)).where(*held).correlate(Mentorship).scalar_subquery()
    return func.coalesce(last, Mentorship.begun_at, Mentorship.created_at)


def _silent_from(community: CommunityProfile, now: datetime) -> ColumnElement[datetime]:
    kind = Mentorship.created_at.type
    otherwise = literal(silent_from(USUAL_DAYS, community, now), kind)
    known = [each for each in community.mentoring.rhythms if each.days]
    whens = [(Mentorship.rhythm == each.id, literal(silent_from(each.days, community, now), kind)) for each in known]
    return case(*whens, else_=otherwise) if whens else otherwise


def _has_plans(now: datetime) -> ColumnElement[bool]:
    return exists().where(Meeting.mentorship_id == Mentorship.id, Meeting.state.in_(PLANNED), Meeting.starts_at > now)


def _may_read(session: Session, actor: Person, now: datetime) -> ColumnElement[bool]:
    held = roles.scopes(session, actor, now)
    if Right.HEAR_PAIRS not in held:
        return false()
    mine = exists().where(MentorshipMember.mentorship_id == Mentorship.id, MentorshipMember.person_id == actor.id)
    return held[Right.HEAR_PAIRS].reaches(Mentorship.municipality, Mentorship.organisation) & ~mine


def _is_on() -> ColumnElement[bool]:
    return Mentorship.state.in_([MentorshipState.ACQUAINTANCE.value, MentorshipState.WORKING.value])


def _is_open() -> ColumnElement[bool]:
    return Mentorship.state.in_(OPEN_MENTORSHIPS)
