from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from community.profiles import CommunityProfile
from community.profiles import Consent as ConsentText
from community.refusals import ConsentOutdated
from storage.models import Consent, Person, table_of


class Kind(StrEnum):
    """Each consent is a document of its own (152-FZ, since 2025-09-01)."""

    PARTICIPATION = "participation"
    MAILINGS = "mailings"
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
        )
        session.add(given)
        session.flush()
    return given


def withdraw(session: Session, person: Person, kind: Kind, now: datetime) -> None:
    for consent in session.execute(_IN_FORCE, {"person": person.id, "kind": kind.value}).scalars():
        consent.withdrawn_at = now
    session.flush()
