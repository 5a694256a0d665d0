"""`python -m bot jobs`: what the clock does, when it last did, and when it will again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.moment import make_now
from bot.settings import SettingsError, read_profile, read_settings
from scheduler.timetable import timetable
from storage import job_runs
from storage.database import Database
from storage.job_runs import FAILED
from storage.migrate import current, newest
from storage.models import JobRun

SAID = {"done": "done", "nothing": "nothing to do", FAILED: "failed"}
SILENT = timedelta(minutes=5)  # without any ring: some job rings every few seconds
HEAD = ("job", "every", "last", "took", "result", "next")


def report() -> None:
    settings = read_settings()
    url, now = settings.database_url.get_secret_value(), make_now(settings.clock_file)()
    if current(url) != newest():
        raise SettingsError("DATABASE_URL: not of this version; run `python -m bot migrate` first")
    every = {job.__name__: pause for job, pause in timetable(read_profile(settings)).items()}
    database = Database(url)
    try:
        runs = database.run_now(job_runs.by_name)
    finally:
        database.close()
    sys.stdout.writelines(f"{line}\n" for line in lines(every, runs, now))


def lines(every: Mapping[str, timedelta], runs: Mapping[str, JobRun], now: datetime) -> Iterator[str]:
    """A row for each job, then what fails, then whether the clock goes at all."""
    rows = [HEAD, *(_row(name, pause, runs.get(name), now) for name, pause in sorted(every.items()))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield from (_failure(run, now) for run in runs.values() if run.failing_since and run.job in every)
    last = max((run.ran_at for run in runs.values()), default=None)
    if last is None:
        yield "the clock has not rung yet: start `python -m bot run`"
    elif now - last > SILENT:
        yield f"the clock has not rung for {_span(now - last)}: is `python -m bot run` up?"


def _row(name: str, pause: timedelta, run: JobRun | None, now: datetime) -> tuple[str, ...]:
    if run is None:
        return name, _span(pause), "never", "", "", ""
    result = f"{SAID.get(run.result, run.result)}{f', {run.steps} steps' if run.steps > 1 else ''}"
    ahead = run.next_at - now
    next_ = f"in {_span(ahead)}" if ahead > timedelta(0) else "any moment"
    return name, _span(pause), f"{_span(now - run.ran_at)} ago", f"{run.milliseconds} ms", result, next_


def _failure(run: JobRun, now: datetime) -> str:
    since = now - (run.failing_since or now)
    times = "once" if run.failures == 1 else f"{run.failures} times in a row"
    return f"failing: {run.job}, {times}, for {_span(since)}: {run.error}; see `job failed` in the log"


def _span(time: timedelta) -> str:
    seconds = max(int(time.total_seconds()), 0)
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length or seconds == length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
