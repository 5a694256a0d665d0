from __future__ import annotations

import asyncio
import gc
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from aiogram import Router
from sqlalchemy.engine import URL

from bot import app, pump, routes
from bot import settings as settings_module
from bot.check import check
from bot.settings import Settings
from community import digests
from community.profile_files import load_profile
from handlers import register
from messengers.vk import Community
from scheduler import broadcasts as broadcast_jobs
from scheduler import post
from scheduler.clock import Ring
from storage.database import Database
from tests import examples
from tests.cells import CELLS, Cell
from tests.crew import Crew, crew_at
from tests.databases import *  # noqa: F403 - fixtures of real databases
from tests.databases import SHARED, start_for_workers, take_turns
from tests.office import Office, people

Checked = Callable[..., Awaitable[tuple[int, str]]]
certificates = cache(ssl.create_default_context)
profiles = cache(load_profile)


SERVER = pytest.StashKey[URL | None]()
LASTING = {"test_year_of_the_clock", "test_sending_life", "test_migrations"}
# Mostly for the clock, for a program, for a browser.
WAITING = {"test_mass", "test_sending", "test_two_programs", "test_crashes", "sandbox", "contract", "test_outage"}


def pytest_configure(config: pytest.Config) -> None:
    examples.load(everything=config.option.markexpr != "not long")
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        config.stash[SERVER] = start_for_workers(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    if url := node.config.stash.get(SERVER, None):
        node.workerinput[SHARED] = url.render_as_string(hide_password=False)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    take_turns(items)
    for number, item in enumerate(items):
        item.add_marker(pytest.mark.xdist_group(_group(item, number)))
    # What lasts begins first, so that nobody waits for it.
    items.sort(key=lambda item: (not _waits(item), item.path.stem not in LASTING))


def _group(item: pytest.Item, number: int) -> str:
    """What a worker is given at once: telling workers of each of thousands takes a tenth of the time."""
    if _waits(item) and not item.get_closest_marker("long"):
        return "waiting"  # one after another, while others compute
    alone = item.path.parent.name == "stories" or item.path.stem in LASTING or item.get_closest_marker("long")
    return f"{item.path.stem} {number if alone else number // 10}"


def _waits(item: pytest.Item) -> bool:
    return item.path.stem in WAITING or item.path.parent.name in WAITING


def pytest_collection_finish() -> None:
    """What was imported stays: looking it through for garbage again and again is an eighth of the time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def pytest_unconfigure() -> None:
    """What is left the system takes back; looking it through for garbage, as Python does at its end, takes seconds."""
    gc.collect()  # what fails in a finalizer is still told of
    gc.freeze()


@cache
def registered() -> Router:
    router = Router()
    register(router)
    return router


def register_again(router: Router) -> None:
    for name, observer in registered().observers.items():
        router.observers[name].handlers.extend(observer.handlers)


@pytest.fixture
def profile() -> str:
    """The community of the story; parametrize it for another one."""
    return "perm-nastavniki"


@pytest.fixture(params=CELLS)
def cell(request: pytest.FixtureRequest) -> Cell:
    """Where the story happens; a story that is true of some cells only is parametrized with those."""
    chosen: Cell = request.param
    return chosen


@pytest.fixture
def cell_url(cell: Cell, request: pytest.FixtureRequest) -> str:
    """A migrated database without rows, of the cell's kind."""
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[cell.database])
    return url


@pytest.fixture
def morning_digests() -> bool:
    """Whether a story that is played in the morning has them; only the stories of the clock want them."""
    return False


@pytest.fixture
async def crew(
    tmp_path: Path, profile: str, cell: Cell, cell_url: str, morning_digests: bool, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Crew]:
    monkeypatch.setattr(pump, "FLOOD_RATE", 1000.0)  # played by a program, people are quicker than their hands
    if not morning_digests:  # no story of the clock
        # How fifty jobs went need not be noted at each start; failures are all the same.
        monkeypatch.setattr(Ring, "_is_news", lambda *_: False)
        monkeypatch.setattr(digests, "ENDS", digests.BEGINS)
        monkeypatch.setattr(digests, "who_gets", lambda *_: frozenset())
    async with crew_at(tmp_path, cell_url, networks=cell.networks, profile=profile) as started:
        yield started


@pytest.fixture(autouse=True)
def hurried_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else is to be let through between its ticks."""
    monkeypatch.setattr(post, "TICK", 0.001)
    monkeypatch.setattr(post, "GATHER", 0.001)


@pytest.fixture(autouse=True)
def hurried_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits five seconds to see that a message has reached everybody."""
    monkeypatch.setattr(broadcast_jobs, "SOON", timedelta(seconds=1))


@pytest.fixture(autouse=True)
def hurried_vk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox of the stories counts no requests; a bot in a process of its own keeps to 19 a second."""
    monkeypatch.setattr(app, "Community", partial(Community, rate=1000.0))


@pytest.fixture(autouse=True)
def hurried_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates and profiles are read once, not by every bot of every story: 55 ms each time."""
    monkeypatch.setattr(ssl, "create_default_context", certificates)
    monkeypatch.setattr(settings_module, "load_profile", profiles)


@pytest.fixture(autouse=True)
def hurried_registration(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dialogues are registered once, not by every bot of every story: 20 ms each time."""
    monkeypatch.setattr(routes, "register", register_again)


@pytest.fixture
async def office(database: Database) -> Office:
    await database.run(people)
    return Office(database)


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Checked:
    """`python -m bot check` with these settings and no others: its exit code and what it prints."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    async def look(**settings: str) -> tuple[int, str]:
        for name, value in ({"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}"} | settings).items():
            monkeypatch.setenv(name, value)
        code = await asyncio.to_thread(check)
        return code, capsys.readouterr().out

    return look
