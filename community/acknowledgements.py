"""«Принято к сведению»: who has read a message to many says so once."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.broadcasts import State
from community.drafts import Does
from community.send_control import KNOWN_FOR
from storage.models import Acknowledgement, Broadcast, Notification, Person

UNSENT = (State.DRAFT, State.CHECK, State.SCHEDULED)


class Counted(NamedTuple):
    """How many have pressed it, of how many who have got the message. Names are shown to nobody."""

    pressed: int
    got: int


def acknowledge(session: Session, person: Person, broadcast_id: int, now: datetime) -> bool:
    """A second press changes nothing.

    False: nothing is counted, as of one that is only tried out or looked at yet, or of somebody it was not sent to.
    """
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None or broadcast.state in UNSENT or not _was_told(session, person, broadcast, now):
        return False
    known = Acknowledgement.broadcast_id == broadcast_id, Acknowledgement.person_id == person.id
    if session.execute(select(Acknowledgement.id).where(*known)).first() is None:
        session.add(Acknowledgement(broadcast_id=broadcast_id, person_id=person.id, at=now))
        session.flush()
    return True


def _was_told(session: Session, person: Person, broadcast: Broadcast, now: datetime) -> bool:
    """Of one that began long ago nobody knows any more: then members are believed."""
    if broadcast.begun_at and broadcast.begun_at <= now - KNOWN_FOR:
        return person.joined_at is not None
    told = Notification.broadcast_id == broadcast.id, Notification.person_id == person.id
    return session.execute(select(Notification.id).where(*told)).first() is not None


def counted(session: Session, broadcast: Broadcast) -> Counted | None:
    """None: nobody is asked to press."""
    if not any(each["kind"] == Does.ACKNOWLEDGE for each in broadcast.buttons):
        return None
    pressed = select(func.count()).where(Acknowledgement.broadcast_id == broadcast.id)
    sent = select(func.count()).where(Notification.broadcast_id == broadcast.id, Notification.state == "sent")
    got = broadcast.delivered if broadcast.ended_at else session.execute(sent).scalar_one()
    number = session.execute(pressed).scalar_one()
    return Counted(number, max(got, number))
