"""What becomes of two profiles that turn out to be one person's, and of an account that leaves its person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from community import applying, certificates, lost_accounts, mentor_requests, mentors
from community.attention import Kind as Item
from community.consents import Kind, in_force
from storage.merging import merge_people
from storage.models import Account, Attention, Consent, Notification, Person
from storage.notifications import keep_keys
from storage.people import create_person

ABOUT_PEOPLE = (Item.PARENT_FORM, Item.DELETION)  # their subject is a person's id


def merge(session: Session, gone: Person, kept: Person, now: datetime) -> None:
    """Both locked. The profile of `kept` stays; everything else of `gone` moves, and `gone` is erased."""
    if kept.joined_at is not None and gone.joined_at is not None:
        kept.joined_at = min(kept.joined_at, gone.joined_at)
    lost_accounts.close_all(session, gone.id, now)
    mentor_requests.unite(session, gone, kept, now)
    _forget_dialogues(session, gone.id)
    _forget_repeated_news(session, gone.id, kept.id)
    keep_keys(session, gone.id)
    _move_items(session, gone.id, kept.id)
    gone.search, gone.name, gone.full_name, gone.specialities = "", None, None, []  # `kept` is found by its own words
    was_gone = gone.id
    certificates.unite(session, gone.id, kept.id)
    session.flush()
    session.expunge(gone)
    merge_people(session, was_gone, kept.id)
    _settle_consents(session, kept.id, now)
    _settle_mentoring(session, kept, now)


def detach(session: Session, account: int, now: datetime) -> Person:
    """The account becomes that of somebody who has never joined."""
    stranger = create_person(session, now)
    values: dict[str, object] = {"person_id": stranger, "state": None, "forms": {}, "afterwards": None}
    session.execute(update(Account).where(Account.id == account).values(values))
    waiting = Notification.account_id == account, Notification.state == "new"
    session.execute(update(Notification).where(*waiting).values(network=None, account_id=None))
    return session.get_one(Person, stranger)


def _forget_dialogues(session: Session, person: int) -> None:
    """Answers of forms that are no longer theirs to end."""
    values: dict[str, object] = {"state": None, "forms": {}, "afterwards": None}
    session.execute(update(Account).where(Account.person_id == person).values(values))


def _forget_repeated_news(session: Session, gone: int, kept: int) -> None:
    """Nobody is told twice of what both were to be told."""
    told = {key.rpartition(":")[0] for key in _keys(session, kept)}
    twice = [key for key in _keys(session, gone, Notification.state == "new") if key.rpartition(":")[0] in told]
    session.execute(delete(Notification).where(Notification.dedupe_key.in_(twice)))


def _keys(session: Session, person: int, *more: ColumnElement[bool]) -> list[str]:
    mine = select(Notification.dedupe_key).where(Notification.person_id == person, *more)
    return [key for key in session.execute(mine).scalars() if key]


def _move_items(session: Session, gone: int, kept: int) -> None:
    """A wish of the one is a wish of both."""
    about = Attention.kind.in_(ABOUT_PEOPLE)
    known = set(session.execute(select(Attention.kind).where(about, Attention.subject == kept)).scalars())
    for item in session.execute(select(Attention).where(about, Attention.subject == gone)).scalars().all():
        if item.kind in known:
            session.delete(item)
        else:
            item.subject = kept
    session.flush()


def _settle_consents(session: Session, kept: int, now: datetime) -> None:
    """At most one of each kind stays in force, the newest; where the last word was a withdrawal, none does."""
    consents = select(Consent).where(Consent.person_id == kept).order_by(Consent.given_at, Consent.id)
    by_kind: dict[str, list[Consent]] = {}
    for consent in session.execute(consents).scalars():
        by_kind.setdefault(consent.kind, []).append(consent)
    for kind, given in by_kind.items():
        in_force = [consent for consent in given if consent.withdrawn_at is None]
        last = in_force[-1:] if kind == Kind.PARTICIPATION or not _withdrawn_after(given, in_force) else []
        for consent in in_force:
            if consent not in last:
                consent.withdrawn_at = now
    session.flush()


def _settle_mentoring(session: Session, kept: Person, now: datetime) -> None:
    """One application is enough, and none for a mentor; shown is what the consent in force says."""
    mentor, last = mentors.active(session, kept), applying.open_of(session, kept)
    for application in applying.all_open(session, kept):
        if mentor or application is not last:
            applying.end(session, application, kept, now)
    if mentor:
        consent = in_force(session, kept, Kind.PUBLICATION)
        mentor.published = list(consent.choices or []) if consent else []
    session.flush()


def _withdrawn_after(given: list[Consent], in_force: list[Consent]) -> bool:
    withdrawn = [consent.withdrawn_at for consent in given if consent.withdrawn_at is not None]
    return bool(in_force and withdrawn) and max(withdrawn) > in_force[-1].given_at
