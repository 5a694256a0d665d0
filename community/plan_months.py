"""The plan of a month, for those who plan: looked at, handed out as a file, made anew from the month before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from community import events, planning
from community.events import Part, State
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import UnknownChoice
from storage.models import Event, EventHost, EventReminder, Person
from storage.notifications import notify

SHOWN = (State.DRAFT.value, State.PUBLISHED.value, State.CANCELLED.value)
COPIED = "copied"  # marks, among the reminders of an event, the month for which it was copied
WEEK = timedelta(days=7)
SCHOOL_YEAR = 9  # begins in September
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class Format(StrEnum):
    XLSX = "xlsx"
    PDF = "pdf"


class Span(StrEnum):
    MONTH = "month"
    YEAR = "year"
    SCHOOL = "school"  # year


@dataclass(frozen=True)
class Month:
    """`published`: in the whole community; `wanted`: how many there should be, 0 where the reader need not care."""

    first: date
    events: Sequence[Event]
    published: int
    wanted: int

    def number_of(self, state: State) -> int:
        return sum(event.state == state for event in self.events)


@dataclass(frozen=True)
class Copied:
    """`past`: their day is over."""

    added: int
    known: int
    past: int


def month_of(text: str, today: date) -> date:
    """«2026-12»; whatever else is the month of today."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)


def months_from(first: date, number: int) -> date:
    months = first.year * 12 + first.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def days_of(span: Span, month: date) -> tuple[date, date]:
    """The first day, and the first that is not of it any more."""
    match span:
        case Span.MONTH:
            return month, months_from(month, 1)
        case Span.YEAR:
            return date(month.year, 1, 1), date(month.year + 1, 1, 1)
    begun = month.year - (month.month < SCHOOL_YEAR)
    return date(begun, SCHOOL_YEAR, 1), date(begun + 1, SCHOOL_YEAR, 1)


def month(session: Session, actor: Person, first: date, community: CommunityProfile, now: datetime) -> Month:
    """Raises `NotAllowed`."""
    everywhere = events.planning(session, actor, now).everywhere
    until = months_from(first, 1)
    ahead = until > now.astimezone(community.tz).date()
    number = number_in(session, first, State.PUBLISHED, community)
    wanted = community.events.per_month_min if everywhere and ahead else 0
    return Month(first, events_between(session, actor, first, until, community, now), number, wanted)


def number_in(session: Session, first: date, state: State, community: CommunityProfile) -> int:
    """Of the whole community, in the month that begins on `first`."""
    those = _between(first, months_from(first, 1), community) & (Event.state == state)
    return session.execute(select(func.count()).select_from(Event).where(those)).scalar_one()


def drafts_ahead(session: Session, first: date, community: CommunityProfile, at: datetime) -> Sequence[Event]:
    """Of the same month: those that could be published then."""
    those = _between(first, months_from(first, 1), community) & (Event.state == State.DRAFT) & (Event.starts_at > at)
    return session.execute(select(Event).where(those).order_by(Event.starts_at, Event.id)).scalars().all()


def events_between(
    session: Session, actor: Person, first: date, until: date, community: CommunityProfile, now: datetime
) -> Sequence[Event]:
    """What the actor plans, or organises."""
    condition = _planned_by(session, actor, now) & _between(first, until, community) & Event.state.in_(SHOWN)
    return session.execute(select(Event).where(condition).order_by(Event.starts_at, Event.id)).scalars().all()


def ask_file(
    session: Session,
    actor: Person,
    month: date,
    kind: str,
    span: str,
    community: CommunityProfile,
    now: datetime,
) -> int:
    """How many events the file will have; without any there is none. It follows as a notification."""
    if kind not in set(Format) or span not in set(Span):
        raise UnknownChoice
    first, until = days_of(Span(span), month)
    number = len(events_between(session, actor, first, until, community, now))
    if number:
        ids = {"by": actor.id, "at": now.isoformat(), "format": kind, "span": span, "month": month.isoformat()}
        topic = f"{Notice.PLAN_FILE}:{kind}:{first}:{span}:{now.timestamp():.0f}"
        notify(session, actor.id, Notice.PLAN_FILE, ids, now, topic)
    return number


def copy_month(session: Session, actor: Person, first: date, community: CommunityProfile, now: datetime) -> Copied:
    """Drafts of what was published the month before, on the same weekday of the same week; each once.

    Where a month has no fifth Thursday, the last one is taken.
    """
    last = months_from(first, -1)
    sources = [
        events.locked(session, event.id)
        for event in sorted(events_between(session, actor, last, first, community, now), key=lambda event: event.id)
        if event.state == State.PUBLISHED
    ]
    known = past = 0
    for source in sources:
        starts_at = same_place(source.starts_at, first, community)
        if _is_copied(session, source, first, starts_at, community):
            known += 1
        elif starts_at <= now:
            past += 1
        else:
            planning.twin(session, source, starts_at, actor.id, now)
            session.add(EventReminder(event_id=source.id, kind=COPIED, starts_at=starts_at))
            session.flush()
    return Copied(len(sources) - known - past, known, past)


def same_place(moment: datetime, first: date, community: CommunityProfile) -> datetime:
    """«The second Thursday at 16:00», in the month that begins on `first`."""
    local = moment.astimezone(community.tz)
    begins = first + timedelta(days=(local.weekday() - first.weekday()) % 7)
    day = begins + WEEK * ((local.day - 1) // 7)
    day -= WEEK * (day >= months_from(first, 1))
    return datetime.combine(day, local.time(), community.tz).astimezone(moment.tzinfo)


def _is_copied(session: Session, source: Event, first: date, starts_at: datetime, community: CommunityProfile) -> bool:
    """Or there is one called the same at the same time."""
    begins, ends = _moments(first, months_from(first, 1), community)
    marked = EventReminder.event_id == source.id, EventReminder.kind == COPIED
    month = EventReminder.starts_at >= begins, EventReminder.starts_at < ends
    if session.execute(select(EventReminder.id).where(*marked, *month)).first():
        return True
    same = Event.title == source.title, Event.starts_at == starts_at
    return session.execute(select(Event.id).where(*same)).first() is not None


def _planned_by(session: Session, actor: Person, now: datetime) -> ColumnElement[bool]:
    reach = events.planning(session, actor, now)
    organiser = EventHost.person_id == actor.id, EventHost.role == Part.ORGANISER.value
    own = exists().where(EventHost.event_id == Event.id, *organiser)
    return true() if reach.everywhere else or_(Event.municipality.in_(reach.municipalities), own)


def _between(first: date, until: date, community: CommunityProfile) -> ColumnElement[bool]:
    begins, ends = _moments(first, until, community)
    return and_(Event.starts_at >= begins, Event.starts_at < ends)


def _moments(first: date, until: date, community: CommunityProfile) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(), community.tz), datetime.combine(until, time(), community.tz)
