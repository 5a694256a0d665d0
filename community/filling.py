"""What is told to many is given out by ranges of people, to each person once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, bindparam, select, update
from sqlalchemy.orm import Session

from community import audiences, broadcasts
from community.audiences import Audience
from community.broadcasts import State
from community.profiles import CommunityProfile
from community.ranges import people
from storage.models import Broadcast, table_of
from storage.telling import notify_chosen, telling

SLICE = 500

_broadcast = table_of(Broadcast)
_OLDEST = (
    select(_broadcast.c.id, _broadcast.c.cursor)
    .where(
        _broadcast.c.state == State.SENDING.value,
        _broadcast.c.filled_at.is_(None),
        _broadcast.c.due <= bindparam("moment"),
    )
    .order_by(_broadcast.c.id)
    .limit(1)
    .with_for_update()
)
_THIS = update(_broadcast).where(_broadcast.c.id == bindparam("broadcast"))
_END = _THIS.values(filled_at=bindparam("moment"))
_MOVE_ON = _THIS.values(
    cursor=bindparam("end"),
    queued=_broadcast.c.queued + bindparam("written"),
    ids=bindparam("what"),
    useful_until=bindparam("until"),
)


@dataclass(frozen=True)
class _Telling:
    """How one broadcast is told for a minute: making it costs more than a hundred people. `told` None: it is moot."""

    of: tuple[object, ...]
    told: Insert | None = None
    shared: dict[str, Any] | None = None


class Filling:
    """Gives out range after range, of the oldest first: one after another, nobody gets two of the same event."""

    def __init__(self, community: CommunityProfile, networks: Collection[str] = ()) -> None:
        self._community = community
        self._networks = networks
        self._made = _Telling(())

    def step(self, session: Session, now: datetime, most: int = SLICE) -> bool:
        """One range; False when there is nothing to give out."""
        connection = session.connection()
        found = connection.execute(_OLDEST, {"moment": now}).first()
        if found is None:
            return False
        number, cursor = found
        end = audiences.end_of_range(session, cursor, most)
        made = self._telling(session, number, now) if end is not None else None
        if end is None or made is None or made.told is None:
            connection.execute(_END, {"broadcast": number, "moment": now})
            return True
        written = notify_chosen(session, made.told, people(cursor, end))
        connection.execute(_MOVE_ON, {"broadcast": number, "end": end, "written": written, **(made.shared or {})})
        return True

    def _telling(self, session: Session, number: int, now: datetime) -> _Telling:
        of = session.connection().dialect.name, number, now.replace(second=0, microsecond=0)
        if self._made.of != of:
            self._made = self._make(session, of, session.get_one(Broadcast, number, populate_existing=True), now)
        return self._made

    def _make(self, session: Session, of: tuple[str, int, datetime], broadcast: Broadcast, now: datetime) -> _Telling:
        if broadcasts.is_moot(broadcast, broadcasts.event_of(session, broadcast), now):
            return _Telling(of)
        kind, ids, until = broadcasts.notice_of(session, broadcast)
        asked = broadcasts.terms_of(session, broadcast, self._community, now)
        chosen = audiences.receivers(Audience.model_validate(broadcast.audience), asked, self._networks)
        return _Telling(of, telling(of[0], chosen, kind, now, broadcast.id), {"what": ids, "until": until})
