"""What a certificate says besides a name, as it is on the day of issue, and its number."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from community import events
from community.profiles import CommunityProfile
from storage.models import Event

ACADEMIC_HOUR = timedelta(minutes=45)
ONE_DAY = timedelta(hours=12)  # what is no longer has one day, though it may end after midnight


def number(prefix: str, year: int, row: int) -> str:
    """«ПН-2026-000123»; the number of a row is never used again."""
    return "-".join(filter(None, (prefix, str(year), f"{row:06}")))


def said_of(event: Event, community: CommunityProfile) -> dict[str, Any]:
    """What the paper says of the event and the community, as it was when it was issued."""
    first, last = _days(event, community.tz)
    kind, signatory = community.event_kind(event.kind), community.certificates.signatory
    return {
        "title": event.title,
        "day": first.isoformat(),
        "last_day": last.isoformat(),
        "event_kind": kind.name if kind else "",
        "hours": academic_hours(event.starts_at, event.ends_at),
        "wording": list(community.certificates.wording),
        "signatory": [signatory.position, signatory.name] if signatory.is_filled else [],
        "community": community.name,
    }


def _days(event: Event, zone: tzinfo) -> tuple[date, date]:
    first = event.starts_at.astimezone(zone).date()
    end = events.ends_at(event)
    return first, end.astimezone(zone).date() if end - event.starts_at > ONE_DAY else first


def academic_hours(starts_at: datetime, ends_at: datetime | None) -> int:
    """Whole ones; 0 where nobody said when it ends, or where nights lie between."""
    length = ends_at - starts_at if ends_at else timedelta(0)
    return length // ACADEMIC_HOUR if length <= ONE_DAY else 0
