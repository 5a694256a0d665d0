"""Engines for tests: what one has learnt serves the next."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool

STANDING = "standing"
STATEMENTS = 10_000  # compiled and kept: more than all dialogues together have
compilers: dict[str, Engine] = {}
# By the name of the database and their size. Programs come and go, these stay connected: a new connection costs 10 ms
# until it knows the tables, and what it is asked for the fifth time it has prepared.
standing: dict[str, dict[object, Engine]] = {}


def create_engine_or_stand(url: URL, **options: Any) -> Engine:
    known = standing.get(url.database or "")
    if known is None:
        return create_skilled_engine(url, **options)
    size = options.get("pool_size")
    if size not in known:
        options["max_overflow"] = -1  # of two programs at once neither waits for the other's connections
        known[size] = create_skilled_engine(url.update_query_dict({"application_name": STANDING}), **options)
        known[size].dispose = lambda close=True: None  # type: ignore[method-assign] # by each program that ends
    return known[size]


def pooled(name: str) -> int:
    """How many connections stand."""
    pools = (engine.pool for engine in standing.get(name, {}).values())
    return sum(pool.checkedin() for pool in pools if isinstance(pool, QueuePool))


def disconnect(name: str) -> None:
    for engine in standing.get(name, {}).values():
        Engine.dispose(engine)


def create_skilled_engine(url: URL, **options: Any) -> Engine:
    """It knows whatever the first engine of its kind has compiled; that one has to have been connected once."""
    engine = create_engine(url, query_cache_size=STATEMENTS, **options)
    kind = engine.dialect.name
    if first := compilers.get(kind):
        engine.dialect.dispatch, engine.dialect._has_events = first.dialect.dispatch, True  # who asks to connect
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
    else:
        event.listen(engine, "engine_connect", lambda connection: _remember(connection, kind))
    return engine


def _remember(connection: Connection, kind: str) -> None:
    compilers.setdefault(kind, connection.engine)
