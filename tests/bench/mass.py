"""Tells three thousand something while people write, and measures both.

    python -m tests.bench.mass [--many 3000] [--postgresql] [a part of a case's name ...]

The sandbox keeps the networks' limits and answers after 80 ms; 2 % have blocked the bot. The cases named after
aiogram-broadcaster tell the same people with that library; where it cannot be installed they are left out.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import random
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from messengers.vk_calls import RATE
from tests.bench.measure import postgresql
from tests.bench.processes import cpu_seconds
from tests.bench.rounds import percentiles
from tests.bench.tellers import LONGEST, Ours, Theirs, installed
from tests.crowd import Crowd, crowd_at

MANY = 3000
BLOCKED = 2  # of a hundred
LATENCY_MS = 80
WRITERS = 4
PAUSE = 0.25  # seconds between two messages of one writer
QUIET_SECONDS = 10
TOO_MANY = {"429", "6", "9"}  # Telegram's answer, and VK's two


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
    by_library: bool = False  # a bot with aiogram-broadcaster tells them
    writers: int = WRITERS


def telegram(rate: int, name: str = "", **more: Any) -> Case:
    settings = {"TELEGRAM_RATE": str(rate)}
    return Case(
        f"Telegram, {name or f'{rate}/s'}", "telegram", rate, 1, True, settings, {"messages_per_second": rate}, **more
    )


CASES = (
    telegram(30),
    telegram(30, "30/s, nobody writes", writers=0),
    telegram(30, "30/s, aiogram-broadcaster", by_library=True),
    telegram(300),
    telegram(300, "300/s, nobody writes", writers=0),
    telegram(300, "300/s, aiogram-broadcaster", by_library=True),
    telegram(300, "300/s, 1 % fail", errors=0.01),
    Case("VK, each another text", "vk", RATE * 25, 25, False, {}, {}),
    Case("VK, each another text, nobody writes", "vk", RATE * 25, 25, False, {}, {}, writers=0),
    Case("VK, announcement at 50/s", "vk", 50, 0, True, {"VK_BULK_RATE": "50"}, {}),
    Case("VK, event at 1,000/s", "vk", 1000, 0, True, {"VK_BULK_RATE": "1000"}, {}, announced=True),
    telegram(30, "event at 30/s", announced=True),
    telegram(300, "event at 300/s", announced=True),
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
    cpu_ms: float
    quiet: dict[str, float]
    busy: dict[str, float]
    late: dict[str, float]

    def __str__(self) -> str:
        case = self.case
        share = (self.sent_per_second + self.replies_per_second * case.together) / case.ceiling
        return (
            f"{case.name}: {self.sent_per_second:.1f}/s beside {self.replies_per_second:.1f} replies/s, "
            f"{share:.0%} of {case.ceiling:g}, letters alone {self.sent_per_second / case.ceiling:.0%}\n"
            f"    told {self.told}, lost {self.lost}, doubled {self.doubled}, too many {self.refused_as_too_many}, "
            f"{self.cpu_ms:.1f} ms of the processor a letter, replies too\n"
            f"    answers, quiet: {_times(self.quiet)}; meanwhile: {_times(self.busy)}; "
            f"of that the sandbox itself is late by {_times(self.late)}"
        )


def _times(waits: dict[str, float]) -> str:
    if not waits:
        return "none"
    return f"p50 {waits['p50']:.0f} ms, p99 {waits['p99']:.0f} ms"


@asynccontextmanager
async def writing(crowd: Crowd, many: int, waits: list[float]) -> AsyncIterator[None]:
    """So many people write all the time; what each waits for an answer is noted."""
    writers = range(crowd.numbers.stop, crowd.numbers.stop + many)
    tasks = [asyncio.create_task(_write(crowd, number, waits)) for number in writers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _watch(late: list[float]) -> None:
    """How late this program is, whose sandbox answers the bot and whose people see what it says."""
    while True:
        began = time.monotonic()
        await asyncio.sleep(0.005)
        late.append(time.monotonic() - began - 0.005)


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


async def measure(case: Case, folder: Path, url: str, many: int, library: Path | None) -> Result:
    announced = case.announced or case.by_library  # the library sends all the same
    config = {"limits": True, "extra": WRITERS + 1, "announced": announced, **case.sandbox}
    async with crowd_at(folder, url, case.network, many, bulk=case.bulk, held=True, **config) as crowd:
        for number in random.Random(1).sample(crowd.numbers, many * BLOCKED // 100):
            crowd.world.chat(case.network, number).blocked = True
        await crowd.faults(
            latency_ms=LATENCY_MS, errors=case.errors, methods=["sendMessage", "messages.send", "execute"]
        )
        teller: Ours | Theirs = Ours(crowd, folder, case.settings)
        if library:
            teller = Theirs(crowd, folder, case.ceiling, library, author=crowd.numbers.stop + WRITERS)
        await teller.start()
        try:
            await teller.logged("connected")
            return await _measured(case, crowd, teller)
        finally:
            await teller.kill()


async def _measured(case: Case, crowd: Crowd, teller: Ours | Theirs) -> Result:
    waits: dict[str, list[float]] = {"quiet": [], "busy": [], "late": []}
    async with writing(crowd, case.writers, waits["quiet"]):
        await asyncio.sleep(QUIET_SECONDS)
    spent = cpu_seconds(teller.pid)
    watching = asyncio.create_task(_watch(waits["late"]))
    async with writing(crowd, case.writers, waits["busy"]):
        await teller.begin()
        began = time.monotonic()
        marks = await _telling(crowd)
        replies = len(waits["busy"]) / (time.monotonic() - began)
    watching.cancel()
    await teller.until_done()
    spent = cpu_seconds(teller.pid) - spent
    return await _result(case, crowd, marks, replies, spent, waits)


def _reachable(crowd: Crowd) -> int:
    return crowd.many - crowd.many * BLOCKED // 100


async def _telling(crowd: Crowd) -> list[float]:
    """When the first and the last tenth had been told; the start and the stragglers are not the speed."""
    marks = []
    for share in (0.1, 0.9):
        await crowd.until_told(int(_reachable(crowd) * share), within=LONGEST)
        marks.append(time.monotonic())
    await crowd.until_told(int(_reachable(crowd) * 0.97), within=LONGEST)
    return marks


async def _result(
    case: Case, crowd: Crowd, marks: list[float], replies: float, spent: float, waits: dict[str, list[float]]
) -> Result:
    heard = crowd.heard()
    told = sum(1 for times in heard.values() if times)
    async with crowd.http.get(f"{crowd.base}/api/calls/{case.network}") as answer:
        calls = (await answer.json())["methods"]
    flood = sum(many for counts in calls.values() for outcome, many in counts.items() if outcome in TOO_MANY)
    return Result(
        case=case,
        replies_per_second=replies,
        sent_per_second=_reachable(crowd) * 0.8 / (marks[1] - marks[0]),
        told=told,
        lost=_reachable(crowd) - told,
        doubled=sum(heard.values()) - told,
        refused_as_too_many=flood,
        cpu_ms=1000 * spent / crowd.many,
        **{name: percentiles(values) for name, values in waits.items()},
    )


async def main(cases: list[Case], many: int, on_postgresql: bool) -> None:
    gc.disable()  # a network does not stop for a quarter of a second to collect garbage
    with tempfile.TemporaryDirectory() as at:
        library = installed(Path(at)) if any(case.by_library for case in cases) else None
        for case in cases:
            if case.by_library and library is None:
                print(f"{case.name}: left out, aiogram-broadcaster cannot be installed", flush=True)
                continue
            with tempfile.TemporaryDirectory() as folder, ExitStack() as keep:
                url = postgresql(keep) if on_postgresql else f"sqlite:///{folder}/bot.db"
                print(await measure(case, Path(folder), url, many, library if case.by_library else None), flush=True)


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.mass", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--many", type=int, default=MANY, help="people who are told")
    parser.add_argument("--postgresql", action="store_true", help="on a server of the bench's own")
    parser.add_argument("cases", nargs="*", help="parts of names; all cases without")
    return parser.parse_args()


if __name__ == "__main__":
    given = asked()
    wanted = [case for case in CASES if not given.cases or any(word in case.name for word in given.cases)]
    print(f"{given.many} people, load average before {os.getloadavg()[0]:.1f}", flush=True)
    asyncio.run(main(wanted, given.many, given.postgresql))
