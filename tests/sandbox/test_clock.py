from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.clock import Clock


@pytest.mark.parametrize(
    ("hour", "moved_to"),
    [
        (0, datetime(2026, 3, 2, 9, tzinfo=UTC)),
        (3, datetime(2026, 3, 2, 9, tzinfo=UTC)),
        (4, None),
        (9, None),
        (10, datetime(2026, 3, 3, 9, tzinfo=UTC)),
        (23, datetime(2026, 3, 3, 9, tzinfo=UTC)),
    ],
)
def test_clock_leaves_the_night_and_keeps_the_day(
    hour: int, moved_to: datetime | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 3, 2, hour, 30, 15, tzinfo=UTC)
    monkeypatch.setattr("time.time", now.timestamp)
    clock = Clock(tmp_path / "clock")
    clock.leave_the_night()
    assert clock.moment() == (moved_to or now)
