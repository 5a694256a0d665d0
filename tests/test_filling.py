"""Many are given what they are told: by ranges, each once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select, text
from sqlalchemy.orm import Session

from community import audiences, broadcasts
from community.audiences import Audience
from community.filling import Filling
from community.ranges import people
from storage.database import Database
from storage.models import Base, Broadcast, Grant, Notification, Person
from tests.test_announcing import MANY, crowd, fill, perm, tell
from tests.test_registrations import NOW, webinar

RANGE = 500


def told(session: Session) -> Any:
    """A crowd of whom all who agreed have been given their notifications."""
    crowd(session, MANY)
    author = session.get_one(Person, 1)
    session.add(Grant(person_id=author.id, role="council", granted_at=NOW))
    session.flush()
    announced = webinar(session)
    tell(session, author, announced)
    fill(session)
    return announced


def rows_read(connection: Connection, statement: str, parameters: Any) -> int:
    explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
    return _read(explained.scalar_one()[0]["Plan"])


def _read(plan: dict[str, Any]) -> int:
    seen = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Join Filter", 0)
    return int(seen * plan["Actual Loops"]) + sum(_read(each) for each in plan.get("Plans", ()))


def by_itself(engine: Engine, *statements: str) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(text(statement))


def believe_empty(engine: Engine) -> None:
    """PostgreSQL counts the rows just when none of them is left, and nobody counts again."""
    by_itself(engine, *(f'ALTER TABLE "{each}" SET (autovacuum_enabled = off)' for each in Base.metadata.tables))
    with Session(engine) as session:
        told(session)
        session.rollback()
    by_itself(engine, "ANALYZE")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_range_reads_its_own_people_only_where_the_database_believes_that_there_are_none(engine: Engine) -> None:
    believe_empty(engine)
    with Session(engine) as session:
        announced = told(session)
        wanted = audiences.receivers(Audience(), broadcasts.terms(session, announced, perm, NOW))
        asked: list[tuple[str, Any]] = []
        event.listen(engine, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3])))
        assert session.execute(wanted.params(people(1000, 1000 + RANGE))).all() == []
        # it has read 5,050 and 8,100; without the range it was 407,350
        assert rows_read(session.connection(), *asked[0]) < 30 * RANGE
        session.rollback()


async def test_two_programs_give_out_at_once_and_each_person_is_told_once(database: Database) -> None:
    def begin(session: Session) -> None:
        crowd(session, 300)
        author = session.get_one(Person, 1)
        session.add(Grant(person_id=author.id, role="council", granted_at=NOW))
        session.flush()
        tell(session, author, webinar(session))

    async def give_out(filling: Filling) -> None:
        while await database.run(lambda session: filling.step(session, NOW, 20)):
            pass

    await database.run(begin)
    await asyncio.gather(*(give_out(Filling(perm)) for _ in range(2)))
    told, queued = await database.run(
        lambda session: (
            list(session.execute(select(Notification.person_id).order_by(Notification.person_id)).scalars()),
            session.execute(select(Broadcast.queued)).scalar_one(),
        )
    )
    assert told == [number for number in range(1, 301) if number % 10]
    assert queued == len(told)
