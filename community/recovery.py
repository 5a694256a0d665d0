"""A coordinator gives a profile back to whoever has lost its account, having made sure outside the bot who it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from community import access, attention, audit, linking, lost_accounts, roles
from community.attention import Kind
from community.audit import Action
from community.choices import plain
from community.members import members_named
from community.merging import merge
from community.notices import Notice
from community.offers import Access
from community.refusals import AccountInUse, BeyondRecovery, MemberGone, NotAllowed, RequestGone
from community.roles import Right
from storage.models import Account, Person, RecoveryRequest
from storage.notifications import notify

MOST = 4
LOOKED_AT = 50


def request(session: Session, actor: Person, request_id: int, now: datetime) -> RecoveryRequest:
    """Open or closed. Raises `RequestGone`, and `NotAllowed` where it names a municipality beyond the actor's reach."""
    allowed = roles.scope(session, actor, Right.HELP_PEOPLE, now)
    found = session.get(RecoveryRequest, request_id)
    item = attention.find(session, Kind.LOST_ACCOUNT, request_id)
    if found is None or item is None:
        raise RequestGone
    if not allowed.includes(item.municipality):
        raise NotAllowed
    return found


def candidates(session: Session, actor: Person, typed: str, now: datetime) -> list[Person]:
    """Members within the actor's reach, those with the most words of the name first."""
    met: Counter[Person] = Counter()
    for word in dict.fromkeys(plain(typed).split()):
        met.update(members_named(session, actor, Right.HELP_PEOPLE, word, now, LOOKED_AT))
    most = max(met.values(), default=0)
    return sorted((person for person, words in met.items() if words == most), key=lambda each: each.name or "")[:MOST]


def candidate(session: Session, actor: Person, person_id: int, now: datetime) -> Person:
    """The one chosen. Raises `NotAllowed`, `MemberGone`, `BeyondRecovery`."""
    roles.scope(session, actor, Right.HELP_PEOPLE, now)
    person = session.get(Person, person_id)
    if person is None or person.joined_at is None:
        raise MemberGone
    roles.must(session, actor, Right.HELP_PEOPLE, person, now)
    if person.id == actor.id or not _hands_on_all(session, actor, person, now):
        raise BeyondRecovery
    return person


def account_of(session: Session, asked: RecoveryRequest) -> Account:
    return session.get_one(Account, asked.account_id)


def lost_by_default(session: Session, asked: RecoveryRequest, person: Person) -> list[int]:
    """The accounts of the network from which the new one writes."""
    network = account_of(session, asked).network
    return [account.id for account in linking.accounts_of(session, person) if account.network == network]


def recover(
    session: Session, actor: Person, request_id: int, person_id: int, lost: Collection[int], now: datetime
) -> Person | None:
    """The new account becomes the person's, those `lost` become strangers'; None: somebody else has decided before."""
    asked = request(session, actor, request_id, now)
    if not lost_accounts.close(session, asked, actor, now):
        return None
    account = account_of(session, asked)
    newcomer = account.person_id
    linking.lock(session, [newcomer, person_id])
    session.expire_all()  # either may have changed before the lock
    person = candidate(session, actor, person_id, now)
    merge(session, _free(session, account, newcomer, now), person, now)
    audit.note(session, Action.RECOVERED, now, actor=actor, subject=person, details={"account": account.id})
    _settle_accounts(session, actor, person, account, lost, now)
    topic = f"{Notice.ACCOUNT_RECOVERED}:{account.id}:{now.timestamp():.0f}"
    notify(session, person.id, Notice.ACCOUNT_RECOVERED, {"person": person.id}, now, topic, account=account.id)
    return person


def decline(session: Session, actor: Person, request_id: int, now: datetime) -> bool:
    """False: somebody else has decided before."""
    asked = request(session, actor, request_id, now)
    if not lost_accounts.close(session, asked, actor, now):
        return False
    audit.note(session, Action.RECOVERY_DECLINED, now, actor=actor)
    lost_accounts.tell_declined(session, asked, now, late=False)
    return True


def _hands_on_all(session: Session, actor: Person, person: Person, now: datetime) -> bool:
    """Whoever could not open a role may not open the profile that has it either, lent ones included."""
    held = filter(None, map(Access.of, roles.grants_of(session, person, now)))
    return all(access.may_withdraw(session, actor, each, now) for each in held)


def _free(session: Session, account: Account, newcomer: int, now: datetime) -> Person:
    """Whoever asked, locked, if they still are nobody else."""
    person = session.get(Person, newcomer)
    if person is None or account.person_id != newcomer:
        raise AccountInUse
    taken = person.joined_at is not None or person.is_minor or roles.rights_of(session, person, now)
    if taken:
        raise AccountInUse
    return person


def _settle_accounts(
    session: Session, actor: Person, person: Person, new: Account, lost: Collection[int], now: datetime
) -> None:
    """Codes shown in a lost account end with it; the others are told of the new one."""
    linking.spend(session, person.id, now)
    old = [each for each in linking.accounts_of(session, person) if each.id != new.id]
    for each in old:
        if each.id in lost:
            linking.release(session, each.id, now)
            audit.note(session, Action.UNLINKED, now, actor=actor, subject=person, details={"account": each.id})
    stay = [each.id for each in old if each.id not in lost]
    linking.tell(session, person, Notice.ACCOUNT_LINKED, new.id, stay, now)
