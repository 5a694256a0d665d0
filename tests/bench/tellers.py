"""Who tells the crowd: our program, or a small bot with aiogram-broadcaster. Each is a process of its own."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.processes import ROOT
from tests.crew import TOKEN, Crew
from tests.crowd import TITLE, Crowd
from tests.program import Process, Program, settings_of

LONGEST = 1200  # seconds; who sends one letter after the other takes his time
BEGINS = 30
CONTESTANT = ROOT / "tests" / "bench" / "contestants" / "broadcaster.py"


class Ours(Program):
    def __init__(self, crowd: Crowd, folder: Path, settings: dict[str, str]) -> None:
        crew = Crew(crowd.base, crowd.http, crowd.database_url, folder / "clock", (crowd.network,))
        super().__init__(settings_of(crew, **settings, LOG_LEVEL="info"), folder)
        self._crowd = crowd

    async def begin(self) -> None:
        self._crowd.announce() if self._crowd.announced else self._crowd.release()

    async def until_done(self) -> None:
        await self._crowd.until_done(within=LONGEST)


class Theirs(Program):
    """The `author` writes the letter. `rate` letters a second would leave if sending took no time."""

    def __init__(self, crowd: Crowd, folder: Path, rate: float, library: Path, author: int) -> None:
        super().__init__({"PYTHONPATH": str(library)}, folder)
        self._crowd, self._author = crowd, author
        numbers = author, crowd.numbers.start, crowd.many, rate
        self._arguments = crowd.base, TOKEN, str(folder / "mailers.json"), *map(str, numbers)

    async def _started(self) -> Process:
        # By its file: `tests` would give it our way of importing aiogram, with which the library does not work.
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, CONTESTANT, *self._arguments, env=self._environment, stderr=log, stdout=log
            )

    async def begin(self) -> None:
        say = f"{self._crowd.base}/api/chats/telegram/{self._author}/say"
        async with self._crowd.http.post(say, json={"text": f"Мероприятие «{TITLE}»"}) as answer:
            answer.raise_for_status()
        try:
            await asyncio.wait_for(self.logged("started"), BEGINS)
        except TimeoutError:
            raise AssertionError(f"it does not begin: {self.log()[-2000:]}") from None

    async def until_done(self) -> None:
        async with asyncio.timeout(LONGEST):
            await self.logged("completed")


def installed(at: Path) -> Path | None:
    """aiogram-broadcaster in a folder of its own, upon our aiogram; None where that cannot be done."""
    uv = shutil.which("uv", path=f"{ROOT / '.tools' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    if uv is None:
        print("no uv: `make test` gets it", file=sys.stderr)
        return None
    options = "--quiet", "--no-deps", "--require-hashes", "--python", sys.executable, "--target", at
    done = subprocess.run(
        [uv, "pip", "install", *options, "-r", CONTESTANT.with_suffix(".txt")], env=_environment(), check=False
    )
    return at if done.returncode == 0 else None


def _environment() -> dict[str, str]:
    """As in the Makefile: whoever has told pip about an index of their own need not tell uv again."""
    environment = {**os.environ, "UV_NO_CONFIG": "1", "UV_PYTHON_DOWNLOADS": "never"}
    for told_pip, tells_uv in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_EXTRA_INDEX_URL", "UV_INDEX")):
        if told_pip in environment:
            environment.setdefault(tells_uv, environment[told_pip])
    return environment
