from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import report
from tests.bench.measure import Bench, Lengths, ceiling_of, start_all
from tests.bench.processes import FakeTelegram
from tests.bench.starting import starts

QUICK = Lengths(rounds=1, backlog=1, closed=1, rate=1, ramp=0.3, warm_up=1)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: does it still run?")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    with TemporaryDirectory(prefix="bench") as folder, ExitStack() as keep:
        at = Path(folder)
        fake = FakeTelegram(at / "0")
        keep.callback(fake.process.stop)
        say("the fake Telegram by itself")
        ceiling = ceiling_of(fake, at)
        say("starting the bots")
        rows = Bench(fake, start_all(fake, at, keep), say).run(QUICK if arguments.quick else Lengths())
        say("starting the program anew")
        started = starts(fake, at, times=1 if arguments.quick else 3)
    about, aimed = report.conditions(ceiling, load), report.aims(rows)
    report.write(rows, started, about, aimed)
    if arguments.json:
        arguments.json.write_text(json.dumps(report.as_json(rows, started, about, aimed), indent=1))
    return 0


def say(what: str) -> None:
    sys.stderr.write(f"{what} ...\n")


if __name__ == "__main__":
    sys.exit(main())
