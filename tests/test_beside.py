"""Reading for long inside a unit of work keeps nobody waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from itertools import count

import pytest
from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import Session

from community import audiences
from community.audiences import Audience, Counted, Terms
from community.notices import Topic
from community.profile_files import load_profile
from storage import beside
from storage.database import Database, Priority
from storage.models import Cursor
from tests.crowd import PROFILE, write_consents, write_people

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LONG = 2_000_000  # some tenths of a second


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await asyncio.to_thread(opened.close)


def long_reading(most: int = LONG) -> Select[int]:
    numbers = select(literal(1).label("number")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < most))
    return select(func.count()).select_from(numbers)


def reads(*wanted: Select[int]) -> Callable[[Session], list[int]]:
    return lambda session: [row[0] for each in wanted for row in beside.rows(session, each)]


def add(name: str) -> Callable[[Session], None]:
    return lambda session: session.add(Cursor(network=name, position="0"))


def names(session: Session) -> list[str]:
    return list(session.execute(select(Cursor.network).order_by(Cursor.network)).scalars())


async def test_others_are_answered_while_somebody_reads_for_long(database: Database) -> None:
    reading = asyncio.create_task(database.run(reads(long_reading())))
    await asyncio.sleep(0)
    answered = 0
    while not reading.done():
        await database.run(names)
        answered += 1
    assert await reading == [LONG]
    assert answered > 10


async def test_unit_begins_again_with_what_it_had_not_written(database: Database) -> None:
    def work(session: Session) -> list[int]:
        session.add(Cursor(network="telegram", position="0"))
        return reads(long_reading(3), long_reading(4))(session)

    assert await database.run(work, Priority.JOB) == [3, 4]
    assert await database.run(names) == ["telegram"]


async def test_who_asks_something_else_each_time_is_answered_all_the_same(database: Database) -> None:
    asked = count(2)

    def work(session: Session) -> list[int]:
        return reads(long_reading(next(asked)))(session)

    assert await database.run(work) == [next(asked) - 1]


async def test_what_was_read_serves_one_unit_only(database: Database) -> None:
    there = select(func.count()).select_from(Cursor)
    assert await database.run(reads(there)) == [0]
    await database.run(add("telegram"))
    assert await database.run(reads(there)) == [1]


async def test_failure_of_the_reading_is_the_units(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere"):
        await database.run(reads(select(literal(1)).select_from(func.nowhere())))
    assert await database.run(names) == []


async def test_a_great_audience_is_counted_as_a_small_one(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(session: Session) -> None:
        write_people(session, "telegram", range(1, 31))
        write_consents(session, "telegram", range(1, 21))

    def counted(session: Session) -> Counted:
        return audiences.count(session, Audience(), Terms(Topic.EVENTS, load_profile(PROFILE), NOW))

    await database.run(write)
    at_once = await database.run(counted)
    assert at_once.networks == {"telegram": 20}
    monkeypatch.setattr(audiences, "MANY", 29)
    assert await database.run(counted) == at_once
