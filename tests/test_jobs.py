import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.__main__ import main
from bot.jobs import lines
from community.notices import Notice
from community.profile_files import known_profiles, load_profile
from scheduler import clock, jobs
from scheduler.clock import Ring, make_clock, run_clock, run_job
from scheduler.jobs import JOBS, KEYS_KEPT, NOTIFICATIONS_KEPT, forget_notifications, forget_updates
from scheduler.timetable import timetable
from screens import clock_jobs
from screens.clock_notices import job_failed
from storage import inbox, job_runs
from storage.database import Database
from storage.inbox import Received
from storage.job_runs import Outcome
from storage.models import Grant, InboxUpdate, JobRun, Notification, Person
from storage.notifications import notify

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
PROFILE = "perm-nastavniki"


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
        *(key.split()[0] for key in session.execute(select(Notification.dedupe_key)).scalars() if key),
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
    made = make_clock(database, lambda: NOW, silent)
    made.start(paused=True)
    try:
        assert {job.id for job in made.get_jobs()} == {job.__name__ for job in JOBS}
    finally:
        made.shutdown(wait=False)


def of(name: str, step: Callable[[Session, datetime], Iterator[None]]) -> jobs.Job:
    step.__name__ = name
    return step


class Weather:
    """A job that works, or does not."""

    def __init__(self) -> None:
        self.is_fine, self.has_work = True, False

    def __call__(self, session: Session, now: datetime) -> Iterator[None]:
        if not self.is_fine:
            raise OperationalError("", {}, OSError())
        if self.has_work:
            self.has_work = False
            yield


class Watched:
    """A ring of the weather, when it is asked again, and what is noted of it."""

    def __init__(self, database: Database, every: timedelta = timedelta(seconds=2)) -> None:
        self.weather, self.pauses, self.woken, self.now = Weather(), list[timedelta](), 0, NOW
        self.database = database
        job = of("weather", self.weather)
        self.ring = Ring(job, every, database, lambda: self.now, self._wake, self.pauses.append)

    def _wake(self) -> None:
        self.woken += 1

    async def rings(self, is_fine: bool = True, has_work: bool = False) -> JobRun:
        self.weather.is_fine, self.weather.has_work = is_fine, has_work
        self.now += MOMENT
        await self.ring.go()
        return await self.database.run(lambda session: job_runs.by_name(session)["weather"])

    async def told(self) -> list[str]:
        kinds = select(Notification.dedupe_key).where(Notification.kind == Notice.JOB_FAILED)
        return await self.database.run(lambda session: [key for key in session.execute(kinds).scalars() if key])


def an_owner(session: Session) -> None:
    session.add(Person(id=1, created_at=NOW))
    session.flush()
    session.add(Grant(person_id=1, role="owner", granted_at=NOW))


async def test_job_is_noted_when_its_result_is_another_and_once_a_minute(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(database)
    first = await watched.rings()
    assert (first.result, first.every, first.failures) == ("nothing", 2, 0)
    assert first.next_at == first.ran_at + timedelta(seconds=2)
    assert (await watched.rings()).ran_at == first.ran_at, "nothing new"
    done = await watched.rings(has_work=True)
    assert (done.result, done.steps, done.ran_at) == ("done", 1, NOW + 3 * MOMENT)
    monkeypatch.setattr(clock, "NOTED_EVERY", 0)
    await watched.rings(has_work=True)
    assert (await watched.rings(has_work=True)).ran_at == NOW + 5 * MOMENT


async def test_failing_job_is_tried_again_later_and_later_and_reported_once(database: Database) -> None:
    await database.run(an_owner)
    watched = Watched(database)
    await watched.rings()
    for number in range(1, 7):
        row = await watched.rings(is_fine=False)
        assert (row.result, row.failures, row.error) == ("failed", number, "OperationalError")
        assert row.failing_since == NOW + 2 * MOMENT
        assert len(await watched.told()) == (number >= clock.REPORTED_AFTER)
    assert [pause.total_seconds() for pause in watched.pauses] == [10, 60, 300, 900, 900, 900]
    assert watched.woken > 0
    row = await watched.rings()
    assert (row.failures, row.failing_since, row.error) == (0, None, None)
    for _ in range(clock.REPORTED_AFTER):
        await watched.rings(is_fine=False)
    assert len(await watched.told()) == 2, "it has succeeded in between"


async def test_job_that_fails_now_and_then_is_not_reported(database: Database) -> None:
    await database.run(an_owner)
    watched = Watched(database)
    for _ in range(5):
        await watched.rings(is_fine=False)
        await watched.rings(is_fine=False)
        await watched.rings()
    assert await watched.told() == []


async def test_report_says_which_job_and_only_while_it_fails(database: Database) -> None:
    await database.run(an_owner)
    watched, perm = Watched(database), load_profile("perm-nastavniki")
    for _ in range(clock.REPORTED_AFTER):
        await watched.rings(is_fine=False)

    def said(session: Session) -> str:
        ids = session.execute(select(Notification.ids)).scalars().one()
        screen = job_failed(session, ids, perm)
        return screen.text if screen else ""

    assert "<b>weather</b>" in await database.run(said)
    await watched.rings()
    assert await database.run(said) == ""


async def test_failing_job_stops_no_other_and_is_back_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "BACK_OFF", (timedelta(milliseconds=20),))
    weather, rung = Weather(), list[datetime]()
    weather.is_fine = False

    def works(session: Session, now: datetime) -> Iterator[None]:
        rung.append(now)
        yield from ()

    often = timedelta(milliseconds=20)
    ours = {of("weather", weather): often, of("works", works): often}
    going = asyncio.create_task(run_clock(database, lambda: NOW, silent, asyncio.Event(), ours))

    async def until(wanted: Callable[[dict[str, JobRun]], bool]) -> None:
        while not wanted(await database.run(job_runs.by_name)):
            await asyncio.sleep(0.02)

    try:
        await asyncio.wait_for(until(lambda runs: "weather" in runs and runs["weather"].failures > 3), 20)
        assert rung
        weather.is_fine = True
        await asyncio.wait_for(until(lambda runs: runs["weather"].result == "nothing"), 20)
    finally:
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)


async def test_clock_that_stops_amid_a_job_takes_it_for_no_error(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def works(session: Session, now: datetime) -> Iterator[None]:
        begun.set()
        go_on.wait(5)
        yield from ()

    ours = {of("works", works): timedelta(milliseconds=10)}
    going = asyncio.create_task(run_clock(database, lambda: NOW, silent, asyncio.Event(), ours))
    await asyncio.to_thread(begun.wait, 5)
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
    go_on.set()
    await database.run(lambda _: None)
    assert begun.is_set()
    assert not caplog.records


async def test_what_was_due_while_no_program_ran_is_made_up_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "SETTLED", timedelta(milliseconds=10))
    outcome = Outcome("nothing", 0, 1)
    for name, ago in (("late", 12), ("fresh", 1)):
        await database.run(
            lambda session, name=name, ago=ago: job_runs.note(  # type: ignore[misc]
                session, name, timedelta(hours=6), outcome, NOW - timedelta(hours=ago)
            )
        )
    rung: list[str] = []

    def ringing(name: str) -> jobs.Job:
        def ring(session: Session, now: datetime) -> Iterator[None]:
            rung.append(name)
            yield from ()

        return of(name, ring)

    ours = {ringing(name): timedelta(hours=6) for name in ("late", "fresh", "new")}
    going = asyncio.create_task(run_clock(database, lambda: NOW, silent, asyncio.Event(), ours))
    for _ in range(200):
        await asyncio.sleep(0.01)
        if rung:
            break
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
    assert rung == ["late"]


@pytest.mark.parametrize("profile", known_profiles())
def test_every_job_has_a_name_of_its_own_that_fits(profile: str) -> None:
    names = [job.__name__ for job in timetable(load_profile(profile))]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 40
    listed = {"forget_guests", "nudge_mentors", "nudge_mentees", "remind_of_events", "remind_of_meetings"}
    assert listed | {"announce_new_events", "morning_digests", "watch_the_month", "fill_broadcasts"} <= set(names)


def test_list_of_jobs_says_when_they_ran_and_what_fails() -> None:
    every = {name: timedelta(seconds=seconds) for name, seconds in (("a", 2), ("b", 3600), ("c", 60))}
    good = JobRun(job="a", every=2, ran_at=NOW - MOMENT, milliseconds=3, result="done", steps=12, next_at=NOW + MOMENT)
    bad = JobRun(job="b", every=3600, ran_at=NOW, milliseconds=5, result="failed", steps=0, next_at=NOW, failures=4)
    bad.failing_since, bad.error = NOW - timedelta(hours=3), "OperationalError"
    assert list(lines(every, {"a": good, "b": bad}, NOW)) == [
        "job  every  last     took  result          next",
        "a    2 s    1 s ago  3 ms  done, 12 steps  in 1 s",
        "b    1 h    0 s ago  5 ms  failed          any moment",
        "c    1 min  never",
        "failing: b, 4 times in a row, for 3 h: OperationalError; see `job failed` in the log",
    ]
    assert list(lines(every, {}, NOW))[-1] == "the clock has not rung yet: start `python -m bot run`"
    late = list(lines(every, {"a": good}, NOW + timedelta(hours=2)))
    assert late[-1] == "the clock has not rung for 2 h: is `python -m bot run` up?"


async def test_command_lists_all_jobs_beside_the_program(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Outcome("done", 3, 12)
    await database.run(lambda session: job_runs.note(session, "watch_the_month", timedelta(minutes=1), run, NOW))
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setattr(sys, "argv", ["bot", "jobs"])
    assert main() == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["job", "every", "last", "took", "result", "next"]
    assert [row.split()[0] for row in rows[:-1]] == sorted(job.__name__ for job in timetable(load_profile(PROFILE)))
    assert next(row for row in rows if row.startswith("watch_the_month")).endswith("12 ms  done, 3 steps  any moment")
    assert rows[-1].startswith("the clock has not rung for")


@pytest.mark.parametrize("profile", known_profiles())
def test_owner_reads_what_every_job_is_about(profile: str) -> None:
    assert {job.__name__ for job in timetable(load_profile(profile))} == set(clock_jobs.OF_JOB)
