from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key


class JobRun(Base):
    """How a job of the clock last went: done, nothing (to do), failed. At most a minute old, unless that has changed.

    `every` so many seconds it rings; `steps` it did. `failures` in a row, since `failing_since`, the last by `error`.
    """

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    every: Mapped[int]
    ran_at: Mapped[datetime]
    milliseconds: Mapped[int]
    result: Mapped[str] = mapped_column(String(8))
    steps: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    next_at: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(String(60))
