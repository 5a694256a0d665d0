from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.findings import Finding, fine, mend
from bot.settings import Settings
from storage.engine import make_engine
from storage.migrate import current, newest

OLDEST_POSTGRESQL = 130_000  # as the server counts: 13
READ_ONLY = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


def database_findings(settings: Settings) -> Iterator[Finding]:
    url = settings.database_url.get_secret_value()
    try:
        found = current(url)
        objections = _server_objections(url)
    except (SQLAlchemyError, OSError) as error:
        yield mend(f"DATABASE_URL: {trouble(error, url)}")
        return
    yield from map(mend, objections)
    if not objections:
        at_start = "is up to date" if found == newest() else "will be brought up to date at start"
        yield fine(f"the database {at_start}")


def trouble(error: Exception, url: str) -> str:
    """Never the library's words, which may hold the password."""
    name = getattr(getattr(error, "orig", None), "sqlite_errorname", "")
    if isinstance(error, OSError) or name.startswith(READ_ONLY):
        return f"the bot cannot write to {make_url(url).database}; choose a file in a folder of its own"
    if make_url(url).get_backend_name() == "postgresql":
        return "PostgreSQL does not let the bot in: does it run, are the name, the password and the database right?"
    return f"cannot be opened ({type(error).__name__})"


def objections_to(version: int, encoding: str) -> Iterator[str]:
    if version < OLDEST_POSTGRESQL:
        yield f"DATABASE_URL: PostgreSQL {version // 10_000} is too old, the bot needs 13 or newer"
    if encoding != "UTF8":
        yield (
            f"DATABASE_URL: the database is encoded in {encoding}, which has no room for emoji; "
            "make it anew: createdb -E UTF8 -T template0 NAME"
        )


def _server_objections(url: str) -> list[str]:
    engine = make_engine(url)
    try:
        if engine.dialect.name != "postgresql":
            return []
        with engine.connect() as connection:
            return list(objections_to(int(_shown(connection, "version_num")), _shown(connection, "encoding")))
    finally:
        engine.dispose()


def _shown(connection: Connection, what: str) -> str:
    return str(connection.scalar(text(f"SHOW server_{what}")))
