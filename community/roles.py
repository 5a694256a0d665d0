from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from community.refusals import NotAllowed
from storage.models import Account, Grant, Person
from storage.people import create_account


class Role(StrEnum):
    OWNER = "owner"
    COORDINATOR = "coordinator"


_GRANTS = select(Grant).where(Grant.person_id == bindparam("person"))


def grants_of(session: Session, person: Person) -> list[Grant]:
    return list(session.execute(_GRANTS, {"person": person.id}).scalars())


def coordinates(session: Session, person: Person) -> bool:
    return bool(grants_of(session, person))


def reach(session: Session, person: Person) -> set[str] | None:
    """The municipalities whose people the person answers for; None is all of them. Raises `NotAllowed`."""
    grants = grants_of(session, person)
    if not grants:
        raise NotAllowed
    if any(grant.municipality is None for grant in grants):
        return None
    return {grant.municipality for grant in grants if grant.municipality}


def coordinators_of(session: Session, municipality: str) -> list[int]:
    """Person ids: those of the municipality and of the whole community; the owners where there is nobody else."""
    here = or_(Grant.municipality == municipality, Grant.municipality.is_(None))
    found = _holders(session, Grant.role == Role.COORDINATOR.value, here)
    return found or owners(session)


def owners(session: Session) -> list[int]:
    return _holders(session, Grant.role == Role.OWNER.value)


def appoint_owners(session: Session, accounts: Iterable[tuple[str, int]], now: datetime) -> bool:
    """The first owners, from the settings; not read any more once there is an owner."""
    if owners(session):
        return False
    for network, number in accounts:
        person = _person_of(session, network, number) or create_account(session, network, number, now)
        session.add(Grant(person_id=person, role=Role.OWNER.value, granted_at=now))
    return True


def _holders(session: Session, *conditions: object) -> list[int]:
    statement = select(Grant.person_id).where(*conditions).distinct().order_by(Grant.person_id)  # type: ignore[arg-type]
    return list(session.execute(statement).scalars())


def _person_of(session: Session, network: str, number: int) -> int | None:
    account = Account.network == network, Account.number == number
    return session.execute(select(Account.person_id).where(*account)).scalar()
