"""Which events are ahead, in pages of a month: all, of a kind, of a town, one's own, found by words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from community import events
from community.events import State
from community.profiles import CommunityProfile
from community.refusals import NotAllowed
from community.registrations import ACTIVE
from community.stems import is_near, stem, stems
from storage.models import Event, EventHost, EventSeries, Person, Registration, words_of

MOST_WORDS = 6


@dataclass(frozen=True)
class Sought:
    """`of`: all, group and kind (with an id of the profile), series (the same), town, online, mine, run (what the
    person organises or plans, drafts too), past (of the person's own), words."""

    of: str = "all"
    id: str = "-"
    words: str = ""


@dataclass(frozen=True)
class Page:
    """Events of one month, `months` are the first pages of each month by its first day."""

    events: Sequence[Event]
    number: int
    pages: int
    total: int
    mine: frozenset[int]
    months: dict[date, int]


def page(
    session: Session, person: Person, sought: Sought, number: int, size: int, community: CommunityProfile, now: datetime
) -> Page:
    """The nearest page where there is none of this number."""
    found = _found(session, person, sought, community, now)
    pages: list[list[tuple[int, datetime]]] = []
    months: dict[date, int] = {}
    for month in _by_month(found, community.tz):
        months.setdefault(_month(month[0][1], community.tz), len(pages))
        pages += _chunks(month, size)
    number = min(max(number, 0), max(len(pages) - 1, 0))
    ids = [event_id for event_id, _ in pages[number]] if pages else []
    rows = {event.id: event for event in session.execute(select(Event).where(Event.id.in_(ids))).scalars()}
    return Page([rows[each] for each in ids], number, len(pages), len(found), _mine(session, person, ids), months)


def next_of(session: Session, person: Person, now: datetime) -> Event | None:
    """The nearest event the person is registered for."""
    ahead = select(Event).where(
        Event.state == State.PUBLISHED, events.not_over(now), _registered(person, ("registered",))
    )
    return session.execute(ahead.order_by(Event.starts_at, Event.id).limit(1)).scalar_one_or_none()


def kinds_ahead(session: Session, now: datetime) -> set[str]:
    ahead = select(Event.kind).where(Event.state == State.PUBLISHED, events.not_over(now))
    return set(session.execute(ahead.distinct()).scalars())


def series_ahead(session: Session, now: datetime) -> set[str]:
    """Those of the profile of which there is something ahead."""
    named = select(EventSeries.named).join(Event, Event.series_id == EventSeries.id)
    ahead = Event.state == State.PUBLISHED, events.not_over(now), EventSeries.named.is_not(None)
    return {name for name in session.execute(named.where(*ahead).distinct()).scalars() if name}


def _found(
    session: Session, person: Person, sought: Sought, community: CommunityProfile, now: datetime
) -> list[tuple[int, datetime]]:
    latest_first = sought.of == "past"
    order = (Event.starts_at.desc(), Event.id.desc()) if latest_first else (Event.starts_at, Event.id)
    texts = (Event.title, Event.kind) if sought.of == "words" else ()
    wanted = select(Event.id, Event.starts_at, *texts).where(_condition(session, person, sought, community, now))
    session.flush()
    # Of all that fit: a session would spend on each row as much again as the database.
    rows: Sequence[Row[Any]] = session.connection().execute(wanted.order_by(*order)).all()
    if sought.of == "words":
        rows = _with_words(rows, sought.words, community)
    return [(row.id, row.starts_at) for row in rows]


def _condition(
    session: Session, person: Person, sought: Sought, community: CommunityProfile, now: datetime
) -> ColumnElement[bool]:
    ahead = and_(Event.state == State.PUBLISHED, events.not_over(now))
    match sought.of:
        case "group":
            return ahead & Event.kind.in_([kind.id for kind in community.event_kinds if kind.group == sought.id])
        case "kind":
            return ahead & (Event.kind == sought.id)
        case "series":
            return ahead & Event.series_id.in_(select(EventSeries.id).where(EventSeries.named == sought.id))
        case "town":
            return ahead & or_(Event.municipality == person.municipality, Event.municipality.is_(None))
        case "online":
            return ahead & Event.url.is_not(None)
        case "mine":
            return events.not_over(now) & (Event.state == State.PUBLISHED) & _registered(person, ACTIVE)
        case "past":
            return (Event.state == State.PUBLISHED) & ~events.not_over(now) & _registered(person, ("registered",))
        case "run":
            return _run_by(session, person, now) & _to_be_run(now)
    return ahead


def _to_be_run(now: datetime) -> ColumnElement[bool]:
    return and_(Event.state.in_((State.DRAFT, State.PROPOSED, State.PUBLISHED)), events.not_over(now))


def _run_by(session: Session, person: Person, now: datetime) -> ColumnElement[bool]:
    hosted = exists().where(EventHost.event_id == Event.id, EventHost.person_id == person.id)
    own = hosted | (Event.created_by == person.id)
    return own | _planned(session, person, now)


def _planned(session: Session, person: Person, now: datetime) -> ColumnElement[bool]:
    try:
        reach = events.planning(session, person, now)
    except NotAllowed:
        return Event.id < 0
    return true() if reach.everywhere else Event.municipality.in_(reach.municipalities)


def _registered(person: Person, states: Sequence[str]) -> ColumnElement[bool]:
    return exists().where(
        Registration.event_id == Event.id, Registration.person_id == person.id, Registration.state.in_(states)
    )


def _mine(session: Session, person: Person, ids: Sequence[int]) -> frozenset[int]:
    theirs = Registration.person_id == person.id, Registration.event_id.in_(ids), Registration.state.in_(ACTIVE)
    return frozenset(session.execute(select(Registration.event_id).where(*theirs)).scalars())


def _with_words(rows: Sequence[Row[Any]], typed: str, community: CommunityProfile) -> list[Row[Any]]:
    """Those of which the title or kind has every word typed, or one like it."""
    kinds = {kind.id: _words(kind.name) for kind in community.event_kinds}
    titles = [(row, _words(row.title)) for row in rows]
    known = set[str]().union(*(words for _, words in titles), *(kinds.get(row.kind, ()) for row in rows))
    meant = [_meant(each, known) for each in (stems(typed) or words_of(typed))[:MOST_WORDS]]
    missed = {kind: [each for each in meant if words.isdisjoint(each)] for kind, words in kinds.items()}
    return [row for row, words in titles if meant and _has(words, missed.get(row.kind, meant))]


def _has(words: frozenset[str], wanted: Iterable[set[str]]) -> bool:
    return not any(words.isdisjoint(each) for each in wanted)


@lru_cache(maxsize=10_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(words_of(text))


def _meant(asked: str, known: Collection[str]) -> set[str]:
    """What begins with it; else what may have been mistyped."""
    begun = {word for word in known if word.startswith(asked)}
    return begun or {word for word in known if is_near(stem(word), asked)}


def _month(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date().replace(day=1)


def _by_month(found: list[tuple[int, datetime]], zone: tzinfo) -> Iterator[list[tuple[int, datetime]]]:
    within = _Month(zone)
    for _, month in groupby(found, key=lambda row: within.of(row[1])):
        yield list(month)


class _Month:
    """The month of one moment after another: a zone takes longer to ask than to compare with both ends of a month."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._begins = self._ends = datetime.min.replace(tzinfo=UTC)

    def of(self, moment: datetime) -> datetime:
        """When its month begins."""
        if not self._begins <= moment < self._ends:
            first = moment.astimezone(self._zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            next_first = (first + timedelta(days=32)).replace(day=1)
            self._begins, self._ends = first.astimezone(UTC), next_first.astimezone(UTC)
        return self._begins


def _chunks(month: list[tuple[int, datetime]], size: int) -> Iterator[list[tuple[int, datetime]]]:
    for first in range(0, len(month), size):
        yield month[first : first + size]
