"""Making events: a draft, its details, what to look out for, publishing, moving and cancelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community import events
from community.events import Part, State
from community.names import clean
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import EventCancelled, EventStarted, LastOrganiser, NotAllowed, UnknownChoice
from community.registrations import ACTIVE, forget_questions, promote
from community.roles import Scope
from storage.models import Event, EventHost, EventSeries, Person, Registration
from storage.notifications import notify_all
from storage.pictures import forget_unused

LONGEST_TITLE = 120
LONGEST_ABOUT = 600
LONGEST_PLACE = 200
LONGEST_URL = 300
LONGEST_QUESTION = 150
LONGEST_REASON = 300
MOST_QUESTIONS = 3
MOST_SEATS = 10_000
BARELY_MOVED = timedelta(minutes=15)  # of such a change nobody is told
LESSONS_END = time(14)
WEEK = timedelta(days=7)
News = Callable[[Event], object]  # whoever tells of what happened to an event
TOLD_OF = ("starts_at", "place", "url")
COPIED = (
    *("kind", "title", "about", "place", "url", "registration_url", "capacity", "needs_approval", "questions"),
    *("municipality", "financing", "picture", "contest", "in_teams"),
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:ru|рф|com|org|net|me|us|io|su)/\S+", re.IGNORECASE
)


class Caution(StrEnum):
    """What the maker may have overlooked."""

    OVERLAP = "overlap"
    LESSONS = "lessons"  # when most teach
    EXAM = "exam"
    HOLIDAY = "holiday"
    NO_PLACE = "no_place"


@dataclass(frozen=True)
class Where:
    place: str | None
    url: str | None


def parse_title(text: str) -> str | None:
    title = clean(text)
    return title if 3 <= len(title) <= LONGEST_TITLE and any(map(str.isalpha, title)) else None


def parse_where(text: str) -> Where | None:
    """«Школа 7, каб. 12», «https://telemost.yandex.ru/j/1» or both in one message."""
    said = clean(text)
    found = _LINK.search(said)
    url = with_scheme(found[0].rstrip(".,;)")) if found else None
    rest = clean(said.replace(found[0], " ")).strip(" ,;:—-") if found else said
    if len(url or "") > LONGEST_URL or len(rest) > LONGEST_PLACE or not (url or any(map(str.isalnum, rest))):
        return None
    return Where(rest or None, url)


def parse_link(text: str) -> str | None:
    said = clean(text)
    found = _LINK.fullmatch(said)
    return with_scheme(said) if found and len(said) <= LONGEST_URL - 8 else None


def with_scheme(url: str) -> str:
    return url if url.lower().startswith(("http://", "https://")) else f"https://{url}"


def parse_seats(text: str) -> int | None:
    """Of the first number; None when it is no number of seats."""
    found = re.search(r"(?<!\d)\d{1,5}(?!\d)", text)
    seats = int(found[0]) if found else 0
    return seats if 1 <= seats <= MOST_SEATS else None


def parse_questions(text: str) -> list[str] | None:
    """A line each, three at most."""
    lines = [clean(line.lstrip("0123456789.)-— ")) for line in text.splitlines()]
    asked = [line for line in lines if line]
    right = all(2 <= len(line) <= LONGEST_QUESTION for line in asked)
    return asked if right and 1 <= len(asked) <= MOST_QUESTIONS else None


def parse_reason(text: str) -> str | None:
    return parse_words(text, LONGEST_REASON)


def parse_words(text: str, most: int) -> str | None:
    said = clean(text)
    return said if 2 <= len(said) <= most and any(map(str.isalpha, said)) else None


def make(
    session: Session,
    actor: Person,
    kind: str,
    title: str,
    starts_at: datetime,
    ends_at: datetime | None,
    community: CommunityProfile,
    now: datetime,
) -> Event:
    """A draft, with its maker for an organiser. Raises `NotAllowed`, `UnknownChoice`."""
    reach = events.planning(session, actor, now)
    if community.event_kind(kind) is None:
        raise UnknownChoice
    event = Event(
        state=State.DRAFT.value,
        kind=kind,
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        in_teams=kind == events.TEAM_CONTEST,
        municipality=None if reach.everywhere else home(reach, actor),
        created_by=actor.id,
        created_at=now,
    )
    session.add(event)
    session.flush()
    session.add(EventHost(event_id=event.id, person_id=actor.id, role=Part.ORGANISER.value))
    session.flush()
    return event


def home(reach: Scope, person: Person) -> str | None:
    """Their own town where they plan for it, or one that they do plan for; a school's events are its town's."""
    towns = {*reach.municipalities, *(town for town, _ in reach.local_organisations if town)}
    return person.municipality if person.municipality in towns or not towns else min(towns)


def change(
    session: Session,
    actor: Person,
    event_id: int,
    values: Mapping[str, Any],
    community: CommunityProfile,
    now: datetime,
    news: News | None = None,
) -> Event:
    """Whoever is concerned is told when the time or the place of a published event changes, but not of minutes.

    `news` is given the event instead.

    Raises `EventGone`, `NotAllowed`, `EventCancelled`, `EventStarted`.
    """
    event = events.to_run(session, actor, event_id, now, lock=True)
    _may_be_changed(event, now)
    if "municipality" in values and not events.plans_for(session, actor, values["municipality"], now):
        raise NotAllowed
    before = {name: getattr(event, name) for name in TOLD_OF}
    if "kind" in values and values["kind"] != event.kind:
        event.in_teams = values["kind"] == events.TEAM_CONTEST
    for name, value in values.items():
        setattr(event, name, value)
    _move_window(event, event.starts_at - before["starts_at"])
    if event.state == State.PUBLISHED:
        if abs(event.starts_at - before["starts_at"]) >= BARELY_MOVED:
            event.moved_at = now
            forget_questions(session, event)
        if _is_news(event, before):
            told = news or _teller(session, Notice.EVENT_CHANGED, actor, now)
            told(event)
        promote(session, event, community, now)
    session.flush()
    return event


def _move_window(event: Event, by: timedelta) -> None:
    """Registration ends as long before the event as it did; it never begins after its end."""
    if by and event.closes_at:
        event.closes_at += by
    if event.opens_at and event.opens_at >= min(event.closes_at or event.starts_at, event.starts_at):
        event.opens_at = None


def _may_be_changed(event: Event, now: datetime) -> None:
    if event.state == State.CANCELLED:
        raise EventCancelled
    if event.state == State.PUBLISHED and events.ends_at(event) <= now:
        raise EventStarted


def _is_news(event: Event, before: Mapping[str, Any]) -> bool:
    moved = abs(event.starts_at - before["starts_at"]) >= BARELY_MOVED
    return moved or any(getattr(event, name) != before[name] for name in ("place", "url"))


def publish(session: Session, actor: Person, event_id: int, now: datetime) -> Event:
    """A second press changes nothing. What the clock has made gets its organiser.

    Raises `EventGone`, `NotAllowed`, `EventCancelled`, `EventStarted`.
    """
    event = events.to_run(session, actor, event_id, now, lock=True)
    if event.state == State.PUBLISHED:
        return event
    if event.state == State.CANCELLED:
        raise EventCancelled
    if event.state != State.DRAFT:
        raise NotAllowed  # what is proposed is decided about
    if event.starts_at <= now:
        raise EventStarted
    event.state, event.published_at = State.PUBLISHED.value, now
    if event.created_by is None and not events.hosts(session, event):
        session.add(EventHost(event_id=event.id, person_id=actor.id, role=Part.ORGANISER.value))
    session.flush()
    return event


def cancel(
    session: Session, actor: Person, event_id: int, reason: str | None, now: datetime, news: News | None = None
) -> Event:
    """Everybody concerned is told, the waitlist too. A draft is thrown away. A second press changes nothing.

    `news` is given the event instead.
    """
    event = events.to_run(session, actor, event_id, now, lock=True)
    if event.state == State.CANCELLED:
        return event
    if event.state != State.PUBLISHED:
        discard(session, event)
        return event
    if events.ends_at(event) <= now:
        raise EventStarted
    event.state, event.cancelled_at, event.reason = State.CANCELLED.value, now, reason
    told = news or _teller(session, Notice.EVENT_CANCELLED, actor, now)
    told(event)
    return event


def discard(session: Session, event: Event) -> None:
    """What was never published leaves nothing; a series makes it no second time."""
    series = session.get(EventSeries, event.series_id) if event.series_id and event.occurs_on else None
    if series and event.occurs_on:
        series.skipped = [*series.skipped, event.occurs_on]
    session.execute(delete(EventHost).where(EventHost.event_id == event.id))
    session.delete(event)
    forget_unused(session, event.picture)


def copy(session: Session, actor: Person, event_id: int, now: datetime) -> Event:
    """A draft of the same, on the same weekday at the same hour: the first that is a week later and ahead."""
    event = events.to_run(session, actor, event_id, now)
    weeks = max((now - event.starts_at) // WEEK + 1, 1)
    return twin(session, event, event.starts_at + weeks * WEEK, actor.id, now)


def twin(session: Session, event: Event, starts_at: datetime, maker: int, now: datetime) -> Event:
    """A draft of the same, with the same hosts, at another time."""
    made = Event(
        **{name: getattr(event, name) for name in COPIED},
        state=State.DRAFT.value,
        starts_at=starts_at,
        ends_at=starts_at + (event.ends_at - event.starts_at) if event.ends_at else None,
        created_by=maker,
        created_at=now,
    )
    session.add(made)
    session.flush()
    copy_hosts(session, event, made)
    return made


def copy_hosts(session: Session, event: Event, made: Event) -> None:
    """But for those who have left since."""
    rows = select(EventHost, Person.joined_at).outerjoin(Person, Person.id == EventHost.person_id)
    for host, joined_at in session.execute(rows.where(EventHost.event_id == event.id).order_by(EventHost.id)):
        if joined_at if host.person_id else host.name:
            session.add(EventHost(event_id=made.id, person_id=host.person_id, name=host.name, role=host.role))
    session.flush()


def tell(session: Session, people: Collection[int | None], event: Event, kind: Notice, now: datetime) -> None:
    """That it has changed, or was cancelled."""
    useful_until = event.starts_at + (WEEK if kind is Notice.EVENT_CANCELLED else timedelta(0))
    ids, topic = {"event": event.id, "at": now.isoformat()}, f"{kind}:{event.id}:{now.timestamp():.6f}"
    notify_all(session, {each for each in people if each}, kind, ids, now, topic, useful_until=useful_until)


def _teller(session: Session, kind: Notice, actor: Person, now: datetime) -> News:
    """Registered or waiting, and those who make it happen; not who did it."""
    return lambda event: tell(session, concerned(session, event) - {actor.id}, event, kind, now)


def concerned(session: Session, event: Event, states: Collection[str] = ACTIVE) -> set[int | None]:
    registered = Registration.event_id == event.id, Registration.state.in_(states)
    hosts = select(EventHost.person_id).where(EventHost.event_id == event.id, EventHost.person_id.is_not(None))
    return {
        *session.execute(select(Registration.person_id).where(*registered)).scalars(),
        *session.execute(hosts).scalars(),
    }


def cautions(session: Session, event: Event, community: CommunityProfile) -> list[Caution]:
    """What to look at before publishing."""
    local = event.starts_at.astimezone(community.tz)
    found = {
        Caution.NO_PLACE: not (event.place or event.url),
        Caution.OVERLAP: bool(overlapping(session, event)),
        Caution.EXAM: local.date() in community.calendar.exam_days,
        Caution.HOLIDAY: community.calendar.is_quiet(local.date()),
        Caution.LESSONS: _is_lesson_time(local, community),
    }
    return [caution for caution in Caution if found[caution]]


def overlapping(session: Session, event: Event, most: int = 2) -> Sequence[Event]:
    """Published events at the same time, for the same people."""
    ends = func.coalesce(Event.ends_at, Event.starts_at)
    here = Event.municipality.is_(None) | (Event.municipality == event.municipality)
    same = (
        Event.state == State.PUBLISHED,
        Event.id != event.id,
        Event.starts_at < events.ends_at(event),
        Event.starts_at > event.starts_at - timedelta(days=2),
        (ends > event.starts_at)
        | (Event.ends_at.is_(None) & (Event.starts_at > event.starts_at - events.USUAL_LENGTH)),
        *([here] if event.municipality else []),
    )
    return session.execute(select(Event).where(*same).order_by(Event.starts_at).limit(most)).scalars().all()


def _is_lesson_time(local: datetime, community: CommunityProfile) -> bool:
    return local.weekday() < 5 and local.time() < LESSONS_END and not community.calendar.is_quiet(local.date())


def add_host(
    session: Session, actor: Person, event_id: int, part: Part, member: int | None, name: str | None, now: datetime
) -> Event:
    """A member, or by name somebody who need not be one. Said twice, it changes the part."""
    event = events.to_run(session, actor, event_id, now, lock=True)
    _may_be_changed(event, now)
    who = EventHost.person_id == member if member else EventHost.person_id.is_(None) & (EventHost.name == name)
    found = session.execute(select(EventHost).where(EventHost.event_id == event.id, who)).scalars().first()
    host = found or EventHost(event_id=event.id, person_id=member, name=None if member else name)
    host.role = part.value
    session.add(host)
    session.flush()
    return event


def remove_host(session: Session, actor: Person, event_id: int, host_id: int, now: datetime) -> Event:
    """Raises `LastOrganiser`: somebody has to be told who registers."""
    event = events.to_run(session, actor, event_id, now, lock=True)
    rows = (
        session.execute(select(EventHost).where(EventHost.event_id == event.id).order_by(EventHost.id)).scalars().all()
    )
    organisers = [row for row in rows if row.role == Part.ORGANISER]
    for row in rows:
        if row.id == host_id:
            if organisers == [row]:
                raise LastOrganiser
            session.delete(row)
    session.flush()
    return event
