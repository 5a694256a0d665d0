"""Many at once on PostgreSQL, where turns take place on the event loop itself."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Callable
from time import monotonic

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from community.roles import person_of
from storage.database import CONNECTIONS, Database, Priority
from storage.models import Cursor
from storage.people import create_account, current_account
from tests.test_database import NOW, PATIENCE, keep, kept, position_of

AT_ONCE = CONNECTIONS[Priority.TURN]


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Database]:
    database = Database(postgres_url)
    yield database
    await asyncio.to_thread(database.close)


def wait_for(session: Session, happened: Callable[[], bool]) -> None:
    """As a unit of work may: in the database, where nobody else is held up."""
    until = monotonic() + PATIENCE
    while not happened() and monotonic() < until:
        session.execute(text("SELECT pg_sleep(0.005)"))
    assert happened()


async def test_turns_do_not_wait_for_jobs(postgres: Database) -> None:
    go = threading.Event()
    jobs = [asyncio.create_task(postgres.run(lambda _: go.wait(PATIENCE), Priority.JOB)) for _ in range(6)]
    await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE / 2):
        assert (
            await asyncio.gather(
                *(postgres.run(lambda _: "answered", each) for each in (Priority.TURN, Priority.POST) for _ in range(4))
            )
            == ["answered"] * 8
        )
    assert not any(job.done() for job in jobs)
    go.set()
    await asyncio.gather(*jobs)


async def test_person_who_gave_up_harms_no_other(postgres: Database) -> None:
    done: list[int] = []
    given_up = asyncio.create_task(postgres.run(lambda session: wait_for(session, lambda: bool(done))))
    await asyncio.sleep(0.01)
    given_up.cancel()
    await postgres.run(keep("vk"))
    done.append(1)
    await asyncio.gather(*(postgres.run(keep(f"{number}")) for number in range(2 * AT_ONCE)))
    assert given_up.cancelled()


@pytest.mark.parametrize("priority", Priority)
async def test_deadlock_is_run_again(postgres: Database, priority: Priority) -> None:
    await asyncio.gather(postgres.run(keep("telegram")), postgres.run(keep("vk")))
    have_one, runs = set(), []

    def crosses(session: Session, first: str, second: str) -> None:
        runs.append(first)
        session.execute(update(Cursor).where(Cursor.network == first).values(position=f"{first} first"))
        have_one.add(first)
        wait_for(session, lambda: len(have_one) == 2)
        session.execute(update(Cursor).where(Cursor.network == second).values(position=f"{first} first"))

    await asyncio.gather(
        postgres.run(lambda session: crosses(session, "telegram", "vk"), priority),
        postgres.run(lambda session: crosses(session, "vk", "telegram"), priority),
    )
    assert len(runs) > 2
    assert await postgres.run(position_of("telegram")) == await postgres.run(position_of("vk"))


@pytest.mark.parametrize("priority", Priority)
async def test_two_who_write_the_same_row_for_the_first_time_both_find_it(
    postgres: Database, priority: Priority
) -> None:
    runs: list[int] = []

    def meets(session: Session) -> int:
        known = person_of(session, "vk", 2001)
        runs.append(1)
        wait_for(session, lambda: len(runs) >= 2)
        return known or create_account(session, "vk", 2001, NOW)

    first, second = await asyncio.gather(postgres.run(meets, priority), postgres.run(meets, priority))
    assert len(runs) > 2
    assert first == second


async def test_lost_connection_is_replaced(postgres: Database) -> None:
    runs: list[int] = []

    def is_cut_off(session: Session) -> list[str]:
        runs.append(1)
        if len(runs) == 1:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return kept(session)

    assert await postgres.run(is_cut_off) == []
    assert len(runs) == 2


async def test_work_goes_on_after_the_server_was_restarted(postgres: Database) -> None:
    """Every connection that was waiting in the pool is dead; nobody has to notice."""
    everybody = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await asyncio.gather(*(postgres.run(keep(f"before{number}")) for number in range(AT_ONCE)))
    await postgres.run(lambda session: session.execute(everybody).all())
    await asyncio.gather(*(postgres.run(keep(f"after{number}")) for number in range(AT_ONCE)))
    assert len(await postgres.run(kept)) == 2 * AT_ONCE


async def test_loop_goes_on_while_turns_wait_for_the_database(postgres: Database) -> None:
    waiting = asyncio.gather(
        *(postgres.run(lambda session: session.execute(text("SELECT pg_sleep(0.2)"))) for _ in "ab")
    )
    heard = 0
    while not waiting.done():
        await asyncio.sleep(0.005)
        heard += 1
    assert heard > 5


async def test_more_turns_than_connections_are_done_in_turn(postgres: Database) -> None:
    await asyncio.gather(*(postgres.run(keep(f"{number}")) for number in range(3 * AT_ONCE)))
    assert len(await postgres.run(kept)) == 3 * AT_ONCE


async def test_newcomer_who_writes_twice_at_once_is_one_person(postgres: Database) -> None:
    """As two programs may hear them."""
    greet = [postgres.run(lambda session: current_account(session, "vk", 2001, NOW).person.id) for _ in range(AT_ONCE)]
    assert len(set(await asyncio.gather(*greet))) == 1


async def test_server_out_of_reach_is_said_to_everybody_who_asked() -> None:
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    asked = [nowhere.run(kept) for _ in range(2 * AT_ONCE)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(answer) for answer in answers} == {OperationalError}
    await asyncio.to_thread(nowhere.close)


def cut_short(url: str) -> float:
    """The seconds that closing takes when the loop has ended amid a turn."""
    database = Database(url)

    def half(session: Session) -> None:
        keep("vk")(session)
        session.flush()
        session.execute(text("SELECT pg_sleep(0.3)"))

    async def ends_too_early() -> None:
        task = asyncio.create_task(database.run(half))
        await asyncio.sleep(0.1)
        assert not task.done()

    asyncio.run(ends_too_early())
    began = monotonic()
    database.close()
    return monotonic() - began


def test_program_that_ends_amid_a_turn_ends_at_once_and_leaves_nothing_of_it(postgres_url: str) -> None:
    assert cut_short(postgres_url) < 1
    gc.collect()
    again = Database(postgres_url)
    assert again.run_now(kept) == []
    again.close()
