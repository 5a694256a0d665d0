"""Several networks of one person: a code shown on one is entered on the other."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from community import audit, roles
from community.audit import Action
from community.merging import detach, merge
from community.notices import Notice
from community.refusals import AccountGone, CodeSpent, LastAccount, NotJoined, TooYoung
from storage.installation import installation_secret
from storage.models import Account, AuditEntry, LinkCode, Person
from storage.notifications import notify

LETTERS = "AEKMHPCTX"  # drawn alike in both alphabets, so that the keyboard's language does not matter
DIGITS = "2456789"
LENGTH = 6
VALID = timedelta(minutes=10)
FAILURES = 5
WITHIN = timedelta(hours=1)
_LATIN = str.maketrans("АЕКМНРСТХ", "AEKMHPCTX")
_CODE = re.compile(f"[{LETTERS}{DIGITS}]{{{LENGTH}}}")


@dataclass(frozen=True)
class Meeting:
    """The code was right: who shows it, and who has entered it. `choose`: both have joined, one profile stays."""

    code: int
    shown_by: Person
    entered_by: Person

    @property
    def choose(self) -> bool:
        return self.shown_by.joined_at is not None and self.entered_by.joined_at is not None


@dataclass(frozen=True)
class Failure:
    """Returned, not raised, because it has to be remembered. `blocked`: no more tries for now."""

    blocked: bool = False


@dataclass(frozen=True)
class AlreadyOne:
    pass


def read_code(typed: str) -> str | None:
    """The code as it is kept, whatever keyboard it was typed on; None when it cannot be one."""
    code = re.sub(r"[\s-]", "", typed).upper().translate(_LATIN)
    mixed = set(code) & set(DIGITS) and set(code) & set(LETTERS)
    return code if mixed and _CODE.fullmatch(code) else None


def new_code(session: Session, person: Person, now: datetime) -> str:
    """The codes shown before stop working."""
    if person.joined_at is None and not roles.rights_of(session, person, now):
        raise NotJoined
    spend(session, person.id, now)
    code = _random()
    session.add(LinkCode(person_id=person.id, code_hash=_hash(session, code), created_at=now, expires_at=now + VALID))
    return code


def enter(session: Session, person: Person, typed: str, now: datetime) -> Meeting | Failure | AlreadyOne:
    """What the code says; nothing is changed by it but the count of failures."""
    if person.is_minor:
        raise TooYoung
    if _failures(session, person, now) >= FAILURES:
        return Failure(blocked=True)
    code = read_code(typed)
    found = _live(session, code, now) if code else None
    if found is None:
        audit.note(session, Action.LINK_FAILED, now, actor=person, subject=person)
        session.flush()
        return Failure(blocked=_failures(session, person, now) >= FAILURES)
    if found.person_id == person.id:
        return AlreadyOne()
    return Meeting(found.id, session.get_one(Person, found.person_id), person)


def meeting(session: Session, person: Person, code_id: int, now: datetime) -> Meeting:
    """The same, for somebody who comes back to a code entered before."""
    found = session.get(LinkCode, code_id, populate_existing=True)
    if found is None or found.used_at is not None or now > found.expires_at + VALID or found.person_id == person.id:
        raise CodeSpent
    return Meeting(found.id, session.get_one(Person, found.person_id), person)


def link(session: Session, account_id: int, person: Person, code_id: int, keep_shown: bool, now: datetime) -> Person:
    """Makes one person of two; returns the one who stays. `keep_shown` counts only where both have joined."""
    met = meeting(session, person, code_id, now)
    lock(session, [met.shown_by.id, person.id])
    met = meeting(session, person, code_id, now)  # somebody may have been faster
    session.refresh(met.shown_by)
    stays = met.shown_by if not met.choose or keep_shown else person
    if met.shown_by.joined_at is None and person.joined_at is not None:
        stays = person
    session.get_one(LinkCode, code_id).used_at = now
    others = [account.id for account in accounts_of(session, met.shown_by)]
    merge(session, person if stays is met.shown_by else met.shown_by, stays, now)
    audit.note(session, Action.LINKED, now, actor=stays, subject=stays, details={"account": account_id})
    tell(session, stays, Notice.ACCOUNT_LINKED, account_id, others, now)
    return stays


def unlink(session: Session, person: Person, account_id: int, now: datetime) -> Person:
    """The account is a stranger's from now on; returns whoever that is. One account stays."""
    lock(session, [person.id])
    mine = accounts_of(session, person)
    if account_id not in {account.id for account in mine}:
        raise AccountGone
    if len(mine) == 1:
        raise LastAccount
    spend(session, person.id, now)
    stranger = release(session, account_id, now)
    audit.note(session, Action.UNLINKED, now, actor=person, subject=person, details={"account": account_id})
    others = [account.id for account in mine if account.id != account_id]
    tell(session, person, Notice.ACCOUNT_UNLINKED, account_id, others, now)
    return stranger


def release(session: Session, account_id: int, now: datetime) -> Person:
    """The account is told, and is a stranger's from now on; returns whoever that is."""
    stranger = detach(session, account_id, now)
    topic = f"{Notice.ACCOUNT_DETACHED}:{account_id}:{now.timestamp():.0f}"
    notify(session, stranger.id, Notice.ACCOUNT_DETACHED, {}, now, topic)
    return stranger


def accounts_of(session: Session, person: Person) -> list[Account]:
    """All of them, the oldest first."""
    mine = select(Account).where(Account.person_id == person.id).order_by(Account.id)
    return list(session.execute(mine).scalars())


def lock(session: Session, people: Sequence[int]) -> None:
    """Ascending. Whoever acts is locked already: where two meet crosswise, the database lets one begin anew."""
    session.execute(select(Person.id).where(Person.id.in_(people)).order_by(Person.id).with_for_update()).all()


def tell(session: Session, person: Person, kind: Notice, account: int, others: Sequence[int], now: datetime) -> None:
    """Each of the other accounts by itself: the one that acted sees it on its screen."""
    for other in others:
        if other != account:
            topic = f"{kind}:{account}:{other}:{now.timestamp():.0f}"
            notify(session, person.id, kind, {"account": account}, now, topic, account=other)


def _live(session: Session, code: str, now: datetime) -> LinkCode | None:
    valid = LinkCode.used_at.is_(None), LinkCode.expires_at > now
    found = select(LinkCode).where(LinkCode.code_hash == _hash(session, code), *valid)
    return session.execute(found.order_by(LinkCode.id.desc())).scalars().first()


def spend(session: Session, person: int, now: datetime) -> None:
    open_ = LinkCode.person_id == person, LinkCode.used_at.is_(None)
    session.execute(update(LinkCode).where(*open_).values(used_at=now))


def _failures(session: Session, person: Person, now: datetime) -> int:
    failed = (
        AuditEntry.actor_id == person.id,
        AuditEntry.action == Action.LINK_FAILED.value,
        AuditEntry.at > now - WITHIN,
    )
    return session.execute(select(func.count()).select_from(AuditEntry).where(*failed)).scalar_one()


def _random() -> str:
    while True:
        code = "".join(choice(LETTERS + DIGITS) for _ in range(LENGTH))
        if read_code(code):
            return code


def _hash(session: Session, code: str) -> str:
    """Keyed, because so short a code is quickly found from a plain hash."""
    return hmac.new(installation_secret(session).encode(), code.encode(), "sha256").hexdigest()
