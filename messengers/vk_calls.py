from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, repeat
from typing import Any

from messengers.limiter import Limiter
from messengers.messenger import DeliveryError, Lane, Rejected, SlowDown, Uncertain
from messengers.vk_client import Client, Clients
from messengers.vk_errors import failure_of_code

MAX_CALLS = 25  # VK's limit for one `execute`
MAX_CODE = 60_000  # characters; the limit is not published, longer ones go alone
RATE = 17.0  # requests a second; with the burst 20 at most, as many as VK lets pass
BURST, FOR_REPLIES = 3, 2
GATHER = 0.1  # seconds that announcements wait for more of them: they use up fewer requests


@dataclass
class Call:
    method: str
    values: Mapping[str, Any]
    future: asyncio.Future[Any]
    alone: bool = False
    code: str = field(init=False)

    @property
    def people(self) -> int:
        return str(self.values.get("peer_ids", "")).count(",") + 1

    def __post_init__(self) -> None:
        self.code = f"API.{self.method}({json.dumps(self.values, ensure_ascii=False, separators=(',', ':'))})"


class Calls:
    """Calls of VK's methods: what has piled up goes out in one request, replies first.

    One request leaves every 1/17 s and carries up to 25 calls of one lane; two more are kept for replies, which
    need not wait for a broadcast.
    """

    def __init__(self, clients: Clients, rate: float = RATE) -> None:
        self._clients = clients
        self._limiter = Limiter(rate, BURST, FOR_REPLIES)
        self._free = asyncio.Semaphore(clients.many)
        self._waiting: dict[Lane, deque[Call]] = {lane: deque() for lane in Lane}
        self._full = asyncio.Event()
        self._senders: dict[Lane, asyncio.Task[None]] = {}
        self._requests: set[asyncio.Task[None]] = set()

    async def call(self, method: str, values: Mapping[str, Any], lane: Lane) -> Any:
        """VK's answer; raises `DeliveryError`."""
        call = Call(method, values, asyncio.get_running_loop().create_future())
        self._add(call, lane)
        outcome = await call.future
        if isinstance(outcome, DeliveryError):
            raise outcome
        return outcome

    async def close(self) -> None:
        tasks = [*self._senders.values(), *self._requests]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for call in chain(*self._waiting.values()):
            call.future.cancel()
        self._waiting.clear()
        self._clients.close()

    def _add(self, call: Call, lane: Lane) -> None:
        self._waiting[lane].append(call)
        if lane is Lane.BULK and _is_full(self._waiting[lane]):
            self._full.set()
        if lane not in self._senders or self._senders[lane].done():
            self._senders[lane] = asyncio.create_task(self._send(lane))

    async def _send(self, lane: Lane) -> None:
        waiting = self._waiting[lane]
        while waiting:
            if lane is Lane.BULK:
                await self._gathered(waiting)
            await self._free.acquire()
            await self._limiter.wait(lane)
            request = asyncio.create_task(self._request(lane, _together(waiting)))
            self._requests.add(request)
            request.add_done_callback(self._done)

    async def _gathered(self, waiting: deque[Call]) -> None:
        self._full.clear()
        if not _is_full(waiting):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._full.wait(), GATHER)

    def _done(self, request: asyncio.Task[None]) -> None:
        self._requests.discard(request)
        self._free.release()

    async def _request(self, lane: Lane, calls: list[Call]) -> None:
        wanted = [call for call in calls if not call.future.done()]
        if not wanted:
            return
        try:
            answer = await self._clients.run(partial(_asked, calls=wanted))
        except asyncio.CancelledError:
            for call in wanted:
                call.future.cancel()
            raise
        if isinstance(answer, SlowDown) and answer.seconds <= 1:
            self._limiter.pause(answer.seconds)
        if isinstance(answer, Rejected) and len(wanted) > 1:
            self._each_alone(lane, wanted)
            return
        outcomes = repeat(answer) if isinstance(answer, DeliveryError) else outcomes_of(answer, len(wanted))
        for call, outcome in zip(wanted, outcomes, strict=False):
            if not call.future.done():
                call.future.set_result(outcome)

    def _each_alone(self, lane: Lane, calls: list[Call]) -> None:
        """One call spoils the code of all: which one shows when each is asked by itself."""
        for call in calls:
            call.alone = True
            self._add(call, lane)


def _is_full(waiting: deque[Call]) -> bool:
    """A request's worth of people: a call may be for many of them."""
    return len(waiting) >= MAX_CALLS or sum(call.people for call in waiting) >= MAX_CALLS


def _together(waiting: deque[Call]) -> list[Call]:
    """The oldest calls that fit into one request."""
    first = waiting.popleft()
    calls, size = [first], len(first.code)
    while waiting and len(calls) < MAX_CALLS and not first.alone:
        size += len(waiting[0].code)
        if waiting[0].alone or size > MAX_CODE:
            break
        calls.append(waiting.popleft())
    return calls


def _asked(client: Client, calls: Sequence[Call]) -> Any:
    if len(calls) == 1:
        return {"response": [client.method(calls[0].method, dict(calls[0].values))]}
    code = f"return [{','.join(call.code for call in calls)}];"
    return client.method("execute", {"code": code}, raw=True)


def outcomes_of(answer: Any, many: int) -> list[Any]:
    """A call that failed inside `execute` is `false`, and the next of `execute_errors` says why."""
    items = answer.get("response") if isinstance(answer, dict) else None
    if not isinstance(items, list) or len(items) != many:
        return [Uncertain("undecodable")] * many
    errors = iter(answer.get("execute_errors") or [])
    return [_failed(next(errors, None)) if item is False else item for item in items]


def _failed(error: Any) -> DeliveryError:
    code = error.get("error_code") if isinstance(error, dict) else None
    return failure_of_code(code) if isinstance(code, int) else Uncertain("undecodable")
