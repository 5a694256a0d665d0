"""Events: where they stand, who makes them happen, who sees and who runs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from community import roles
from community.refusals import EventGone, NotAllowed
from community.roles import Right, Scope
from storage.models import Event, EventHost, Person, Registration
from storage.people import people_by_id

USUAL_LENGTH = timedelta(hours=2)  # of what has no end
SEATED = ("registered", "offered")
TEAM_CONTEST = "team-contest"  # a kind for which teams register, unless its organiser says otherwise
LINK = "e"  # an event's link begins with it


class State(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    DECLINED = "declined"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """Where an event stands at a moment, as people see it."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    DECLINED = "declined"
    SOON = "soon"  # registration has not begun
    OPEN = "open"
    FULL = "full"
    CLOSED = "closed"
    NOW = "now"
    OVER = "over"
    CANCELLED = "cancelled"


class Part(StrEnum):
    """What somebody does for an event."""

    ORGANISER = "organiser"
    SPEAKER = "speaker"
    EXPERT = "expert"


@dataclass(frozen=True)
class Host:
    part: Part
    name: str | None
    person_id: int | None


@dataclass(frozen=True)
class Card:
    """An event as one person sees it. `seated`: seats taken or offered. `place`: theirs in the waitlist.

    `keeps`: what stays of the event is for them. `part`: what they do for it.
    `results`: who achieved what, where the organiser shows it to members.
    """

    event: Event
    stage: Stage
    seated: int
    waiting: int
    hosts: tuple[Host, ...] = ()
    mine: Registration | None = None
    place: int | None = None
    runs: bool = False
    keeps: bool = False
    part: Part | None = None
    results: tuple[tuple[str, str], ...] = ()

    @property
    def free(self) -> int | None:
        return None if self.event.capacity is None else max(self.event.capacity - self.seated, 0)


def ends_at(event: Event) -> datetime:
    return event.ends_at or event.starts_at + USUAL_LENGTH


def not_over(now: datetime) -> ColumnElement[bool]:
    """Of the rows of `event`: `ends_at` is later. Never NULL, whose contrary is NULL too."""
    later = Event.ends_at.is_not(None) & (Event.ends_at > now)
    return or_(later, Event.ends_at.is_(None) & (Event.starts_at > now - USUAL_LENGTH))


def stage(event: Event, seated: int, now: datetime) -> Stage:
    if event.state != State.PUBLISHED:
        return Stage(event.state)
    if now >= event.starts_at:
        return Stage.NOW if now < ends_at(event) else Stage.OVER
    if event.opens_at and now < event.opens_at:
        return Stage.SOON
    if event.closes_at and now >= event.closes_at:
        return Stage.CLOSED
    return Stage.FULL if event.capacity is not None and seated >= event.capacity else Stage.OPEN


def look(session: Session, person: Person, event_id: int, now: datetime) -> Card:
    """Drafts and proposals are seen by those who run them, and by who proposed. Raises `EventGone`."""
    event = session.get(Event, event_id)
    if event is None:
        raise EventGone
    runs = may_run(session, person, event, now)
    if event.state not in (State.PUBLISHED, State.CANCELLED) and not runs and event.created_by != person.id:
        raise EventGone
    return card(session, person, event, now, runs)


def card(session: Session, person: Person, event: Event, now: datetime, runs: bool = False) -> Card:
    numbers = _numbers(session, event.id)
    seated = sum(numbers.get(state, 0) for state in SEATED)
    mine = registration_of(session, person, event)
    return Card(
        event=event,
        stage=stage(event, seated, now),
        seated=seated,
        waiting=numbers.get("waitlisted", 0),
        hosts=hosts(session, event),
        mine=mine,
        place=place_of(session, mine) if mine and mine.state == "waitlisted" else None,
        runs=runs,
        keeps=bool(event.materials or event.recording) and (runs or _was_there(session, event, mine)),
        part=part_of(session, person, event),
        results=tuple(results_of(session, event)) if event.results_shown and person.joined_at else (),
    )


def _was_there(session: Session, event: Event, mine: Registration | None) -> bool:
    """Or had a seat, where nobody was marked."""
    if mine is None or mine.state != "registered":
        return False
    return mine.attended_at is not None or not is_anybody_marked(session, event)


def is_anybody_marked(session: Session, event: Event) -> bool:
    marked = Registration.event_id == event.id, Registration.attended_at.is_not(None)
    return session.execute(select(Registration.id).where(*marked).limit(1)).first() is not None


def hosts(session: Session, event: Event) -> tuple[Host, ...]:
    """Organisers first; members by the names they go by today."""
    return tuple(host for _, host in host_rows(session, event))


def host_rows(session: Session, event: Event) -> list[tuple[EventHost, Host]]:
    here = select(EventHost).where(EventHost.event_id == event.id).order_by(EventHost.id)
    rows = list(session.execute(here).scalars())
    members = people_by_id(session, {row.person_id for row in rows if row.person_id})
    found = [(row, Host(Part(row.role), _name(row, members), row.person_id)) for row in rows]
    return sorted(found, key=lambda pair: list(Part).index(pair[1].part))


def _name(row: EventHost, members: dict[int, Person]) -> str | None:
    member = members.get(row.person_id or 0)
    return member.name if member else row.name


def results_of(session: Session, event: Event) -> list[tuple[str, str]]:
    """Who, or which team, and what; a team once for each result."""
    given = Registration.event_id == event.id, Registration.state == "registered", Registration.result.is_not(None)
    rows = select(Registration.team, Person.name, Registration.result).join(Person, Person.id == Registration.person_id)
    found = session.execute(rows.where(*given).order_by(Registration.id))
    return list(dict.fromkeys((team or name or "", result or "") for team, name, result in found))


def registration_of(session: Session, person: Person, event: Event) -> Registration | None:
    mine = Registration.event_id == event.id, Registration.person_id == person.id
    return session.execute(select(Registration).where(*mine)).scalar_one_or_none()


def part_of(session: Session, person: Person, event: Event) -> Part | None:
    mine = EventHost.event_id == event.id, EventHost.person_id == person.id
    role = session.execute(select(EventHost.role).where(*mine)).scalar_one_or_none()
    return Part(role) if role else None


def place_of(session: Session, registration: Registration) -> int:
    """In the waitlist, from 1."""
    earlier = or_(
        Registration.queued_at < registration.queued_at,
        (Registration.queued_at == registration.queued_at) & (Registration.id < registration.id),
    )
    ahead = Registration.event_id == registration.event_id, Registration.state == "waitlisted", earlier
    return session.execute(select(func.count()).select_from(Registration).where(*ahead)).scalar_one() + 1


def may_run(session: Session, person: Person, event: Event, now: datetime) -> bool:
    """Its organisers, and whoever plans for where it takes place."""
    return _organises(session, person, event) or plans_for(session, person, event.municipality, now)


def plans_for(session: Session, person: Person, municipality: str | None, now: datetime) -> bool:
    """An event of no municipality is everybody's: only those who plan for all plan it."""
    try:
        reach = planning(session, person, now)
    except NotAllowed:
        return False
    return reach.everywhere or municipality in reach.municipalities


def plans(session: Session, person: Person, now: datetime) -> bool:
    """Whether they make events at all."""
    return Right.PLAN in roles.rights_of(session, person, now)


def planning(session: Session, person: Person, now: datetime) -> Scope:
    """Raises `NotAllowed`."""
    return roles.scope(session, person, Right.PLAN, now)


def to_run(session: Session, actor: Person, event_id: int, now: datetime, lock: bool = False) -> Event:
    """The event, for somebody who runs it. `lock`: nobody registers meanwhile. Raises `EventGone`, `NotAllowed`."""
    event = locked(session, event_id) if lock else session.get(Event, event_id)
    if event is None:
        raise EventGone
    if not may_run(session, actor, event, now):
        raise NotAllowed
    return event


def locked(session: Session, event_id: int) -> Event:
    """Nobody takes the last seat meanwhile. Raises `EventGone`."""
    event = session.get(Event, event_id, with_for_update=True, populate_existing=True)
    if event is None:
        raise EventGone
    return event


def seated(session: Session, event: Event) -> int:
    taken = Registration.event_id == event.id, Registration.state.in_(SEATED)
    return session.execute(select(func.count()).select_from(Registration).where(*taken)).scalar_one()


def _organises(session: Session, person: Person, event: Event) -> bool:
    host = EventHost.event_id == event.id, EventHost.person_id == person.id, EventHost.role == Part.ORGANISER.value
    return session.execute(select(EventHost.id).where(*host)).first() is not None


def _numbers(session: Session, event_id: int) -> dict[str, int]:
    counted = select(Registration.state, func.count()).where(Registration.event_id == event_id)
    return {row[0]: row[1] for row in session.execute(counted.group_by(Registration.state))}
