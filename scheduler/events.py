"""Events by the clock: reminders, seats offered and not taken, seats that have become free, what repeats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from community import (
    certificate_news,
    feedback,
    materials,
    occurrences,
    registrations,
    releases,
    reminders,
)
from community.profiles import CommunityProfile
from scheduler.jobs import Job

OFTEN, NOW_AND_THEN = timedelta(seconds=30), timedelta(minutes=5)
Step = Callable[[Session, datetime], int]


def event_jobs(community: CommunityProfile) -> dict[Job, timedelta]:
    """Each step does a little, and says whether there may be more."""
    often: dict[str, Step] = {
        "remind_of_events": lambda session, now: reminders.remind(session, community, now),
        "end_offers": lambda session, now: registrations.end_offers(session, community, now),
        "move_up": lambda session, now: registrations.move_up(session, community, now),
    }
    seldom: dict[str, Step] = {
        "ask_how_it_was": feedback.ask,
        "tell_of_materials": materials.tell,
        "tell_of_certificates": certificate_news.tell,
        "ask_for_releases": lambda session, now: releases.ask_for_releases(session, community, now),
        "repeat_events": lambda session, now: occurrences.extend_one(session, community, now),
    }
    jobs = {job(name, step): OFTEN for name, step in often.items()}
    return jobs | {job(name, step): NOW_AND_THEN for name, step in seldom.items()}


def job(name: str, step: Step) -> Job:
    def step_by_step(session: Session, now: datetime) -> Iterator[None]:
        while step(session, now):
            yield

    step_by_step.__name__ = name
    return step_by_step
