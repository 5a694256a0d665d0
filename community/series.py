"""Events that repeat, and those of a series of the profile: begun, skipped, changed from here on, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from community import events, occurrences, planning, series_news
from community.event_details import Detail
from community.events import State
from community.hours import Why
from community.notices import Notice
from community.profiles import CommunityProfile
from community.recurrences import Recurrence, parse_recurrence
from community.refusals import NotPublished, NotRepeated, UnknownChoice
from storage.models import Event, EventReminder, EventSeries, Person, Registration
from storage.notifications import notify_all

SHOWN = 3
FOLLOWS: dict[Detail, tuple[str, ...]] = {
    Detail.TITLE: ("title",),
    Detail.WHERE: ("place", "url"),
    Detail.ABOUT: ("about",),
    Detail.CAPACITY: ("capacity",),
    Detail.WHEN: (),  # the hour of day
}


@dataclass(frozen=True)
class Standing:
    """A series as those who run one of its events see it. `later`: published, after that event."""

    series: EventSeries
    event: Event
    rule: Recurrence
    later: Sequence[Event]

    @property
    def goes_on(self) -> bool:
        return self.series.ended_at is None


def read_rule(text: str, event: Event, community: CommunityProfile) -> Recurrence | Why | None:
    """An answer to «how often»: «третий четверг 16:00» needs no «каждый»; without an hour it is the event's."""
    reads = (parse_recurrence(said, community.tz) for said in (text, f"каждый {text}"))
    read = next((each for each in reads if each is not None), None)
    if not isinstance(read, Recurrence):
        return read
    clock = occurrences.clock_of(event, read.hours, community)
    return occurrences.with_clock(read.to_rrule(), clock, community)


def repeat(
    session: Session, actor: Person, event_id: int, rule: Recurrence, community: CommunityProfile, now: datetime
) -> Standing:
    """The event becomes the first of a series. A second press changes nothing.

    Raises `EventGone`, `NotAllowed`, `NotPublished`.
    """
    event = events.to_run(session, actor, event_id, now, lock=True)
    if event.state != State.PUBLISHED:
        raise NotPublished
    before = session.get(EventSeries, event.series_id) if event.series_id else None
    if before is None or before.rule is None or before.ended_at:
        series = EventSeries(rule=rule.to_rrule(), skipped=[], created_by=actor.id, created_at=now)
        series.named = before.named if before else None
        series.pattern = occurrences.pattern_of(event, rule.hours, community)
        session.add(series)
        session.flush()
        event.series_id, event.occurs_on = series.id, series.pattern["first"]
        session.flush()
        occurrences.extend(session, series.id, community, now)
    return standing(session, actor, event_id, community, now)


def standing(
    session: Session, actor: Person, event_id: int, community: CommunityProfile, now: datetime, lock: bool = False
) -> Standing:
    """Raises `EventGone`, `NotAllowed`, `NotRepeated`."""
    event = events.to_run(session, actor, event_id, now)
    series = (
        occurrences.locked(session, event.series_id or 0) if lock else session.get(EventSeries, event.series_id or 0)
    )
    if series is None or series.rule is None or event.occurs_on is None:
        raise NotRepeated
    rule = occurrences.rule_of(series, community)
    if rule is None:
        raise NotRepeated
    return Standing(series, event, rule, _later(session, event, now))


def first_days(rule: Recurrence, event: Event, community: CommunityProfile, now: datetime) -> list[datetime]:
    """When the next ones would begin, for a series that is not made yet."""
    made = EventSeries(rule=rule.to_rrule(), skipped=[], pattern=occurrences.pattern_of(event, rule.hours, community))
    days = (occurrences.start_on(made, day, community) for day in occurrences.days_of(made, community, now))
    return [start for start, _ in zip(days, range(SHOWN), strict=False)]


def skip(
    session: Session, actor: Person, event_id: int, reason: str | None, community: CommunityProfile, now: datetime
) -> Event:
    """Cancelled with its notices, and not made again. A second press changes nothing."""
    found = standing(session, actor, event_id, community, now, lock=True)
    day = found.event.occurs_on or ""
    if day not in found.series.skipped:
        found.series.skipped = [*found.series.skipped, day]
    return planning.cancel(session, actor, event_id, reason, now)


def differing(session: Session, event: Event, detail: Detail, community: CommunityProfile, now: datetime) -> int:
    """How many later ones have another value of this detail."""
    if detail not in FOLLOWS or event.occurs_on is None:
        return 0
    return len(_unlike(event, _later(session, event, now), detail, community))


def change_following(
    session: Session, actor: Person, event_id: int, detail: Detail, community: CommunityProfile, now: datetime
) -> int:
    """The later ones, and those to come, get what this one has. How many were changed; who is concerned is told."""
    if detail not in FOLLOWS:
        raise UnknownChoice
    found = standing(session, actor, event_id, community, now, lock=True)
    clock = occurrences.clock_of(found.event, None, community) if detail is Detail.WHEN else {}
    found.series.pattern = found.series.pattern | _same(found.event, detail) | clock
    unlike = _unlike(found.event, found.later, detail, community)
    moved: list[Event] = []
    for event, values in unlike:
        planning.change(session, actor, event.id, values, community, now, moved.append)
    series_news.tell(session, moved, Notice.SERIES_CHANGED, actor, now)
    session.flush()
    return len(unlike)


def _unlike(
    event: Event, later: Sequence[Event], detail: Detail, community: CommunityProfile
) -> list[tuple[Event, dict[str, Any]]]:
    clock = occurrences.clock_of(event, None, community) if detail is Detail.WHEN else {}
    wanted = [(each, _moved(each, clock, community) if clock else _same(event, detail)) for each in later]
    return [
        (each, values) for each, values in wanted if any(getattr(each, name) != value for name, value in values.items())
    ]


def _same(event: Event, detail: Detail) -> dict[str, Any]:
    return {name: getattr(event, name) for name in FOLLOWS[detail]}


def _moved(event: Event, clock: Mapping[str, Any], community: CommunityProfile) -> dict[str, Any]:
    """The same day, at another hour."""
    start = occurrences.at(event.starts_at.astimezone(community.tz).date(), clock["at"], community)
    minutes = clock["minutes"]
    return {"starts_at": start, "ends_at": start + timedelta(minutes=minutes) if minutes else None}


def end(session: Session, actor: Person, event_id: int, community: CommunityProfile, now: datetime) -> Standing:
    """Later ones for which nobody has registered are removed; the others stay until somebody decides about them."""
    found = standing(session, actor, event_id, community, now, lock=True)
    found.series.ended_at = found.series.ended_at or now
    empty = [event for event in found.later if not _anybody(session, event)]
    hosts = {person for event in empty for person in planning.concerned(session, event, ()) if person}
    for event in empty:
        session.execute(delete(EventReminder).where(EventReminder.event_id == event.id))
        planning.discard(session, event)
    ids, topic = {"series": found.series.id}, f"{Notice.SERIES_ENDED}:{found.series.id}"
    notify_all(session, hosts - {actor.id}, Notice.SERIES_ENDED, ids, now, topic)
    return standing(session, actor, event_id, community, now)


def cancel_rest(session: Session, actor: Person, event_id: int, community: CommunityProfile, now: datetime) -> int:
    """Of an ended series, what was left because people had registered. How many."""
    found = standing(session, actor, event_id, community, now, lock=True)
    if found.goes_on:
        return 0
    cancelled: list[Event] = []
    for event in found.later:
        planning.cancel(session, actor, event.id, None, now, cancelled.append)
    series_news.tell(session, cancelled, Notice.SERIES_CANCELLED, actor, now)
    return len(found.later)


def attach(
    session: Session, actor: Person, event_id: int, named: str | None, community: CommunityProfile, now: datetime
) -> Event:
    """To a series of the profile, or to none; with the others of a series that repeats. Raises `UnknownChoice`."""
    event = events.to_run(session, actor, event_id, now, lock=True)
    if named is not None and all(each.id != named for each in community.events.series):
        raise UnknownChoice
    if event.occurs_on is not None and (series := occurrences.locked(session, event.series_id or 0)):
        series.named = named
    else:
        event.series_id = _named(session, actor, named, now).id if named else None
    session.flush()
    return event


def name_of(session: Session, event: Event) -> str | None:
    """The series of the profile it belongs to."""
    series = session.get(EventSeries, event.series_id) if event.series_id else None
    return series.named if series else None


def _named(session: Session, actor: Person, named: str, now: datetime) -> EventSeries:
    alike = EventSeries.named == named, EventSeries.rule.is_(None)
    found = session.execute(select(EventSeries).where(*alike).order_by(EventSeries.id).limit(1)).scalar()
    if found is None:
        found = EventSeries(named=named, skipped=[], pattern={}, created_by=actor.id, created_at=now)
        session.add(found)
        session.flush()
    return found


def _later(session: Session, event: Event, now: datetime) -> Sequence[Event]:
    mine = Event.series_id == event.series_id, Event.occurs_on > event.occurs_on
    ahead = Event.state == State.PUBLISHED, Event.starts_at > now
    return session.execute(select(Event).where(*mine, *ahead).order_by(Event.occurs_on)).scalars().all()


def _anybody(session: Session, event: Event) -> bool:
    """Whoever has cancelled counts: the row says so."""
    events.locked(session, event.id)
    here = select(exists().where(Registration.event_id == event.id))
    return bool(session.execute(here).scalar())
