from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

LOOK_EVERY = 0.2  # seconds

Now = Callable[[], datetime]


def make_now(clock_file: Path | None) -> Now:
    """The one source of time: aware UTC. `clock_file` holds seconds to add, for tests and the sandbox."""
    if clock_file is None:
        return lambda: datetime.now(UTC)
    return _MovedClock(clock_file)


class _MovedClock:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at = -1
        self._offset = timedelta()

    def __call__(self) -> datetime:
        try:
            changed = self._file.stat().st_mtime_ns
            if changed != self._read_at:
                self._offset = _offset(self._file.read_text())
                self._read_at = changed
        except (OSError, ValueError, OverflowError):
            pass  # not there yet or half written: the last offset stands
        return datetime.now(UTC) + self._offset


def _offset(written: str) -> timedelta:
    """Raises for what is no number, and for years that no calendar has."""
    offset = timedelta(seconds=float(written.strip() or 0))
    datetime.now(UTC) + 2 * offset
    return offset


async def watch(clock_file: Path, moved: Callable[[], None]) -> None:
    """Calls `moved` whenever the clock jumps: whoever waits for a time has to look again."""
    seen = _stamp(clock_file)
    while True:
        await asyncio.sleep(LOOK_EVERY)
        if (stamp := _stamp(clock_file)) != seen:
            seen = stamp
            moved()


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino
