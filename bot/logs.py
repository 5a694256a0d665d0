from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog


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
    logging.basicConfig(level=logging.CRITICAL, stream=sys.stderr, format="%(name)s %(levelname)s")
    logging.getLogger("alembic").setLevel(logging.ERROR)


def frames(error: BaseException) -> str:
    """Where it happened, without messages and values: they may be people's words."""
    trace: TracebackType | None = error.__traceback__
    steps = traceback.extract_tb(trace)[-6:]
    return " > ".join(
        f"{step.filename.rsplit('/', 2)[-2]}/{step.filename.rsplit('/', 1)[-1]}:{step.lineno}" for step in steps
    )
