"""A published event is announced: to everybody, or to the members of a municipality."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import audiences, broadcasts, events, roles, send_control
from community.audiences import Audience, Counted
from community.broadcasts import ON, Progress
from community.events import Stage
from community.profiles import CommunityProfile
from community.refusals import (
    EventCancelled,
    EventGone,
    EventStarted,
    NotAllowed,
    RegistrationClosed,
    UnknownChoice,
)
from community.roles import Right, Scope
from storage.models import Broadcast, Event, Person

AHEAD = (Stage.SOON, Stage.OPEN, Stage.FULL)
MOST_TOWNS = 3


@dataclass(frozen=True)
class Choice:
    """`town` None: everybody."""

    town: str | None
    counted: Counted


@dataclass(frozen=True)
class Told:
    """What came of a press. `broadcast` None: there was nobody left to be told."""

    event: Event
    choice: Choice
    broadcast: Broadcast | None


def choices(session: Session, actor: Person, event_id: int, community: CommunityProfile, now: datetime) -> list[Choice]:
    """Whom the actor may tell of the event, the most first. Raises `NotAllowed`, and why it is not announced."""
    reach = roles.scope(session, actor, Right.ANNOUNCE, now)
    event = _ahead(session.get(Event, event_id), now)
    towns = _towns(reach, actor, event, community)
    if not towns:
        raise NotAllowed
    terms = broadcasts.terms(session, event, community, now)
    return [Choice(town, audiences.count(session, Audience.of(town), terms)) for town in towns]


def _towns(reach: Scope, actor: Person, event: Event, community: CommunityProfile) -> Sequence[str | None]:
    near = event.municipality or actor.municipality
    if reach.everywhere:
        known = near and community.only_municipality is None and community.municipality(near)
        return [None, near] if known else [None]
    own = sorted(town for town in reach.municipalities if community.municipality(town))
    return [event.municipality] if event.municipality in own else own[:MOST_TOWNS]


def announce(
    session: Session, actor: Person, event_id: int, town: str | None, community: CommunityProfile, now: datetime
) -> Told:
    """Begins at once; a second press finds what was begun, and tells only those who do not know.

    Raises `NotAllowed`, `UnknownChoice`, and why it is not announced.
    """
    _may(roles.scope(session, actor, Right.ANNOUNCE, now), town)
    if town is not None and community.municipality(town) is None:
        raise UnknownChoice
    event = _ahead(events.locked(session, event_id), now)
    audience = Audience.of(town)
    counted = audiences.count(session, audience, broadcasts.terms(session, event, community, now))
    running = _begun(session, event, audience)
    if running or not counted.receive:
        return Told(event, Choice(town, counted), running)
    return Told(event, Choice(town, counted), broadcasts.begin(session, actor, event, audience, counted, now))


def _begun(session: Session, event: Event, audience: Audience) -> Broadcast | None:
    """To the same people, and not yet given out to all of them."""
    open_ = Broadcast.event_id == event.id, Broadcast.state.in_(ON), Broadcast.filled_at.is_(None)
    rows = session.execute(select(Broadcast).where(*open_).order_by(Broadcast.id)).scalars()
    return next((row for row in rows if Audience.model_validate(row.audience) == audience), None)


def stop(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    """Who has not got it yet does not get it. A second press changes nothing.

    Raises `NotAllowed`, `AnnouncementGone`.
    """
    return send_control.cancel(session, actor, broadcast_id, now)


def may_announce(session: Session, actor: Person, event: Event, now: datetime) -> bool:
    """Whether the card offers it."""
    return nearest(session, actor, [event], now) is not None


def nearest(session: Session, actor: Person, among: Iterable[Event], now: datetime) -> Event | None:
    """The first of several events of which the actor may tell others."""
    try:
        reach = roles.scope(session, actor, Right.ANNOUNCE, now)
    except NotAllowed:
        return None
    told = reach.everywhere or reach.municipalities
    return min((each for each in among if told and _is_ahead(each, now)), key=_begins, default=None)


def _begins(event: Event) -> tuple[datetime, int]:
    return event.starts_at, event.id


def _is_ahead(event: Event, now: datetime) -> bool:
    try:
        return _ahead(event, now) is event
    except (EventGone, EventCancelled, EventStarted, RegistrationClosed):
        return False


def progress(session: Session, event: Event) -> Progress | None:
    return broadcasts.progress(session, event)


def _may(reach: Scope, town: str | None) -> None:
    if not reach.everywhere and town not in reach.municipalities:
        raise NotAllowed


def _ahead(event: Event | None, now: datetime) -> Event:
    if event is None:
        raise EventGone
    match events.stage(event, 0, now):
        case Stage.CANCELLED:
            raise EventCancelled
        case Stage.NOW | Stage.OVER:
            raise EventStarted
        case Stage.CLOSED:
            raise RegistrationClosed
        case stage if stage in AHEAD:
            return event
    raise EventGone
