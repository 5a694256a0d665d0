"""Who may neither ask nor answer until a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, and_, select
from sqlalchemy.orm import Session

from community.refusals import Banned
from storage.models import Ban, Person

DAYS = (7, 30, 180)
LONGEST = 300


def active(session: Session, person: Person, now: datetime) -> Ban | None:
    """The one that lasts longest."""
    lasts = select(Ban).where(Ban.person_id == person.id, is_active(now))
    return session.execute(lasts.order_by(Ban.until.desc()).limit(1)).scalar_one_or_none()


def is_active(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(Ban.until > now, Ban.ended_at.is_(None))


def must_be_free(session: Session, person: Person, now: datetime) -> None:
    """Raises `Banned`."""
    if ban := active(session, person, now):
        raise Banned(ban.until)


def begin(session: Session, person: int, by: Person, days: int, reason: str | None, now: datetime) -> Ban:
    ban = Ban(person_id=person, until=now + timedelta(days=days), reason=reason, created_at=now, created_by=by.id)
    session.add(ban)
    session.flush()
    return ban
