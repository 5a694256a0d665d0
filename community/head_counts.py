"""How many a message reaches is counted at every look, unless they are so many that others would wait meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from community.audiences import MANY, Counted, Reason
from storage.models import Broadcast

KEPT = timedelta(minutes=10)


def to_remember(
    counted: Counted, broadcast: Broadcast, now: datetime, kept: dict[str, Any] | None = None
) -> dict[str, Any] | None:
    """As a dialogue keeps it; `kept`: what it has, which grows no younger by a look. None: few enough to be counted
    anew.
    """
    if remembered(kept, broadcast, now) == counted:
        return kept
    if counted.receive + sum(counted.excluded.values()) < MANY:
        return None
    excluded = {reason.value: number for reason, number in counted.excluded.items()}
    return {"of": _of(broadcast), "at": now.isoformat(), "networks": dict(counted.networks), "excluded": excluded}


def remembered(kept: Mapping[str, Any] | None, broadcast: Broadcast, now: datetime) -> Counted | None:
    if not kept or kept["of"] != _of(broadcast) or now - datetime.fromisoformat(kept["at"]) > KEPT:
        return None
    return Counted(kept["networks"], {Reason(name): number for name, number in kept["excluded"].items()})


def _of(broadcast: Broadcast) -> dict[str, Any]:
    """What the number is of. One that is sent again goes to fewer."""
    again = broadcast.resend_of, broadcast.resend_to
    return {"audience": dict(broadcast.audience), "again": list(again) if broadcast.resend_of else None}
