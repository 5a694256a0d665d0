import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update
from aiohttp import ClientSession, FormData, web

from sandbox.app import make_app
from sandbox.config import Config, Newcomer
from tests.sandbox.community import GLEB, VERA, Community

if TYPE_CHECKING:
    from playwright.async_api import Browser

TOKEN = "1000001:sandbox"
ANNA = Newcomer("telegram", 1001, "Анна", "Тестова", "anna_t")
BORIS = Newcomer("telegram", 1002, "Борис")


class Sandbox:
    """The running server and its control API."""

    def __init__(self, url: str, http: ClientSession) -> None:
        self.url, self.http = url, http

    async def get(self, path: str) -> Any:
        async with self.http.get(path) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def post(self, path: str, /, expected: int = 200, **body: Any) -> Any:
        async with self.http.post(path, json=body) as response:
            assert response.status == expected, await response.text()
            return await response.json()

    async def call(self, method: str, token: str = TOKEN, **params: Any) -> tuple[int, Any]:
        """The Bot API without a library in between."""
        async with self.http.post(f"/bot{token}/{method}", json=params) as response:
            return response.status, await response.json()


class Phone:
    """What one person does and sees."""

    def __init__(self, sandbox: Sandbox, newcomer: Newcomer) -> None:
        self._sandbox = sandbox
        self._path = f"/api/chats/{newcomer.network}/{newcomer.id}"

    async def does(self, act: str, /, expected: int = 200, **body: Any) -> Any:
        return await self._sandbox.post(f"{self._path}/{act}", expected, **body)

    async def says(self, text: str, **more: Any) -> int:
        return int((await self.does("say", text=text, **more))["message_id"])

    async def attaches(self, kind: str, *contents: bytes, **fields: str) -> int:
        form = FormData({"kind": kind, **fields})
        for content in filter(None, contents):
            form.add_field("file", content, filename="file")
        async with self._sandbox.http.post(f"{self._path}/file", data=form) as response:
            assert response.status == 200, await response.text()
            return int((await response.json())["message_id"])

    async def sees(self) -> Any:
        return await self._sandbox.get(self._path)

    async def last(self) -> Any:
        return (await self.sees())["messages"][-1]


Starter = Callable[..., Awaitable[Sandbox]]


@asynccontextmanager
async def running(config: Config) -> AsyncIterator[Sandbox]:
    runner = web.AppRunner(make_app(config), shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with ClientSession(url) as http:
            yield Sandbox(url, http)
    finally:
        await runner.cleanup()


@pytest.fixture
async def start() -> AsyncIterator[Starter]:
    """Starts a sandbox with the given settings; Anna and Boris live in it."""
    async with AsyncExitStack() as stack:

        async def starter(**settings: Any) -> Sandbox:
            settings = {"people": (ANNA, BORIS), **settings}
            return await stack.enter_async_context(running(Config(**settings)))

        yield starter


@pytest.fixture
async def sandbox(start: Starter, tmp_path: Path) -> Sandbox:
    return await start(clock_file=tmp_path / "clock")


@pytest.fixture
def anna(sandbox: Sandbox) -> Phone:
    return Phone(sandbox, ANNA)


@pytest.fixture
def boris(sandbox: Sandbox) -> Phone:
    return Phone(sandbox, BORIS)


@pytest.fixture
async def community(start: Starter, tmp_path: Path) -> Community:
    """A community of VK with Vera and Gleb, who has an old application."""
    sandbox = await start(clock_file=tmp_path / "clock", people=(VERA, GLEB))
    return await Community(sandbox.http, sandbox.url).opened()


@pytest.fixture
def vera(community: Community) -> Phone:
    return Phone(Sandbox(community.url, community.http), VERA)


@pytest.fixture
def gleb(community: Community) -> Phone:
    return Phone(Sandbox(community.url, community.http), GLEB)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    from tests.sandbox.pages import CHROMIUM

    if not CHROMIUM.exists():
        reason = f"there is no {CHROMIUM}: apt-get install chromium, or set CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


@pytest.fixture(scope="session")
async def browser(chromium_path: Path) -> AsyncIterator["Browser"]:
    from playwright.async_api import async_playwright

    from tests.sandbox.pages import FLAGS

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest.fixture(scope="session")
async def lines() -> AsyncIterator[AiohttpSession]:
    """One for all tests: closing it takes a quarter of a second."""
    session = AiohttpSession()
    yield session
    await session.close()


@pytest.fixture
def bot(sandbox: Sandbox, lines: AiohttpSession) -> Bot:
    return bot_of(sandbox, lines)


def bot_of(sandbox: Sandbox, lines: AiohttpSession) -> Bot:
    lines.api = TelegramAPIServer.from_base(sandbox.url)
    return Bot(TOKEN, session=lines)


async def news(bot: Bot) -> list[Update]:
    """What waits for the bot, confirmed at once."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return updates
