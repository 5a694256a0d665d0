from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

from community import roles
from community.notices import Notice
from scheduler.jobs import JOBS, Job
from storage import job_runs
from storage.database import Database, Priority
from storage.job_runs import FAILED, Outcome
from storage.notifications import NOTIFIED, notify_all

log = structlog.get_logger()

Now = Callable[[], datetime]

BACK_OFF = tuple(timedelta(seconds=each) for each in (10, 60, 300, 900))  # after the first failure in a row, …
REPORTED_AFTER = 3  # failures in a row: one may be a database that was busy
NOTED_EVERY = 60.0  # seconds; at once where the result is another one
JUMP = timedelta(milliseconds=500)  # of the clock of tests and of the sandbox
SETTLED = timedelta(seconds=5)  # after a start, before what was missed is made up for
AT_ONCE = ("fill_broadcasts",)  # jobs that a press wakes


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
        await _make_up(clock, database, now)
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
        ring = Ring(job, every, database, now, wake_posts, partial(_again, clock, job.__name__))
        clock.add_job(ring.go, "interval", seconds=every.total_seconds(), id=job.__name__, name=job.__name__)
    return clock


def _again(clock: AsyncIOScheduler, job: str, after: timedelta) -> None:
    clock.modify_job(job, next_run_time=datetime.now(UTC) + after)


async def _make_up(clock: AsyncIOScheduler, database: Database, now: Now) -> None:
    """What was due while no program ran does not wait a whole round more."""
    try:
        due = await database.run(_due, Priority.JOB)
    except Exception as error:  # noqa: BLE001 - then it waits
        log.error("clock cannot read when it last rang", error=type(error).__name__)
        return
    for job in clock.get_jobs():
        if job.id in due and (after := max(due[job.id] - now(), SETTLED)) < job.trigger.interval:
            _again(clock, job.id, after)


def _due(session: Session) -> dict[str, datetime]:
    return {name: row.next_at for name, row in job_runs.by_name(session).items()}


class Ring:
    """A job as the clock rings for it: done, noted, and after a failure tried `again` sooner or later than usual."""

    def __init__(
        self,
        job: Job,
        every: timedelta,
        database: Database,
        now: Now,
        wake_posts: Callable[[], None],
        again: Callable[[timedelta], None],
    ) -> None:
        self._job, self._every = job, every
        self._database, self._now = database, now
        self._wake_posts, self._again = wake_posts, again
        self._failures = 0
        self._noted: tuple[str, float] | None = None  # the result, and when

    async def go(self) -> None:
        """APScheduler takes it for an error when the program ends, or leads no more, amid a job."""
        with suppress(asyncio.CancelledError):
            await self._go()

    async def _go(self) -> None:
        began, moment = perf_counter(), self._now()
        outcome = await run_job(self._job, self._database, self._now, self._wake_posts)
        self._failures = self._failures + 1 if outcome.result == FAILED else 0
        pause = BACK_OFF[min(self._failures, len(BACK_OFF)) - 1] if self._failures else None
        if pause or self._is_news(outcome.result):
            await self._note(outcome, pause)
        if pause or self._now() - moment > timedelta(seconds=perf_counter() - began) + JUMP:
            self._again(pause or JUMP / 10)  # while at work it cannot be rung for anew

    def _is_news(self, result: str) -> bool:
        return self._noted is None or self._noted[0] != result or perf_counter() - self._noted[1] >= NOTED_EVERY

    async def _note(self, outcome: Outcome, pause: timedelta | None) -> None:
        note = partial(_noted, job=self._job.__name__, every=self._every, outcome=outcome, now=self._now(), pause=pause)
        try:
            if await self._database.run(note, Priority.JOB):
                self._wake_posts()
            self._noted = outcome.result, perf_counter()
        except Exception as error:  # noqa: BLE001 - the job itself is what matters
            log.error("job not noted", job=self._job.__name__, error=type(error).__name__)


def _noted(
    session: Session, job: str, every: timedelta, outcome: Outcome, now: datetime, pause: timedelta | None
) -> bool:
    """True where somebody is to be told of it."""
    failures = job_runs.note(session, job, every, outcome, now, pause)
    if failures.number >= REPORTED_AFTER:
        _report(session, job, failures.since or now, now)
    return NOTIFIED in session.info


def _report(session: Session, job: str, since: datetime, now: datetime) -> None:
    """To the owners, once until it has succeeded in between."""
    topic = f"{Notice.JOB_FAILED}:{job}:{since.timestamp():.0f}"
    notify_all(session, roles.owners(session), Notice.JOB_FAILED, {"job": job}, now, topic)


async def run_job(job: Job, database: Database, now: Now, wake_posts: Callable[[], None]) -> Outcome:
    """A unit up to each `yield` is a transaction of its own, and turns go first in between."""
    began, steps, more = perf_counter(), 0, True
    try:
        while more:
            more, notified = await database.run(partial(_unit, job=job, now=now()), Priority.JOB)
            steps += more
            if notified:
                wake_posts()
    except Exception as error:  # noqa: BLE001 - it is tried again
        log.error("job failed", job=job.__name__, error=type(error).__name__)
        return Outcome(FAILED, steps, _since(began), type(error).__name__[:60])
    return Outcome("done" if steps else "nothing", steps, _since(began))


def _since(began: float) -> int:
    """Milliseconds."""
    return round((perf_counter() - began) * 1000)


def _unit(session: Session, job: Job, now: datetime) -> tuple[bool, bool]:
    """Whether there was something to do, and so perhaps more, and whether somebody is to be told of it."""
    more = next((True for _ in job(session, now)), False)
    return more, NOTIFIED in session.info
