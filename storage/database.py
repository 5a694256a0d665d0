from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from storage.engine import make_engine, may_run_again

T = TypeVar("T")
Work = Callable[[Session], T]

TRIES = 3
THREADS = 8
JOB_THREADS = 2
DRAIN = 32


class Database:
    """Runs each unit of work in a transaction of its own, in a worker thread; urgent ones go first.

    Work that leaves by an exception is rolled back; a deadlock or a busy database runs it again,
    so work must leave nothing outside its session.
    """

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url, pool_size=THREADS + JOB_THREADS)
        self._closed = False
        self._lane: _Lane = _Writer(self) if self.is_sqlite else _Threads(self)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    async def run(self, work: Work[T], *, urgent: bool = True) -> T:
        if self._closed:
            raise RuntimeError("the database is closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._lane.submit(work, future, urgent)
        return await future

    def run_now(self, work: Work[T], connection: Connection | None = None) -> T:
        for attempt in range(1, TRIES + 1):
            try:
                with Session(connection or self.engine, expire_on_commit=False) as session, session.begin():
                    return work(session)
            except DBAPIError as error:
                if attempt == TRIES or not may_run_again(error):
                    raise
        raise AssertionError("the last try returns or raises")

    def close(self) -> None:
        """What was asked before is still done."""
        self._closed = True
        self._lane.close()
        self.engine.dispose()


class _Lane(Protocol):
    def submit(self, work: Work[Any], future: asyncio.Future[Any], urgent: bool) -> None: ...
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
    """SQLite has one writer at a time: one thread drains the queue and wakes the loop once per drain."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._urgent: deque[Asked] = deque()
        self._patient: deque[Asked] = deque()
        self._wake = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="database", daemon=True)
        self._thread.start()

    def submit(self, work: Work[Any], future: asyncio.Future[Any], urgent: bool) -> None:
        with self._wake:
            (self._urgent if urgent else self._patient).append((work, future))
            self._wake.notify()

    def close(self) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join(timeout=10)

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
                return [_outcome(self._database, work, future, connection) for work, future in waiting]
        except SQLAlchemyError as error:
            return [(future, None, error) for _, future in waiting]

    def _next(self) -> list[Asked]:
        with self._wake:
            while not (self._urgent or self._patient or self._closed):
                self._wake.wait()
            if self._urgent:
                return [self._urgent.popleft() for _ in range(min(DRAIN, len(self._urgent)))]
            return [self._patient.popleft()] if self._patient else []


class _Threads:
    """PostgreSQL: never more threads than pooled connections, jobs in a few of their own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._urgent = ThreadPoolExecutor(THREADS, thread_name_prefix="turns")
        self._patient = ThreadPoolExecutor(JOB_THREADS, thread_name_prefix="jobs")

    def submit(self, work: Work[Any], future: asyncio.Future[Any], urgent: bool) -> None:
        (self._urgent if urgent else self._patient).submit(self._do, work, future)

    def close(self) -> None:
        for pool in (self._urgent, self._patient):
            pool.shutdown(wait=True)

    def _do(self, work: Work[Any], future: asyncio.Future[Any]) -> None:
        outcome = _outcome(self._database, work, future)
        loop = future.get_loop()
        if not loop.is_closed():
            loop.call_soon_threadsafe(_settle, [outcome])
