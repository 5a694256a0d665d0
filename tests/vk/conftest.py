from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from messengers.vk import Vk
from tests.vk.server import Server, vk_at, vk_server


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with vk_server() as started:
        yield started


@pytest.fixture
async def vk(server: Server) -> AsyncIterator[Vk]:
    async with vk_at(server.base) as messenger:
        yield messenger
