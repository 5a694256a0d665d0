from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from sandbox.clock import Clock
from sandbox.person import Person

TELEGRAM_TOKEN = "1000001:sandbox"  # noqa: S105 - opens nothing but the sandbox on this machine
VK_TOKEN, VK_GROUP = "vk1.a.sandbox", 900001
TEACHER, MENTOR, COORDINATOR = ("vk", 3001), ("telegram", 1002), ("vk", 3002)
NAMES = {TEACHER: "Анна:Вымышленная", MENTOR: "Борис:Воображаемый", COORDINATOR: "Ольга:Придуманная"}
FOLDER = Path("var/demo/both-networks")  # var/demo itself is of a demo on Telegram alone, with another owner
NOT_STARTED = "the bot does not start, LOG_LEVEL=info tells why"
RESTART_AFTER = 1.0
START_SECONDS = 40
SMOKE_SECONDS = 60


class NotStarted(AssertionError):
    pass


def demo(port: int) -> int:
    """The sandbox and the real bot beside it; with DEMO_SMOKE=1 one conversation is played instead."""
    with suppress(KeyboardInterrupt):
        if os.environ.get("DEMO_SMOKE"):
            with tempfile.TemporaryDirectory() as folder:
                return asyncio.run(Demo(Path(folder), 0).smoke())
        return asyncio.run(Demo(FOLDER, port).run())
    return 0


class Demo:
    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder.absolute()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._port = port if port and _is_free(port) else 0
        self._sandbox: asyncio.subprocess.Process | None = None
        self._bot: asyncio.subprocess.Process | None = None

    async def run(self) -> int:
        """Until Ctrl+C. A bot that ends, however, is started again: nothing said to it is lost."""
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        _say("  Запускаю, это несколько секунд… (starting, a few seconds)")
        base = await self._open()
        keeper = asyncio.create_task(self._keep_bot(base))
        try:
            await _first(stop.wait(), self._welcome(base))
            await stop.wait()
        finally:
            keeper.cancel()
            await self._close()
        return 0

    async def smoke(self) -> int:
        base = await self._open()
        keeper = asyncio.create_task(self._keep_bot(base))
        try:
            await asyncio.wait_for(_conversation(base), SMOKE_SECONDS)
        except (AssertionError, TimeoutError) as failure:
            _say(f"demo: FAILED, {str(failure) or 'the conversation took too long'}")
            return 1
        finally:
            keeper.cancel()
            await self._close()
        _say("demo: a teacher joined on VK, a mentor on Telegram, and the coordinator was told of both")
        return 0

    async def _welcome(self, base: str) -> None:
        """The address, once the bot listens: VK does not keep for it what was said before."""
        try:
            await _listens(base)
        except NotStarted:
            _say(f"demo: {NOT_STARTED}; rm -r {self._folder} begins anew")
        _say(f"  Откройте в браузере (open in a browser): {base}\n  Остановить (stop): Ctrl+C")

    async def _open(self) -> str:
        """Starts the sandbox and returns its address."""
        Clock(self._folder / "clock").leave_the_night()
        command = [sys.executable, "-m", "sandbox", *self._sandbox_options()]
        self._sandbox = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, start_new_session=True
        )
        line = (await self._sandbox.stdout.readline()).decode() if self._sandbox.stdout else ""
        if not line.startswith("sandbox ready "):
            raise SystemExit(f"demo: the sandbox did not start; rm -r {self._folder} begins anew")
        return line.removeprefix("sandbox ready ").strip()

    def _sandbox_options(self) -> list[str]:
        options = {
            "port": self._port,
            "telegram-token": TELEGRAM_TOKEN,
            "vk-token": VK_TOKEN,
            "vk-group": VK_GROUP,
            "clock-file": self._folder / "clock",
            "state": self._folder / "world.json",
        }
        people = [f"--people={network}:{number}:{name}" for (network, number), name in NAMES.items()]
        return [*(f"--{name}={value}" for name, value in options.items()), *people]

    async def _keep_bot(self, base: str) -> None:
        while True:
            self._bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._environment(base), start_new_session=True
            )
            await self._bot.wait()
            await asyncio.sleep(RESTART_AFTER)

    def _environment(self, base: str) -> dict[str, str]:
        ours = {
            "TELEGRAM_TOKEN": TELEGRAM_TOKEN,
            "TELEGRAM_API_URL": base,
            "TELEGRAM_PROXY": "",
            "TELEGRAM_RATE": "",
            "VK_TOKEN": VK_TOKEN,
            "VK_GROUP_ID": str(VK_GROUP),
            "VK_API_URL": base,
            "VK_API_VERSION": "",
            "VK_BULK_RATE": "",
            "DATABASE_URL": f"sqlite:///{self._folder / 'nastavnik.db'}",
            "PROFILE": "perm-nastavniki",
            "OWNERS": ":".join(map(str, COORDINATOR)),
            "CLOCK_FILE": str(self._folder / "clock"),
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "error"),
        }
        return os.environ | ours

    async def _close(self) -> None:
        for process in (self._bot, self._sandbox):
            if process and process.returncode is None:
                process.terminate()
                with suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), 5)
                if process.returncode is None:
                    process.kill()


async def _conversation(base: str) -> None:
    await _listens(base)
    async with ClientSession() as http:
        anna, boris, olga = (Person(http, base, *who) for who in (TEACHER, MENTOR, COORDINATOR))
        for person in (anna, boris, olga):
            person.patience = SMOKE_SECONDS
        await olga.starts()
        await _joins(anna, "Анна Сергеевна", "Учитель")
        await _joins(boris, "Борис Львович", "Методист")
        await olga.sees("Анна Сергеевна", "Карточка")
        await olga.sees("Борис Львович", "Карточка")


async def _joins(person: Person, name: str, position: str) -> None:
    await person.starts()
    await person.sees("Вступить")
    await person.presses("Вступить")
    await person.presses("Даю согласие")
    await person.says(name)
    await person.says("Пермь")
    await person.says(position)
    await person.sees(f"Готово, {name}!")


async def _listens(base: str) -> None:
    """Waits until the bot asks both networks for news."""
    until = time.monotonic() + START_SECONDS
    async with ClientSession() as http:
        while time.monotonic() < until:
            with suppress(ClientError):
                async with http.get(f"{base}/api/status") as answer:
                    networks = (await answer.json())["networks"].values()
                if all(network["online"] for network in networks):
                    return
            await asyncio.sleep(0.1)
    raise NotStarted(NOT_STARTED)


async def _first(*waits: Coroutine[Any, Any, Any]) -> None:
    """Until one of them is over; the others are given up."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
