"""The people of the stories, the sandbox they chat in, and the bot that answers them: everything real."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from sqlalchemy.orm import Session

from bot.app import App
from bot.settings import Settings
from sandbox.app import make_app
from sandbox.clock import Clock
from sandbox.config import Config
from sandbox.person import Person

TOKEN = "1000001:sandbox"
VK_TOKEN = "vk1.a.sandbox"
GROUP = 900001
OWNER = 2001


@dataclass
class Crew:
    """One sandbox and one bot beside it, over a migrated database; `restart` is what an administrator does.

    The bot serves `networks`; its owner is on the first of them, where people are too unless a story says otherwise.
    """

    base: str
    http: ClientSession
    database_url: str
    clock_file: Path
    networks: tuple[str, ...] = ("telegram",)
    profile: str = "perm-nastavniki"
    app: App | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    @property
    def network(self) -> str:
        return self.networks[0]

    @property
    def settings(self) -> Settings:
        return Settings(
            _env_file=None,
            telegram_token=TOKEN if "telegram" in self.networks else None,
            telegram_api_url=self.base,
            telegram_rate=1000,
            vk_token=VK_TOKEN if "vk" in self.networks else None,
            vk_group_id=GROUP,
            vk_api_url=self.base,
            vk_bulk_rate=1000,
            database_url=self.database_url,
            profile=self.profile,
            owners=f"{self.network}:{OWNER}",
            clock_file=self.clock_file,
        )

    async def start(self) -> None:
        self._stop = asyncio.Event()
        self.app = App(self.settings)
        self._task = asyncio.create_task(self.app.run(self._stop))
        if "vk" in self.networks:  # what is said to VK before somebody listens is lost
            while not self._task.done() and not await self.listened():
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        self._stop.set()
        if self._task is not None:
            await self._task
        self._task = self.app = None

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def person(
        self, number: int, first_name: str, last_name: str = "", network: str | None = None, old_client: bool = False
    ) -> Person:
        """Somebody new at a phone, who has not pressed «Начать» yet."""
        network = network or self.network
        names = {"first_name": first_name, "last_name": last_name}
        newcomer = {"network": network, "id": number, "old_client": old_client, **names}
        async with self.http.post(f"{self.base}/api/people", json=newcomer) as answer:
            assert answer.status == 201, await answer.text()
        return Person(self.http, self.base, network, number)

    async def faults(self, **faults: Any) -> None:
        async with self.http.post(f"{self.base}/api/faults/{self.network}", json=faults) as answer:
            assert answer.status == 200, await answer.text()

    async def no_faults(self) -> None:
        async with self.http.delete(f"{self.base}/api/faults/{self.network}") as answer:
            assert answer.status == 200, await answer.text()

    async def inject(self, update: dict[str, Any]) -> None:
        async with self.http.post(f"{self.base}/api/updates/{self.network}", json=update) as answer:
            assert answer.status < 300, await answer.text()

    async def later(self, seconds: float) -> None:
        """The time machine."""
        async with self.http.post(f"{self.base}/api/clock", json={"seconds": seconds}) as answer:
            assert answer.status == 200, await answer.text()

    def read(self, look: Callable[[Session], Any]) -> Any:
        assert self.app is not None
        return self.app.database.run_now(look)

    async def counted(self, name: str, at_least: int, within: float = 10) -> None:
        """Waits until the pump has counted something that often."""
        assert self.app is not None
        for _ in range(int(within / 0.05)):
            if self.app.counters[name] >= at_least:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{name}: {self.app.counters[name]} of {at_least}")

    async def listened(self) -> int:
        """How often a bot has begun to listen to VK."""
        async with self.http.get(f"{self.base}/api/calls/vk") as answer:
            methods = (await answer.json())["methods"]
        return sum(methods.get("groups.getLongPollServer", {}).values())


@asynccontextmanager
async def sandbox_at(folder: Path, limits: bool = False) -> AsyncIterator[str]:
    Clock(folder / "clock").leave_the_night()
    async with served(make_app(Config(clock_file=folder / "clock", limits=limits))) as base:
        yield base


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def crew_at(folder: Path, database_url: str, **options: Any) -> AsyncIterator[Crew]:
    async with sandbox_at(folder) as base, ClientSession() as http:
        crew = Crew(base, http, database_url, folder / "clock", **options)
        await crew.start()
        try:
            yield crew
        finally:
            await crew.stop()
