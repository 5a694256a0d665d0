"""Thousands are told something, and the program is killed without warning meanwhile."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.crew import Crew
from tests.crowd import Crowd, crowd_at
from tests.program import Program, QuickProgram, settings_of

RATES = {"TELEGRAM_RATE": "300"}
DATABASES = {"telegram": "sqlite_url", "vk": "postgres_url"}
KILLS = [
    pytest.param(500, 2, marks=pytest.mark.timeout(180)),
    pytest.param(3000, 20, marks=[pytest.mark.long, pytest.mark.timeout(900)]),
]
BOTH_NETWORKS = pytest.mark.parametrize("network", DATABASES)


@pytest.fixture
def url(network: str, request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(DATABASES[network])


def program(crowd: Crowd, folder: Path, name: str = "bot") -> Program:
    crew = Crew(crowd.base, crowd.http, crowd.database_url, folder / "clock", (crowd.network,))
    return QuickProgram(settings_of(crew, **RATES), folder, name)


async def killed(crowd: Crowd, bot: Program, many: int, kills: int) -> int:
    """Each time a little later; returns how many letters were on their way when the bot died."""
    chance, on_the_way = random.Random(kills), 0
    for kill in range(kills):
        await bot.start()
        await crowd.until_told(int(many * (kill + chance.uniform(0.2, 0.9)) / (kills + 1)))
        await bot.kill()
        on_the_way += crowd.count("sending")
    await bot.start()
    return on_the_way


@pytest.mark.parametrize(("many", "kills"), KILLS)
@BOTH_NETWORKS
async def test_killed_while_telling_thousands_nobody_is_forgotten(
    network: str, url: str, tmp_path: Path, many: int, kills: int
) -> None:
    """VK delivers each once. Telegram may repeat what was on its way, and each of these is counted."""
    async with crowd_at(tmp_path, url, network, many) as crowd:
        bot = program(crowd, tmp_path)
        on_the_way = await killed(crowd, bot, many, kills)
        await crowd.until_done()
        await bot.kill()
        heard = crowd.heard()
        assert min(heard.values()) == 1
        doubled = sum(heard.values()) - many
        assert doubled <= (0 if network == "vk" else on_the_way)
        assert doubled <= crowd.count("sent", reasons=["uncertain"]) <= on_the_way
        assert crowd.count("sent") == many


@pytest.mark.timeout(180)
@pytest.mark.parametrize("network", ["telegram"])
async def test_announcement_on_its_way_when_the_bot_died_is_repeated_by_nobody_unasked(
    network: str, url: str, tmp_path: Path
) -> None:
    async with crowd_at(tmp_path, url, network, 600, bulk=True) as crowd:
        bot = program(crowd, tmp_path)
        await bot.start()
        await crowd.until_told(200)
        await bot.kill()
        on_the_way = crowd.count("sending")
        await bot.start()
        await crowd.until_done()
        await bot.kill()
        heard = crowd.heard()
        assert max(heard.values()) == 1
        assert crowd.count("unsure") == on_the_way
        assert 600 - on_the_way <= sum(heard.values()) <= 600
