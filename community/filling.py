"""What is told to many is given out by ranges of people, each person once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import audiences, events
from community.audiences import Audience
from community.broadcasts import BROADCAST, State, terms, useful_until
from community.notices import Notice
from community.profiles import CommunityProfile
from storage.models import Broadcast, Event
from storage.notifications import WITH_FILE, notify_all

SLICE = 500


def fill(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """A range of people for the oldest that is not given out: one after another, nobody gets two of the same event."""
    broadcast = _oldest(session, now)
    if broadcast is None:
        return False
    event = session.get(Event, broadcast.event_id or 0, populate_existing=True)
    end = audiences.end_of_range(session, broadcast.cursor, SLICE)
    if event is None or event.state != events.State.PUBLISHED or useful_until(event) <= now or end is None:
        broadcast.filled_at = now
        return True
    _tell(session, broadcast, event, end, community, now)
    broadcast.cursor = end
    session.flush()
    return True


def _tell(
    session: Session, broadcast: Broadcast, event: Event, end: int, community: CommunityProfile, now: datetime
) -> None:
    audience = Audience.model_validate(broadcast.audience)
    people = audiences.within(session, audience, terms(event, community, now), broadcast.cursor, end)
    ids = {"event": event.id, BROADCAST: broadcast.id, WITH_FILE: event.picture is not None}
    until, topic = useful_until(event), f"broadcast:{broadcast.id}"
    notify_all(session, people, Notice.EVENT_ANNOUNCED, ids, now, topic, useful_until=until, broadcast=broadcast.id)
    broadcast.queued += len(people)


def _oldest(session: Session, now: datetime) -> Broadcast | None:
    open_ = Broadcast.state == State.SENDING.value, Broadcast.filled_at.is_(None), Broadcast.due <= now
    first = select(Broadcast).where(*open_).order_by(Broadcast.id).limit(1).with_for_update(of=Broadcast)
    return session.execute(first, execution_options={"populate_existing": True}).scalar_one_or_none()
