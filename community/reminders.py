"""What people are reminded of before an event, once for each start: a day, an hour, at the start where it is online.

Who holds a seat of a full event is asked two days before whether they still come; silence frees it for who waits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    bindparam,
    cast,
    exists,
    literal,
    select,
    union,
    update,
)
from sqlalchemy.orm import Session

from community import events, registrations
from community.events import State
from community.notices import Notice
from community.profiles import CommunityProfile
from storage.models import Event, EventHost, EventReminder, Notification, Registration
from storage.notifications import notify_all

SLICE = 200


class Kind(StrEnum):
    ASK = "ask"  # whether they still come
    FREE = "free"  # the seats of those who did not answer
    DAY = "day"
    HOUR = "hour"
    START = "start"


BEFORE = {
    Kind.ASK: timedelta(hours=48),
    Kind.FREE: timedelta(hours=26),
    Kind.DAY: timedelta(hours=24),
    Kind.HOUR: timedelta(hours=1),
    Kind.START: timedelta(0),
}
# Until so long after the start of the event a reminder is of use; before it, where negative.
USEFUL = {
    Kind.ASK: timedelta(hours=-30),
    Kind.FREE: timedelta(hours=-2),
    Kind.DAY: timedelta(hours=-3),
    Kind.HOUR: timedelta(minutes=-10),
    Kind.START: timedelta(minutes=10),
}
FRESH = timedelta(hours=24)  # who has just registered is not asked whether they still come


def remind(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """One step for one event; False when nothing is due."""
    return any(_remind(session, kind, community, now) for kind in Kind)


def _remind(session: Session, kind: Kind, community: CommunityProfile, now: datetime) -> bool:
    event_id = _due(session, kind, now)
    if event_id is None:
        return False
    event = events.locked(session, event_id)
    if not _is_due(event, kind, now) or _is_done(session, event, kind):
        return True
    done = _do(session, event, kind, community, now)
    if done:
        session.add(EventReminder(event_id=event.id, kind=kind.value, starts_at=event.starts_at))
        session.flush()
    return True


def _unreminded(kind: Kind) -> Select[int]:
    done = exists().where(
        EventReminder.event_id == Event.id,
        EventReminder.kind == kind.value,
        EventReminder.starts_at == Event.starts_at,
    )
    soon = Event.starts_at <= bindparam("latest"), Event.starts_at > bindparam("earliest")
    due = select(Event.id).where(Event.state == State.PUBLISHED, *soon, ~done)
    return due.order_by(Event.starts_at, Event.id).limit(1)


UNREMINDED = {kind: _unreminded(kind) for kind in Kind}  # asked all day long, and hardly ever with an answer


def _due(session: Session, kind: Kind, now: datetime) -> int | None:
    soon = {"latest": now + BEFORE[kind], "earliest": now - USEFUL[kind]}
    return session.execute(UNREMINDED[kind], soon).scalar()


def _is_due(event: Event, kind: Kind, now: datetime) -> bool:
    """Looked at again under the lock."""
    return event.state == State.PUBLISHED and now - USEFUL[kind] < event.starts_at <= now + BEFORE[kind]


def _is_done(session: Session, event: Event, kind: Kind) -> bool:
    """By another clock, while this one waited."""
    same = EventReminder.event_id == event.id, EventReminder.kind == kind.value
    done = select(EventReminder.id).where(*same, EventReminder.starts_at == event.starts_at)
    return session.execute(done).first() is not None


def _do(session: Session, event: Event, kind: Kind, community: CommunityProfile, now: datetime) -> bool:
    """False when there may be more people to be told."""
    match kind:
        case Kind.ASK:
            return _ask(session, event, now)
        case Kind.FREE:
            _free(session, event, community, now)
            return True
        case Kind.DAY if _is_news(event):
            return True  # they have just been told of it
        case Kind.START if not event.url:
            return True
    return _tell(session, event, kind, now)


def _is_news(event: Event) -> bool:
    last = max(filter(None, (event.published_at, event.moved_at)), default=None)
    return last is not None and last > event.starts_at - BEFORE[Kind.DAY]


def _tell(session: Session, event: Event, kind: Kind, now: datetime) -> bool:
    topic = f"{Notice.EVENT_REMINDER}:{kind}:{event.id}:{event.starts_at.timestamp():.0f}"
    hosting = select(EventHost.person_id).where(EventHost.event_id == event.id, EventHost.person_id.is_not(None))
    people = _untold(session, union(_registered(event), hosting), topic)
    ids = {"event": event.id, "kind": kind.value, "starts_at": event.starts_at.isoformat()}
    useful_until = event.starts_at + USEFUL[kind]
    notify_all(session, people, Notice.EVENT_REMINDER, ids, now, topic, useful_until=useful_until)
    return len(people) < SLICE


def _ask(session: Session, event: Event, now: datetime) -> bool:
    """Only where somebody waits for a seat."""
    if not registrations.waiting(session, event):
        return True
    topic = f"{Notice.STILL_COMING}:{event.id}:{event.starts_at.timestamp():.0f}"
    people = _untold(session, union(_registered(event, Registration.changed_at < now - FRESH)), topic)
    theirs = Registration.event_id == event.id, Registration.person_id.in_(people)
    session.execute(update(Registration).where(*theirs).values(prompted_at=now, confirmed_at=None))
    ids = {"event": event.id, "starts_at": event.starts_at.isoformat()}
    useful_until = event.starts_at - BEFORE[Kind.FREE]
    notify_all(session, people, Notice.STILL_COMING, ids, now, topic, useful_until=useful_until)
    return len(people) < SLICE


def _registered(event: Event, *more: ColumnElement[bool]) -> Select[int]:
    mine = Registration.event_id == event.id, Registration.state == "registered"
    return select(Registration.person_id).where(*mine, *more)


def _untold(session: Session, people: CompoundSelect[Any], topic: str) -> Sequence[int]:
    person = people.subquery().c.person_id
    told = exists().where(Notification.dedupe_key == literal(f"{topic}:").concat(cast(person, String)))
    return session.execute(select(person).where(~told).order_by(person).limit(SLICE)).scalars().all()


def _free(session: Session, event: Event, community: CommunityProfile, now: datetime) -> None:
    """As many seats as people wait, those taken last first."""
    silent = select(Registration).where(
        Registration.event_id == event.id,
        Registration.state == "registered",
        Registration.prompted_at.is_not(None),
        Registration.confirmed_at.is_(None),
    )
    freed = silent.order_by(Registration.queued_at.desc(), Registration.id.desc()).limit(
        registrations.waiting(session, event)
    )
    for registration in session.execute(freed).scalars().all():
        registrations.free_silent(session, event, registration, community, now)
