from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Exists, Select, bindparam, exists, select
from sqlalchemy.orm import Session

from community.profiles import CommunityProfile
from community.profiles import Consent as ConsentText
from community.ranges import in_range
from community.refusals import ConsentOutdated
from storage.models import Consent, Person, table_of
from storage.notifications import drop_broadcasts


class Kind(StrEnum):
    """Each consent is a document of its own (152-FZ, since 2025-09-01)."""

    PARTICIPATION = "participation"
    MAILINGS = "mailings"
    TRANSFER = "transfer"  # of a list with the person in it to the regional centre
    PUBLICATION = "publication"


def wording(community: CommunityProfile, kind: Kind) -> ConsentText:
    text: ConsentText = getattr(community.consents, kind.value)
    return text


_consent = table_of(Consent)
_IN_FORCE = (
    select(Consent)
    .where(Consent.person_id == bindparam("person"), Consent.kind == bindparam("kind"), Consent.withdrawn_at.is_(None))
    .order_by(Consent.id.desc())
)


_GIVEN = (
    select(_consent.c.id)
    .where(_consent.c.person_id == bindparam("person"), _consent.c.kind == bindparam("kind"))
    .where(_consent.c.withdrawn_at.is_(None))
    .limit(1)
)


_VERSIONS = (
    select(_consent.c.kind, _consent.c.version)
    .where(_consent.c.person_id == bindparam("person"), _consent.c.withdrawn_at.is_(None))
    .order_by(_consent.c.id)
)


def is_given(session: Session, person: Person, kind: Kind) -> bool:
    return session.connection().execute(_GIVEN, {"person": person.id, "kind": kind.value}).first() is not None


def in_force(session: Session, person: Person, kind: Kind) -> Consent | None:
    return session.execute(_IN_FORCE, {"person": person.id, "kind": kind.value}).scalars().first()


def give(
    session: Session,
    person: Person,
    kind: Kind,
    *,
    version: str,
    document: str,
    community: CommunityProfile,
    network: str,
    now: datetime,
) -> Consent:
    """`document` is the text as it was shown; its hash is kept. A second press changes nothing."""
    if version != wording(community, kind).version:
        raise ConsentOutdated
    given = in_force(session, person, kind)
    if given is None or given.version != version:
        given = Consent(
            person_id=person.id,
            kind=kind.value,
            version=version,
            text_hash=sha256(document.encode()).hexdigest(),
            network=network,
            given_at=now,
            choices=given.choices if given else None,
        )
        session.add(given)
        session.flush()
    return given


def outdated(session: Session, person: Person, community: CommunityProfile) -> list[Kind]:
    """Consents given to a wording that has changed since: nothing new is done on their basis."""
    given: dict[str, str] = {}
    for row in session.connection().execute(_VERSIONS, {"person": person.id}):
        given[row.kind] = row.version
    return [
        kind for kind in Kind if given.get(kind, wording(community, kind).version) != wording(community, kind).version
    ]


def is_current(session: Session, person: Person, kind: Kind, community: CommunityProfile) -> bool:
    """Given, and to the wording of today."""
    given = in_force(session, person, kind)
    return given is not None and given.version == wording(community, kind).version


def who_gave(kind: Kind, community: CommunityProfile) -> Select[int]:
    """Ids of those who gave the consent in its wording of today: whom an announcement may go to, for example."""
    today = Consent.kind == kind.value, Consent.version == wording(community, kind).version
    return select(Consent.person_id).where(*today, Consent.withdrawn_at.is_(None)).distinct()


def gave(kind: Kind, community: CommunityProfile) -> Exists:
    """The same, of the rows of `person`."""
    theirs = Consent.person_id == Person.id, in_range(Consent.person_id), Consent.withdrawn_at.is_(None)
    return exists().where(*theirs, Consent.kind == kind.value, Consent.version == wording(community, kind).version)


def withdraw(session: Session, person: Person, kind: Kind, now: datetime) -> None:
    for consent in session.execute(_IN_FORCE, {"person": person.id, "kind": kind.value}).scalars():
        consent.withdrawn_at = now
    if kind is Kind.MAILINGS:
        drop_broadcasts(session, person.id, now)
    session.flush()
