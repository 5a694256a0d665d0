"""What ends with somebody who leaves or is deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import deletion, joining, roles
from community.profile_files import load_profile
from community.refusals import LastOwner
from community.roles import Role
from screens.notices import NOTICES
from storage.models import AuditEntry, Grant, Notification, Person, StandIn

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
perm = load_profile("perm-nastavniki")


def member(session: Session, name: str, role: Role | None = None) -> Person:
    person = Person(created_at=NOW, joined_at=NOW, name=name, municipality=perm.municipalities[0].id)
    session.add(person)
    session.flush()
    if role:
        session.add(Grant(person_id=person.id, role=role.value, granted_at=NOW))
        session.flush()
    return person


def stands_in(session: Session, person: Person, colleague: Person) -> None:
    session.add(StandIn(person_id=person.id, stand_in_id=colleague.id, until=LATER, created_at=NOW))
    session.flush()


def leaves(session: Session, person: Person) -> None:
    joining.leave(session, person, NOW)


def is_deleted(session: Session, person: Person) -> None:
    deletion.delete_mine(session, person, lambda *_: b"", NOW)


Goes = Callable[[Session, Person], None]
either_way = pytest.mark.parametrize("goes", [leaves, is_deleted], ids=["leaves", "is deleted"])


def said(session: Session) -> dict[int, str]:
    """What is told of stand-ins, as it would be read."""
    rows = session.execute(select(Notification).where(Notification.kind == "stand_in_ended")).scalars()
    shown = ((row.person_id, NOTICES[row.kind](session, row.ids, perm)) for row in rows)
    return {person: screen.text for person, screen in shown if screen}


@either_way
def test_roles_end_and_the_journal_says_so(session: Session, goes: Goes) -> None:
    member(session, "Ольга", Role.OWNER)
    anna = member(session, "Анна", Role.CURATOR)
    goes(session, anna)
    assert session.execute(select(Grant.role)).scalars().all() == [Role.OWNER]
    assert "role_withdrawn" in session.execute(select(AuditEntry.action)).scalars().all()


@either_way
def test_whoever_stood_in_or_was_replaced_is_told(session: Session, goes: Goes) -> None:
    member(session, "Ольга", Role.OWNER)
    anna, boris, vera = member(session, "Анна", Role.CURATOR), member(session, "Борис"), member(session, "Вера")
    session.add(Grant(person_id=vera.id, role=Role.COUNCIL.value, granted_at=NOW))
    stands_in(session, anna, boris)
    stands_in(session, vera, anna)
    goes(session, anna)
    told = said(session)
    assert told.keys() == {boris.id, vera.id}
    assert "кого вы замещали" in told[boris.id]
    assert "кто вас замещал" in told[vera.id]
    assert roles.rights_of(session, boris, NOW) == set()


@either_way
def test_last_owner_hands_over_first(session: Session, goes: Goes) -> None:
    olga = member(session, "Ольга", Role.OWNER)
    with pytest.raises(LastOwner):
        goes(session, olga)
    assert olga.name == "Ольга"
    member(session, "Анна", Role.OWNER)
    goes(session, olga)
    assert len(roles.owners(session)) == 1
