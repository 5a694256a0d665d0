from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zlib import crc32

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url

from storage.engine import make_engine

ONE_AT_A_TIME = crc32(b"nastavnik migrates")
HERE = Path(__file__).parent / "migrations"


class MigrationError(Exception):
    """One line for the administrator; nothing was kept of the migration."""


def config_for(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest() -> str | None:
    return ScriptDirectory.from_config(config_for()).get_current_head()


def current(url: str) -> str | None:
    with _opened(make_engine(url)) as engine, engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(url: str, revision: str = "head") -> bool:
    """Brings the database to `revision`, all or nothing; an SQLite file is copied first. False: nothing to do."""
    before = current(url)
    if revision == "head" and before == newest():
        return False
    with _opened(_migration_engine(url)) as engine:
        if before is not None and engine.dialect.name == "sqlite":
            _copy(Path(make_url(url).database or ""), before)
        with engine.begin() as connection:
            _alone(connection)
            _move(connection, revision)
            _check_references(connection)
    return True


@contextmanager
def _opened(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def _migration_engine(url: str) -> Engine:
    """Rebuilding a table with foreign keys on would empty its ON DELETE CASCADE children."""
    engine = make_engine(url) if not url.startswith("sqlite") else create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _alone(connection: Connection) -> None:
    """Programs that start together wait for the first, and then find nothing to do."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:one)"), {"one": ONE_AT_A_TIME})


def _move(connection: Connection, revision: str) -> None:
    move = command.downgrade if revision.startswith("-") or revision == "base" else command.upgrade
    try:
        move(config_for(connection), revision)
    except CommandError as error:
        raise MigrationError(f"DATABASE_URL: is the program older than its database? {error}") from None


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise MigrationError("DATABASE_URL: the migration would leave rows that point nowhere")


def _copy(path: Path, revision: str) -> None:
    target = path.with_name(f"{path.name}.before-{revision}")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    target.chmod(0o600)
