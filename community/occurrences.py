"""The events of a series that repeats, made by the clock: each day of its rule once, none in the holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import planning
from community.events import State
from community.hours import Hours
from community.profiles import CommunityProfile
from community.recurrences import Recurrence, from_rrule
from storage.models import Event, EventSeries

AHEAD = timedelta(days=60)
FARTHEST = timedelta(days=3 * 366)  # of what comes once a year, and fell into the holidays


def pattern_of(event: Event, hours: Hours | None, community: CommunityProfile) -> dict[str, Any]:
    local = event.starts_at.astimezone(community.tz)
    copied = {name: getattr(event, name) for name in planning.COPIED}
    return copied | {"first": local.date().isoformat()} | clock_of(event, hours, community)


def clock_of(event: Event, hours: Hours | None, community: CommunityProfile) -> dict[str, Any]:
    """When it begins by the community's clock, and how many minutes it lasts."""
    local = event.starts_at.astimezone(community.tz)
    length = event.ends_at - event.starts_at if event.ends_at else None
    if hours:
        start = datetime.combine(local.date(), hours.start, hours.zone)
        local = start.astimezone(community.tz)
        if hours.end:
            later = timedelta(days=hours.end <= hours.start)
            length = datetime.combine(start.date(), hours.end, hours.zone) + later - start
    minutes = length // timedelta(minutes=1) if length else None
    return {"at": f"{local:%H:%M}", "minutes": minutes}


def rule_of(series: EventSeries, community: CommunityProfile) -> Recurrence | None:
    return with_clock(series.rule or "", series.pattern, community)


def with_clock(rule: str, clock: Mapping[str, Any], community: CommunityProfile) -> Recurrence | None:
    start, minutes = time.fromisoformat(clock["at"]), clock["minutes"]
    end = (datetime.combine(date.min, start) + timedelta(minutes=minutes)).time() if minutes else None
    return from_rrule(rule, Hours(start, end, community.tz))


def repeating(session: Session) -> list[int]:
    """Series that go on."""
    going = EventSeries.rule.is_not(None), EventSeries.ended_at.is_(None)
    return list(session.execute(select(EventSeries.id).where(*going).order_by(EventSeries.id)).scalars())


def extend_one(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """Of the first series that lacks something; False when none does."""
    return any(extend(session, series, community, now) for series in repeating(session))


def extend(session: Session, series_id: int, community: CommunityProfile, now: datetime) -> int:
    """Makes what is missing of the next 60 days, and the next one however far. How many it made."""
    series = locked(session, series_id)
    if series is None or series.rule is None or series.ended_at:
        return 0
    made = _made(session, series)
    has_next = any(event.state in (State.PUBLISHED, State.DRAFT) and event.starts_at > now for event in made.values())
    before = len(made)
    for day in days_of(series, community, now):
        if has_next and start_on(series, day, community) > now + AHEAD:
            break
        if day.isoformat() not in made:
            made[day.isoformat()] = _make(session, series, day, made, community, now)
            has_next = True
    return len(made) - before


def days_of(series: EventSeries, community: CommunityProfile, now: datetime) -> Iterator[date]:
    """After the first event and after now: neither holidays nor what is to be skipped."""
    rule, first = rule_of(series, community), date.fromisoformat(series.pattern["first"])
    skipped = set(series.skipped or ())
    for day in rule.days(first) if rule else ():
        starts_at = start_on(series, day, community)
        if starts_at > now + FARTHEST:
            return
        quiet = community.calendar.is_quiet(day)
        if day > first and starts_at > now and not quiet and day.isoformat() not in skipped:
            yield day


def start_on(series: EventSeries, day: date, community: CommunityProfile) -> datetime:
    return at(day, series.pattern["at"], community)


def at(day: date, clock: str, community: CommunityProfile) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), community.tz).astimezone(UTC)


def _make(
    session: Session,
    series: EventSeries,
    day: date,
    made: Mapping[str, Event],
    community: CommunityProfile,
    now: datetime,
) -> Event:
    starts_at, minutes = start_on(series, day, community), series.pattern["minutes"]
    state = series.pattern.get("state", State.PUBLISHED.value)
    event = Event(
        **{name: series.pattern[name] for name in planning.COPIED if name in series.pattern},
        state=state,
        series_id=series.id,
        occurs_on=day.isoformat(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes) if minutes else None,
        created_by=series.created_by,
        created_at=now,
        published_at=now if state == State.PUBLISHED else None,
    )
    session.add(event)
    session.flush()
    if made:
        planning.copy_hosts(session, made[max(made)], event)
    return event


def locked(session: Session, series_id: int) -> EventSeries | None:
    """Before any of its events is locked."""
    return session.get(EventSeries, series_id, with_for_update=True, populate_existing=True)


def _made(session: Session, series: EventSeries) -> dict[str, Event]:
    here = select(Event).where(Event.series_id == series.id, Event.occurs_on.is_not(None))
    return {event.occurs_on or "": event for event in session.execute(here).scalars()}
