from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from storage.green import GreenConnection, in_thread

BUSY_MILLISECONDS = 5000
LOG_PAGES = 4000  # where `storage/checkpoints.py` has not kept up
# serialization failure, deadlock, unique violation: somebody has just written the same row, and is seen next time
AGAIN_ON_POSTGRESQL = {"40001", "40P01", "23505"}


def make_engine(url: str, pool_size: int = 1) -> Engine:
    """One place for what both databases need; errors never show values, which may be people's names."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _postgresql(parsed, pool_size)
    if parsed.database and parsed.database != ":memory:":
        _make_private(Path(parsed.database))
    engine = create_engine(parsed, hide_parameters=True, pool_use_lifo=True, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _postgresql(url: URL, pool_size: int) -> Engine:
    engine = create_engine(url, hide_parameters=True, pool_size=pool_size, max_overflow=0, pool_use_lifo=True)
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "checkin", _unwatch)
    return engine


def _connect(_: Any, __: Any, given: Any, options: Any) -> Any:
    return in_thread(lambda: GreenConnection.connect(*given, **options))


def _unwatch(connection: GreenConnection | None, _: Any) -> None:
    if connection is not None:
        connection.unwatch()


def _make_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver's own transactions silently lose updates
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",  # erased words leave the file too; 5 µs of a 60 µs update, measured
        f"busy_timeout={BUSY_MILLISECONDS}",
        f"wal_autocheckpoint={LOG_PAGES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def reading(engine: Engine) -> Engine:
    """The same database for those who change nothing: SQLite lets them read beside its one writer."""
    return engine.execution_options(reading=True, postgresql_readonly=True)


def _begin(connection: Any) -> None:
    reads = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def may_run_again(error: DBAPIError) -> bool:
    """Somebody else was in the way: the same transaction is expected to succeed when repeated."""
    original = error.orig
    return (
        getattr(original, "sqlstate", None) in AGAIN_ON_POSTGRESQL
        or getattr(original, "sqlite_errorname", "") in {"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED"}
        or error.connection_invalidated
    )
