from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from storage.beside import ROUNDS, Found, NotReadYet, knowing
from storage.engine import make_engine, may_run_again, reading
from storage.lanes import ByPriority, Lane, Priority, T, Work, Writer

__all__ = ["Database", "Priority", "Work"]

TRIES = 3
CONNECTIONS = {Priority.TURN: 8, Priority.POST: 2, Priority.JOB: 2}
READING_CONNECTIONS = 2  # whoever waits for a number need not wait for somebody's document


class Database:
    """Runs each unit of work in a transaction of its own; turns go first.

    Work that leaves by an exception is rolled back; a deadlock, a busy database or long reading (`storage/beside.py`)
    runs it again, so work must leave nothing outside its session.
    """

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url, pool_size=sum(CONNECTIONS.values()))
        self._closed = False
        self._lane: Lane = (
            Writer(self.engine, self.run_now) if self.is_sqlite else ByPriority(self.engine, self.run_now, CONNECTIONS)
        )
        self._reading_engine = reading(make_engine(url, pool_size=READING_CONNECTIONS))
        self._readers = ThreadPoolExecutor(READING_CONNECTIONS, thread_name_prefix="reading")

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
        """What was asked before is still done. While the loop runs, close in a thread: nobody waits for turns on it."""
        self._closed = True
        self._lane.close()
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._reading_engine.dispose()
        self.engine.dispose()
