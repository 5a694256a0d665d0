"""An event for the calendar of a phone: asked for here, built at delivery."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from community.notices import Notice
from storage.models import Event, Person
from storage.notifications import notify

USEFUL = timedelta(days=1)


def ask(session: Session, person: Person, event: Event, now: datetime) -> None:
    """Pressed twice in the same minute, it comes once."""
    topic = f"{Notice.EVENT_FILE}:{event.id}:{now:%Y%m%d%H%M}"
    notify(session, person.id, Notice.EVENT_FILE, {"event": event.id}, now, topic, useful_until=now + USEFUL)
