"""Many are given what they are told: by ranges, each once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session

from community import audiences, broadcasts
from community.audiences import Audience
from community.ranges import people
from storage.engine import make_engine
from storage.models import Grant, Person
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


def believe_empty(engine: Engine) -> None:
    """PostgreSQL counts the rows just when none of them is left."""
    with Session(engine) as session:
        told(session)
        session.rollback()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def test_range_reads_its_own_people_only_where_postgresql_believes_that_there_are_none(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    believe_empty(engine)
    with Session(engine) as session:
        announced = told(session)
        asked: list[tuple[str, Any]] = []
        event.listen(engine, "before_cursor_execute", lambda *seen: asked.append((seen[2], seen[3])))
        wanted = audiences.receivers(Audience(), broadcasts.terms(announced, perm, NOW))
        assert session.execute(wanted.params(people(1000, 1000 + RANGE))).all() == []
        assert rows_read(session.connection(), *asked[0]) < 12 * RANGE
        session.rollback()
    engine.dispose()
