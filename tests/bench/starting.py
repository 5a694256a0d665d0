"""How long `python -m bot run` takes from nothing to its first answer."""

from __future__ import annotations

import statistics
from pathlib import Path
from time import monotonic

from tests.bench.measure import FIRST_POLL_SECONDS, telegram_settings
from tests.bench.people import Script
from tests.bench.processes import FakeTelegram, Process

START: Script = [["says", "/start", "Здравствуйте"]]


def first_answer(fake: FakeTelegram, at: Path, token: str, more: dict[str, str] | None = None) -> float:
    """Seconds from the start of the process; the question comes with its first look at the network."""
    settings = telegram_settings(token, fake.url, f"sqlite:///{at / 'start.db'}") | (more or {})
    began = monotonic()
    process = Process("bot", "run", at=at, settings=settings)
    try:
        fake.command("wait", token=token, seconds=FIRST_POLL_SECONDS)
        wanted = {"people": 1, "window": 1, "rate": 0, "seconds": 0.2, "ramp": 0}
        result = fake.command("round", token=token, name="start", steps=START, **wanted)
        return float(result["first_answer"]) - began
    finally:
        process.stop()


def starts(fake: FakeTelegram, at: Path, times: int = 3) -> dict[str, float]:
    """Medians; without bytecode it is measured once, everything is compiled anew."""
    new = first_answer(fake, at / "7", "7:new")
    again = [first_answer(fake, at / "7", f"7:again-{number}") for number in range(times)]
    bare = {"PYTHONPYCACHEPREFIX": str(at / "no bytecode"), "PYTHONDONTWRITEBYTECODE": "1"}
    return {
        "new database": new,
        "existing database": statistics.median(again),
        "existing database, no bytecode": first_answer(fake, at / "7", "7:bare", bare),
    }
