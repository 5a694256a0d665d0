from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings

from storage.database import Database
from tests.crew import Crew, crew_at
from tests.databases import *  # noqa: F403 - fixtures of real databases
from tests.office import Office, people

settings.register_profile("unhurried", deadline=None)  # a busy machine is no defect
settings.load_profile("unhurried")


@pytest.fixture
def profile() -> str:
    """The community of the story; parametrize it for another one."""
    return "perm-nastavniki"


@pytest.fixture
async def crew(tmp_path: Path, profile: str) -> AsyncIterator[Crew]:
    async with crew_at(tmp_path, f"sqlite:///{tmp_path / 'bot.db'}", profile=profile) as started:
        yield started


@pytest.fixture
async def office(database: Database) -> Office:
    await database.run(people)
    return Office(database)
