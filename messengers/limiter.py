from __future__ import annotations

import asyncio
import heapq
from itertools import count
from time import monotonic

from messengers.messenger import Lane


class Limiter:
    """One bucket per network: `rate` sends a second, `burst` at once after a rest, replies before the rest.

    `reserve` of the burst is for replies alone: while the others use up the rate, a reply need not wait for its slot.
    `pause` closes it for everybody, as a network's "too many requests" asks.
    """

    def __init__(self, rate: float, burst: int = 1, reserve: int = 0) -> None:
        self.interval = 1 / rate
        self._burst, self._reserve = burst, min(reserve, burst - 1)
        self._next = 0.0
        self._waiting: list[tuple[Lane, int, asyncio.Future[None]]] = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None

    async def wait(self, lane: Lane) -> None:
        if (not self._waiting or lane < self._waiting[0][0]) and self._take(lane):
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (lane, next(self._order), turn))
        self._wake_later()
        await turn

    def pause(self, seconds: float) -> None:
        self._next = max(self._next, monotonic() + seconds + self._slack(Lane.REPLY))

    def _slack(self, lane: Lane) -> float:
        return self.interval * (self._burst - 1 - (self._reserve if lane else 0))

    def _take(self, lane: Lane) -> bool:
        now = monotonic()
        if self._next - self._slack(lane) > now:
            return False
        self._next = max(self._next, now) + self.interval
        return True

    def _wake_later(self) -> None:
        """For the first of them: whoever came last may be it, and may go earlier."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting:
            delay = max(0.0, self._next - self._slack(self._waiting[0][0]) - monotonic())
            self._timer = asyncio.get_running_loop().call_later(delay, self._wake)

    def _wake(self) -> None:
        self._timer = None
        while self._waiting and (self._waiting[0][2].done() or self._take(self._waiting[0][0])):
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
        self._wake_later()
