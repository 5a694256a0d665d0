"""What is told to many is given out by ranges of people, to each person once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Insert
from sqlalchemy.orm import Session

from community import audiences, broadcasts
from community.audiences import Audience
from community.broadcasts import State
from community.profiles import CommunityProfile
from community.ranges import people
from storage.models import Broadcast
from storage.telling import notify_chosen, telling

SLICE = 500


class Filling:
    """Gives out range after range. The statement is made once a minute: making it costs more than a hundred people."""

    def __init__(self, community: CommunityProfile, networks: Collection[str] = ()) -> None:
        self._community = community
        self._networks = networks
        self._made: tuple[object, Insert] | None = None

    def step(self, session: Session, now: datetime, most: int = SLICE) -> bool:
        """For the oldest that is not given out: one after another, nobody gets two of the same event."""
        open_ = Broadcast.state == State.SENDING.value, Broadcast.filled_at.is_(None), Broadcast.due <= now
        broadcast = session.execute(broadcasts.oldest(*open_)).scalar_one_or_none()
        if broadcast is None:
            return False
        end = audiences.end_of_range(session, broadcast.cursor, most)
        if end is None or (written := self._statement(session, broadcast, now)) is None:
            broadcast.filled_at = now
            return True
        broadcast.queued += notify_chosen(session, written, people(broadcast.cursor, end))
        broadcast.cursor = end
        session.flush()
        return True

    def _statement(self, session: Session, broadcast: Broadcast, now: datetime) -> Insert | None:
        """None: there is nothing left to tell anybody."""
        event = broadcasts.event_of(session, broadcast)
        if broadcasts.is_moot(broadcast, event, now):
            return None
        kind, broadcast.ids, broadcast.useful_until = broadcasts.notice_of(session, broadcast)
        dialect = session.connection().dialect.name
        same = dialect, broadcast.id, now.replace(second=0, microsecond=0)
        if self._made is None or self._made[0] != same:
            asked = broadcasts.terms_of(session, broadcast, self._community, now)
            chosen = audiences.receivers(Audience.model_validate(broadcast.audience), asked, self._networks)
            self._made = same, telling(dialect, chosen, kind, now, broadcast.id)
        return self._made[1]


def fill(session: Session, community: CommunityProfile, now: datetime, most: int = SLICE) -> bool:
    """One range; False when there is nothing to give out."""
    return Filling(community).step(session, now, most)
