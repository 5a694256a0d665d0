"""What stays of an event: materials and a recording, for those who were there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import String, and_, cast, exists, literal, or_, select
from sqlalchemy.orm import Session

from community import events, planning
from community.events import State
from community.names import clean
from community.notices import Notice
from community.refusals import EventCancelled, EventGone, UnknownChoice
from storage.models import Event, Notification, Person, Registration
from storage.notifications import notify_all

LONGEST = 600
NEWS_FOR = timedelta(days=21)  # less than a notification is kept, or people would be told twice
SELDOM = timedelta(days=1)
SLICE = 200


class Part(StrEnum):
    MATERIALS = "materials"
    RECORDING = "recording"


def known(name: str) -> Part:
    """Raises `UnknownChoice`."""
    if name not in set(Part):
        raise UnknownChoice
    return Part(name)


def read(part: Part, text: str) -> str | None:
    return planning.parse_link(text) if part is Part.RECORDING else parse_materials(text)


def parse_materials(text: str) -> str | None:
    """Words and links, in lines."""
    lines = filter(None, map(clean, text.splitlines()))
    said = "\n".join(lines)
    return said if 2 <= len(said) <= LONGEST and any(map(str.isalpha, said)) else None


def put(session: Session, actor: Person, event_id: int, part: Part, value: str | None, now: datetime) -> Event:
    """Those who were there are told by the clock. Raises `EventGone`, `NotAllowed`, `EventCancelled`."""
    event = events.to_run(session, actor, event_id, now, lock=True)
    if event.state == State.CANCELLED:
        raise EventCancelled
    if event.state != State.PUBLISHED:
        raise EventGone
    setattr(event, part.value, value)
    session.flush()
    return event


def tell(session: Session, now: datetime) -> bool:
    """One slice of people of one event, whom nobody has told of what it has now; False when nobody is left."""
    something = or_(Event.materials.is_not(None), Event.recording.is_not(None))
    over = Event.state == State.PUBLISHED, ~events.not_over(now), events.not_over(now - NEWS_FOR)
    for event in session.execute(select(Event).where(*over, something).order_by(Event.id)).scalars().all():
        if people := _untold(session, event, now):
            useful_until = events.ends_at(event) + NEWS_FOR
            ids, topic = {"event": event.id}, _topic(event)
            notify_all(session, people, Notice.EVENT_MATERIALS, ids, now, topic, useful_until=useful_until)
            return True
    return False


def _topic(event: Event) -> str:
    content = sha256(f"{event.materials}\n{event.recording}".encode()).hexdigest()[:16]
    return f"{Notice.EVENT_MATERIALS}:{event.id}:{content}"


def _untold(session: Session, event: Event, now: datetime) -> Sequence[int]:
    key = literal(f"{_topic(event)}:").concat(cast(Registration.person_id, String))
    told = exists().where(Notification.dedupe_key == key)
    lately = exists().where(
        Notification.person_id == Registration.person_id,
        Notification.kind == Notice.EVENT_MATERIALS,
        Notification.dedupe_key.startswith(f"{Notice.EVENT_MATERIALS}:{event.id}:", autoescape=True),
        Notification.due > now - SELDOM,
    )
    there = and_(Registration.event_id == event.id, Registration.state == "registered")
    if events.is_anybody_marked(session, event):
        there &= Registration.attended_at.is_not(None)
    member = exists().where(Person.id == Registration.person_id, Person.joined_at.is_not(None))
    people = select(Registration.person_id).where(there, member, ~told, ~lately)
    return session.execute(people.order_by(Registration.person_id).limit(SLICE)).scalars().all()
