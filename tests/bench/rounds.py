"""One bot as the fake Telegram knows it, and the rounds played against it."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, time
from typing import Any

from tests.bench.people import BOT, DATE, Crowd, Person, Step, numbers

BATCH = 100  # as many updates as getUpdates gives at once
POLL_SECONDS = 10
DRAIN_SECONDS = 10
WHOLE_SECONDS = 120
NOTHING = b'{"ok":true,"result":[]}'


@dataclass
class Round:
    """Closed (`window` people always wait for an answer) or open (`rate` people a second come, whatever happens).

    `whole`: each of the crowd takes all steps, once.
    """

    crowd: Crowd
    closed: bool
    whole: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)
    running: bool = True
    measured: bool = False
    answered: int = 0
    in_time: int = 0
    wrong: int = 0
    since_ready: list[float] = field(default_factory=list)
    since_delivered: list[float] = field(default_factory=list)
    first_answer: float = 0.0
    sample: str = ""


class Bot:
    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._numbers = numbers()
        self._crowds: dict[str, Crowd] = {}
        self._ready: deque[Person] = deque()
        self._asked: dict[int, Person] = {}
        self._next = int(time() * 1000)  # a restarted bot must not think that it knows them
        self._repeats = 0
        self._poll: Callable[[bytes], None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._polled = asyncio.Event()
        self._round: Round | None = None
        self._message = 1

    def poll(self, offset: int, reply: Callable[[bytes], None]) -> None:
        if 0 < offset < self._next:
            self._repeats += 1
        self._polled.set()
        self._end_poll(NOTHING)
        self._poll = reply
        if self._ready:
            self._hand_out()
        else:
            self._timer = asyncio.get_running_loop().call_later(POLL_SECONDS, self._end_poll, NOTHING)

    def _end_poll(self, body: bytes) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._poll:
            reply, self._poll = self._poll, None
            reply(body)

    def _hand_out(self) -> None:
        if not self._poll or not self._ready or not self._round:
            return
        now = monotonic()
        updates = []
        for _ in range(min(BATCH, len(self._ready))):
            person = self._ready.popleft()
            person.delivered = now
            self._asked[person.number] = person
            updates.append(self._round.crowd.update(person, self._next))
            self._next += 1
        self._end_poll(f'{{"ok":true,"result":[{",".join(updates)}]}}'.encode())

    def _make_ready(self, played: Round) -> None:
        person = played.crowd.pick()
        person.ready = monotonic()
        person.counted = played.measured
        self._ready.append(person)
        if self._poll and len(self._ready) == 1:
            asyncio.get_running_loop().call_soon(self._hand_out)

    def show(self, chat: int, body: bytes) -> bytes:
        self._message += 1
        person = self._asked.get(chat)
        if person is None or self._round is None:
            self.calls["to others"] += 1
            shown = '"text":"…"'
        else:
            shown = self._answer(self._round, person, body)
        place = f'"chat":{{"id":{chat},"first_name":"Анна","type":"private"}}'
        message = f'"message_id":{self._message},{BOT},{place},"date":{DATE},{shown}'
        return f'{{"ok":true,"result":{{{message}}}}}'.encode()

    def _answer(self, played: Round, person: Person, body: bytes) -> str:
        crowd, step = played.crowd, person.step
        if crowd.signs[step] not in body:
            played.wrong += 1
            played.sample = played.sample or f"{crowd.steps[step]}: {body.decode()[:2000]}"
            return '"text":"?"'
        del self._asked[person.number]
        now = monotonic()
        played.answered += 1
        played.first_answer = played.first_answer or now
        played.in_time += played.measured
        if person.counted:
            played.since_ready.append(now - person.ready)
            played.since_delivered.append(now - person.delivered)
        crowd.advance(person, self._numbers, once=played.whole)
        if played.running and played.closed and crowd.idle:
            self._make_ready(played)
        if not (crowd.idle or self._asked or self._ready):
            played.over.set()
        return crowd.screen(step, body)

    async def wait_for_poll(self, seconds: float) -> dict[str, Any]:
        await asyncio.wait_for(self._polled.wait(), seconds)
        return {}

    async def play(
        self,
        name: str,
        steps: list[list[str]],
        people: int,
        window: int,
        rate: float,
        seconds: float,
        ramp: float,
        whole: bool = False,
    ) -> dict[str, Any]:
        """`ramp` seconds of the same before the clock starts. `window` 0: open, at `rate`. `whole`: see `Round`."""
        crowd = self._crowds.setdefault(name, Crowd([Step(*step) for step in steps]))
        crowd.admit(people, self._numbers)
        played = self._round = Round(crowd, window > 0, whole)
        calls = self.calls.copy()
        loop = asyncio.get_running_loop()
        for _ in range(window):
            self._make_ready(played)
        coming = None if window else asyncio.create_task(self._come(played, rate))
        await asyncio.sleep(ramp)
        began, played.measured = loop.time(), True
        await (asyncio.wait_for(played.over.wait(), WHOLE_SECONDS) if whole else asyncio.sleep(seconds))
        took, played.measured = loop.time() - began, False
        played.running = False
        if coming:
            coming.cancel()
        await self._drain(crowd)
        calls = self.calls - calls
        unanswered, self._asked = len(self._asked) + len(self._ready), {}
        self._ready.clear()
        self._round = None
        return {
            "updates_per_second": played.in_time / took,
            "answered": played.answered,
            "first_answer": played.first_answer,
            "wrong": played.wrong,
            "unanswered": unanswered,
            "repeats": self._repeats,
            "sample": played.sample,
            "calls": dict(calls),
            "from_telegram": percentiles(played.since_ready),
            "from_delivery": percentiles(played.since_delivered),
        }

    async def _come(self, played: Round, rate: float) -> None:
        """People do not come to a beat: the pauses are exponential. Nobody waits for a slow bot."""
        due = monotonic()
        while True:
            due += played.crowd.chance.expovariate(rate)
            await asyncio.sleep(max(0.0, due - monotonic()))
            played.crowd.admit(1, self._numbers)
            self._make_ready(played)

    async def _drain(self, crowd: Crowd) -> None:
        if self._round and self._round.closed:
            crowd.idle += self._ready
            self._ready.clear()
        for _ in range(DRAIN_SECONDS * 100):
            if not (self._asked or self._ready):
                return
            await asyncio.sleep(0.01)


def percentiles(seconds: list[float]) -> dict[str, float]:
    """In milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return {}
    return {f"p{p}": 1000 * ordered[min(len(ordered) - 1, len(ordered) * p // 100)] for p in (50, 90, 99)}
