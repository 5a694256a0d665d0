"""How many a message reaches is counted at every look, unless they are so many that others would wait meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from community.audiences import Counted, Reason

MANY = 20_000  # counting a million takes a second and a half
KEPT = timedelta(minutes=10)


def to_remember(counted: Counted, audience: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
    """As a dialogue keeps it. None: few enough to be counted anew."""
    if counted.receive + sum(counted.excluded.values()) < MANY:
        return None
    excluded = {reason.value: number for reason, number in counted.excluded.items()}
    return {"of": dict(audience), "at": now.isoformat(), "networks": dict(counted.networks), "excluded": excluded}


def remembered(kept: Mapping[str, Any] | None, audience: Mapping[str, Any], now: datetime) -> Counted | None:
    if not kept or kept["of"] != audience or now - datetime.fromisoformat(kept["at"]) > KEPT:
        return None
    return Counted(kept["networks"], {Reason(name): number for name, number in kept["excluded"].items()})
