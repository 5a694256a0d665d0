"""Whoever was there is told, once and a day after, that a certificate is ready for them; and when it is withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, select
from sqlalchemy.orm import Session

from community import events
from community.certificates import Kind
from community.events import State
from community.notices import Notice
from storage.models import Certificate, Event, Notification, Person, Registration
from storage.notifications import notify

READY_AFTER = timedelta(days=1)
USEFUL = timedelta(days=30)  # after the end; no longer than notifications are kept, or people are told twice
SLICE = 50
SLIP = timedelta(minutes=10)


def tell(session: Session, now: datetime) -> bool:
    """One step; False when everybody has been told. Presence confirmed later is told of later."""
    over = Event.state == State.PUBLISHED, ~events.not_over(now - READY_AFTER), events.not_over(now - USEFUL)
    there = Registration.attended_at.is_not(None), Person.joined_at.is_not(None)
    waiting = (
        select(Event, Registration.person_id)
        .join(Registration, Registration.event_id == Event.id)
        .join(Person, Person.id == Registration.person_id)
        .where(*over, *there, ~exists().where(_issued()), ~exists().where(_told()))
        .order_by(Registration.id)
        .limit(SLICE)
    )
    rows = session.execute(waiting).all()
    for event, person in rows:
        ids = {"event": event.id, "person": person}
        topic, until = f"{Notice.CERTIFICATE_READY}:{event.id}", events.ends_at(event) + USEFUL
        notify(session, person, Notice.CERTIFICATE_READY, ids, now, topic, useful_until=until)
    return bool(rows)


def withdrawn(session: Session, event: Event, people: Collection[int], now: datetime) -> None:
    """Their marks have just been taken away. A slip of the organiser's is mended before anybody is told."""
    theirs = Certificate.event_id == event.id, Certificate.person_id.in_(people)
    found = select(Certificate).where(*theirs, Certificate.kind == Kind.PARTICIPANT.value)
    for each in session.execute(found).scalars().all():
        if each.person_id:
            topic = f"{Notice.CERTIFICATE_WITHDRAWN}:{each.id}:{now.timestamp():.6f}"
            ids = {"certificate": each.id}
            notify(session, each.person_id, Notice.CERTIFICATE_WITHDRAWN, ids, now + SLIP, topic)


def _issued() -> ColumnElement[bool]:
    same = Certificate.event_id == Registration.event_id, Certificate.person_id == Registration.person_id
    return and_(*same, Certificate.kind == Kind.PARTICIPANT.value)


def _told() -> ColumnElement[bool]:
    event, person = cast(Registration.event_id, String), cast(Registration.person_id, String)
    topic = literal(f"{Notice.CERTIFICATE_READY}:").concat(event)
    return Notification.dedupe_key == topic.concat(":").concat(person)
