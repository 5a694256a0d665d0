"""What somebody sees of a message to many: how far it is, and what they may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from community.audiences import Audience, events_in
from community.broadcasts import Kind, notice_of
from community.notices import Notice
from community.send_checks import may_check
from community.send_control import may_be_resent
from community.send_reach import listed, seen
from community.send_tally import Tally, tally
from storage.models import Broadcast, Event, Person
from storage.notifications import notify

ACKNOWLEDGE = "acknowledge"  # the kind of a button, in `Broadcast.buttons`


@dataclass(frozen=True)
class Look:
    """`event`: the one it tells of. `may_check`: the one who looks may confirm it. `meant`: events of its audience."""

    broadcast: Broadcast
    tally: Tally
    event: Event | None = None
    author: Person | None = None
    is_own: bool = False
    may_check: bool = False
    may_be_resent: bool = False
    meant: Mapping[int, Event] = field(default_factory=dict)

    @property
    def wants_answers(self) -> bool:
        return any(each.get("kind") == ACKNOWLEDGE for each in self.broadcast.buttons)


def look(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Look:
    """Raises `NotAllowed`, `AnnouncementGone`."""
    broadcast = seen(session, actor, broadcast_id, now)
    return Look(
        broadcast,
        tally(session, broadcast),
        event_of(session, broadcast),
        session.get(Person, broadcast.author_id or 0),
        broadcast.author_id == actor.id,
        may_check(session, actor, broadcast, now),
        may_be_resent(broadcast, now),
        events_in(session, Audience.model_validate(broadcast.audience)),
    )


def overview(session: Session, actor: Person, now: datetime, first: int, most: int) -> tuple[Sequence[Look], int]:
    """A slice of the list, without what only a card tells."""
    found, total = listed(session, actor, now, first, most)
    return [Look(each, tally(session, each), event_of(session, each)) for each in found], total


def event_of(session: Session, broadcast: Broadcast) -> Event | None:
    return session.get(Event, broadcast.event_id) if broadcast.event_id else None


def show_whole(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    """As its readers get it, to the actor alone."""
    broadcast = seen(session, actor, broadcast_id, now)
    if broadcast.kind == Kind.MESSAGE:
        _kind, ids, _until = notice_of(session, broadcast)
        notify(session, actor.id, Notice.MESSAGE_TRIED, ids, now, f"whole:{broadcast.id}:{now.timestamp()}")
    return broadcast
