import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from scheduler import jobs
from scheduler.clock import make_clock, run_job
from scheduler.jobs import JOBS, KEYS_KEPT, NOTIFICATIONS_KEPT, forget_notifications, forget_updates
from storage import inbox
from storage.database import Database
from storage.inbox import Received
from storage.models import InboxUpdate, Notification, Person
from storage.notifications import notify

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


def silent() -> None:
    """Nobody is waiting at the post."""


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SLICE", 2)


def updates(session: Session) -> None:
    for key, age in (("old", KEYS_KEPT + MOMENT), ("fresh", KEYS_KEPT - MOMENT)):
        received = [Received(f"{key} {number}", 1001, {}) for number in range(5)]
        rows = inbox.keep(session, "telegram", received, NOW - age)
        inbox.set_aside(session, rows.values(), "shown")
    inbox.keep(session, "telegram", [Received("unanswered", 1001, {})], NOW - 9 * KEYS_KEPT)


def notifications(session: Session) -> None:
    session.add(Person(id=1, created_at=NOW))
    session.flush()
    for key, age in (("old", NOTIFICATIONS_KEPT + MOMENT), ("fresh", NOTIFICATIONS_KEPT - MOMENT), ("waiting", None)):
        for number in range(5):
            notify(session, 1, "news", {}, NOW - 9 * NOTIFICATIONS_KEPT, f"{key} {number}")
        ended = select(Notification).where(Notification.dedupe_key.like(f"{key} %"))
        for row in session.execute(ended).scalars():
            row.done_at = None if age is None else NOW - age


def keys(session: Session) -> set[str]:
    return {
        *(key.split()[0] for key in session.execute(select(InboxUpdate.key)).scalars()),
        *(key.split()[0] for key in session.execute(select(Notification.dedupe_key)).scalars()),
    }


@pytest.mark.parametrize("job", [forget_updates, forget_notifications])
def test_old_rows_are_forgotten_two_at_a_time(session: Session, job: jobs.Job) -> None:
    updates(session)
    notifications(session)
    model = InboxUpdate if job is forget_updates else Notification

    def left() -> int:
        return len(session.execute(select(model.id)).all())

    every = left()
    assert [every - left() for _ in job(session, NOW)] == [2, 4, 5]


def test_old_updates_are_forgotten_and_others_kept(session: Session) -> None:
    updates(session)
    assert list(forget_updates(session, NOW))
    assert keys(session) == {"fresh", "unanswered"}


def test_old_notifications_are_forgotten_and_others_kept(session: Session) -> None:
    notifications(session)
    assert list(forget_notifications(session, NOW))
    assert keys(session) == {"fresh", "waiting"}


@pytest.mark.parametrize("job", JOBS)
async def test_job_done_twice_changes_nothing_more(database: Database, job: jobs.Job) -> None:
    await database.run(updates)
    await database.run(notifications)
    await run_job(job, database, lambda: NOW, silent)
    left = await database.run(keys)
    await run_job(job, database, lambda: NOW, silent)
    assert await database.run(keys) == left


@pytest.mark.parametrize("job", JOBS)
async def test_job_without_work_ends(database: Database, job: jobs.Job) -> None:
    await run_job(job, database, lambda: NOW, silent)
    assert await database.run(keys) == set()


async def test_every_unit_of_a_job_is_kept_by_itself(database: Database) -> None:
    runs: list[int] = []

    def breaks_at_the_third(session: Session, now: datetime) -> Iterator[None]:
        runs.append(1)
        inbox.keep(session, "vk", [Received(str(len(runs)), None, {})], now)
        if len(runs) == 3:
            raise OperationalError("", {}, OSError())
        yield

    await run_job(breaks_at_the_third, database, lambda: NOW, silent)
    assert await database.run(keys) == {"1", "2"}


async def test_post_is_woken_when_a_job_has_news(database: Database) -> None:
    woken: list[bool] = []

    def brings_news(session: Session, now: datetime) -> Iterator[None]:
        if session.get(Person, 1) is None:
            session.add(Person(id=1, created_at=now))
            session.flush()
            notify(session, 1, "news", {}, now, "news")
            yield

    await run_job(brings_news, database, lambda: NOW, lambda: woken.append(True))
    assert woken == [True]


async def test_turns_go_between_the_units_of_a_job(database: Database) -> None:
    seen: list[set[str]] = []

    def long(session: Session, now: datetime) -> Iterator[None]:
        if len(seen) < 3:
            inbox.keep(session, "vk", [Received(str(len(seen)), None, {})], now)
            yield

    async def turns() -> None:
        while len(seen) < 3:
            seen.append(await database.run(keys))

    job = asyncio.create_task(run_job(long, database, lambda: NOW, silent))
    await asyncio.wait_for(turns(), 10)
    await asyncio.wait_for(job, 10)
    assert len(seen) == 3


async def test_clock_rings_for_every_job(database: Database) -> None:
    clock = make_clock(database, lambda: NOW, silent)
    clock.start(paused=True)
    try:
        assert {job.id for job in clock.get_jobs()} == {job.__name__ for job in JOBS}
    finally:
        clock.shutdown(wait=False)
