from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import DataError, InterfaceError, OperationalError

from bot.logs import new_incident
from bot.moment import Now
from bot.turns import Answer, Origin, Turns
from messengers.messenger import (
    Batch,
    Blocked,
    DeliveryError,
    Incoming,
    Lane,
    Messenger,
    Place,
    Rejected,
    Resuming,
)
from messengers.screen import Screen
from screens import free_text
from storage import inbox
from storage.database import Database

log = structlog.get_logger()
T = TypeVar("T")

AT_WORK = 25  # more at once is slower (measured), fewer leaves the network idle
WAITING_PER_ACCOUNT = 20
MOST_WAITING = 2000
FLOOD_BURST = 30
FLOOD_RATE = 3.0  # updates a second that one person may send for long
SHOWN_FOR = timedelta(minutes=10)
BACK_OFF = (0.5, 1, 2, 4, 8, 15, 30)
MOST_SHOWINGS = 40
TICK_EVERY = 0.05
MOST_TICKS = 500

Account = tuple[str, int]


@dataclass
class Queue:
    """The updates of one account, answered one after the other in the order received."""

    waiting: deque[Callable[[], Awaitable[None]]] = field(default_factory=deque)
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
        self._in_work: set[int] = set()
        self._seen: list[int] = []
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()
        self.counters: Counter[str] = Counter()

    async def run(self) -> None:
        try:
            await self._take_up()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._tick())
                for messenger in self._messengers.values():
                    group.create_task(self._listen(messenger))
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._tick_off()

    async def _take_up(self) -> None:
        """What a crash left behind: answers nobody saw, then updates nobody answered, in order."""
        unseen = await self._database.run(lambda session: inbox.unseen(session, self._now() - SHOWN_FOR))
        for waiting in unseen:
            if waiting.number is not None and (messenger := self._messengers.get(waiting.network)):
                self._count("shown_again", 1)
                self._add((waiting.network, waiting.number), partial(self._show, messenger, Answer.stored(waiting)))
        for waiting in await self._database.run(inbox.unfinished):
            if waiting.number is not None and waiting.network in self._messengers:
                self._enqueue((waiting.network, waiting.number), waiting.id, waiting.content)

    async def _listen(self, messenger: Messenger) -> None:
        if isinstance(messenger, Resuming):
            find = partial(inbox.cursor_of, network=messenger.network)
            messenger.resume(await self._patiently("database", partial(self._database.run, find)))
        await self._patiently(messenger.network, messenger.open)
        log.info("connected", network=messenger.network)
        while True:
            batch = await self._patiently(messenger.network, messenger.receive)
            await self._patiently(messenger.network, partial(self._receive, messenger, batch))
            await self._room.wait()

    async def _patiently(self, what: str, step: Callable[[], Awaitable[T]]) -> T:
        """Until it works: a network or a database out of reach is waited for, each alone."""
        attempt = 0
        while True:
            try:
                return await step()
            except (DeliveryError, OperationalError, InterfaceError, OSError) as error:
                delay = BACK_OFF[min(attempt, len(BACK_OFF) - 1)]
                reason = error.code if isinstance(error, DeliveryError) else type(error).__name__
                self.counters[f"{what}_{reason}"] += 1
                log.warning("waiting", what=what, reason=reason, seconds=delay)
                await asyncio.sleep(delay)
                attempt += 1

    async def _receive(self, messenger: Messenger, batch: Batch) -> None:
        wanted = [update for update in batch.updates if update.private and update.sender is not None]
        self._count("ignored", len(batch.updates) - len(wanted))
        cursor = batch.cursor if isinstance(messenger, Resuming) else None
        rows = await self._keep(messenger.network, wanted, cursor)
        fresh = {key: row for key, row in rows.items() if row not in self._in_work}
        self._count("repeated", len(wanted) - len(fresh))
        await messenger.confirm(batch)
        for update in wanted:
            row = fresh.pop(update.key, None)
            if row is not None and update.sender is not None:
                self._enqueue((messenger.network, update.sender), row, update.raw)

    async def _keep(self, network: str, updates: list[Incoming], cursor: str | None) -> dict[str, int]:
        received = [inbox.Received(update.key, update.sender, update.raw) for update in updates]
        try:
            return await self._store(network, received, cursor)
        except (DataError, ValueError):  # one of them does not fit a column: the others shall not wait for it
            rows: dict[str, int] = {}
            for item in received:
                with suppress(DataError, ValueError):
                    rows |= await self._store(network, [item])
            self._count("unreadable", len(received) - len(rows))
            return rows | await self._store(network, [], cursor)

    async def _store(self, network: str, received: list[inbox.Received], cursor: str | None = None) -> dict[str, int]:
        keep = partial(inbox.keep, network=network, received=received, now=self._now(), cursor=cursor)
        return await self._database.run(keep)

    def _enqueue(self, account: Account, row: int, raw: dict[str, Any]) -> None:
        queue = self._queue_of(account)
        if queue.admits():
            self._in_work.add(row)
            self._add(account, partial(self._take, account, row, raw))
        else:
            self._drop(account, queue, row)

    def _queue_of(self, account: Account) -> Queue:
        if account not in self._queues:
            self._queues[account] = Queue()
        return self._queues[account]

    def _add(self, account: Account, step: Callable[[], Awaitable[None]]) -> None:
        queue = self._queue_of(account)
        queue.waiting.append(step)
        self._count_waiting(1)
        if not queue.busy:
            queue.busy = True
            self._start(self._serve(queue))

    def _count_waiting(self, change: int) -> None:
        """Above the mark the networks keep what comes; below it they are read again."""
        self._waiting += change
        if self._waiting > MOST_WAITING:
            self._room.clear()
        else:
            self._room.set()

    def _drop(self, account: Account, queue: Queue, row: int) -> None:
        self._count("flood", 1)
        self._start(self._set_aside(row, "bad"))
        if not queue.warned:
            queue.warned = True
            self._start(self._say(account, free_text.too_fast()))

    async def _say(self, account: Account, screen: Screen) -> None:
        try:
            await self._messengers[account[0]].show(screen, Place(account[1]), Lane.REPLY)
        except DeliveryError as failure:
            self.counters[f"unsaid_{failure.code}"] += 1

    async def _serve(self, queue: Queue) -> None:
        while queue.waiting:
            step = queue.waiting.popleft()
            self._count_waiting(-1)
            await step()
        queue.busy = queue.warned = False
        if len(self._queues) > MOST_WAITING:
            self._forget_rested()

    async def _take(self, account: Account, row: int, raw: dict[str, Any]) -> None:
        messenger = self._messengers[account[0]]
        async with self._at_work:
            answer = await self._answer(messenger, account, row, raw)
            shown = answer is None or await self._show_once(messenger, answer)
        self._in_work.discard(row)
        if answer is not None and not shown:
            await self._show(messenger, answer)

    def _forget_rested(self) -> None:
        rested = monotonic() - FLOOD_BURST / FLOOD_RATE
        self._queues = {key: queue for key, queue in self._queues.items() if queue.busy or queue.counted_at > rested}

    async def _answer(self, messenger: Messenger, account: Account, row: int, raw: dict[str, Any]) -> Answer | None:
        """One update alone: whatever it is made of, it harms no other."""
        try:
            origin = Origin(row, account[0], account[1], messenger.place(raw))
            answer = await self._patiently("database", partial(self._turns.take, origin, messenger.translate(raw)))
        except Exception as error:  # noqa: BLE001 - an update that cannot even be read, or a bug around the dialogue
            await self._spoilt(account, row, error)
            return None
        if answer is None:
            await self._set_aside(row, "shown")
        elif answer.notified:
            self._wake_post()
        return answer

    async def _spoilt(self, account: Account, row: int, error: Exception) -> None:
        self._count("unreadable", 1)
        number = new_incident(error)
        await self._set_aside(row, "bad")
        if not isinstance(error, ValueError):  # a mistake of ours, not of whoever sent it
            await self._say(account, free_text.incident(number))

    async def _show_once(self, messenger: Messenger, answer: Answer) -> bool:
        """True when there is nothing left to try."""
        if answer.screen is None:
            return True
        try:
            await messenger.show(answer.screen, answer.place, Lane.REPLY, answer.key)
        except (Blocked, Rejected) as failure:
            self.counters[f"unshown_{failure.code}"] += 1
            log.warning("answer not shown", network=messenger.network, reason=failure.code)
        except DeliveryError as failure:
            self.counters[f"delayed_{failure.code}"] += 1
            return False
        except Exception as error:  # noqa: BLE001 - one screen that cannot be sent must not end the person's queue
            self.counters["unshown_bug"] += 1
            new_incident(error)
        self._seen.append(answer.row)
        return True

    async def _show(self, messenger: Messenger, answer: Answer) -> None:
        """The network is in trouble: keeps trying for as long as the answer is of use."""
        until = monotonic() + SHOWN_FOR.total_seconds()
        for attempt in range(MOST_SHOWINGS):
            if await self._show_once(messenger, answer):
                return
            if monotonic() > until:
                break
            await asyncio.sleep(BACK_OFF[min(attempt, len(BACK_OFF) - 1)])
        self._count("unshown_late", 1)
        self._seen.append(answer.row)

    async def _tick(self) -> None:
        """Ticks off what was shown, many rows in one transaction."""
        while True:
            await asyncio.sleep(TICK_EVERY)
            await self._patiently("database", self._tick_off)

    async def _tick_off(self) -> None:
        rows = self._seen[:MOST_TICKS]
        if rows:
            await self._database.run(partial(inbox.tick_off, rows=rows), urgent=False)
            del self._seen[: len(rows)]

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
