"""Events by the clock: reminders, seats offered and not taken, seats that have become free."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from community import certificate_news, feedback, materials, registrations, releases, reminders
from community.profiles import CommunityProfile
from scheduler.jobs import Job


def ask_how_it_was(session: Session, now: datetime) -> Iterator[None]:
    while feedback.ask(session, now):
        yield


def tell_of_materials(session: Session, now: datetime) -> Iterator[None]:
    while materials.tell(session, now):
        yield


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

    def ask_for_releases(session: Session, now: datetime) -> Iterator[None]:
        while releases.ask_for_releases(session, community, now):
            yield

    def tell_of_certificates(session: Session, now: datetime) -> Iterator[None]:
        while certificate_news.tell(session, now):
            yield

    often, now_and_then = timedelta(seconds=30), timedelta(minutes=5)
    return {
        remind_of_events: often,
        end_offers: often,
        move_up: often,
        ask_how_it_was: now_and_then,
        tell_of_materials: now_and_then,
        tell_of_certificates: now_and_then,
        ask_for_releases: now_and_then,
    }
