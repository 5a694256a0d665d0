"""The bot as an administrator runs it: `python -m bot run` in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Protocol

from tests.crew import Crew
from tests.prepared import fork


class Process(Protocol):
    """What is used of asyncio's."""

    @property
    def pid(self) -> int | None: ...
    @property
    def returncode(self) -> int | None: ...
    def send_signal(self, number: int, /) -> None: ...
    async def wait(self) -> int: ...


class Program:
    def __init__(self, settings: dict[str, str], folder: Path, name: str = "bot") -> None:
        self._log = folder / f"{name}.log"
        self._environment = os.environ | settings
        self._process: Process | None = None

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    async def start(self) -> None:
        self._log.touch()
        self._process = await self._started()

    async def _started(self) -> Process:
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._environment, stderr=log, stdout=log
            )

    async def ended(self) -> int:
        assert self._process is not None
        return await self._process.wait()

    async def kill(self, number: int = signal.SIGKILL) -> None:
        if self.runs and self._process is not None:
            self._process.send_signal(number)
            await self._process.wait()

    async def logged(self, words: str, times: int = 1) -> None:
        while self.log().count(words) < times:
            if not self.runs:
                raise AssertionError(f"the bot ended: {self.log()[-2000:]}")
            await asyncio.sleep(0.05)

    def log(self) -> str:
        return self._log.read_text()


class QuickProgram(Program):
    """The same, forked from a process that has imported everything: a tenth of the time."""

    async def _started(self) -> Process:
        return Fork(await asyncio.to_thread(fork, self._environment, self._log))


class Fork:
    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int | None:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: int, /) -> None:
        if self._process.pid is not None:
            os.kill(self._process.pid, number)

    async def wait(self) -> int:
        while (code := self._process.exitcode) is None:
            await asyncio.sleep(0.005)
        return code


def settings_of(crew: Crew, **more: str) -> dict[str, str]:
    """What an administrator would write into `.env`."""
    names = crew.settings.model_dump(exclude_none=True)
    return {name.upper(): _written(name, value) for name, value in names.items()} | more


def _written(name: str, value: object) -> str:
    if name == "owners":
        return ",".join(f"{network}:{number}" for network, number in value)  # type: ignore[attr-defined]
    return value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
