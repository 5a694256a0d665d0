"""Which of a mentor's data colleagues may see: nothing unless chosen, withdrawn at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from community import colleagues, consents, mentors
from community.profiles import CommunityProfile
from storage.models import Consent, Mentor, Person

DATA = ("name", "municipality", "organisation", "subjects", "competences", "about", "formats")


def known(choices: Iterable[str] | None) -> list[str]:
    chosen = {*(choices or ())}
    return [name for name in DATA if name in chosen]


def publish(
    session: Session,
    person: Person,
    choices: Iterable[str],
    *,
    version: str,
    document: str,
    community: CommunityProfile,
    network: str,
    now: datetime,
) -> Mentor:
    """Whoever chooses nothing withdraws."""
    mentor, chosen = mentors.must_be(session, person), known(choices)
    given = consents.in_force(session, person, consents.Kind.PUBLICATION)
    if given is None or given.choices != chosen or given.version != version:
        consents.withdraw(session, person, consents.Kind.PUBLICATION, now)
        if chosen:
            _give(session, person, chosen, version, document, community, network, now)
    mentor.published = chosen
    colleagues.refresh(session, person, community)
    return mentor


def _give(
    session: Session,
    person: Person,
    chosen: list[str],
    version: str,
    document: str,
    community: CommunityProfile,
    network: str,
    now: datetime,
) -> Consent:
    kind = consents.Kind.PUBLICATION
    consent = consents.give(
        session, person, kind, version=version, document=document, community=community, network=network, now=now
    )
    consent.choices = chosen
    return consent


def withdraw(session: Session, person: Person, now: datetime) -> None:
    consents.withdraw(session, person, consents.Kind.PUBLICATION, now)
    mentor = mentors.of(session, person)
    if mentor is not None:
        mentor.published = []
    person.search = ""
    session.flush()
