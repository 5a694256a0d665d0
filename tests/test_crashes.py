"""The bot as an administrator runs it, killed without warning while people are writing."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import create_engine, text

from sandbox.person import Person
from tests.crew import OWNER, TOKEN, Crew, sandbox_at
from tests.program import Program, QuickProgram, settings_of

KILLS = [
    pytest.param(2, marks=pytest.mark.timeout(120)),
    pytest.param(20, marks=[pytest.mark.long, pytest.mark.timeout(600)]),
]
AS_AN_ADMINISTRATOR_DOES = pytest.mark.parametrize("killable", [Program], indirect=True)
WAVE = 6  # people who join while one kill happens: 12 updates each kill at the least


@pytest.fixture(params=[QuickProgram])
async def killable(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Crew, Program]]:
    async with sandbox_at(tmp_path) as base, ClientSession() as http:
        crew = Crew(base, http, f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "clock")
        process: Program = request.param(settings_of(crew, LOG_LEVEL="debug"), tmp_path)
        await process.start()
        try:
            yield crew, process
        finally:
            await process.kill()


async def join(person: Person) -> None:
    """Every step waits for its answer, however often the bot is killed meanwhile; an earlier screen may come twice."""
    await person.starts()
    await person.presses("Вступить")
    await person.sees("Шаг 1 из 4")
    await person.presses("Даю согласие")
    await person.sees("Шаг 2 из 4")
    await person.says("12345")
    await person.sees("Это не похоже на имя")
    await person.says("Агния Вымышленная")
    await person.sees("Шаг 3 из 4")
    await person.says("Кунгур")
    await person.sees("Шаг 4 из 4")
    await person.presses("Назад", on="Шаг 4 из 4")
    await person.sees("Оставить: Кунгур")
    await person.says("Лысьва")
    await person.sees("Шаг 4 из 4")
    await person.presses("Назад", on="Шаг 4 из 4")
    await person.sees("Оставить: Лысьва")
    await person.presses("Оставить: Лысьва")
    await person.sees("Шаг 4 из 4")
    await person.presses("Воспитатель")
    await person.sees("Готово, Агния Вымышленная!")


async def wave(crew: Crew, first: int) -> list[Person]:
    people = [await crew.person(number, "Агния", "Вымышленная") for number in range(first, first + WAVE)]
    for person in people:
        person.patience = 40
    return people


def rows(url: str, query: str) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


@pytest.mark.parametrize("kills", KILLS)
async def test_killed_at_random_moments_nothing_is_lost_or_doubled(killable: tuple[Crew, Program], kills: int) -> None:
    crew, process = killable
    chance = random.Random(kills)
    olga = await crew.person(OWNER, "Ольга")
    await process.logged("connected")
    await olga.starts()
    for kill in range(kills):
        people = await wave(crew, 10_000 + kill * WAVE)
        joining = asyncio.gather(*map(join, people))
        await asyncio.sleep(chance.uniform(0.02, 0.6))
        await process.kill()
        await process.start()
        await joining
        await process.logged("connected", kill + 2)
    expected = kills * WAVE
    assert rows(crew.database_url, "SELECT count(*) FROM person WHERE joined_at IS NOT NULL") == [(expected,)]
    assert rows(crew.database_url, "SELECT count(*) FROM account") == [(expected + 1,)]
    joined = "SELECT DISTINCT name, municipality, position FROM person WHERE joined_at IS NOT NULL"
    assert rows(crew.database_url, joined) == [("Агния Вымышленная", "lysva", "kindergarten")]
    assert rows(crew.database_url, "SELECT count(*), count(DISTINCT dedupe_key) FROM notification") == [
        (expected, expected)
    ]
    assert rows(crew.database_url, "SELECT count(*) FROM consent WHERE withdrawn_at IS NULL") == [(expected,)]
    for word in ("Агния", "Вымышленная", "Кунгур", TOKEN):
        assert word not in process.log()


async def test_answer_lost_between_commit_and_show_appears_after_the_restart(killable: tuple[Crew, Program]) -> None:
    crew, process = killable
    anna = await crew.person(1001, "Анна")
    anna.patience = 30
    await process.logged("connected")
    await anna.starts()
    await anna.presses("Вступить")
    await crew.faults(errors=1.0, methods=["sendMessage", "editMessageText"])
    pressing = asyncio.create_task(anna.presses("Даю согласие"))
    while rows(crew.database_url, "SELECT count(*) FROM inbox_update WHERE state = 'done'") != [(1,)]:
        await asyncio.sleep(0.05)
    await process.kill()
    await crew.no_faults()
    await anna.does_not_see("Как к вам обращаться?")
    await process.start()
    await anna.sees("Как к вам обращаться?")
    await pressing
    assert rows(crew.database_url, "SELECT count(*) FROM consent") == [(1,)]


@AS_AN_ADMINISTRATOR_DOES
async def test_updates_received_but_not_answered_are_answered_after_the_restart(killable: tuple[Crew, Program]) -> None:
    crew, process = killable
    boris = await crew.person(1002, "Борис")
    await process.logged("connected")
    await process.kill()
    starting = asyncio.create_task(boris.starts())
    boris.patience = 30
    await asyncio.sleep(0.2)
    await process.start()
    await starting
    await boris.sees("Вступить")


async def test_a_second_bot_on_the_same_database_refuses_to_start(
    killable: tuple[Crew, Program], tmp_path: Path
) -> None:
    crew, process = killable
    await process.logged("connected")
    second = Program(settings_of(crew), tmp_path, "second")
    await second.start()
    assert await second.ended() == 2
    assert "another bot is running on this database" in second.log()
