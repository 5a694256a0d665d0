import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.clock import Clock
from sandbox.telegram.errors import ApiError
from sandbox.telegram.rules import QUEUE_SECONDS
from sandbox.world import Json, Signal

FIRST_UPDATE_ID = 500_000_001
QUIET_WEEK = 7 * 24 * 3600  # after it identifiers start anew from a random one
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
LONGEST_POLL = 50
RECENTLY = 10  # seconds; a bot that polled within them is at work

WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
ANOTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass
class Waiting:
    """An update not yet confirmed. One put in by hand is given out at least once, whatever its number."""

    update: Json
    at: float
    by_hand: bool = False
    given: bool = False

    def confirmed_by(self, offset: int) -> bool:
        return bool(self.update["update_id"] < offset) and (self.given or not self.by_hand)


class UpdateQueue:
    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._changed = changed
        self._waiting: list[Waiting] = []
        self._next_id = FIRST_UPDATE_ID
        self._last_at: float | None = None
        self._allowed: list[str] = []
        self._arrived = Signal()
        self._poll: asyncio.Future[None] | None = None
        self._polled_at = -RECENTLY - 1.0
        self.webhook: Json = {}

    def push(self, kind: str, content: Json) -> None:
        if self._wanted(kind):
            self._add(Waiting({"update_id": self._new_id(), kind: content}, self._clock.now()))

    def put(self, update: Json) -> int:
        """As it is, even with a number that was used or passed already; without one it gets the next."""
        update = {"update_id": update["update_id"] if "update_id" in update else self._new_id(), **update}
        self._add(Waiting(update, self._clock.now(), by_hand=True))
        return int(update["update_id"])

    async def poll(self, offset: int, limit: int, timeout: int, allowed: Any) -> list[Json]:
        if self.webhook.get("url"):
            raise ApiError(409, WEBHOOK_IS_SET)
        if isinstance(allowed, list):
            self._allowed = allowed
        self._take_over()
        self._confirm(offset)
        await self._something(min(max(timeout, 0), LONGEST_POLL))
        return self._give(limit if 1 <= limit <= 100 else 100)

    def allow(self, kinds: Any) -> None:
        if isinstance(kinds, list):
            self._allowed = kinds

    def drop_all(self) -> None:
        self._waiting.clear()

    def online(self) -> bool:
        return self._poll is not None or time.monotonic() - self._polled_at < RECENTLY

    def __len__(self) -> int:
        self._forget_old()
        return len(self._waiting)

    @property
    def allowed(self) -> list[str]:
        return self._allowed

    def dump(self) -> Json:
        rows = [asdict(each) for each in self._waiting]
        names = ("_next_id", "_last_at", "_allowed", "webhook")
        return {"waiting": rows, **{name: getattr(self, name) for name in names}}

    def load(self, kept: Json) -> None:
        self._waiting = [Waiting(**row) for row in kept.pop("waiting")]
        for name, value in kept.items():
            setattr(self, name, value)

    def _wanted(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in NOT_BY_DEFAULT

    def _new_id(self) -> int:
        now = self._clock.now()
        if self._last_at is not None and now - self._last_at > QUIET_WEEK:
            self._next_id = random.randrange(100_000_000, 1_000_000_000)  # noqa: S311 - as the real server does
        self._last_at = now
        self._next_id += 1
        return self._next_id - 1

    def _add(self, waiting: Waiting) -> None:
        self._waiting.append(waiting)
        self._arrived.fire()

    def _take_over(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_exception(ApiError(409, ANOTHER_POLL))
        self._polled_at = time.monotonic()

    def _confirm(self, offset: int) -> None:
        before = len(self)
        if offset < 0:
            self._waiting = self._waiting[offset:]
        elif offset > 0:
            self._waiting = [each for each in self._waiting if not each.confirmed_by(offset)]
        if len(self._waiting) != before:
            self._changed()

    def _forget_old(self) -> None:
        oldest = self._clock.now() - QUEUE_SECONDS
        self._waiting = [each for each in self._waiting if each.at >= oldest]

    async def _something(self, timeout: int) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = mine
        arrival = asyncio.ensure_future(self._arrival())
        try:
            if not self._waiting and timeout:
                await asyncio.wait([mine, arrival], timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrival.cancel()
            self._polled_at = time.monotonic()
            if self._poll is mine:
                self._poll = None
        if mine.done():
            mine.result()

    async def _arrival(self) -> None:
        while not self._waiting:
            await self._arrived.wait()

    def _give(self, limit: int) -> list[Json]:
        given = self._waiting[:limit]
        for each in given:
            each.given = True
        return [each.update for each in given]
