from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import structlog
from sqlalchemy import Engine

log = structlog.get_logger()

# About 1000 pages, as SQLite itself would do it: a transaction changes several, and thirty rows of one fill a page.
TRANSACTIONS, ROWS_OF_ONE = 128, 250
CLOSE_WITHIN = 10.0  # seconds


class Checkpoints:
    """Moves SQLite's log of changes into the file, beside the one writer: it would stop for it, and people with it.

    Where this does not keep up, the writer does it after all (`wal_autocheckpoint`).
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._written = 0.0
        self._due = threading.Event()
        self._is_closed = False
        self._one_at_a_time = threading.Lock()
        self._thread: threading.Thread | None = None

    def wrote(self, transactions: int, rows: int) -> None:
        """By the writer's thread."""
        self._written += transactions + rows / ROWS_OF_ONE
        if self._written < TRANSACTIONS:
            return
        self._written = 0
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="checkpoints", daemon=True)
            self._thread.start()
        self._due.set()

    def empty(self) -> bool:
        """All of it, and the log is emptied; False if somebody was reading or writing all the while."""
        with self._one_at_a_time, closing(self._engine.raw_connection()) as connection:
            busy, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def close(self) -> None:
        self._is_closed = True
        self._due.set()
        if self._thread:
            self._thread.join(CLOSE_WITHIN)

    def _serve(self) -> None:
        with closing(self._engine.raw_connection()) as connection:
            while self._due.wait() and not self._is_closed:
                self._due.clear()
                try:
                    with self._one_at_a_time:
                        connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                except sqlite3.Error as error:
                    log.warning("checkpoint failed", error=error.sqlite_errorname)
