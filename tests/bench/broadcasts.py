"""How an announcement is given out to a million people: `python -m tests.bench.broadcasts`.

In one process, as in the program: the job fills the outbox, a post sends to a network that takes 30 a second, and
somebody is answered every 20 ms. On an SQLite file and on a PostgreSQL of its own, or on the addresses given
(they have to be empty). Milliseconds of processor time stand in brackets.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from community import audiences, broadcasts
from community.audiences import Audience, Counted, Terms
from community.consents import Kind, wording
from community.notices import Topic
from community.profile_files import load_profile
from messengers.messenger import Lane, Place, Shown
from messengers.screen import Screen
from scheduler.broadcasts import Filler
from scheduler.clock import run_job
from scheduler.events import job
from scheduler.notices import Notices
from scheduler.post import Post
from screens.announcing_notices import event_announced
from storage.database import Database
from storage.migrate import migrate
from storage.models import Broadcast, Event, Notification, Person
from tests.bench.measure import postgresql
from tests.bench.rounds import percentiles
from tests.bench.tidy import tidy
from tests.postgres import programs
from tests.test_registrations import NOW

perm = load_profile("perm-nastavniki")
FEW = 1000
EVERY = 0.02  # seconds between two answers
PEOPLE = """
INSERT INTO person (id, created_at, joined_at, is_minor, name, municipality, specialities, shares, learns,
    muted_topics, search)
SELECT n, :at, :at, :no, 'Имя', :town, '[]', '[]', '[]', '[]', '' FROM {numbers}
"""
ACCOUNTS = """
INSERT INTO account (person_id, network, number, created_at, forms)
SELECT n, CASE n % 2 WHEN 0 THEN 'vk' ELSE 'telegram' END, n, :at, :forms FROM {numbers}
"""
CONSENTS = """
INSERT INTO consent (person_id, kind, version, text_hash, network, given_at)
SELECT n, 'mailings', :version, '', 'vk', :at FROM {numbers} WHERE n % 10 <> 0
"""
NUMBERS = {
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT {0} UNION ALL SELECT n + 1 FROM s WHERE n < {1}) SELECT n FROM s)",
    "postgresql": "generate_series({0}, {1}) AS s(n)",
}


def settle(connection: Connection, first: int, last: int) -> None:
    """One in ten has not agreed to announcements."""
    kind = connection.dialect.name
    at = NOW.strftime("%Y-%m-%d %H:%M:%S.000000") if kind == "sqlite" else NOW
    forms = "{}"
    values = {"at": at, "no": False, "town": perm.municipalities[0].id, "forms": forms}
    values["version"] = wording(perm, Kind.MAILINGS).version
    for statement in (PEOPLE, ACCOUNTS, CONSENTS):
        asked = statement.format(numbers=NUMBERS[kind].format(first, last))
        if kind == "postgresql":
            asked = asked.replace(":at", "CAST(:at AS timestamptz)").replace(":forms", "CAST(:forms AS json)")
        used = {name: value for name, value in values.items() if f":{name}" in asked}
        connection.execute(text(asked), used)


def begin(session: Session) -> int:
    values = {"state": "published", "kind": "webinar", "title": "Оценивание", "created_at": NOW, "published_at": NOW}
    event = Event(**values, starts_at=NOW.replace(year=NOW.year + 1))
    session.add(event)
    session.flush()
    return broadcasts.begin(session, session.get_one(Person, 1), event, Audience(), Counted({}, {}), NOW).id


class Network:
    """Takes what the limit allows, at once."""

    network = "telegram"
    at_once = 1

    def __init__(self) -> None:
        self.first = self.last = 0.0

    async def show(self, screen: Screen, place: Place, lane: Lane, key: str | None = None) -> Shown:
        self.last = time.perf_counter()
        self.first = self.first or self.last
        await asyncio.sleep(1 / 30)
        return Shown(place.chat)


@dataclass
class Filling:
    """What one announcement took. `waits`: of those who were answered meanwhile; `memory`: bytes, at most.

    `cancelling`, and `after` it the last message: seconds.
    """

    rows: int
    seconds: float
    processor: float
    first: float
    memory: int
    cancelling: float = 0
    after: float = 0
    units: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


def memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Bench:
    def __init__(self, database: Database) -> None:
        self.database = database

    async def filled(self) -> Filling:
        network, filler, found = Network(), Filler(perm, ("telegram", "vk")), Filling(0, 0, 0, 0, 0)

        def step(session: Session, now: object) -> bool:
            began, own = time.perf_counter(), time.thread_time()
            more = filler.step(session, NOW)
            found.units.append(time.perf_counter() - began)
            found.own.append(time.thread_time() - own)
            return more

        notices = Notices(lambda session, kind, ids: event_announced(session, ids, perm))
        post = Post(self.database, network, ("telegram", "vk"), notices, lambda: NOW, lambda _: None)  # type: ignore[arg-type]  # only what a post uses
        posting = asyncio.create_task(post.run())
        began, processor = time.perf_counter(), time.process_time()
        await self.database.run(begin)
        filling = asyncio.create_task(run_job(job("fill", step), self.database, lambda: NOW, post.wake))
        found.waits = await self.answered(filling, found)
        found.seconds, found.processor = time.perf_counter() - began, time.process_time() - processor
        while not network.first:
            await asyncio.sleep(0.005)
        found.first = network.first - began
        found.rows = await self.database.run(_rows)
        pressed = time.perf_counter()
        await self.database.run(_cancel)
        found.cancelling = time.perf_counter() - pressed
        await asyncio.sleep(3)
        found.after = max(network.last - pressed, 0)
        posting.cancel()
        with suppress(asyncio.CancelledError):
            await posting
        return found

    def alone(self) -> float:
        """Rows a second when nobody is answered or told meanwhile."""
        filler = Filler(perm, ("telegram", "vk"))
        self.database.run_now(begin)
        began = time.perf_counter()
        while self.database.run_now(lambda session: filler.step(session, NOW)):
            pass
        seconds = time.perf_counter() - began
        return self.database.run_now(_rows) / seconds

    async def answered(self, until: asyncio.Task[Any], found: Filling | None = None) -> list[float]:
        """Somebody presses every now and then; what each waits for the database."""
        waits, chance = [], random.Random(1)
        while not until.done():
            began = time.perf_counter()
            person = chance.randrange(1, FEW)
            await self.database.run(lambda session, person=person: _turn(session, person))  # type: ignore[misc]  # bound at once
            waits.append(time.perf_counter() - began)
            if found:
                found.memory = max(found.memory, memory())
            await asyncio.sleep(EVERY)
        await until
        return waits

    async def quiet(self) -> list[float]:
        return await self.answered(asyncio.create_task(asyncio.sleep(3)))


def _turn(session: Session, person: int) -> None:
    session.get_one(Person, person).search = str(person)


def _cancel(session: Session) -> None:
    running = session.execute(select(Broadcast).where(Broadcast.state.in_(broadcasts.ON))).scalar_one()
    broadcasts.end(session, running, broadcasts.stopped(session, running), NOW)


def _rows(session: Session) -> int:
    last = select(func.max(Notification.broadcast_id)).scalar_subquery()
    return session.execute(select(func.count()).where(Notification.broadcast_id == last)).scalar_one()


def _ms(values: Sequence[float]) -> str:
    found = percentiles(list(values))
    return f"p50 {found['p50']:.1f}, p99 {found['p99']:.1f}, most {max(values) * 1000:.1f} ms"


async def measure(url: str, many: int) -> None:
    migrate(url)
    database = Database(url)
    bench = Bench(database)
    database.run_now(lambda session: settle(session.connection(), 1, FEW))
    few = await bench.filled()
    database.run_now(lambda session: settle(session.connection(), FEW + 1, many))
    tidy(database.engine)
    print(f"{database.engine.dialect.name}, {many:,} people, load {os.getloadavg()[0]:.1f}")
    began, counting = time.perf_counter(), asyncio.create_task(database.run(_counted))
    waits = await bench.answered(counting)
    print(
        f"  counting {counting.result():,} before: {time.perf_counter() - began:.2f} s, answers meanwhile {_ms(waits)}"
    )
    before, quiet = memory(), await bench.quiet()
    found = await bench.filled()
    rate, own_rate = found.rows / found.seconds, found.rows / found.processor
    print(f"  {found.rows:,} rows in {found.seconds:.1f} s: {rate:,.0f}/s ({own_rate:,.0f} of this process's own)")
    print(f"  {bench.alone():,.0f}/s alone: nobody is answered or told meanwhile")
    print(f"  a slice: {_ms(found.units)} ({_ms(found.own)}), {len(found.units)} of them")
    print(f"  first message {found.first * 1000:.0f} ms after the press")
    print(f"  answers: quiet {_ms(quiet)}; meanwhile {_ms(found.waits)}")
    print(
        f"  cancelled in {found.cancelling * 1000:.0f} ms, the last message {found.after * 1000:.0f} ms after the press"
    )
    print(f"  memory: {(found.memory - max(before, few.memory)) / 2**20:+.1f} MB against that of {FEW:,}", flush=True)
    database.close()


def _counted(session: Session) -> int:
    return audiences.count(session, Audience(), Terms(Topic.COMMUNITY, perm, NOW)).receive


@contextmanager
def databases(given: list[str]) -> Iterator[list[str]]:
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as keep:
        ours = [f"sqlite:///{Path(folder) / 'bot.db'}"]
        if programs():
            ours.append(postgresql(keep))
        yield ours


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("url", nargs="*")
    asked.add_argument("--people", type=int, default=1_000_000)
    given = asked.parse_args()
    with databases(given.url) as urls:
        for url in urls:
            asyncio.run(measure(url, given.people))


if __name__ == "__main__":
    main()
