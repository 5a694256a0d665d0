"""How many questions a period had, and how they went: no names and no texts; of support only numbers of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from community import audit, case_desk, roles, routing
from community.consultations import OPEN
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import UnknownChoice
from community.roles import Right
from storage.models import Case, Person
from storage.notifications import notify

FEWEST = 5  # fewer than these of support, or ratings, might be recognised
HALF_A_DAY = timedelta(hours=12)


class Span(StrEnum):
    MONTH = "month"
    LAST_MONTH = "last"
    QUARTER = "quarter"
    YEAR = "year"


class Period(NamedTuple):
    """`until` is the first day after it."""

    since: date
    until: date


@dataclass(frozen=True)
class Numbers:
    """`days`: to the first answer, on average. `support`: by topic, those of `FEWEST` and more."""

    period: Period
    asked: int
    answered: int
    closed: int
    late: int
    days: float | None
    rating: float | None
    topics: Sequence[tuple[str, int]]
    support: Sequence[tuple[str, int]]


def period_of(span: str, today: date) -> Period:
    """Raises `UnknownChoice`."""
    month = today.replace(day=1)
    match span:
        case Span.MONTH:
            return Period(month, _next_month(month))
        case Span.LAST_MONTH:
            return Period((month - timedelta(days=1)).replace(day=1), month)
        case Span.QUARTER:
            first = month.replace(month=(month.month - 1) // 3 * 3 + 1)
            return Period(first, _next_month(_next_month(_next_month(first))))
        case Span.YEAR:
            return Period(date(today.year, 1, 1), date(today.year + 1, 1, 1))
    raise UnknownChoice


def numbers(session: Session, actor: Person, span: str, community: CommunityProfile, now: datetime) -> Numbers:
    """Raises `NotAllowed`, `UnknownChoice`."""
    period = period_of(span, now.astimezone(community.tz).date())
    cases = rows(session, actor, period, community, now)
    waits = [days for case in cases if (days := days_to_answer(case)) is not None]
    ratings = [case.rating for case in cases if case.rating is not None]
    return Numbers(
        period,
        len(cases),
        sum(case.answered_at is not None for case in cases),
        sum(case.closed_at is not None for case in cases),
        sum(_is_late(case, now) for case in cases),
        sum(waits) / len(waits) if waits else None,
        sum(ratings) / len(ratings) if len(ratings) >= FEWEST else None,
        Counter(case.topic for case in cases).most_common(),
        of_support(session, actor, period, community, now),
    )


def rows(session: Session, actor: Person, period: Period, community: CommunityProfile, now: datetime) -> Sequence[Case]:
    """Ordinary questions within the actor's reach, in the order in which they were sent."""
    mine = case_desk.ordinary(roles.scope(session, actor, Right.RUN_CONSULTING, now))
    found = select(Case).where(mine, *_sent_in(period, community)).order_by(Case.sent_at, Case.id)
    return session.execute(found).scalars().all()


def of_support(
    session: Session, actor: Person, period: Period, community: CommunityProfile, now: datetime
) -> list[tuple[str, int]]:
    """Topics with so many that nobody is recognised, to those of the whole community, without what is hidden from
    them."""
    if not roles.scope(session, actor, Right.RUN_CONSULTING, now).everywhere:
        return []
    far = and_(Case.is_support, routing.counted_for(actor))
    topics = session.execute(select(Case.topic).where(far, *_sent_in(period, community))).scalars()
    return [(topic, many) for topic, many in Counter(topics).most_common() if many >= FEWEST]


def ask_file(session: Session, actor: Person, span: str, community: CommunityProfile, now: datetime) -> Period:
    """The file follows as a notification."""
    roles.scope(session, actor, Right.RUN_CONSULTING, now)
    period = period_of(span, now.astimezone(community.tz).date())
    ids = {"by": actor.id, "since": f"{period.since}", "until": f"{period.until}", "at": now.isoformat()}
    notify(session, actor.id, Notice.CASES_FILE, ids, now, f"{Notice.CASES_FILE}:{span}:{now.timestamp():.0f}")
    audit.note(session, audit.Action.CASES_EXPORTED, now, actor=actor)
    return period


def asked(session: Session, ids: Mapping[str, Any]) -> tuple[Person, Period, datetime] | None:
    """What a notification was about; None when who asked may not have it any more."""
    by, at = session.get(Person, ids["by"]), datetime.fromisoformat(ids["at"])
    if by is None or Right.RUN_CONSULTING not in roles.rights_of(session, by, at):
        return None
    return by, Period(date.fromisoformat(ids["since"]), date.fromisoformat(ids["until"])), at


def days_to_answer(case: Case) -> int | None:
    """Whole days, rounded."""
    if case.answered_at is None or case.sent_at is None:
        return None
    return (case.answered_at - case.sent_at + HALF_A_DAY).days


def _is_late(case: Case, now: datetime) -> bool:
    return case.state in OPEN and case.answered_at is None and case.answer_by is not None and case.answer_by < now


def _sent_in(period: Period, community: CommunityProfile) -> list[Any]:
    since, until = (datetime.combine(day, time(), community.tz) for day in period)
    return [Case.sent_at >= since, Case.sent_at < until]


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
