from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from messengers.messenger import Lane

PATIENCE = 3  # failures in a row, with nothing delivered in between, until the network is left in peace
PROBES = 4  # letters that try whether it is back; several, so that none of them decides alone
REST = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 10, 20, 30))


@dataclass(frozen=True)
class Failed:
    """How often a row has failed in a row, and how much the network had delivered when it did so first."""

    times: int
    deliveries: int


class Gate:
    """Whether a network takes letters now. It closes for all when the network fails, and for longer each time;
    when the network asks to slow down, it closes for the lane that was asked and those after it.
    """

    def __init__(self) -> None:
        self._deliveries = 0
        self._failed: dict[int, Failed] = {}
        self._failures = 0
        self._rounds = 0
        self._closed_until: dict[Lane, datetime] = {}

    def lanes(self, now: datetime) -> list[Lane]:
        return [lane for lane in (Lane.PERSONAL, Lane.BULK) if not self._is_closed(lane, now)]

    def room(self, most: int) -> int:
        return PROBES if self._failures >= PATIENCE else most

    def opens(self, now: datetime) -> list[datetime]:
        return [until for until in self._closed_until.values() if until > now]

    def delivered(self, row: int) -> bool:
        """True when the network is back after having failed for all."""
        is_back = self._failures >= PATIENCE
        self._deliveries += 1
        self._failures = self._rounds = 0
        self._failed.pop(row, None)
        return is_back

    def failed(self, row: int, now: datetime) -> bool:
        """True when the letter is to blame: the network has delivered others since it failed first."""
        self._failures += 1
        if self._failures >= PATIENCE and not self._is_closed(Lane.PERSONAL, now):
            self.close(Lane.PERSONAL, now + REST[min(self._rounds, len(REST) - 1)])
            self._rounds += 1
        before = self._failed.get(row, Failed(0, self._deliveries))
        self._failed[row] = Failed(before.times + 1, before.deliveries)
        return self._deliveries > before.deliveries

    def times_failed(self, row: int) -> int:
        return self._failed[row].times if row in self._failed else 0

    def forget(self, row: int) -> None:
        self._failed.pop(row, None)

    def close(self, lane: Lane, until: datetime) -> None:
        self._closed_until[lane] = max(until, self._closed_until.get(lane, until))

    def _is_closed(self, lane: Lane, now: datetime) -> bool:
        return any(closed <= lane and until > now for closed, until in self._closed_until.items())
