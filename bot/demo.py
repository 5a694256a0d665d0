from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from aiohttp import ClientSession

from sandbox.person import Person

TOKEN = "1000001:sandbox"  # noqa: S105 - opens nothing but the sandbox on this machine
TEACHER, COORDINATOR = 1001, 2001
PEOPLE = (f"telegram:{TEACHER}:Анна:Вымышленная", f"telegram:{COORDINATOR}:Ольга:Придуманная")
RESTART_AFTER = 1.0
SMOKE_SECONDS = 60


def demo(port: int) -> int:
    """The sandbox and the real bot beside it; with DEMO_SMOKE=1 one conversation is played instead."""
    with suppress(KeyboardInterrupt):
        if os.environ.get("DEMO_SMOKE"):
            with tempfile.TemporaryDirectory() as folder:
                return asyncio.run(Demo(Path(folder), 0).smoke())
        return asyncio.run(Demo(Path("var/demo"), port).run())
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
        base = await self._open()
        _say(f"\n  Откройте в браузере (open in a browser): {base}\n  Остановить (stop): Ctrl+C\n")
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        keeper = asyncio.create_task(self._keep_bot(base))
        try:
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
            _say(f"demo: FAILED, {failure!r}")
            return 1
        finally:
            keeper.cancel()
            await self._close()
        _say("demo: a person joined and the coordinator was told")
        return 0

    async def _open(self) -> str:
        people = [part for person in PEOPLE for part in ("--people", person)]
        files = ["--clock-file", str(self._folder / "clock"), "--state", str(self._folder / "world.json")]
        command = [
            sys.executable,
            "-m",
            "sandbox",
            "--port",
            str(self._port),
            "--telegram-token",
            TOKEN,
            *files,
            *people,
        ]
        self._sandbox = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, start_new_session=True
        )
        line = (await self._sandbox.stdout.readline()).decode() if self._sandbox.stdout else ""
        if not line.startswith("sandbox ready "):
            raise SystemExit("the sandbox did not start")
        return line.removeprefix("sandbox ready ").strip()

    async def _keep_bot(self, base: str) -> None:
        while True:
            self._bot = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", env=self._environment(base), start_new_session=True
            )
            await self._bot.wait()
            await asyncio.sleep(RESTART_AFTER)

    def _environment(self, base: str) -> dict[str, str]:
        ours = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": base,
            "TELEGRAM_PROXY": "",
            "TELEGRAM_RATE": "",
            "VK_TOKEN": "",
            "DATABASE_URL": f"sqlite:///{self._folder / 'nastavnik.db'}",
            "PROFILE": "perm-nastavniki",
            "OWNERS": f"telegram:{COORDINATOR}",
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
    async with ClientSession() as http:
        olga, anna = (Person(http, base, "telegram", number) for number in (COORDINATOR, TEACHER))
        olga.patience = anna.patience = SMOKE_SECONDS
        await olga.starts()
        await anna.starts()
        await anna.presses("Вступить")
        await anna.presses("Даю согласие")
        await anna.says("Анна Сергеевна")
        await anna.says("Пермь")
        await anna.presses("Учитель")
        await anna.sees("Готово, Анна Сергеевна!")
        await olga.sees("Анна Сергеевна", "Карточка")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
