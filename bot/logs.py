from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from secrets import token_hex
from typing import Any

import structlog

DEEPEST = 6


def set_up_logs(level: str, form: str) -> None:
    """Events are words and numbers; texts, names and tokens never get here."""
    number = getattr(logging, level.upper())
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryHandler()], force=True)


def new_incident(error: BaseException) -> str:
    """The number a person may tell the coordinator, who finds the place in the log by it."""
    number = token_hex(3).upper()
    structlog.get_logger().error("incident", number=number, error=type(error).__name__, where=frames(error))
    return number


def frames(error: BaseException) -> str:
    """Where it happened, without messages and values: they may be people's words."""
    steps = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return " > ".join(f"{'/'.join(Path(step.filename).parts[-2:])}:{step.lineno}" for step in steps)


class LibraryHandler(logging.Handler):
    """What libraries complain of: who, how badly and where, but not their words, which may hold values."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        told = {"error": type(error).__name__, "where": frames(error)} if error else {}
        structlog.get_logger().warning("library", name=record.name, at=f"{record.module}:{record.lineno}", **told)
