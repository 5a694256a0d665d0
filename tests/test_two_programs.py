"""Two programs on one PostgreSQL: one serves, the other takes over when it dies."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sandbox.person import Person
from tests.crowd import FIRST, crowd_at
from tests.program import Program
from tests.test_mass import program

MANY = 900
FAILOVER = 10.0  # seconds, as the manual promises
TELEGRAM_SELDOM = pytest.mark.parametrize("network", [pytest.param("telegram", marks=pytest.mark.long), "vk"])


def leader_of(programs: list[Program], network: str) -> Program:
    """Each network has one leader; the other program waits."""
    [leader] = [each for each in programs if each.runs and f"task={network}" in each.log()]
    return leader


@pytest.mark.timeout(180)
@TELEGRAM_SELDOM
async def test_leader_killed_while_telling_thousands_nothing_is_doubled(
    network: str, postgres_url: str, tmp_path: Path
) -> None:
    async with crowd_at(tmp_path, postgres_url, network, MANY) as crowd:
        programs = [program(crowd, tmp_path, name) for name in ("first", "second")]
        for each in programs:
            await each.start()
        await crowd.until_told(MANY // 3)
        leader = leader_of(programs, network)
        await leader.kill()
        on_the_way, killed_at, before = crowd.count("sending"), time.monotonic(), crowd.told()
        await crowd.until_told(before + 1)
        assert time.monotonic() - killed_at < FAILOVER
        await crowd.until_done()
        heard = crowd.heard()
        assert min(heard.values()) == 1
        assert sum(heard.values()) - MANY <= (0 if network == "vk" else on_the_way)
        for each in programs:
            await each.kill()


@pytest.mark.timeout(180)
@TELEGRAM_SELDOM
async def test_leader_killed_while_announcing_nothing_is_doubled(
    network: str, postgres_url: str, tmp_path: Path
) -> None:
    """Who was being told at that moment is told by VK once, and by Telegram not again unasked."""
    async with crowd_at(tmp_path, postgres_url, network, MANY, announced=True) as crowd:
        programs = [program(crowd, tmp_path, name) for name in ("first", "second")]
        for each in programs:
            await each.start()
        crowd.announce()
        await crowd.until_told(MANY // 3)
        await leader_of(programs, network).kill()
        on_the_way, killed_at, before = crowd.count("sending"), time.monotonic(), crowd.told()
        await crowd.until_told(before + 1)
        assert time.monotonic() - killed_at < FAILOVER
        await crowd.until_done()
        for each in programs:
            await each.kill()
        heard, unsure = crowd.heard(), crowd.count("unsure")
        assert max(heard.values()) == 1
        assert unsure == (0 if network == "vk" else on_the_way)
        assert crowd.count("sent") + unsure == MANY
        assert MANY - unsure <= sum(heard.values()) <= MANY


@pytest.mark.timeout(180)
@pytest.mark.long
@pytest.mark.parametrize("network", ["telegram", "vk"])
async def test_people_are_answered_once_while_the_leader_is_killed(
    network: str, postgres_url: str, tmp_path: Path
) -> None:
    async with crowd_at(tmp_path, postgres_url, network, 20) as crowd:
        programs = [program(crowd, tmp_path, name) for name in ("first", "second")]
        for each in programs:
            await each.start()
        await crowd.until_done()
        people = [Person(crowd.http, crowd.base, network, number) for number in range(FIRST, FIRST + 20)]
        for place, person in enumerate(people):
            person.patience = 30
            if place == 10:
                await leader_of(programs, network).kill()
            await person.says("меню")
        for person in people:
            menus = [message for message in await person.messages() if "Реестры" in str(message["rows"])]
            assert len(menus) <= 1
        for each in programs:
            await each.kill()
