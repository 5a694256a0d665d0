"""How each job of the clock last went: one row a job, for `python -m bot jobs`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Executable, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import JobRun, table_of

FAILED = "failed"

_run = table_of(JobRun)


class Outcome(NamedTuple):
    """What came of one ring: done, nothing (to do) or failed; `error` is the name of its class."""

    result: str
    steps: int
    milliseconds: int
    error: str | None = None


class Failures(NamedTuple):
    """How many in a row, and since when."""

    number: int
    since: datetime | None


def _writing(made: postgresql.Insert | sqlite.Insert, *, failed: bool) -> Executable:
    """One row a job, whoever rings first."""
    told = "every", "ran_at", "next_at", "result", "steps", "milliseconds", "error", "failures", "failing_since"
    values: dict[str, Any] = {name: made.excluded[name] for name in told}
    if failed:
        values["failures"] = _run.c.failures + 1
        values["failing_since"] = func.coalesce(_run.c.failing_since, made.excluded.failing_since)
    written = made.on_conflict_do_update(index_elements=["job"], set_=values)
    return written.returning(_run.c.failures, _run.c.failing_since)


_MADE: dict[str, postgresql.Insert | sqlite.Insert]
_MADE = {"sqlite": sqlite.insert(_run), "postgresql": postgresql.insert(_run)}
_WRITE = {
    (dialect, failed): _writing(made, failed=failed) for dialect, made in _MADE.items() for failed in (False, True)
}


def note(
    session: Session, job: str, every: timedelta, outcome: Outcome, now: datetime, next_in: timedelta | None = None
) -> Failures:
    """`next_in`: where that is not as usual. Failures are counted until it succeeds."""
    failed, connection = outcome.result == FAILED, session.connection()
    values = {
        **outcome._asdict(),
        "job": job,
        "every": every // timedelta(seconds=1),
        "ran_at": now,
        "next_at": now + (next_in or every),
        "failures": int(failed),
        "failing_since": now if failed else None,
    }
    return Failures(*connection.execute(_WRITE[connection.dialect.name, failed], values).one())


def by_name(session: Session) -> dict[str, JobRun]:
    return {row.job: row for row in session.execute(select(JobRun)).scalars()}
