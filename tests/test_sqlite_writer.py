"""SQLite's one writer serves whoever comes next, whatever happened to the one before."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from sqlalchemy import select

from storage.database import Database


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    opened.close()


async def test_connection_that_breaks_in_an_unforeseen_way_harms_one_drain_only(database: Database) -> None:
    with (
        patch.object(database.engine, "connect", side_effect=RuntimeError("no more file handles")),
        pytest.raises(RuntimeError, match="file handles"),
    ):
        await database.run(lambda _: None)
    assert await database.run(lambda session: session.execute(select(1)).scalar()) == 1
