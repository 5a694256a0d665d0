from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import IntEnum
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.beside import ROUNDS, Found, NotReadYet, knowing
from storage.checkpoints import Checkpoints
from storage.engine import make_engine, may_run_again, reading

T = TypeVar("T")
Work = Callable[[Session], T]

TRIES = 3
DRAIN = 32


class Priority(IntEnum):
    """Whose work goes first; on PostgreSQL each has threads and connections of its own."""

    TURN = 0
    POST = 1
    JOB = 2


THREADS = {Priority.TURN: 8, Priority.POST: 2, Priority.JOB: 2}
READING_THREADS = 2  # whoever waits for a number need not wait for somebody's document


class Database:
    """Runs each unit of work in a transaction of its own, in a worker thread; turns go first.

    Work that leaves by an exception is rolled back; a deadlock, a busy database or long reading (`storage/beside.py`)
    runs it again, so work must leave nothing outside its session.
    """

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url, pool_size=sum(THREADS.values()))
        self._closed = False
        self._lane: _Lane = _Writer(self) if self.is_sqlite else _Threads(self)
        self._reading_engine = reading(make_engine(url, pool_size=READING_THREADS))
        self._readers = ThreadPoolExecutor(READING_THREADS, thread_name_prefix="reading")

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    async def run(self, work: Work[T], priority: Priority = Priority.TURN) -> T:
        if not self.is_sqlite:
            return await self._run(work, priority)
        found: Found = {}
        for _ in range(ROUNDS):
            try:
                return await self._run(knowing(found, work), priority)
            except NotReadYet as missing:
                found[missing.key] = await self.read(missing.read)
        return await self._run(work, priority)

    async def _run(self, work: Work[T], priority: Priority) -> T:
        if self._closed:
            raise RuntimeError("the database is closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._lane.submit(work, future, priority)
        return await future

    async def read(self, work: Work[T]) -> T:
        """Work of seconds that changes nothing, such as a document: beside the others, in nobody's way."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Work[T]) -> T:
        with Session(self._reading_engine) as session:
            return work(session)

    def run_now(self, work: Work[T], connection: Connection | None = None) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                with Session(connection or self.engine, expire_on_commit=False) as session, session.begin():
                    return work(session)
            except DBAPIError as error:
                if attempt == TRIES or not may_run_again(error):
                    raise
        raise AssertionError("the last try returns or raises")

    def settle(self) -> bool:
        """SQLite's log of changes is moved into the file and emptied: it still holds what has been erased.

        False if somebody was reading or writing all the while.
        """
        return self._lane.settle()

    def close(self) -> None:
        """What was asked before is still done."""
        self._closed = True
        self._lane.close()
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._reading_engine.dispose()
        self.engine.dispose()


class _Lane(Protocol):
    def submit(self, work: Work[Any], future: asyncio.Future[Any], priority: Priority) -> None: ...
    def settle(self) -> bool: ...
    def close(self) -> None: ...


Asked = tuple[Work[Any], "asyncio.Future[Any]"]
Outcome = tuple["asyncio.Future[Any]", Any, BaseException | None]


def _settle(outcomes: list[Outcome]) -> None:
    for future, result, error in outcomes:
        if future.done():
            continue
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)


def _outcome(
    database: Database, work: Work[Any], future: asyncio.Future[Any], connection: Connection | None = None
) -> Outcome:
    try:
        return future, database.run_now(work, connection), None
    except StopIteration as error:  # no future takes it
        return future, None, RuntimeError(f"the work raised {error!r}")
    except BaseException as error:  # noqa: BLE001 - handed to whoever waits
        return future, None, error


class _Writer:
    """SQLite has one writer at a time: one thread drains the queue and wakes the loop once per drain.

    After each drain of turns one unit of the others gets in, so that a rush of people delays them and no more.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._checkpoints = Checkpoints(database.engine)
        self._asked: dict[Priority, deque[Asked]] = {priority: deque() for priority in Priority}
        self._wake = threading.Condition()
        self._closed = False
        self._others_first = False
        self._thread = threading.Thread(target=self._serve, name="database", daemon=True)
        self._thread.start()

    def submit(self, work: Work[Any], future: asyncio.Future[Any], priority: Priority) -> None:
        with self._wake:
            self._asked[priority].append((work, future))
            self._wake.notify()

    def settle(self) -> bool:
        return self._checkpoints.empty()

    def close(self) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join(timeout=10)
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
            with self._database.engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                changed = raw.total_changes
                outcomes = [_outcome(self._database, work, future, connection) for work, future in waiting]
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


class _Threads:
    """PostgreSQL: never more threads than pooled connections, and nobody waits for somebody else's kind of work."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pools = {
            priority: ThreadPoolExecutor(many, thread_name_prefix=priority.name.lower())
            for priority, many in THREADS.items()
        }

    def submit(self, work: Work[Any], future: asyncio.Future[Any], priority: Priority) -> None:
        self._pools[priority].submit(self._do, work, future)

    def settle(self) -> bool:
        return True

    def close(self) -> None:
        for pool in self._pools.values():
            pool.shutdown(wait=True)

    def _do(self, work: Work[Any], future: asyncio.Future[Any]) -> None:
        outcome = _outcome(self._database, work, future)
        loop = future.get_loop()
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, [outcome])
