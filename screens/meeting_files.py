"""A meeting as a file that phones take into their calendars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community.meeting_states import MeetingState
from community.profiles import CommunityProfile
from screens.papers.calendar_entries import CalendarEntry, ics
from storage.models import Meeting

USUAL = timedelta(hours=1)


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    """The file's name and content; no names, for a calendar may be shared. A later one replaces the earlier."""
    meeting = session.get_one(Meeting, ids["meeting"])
    entry = CalendarEntry(
        uid=f"meeting-{meeting.id}@{community.id}",
        title="Встреча с наставником",
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + (timedelta(minutes=meeting.minutes) if meeting.minutes else USUAL),
        changed_at=meeting.proposed_at,
        place=meeting.place or "",
        url=meeting.link or "",
        sequence=meeting.sequence,
        cancelled=meeting.state == MeetingState.CANCELLED,
    )
    return f"Встреча {meeting.starts_at.astimezone(community.tz):%Y-%m-%d}.ics", ics(entry)
