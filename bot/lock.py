from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy.engine import make_url

from bot.settings import SettingsError


class AlreadyRunning(SettingsError):
    """Another process serves this database."""

    def __init__(self) -> None:
        super().__init__("DATABASE_URL: another bot is running on this database; stop it first")


@contextmanager
def only_one(database_url: str) -> Iterator[None]:
    """SQLite serves one running bot; the lock goes with the process, however it ends."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        yield
        return
    path = Path(f"{url.database}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        _lock(file)
        yield


def _lock(file: IO[str]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise AlreadyRunning from None
