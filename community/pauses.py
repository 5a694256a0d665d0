"""A pause: announcements and reminders do not come; answers and what concerns the person alone do."""

from __future__ import annotations

from datetime import datetime, timedelta

from community.members import must_have_joined
from community.refusals import UnknownChoice
from storage.models import Person

LENGTHS = (7, 30, 0)  # days; 0 is until the person comes back


def take(person: Person, days: int, now: datetime) -> None:
    """A second press changes nothing but the end."""
    if days not in LENGTHS:
        raise UnknownChoice
    must_have_joined(person)
    person.paused_at = person.paused_at if is_taken(person, now) else now
    person.paused_until = now + timedelta(days=days) if days else None


def end(person: Person) -> None:
    person.paused_at = person.paused_until = None


def is_taken(person: Person, now: datetime) -> bool:
    return is_paused(person.paused_at, person.paused_until, now)


def is_paused(since: datetime | None, until: datetime | None, now: datetime) -> bool:
    return since is not None and (until is None or until > now)
