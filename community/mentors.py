"""Confirmed mentors: what they offer, how many they take, whether they pause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import mentor_offers, routing
from community.refusals import NotAMentor
from storage.models import Mentor, MentorApplication, Person

MOST_CAPACITY = 12


def of(session: Session, person: Person) -> Mentor | None:
    return session.execute(select(Mentor).where(Mentor.person_id == person.id)).scalar_one_or_none()


def active(session: Session, person: Person) -> Mentor | None:
    mentor = of(session, person) if person.joined_at else None
    return mentor if mentor and mentor.ended_at is None else None


def must_be(session: Session, person: Person) -> Mentor:
    mentor = active(session, person)
    if mentor is None:
        raise NotAMentor
    return mentor


def confirm(session: Session, application: MentorApplication, person: Person, now: datetime) -> Mentor:
    """Who was a mentor before becomes one again; nothing is published until they say so."""
    mentor = of(session, person) or Mentor(person_id=person.id)
    mentor.ground, mentor.competences = application.ground, list(application.competences)
    mentor.formats, mentor.capacity, mentor.about = list(application.formats), application.capacity, application.about
    mentor.confirmed_at, mentor.paused_at, mentor.ended_at, mentor.published = now, None, None, []
    session.add(mentor)
    session.flush()
    return mentor


def change(session: Session, person: Person, values: Mapping[str, Any]) -> Mentor:
    """`values`: competences, formats, capacity or about."""
    mentor = must_be(session, person)
    for name in ("competences", "formats", "capacity", "about"):
        if name in values:
            setattr(mentor, name, values[name])
    session.flush()
    return mentor


def pause(session: Session, person: Person, now: datetime) -> Mentor:
    mentor = must_be(session, person)
    mentor.paused_at = mentor.paused_at or now
    routing.release(session, person, now)
    mentor_offers.release(session, person)
    return mentor


def resume(session: Session, person: Person) -> Mentor:
    mentor = must_be(session, person)
    mentor.paused_at = None
    return mentor


def end(session: Session, person: Person, now: datetime) -> bool:
    """Whether there was something to end. What was published is not any more."""
    mentor = of(session, person)
    if mentor is None or mentor.ended_at is not None:
        return False
    mentor.ended_at, mentor.published, mentor.about, person.search = now, [], None, ""
    session.flush()
    routing.release(session, person, now)
    mentor_offers.release(session, person)
    return True
