from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.config import Config
from tests.contract.networks import NETWORKS, Network, Reader
from tests.sandbox.conftest import running


@pytest.fixture(params=[pytest.param(network, id=network.name) for network in NETWORKS])
async def network(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Network]:
    async with running(Config(clock_file=tmp_path / "clock", limits=False)) as sandbox:
        made: Network = request.param(sandbox)
        await made.messenger.open()
        await made.messenger.introduce()
        yield made
        await made.close()


@pytest.fixture
async def anna(network: Network) -> Reader:
    return await network.reader(1001, "Анна")


@pytest.fixture
async def boris(network: Network) -> Reader:
    return await network.reader(1002, "Борис")
