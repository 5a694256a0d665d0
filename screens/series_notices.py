"""What people are told of series, of what they proposed, and of their results; None: nothing left to tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.event_notices import Told
from screens.navigation import button, menu
from screens.words import esc
from storage.models import EventSeries


def series_ended(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """For hosts of what was removed."""
    series = session.get(EventSeries, ids["series"])
    if series is None or series.ended_at is None:
        return None
    text = f"🔁 Больше не повторяется: «{esc(series.pattern['title'])}». Встречи, на которые никто не записан, убраны."
    return Screen(text, [[_plan()], [menu()]], kept=True)


def _plan() -> Button:
    return button("📅 Мероприятия", presses.Calendar(of="run", id="-", page=0))


SERIES_NOTICES: dict[str, Told] = {
    Notice.SERIES_ENDED: series_ended,
}
