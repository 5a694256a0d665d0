"""Two networks that fail as they are told to, and the posts that deliver there."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from messengers.messenger import Batch, DeliveryError, Lane, Place, Shown
from messengers.screen import Screen
from scheduler.letters import BACK_OFF
from scheduler.notices import Documents, Notices
from scheduler.post import Post
from storage.database import Database
from storage.models import Account, Notification, Person
from storage.notifications import notify
from storage.queue import KEY

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ANNA, BORIS, VERA = 1, 2, 3
ANNA_TELEGRAM, ANNA_VK, BORIS_TELEGRAM = 1001, 2001, 1002
PATIENCE = 10  # seconds; only a post that hangs needs them
CROWD = 5000  # the first of a hundred who are on VK
AFTER_A_FAILURE = max(BACK_OFF) + timedelta(seconds=1)


class Network:
    """Fails as it is told to, else keeps what it delivered."""

    at_once = 32

    def __init__(self, network: str) -> None:
        self.network = network
        self.delivered: list[tuple[int, str]] = []
        self.keys: list[str | None] = []
        self.failures: defaultdict[int, list[Exception]] = defaultdict(list)
        self.pace = 0.0
        self.files: list[tuple[str, bytes]] = []
        self.paths: list[Path] = []

    async def show(self, screen: Screen, place: Place, lane: Lane, key: str | None = None) -> Shown:
        self.keys.append(key)
        await asyncio.sleep(self.pace)
        if self.failures[place.chat]:
            raise self.failures[place.chat].pop(0)
        for file in screen.files:
            self.paths.append(file.path)
            self.files.append((file.name, file.path.read_bytes()))
        self.delivered.append((place.chat, screen.text))
        return Shown(len(self.delivered))

    async def open(self) -> None: ...
    async def receive(self) -> Batch:
        raise NotImplementedError

    async def confirm(self, batch: Batch) -> None: ...
    async def fetch(self, file: str, most: int) -> bytes:
        raise NotImplementedError

    async def introduce(self) -> None: ...

    def link(self, word: str) -> str | None: ...
    def translate(self, raw: dict[str, Any]) -> dict[str, Any]:
        return raw

    def place(self, raw: dict[str, Any]) -> Place:
        return Place(0)

    async def close(self) -> None: ...


class CirculatingNetwork(Network):
    """Takes one screen for many, and delivers a key once to each."""

    many_at_once = 32

    def __init__(self, network: str) -> None:
        super().__init__(network)
        self.many: list[int] = []
        self._known: set[tuple[str, int]] = set()

    async def show_many(self, screen: Screen, chats: Sequence[int], lane: Lane, key: str) -> dict[int, DeliveryError]:
        self.many.append(len(chats))
        refused = {chat: self.failures[chat].pop(0) for chat in chats if self.failures[chat]}
        for chat in chats:
            if chat not in refused and (key, chat) not in self._known:
                self._known.add((key, chat))
                self.delivered.append((chat, screen.text))
        return {chat: failure for chat, failure in refused.items() if isinstance(failure, DeliveryError)}


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
    return Screen(f"{kind} {ids.get('event')}")


async def stopped(task: asyncio.Task[None]) -> None:
    while not task.done():
        task.cancel()
        await asyncio.sleep(0.005)


class WatchedPost(Post):
    """Tells when it has come to rest."""

    rests = 0
    _rests_now = False

    @property
    def network(self) -> str:
        return self._messenger.network

    def has_rested_since(self, rests: int) -> bool:
        has_more = self._woken.is_set() or self._in_hand or self._outcomes
        return self.rests > rests and self._rests_now and not has_more

    async def _rest(self) -> None:
        self.rests += 1
        self._rests_now = True
        try:
            await super()._rest()
        finally:
            self._rests_now = False


class Office:
    """A post with two networks, a clock that is moved by hand, and what became of its rows."""

    def __init__(self, database: Database, vk: Network | None = None, **documents: Documents) -> None:
        self.database = database
        self.now = NOW
        self.telegram, self.vk = Network("telegram"), vk or Network("vk")
        self.notices = Notices(render, documents)
        self.posts = [self.post_of(network) for network in (self.telegram, self.vk)]

    def post_of(self, network: Network, database: Database | None = None) -> WatchedPost:
        return WatchedPost(
            database or self.database, network, ("telegram", "vk"), self.notices, lambda: self.now, self.wake
        )

    def wake(self, networks: Iterable[str] = ("telegram", "vk")) -> None:
        for post in self.posts:
            if post.network in networks:
                post.wake()

    async def told(self, person: int, kind: str = "news", event: int = 1, **more: Any) -> None:
        due = self.now + more.pop("after", timedelta())
        topic = more.pop("topic", f"{kind}:{event}")
        await self.database.run(lambda session: notify(session, person, kind, {"event": event}, due, topic, **more))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        self.work = [asyncio.create_task(post.run()) for post in self.posts]
        try:
            await self.settled()
            yield
            await self.settled()
        finally:
            for work in self.work:
                await stopped(work)

    async def works(self) -> None:
        """Does what is due, and closes."""
        async with self.open():
            pass

    async def later(self, time: timedelta = AFTER_A_FAILURE) -> None:
        self.now += time
        await self.works()

    async def settled(self) -> None:
        """Returns when nothing is left to do now: each post has looked once more, and rests."""
        before = [post.rests for post in self.posts]
        self.wake()
        async with asyncio.timeout(PATIENCE):
            while not all(post.has_rested_since(rests) for post, rests in zip(self.posts, before, strict=True)):
                for work in self.work:
                    if work.done():
                        work.result()
                await asyncio.sleep(0.002)

    async def rows(self) -> dict[str, Notification]:
        def read(session: Session) -> dict[str, Notification]:
            found = session.execute(select(KEY, Notification).order_by(Notification.id)).all()
            session.expunge_all()
            return {row[0]: row[1] for row in found}

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


def crowd(session: Session) -> None:
    for number in range(CROWD, CROWD + 100):
        session.add(Person(id=number, created_at=NOW, name=f"Участник {number}"))
        session.flush()
        session.add(Account(person_id=number, network="vk", number=number, created_at=NOW))
