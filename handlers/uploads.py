"""A table that somebody sent, read before the turn."""

from __future__ import annotations

from typing import Any

from handlers.turn import Turn, Upload
from screens.tables import Read, Trouble


def table_of(turn: Turn) -> Read[Any, Any]:
    upload = turn.upload or Upload(trouble=Trouble.NO_FILE)
    return Read(trouble=Trouble(upload.trouble)) if upload.trouble else upload.value
