"""The figures as a table for people, and as JSON."""

from __future__ import annotations

import os
import platform
import statistics
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from tests.bench.measure import AT_ONCE, BACKLOG, ON_POSTGRESQL, PEOPLE, RATE, Row

HEAD = (
    "bot",
    "traffic",
    "updates/s",
    "(least-most)",
    "x stock",
    "of tuned",
    "CPU ms",
    "calls",
    f"{AT_ONCE} at once",
    "p50",
    "p99",
    f"at {RATE}/s p50",
    "p99",
    "RSS MB",
    "lost",
)


@dataclass(frozen=True)
class Aim:
    what: str
    seen: float
    wanted: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.seen <= self.wanted if self.at_most else self.seen >= self.wanted


def aims(rows: list[Row]) -> list[Aim]:
    rate = {(row.bot, row.traffic): row.median for row in rows}
    ours = rate["nastavnik", "form"]
    memory, updates = next((row.megabytes, row.updates) for row in rows if row.bot == "nastavnik")
    return [
        Aim("bare pump / stock", rate["bare pump", "words"] / rate["stock", "words"], 1.8),
        Aim("nastavnik / tuned (one call per update)", ours / rate["tuned", "words"], 0.25),
        Aim("nastavnik / tuned (the form's calls)", ours / rate["tuned", "the form's calls"], 0.25),
        Aim(
            "nastavnik on PostgreSQL / tuned (the form's calls)",
            rate[ON_POSTGRESQL, "form"] / rate["tuned", "the form's calls"],
            0.12,
        ),
        Aim("nastavnik / async template", ours / rate["async template", "form"], 3),
        Aim(f"nastavnik's memory after {updates:,} updates, MB", memory, 250, at_most=True),
    ]


def conditions(ceiling: float, load_before: float) -> dict[str, str]:
    names = ("aiogram", "aiohttp", "pydantic", "SQLAlchemy", "aiosqlite")
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "CPUs": str(len(os.sched_getaffinity(0))),
        "load before": f"{load_before:.1f}",
        "Python": platform.python_version(),
        "versions": ", ".join(f"{name} {version(name)}" for name in names),
        "people": str(PEOPLE),
        "backlog": str(BACKLOG),
        "the fake Telegram alone": f"{ceiling:,.0f} updates/s",
    }


def as_json(rows: Iterable[Row], starts: dict[str, float], about: dict[str, str], aimed: list[Aim]) -> dict[str, Any]:
    return {
        "conditions": about,
        "rows": [vars(row) | {"median": row.median} for row in rows],
        "starts": starts,
        "aims": [vars(aim) | {"met": aim.met} for aim in aimed],
    }


def table(rows: list[Row]) -> str:
    rate = {(row.bot, row.traffic): row.median for row in rows}
    lines = [HEAD, *(_line(row, rate["stock", "words"], rate["tuned", "words"]) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def _line(row: Row, stock: float, tuned: float) -> tuple[str, ...]:
    waits, steady = [played["from_telegram"] for played in row.closed], row.at_rate["from_telegram"]
    return (
        row.bot,
        row.traffic,
        f"{row.median:,.0f}",
        f"{min(row.backlog):,.0f}-{max(row.backlog):,.0f}",
        f"{row.median / stock:.2f}",
        f"{row.median / tuned:.0%}",
        f"{statistics.median(row.cpu):.2f}",
        f"{row.calls_per_update:.2f}",
        f"{statistics.median(played['updates_per_second'] for played in row.closed):,.0f}",
        f"{statistics.median(wait['p50'] for wait in waits):.1f}",
        f"{statistics.median(wait['p99'] for wait in waits):.1f}",
        f"{steady['p50']:.1f}",
        f"{steady['p99']:.1f}",
        f"{row.megabytes:.0f}",
        str(row.lost),
    )


def write(rows: list[Row], starts: dict[str, float], about: dict[str, str], aimed: list[Aim]) -> None:
    out = sys.stdout.write
    out("\n" + "\n".join(f"{name}: {value}" for name, value in about.items()) + "\n\n")
    out(table(rows) + "\n\nmilliseconds are from the moment Telegram has the update to the arrival of its answer\n\n")
    out("\n".join(f"start to first answer, {name}: {seconds:.1f} s" for name, seconds in starts.items()) + "\n\n")
    for aim in aimed:
        mark, sense = "ok  " if aim.met else "MISS", "at most" if aim.at_most else "at least"
        out(f"{mark} {aim.what}: {aim.seen:.2f} (wanted: {sense} {aim.wanted})\n")
