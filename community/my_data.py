from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.notices import Notice
from community.refusals import CopyJustMade
from storage import holdings
from storage.holdings import Tie
from storage.models import Notification, Person
from storage.notifications import notify

NOT_OFTENER = timedelta(hours=1)


def kept(session: Session, person: Person) -> Counter[tuple[str, Tie]]:
    """How many rows of each table, by what they are to the person."""
    return Counter((row.table, row.tie) for row in holdings.held(session, person.id))


def ask_for_copy(session: Session, person: Person, now: datetime) -> None:
    """A file with everything is made when the notification is delivered."""
    recent = Notification.person_id == person.id, Notification.kind == Notice.MY_DATA.value
    last = select(Notification.due).where(*recent, Notification.due > now - NOT_OFTENER).limit(1)
    if session.execute(last).first() is not None:
        raise CopyJustMade
    ids = {"person": person.id, "at": now.isoformat(timespec="seconds")}
    notify(session, person.id, Notice.MY_DATA, ids, now, f"{Notice.MY_DATA}:{now.timestamp():.0f}")
