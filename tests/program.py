"""The bot as an administrator runs it: `python -m bot run` in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.crew import Crew


class Program:
    def __init__(self, settings: dict[str, str], folder: Path, name: str = "bot") -> None:
        self._log = folder / f"{name}.log"
        self._environment = os.environ | settings
        self._process: asyncio.subprocess.Process | None = None

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
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


def settings_of(crew: Crew, **more: str) -> dict[str, str]:
    """What an administrator would write into `.env`."""
    names = crew.settings.model_dump(exclude_none=True)
    return {name.upper(): _written(name, value) for name, value in names.items()} | more


def _written(name: str, value: object) -> str:
    if name == "owners":
        return ",".join(f"{network}:{number}" for network, number in value)  # type: ignore[attr-defined]
    return value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
