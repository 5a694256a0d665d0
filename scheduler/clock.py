from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

from scheduler.jobs import JOBS, Job
from storage.database import Database, Priority
from storage.notifications import NOTIFIED

log = structlog.get_logger()

Now = Callable[[], datetime]

AT_ONCE = ("fill_broadcasts",)


async def run_clock(
    database: Database,
    now: Now,
    wake_posts: Callable[[], None],
    moved: asyncio.Event,
    more: Mapping[Job, timedelta] | None = None,
    begun: asyncio.Event | None = None,
) -> None:
    """Until it is cancelled; when time has `moved` by itself, every job looks at once.

    When something has `begun` that somebody waits for, those `AT_ONCE` do.
    """
    clock = make_clock(database, now, wake_posts, more)
    clock.start()
    try:
        await asyncio.gather(_ring(clock, moved), _ring(clock, begun or asyncio.Event(), AT_ONCE))
    finally:
        clock.shutdown(wait=False)


async def _ring(clock: AsyncIOScheduler, wanted: asyncio.Event, only: Collection[str] = ()) -> None:
    while True:
        await wanted.wait()
        wanted.clear()
        for job in clock.get_jobs():
            if not only or job.id in only:
                job.modify(next_run_time=datetime.now(UTC))


def make_clock(
    database: Database, now: Now, wake_posts: Callable[[], None], more: Mapping[Job, timedelta] | None = None
) -> AsyncIOScheduler:
    """Only rings: each job is idempotent, so a ring missed, late or doubled does no harm.

    `more`: jobs of this community, beside those that every one has.
    """
    clock = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for job, every in {**JOBS, **(more or {})}.items():
        ring = partial(run_job, job, database, now, wake_posts)
        clock.add_job(ring, "interval", seconds=every.total_seconds(), id=job.__name__)
    return clock


async def run_job(job: Job, database: Database, now: Now, wake_posts: Callable[[], None]) -> None:
    """A unit up to each `yield` is a transaction of its own, and turns go first in between."""
    try:
        more = True
        while more:
            more, notified = await database.run(lambda session: _unit(session, job, now()), Priority.JOB)
            if notified:
                wake_posts()
    except Exception as error:  # noqa: BLE001 - the next ring tries again
        log.error("job failed", job=job.__name__, error=type(error).__name__)


def _unit(session: Session, job: Job, now: datetime) -> tuple[bool, bool]:
    """Whether there was something to do, and so perhaps more, and whether somebody is to be told of it."""
    more = next((True for _ in job(session, now)), False)
    return more, NOTIFIED in session.info
