"""How each job of the clock last went: one row a job, for `python -m bot jobs`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import JobRun, table_of
from storage.once import insert_once

FAILED = "failed"

_run = table_of(JobRun)
_WRITE = insert_once(_run, "job")


class Outcome(NamedTuple):
    """What came of one ring: done, nothing (to do) or failed; `error` is the name of its class."""

    result: str
    steps: int
    milliseconds: int
    error: str | None = None


def note(
    session: Session, job: str, every: timedelta, outcome: Outcome, now: datetime, next_in: timedelta | None = None
) -> JobRun:
    """`next_in`: where that is not as usual. Failures are counted until it succeeds."""
    row = _row(session, job, now)
    row.every, row.ran_at, row.next_at = every // timedelta(seconds=1), now, now + (next_in or every)
    row.result, row.steps, row.milliseconds, row.error = outcome
    if outcome.result == FAILED:
        row.failures, row.failing_since = row.failures + 1, row.failing_since or now
    else:
        row.failures, row.failing_since = 0, None
    session.flush()
    return row


def by_name(session: Session) -> dict[str, JobRun]:
    return {row.job: row for row in session.execute(select(JobRun)).scalars()}


def _row(session: Session, job: str, now: datetime) -> JobRun:
    """Made at the first ring; locked."""
    connection, fresh = (
        session.connection(),
        {"every": 0, "ran_at": now, "next_at": now, "milliseconds": 0, "result": ""},
    )
    connection.execute(_WRITE[connection.dialect.name], {"job": job, "steps": 0, "failures": 0, **fresh})
    return session.execute(select(JobRun).where(JobRun.job == job).with_for_update()).scalar_one()
