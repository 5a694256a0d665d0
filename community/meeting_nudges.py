"""A mentor is told once a week of all mentees without a meeting lately, mentees of their own once in four weeks.

Lately: the rhythm they have agreed on and some days more; «as they agree» is left alone. Never in holidays, in quiet
months or while a pair pauses, and never where a meeting is planned.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from community.meeting_states import PLANNED, MeetingState
from community.mentorships import Role
from community.notices import Notice
from community.pair_life import RUNNING
from community.profiles import CommunityProfile
from community.working_days import is_working
from storage.models import Meeting, Mentor, Mentorship, MentorshipMember, Notification, Person
from storage.notifications import notify_all
from storage.people import people_by_id

FIRST_HOUR, LAST_HOUR = 15, 18  # after lessons, before the evening
FIRST_WEEKDAY = 1  # Tuesday, or the first working day after it
USUAL_RHYTHM = 14  # days, where nothing was agreed on
GRACE = 3
PATIENCE = 14  # days more, before a mentee is asked
WEEKS = 4
USEFUL = timedelta(hours=20)
SLICE = 50
MENTEES = (Role.MENTEE.value, Role.PEER.value)


def nudge(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """One slice of mentors; False when all have been told, or it is not the hour for it."""
    return is_hour(community, now) and _tell(session, (Role.MENTOR.value,), Notice.MENTEES_WAIT, 0, community, now)


def nudge_mentees(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """The same in every fourth week."""
    if now.astimezone(community.tz).isocalendar().week % WEEKS or not is_hour(community, now):
        return False
    return _tell(session, MENTEES, Notice.MEETING_WANTED, PATIENCE, community, now)


def is_hour(community: CommunityProfile, now: datetime) -> bool:
    """The one afternoon of the week: on Tuesday, or on the next working day."""
    here = now.astimezone(community.tz)
    return FIRST_HOUR <= here.hour < LAST_HOUR and here.date() == afternoon_of_week(here.date(), community)


def afternoon_of_week(day: date, community: CommunityProfile) -> date | None:
    monday = day - timedelta(days=day.weekday())
    days = (monday + timedelta(days=number) for number in range(FIRST_WEEKDAY, 5))
    return next((each for each in days if is_working(each, community.calendar)), None)


def waiting(
    session: Session, mentor: Person, community: CommunityProfile, now: datetime
) -> list[tuple[Mentorship, list[Person]]]:
    """Of a mentor: with whom there was no meeting lately."""
    found = select(Mentorship).join(MentorshipMember, MentorshipMember.mentorship_id == Mentorship.id)
    found = found.where(MentorshipMember.person_id == mentor.id, *_there((Role.MENTOR.value,)))
    rows = session.execute(found.where(_overdue(0, community, now)).order_by(Mentorship.id)).scalars().all()
    return [(each, _mentees(session, each)) for each in rows]


def is_wanted(session: Session, mentorship_id: int, community: CommunityProfile, now: datetime) -> bool:
    """Still, when the notice is delivered."""
    found = select(Mentorship.id).where(Mentorship.id == mentorship_id, Mentorship.state.in_(RUNNING))
    return session.execute(found.where(_overdue(0, community, now))).scalar() is not None


def _tell(
    session: Session, roles: Sequence[str], kind: Notice, later: int, community: CommunityProfile, now: datetime
) -> bool:
    year, week, _ = now.astimezone(community.tz).isocalendar()
    topic = f"{kind}:{year}-{week}"
    told = exists().where(
        Notification.dedupe_key == literal(f"{topic}:").concat(cast(MentorshipMember.person_id, String))
    )
    found = select(MentorshipMember.person_id, func.min(Mentorship.id)).join(
        Mentorship, Mentorship.id == MentorshipMember.mentorship_id
    )
    found = found.where(*_there(roles), _overdue(later, community, now), ~told, ~_pauses(kind))
    rows = session.execute(
        found.group_by(MentorshipMember.person_id).order_by(MentorshipMember.person_id).limit(SLICE)
    ).all()
    for person, mentorship in ((number, made) for number, made in rows if number is not None):
        ids = {"mentor": person, "mentorship": mentorship, "at": now.isoformat()}
        notify_all(session, [person], kind, ids, now, topic, useful_until=now + USEFUL)
    return bool(rows)


def _there(roles: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    present = MentorshipMember.left_at.is_(None), MentorshipMember.person_id.is_not(None)
    return *present, MentorshipMember.role.in_(roles), Mentorship.state.in_(RUNNING)


def _pauses(kind: Notice) -> ColumnElement[bool]:
    """A mentor who takes nobody at the moment is not pressed either."""
    paused = exists().where(Mentor.person_id == MentorshipMember.person_id, Mentor.paused_at.is_not(None))
    return and_(literal(kind is Notice.MENTEES_WAIT), paused)


def _overdue(later: int, community: CommunityProfile, now: datetime) -> ColumnElement[bool]:
    known = {each.id: each.days for each in community.mentoring.rhythms}
    agreed = [
        and_(Mentorship.rhythm == slug, _long_since(days + later, community, now))
        for slug, days in known.items()
        if days
    ]
    nothing = or_(Mentorship.rhythm.is_(None), Mentorship.rhythm.not_in(known))
    usual = and_(nothing, _long_since(USUAL_RHYTHM + later, community, now))
    ahead = aliased(Meeting)
    planned = exists().where(ahead.mentorship_id == Mentorship.id, ahead.state.in_(PLANNED), ahead.starts_at > now)
    return and_(or_(*agreed, usual), ~planned)


def _long_since(days: int, community: CommunityProfile, now: datetime) -> ColumnElement[bool]:
    """Days of holidays do not count."""
    since = _days_before(days + GRACE, community, now)
    met = aliased(Meeting)
    lately = exists().where(
        met.mentorship_id == Mentorship.id, met.state == MeetingState.HELD.value, met.starts_at > since
    )
    return and_(func.coalesce(Mentorship.begun_at, Mentorship.created_at) <= since, ~lately)


def _days_before(days: int, community: CommunityProfile, now: datetime) -> datetime:
    here, left = now, days
    while left > 0:
        here -= timedelta(days=1)
        left -= not community.calendar.is_quiet(here.astimezone(community.tz).date())
    return here


def _mentees(session: Session, mentorship: Mentorship) -> list[Person]:
    led = MentorshipMember.mentorship_id == mentorship.id, MentorshipMember.role == Role.MENTEE.value
    numbers = select(MentorshipMember.person_id).where(*led, MentorshipMember.left_at.is_(None))
    found = people_by_id(session, [each for each in session.execute(numbers).scalars() if each])
    return list(found.values())
