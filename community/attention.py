"""One queue of what needs a coordinator: each dialogue opens its own kinds here, whoever is first closes them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from community import roles
from community.refusals import NotAllowed
from community.roles import Right, Scope
from storage.models import Attention, Person


class Kind(StrEnum):
    """What it is about; `subject` is the id of the row named."""

    MENTOR_APPLICATION = "mentor_application"  # of a MentorApplication
    LOST_ACCOUNT = "lost_account"  # of a Person
    PARENT_FORM = "parent_form"  # of a Person
    DELETION = "deletion"  # of a Person


RIGHT = {
    Kind.MENTOR_APPLICATION: Right.DECIDE_MENTORS,
    Kind.LOST_ACCOUNT: Right.HELP_PEOPLE,
    Kind.PARENT_FORM: Right.HELP_PEOPLE,
    Kind.DELETION: Right.HELP_PEOPLE,
}


def open_(
    session: Session, kind: Kind, subject: int, person: Person, now: datetime, due: datetime | None = None
) -> Attention:
    """Asked again, it is opened again, with a new date."""
    found = session.execute(
        select(Attention).where(Attention.kind == kind.value, Attention.subject == subject)
    ).scalar_one_or_none()
    item = found or Attention(kind=kind.value, subject=subject)
    item.person_id, item.municipality, item.organisation = person.id, person.municipality, person.organisation
    item.opened_at, item.due, item.closed_at, item.closed_by = now, due, None, None
    session.add(item)
    session.flush()
    return item


def close(session: Session, kind: Kind, subject: int, actor: Person | None, now: datetime) -> Attention | None:
    """The item when it was open; None when somebody was faster."""
    item = session.execute(
        select(Attention)
        .where(Attention.kind == kind.value, Attention.subject == subject, Attention.closed_at.is_(None))
        .with_for_update()
    ).scalar_one_or_none()
    if item is not None:
        item.closed_at, item.closed_by = now, actor.id if actor else None
        session.flush()
    return item


def waiting(session: Session, actor: Person, now: datetime, first: int, most: int) -> list[Attention]:
    """What the actor may act on, the oldest first. Raises `NotAllowed`."""
    found = select(Attention).where(_mine(session, actor, now)).order_by(Attention.opened_at, Attention.id)
    return list(session.execute(found.offset(first).limit(most)).scalars())


def count(session: Session, actor: Person, now: datetime) -> int:
    statement = select(func.count()).select_from(Attention).where(_mine(session, actor, now))
    return session.execute(statement).scalar_one()


def _mine(session: Session, actor: Person, now: datetime) -> ColumnElement[bool]:
    rights = roles.rights_of(session, actor, now)
    kinds = [kind for kind, right in RIGHT.items() if right in rights]
    if not kinds:
        raise NotAllowed
    reached = (
        (Attention.kind == kind.value) & _within(roles.scope(session, actor, RIGHT[kind], now)) for kind in kinds
    )
    return Attention.closed_at.is_(None) & or_(*reached)


def _within(scope: Scope) -> ColumnElement[bool]:
    if scope.everywhere:
        return true()
    return Attention.municipality.in_(scope.municipalities) | Attention.organisation.in_(scope.organisations)
