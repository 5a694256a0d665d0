"""Thousands are told something, and the program is killed without warning meanwhile."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest

from tests.crew import Crew
from tests.crowd import Crowd, crowd_at
from tests.program import Program, QuickProgram, settings_of

RATES = {"TELEGRAM_RATE": "300"}
QUICKLY = {"TELEGRAM_RATE": "1000", "VK_BULK_RATE": "1000"}
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
    made = QuickProgram(settings_of(crew, **(QUICKLY if crowd.announced else RATES)), folder, name)
    crowd.programs.append(made)
    return made


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


ANNOUNCED_KILLS = [
    pytest.param(1000, 2, marks=pytest.mark.timeout(180)),
    pytest.param(3000, 20, marks=[pytest.mark.long, pytest.mark.timeout(900)]),
]


@pytest.mark.parametrize(("many", "kills"), ANNOUNCED_KILLS)
@BOTH_NETWORKS
async def test_killed_while_announcing_to_thousands_everybody_is_accounted_for(
    network: str, url: str, tmp_path: Path, many: int, kills: int
) -> None:
    """VK: nobody is forgotten or told twice. Telegram: nobody is told twice, and those in doubt are listed."""
    async with crowd_at(tmp_path, url, network, many, announced=True) as crowd:
        crowd.announce()
        bot = program(crowd, tmp_path)
        on_the_way = await killed(crowd, bot, many, kills)
        await crowd.until_done()
        await bot.kill()
        heard, became = crowd.heard(), crowd.reasons()
        told, unsure = sum(heard.values()), sum(became[each] for each in became if each[0] == "unsure")
        assert max(heard.values()) == 1
        assert crowd.count("sent") + unsure == crowd.count() == many
        assert unsure == (0 if network == "vk" else on_the_way)
        assert many - unsure <= told <= many


@pytest.mark.timeout(180)
@BOTH_NETWORKS
async def test_announcement_among_troubles_adds_up(network: str, url: str, tmp_path: Path) -> None:
    """One in twenty has blocked the bot, one call in fifty fails, answers are late, and some get lost."""
    many, blocked = 600, 30
    async with crowd_at(tmp_path, url, network, many, announced=True) as crowd:
        for number in random.Random(5).sample(crowd.numbers, blocked):
            crowd.world.chat(network, number).blocked = True
        methods = ["sendMessage", "messages.send", "execute"]
        troubles = {"latency_ms": 20, "jitter_ms": 20, "errors": 0.02, "drop_after": 0.005, "seed": 8}
        await crowd.faults(**troubles, methods=methods)
        crowd.announce()
        bot = program(crowd, tmp_path)
        await bot.start()
        await crowd.until_done()
        await bot.kill()
        heard, became = crowd.heard(), crowd.reasons()
        by_state = {state: sum(many for each, many in became.items() if each[0] == state) for state, _ in became}
        assert max(heard.values()) == 1
        refused, unsure = became["failed", "blocked"], by_state.get("unsure", 0)
        assert by_state == {"sent": many - refused - unsure, "failed": refused} | ({"unsure": unsure} if unsure else {})
        assert sum(heard.values()) == many - blocked  # only answers were lost, some of them refusals
        assert 0 <= blocked - refused <= unsure
        assert network == "telegram" or unsure == 0


@pytest.mark.timeout(120)
@BOTH_NETWORKS
async def test_announcement_cancelled_in_the_middle_stops_within_a_second(
    network: str, url: str, tmp_path: Path
) -> None:
    many = 1500
    async with crowd_at(tmp_path, url, network, many, announced=True) as crowd:
        crowd.announce()
        bot = program(crowd, tmp_path)
        await bot.start()
        await crowd.until_told(200)
        crowd.cancel()
        await asyncio.sleep(1)
        told = crowd.heard().total()
        await asyncio.sleep(2)
        assert crowd.heard().total() == told < many
        await bot.kill()
