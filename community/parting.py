"""What ends with somebody who leaves or is deleted: roles, stand-ins, cases they answer, mentoring and its talks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import access, mentor_requests, mentorships, pair_forgetting, routing, standing_in
from community.refusals import LastOwner
from community.roles import Role
from storage.models import Grant, Person


def may_go(session: Session, person: Person) -> None:
    """Raises `LastOwner` where nobody would be left to run the community."""
    owning = select(Grant.person_id).where(Grant.role == Role.OWNER.value).order_by(Grant.id).with_for_update()
    if set(session.execute(owning).scalars()) == {person.id}:
        raise LastOwner


def end_roles(session: Session, person: Person, by: Person, now: datetime) -> None:
    """Whoever stood in for them, or was replaced by them, is told; what they have not answered goes to others.
    Raises `LastOwner`."""
    may_go(session, person)
    standing_in.end_all(session, person, by, now)
    access.withdraw_all(session, person, by, now)
    routing.release(session, person, now)
    mentor_requests.leave(session, person, now)
    mentorships.end_all(session, person, now)
    pair_forgetting.forget_person(session, person)
