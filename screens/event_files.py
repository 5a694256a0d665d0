"""An event as a file that phones take into their calendars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.events import State, ends_at
from community.profiles import CommunityProfile
from screens.papers.calendar_entries import CalendarEntry, ics
from storage.models import Event


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    """The file's name and content. A file made after a change replaces the earlier one in the calendar."""
    event = session.get_one(Event, ids["event"])
    changed = event.cancelled_at or event.moved_at or event.published_at or event.created_at
    entry = CalendarEntry(
        uid=f"event-{event.id}@{community.id}",
        title=event.title,
        starts_at=event.starts_at,
        ends_at=ends_at(event),
        changed_at=changed,
        place=event.place or "",
        url=event.url or "",
        details=event.about or "",
        sequence=int((changed - event.created_at).total_seconds()),
        cancelled=event.state == State.CANCELLED,
    )
    return f"Мероприятие {event.starts_at.astimezone(community.tz):%Y-%m-%d}.ics", ics(entry)
