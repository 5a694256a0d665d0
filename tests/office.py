"""A post at work between two networks that fail as they are told to."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from messengers.messenger import Batch, Lane, Place
from messengers.screen import Screen
from scheduler.post import BACK_OFF, Post
from storage.database import Database
from storage.models import Account, Notification, Person
from storage.notifications import notify

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ANNA, BORIS, VERA = 1, 2, 3
ANNA_TELEGRAM, ANNA_VK, BORIS_TELEGRAM = 1001, 2001, 1002
PATIENCE = 10  # seconds; only a post that hangs needs them
AFTER_A_FAILURE = max(BACK_OFF) + timedelta(seconds=1)


class Network:
    """Fails as it is told to, else keeps what it delivered."""

    def __init__(self, network: str) -> None:
        self.network = network
        self.delivered: list[tuple[int, str]] = []
        self.keys: list[str | None] = []
        self.failures: defaultdict[int, list[Exception]] = defaultdict(list)

    async def show(self, screen: Screen, place: Place, lane: Lane, key: str | None = None) -> int:
        self.keys.append(key)
        if self.failures[place.chat]:
            raise self.failures[place.chat].pop(0)
        self.delivered.append((place.chat, screen.text))
        return len(self.delivered)

    async def open(self) -> None: ...
    async def receive(self) -> Batch:
        raise NotImplementedError

    async def confirm(self, batch: Batch) -> None: ...
    def translate(self, raw: dict[str, Any]) -> dict[str, Any]:
        return raw

    def place(self, raw: dict[str, Any]) -> Place:
        return Place(0)

    async def close(self) -> None: ...


def render(session: Session, kind: str, ids: Mapping[str, Any]) -> Screen | None:
    match kind:
        case "moot":
            return None
        case "broken":
            session.get_one(Person, VERA).name = "испорчено"
            session.flush()
            raise LookupError(kind)
        case "unreadable":
            session.execute(text("SELECT * FROM nowhere"))
    return Screen(f"{kind} {ids['event']}")


async def stopped(task: asyncio.Task[None]) -> None:
    while not task.done():
        task.cancel()
        await asyncio.sleep(0.005)


class Office:
    """A post with two networks, a clock that is moved by hand, and what became of its rows."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.telegram, self.vk = Network("telegram"), Network("vk")
        self.post = Post(database, [self.telegram, self.vk], render, lambda: self.now)

    async def told(self, person: int, kind: str = "news", event: int = 1, **more: Any) -> None:
        due = self.now + more.pop("after", timedelta())
        key = more.pop("key", f"{kind}:{event}:{person}")
        await self.database.run(lambda session: notify(session, person, kind, {"event": event}, due, key, **more))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        self.work = asyncio.create_task(self.post.run())
        try:
            await self.settled()
            yield
            await self.settled()
        finally:
            await stopped(self.work)

    async def works(self) -> None:
        """Does what is due, and closes."""
        async with self.open():
            pass

    async def later(self, time: timedelta = AFTER_A_FAILURE) -> None:
        self.now += time
        await self.works()

    async def settled(self) -> None:
        """Returns when nothing is left to do now."""
        async with asyncio.timeout(PATIENCE):
            self.post.wake()
            while await self.database.run(self._unsettled):
                if self.work.done():
                    self.work.result()
                await asyncio.sleep(0.005)
                self.post.wake()

    def _unsettled(self, session: Session) -> int:
        due = Notification.due <= self.now
        waiting = or_(Notification.state == "sending", (Notification.state == "new") & due)
        return session.execute(select(func.count()).select_from(Notification).where(waiting)).scalar_one()

    async def rows(self) -> dict[str, Notification]:
        def read(session: Session) -> dict[str, Notification]:
            rows = list(session.execute(select(Notification)).scalars())
            session.expunge_all()
            return {row.dedupe_key: row for row in rows}

        return await self.database.run(read)

    async def row(self) -> Notification:
        [row] = (await self.rows()).values()
        return row

    async def blocked(self, number: int) -> datetime | None:
        since = select(Account.blocked_at).where(Account.number == number)
        return await self.database.run(lambda session: session.execute(since).scalar_one())


def people(session: Session) -> None:
    for number, name in ((ANNA, "Анна"), (BORIS, "Борис"), (VERA, "Вера")):
        session.add(Person(id=number, created_at=NOW, name=name))
    session.flush()
    accounts = ((ANNA, "telegram", ANNA_TELEGRAM), (ANNA, "vk", ANNA_VK), (BORIS, "telegram", BORIS_TELEGRAM))
    for person, network, number in accounts:
        session.add(Account(person_id=person, network=network, number=number, created_at=NOW))
        session.flush()
