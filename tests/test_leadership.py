"""Several programs on one database: one at a time does a task."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from storage import leadership
from storage.database import Database
from storage.leadership import Leadership, Task
from storage.models import Person
from storage.notifications import CHANNEL, JOBS_CHANNEL, notify, tell_clock
from tests.office import NOW, stopped

FAILOVER = 10.0  # seconds that the manual promises


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leadership, "BEAT", 0.05)


class Program:
    """Notes what it was allowed to do."""

    def __init__(self, url: str, name: str = "telegram", channel: str = CHANNEL) -> None:
        self.leads = asyncio.Event()
        self.news = asyncio.Event()
        self.lost = asyncio.Event()
        self.task = Task(name, self._work, self.news.set, self.lost.set, channel)
        self._leadership = Leadership(url)

    async def run(self) -> None:
        await self._leadership.lead(self.task)

    async def _work(self) -> None:
        self.leads.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.leads.clear()


@asynccontextmanager
async def running(*programs: Program) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(program.run()) for program in programs]
    try:
        yield
    finally:
        for task in tasks:
            await stopped(task)


async def happens(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(FAILOVER):
        while not condition():
            await asyncio.sleep(0.01)


def hang_up(url: str) -> None:
    """The database forgets every program that holds a lock, as after a break of the network."""
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    holders = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
        "WHERE locktype = 'advisory' AND datname = current_database() AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(dsn) as connection:
        connection.execute(holders)


async def test_one_of_two_leads_and_the_other_follows_when_it_ends(postgres_url: str) -> None:
    first, second = Program(postgres_url), Program(postgres_url)
    async with running(second):
        async with running(first):
            await happens(lambda: first.leads.is_set() or second.leads.is_set())
            await asyncio.sleep(0.2)
            assert first.leads.is_set() is not second.leads.is_set()
        await happens(second.leads.is_set)


async def test_different_tasks_may_be_led_by_different_programs(postgres_url: str) -> None:
    telegram, vk = Program(postgres_url, "telegram"), Program(postgres_url, "vk")
    async with running(telegram, vk):
        await happens(lambda: telegram.leads.is_set() and vk.leads.is_set())


async def test_lost_lead_ends_the_work_and_is_sought_again(postgres_url: str) -> None:
    program = Program(postgres_url)
    async with running(program):
        await happens(program.leads.is_set)
        await asyncio.to_thread(hang_up, postgres_url)
        await happens(program.lost.is_set)
        await happens(program.leads.is_set)


async def test_news_of_another_program_is_told(postgres_url: str) -> None:
    def write(session: Session) -> None:
        session.add(Person(id=1, created_at=NOW))
        notify(session, 1, "news", {}, NOW, "news")

    program, other = Program(postgres_url), Database(postgres_url)
    try:
        async with running(program):
            await happens(program.leads.is_set)
            await other.run(write)
            await happens(program.news.is_set)
    finally:
        await asyncio.to_thread(other.close)


async def test_clock_is_told_of_what_another_program_has_begun_and_of_nothing_else(postgres_url: str) -> None:
    post, clock = Program(postgres_url), Program(postgres_url, "clock", JOBS_CHANNEL)
    other = Database(postgres_url)
    try:
        async with running(post, clock):
            await happens(lambda: post.leads.is_set() and clock.leads.is_set())
            await other.run(tell_clock)
            await happens(clock.news.is_set)
            assert not post.news.is_set()
    finally:
        await asyncio.to_thread(other.close)


async def test_on_sqlite_whoever_runs_leads(sqlite_url: str) -> None:
    program = Program(sqlite_url)
    async with running(program):
        await happens(program.leads.is_set)


async def test_work_that_breaks_is_not_hidden(postgres_url: str, sqlite_url: str) -> None:
    async def breaks() -> None:
        raise LookupError("bug")

    for url in (postgres_url, sqlite_url):
        with pytest.raises(LookupError):
            await Leadership(url).lead(Task("clock", breaks))
