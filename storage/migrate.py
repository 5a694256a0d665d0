from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url

from storage.engine import make_engine

HERE = Path(__file__).parent / "migrations"


class BrokenReferences(Exception):
    """A migration left rows that point nowhere; nothing was kept of it."""


def config_for(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest() -> str | None:
    return ScriptDirectory.from_config(config_for()).get_current_head()


def current(url: str) -> str | None:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return found


def migrate(url: str, revision: str = "head") -> bool:
    """Brings the database to `revision`, all or nothing; an SQLite file is copied first. False: nothing to do."""
    before = current(url)
    if revision == "head" and before == newest():
        return False
    engine = _migration_engine(url)
    if before is not None and engine.dialect.name == "sqlite":
        _copy(Path(make_url(url).database or ""), before)
    with engine.begin() as connection:
        _move(connection, revision)
        _check_references(connection)
    engine.dispose()
    return True


def _migration_engine(url: str) -> Engine:
    """Rebuilding a table with foreign keys on would empty its ON DELETE CASCADE children."""
    engine = make_engine(url) if not url.startswith("sqlite") else create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _move(connection: Connection, revision: str) -> None:
    if revision.startswith("-") or revision == "base":
        command.downgrade(config_for(connection), revision)
    else:
        command.upgrade(config_for(connection), revision)


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise BrokenReferences


def _copy(path: Path, revision: str) -> None:
    target = path.with_name(f"{path.name}.before-{revision}")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    target.chmod(0o600)
