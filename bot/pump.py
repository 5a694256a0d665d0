from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import frames
from bot.moment import Now
from bot.turns import Answer, Origin, Turns
from messengers.messenger import Batch, Blocked, DeliveryError, Incoming, Lane, Messenger, Place, Rejected
from messengers.screen import Screen
from screens import free_text
from storage import inbox
from storage.database import Database

log = structlog.get_logger()

AT_WORK = 25  # more at once is slower (measured), fewer leaves the network idle
WAITING_PER_ACCOUNT = 20
MOST_WAITING = 2000
FLOOD_BURST = 30
FLOOD_RATE = 3.0  # updates a second that one person may send for long
SHOWN_FOR = timedelta(minutes=10)
BACK_OFF = (0.5, 1, 2, 4, 8, 15, 30)
TICK_EVERY = 0.05

Account = tuple[str, int]


@dataclass
class Queue:
    """The updates of one account, answered one after the other in the order received."""

    waiting: deque[tuple[int, dict[str, Any]]] = field(default_factory=deque)
    allowance: float = FLOOD_BURST
    counted_at: float = field(default_factory=monotonic)
    warned: bool = False
    busy: bool = False

    def admits(self) -> bool:
        """A bucket that refills with time: a person types slower than it does."""
        now = monotonic()
        self.allowance = min(FLOOD_BURST, self.allowance + (now - self.counted_at) * FLOOD_RATE)
        self.counted_at = now
        if self.allowance < 1 or len(self.waiting) >= WAITING_PER_ACCOUNT:
            return False
        self.allowance -= 1
        return True


class Pump:
    """Takes updates from every network into the inbox, gives each its turn, shows the answers.

    A network is told of receipt only after the inbox has the batch, so a crash loses nothing;
    a network that fails backs off alone; one person's flood fills only that person's queue.
    """

    def __init__(
        self, database: Database, turns: Turns, messengers: Sequence[Messenger], now: Now, wake_post: Callable[[], None]
    ) -> None:
        self._database = database
        self._turns = turns
        self._messengers = {messenger.network: messenger for messenger in messengers}
        self._now = now
        self._wake_post = wake_post
        self._queues: dict[Account, Queue] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_work = asyncio.Semaphore(AT_WORK)
        self._seen: list[int] = []
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()
        self.counters: Counter[str] = Counter()

    async def run(self) -> None:
        await self._take_up()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tick())
            for messenger in self._messengers.values():
                group.create_task(self._listen(messenger))

    async def _take_up(self) -> None:
        """What a crash left behind: answers nobody saw, then updates nobody answered, in order."""
        unseen = await self._database.run(lambda session: inbox.unseen(session, self._now() - SHOWN_FOR))
        for waiting in unseen:
            self._start(self._show_again(waiting))
        for waiting in await self._database.run(inbox.unfinished):
            if waiting.number is not None and waiting.network in self._messengers:
                self._enqueue((waiting.network, waiting.number), waiting.id, waiting.content)

    async def _show_again(self, waiting: inbox.Waiting) -> None:
        messenger = self._messengers.get(waiting.network)
        if messenger is not None:
            self.counters["shown_again"] += 1
            await self._show(messenger, Answer.stored(waiting))

    async def _listen(self, messenger: Messenger) -> None:
        await self._patiently(messenger, messenger.open)
        log.info("connected", network=messenger.network)
        while True:
            batch = await self._patiently(messenger, messenger.receive)
            await self._patiently(messenger, partial(self._receive, messenger, batch))
            await self._room.wait()

    async def _patiently(self, messenger: Messenger, step: Callable[[], Awaitable[Any]]) -> Any:
        attempt = 0
        while True:
            try:
                return await step()
            except (DeliveryError, SQLAlchemyError, OSError) as error:
                delay = BACK_OFF[min(attempt, len(BACK_OFF) - 1)]
                reason = error.code if isinstance(error, DeliveryError) else type(error).__name__
                self.counters[f"{messenger.network}_{reason}"] += 1
                log.warning("network is waited for", network=messenger.network, reason=reason, seconds=delay)
                await asyncio.sleep(delay)
                attempt += 1

    async def _receive(self, messenger: Messenger, batch: Batch) -> None:
        wanted = [update for update in batch.updates if update.private and update.sender is not None]
        self._count("ignored", len(batch.updates) - len(wanted))
        rows = await self._keep(messenger.network, wanted)
        self._count("repeated", len(wanted) - len(rows))
        await messenger.confirm(batch)
        for update in wanted:
            row = rows.pop(update.key, None)
            if row is not None and update.sender is not None:
                self._enqueue((messenger.network, update.sender), row, update.raw)

    async def _keep(self, network: str, updates: list[Incoming]) -> dict[str, int]:
        received = [inbox.Received(update.key, update.sender, update.raw) for update in updates]
        if not received:
            return {}
        now = self._now()
        return await self._database.run(lambda session: inbox.keep(session, network, received, now))

    def _enqueue(self, account: Account, row: int, raw: dict[str, Any]) -> None:
        queue = self._queues.get(account)
        if queue is None:
            queue = self._queues[account] = Queue()
        if not queue.admits():
            self._drop(account, queue, row, raw)
            return
        queue.waiting.append((row, raw))
        self._count_waiting(1)
        if not queue.busy:
            queue.busy = True
            self._start(self._serve(account, queue))

    def _count_waiting(self, change: int) -> None:
        """Above the mark the networks keep what comes; below it they are read again."""
        self._waiting += change
        if self._waiting > MOST_WAITING:
            self._room.clear()
        else:
            self._room.set()

    def _drop(self, account: Account, queue: Queue, row: int, raw: dict[str, Any]) -> None:
        self._count("flood", 1)
        self._start(self._set_aside(row, "bad"))
        if not queue.warned:
            queue.warned = True
            place = Place(self._messengers[account[0]].place(raw).chat)
            self._start(self._say(account[0], free_text.too_fast(), place))

    async def _say(self, network: str, screen: Screen, place: Place) -> None:
        try:
            await self._messengers[network].show(screen, place, Lane.REPLY)
        except DeliveryError as failure:
            self.counters[f"unsaid_{failure.code}"] += 1

    async def _serve(self, account: Account, queue: Queue) -> None:
        messenger = self._messengers[account[0]]
        while queue.waiting:
            row, raw = queue.waiting.popleft()
            self._count_waiting(-1)
            async with self._at_work:
                answer = await self._answer(messenger, account, row, raw)
                unseen = answer if answer and not await self._show_once(messenger, answer) else None
            if unseen:
                await self._show(messenger, unseen)
        queue.busy = queue.warned = False
        if len(self._queues) > MOST_WAITING:
            self._forget_rested()

    def _forget_rested(self) -> None:
        rested = monotonic() - FLOOD_BURST / FLOOD_RATE
        self._queues = {key: queue for key, queue in self._queues.items() if queue.busy or queue.counted_at > rested}

    async def _answer(self, messenger: Messenger, account: Account, row: int, raw: dict[str, Any]) -> Answer | None:
        """One update alone: whatever it is made of, it harms no other."""
        try:
            origin = Origin(row, account[0], account[1], messenger.place(raw))
            answer = await self._turns.take(origin, messenger.translate(raw))
        except SQLAlchemyError as error:
            self.counters["database_failed"] += 1
            log.error("turn failed", error=type(error).__name__, where=frames(error))
            await asyncio.sleep(BACK_OFF[0])
            return None  # the row stays new and is taken up at the next start
        except Exception as error:  # noqa: BLE001 - an update that cannot even be read
            self._count("unreadable", 1)
            log.warning("update set aside", error=type(error).__name__, where=frames(error))
            await self._set_aside(row, "bad")
            return None
        if answer is None:
            await self._set_aside(row, "shown")
        elif answer.notified:
            self._wake_post()
        return answer

    async def _show_once(self, messenger: Messenger, answer: Answer) -> bool:
        """True when there is nothing left to try."""
        if answer.screen is None:
            return True
        try:
            await messenger.show(answer.screen, answer.place, Lane.REPLY)
        except (Blocked, Rejected) as failure:
            self.counters[f"unshown_{failure.code}"] += 1
            log.warning("answer not shown", network=messenger.network, reason=failure.code)
        except DeliveryError as failure:
            self.counters[f"delayed_{failure.code}"] += 1
            return False
        self._seen.append(answer.row)
        return True

    async def _show(self, messenger: Messenger, answer: Answer) -> None:
        """The network is in trouble: keeps trying for as long as the answer is of use."""
        until = monotonic() + SHOWN_FOR.total_seconds()
        for attempt in range(1000):
            if await self._show_once(messenger, answer) or monotonic() > until:
                return
            await asyncio.sleep(BACK_OFF[min(attempt, len(BACK_OFF) - 1)])

    async def _tick(self) -> None:
        """Ticks off what was shown, many rows in one transaction."""
        while True:
            await asyncio.sleep(TICK_EVERY)
            rows, self._seen = self._seen, []
            if rows:
                await self._database.run(partial(inbox.tick_off, rows=rows), urgent=False)

    async def _set_aside(self, row: int, state: str) -> None:
        await self._database.run(lambda session: inbox.set_aside(session, [row], state))

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _count(self, name: str, number: int) -> None:
        if number:
            self.counters[name] += number
            log.debug("counted", what=name, number=number)
