from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import structlog
from sqlalchemy.engine import make_url

from storage.notifications import CHANNEL, JOBS_CHANNEL

if TYPE_CHECKING:
    from psycopg import AsyncConnection  # SQLite does without it

log = structlog.get_logger()

BEAT = 2.0  # seconds between two looks at the lock
ANSWER_WITHIN = 3.0  # a database that does not answer no longer holds the lock for us
CLASS = crc32(b"nastavnik") - 2**31  # of the locks, so that no other program's numbers meet ours
KEEPALIVE = {"keepalives_idle": "3", "keepalives_interval": "2", "keepalives_count": "2", "connect_timeout": "5"}
ON_THE_SERVER = "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2"


@dataclass(frozen=True)
class Task:
    """What only the leader does. `work` is cancelled when the lead is lost, after `lost` has been called;
    `told` is called when another program has written what the task waits for, in its `channel`.
    """

    name: str
    work: Callable[[], Coroutine[Any, Any, None]]
    told: Callable[[], None] = lambda: None
    lost: Callable[[], None] = lambda: None
    channel: str = CHANNEL


class Leadership:
    """Of several programs on one PostgreSQL, one at a time does a task.

    The leader holds an advisory lock on a connection of its own, so its death frees the lock at once, and a machine
    that vanishes loses it within ten seconds. An SQLite database has one program anyway.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._shared = parsed.get_backend_name() == "postgresql"
        ours = parsed.set(drivername="postgresql").update_query_dict(KEEPALIVE)
        self._dsn = ours.render_as_string(hide_password=False)

    async def lead(self, task: Task) -> None:
        """Does the task whenever this program leads, until the work ends by itself."""
        if not self._shared:
            await task.work()
            return
        from psycopg import OperationalError

        while True:
            try:
                await self._once(task)
                return
            except (OperationalError, TimeoutError) as error:
                log.warning("waits for the lead", task=task.name, error=type(error).__name__)
                await asyncio.sleep(BEAT)

    async def _once(self, task: Task) -> None:
        from psycopg import AsyncConnection

        async with await AsyncConnection.connect(self._dsn, autocommit=True) as connection:
            await connection.execute(ON_THE_SERVER)
            while not await _elected(connection, task.name):  # noqa: ASYNC110 - the leader's death is no event
                await asyncio.sleep(BEAT)
            log.info("leads", task=task.name)
            await connection.execute(f"LISTEN {CHANNEL}; LISTEN {JOBS_CHANNEL}")
            await _while_elected(connection, task)


async def _elected(connection: AsyncConnection[Any], name: str) -> bool:
    number = crc32(name.encode()) - 2**31
    found = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (CLASS, number))
    return (await found.fetchone()) == (True,)


async def _while_elected(connection: AsyncConnection[Any], task: Task) -> None:
    watch, work = asyncio.create_task(_watch(connection, task)), asyncio.create_task(task.work())
    try:
        await asyncio.wait([watch, work], return_when=asyncio.FIRST_COMPLETED)
        if watch.done():
            task.lost()
    finally:
        watch.cancel()
        work.cancel()
        await asyncio.gather(watch, work, return_exceptions=True)
    await (watch if work.cancelled() else work)


async def _watch(connection: AsyncConnection[Any], task: Task) -> None:
    """Ends, by an error, when the connection that holds the lock is gone."""
    while True:
        async for news in connection.notifies(timeout=BEAT, stop_after=1):
            if news.channel == task.channel:
                task.told()
        async with asyncio.timeout(ANSWER_WITHIN):
            await connection.execute("SELECT 1")
