"""What has been kept long enough is erased: the terms stand in docs/personal-data.md. Each `yield` is a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Text, and_, cast, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from community import (
    asking,
    case_forgetting,
    closing,
    consents,
    drafts,
    expected,
    lost_accounts,
    pair_forgetting,
    pair_imports,
    plan_uploads,
    shared_contacts,
)
from community.attention import Kind
from community.consents import wording
from community.notices import Notice
from community.profiles import CommunityProfile
from storage import holdings
from storage.models import (
    Account,
    Attention,
    AuditEntry,
    Base,
    Broadcast,
    Certificate,
    Consent,
    Expected,
    Grant,
    Invitation,
    LinkCode,
    Mentor,
    MentorApplication,
    MentorshipInvitation,
    Notification,
    Person,
    table_of,
)
from storage.notifications import notify

Job = Callable[[Session, datetime], Iterator[None]]

FORMS_KEPT = timedelta(days=30)
CODES_KEPT = timedelta(days=1)  # after they have expired or been used
INVITATIONS_KEPT = timedelta(days=30)  # the same
AUDIT_KEPT = timedelta(days=3 * 365)
PROOF_KEPT = timedelta(days=3 * 365)  # of a consent that was withdrawn
GUESTS_KEPT = timedelta(days=365)
REMINDED_AFTER = timedelta(days=30)
SLICE = 200
GUESTS_AT_ONCE = 1  # costs a walk over all tables


def forget_forms(session: Session, now: datetime) -> Iterator[None]:
    """Answers of joining go with the consent that was given to begin it."""
    begun = or_(Account.state.is_not(None), Account.afterwards.is_not(None), cast(Account.forms, Text) != "{}")
    left = select(Account).where(begun, Account.dialogue_at < now - FORMS_KEPT).limit(SLICE)
    while accounts := list(session.execute(left).scalars()):
        for account in accounts:
            account.state, account.forms, account.afterwards = None, {}, None
            if account.person.joined_at is None and not asking.relies_on_consent(session, account.person):
                consents.withdraw(session, account.person, consents.Kind.PARTICIPATION, now)
        session.flush()
        yield


def forget_link_codes(session: Session, now: datetime) -> Iterator[None]:
    done = or_(LinkCode.expires_at < now - CODES_KEPT, LinkCode.used_at < now - CODES_KEPT)
    yield from _delete(session, LinkCode, done)


def forget_invitations(session: Session, now: datetime) -> Iterator[None]:
    """Those that an application came from stay with it."""
    ended = or_(Invitation.expires_at < now - INVITATIONS_KEPT, Invitation.used_at < now - INVITATIONS_KEPT)
    named = exists().where(MentorApplication.invitation_id == Invitation.id)
    yield from _delete(session, Invitation, and_(ended, ~named))


def forget_mentorship_invitations(session: Session, now: datetime) -> Iterator[None]:
    """Answered or not: by then an open one has lapsed."""
    yield from _delete(session, MentorshipInvitation, MentorshipInvitation.invited_at < now - INVITATIONS_KEPT)


def forget_expected(session: Session, now: datetime) -> Iterator[None]:
    """Who was on a coordinator's list, come or not."""
    yield from _delete(session, Expected, Expected.created_at < now - expected.KEPT)


def forget_drafts(session: Session, now: datetime) -> Iterator[None]:
    """Lists and plans that were read and not saved."""
    old = Expected.created_at < now - expected.DRAFTS_KEPT
    unsaved = Expected.kind.in_((expected.Kind.DRAFT.value, plan_uploads.KIND, pair_imports.DRAFT))
    yield from _delete(session, Expected, and_(unsaved, old))


def forget_messages(session: Session, now: datetime) -> Iterator[None]:
    """To many, written and never sent; the database erases their files."""
    yield from _delete(session, Broadcast, drafts.forgotten(now))


def forget_questions(session: Session, now: datetime) -> Iterator[None]:
    """Those that were written and never sent."""
    while asking.forget_drafts(session, now, SLICE):
        yield


def forget_parent_forms(session: Session, now: datetime) -> Iterator[None]:
    """A code that nobody brought back in time; the mark goes too, so that the question may be asked anew."""
    late = Attention.kind == Kind.PARENT_FORM.value, Attention.closed_at.is_(None), Attention.due < now
    while items := list(session.execute(select(Attention).where(*late).limit(SLICE)).scalars()):
        minors = update(Person).where(Person.id.in_([item.subject for item in items]))
        session.execute(minors.values(parent_form_code=None, is_minor=False))
        session.execute(delete(Attention).where(Attention.id.in_([item.id for item in items])))
        yield


def forget_recoveries(session: Session, now: datetime) -> Iterator[None]:
    """Requests for lost profiles that nobody has decided are closed and answered; the closed ones go later."""
    while lost_accounts.expire(session, now, SLICE):
        yield
    while lost_accounts.forget(session, now, SLICE):
        yield


def forget_askers(session: Session, now: datetime) -> Iterator[None]:
    """Whose the unnamed questions were."""
    while case_forgetting.forget_asker(session, now):
        yield


def forget_pair_talks(session: Session, now: datetime) -> Iterator[None]:
    """Of pairs that are over."""
    while pair_forgetting.forget_words(session, now):
        yield


def forget_contacts(session: Session, now: datetime) -> Iterator[None]:
    """Nobody sees them once a pair is over; then they go."""
    while shared_contacts.forget_one(session, now):
        yield


def forget_audit(session: Session, now: datetime) -> Iterator[None]:
    yield from _delete(session, AuditEntry, AuditEntry.at < now - AUDIT_KEPT)


def end_consents(session: Session, now: datetime) -> Iterator[None]:
    """Of guests who have asked something once and been silent for a year."""
    heard = exists().where(Account.person_id == Person.id, _heard_at() > now - GUESTS_KEPT)
    given = exists().where(Consent.person_id == Person.id, Consent.withdrawn_at.is_(None))
    silent = select(Person).where(Person.joined_at.is_(None), given, ~heard).limit(SLICE)
    while people := list(session.execute(silent).scalars()):
        for person in people:
            for kind in consents.Kind:
                consents.withdraw(session, person, kind, now)
        yield


def forget_guests(session: Session, now: datetime) -> Iterator[None]:
    """Who never joined and has been silent for a year, with all that is kept about them."""
    while people := list(session.execute(_silent_guests(now).limit(GUESTS_AT_ONCE)).scalars()):
        for person in people:
            closing.erase_cases(session, person, now)
            holdings.erase(session, person)
        yield


def remind_of_consent(community: CommunityProfile) -> Job:
    """Once, a month after the wording has changed, to those who have not agreed to the new one."""
    kind = consents.Kind.PARTICIPATION
    text = wording(community, kind)
    changed = datetime.fromisoformat(text.version).replace(tzinfo=community.tz)
    topic = f"{Notice.CONSENT_CHANGED}:{text.version}"

    def remind_of_consent(session: Session, now: datetime) -> Iterator[None]:
        while changed + REMINDED_AFTER <= now < changed + 2 * REMINDED_AFTER:
            told = exists().where(Notification.person_id == Person.id, Notification.dedupe_key.startswith(f"{topic}:"))
            agreed = Person.id.in_(consents.who_gave(kind, community))
            asked = select(Person.id).where(Person.joined_at.is_not(None), ~agreed, ~told).limit(SLICE // 4)
            people = list(session.execute(asked).scalars())
            if not people:
                return
            for person in people:
                notify(session, person, Notice.CONSENT_CHANGED, {"person": person}, now, topic, bulk=True)
            yield

    return remind_of_consent


def _delete(session: Session, model: type[Base], old: ColumnElement[bool]) -> Iterator[None]:
    table = table_of(model)
    while rows := list(session.execute(select(table.c.id).where(old).limit(SLICE)).scalars()):
        session.execute(delete(model).where(table.c.id.in_(rows)))
        yield


def _heard_at() -> ColumnElement[datetime]:
    return func.coalesce(Account.heard_at, Account.created_at)


def _silent_guests(now: datetime) -> Select[int]:
    heard = _heard_at() > now - GUESTS_KEPT
    bound = Consent.withdrawn_at.is_(None) | (Consent.withdrawn_at > now - PROOF_KEPT)
    reasons = (
        exists().where(Account.person_id == Person.id, heard),
        exists().where(Consent.person_id == Person.id, bound),
        exists().where(Grant.person_id == Person.id),
        exists().where(Mentor.person_id == Person.id),
        exists().where(MentorApplication.person_id == Person.id),
        exists().where(Certificate.person_id == Person.id),  # to be had and corrected, for as long as they like
    )
    old = Person.created_at < now - GUESTS_KEPT
    return select(Person.id).where(Person.joined_at.is_(None), old, *(~reason for reason in reasons))


RETENTION: dict[Job, timedelta] = {
    forget_forms: timedelta(hours=6),
    forget_link_codes: timedelta(hours=1),
    forget_invitations: timedelta(hours=6),
    forget_mentorship_invitations: timedelta(hours=6),
    forget_expected: timedelta(hours=6),
    forget_drafts: timedelta(hours=6),
    forget_messages: timedelta(hours=12),
    forget_questions: timedelta(hours=1),
    forget_parent_forms: timedelta(hours=6),
    forget_recoveries: timedelta(hours=6),
    forget_askers: timedelta(hours=1),
    forget_pair_talks: timedelta(hours=1),
    forget_contacts: timedelta(hours=1),
    forget_audit: timedelta(hours=12),
    end_consents: timedelta(hours=12),
    forget_guests: timedelta(hours=12),
}
