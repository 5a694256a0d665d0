"""Who runs the units of work, how many at once, and in which order."""

from __future__ import annotations

import asyncio
import threading
from asyncio import Future
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import IntEnum
from typing import Any, Protocol, TypeVar

from greenlet import GreenletExit
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from storage.checkpoints import Checkpoints
from storage.green import Worker, in_thread

T = TypeVar("T")
Work = Callable[[Session], T]
Asked = tuple[Work[Any], "Future[Any]"]
Outcome = tuple["Future[Any]", Any, BaseException | None]

DRAIN = 32
CLOSING_SECONDS = 10


class Priority(IntEnum):
    """Whose work goes first; on PostgreSQL each has connections of its own."""

    TURN = 0
    POST = 1
    JOB = 2


class RunNow(Protocol):
    def __call__(self, work: Work[T], connection: Connection | None = None) -> T: ...


class Lane(Protocol):
    def submit(self, work: Work[Any], future: Future[Any], priority: Priority) -> None: ...

    def settle(self) -> bool: ...

    def close(self) -> None:
        """What was asked before is still done."""


def _settle(outcomes: list[Outcome]) -> None:
    for future, result, error in outcomes:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


def _outcome(run_now: RunNow, asked: Asked, connection: Connection | None = None) -> Outcome:
    work, future = asked
    try:
        return future, run_now(work, connection), None
    except GreenletExit:  # the loop has ended
        raise
    except StopIteration as error:  # no future takes it
        return future, None, RuntimeError(f"the work raised {error!r}")
    except BaseException as error:  # noqa: BLE001 - handed to whoever waits
        return future, None, error


class Writer:
    """SQLite has one writer at a time: one thread drains the queue and wakes the loop once per drain.

    After each drain of turns one unit of the others gets in, so that a rush of people delays them and no more.
    """

    def __init__(self, engine: Engine, run_now: RunNow) -> None:
        self._engine, self._run_now = engine, run_now
        self._checkpoints = Checkpoints(engine)
        self._asked: dict[Priority, deque[Asked]] = {priority: deque() for priority in Priority}
        self._wake = threading.Condition()
        self._closed = False
        self._others_first = False
        self._thread = threading.Thread(target=self._serve, name="database", daemon=True)
        self._thread.start()

    def submit(self, work: Work[Any], future: Future[Any], priority: Priority) -> None:
        with self._wake:
            self._asked[priority].append((work, future))
            self._wake.notify()

    def settle(self) -> bool:
        return self._checkpoints.empty()

    def close(self) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join(CLOSING_SECONDS)
        self._checkpoints.close()

    def _serve(self) -> None:
        while waiting := self._next():
            outcomes = self._drained(waiting)
            loop = outcomes[0][0].get_loop()
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, outcomes)

    def _drained(self, waiting: list[Asked]) -> list[Outcome]:
        """Taking a connection from the pool costs as much as a small statement: one serves them all."""
        try:
            with self._engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                changed = raw.total_changes
                outcomes = [_outcome(self._run_now, asked, connection) for asked in waiting]
                self._checkpoints.wrote(len(waiting), raw.total_changes - changed)
                return outcomes
        except Exception as error:  # noqa: BLE001 - whatever it is, the thread serves the next
            return [(future, None, error) for _, future in waiting]

    def _next(self) -> list[Asked]:
        with self._wake:
            while not (any(self._asked.values()) or self._closed):
                self._wake.wait()
            turns = self._asked[Priority.TURN]
            other = next((asked for priority, asked in self._asked.items() if priority and asked), None)
            if other and (self._others_first or not turns):
                self._others_first = False
                return [other.popleft()]
            self._others_first = True
            return [turns.popleft() for _ in range(min(DRAIN, len(turns)))]


class ByPriority:
    """PostgreSQL: nobody waits for somebody else's kind of work. Only people's turns are in a hurry."""

    def __init__(self, engine: Engine, run_now: RunNow, at_once: dict[Priority, int]) -> None:
        self._turns = Greenlets(engine, run_now, at_once[Priority.TURN])
        self._others: dict[Priority, Threads] = {
            priority: Threads(run_now, many, priority.name.lower())
            for priority, many in at_once.items()
            if priority is not Priority.TURN
        }

    def submit(self, work: Work[Any], future: Future[Any], priority: Priority) -> None:
        (self._others.get(priority) or self._turns).submit(work, future)

    def settle(self) -> bool:
        return True

    def close(self) -> None:
        self._turns.close()
        for threads in self._others.values():
            threads.close()


class Threads:
    """Never more than pooled connections."""

    def __init__(self, run_now: RunNow, many: int, name: str) -> None:
        self._run_now = run_now
        self._pool = ThreadPoolExecutor(many, thread_name_prefix=name)

    def submit(self, work: Work[Any], future: Future[Any]) -> None:
        self._pool.submit(self._do, (work, future))

    def close(self) -> None:
        self._pool.shutdown(wait=True)

    def _do(self, asked: Asked) -> None:
        outcome = _outcome(self._run_now, asked)
        loop = outcome[0].get_loop()
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, [outcome])


class Greenlets:
    """On the loop itself: in threads, winning Python's lock back after every statement took a third of the processor.

    So nothing in this work may wait but for the database. Each worker keeps its connection while there is work.
    """

    def __init__(self, engine: Engine, run_now: RunNow, many: int) -> None:
        self._engine, self._run_now = engine, run_now
        self._asked: deque[Asked] = deque()
        self._many = self._free = many
        self._rests = threading.Event()
        self._rests.set()
        self._thread: int | None = None

    def submit(self, work: Work[Any], future: Future[Any]) -> None:
        self._asked.append((work, future))
        if self._free:
            self._free -= 1
            self._rests.clear()
            self._thread, loop = threading.get_ident(), asyncio.get_running_loop()
            loop.call_soon(Worker(self._serve, loop).switch)

    def close(self) -> None:
        """On the loop's own thread there is no waiting: the work would wait for us."""
        if self._thread not in {None, threading.get_ident()}:
            self._rests.wait(CLOSING_SECONDS)

    def _serve(self) -> None:
        try:
            while self._asked:
                self._drain()
        finally:
            self._free += 1
            if self._free == self._many:
                self._rests.set()

    def _drain(self) -> None:
        try:
            with self._connect() as connection:
                while self._asked:
                    _settle([_outcome(self._run_now, self._asked.popleft(), connection)])
        except Exception as error:  # noqa: BLE001 - whatever it is, the next may have more luck
            if self._asked:
                _, future = self._asked.popleft()
                _settle([(future, None, error)])

    def _connect(self) -> Connection:
        """A new connection, or one that somebody else has, is waited for by a thread: the pool's waiting is no work of
        the database and would hold up the loop."""
        if isinstance(self._engine.pool, QueuePool) and self._engine.pool.checkedin():
            return self._engine.connect()
        return in_thread(self._engine.connect)
