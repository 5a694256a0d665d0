"""Granting and withdrawing of roles. Whoever is concerned is told, and it is noted in the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import audit, roles
from community.members import members_named
from community.notices import Notice
from community.offers import HANDED_ON, REACHES, Access, roles_in
from community.profiles import CommunityProfile
from community.refusals import BeyondAccess, LastOwner, MemberGone, NotAllowed, OwnAccess, UnknownChoice
from community.roles import Right, Role, is_owner, scope
from storage.models import Grant, Person
from storage.notifications import notify
from storage.people import people_by_id


def grant_role(
    session: Session, actor: Person | None, person_id: int, access: Access, community: CommunityProfile, now: datetime
) -> Grant:
    """`actor` None: the command line. A second press finds the role granted and changes nothing."""
    _must_exist(access, community)
    person = session.get(Person, person_id, with_for_update=True)  # nobody grants the same meanwhile
    if actor is not None:
        _must_hand_on(session, actor, access, now)
        person = _must_be_reached(session, actor, person, now)
    if person is None:
        raise MemberGone
    found = _granted(session, person, access)
    return found or _grant(session, actor, person, access, now)


def withdraw_role(session: Session, actor: Person | None, grant_id: int, since: int, now: datetime) -> Access | None:
    """None when it was withdrawn before. `since`: when it was granted, because numbers of rows may be used again."""
    grant = _held(session, grant_id, since)
    if grant is None:
        if actor is not None:
            scope(session, actor, Right.GRANT, now)
        return None
    access = Access.of(grant)
    if actor is not None and (access is None or not may_withdraw(session, actor, access, now)):
        raise BeyondAccess
    if grant.role == Role.OWNER and len(roles.owners(session)) == 1:
        raise LastOwner
    _withdraw(session, actor, grant, now)
    return access


def withdraw_all(session: Session, person: Person, by: Person, now: datetime) -> None:
    """The roles of who leaves."""
    for held in roles.grants_held(session, person.id).values():
        audit.note(session, audit.Action.ROLE_WITHDRAWN, now, actor=by, subject=person, details=_words(held))
        session.delete(held)
    session.flush()


def candidate(session: Session, actor: Person, person_id: int, now: datetime) -> Person:
    return _must_be_reached(session, actor, session.get(Person, person_id), now)


def may_grant_to(session: Session, actor: Person, person: Person, now: datetime) -> bool:
    if Right.GRANT not in roles.rights_of(session, actor, now):
        return False
    return is_owner(session, actor) or scope(session, actor, Right.GRANT, now).has(person)


def candidates(session: Session, actor: Person, typed: str, now: datetime, most: int) -> list[Person]:
    return members_named(session, actor, Right.GRANT, typed, now, most)


def may_withdraw(session: Session, actor: Person, access: Access, now: datetime) -> bool:
    try:
        _must_hand_on(session, actor, access, now)
    except BeyondAccess:
        return False
    return True


def granted(session: Session, actor: Person, now: datetime, first: int, most: int) -> tuple[list[Grant], int]:
    """A slice of the roles within the actor's reach, the newest last, and how many there are."""
    mine = scope(session, actor, Right.GRANT, now).reaches(Grant.municipality, Grant.organisation)
    total = session.execute(select(func.count()).select_from(Grant).where(mine)).scalar_one()
    found = select(Grant).where(mine).order_by(Grant.id).offset(first).limit(most)
    return list(session.execute(found).scalars()), total


def grant(session: Session, actor: Person, grant_id: int, since: int, now: datetime) -> Grant | None:
    allowed = scope(session, actor, Right.GRANT, now)
    found = session.get(Grant, grant_id)
    if found is None or seconds(found) != since:
        return None
    if not allowed.includes(found.municipality, found.organisation):
        raise NotAllowed
    return found


def people_of(session: Session, grants: list[Grant]) -> dict[int, Person]:
    ids = {id_ for each in grants for id_ in (each.person_id, each.granted_by) if id_ is not None}
    return people_by_id(session, ids)


def seconds(grant: Grant) -> int:
    return int(grant.granted_at.timestamp())


def _must_exist(access: Access, community: CommunityProfile) -> None:
    known = access.municipality is None or community.municipality(access.municipality) is not None
    if access.role not in roles_in(community) or access.reach not in REACHES[access.role] or not known:
        raise UnknownChoice


def _must_hand_on(session: Session, actor: Person, access: Access, now: datetime) -> None:
    reach = scope(session, actor, Right.GRANT, now)
    if is_owner(session, actor):
        return
    if access.role not in HANDED_ON or not reach.includes(access.municipality, access.organisation):
        raise BeyondAccess


def _must_be_reached(session: Session, actor: Person, person: Person | None, now: datetime) -> Person:
    if person is None or (person.joined_at is None and person.id != actor.id):
        raise MemberGone
    if is_owner(session, actor):
        return person
    if person.id == actor.id:
        raise OwnAccess
    if not scope(session, actor, Right.GRANT, now).has(person):
        raise BeyondAccess
    return person


def _granted(session: Session, person: Person, access: Access) -> Grant | None:
    same = Grant.person_id == person.id, Grant.role == access.role.value
    place = Grant.municipality == access.municipality, Grant.organisation == access.organisation
    return session.execute(select(Grant).where(*same, *place)).scalars().first()


def _grant(session: Session, actor: Person | None, person: Person, access: Access, now: datetime) -> Grant:
    granted = Grant(
        person_id=person.id,
        role=access.role.value,
        municipality=access.municipality,
        organisation=access.organisation,
        granted_at=now,
        granted_by=actor.id if actor else None,
    )
    session.add(granted)
    session.flush()
    audit.note(session, audit.Action.ROLE_GRANTED, now, actor=actor, subject=person, details=_words(granted))
    if actor is None or actor.id != person.id:
        topic = f"{Notice.ROLE_GRANTED}:{granted.id}:{seconds(granted)}"
        notify(session, person.id, Notice.ROLE_GRANTED, {"grant": granted.id, "since": seconds(granted)}, now, topic)
    return granted


def _withdraw(session: Session, actor: Person | None, grant: Grant, now: datetime) -> None:
    person, words = session.get(Person, grant.person_id), _words(grant)
    audit.note(session, audit.Action.ROLE_WITHDRAWN, now, actor=actor, subject=person, details=words)
    if actor is None or actor.id != grant.person_id:
        topic = f"{Notice.ROLE_WITHDRAWN}:{grant.id}:{seconds(grant)}"
        notify(session, grant.person_id, Notice.ROLE_WITHDRAWN, words, now, topic)
    session.delete(grant)
    session.flush()


def _held(session: Session, grant_id: int, since: int) -> Grant | None:
    """Locked, and every owner's with it: two owners must not withdraw each other."""
    locked = select(Grant).where((Grant.id == grant_id) | (Grant.role == Role.OWNER.value)).order_by(Grant.id)
    found = session.execute(locked.with_for_update()).scalars()
    return next((grant for grant in found if grant.id == grant_id and seconds(grant) == since), None)


def _words(grant: Grant) -> dict[str, Any]:
    """An organisation's name may point at one person, so it is not kept."""
    return {"role": grant.role, "municipality": grant.municipality, "organisation": grant.organisation is not None}
