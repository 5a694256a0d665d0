"""Somebody whose account is lost asks, from a new one, for the profile they have. Nothing is compared for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community import attention, audit, roles
from community.attention import Kind
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import AccountInUse, AlreadyJoined, AskedTooOften, TooYoung, UnknownChoice
from community.roles import Right
from storage.models import Account, Attention, AuditEntry, Person, RecoveryRequest
from storage.notifications import notify

ATTEMPTS = 3
WITHIN = timedelta(days=1)
WAITS = timedelta(days=30)
KEPT = timedelta(days=30)  # without what was typed, so that old buttons say who has decided
DECIDED_WITHIN = timedelta(days=2)


def may_ask(session: Session, person: Person, now: datetime) -> None:
    """Raises `AlreadyJoined`, `AccountInUse`, `TooYoung` or `AskedTooOften`."""
    if person.joined_at is not None:
        raise AlreadyJoined
    if roles.rights_of(session, person, now):
        raise AccountInUse
    if person.is_minor:
        raise TooYoung
    if _attempts(session, person, now) >= ATTEMPTS:
        raise AskedTooOften


def ask(
    session: Session,
    person: Person,
    account_id: int,
    name: str,
    municipality: str | None,
    community: CommunityProfile,
    now: datetime,
) -> RecoveryRequest:
    """One at a time: a second press changes nothing. `municipality` None: not remembered."""
    if known := open_request(session, account_id):
        return known
    may_ask(session, person, now)
    if municipality is not None and community.municipality(municipality) is None:
        raise UnknownChoice
    request = RecoveryRequest(account_id=account_id, name=name, municipality=municipality, created_at=now)
    session.add(request)
    session.flush()
    item = attention.open_(session, Kind.LOST_ACCOUNT, request.id, person, now, due=now + DECIDED_WITHIN)
    item.municipality = municipality
    audit.note(session, audit.Action.RECOVERY_ASKED, now, actor=person)
    _tell_coordinators(session, request, now)
    return request


def open_request(session: Session, account_id: int) -> RecoveryRequest | None:
    mine = RecoveryRequest.account_id == account_id, RecoveryRequest.closed_at.is_(None)
    return session.execute(select(RecoveryRequest).where(*mine)).scalars().first()


def withdraw(session: Session, account_id: int, now: datetime) -> bool:
    """False when there was nothing to withdraw any more."""
    request = open_request(session, account_id)
    return request is not None and close(session, request, None, now)


def close(session: Session, request: RecoveryRequest, decider: Person | None, now: datetime) -> bool:
    """What was typed is erased; False when somebody was faster."""
    if attention.close(session, Kind.LOST_ACCOUNT, request.id, decider, now) is None:
        return False
    request.name, request.municipality, request.closed_at = None, None, now
    session.flush()
    return True


def close_all(session: Session, person: int, now: datetime) -> None:
    """Whatever the person has asked for: their account was found, or nothing may be kept about them."""
    of = select(RecoveryRequest).join(Account, Account.id == RecoveryRequest.account_id)
    theirs = of.where(Account.person_id == person, RecoveryRequest.closed_at.is_(None))
    for request in session.execute(theirs).scalars().all():
        close(session, request, None, now)


def expire(session: Session, now: datetime, most: int) -> bool:
    """Closes what nobody has decided in time, and says so; False when nothing is left."""
    late = RecoveryRequest.closed_at.is_(None), RecoveryRequest.created_at <= now - WAITS
    found = list(session.execute(select(RecoveryRequest).where(*late).limit(most)).scalars())
    for request in found:
        if close(session, request, None, now):
            tell_declined(session, request, now, late=True)
        else:  # its item is gone
            session.delete(request)
    return bool(found)


def forget(session: Session, now: datetime, most: int) -> bool:
    """Erases closed requests with their items, so that a number used again is not mistaken; False when none is left."""
    old = select(RecoveryRequest.id).where(RecoveryRequest.closed_at <= now - KEPT).limit(most)
    found = list(session.execute(old).scalars())
    items = Attention.kind == Kind.LOST_ACCOUNT.value, Attention.subject.in_(found)
    session.execute(delete(Attention).where(*items))
    session.execute(delete(RecoveryRequest).where(RecoveryRequest.id.in_(found)))
    return bool(found)


def tell_declined(session: Session, request: RecoveryRequest, now: datetime, *, late: bool) -> None:
    asked_by = session.get_one(Account, request.account_id).person_id
    topic = f"{Notice.RECOVERY_DECLINED}:{request.id}:{now.timestamp():.0f}"
    notify(session, asked_by, Notice.RECOVERY_DECLINED, {"late": late}, now, topic, account=request.account_id)


def _attempts(session: Session, person: Person, now: datetime) -> int:
    asked = AuditEntry.actor_id == person.id, AuditEntry.action == audit.Action.RECOVERY_ASKED.value
    recent = select(func.count()).select_from(AuditEntry).where(*asked, AuditEntry.at > now - WITHIN)
    return session.execute(recent).scalar_one()


def _tell_coordinators(session: Session, request: RecoveryRequest, now: datetime) -> None:
    topic = f"{Notice.ACCOUNT_LOST}:{request.id}:{now.timestamp():.0f}"
    for coordinator in roles.holders(session, Right.HELP_PEOPLE, request.municipality):
        notify(session, coordinator, Notice.ACCOUNT_LOST, {"request": request.id}, now, topic)
