"""Events by the clock: reminders, seats offered and not taken, seats that have become free, what repeats."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from community import occurrences, registrations, reminders
from community.profiles import CommunityProfile
from scheduler.jobs import Job


def event_jobs(community: CommunityProfile) -> dict[Job, timedelta]:
    def remind_of_events(session: Session, now: datetime) -> Iterator[None]:
        while reminders.remind(session, community, now):
            yield

    def end_offers(session: Session, now: datetime) -> Iterator[None]:
        while registrations.end_offers(session, community, now):
            yield

    def move_up(session: Session, now: datetime) -> Iterator[None]:
        while registrations.move_up(session, community, now):
            yield

    def repeat_events(session: Session, now: datetime) -> Iterator[None]:
        for series in occurrences.repeating(session):
            occurrences.extend(session, series, community, now)
            yield

    often = timedelta(seconds=30)
    return {remind_of_events: often, end_offers: often, move_up: often, repeat_events: timedelta(minutes=10)}
