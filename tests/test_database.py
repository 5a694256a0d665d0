import asyncio
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from storage import engine as engines
from storage.checkpoints import TRANSACTIONS
from storage.database import TRIES, Database, Priority
from storage.engine import make_engine
from storage.models import Account, Cursor, Person
from storage.notifications import notify

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PATIENCE = 10  # seconds; only a database that hangs needs them


def keep(network: str, position: str = "0") -> Callable[[Session], None]:
    return lambda session: session.add(Cursor(network=network, position=position))


def kept(session: Session) -> list[str]:
    return list(session.execute(select(Cursor.network).order_by(Cursor.network)).scalars())


def position_of(network: str) -> Callable[[Session], str]:
    return lambda session: session.get_one(Cursor, network).position


def move_on(session: Session) -> None:
    cursor = session.get_one(Cursor, "telegram", with_for_update=True)
    cursor.position = str(int(cursor.position) + 1)


def somebody_else(url: str) -> sqlite3.Connection:
    return sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)


@pytest.fixture
def file_url(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> str:
    monkeypatch.setattr(engines, "BUSY_MILLISECONDS", 20)
    return sqlite_url


@pytest.fixture
def small(file_url: str) -> Iterator[Database]:
    """On SQLite, impatient when somebody else is writing."""
    database = Database(file_url)
    yield database
    database.close()


async def test_work_is_kept_and_its_value_returned(database: Database) -> None:
    await database.run(keep("vk", "7"))
    assert await database.run(position_of("vk")) == "7"


async def test_work_that_raises_leaves_nothing_and_others_are_unaffected(database: Database) -> None:
    def fails(session: Session) -> None:
        keep("broken")(session)
        session.flush()
        raise LookupError("Анна")

    work = [database.run(keep("a")), database.run(fails), database.run(keep("b"))]
    results = await asyncio.gather(*work, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), LookupError, type(None)]
    assert await database.run(kept) == ["a", "b"]


async def test_refused_row_leaves_nothing_and_others_are_unaffected(database: Database) -> None:
    await database.run(keep("vk"))
    work = [database.run(keep("a")), database.run(keep("vk")), database.run(keep("b"))]
    results = await asyncio.gather(*work, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), IntegrityError, type(None)]
    assert await database.run(kept) == ["a", "b", "vk"]


async def test_exhausted_iterator_in_one_work_harms_no_other(database: Database) -> None:
    """A future takes no StopIteration; whoever waits beside it must not wait for ever."""

    def exhausted(_: Session) -> None:
        next(iter(()))

    work = [database.run(exhausted), *(database.run(keep(name)) for name in "abc")]
    async with asyncio.timeout(PATIENCE / 5):
        results = await asyncio.gather(*work, return_exceptions=True)
    assert isinstance(results[0], Exception)
    assert results[1:] == [None, None, None]


async def test_error_does_not_show_what_people_wrote(database: Database) -> None:
    with pytest.raises(StatementError) as caught:
        await database.run(
            lambda session: session.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "Анна"})
        )
    assert "Анна" not in str(caught.value)


async def test_no_change_is_lost_between_many_at_once(database: Database) -> None:
    await database.run(keep("telegram"))
    await asyncio.gather(*(database.run(move_on, Priority(number % 3)) for number in range(40)))
    assert await database.run(position_of("telegram")) == "40"


async def test_no_change_is_lost_between_two_programs(database: Database, database_url: str) -> None:
    """A command of the administrator works beside the running bot."""
    beside = Database(database_url)
    await database.run(keep("telegram"))
    try:
        await asyncio.gather(*(each.run(move_on) for _ in range(40) for each in (database, beside)))
    finally:
        await asyncio.to_thread(beside.close)
    assert await database.run(position_of("telegram")) == "80"


async def test_turns_go_before_jobs_on_one_writer_and_let_one_in_after_each_drain(small: Database) -> None:
    order: list[str] = []
    begun, go = threading.Event(), threading.Event()

    def holds(_: Session) -> None:
        begun.set()
        go.wait(PATIENCE)

    def notes(name: str) -> Callable[[Session], None]:
        return lambda _: order.append(name)

    first = asyncio.create_task(small.run(holds, Priority.JOB))
    await asyncio.to_thread(begun.wait, PATIENCE)
    rest = [
        asyncio.create_task(small.run(notes(name), Priority[name.split()[0].upper()]))
        for name in ("job 1", "job 2", "turn 1", "post 1", "turn 2")
    ]
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(first, *rest)
    assert order == ["turn 1", "turn 2", "post 1", "job 1", "job 2"]


async def test_jobs_go_on_when_turns_are_over(database: Database) -> None:
    jobs = [database.run(keep(f"job{number}"), Priority.JOB) for number in range(3)]
    await asyncio.gather(*jobs, *(database.run(kept) for _ in range(50)))
    assert len(await database.run(kept)) == 3


async def test_waiter_who_gave_up_harms_no_other(database: Database) -> None:
    go = threading.Event()
    given_up = asyncio.create_task(database.run(lambda _: go.wait(PATIENCE), Priority.JOB))
    await asyncio.sleep(0.01)
    given_up.cancel()
    other = asyncio.create_task(database.run(keep("vk"), Priority.JOB))
    go.set()
    await asyncio.wait_for(other, PATIENCE)
    assert given_up.cancelled()


async def test_busy_file_is_tried_again(small: Database, file_url: str) -> None:
    runs: list[int] = []
    with closing(somebody_else(file_url)) as other:
        other.execute("BEGIN IMMEDIATE")

        def waits_for_the_other(session: Session) -> None:
            runs.append(1)
            if len(runs) == TRIES:
                other.execute("ROLLBACK")
            keep("vk")(session)

        await small.run(waits_for_the_other)
    assert len(runs) == TRIES
    assert await small.run(kept) == ["vk"]


async def test_file_that_stays_busy_is_given_up(small: Database, file_url: str) -> None:
    with closing(somebody_else(file_url)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            await small.run(keep("vk"))
    await small.run(keep("telegram"))
    assert await small.run(kept) == ["telegram"]


def test_log_is_emptied_when_nobody_reads(small: Database, file_url: str) -> None:
    log = Path(file_url.removeprefix("sqlite:///") + "-wal")
    reader = somebody_else(file_url)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM cursor").fetchall()
    small.run_now(keep("vk", "7"))
    assert not small.settle()
    reader.execute("COMMIT")
    reader.close()
    assert small.settle()
    assert log.stat().st_size == 0


async def test_log_is_moved_into_the_file_without_the_writer_stopping_for_it(file_url: str) -> None:
    database = Database(file_url)
    for number in range(2 * TRANSACTIONS):
        await database.run(keep(f"network {number}"))
    file = Path(file_url.removeprefix("sqlite:///"))
    async with asyncio.timeout(PATIENCE):
        while b"network 0" not in await asyncio.to_thread(file.read_bytes):
            await asyncio.sleep(0.01)
    assert len(await database.run(kept)) == 2 * TRANSACTIONS
    database.close()


async def test_mistake_is_not_run_again(database: Database) -> None:
    runs: list[int] = []

    def mistaken(session: Session) -> None:
        runs.append(1)
        session.execute(text("SELECT * FROM nowhere"))

    with pytest.raises(StatementError):
        await database.run(mistaken)
    assert runs == [1]
    assert TRIES > 1


async def test_work_given_before_closing_is_done(database_url: str) -> None:
    database = Database(database_url)
    given = [asyncio.create_task(database.run(keep(f"{number}"))) for number in range(10)]
    await asyncio.sleep(0)
    await asyncio.to_thread(database.close)
    await asyncio.wait_for(asyncio.gather(*given), PATIENCE)


async def test_work_given_after_closing_is_refused(database_url: str) -> None:
    database = Database(database_url)
    database.close()
    with pytest.raises(RuntimeError):
        await asyncio.wait_for(database.run(kept), PATIENCE / 5)


async def test_closing_twice_does_no_harm(database_url: str) -> None:
    database = Database(database_url)
    await database.run(kept)
    await asyncio.to_thread(database.close)
    await asyncio.to_thread(database.close)


def test_times_come_back_aware_in_utc(session: Session) -> None:
    perm = timezone(timedelta(hours=5))
    session.add(Person(id=1, created_at=NOW.astimezone(perm)))
    session.flush()
    session.expire_all()
    assert session.get_one(Person, 1).created_at == NOW
    assert session.get_one(Person, 1).created_at.tzinfo is UTC
    assert session.execute(select(func.min(Person.created_at))).scalar() == NOW


def test_time_without_a_zone_is_refused(session: Session) -> None:
    session.add(Person(created_at=NOW.replace(tzinfo=None)))
    with pytest.raises(StatementError, match="needs its zone"):
        session.flush()


def test_row_that_points_nowhere_is_refused(session: Session) -> None:
    session.add(Account(person_id=404, network="vk", number=1, created_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()


def test_person_somebody_points_to_is_not_deleted(session: Session) -> None:
    session.add(Person(id=1, created_at=NOW, accounts=[Account(network="vk", number=1, created_at=NOW)]))
    session.flush()
    with pytest.raises(IntegrityError):
        session.execute(delete(Person))


def test_numbers_of_networks_are_long(session: Session) -> None:
    session.add(Person(id=1, created_at=NOW, accounts=[Account(network="vk", number=2**62, created_at=NOW)]))
    session.flush()
    assert session.execute(select(Account.number)).scalar() == 2**62


def test_notification_with_the_same_key_is_the_same(session: Session) -> None:
    session.add(Person(id=1, created_at=NOW))
    session.flush()
    for _ in range(2):
        notify(session, 1, "member_joined", {"person": 1}, NOW, "joined:1")
    assert session.execute(text("SELECT count(*) FROM notification")).scalar() == 1


def test_number_of_a_deleted_row_is_not_given_again(session: Session) -> None:
    """A letter in hand, or a button in an old chat, must not come to mean somebody else."""
    first = Person(created_at=NOW)
    session.add(first)
    session.flush()
    session.delete(first)
    session.flush()
    second = Person(created_at=NOW)
    session.add(second)
    session.flush()
    assert second.id > first.id


def test_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new folder' / 'bot.db'}"
    make_engine(url).connect().close()
    made = Path(make_url(url).database or "")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
