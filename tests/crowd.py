"""Thousands who are told something at once: a sandbox that holds them, and a database that has the news."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from sqlalchemy import ColumnElement, func, insert, select, true, update
from sqlalchemy.orm import Session

from community import broadcasts
from community.audiences import Audience, Counted
from community.broadcasts import State
from community.consents import Kind, wording
from community.notices import Notice
from community.profile_files import load_profile
from sandbox.app import WORLD, make_app
from sandbox.clock import Clock
from sandbox.config import Config, Newcomer
from sandbox.world import World
from storage.engine import make_engine
from storage.migrate import migrate
from storage.models import Account, Broadcast, Consent, Event, Notification, Person
from storage.notifications import tell_posts
from tests.crew import served
from tests.program import Program

FIRST = 10_000
PROFILE, TITLE = "perm-nastavniki", "Оценивание по-новому"
DUE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class Crowd:
    """`many` people who have written to the bot on one network, each with an unread notice of their own.

    `announced`: instead they wait for the announcement of one event, which `announce` begins.
    """

    base: str
    http: ClientSession
    world: World
    database_url: str
    network: str
    many: int
    announced: bool = False
    programs: list[Program] = field(default_factory=list)

    @property
    def numbers(self) -> range:
        return range(FIRST, FIRST + self.many)

    def heard(self) -> Counter[int]:
        """How many notices each has seen."""
        return Counter(
            {
                number: sum(
                    message.sender == "bot" and (TITLE if self.announced else f"Номер {number}") in message.text
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
            while (self.announced and self.count() < self.many) or self.count("new", "sending"):  # in this order
                await asyncio.sleep(0.1)

    def count(self, *states: str, reasons: Collection[str] = ()) -> int:
        """Of these states, or of all."""
        engine = make_engine(self.database_url)
        asked = (Notification.state, states), (Notification.reason, reasons)
        wanted = [self._ours(), *(column.in_(values) for column, values in asked if values)]
        with engine.connect() as connection:
            found = connection.execute(select(func.count()).select_from(Notification).where(*wanted)).scalar_one()
        engine.dispose()
        return int(found)

    def _ours(self) -> ColumnElement[bool]:
        """Not what owners are told of those in doubt."""
        return Notification.broadcast_id.is_not(None) if self.announced else true()

    def fill(self, bulk: bool, held: bool) -> None:
        engine = make_engine(self.database_url)
        with Session(engine) as session, session.begin():
            write_people(session, self.network, self.numbers)
            if not self.announced:
                write_notices(session, self.numbers, bulk, "held" if held else "new")
        engine.dispose()

    def announce(self) -> None:
        """Nobody has a notification yet."""
        engine = make_engine(self.database_url)
        with Session(engine) as session, session.begin():
            write_consents(session, self.network, self.numbers)
            begin_announcement(session, self.many, self.network)
        engine.dispose()

    def cancel(self) -> None:
        engine = make_engine(self.database_url)
        with Session(engine) as session, session.begin():
            running = session.execute(select(Broadcast).with_for_update()).scalar_one()
            broadcasts.end(session, running, State.CANCELLED, datetime.now(UTC))
        engine.dispose()

    async def faults(self, **wanted: Any) -> None:
        async with self.http.post(f"{self.base}/api/faults/{self.network}", json=wanted) as answer:
            answer.raise_for_status()

    def reasons(self) -> Counter[tuple[str, str | None]]:
        """What became of the notifications: how many of each state and reason."""
        engine = make_engine(self.database_url)
        columns = Notification.state, Notification.reason
        with engine.connect() as connection:
            rows = connection.execute(select(*columns, func.count()).where(self._ours()).group_by(*columns)).all()
        engine.dispose()
        return Counter({(state, reason): many for state, reason, many in rows})

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


def write_consents(session: Session, network: str, numbers: range) -> None:
    version = wording(load_profile(PROFILE), Kind.MAILINGS).version
    given = {"kind": Kind.MAILINGS.value, "version": version, "text_hash": "", "network": network, "given_at": DUE}
    session.execute(insert(Consent), [{"person_id": number, **given} for number in numbers])


def begin_announcement(session: Session, many: int, network: str) -> None:
    """As the clock does: nobody is told how far it is."""
    now = datetime.now(UTC)
    values = {"state": "published", "kind": "webinar", "title": TITLE, "created_at": now, "published_at": now}
    event = Event(**values, starts_at=now + timedelta(days=30))
    session.add(event)
    session.flush()
    everybody = Counted({network: many}, {})
    broadcasts.begin(session, None, event, Audience(), everybody, now - timedelta(minutes=1))


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
    announced: bool = False,
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
        crowd = Crowd(base, http, app[WORLD], database_url, network, many, announced)
        crowd.fill(bulk, held)
        try:
            yield crowd
        finally:  # one that a failed test has left would serve the next test's database
            for program in crowd.programs:
                await program.kill()
