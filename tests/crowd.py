"""Thousands who are told something at once: a sandbox that holds them, and a database that has the news."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientSession
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from community.notices import Notice
from sandbox.app import WORLD, make_app
from sandbox.clock import Clock
from sandbox.config import Config, Newcomer
from sandbox.world import World
from storage.engine import make_engine
from storage.migrate import migrate
from storage.models import Account, Notification, Person
from storage.notifications import tell_posts
from tests.crew import served

FIRST = 10_000
DUE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class Crowd:
    """`many` people who have written to the bot on one network, each with an unread notice of their own."""

    base: str
    http: ClientSession
    world: World
    database_url: str
    network: str
    many: int

    @property
    def numbers(self) -> range:
        return range(FIRST, FIRST + self.many)

    def heard(self) -> Counter[int]:
        """How many notices each has seen."""
        return Counter(
            {
                number: sum(
                    message.sender == "bot" and f"Номер {number}" in message.text
                    for message in self.world.chat(self.network, number).messages.values()
                )
                for number in self.numbers
            }
        )

    def told(self) -> int:
        """How many have been delivered; quick, because it is asked all the time."""
        return sum(len(self.world.chat(self.network, number).messages) for number in self.numbers)

    async def until_told(self, many: int, within: float = 90) -> None:
        async with asyncio.timeout(within):
            while self.told() < many:
                await asyncio.sleep(0.05)

    async def until_done(self, within: float = 90) -> None:
        async with asyncio.timeout(within):
            while self.count("new", "sending"):
                await asyncio.sleep(0.1)

    def count(self, *states: str, reasons: Collection[str] = ()) -> int:
        engine = make_engine(self.database_url)
        wanted = [Notification.state.in_(states), *([Notification.reason.in_(reasons)] if reasons else [])]
        with engine.connect() as connection:
            found = connection.execute(select(func.count()).select_from(Notification).where(*wanted)).scalar_one()
        engine.dispose()
        return int(found)

    def fill(self, bulk: bool, held: bool) -> None:
        engine = make_engine(self.database_url)
        with Session(engine) as session, session.begin():
            write_people(session, self.network, self.numbers)
            write_notices(session, self.numbers, bulk, "held" if held else "new")
        engine.dispose()

    def release(self) -> None:
        """What was held is due now."""
        engine = make_engine(self.database_url)
        with Session(engine) as session, session.begin():
            session.execute(update(Notification).where(Notification.state == "held").values(state="new"))
            tell_posts(session)
        engine.dispose()


def write_people(session: Session, network: str, numbers: range) -> None:
    named = {"created_at": DUE, "joined_at": DUE, "is_minor": False, "specialities": []}
    session.execute(insert(Person), [{"id": number, "name": f"Номер {number}", **named} for number in numbers])
    there = {"network": network, "created_at": DUE, "forms": {}}
    session.execute(insert(Account), [{"person_id": number, "number": number, **there} for number in numbers])


def write_notices(session: Session, numbers: range, bulk: bool, state: str = "new") -> None:
    """Each is told that they have joined, so that every text is another."""
    notice = {"kind": Notice.MEMBER_JOINED.value, "lane": 2 if bulk else 1, "due": DUE, "state": state, "attempts": 0}
    rows = [{"person_id": number, "ids": {"person": number}, "dedupe_key": f"crowd:{number}"} for number in numbers]
    session.execute(insert(Notification), [notice | row for row in rows])


@asynccontextmanager
async def crowd_at(
    folder: Path,
    database_url: str,
    network: str,
    many: int,
    *,
    bulk: bool = False,
    held: bool = False,
    extra: int = 0,
    **config: object,
) -> AsyncIterator[Crowd]:
    """`extra` people follow who are told nothing; what is `held` waits for its release."""
    migrate(database_url)
    people = tuple(Newcomer(network, number, "Номер") for number in range(FIRST, FIRST + many + extra))
    Clock(folder / "clock").leave_the_night()
    app = make_app(Config(clock_file=folder / "clock", people=people, **{"limits": False, **config}))  # type: ignore[arg-type]
    for chat in app[WORLD].chats.values():
        chat.started = True
    async with served(app) as base, ClientSession() as http:
        crowd = Crowd(base, http, app[WORLD], database_url, network, many)
        crowd.fill(bulk, held)
        yield crowd
