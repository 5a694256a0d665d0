from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

from scheduler.jobs import JOBS, Job
from storage.database import Database

log = structlog.get_logger()


def make_clock(database: Database, now: Callable[[], datetime]) -> AsyncIOScheduler:
    """Only rings: each job is idempotent, so a ring missed, late or doubled does no harm."""
    clock = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for job, every in JOBS.items():
        clock.add_job(run_job, "interval", seconds=every.total_seconds(), args=[job, database, now], id=job.__name__)
    return clock


async def run_job(job: Job, database: Database, now: Callable[[], datetime]) -> None:
    """A unit up to each `yield` is a transaction of its own, and turns go first in between."""
    try:
        while await database.run(lambda session: _unit(session, job, now()), urgent=False):
            pass
    except Exception as error:  # noqa: BLE001 - the next ring tries again
        log.error("job failed", job=job.__name__, error=type(error).__name__)


def _unit(session: Session, job: Job, now: datetime) -> bool:
    """True when there was something to do, and so perhaps more."""
    return next((True for _ in job(session, now)), False)
