"""What is told to many is given out by ranges of people, to each person once, in the network where they get it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import audiences, broadcasts
from community.audiences import Audience, Terms
from community.broadcasts import State
from community.profiles import CommunityProfile
from community.ranges import people
from storage.models import Broadcast
from storage.notifications import notify_chosen

SLICE = 500


def fill(
    session: Session,
    community: CommunityProfile,
    now: datetime,
    most: int = SLICE,
    networks: Collection[str] = (),
) -> bool:
    """A range of people for the oldest that is not given out: one after another, nobody gets two of the same event."""
    broadcast = _oldest(session, now)
    if broadcast is None:
        return False
    asked = broadcasts.terms_of(session, broadcast, community, now)
    end = audiences.end_of_range(session, broadcast.cursor, most)
    if asked is None or end is None:
        broadcast.filled_at = now
        return True
    broadcast.queued += _give_out(session, broadcast, asked, end, networks)
    broadcast.cursor = end
    session.flush()
    return True


def _give_out(session: Session, broadcast: Broadcast, asked: Terms, end: int, networks: Collection[str]) -> int:
    """In one statement, so that nobody's row passes through this program."""
    chosen = audiences.receivers(Audience.model_validate(broadcast.audience), asked, networks)
    kind, ids, until = broadcasts.notice_of(session, broadcast)
    here = chosen.params(people(broadcast.cursor, end))
    return notify_chosen(session, here, kind, ids, asked.now, useful_until=until, broadcast=broadcast.id)


def _oldest(session: Session, now: datetime) -> Broadcast | None:
    open_ = Broadcast.state == State.SENDING.value, Broadcast.filled_at.is_(None), Broadcast.due <= now
    first = select(Broadcast).where(*open_).order_by(Broadcast.id).limit(1).with_for_update(of=Broadcast)
    return session.execute(first, execution_options={"populate_existing": True}).scalar_one_or_none()
