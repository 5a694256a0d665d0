"""What ends with somebody who leaves or is deleted: their roles, and who stands in for whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import access, standing_in
from community.refusals import LastOwner
from community.roles import Role
from storage.models import Grant, Person


def may_go(session: Session, person: Person) -> None:
    """Raises `LastOwner` where nobody would be left to run the community."""
    owning = select(Grant.person_id).where(Grant.role == Role.OWNER.value).order_by(Grant.id).with_for_update()
    if set(session.execute(owning).scalars()) == {person.id}:
        raise LastOwner


def end_roles(session: Session, person: Person, by: Person, now: datetime) -> None:
    """Whoever stood in for them, or was replaced by them, is told. Raises `LastOwner`."""
    may_go(session, person)
    standing_in.end_all(session, person, by, now)
    access.withdraw_all(session, person, by, now)
