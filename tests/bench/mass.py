"""Tells three thousand something while people write, and measures both: `python -m tests.bench.mass`.

The sandbox keeps the networks' limits and answers after 80 ms; 2 % have blocked the bot.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.rounds import percentiles
from tests.crew import Crew
from tests.crowd import FIRST, Crowd, crowd_at
from tests.program import Program, settings_of

MANY = 3000
BLOCKED = MANY * 2 // 100
LATENCY_MS = 80
WRITERS = 4
PAUSE = 0.25  # seconds between two messages of one writer
QUIET_SECONDS = 10


@dataclass(frozen=True)
class Case:
    """`ceiling`: messages a second that the limiter lets pass; each reply takes a request of `together` from them."""

    name: str
    network: str
    ceiling: float
    together: int
    bulk: bool
    settings: dict[str, str]
    sandbox: dict[str, Any]
    errors: float = 0.0
    announced: bool = False  # an event, in the same words to all


CASES = (
    Case("Telegram, 30/s", "telegram", 30, 1, True, {"TELEGRAM_RATE": "30"}, {"messages_per_second": 30}),
    Case("Telegram, 300/s", "telegram", 300, 1, True, {"TELEGRAM_RATE": "300"}, {"messages_per_second": 300}),
    Case(
        "Telegram, 300/s, 1 % fail",
        "telegram",
        300,
        1,
        True,
        {"TELEGRAM_RATE": "300"},
        {"messages_per_second": 300},
        0.01,
    ),
    Case("VK, each another text", "vk", 19 * 25, 25, False, {}, {}),
    Case("VK, announcement at 50/s", "vk", 50, 0, True, {"VK_BULK_RATE": "50"}, {}),
    Case("VK, event at 1,000/s", "vk", 1000, 0, True, {"VK_BULK_RATE": "1000"}, {}, announced=True),
    Case(
        "Telegram, event at 30/s",
        "telegram",
        30,
        1,
        True,
        {"TELEGRAM_RATE": "30"},
        {"messages_per_second": 30},
        announced=True,
    ),
)


@dataclass
class Result:
    case: Case
    sent_per_second: float
    replies_per_second: float
    told: int
    lost: int
    doubled: int
    refused_as_too_many: int
    quiet: dict[str, float]
    busy: dict[str, float]

    def __str__(self) -> str:
        case = self.case
        share = (self.sent_per_second + self.replies_per_second * case.together) / case.ceiling
        return (
            f"{case.name}: {self.sent_per_second:.1f}/s beside {self.replies_per_second:.1f} replies/s, "
            f"{share:.0%} of {case.ceiling:g}\n"
            f"    told {self.told}, lost {self.lost}, doubled {self.doubled}, too many {self.refused_as_too_many}\n"
            f"    answers, quiet: {_times(self.quiet)}; meanwhile: {_times(self.busy)}"
        )


def _times(waits: dict[str, float]) -> str:
    return f"p50 {waits['p50']:.0f} ms, p99 {waits['p99']:.0f} ms"


@asynccontextmanager
async def writing(crowd: Crowd, waits: list[float]) -> AsyncIterator[None]:
    """A few people who write all the time; what each waits for an answer is noted."""
    writers = range(FIRST + MANY, FIRST + MANY + WRITERS)
    tasks = [asyncio.create_task(_write(crowd, number, waits)) for number in writers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _write(crowd: Crowd, number: int, waits: list[float]) -> None:
    chance, chat = random.Random(number), crowd.world.chat(crowd.network, number)
    while True:
        await asyncio.sleep(chance.uniform(0.5, 1.5) * PAUSE * WRITERS)
        began, before = time.monotonic(), len(chat.messages)
        async with crowd.http.post(f"{crowd.base}/api/chats/{crowd.network}/{number}/say", json={"text": "меню"}):
            pass
        while len(chat.messages) < before + 2:
            await asyncio.sleep(0.002)
        waits.append(time.monotonic() - began)


async def measure(case: Case, folder: Path) -> Result:
    url = f"sqlite:///{folder / 'bot.db'}"
    config = {"limits": True, "extra": WRITERS, "announced": case.announced, **case.sandbox}
    async with crowd_at(folder, url, case.network, MANY, bulk=case.bulk, held=True, **config) as crowd:
        for number in random.Random(1).sample(crowd.numbers, BLOCKED):
            crowd.world.chat(case.network, number).blocked = True
        await crowd.faults(
            latency_ms=LATENCY_MS, errors=case.errors, methods=["sendMessage", "messages.send", "execute"]
        )
        crew = Crew(crowd.base, crowd.http, url, folder / "clock", (case.network,))
        bot = Program(settings_of(crew, **case.settings, LOG_LEVEL="info"), folder)
        await bot.start()
        await bot.logged("connected")
        quiet: list[float] = []
        async with writing(crowd, quiet):
            await asyncio.sleep(QUIET_SECONDS)
        busy: list[float] = []
        async with writing(crowd, busy):
            crowd.announce() if case.announced else crowd.release()
            began = time.monotonic()
            marks = await _telling(crowd)
            replies = len(busy) / (time.monotonic() - began)
        await crowd.until_done(within=600)
        await bot.kill()
        return await _result(case, crowd, marks, replies, quiet, busy)


async def _telling(crowd: Crowd) -> list[float]:
    """When the first and the last tenth had been told; the start and the stragglers are not the speed."""
    marks = []
    for share in (0.1, 0.9):
        await crowd.until_told(int((MANY - BLOCKED) * share), within=600)
        marks.append(time.monotonic())
    await crowd.until_told(int((MANY - BLOCKED) * 0.97), within=600)
    return marks


async def _result(
    case: Case, crowd: Crowd, marks: list[float], replies: float, quiet: list[float], busy: list[float]
) -> Result:
    heard = crowd.heard()
    told = sum(1 for times in heard.values() if times)
    async with crowd.http.get(f"{crowd.base}/api/calls/{case.network}") as answer:
        calls = (await answer.json())["methods"]
    flood = sum(many for counts in calls.values() for outcome, many in counts.items() if outcome in {"429", "flood"})
    return Result(
        case=case,
        replies_per_second=replies,
        sent_per_second=(MANY - BLOCKED) * 0.8 / (marks[1] - marks[0]),
        told=told,
        lost=MANY - BLOCKED - told,
        doubled=sum(heard.values()) - told,
        refused_as_too_many=flood,
        quiet=percentiles(quiet),
        busy=percentiles(busy),
    )


async def main(wanted: list[str]) -> None:
    for case in CASES:
        if not wanted or any(word in case.name for word in wanted):
            with tempfile.TemporaryDirectory() as folder:
                print(await measure(case, Path(folder)), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
