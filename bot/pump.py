from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
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
    Forgetful,
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
from storage.database import Database, Priority

log = structlog.get_logger()
T = TypeVar("T")
Forgotten = tuple[tuple[str, int], ...]  # accounts, by network and number
Forget = Callable[[Forgotten], Awaitable[None]]

AT_WORK = 25  # more at once is slower (measured), fewer leaves the network idle
WAITING_PER_ACCOUNT = 20
MOST_WAITING = 2000
FLOOD_BURST = 30
FLOOD_RATE = 3.0  # updates a second that one person may send for long
SHOWN_FOR = timedelta(minutes=10)
BACK_OFF = (0.1, 0.5, 1, 2, 4, 8, 15, 30)
MOST_SHOWINGS = 40
TICK_EVERY = 0.05
MOST_TICKS = 500


@dataclass
class Queue:
    """The updates of one account, answered one after the other in the order received."""

    waiting: deque[Callable[[], Awaitable[None]]] = field(default_factory=deque)
    allowance: float = FLOOD_BURST
    counted_at: float = field(default_factory=monotonic)
    warned: bool = False
    busy: bool = False
    forgotten: bool = False

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
    """Takes a network's updates into the inbox, gives each its turn, shows the answers.

    The network is told of receipt only after the inbox has the batch, so a crash loses nothing;
    a network that fails backs off alone; one person's flood fills only that person's queue.
    """

    def __init__(
        self,
        database: Database,
        turns: Turns,
        messenger: Messenger,
        now: Now,
        wake_post: Callable[[], None],
        counters: Counter[str] | None = None,
        forget: Forget | None = None,
        wake_clock: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._turns = turns
        self._messenger = messenger
        self.network = messenger.network
        self._now = now
        self._wake_post, self._wake_clock = wake_post, wake_clock
        self._forget_everywhere = forget or self._forget_here
        self._queues: dict[int, Queue] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_work = asyncio.Semaphore(AT_WORK)
        self._in_work: set[int] = set()
        self._seen: list[int] = []
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()
        self.counters: Counter[str] = Counter() if counters is None else counters

    async def run(self) -> None:
        try:
            await self._take_up()
            async with asyncio.TaskGroup() as group:
                group.create_task(self._tick())
                group.create_task(self._listen())
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._forget_all()
            await self._tick_off()

    def _forget_all(self) -> None:
        """Whoever serves this network next takes it up from the inbox."""
        self._queues.clear()
        self._in_work.clear()
        self._count_waiting(-self._waiting)

    async def _take_up(self) -> None:
        """What a crash left behind: answers nobody saw, then updates nobody answered, in order."""
        since = self._now() - SHOWN_FOR
        unseen = await self._database.run(lambda session: inbox.unseen(session, self.network, since))
        for waiting in unseen:
            if waiting.number is not None:
                self._count("shown_again", 1)
                self._add(waiting.number, partial(self._show, Answer.stored(waiting)))
        for waiting in await self._database.run(lambda session: inbox.unfinished(session, self.network)):
            if waiting.number is not None:
                self._enqueue(waiting.number, waiting.id, waiting.content)

    async def _listen(self) -> None:
        messenger = self._messenger
        if isinstance(messenger, Resuming):
            find = partial(inbox.cursor_of, network=self.network)
            messenger.resume(await self._patiently("database", partial(self._database.run, find)))
        await self._patiently(self.network, messenger.open)
        log.info("connected", network=self.network)
        while True:
            batch = await self._patiently(self.network, messenger.receive)
            await self._patiently(self.network, partial(self._receive, batch))
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

    async def _receive(self, batch: Batch) -> None:
        wanted = [update for update in batch.updates if update.private and update.sender is not None]
        self._count("ignored", len(batch.updates) - len(wanted))
        cursor = batch.cursor if isinstance(self._messenger, Resuming) else None
        rows = await self._keep(wanted, cursor)
        fresh = {key: row for key, row in rows.items() if row not in self._in_work}
        self._count("repeated", len(wanted) - len(fresh))
        await self._messenger.confirm(batch)
        for update in wanted:
            row = fresh.pop(update.key, None)
            if row is not None and update.sender is not None:
                self._enqueue(update.sender, row, update.raw)

    async def _keep(self, updates: list[Incoming], cursor: str | None) -> dict[str, int]:
        received = [inbox.Received(update.key, update.sender, update.raw) for update in updates]
        try:
            return await self._store(received, cursor)
        except (DataError, ValueError):  # one of them does not fit a column: the others shall not wait for it
            rows: dict[str, int] = {}
            for item in received:
                with suppress(DataError, ValueError):
                    rows |= await self._store([item])
            self._count("unreadable", len(received) - len(rows))
            return rows | await self._store([], cursor)

    async def _store(self, received: list[inbox.Received], cursor: str | None = None) -> dict[str, int]:
        keep = partial(inbox.keep, network=self.network, received=received, now=self._now(), cursor=cursor)
        return await self._database.run(keep)

    def _enqueue(self, number: int, row: int, raw: dict[str, Any]) -> None:
        queue = self._queue_of(number)
        if queue.admits():
            self._in_work.add(row)
            self._add(number, partial(self._take, number, row, raw))
        else:
            self._drop(number, queue, row)

    def _queue_of(self, number: int) -> Queue:
        return self._queues.setdefault(number, Queue())

    def _add(self, number: int, step: Callable[[], Awaitable[None]]) -> None:
        queue = self._queue_of(number)
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

    def _drop(self, number: int, queue: Queue, row: int) -> None:
        self._count("flood", 1)
        self._start(self._set_aside(row, "bad"))
        if not queue.warned:
            queue.warned = True
            self._start(self._say(number, free_text.too_fast()))

    async def _say(self, number: int, screen: Screen) -> None:
        try:
            await self._messenger.show(screen, Place(number), Lane.REPLY)
        except DeliveryError as failure:
            self.counters[f"unsaid_{failure.code}"] += 1

    async def _serve(self, queue: Queue) -> None:
        while queue.waiting:
            step = queue.waiting.popleft()
            self._count_waiting(-1)
            await step()
        queue.busy = queue.warned = False
        if queue.forgotten or len(self._queues) > MOST_WAITING:
            self._forget_rested()

    async def _take(self, number: int, row: int, raw: dict[str, Any]) -> None:
        async with self._at_work:
            answer = await self._answer(number, row, raw)
            shown = answer is None or await self._show_once(answer)
        self._in_work.discard(row)
        if answer is not None and not shown:
            await self._show(answer)
        if answer is not None and answer.forgotten:
            self._start(self._erased(answer))

    def _forget_rested(self) -> None:
        rested = monotonic() - FLOOD_BURST / FLOOD_RATE
        recent = {key: queue for key, queue in self._queues.items() if queue.busy or queue.counted_at > rested}
        self._queues = {key: queue for key, queue in recent.items() if queue.busy or not queue.forgotten}

    async def _erased(self, answer: Answer) -> None:
        tick_off = partial(inbox.tick_off, rows=[answer.row])
        await self._patiently("database", partial(self._database.run, tick_off))
        await self._forget_everywhere(answer.forgotten)

    async def _forget_here(self, forgotten: Forgotten) -> None:
        for network, number in forgotten:
            if network == self.network:
                self.forget(number)

    def forget(self, number: int) -> None:
        """Somebody's data were erased: what this program remembers of them goes too."""
        queue = self._queues.get(number)
        if queue is not None:
            queue.forgotten = True
            self._forget_rested()
        if isinstance(self._messenger, Forgetful):
            self._messenger.forget(number)

    async def _answer(self, number: int, row: int, raw: dict[str, Any]) -> Answer | None:
        """One update alone: whatever it is made of, it harms no other."""
        try:
            origin = Origin(row, self.network, number, self._messenger.place(raw))
            answer = await self._patiently(
                "database", partial(self._turns.take, origin, self._messenger.translate(raw))
            )
        except Exception as error:  # noqa: BLE001 - an update that cannot even be read, or a bug around the dialogue
            await self._spoilt(number, row, error)
            return None
        if answer is None:
            await self._set_aside(row, "shown")
            return None
        if answer.notified:
            self._wake_post()
        if answer.begun:
            self._wake_clock()
        return answer

    async def _spoilt(self, number: int, row: int, error: Exception) -> None:
        self._count("unreadable", 1)
        incident = new_incident(error)
        await self._set_aside(row, "bad")
        if not isinstance(error, ValueError):  # a mistake of ours, not of whoever sent it
            await self._say(number, free_text.incident(incident))

    async def _show_once(self, answer: Answer) -> bool:
        """True when there is nothing left to try."""
        if answer.screen is None:
            return True
        try:
            await self._messenger.show(answer.screen, answer.place, Lane.REPLY, answer.key)
        except (Blocked, Rejected) as failure:
            self.counters[f"unshown_{failure.code}"] += 1
            log.warning("answer not shown", network=self.network, reason=failure.code)
        except DeliveryError as failure:
            self.counters[f"delayed_{failure.code}"] += 1
            return False
        except Exception as error:  # noqa: BLE001 - one screen that cannot be sent must not end the person's queue
            self.counters["unshown_bug"] += 1
            new_incident(error)
        self._seen.append(answer.row)
        return True

    async def _show(self, answer: Answer) -> None:
        """The network is in trouble: keeps trying for as long as the answer is of use."""
        until = monotonic() + SHOWN_FOR.total_seconds()
        for attempt in range(MOST_SHOWINGS):
            if await self._show_once(answer):
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
            await self._database.run(partial(inbox.tick_off, rows=rows), Priority.JOB)
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
