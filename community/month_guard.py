"""A month without events is noticed in time: on the days of the profile, once each, by those who plan for everybody."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, roles
from community.events import State
from community.notices import Notice
from community.plan_months import months_from, number_in
from community.profiles import CommunityProfile
from community.roles import Right
from storage import rounds
from storage.models import Attention
from storage.notifications import notify_all

NAME = "month_guard"
MORNING = time(9)
CAUGHT_UP = timedelta(days=3)  # by a program that was away on the day


def watch(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """One step: closes what has become right, or tells of what is not; False when there is nothing to do."""
    return _close(session, community, now) or _tell(session, community, now)


def is_short(session: Session, first: date, community: CommunityProfile) -> bool:
    """Fewer are published, or have been, than there should be in the month that begins on `first`."""
    return number_in(session, first, State.PUBLISHED, community) < community.events.per_month_min


def guard_day(today: date, community: CommunityProfile) -> date | None:
    """The day of which it is told today."""
    if today.month in community.calendar.quiet_months:
        return None
    days = (today.replace(day=day) for day in sorted(community.events.guard_days))
    return max((day for day in days if day <= today < day + CAUGHT_UP), default=None)


def subject_of(first: date) -> int:
    return first.year * 100 + first.month


def month_of(subject: int) -> date:
    return date(subject // 100, subject % 100, 1)


def _tell(session: Session, community: CommunityProfile, now: datetime) -> bool:
    local = now.astimezone(community.tz)
    day, first = guard_day(local.date(), community), local.date().replace(day=1)
    if day is None or local.time() < MORNING or not is_short(session, first, community):
        return False
    if rounds.begin(session, NAME, day.isoformat()) is None:
        return False
    item = attention.find(session, attention.Kind.MONTH, subject_of(first))
    if item is None or item.closed_at:
        attention.open_in(session, attention.Kind.MONTH, subject_of(first), None, now)
    until = datetime.combine(months_from(first, 1), time(), community.tz)
    people, topic = roles.holders(session, Right.PLAN, None), f"{Notice.MONTH_EMPTY}:{day}"
    ids = {"month": f"{first:%Y-%m}", "at": now.isoformat()}
    notify_all(session, people, Notice.MONTH_EMPTY, ids, now, topic, useful_until=until)
    rounds.go_on(session, NAME, day.isoformat(), None)
    return True


def _close(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """Where there is enough now, or the month is over."""
    this = now.astimezone(community.tz).date().replace(day=1)
    waits = Attention.kind == attention.Kind.MONTH.value, Attention.closed_at.is_(None)
    for subject in session.execute(select(Attention.subject).where(*waits)).scalars().all():
        first = month_of(subject)
        if first < this or not is_short(session, first, community):
            return attention.close(session, attention.Kind.MONTH, subject, None, now) is not None
    return False
