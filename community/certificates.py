"""Certificates: who may have one of an event, the name on it, and how it is found again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from community import audit, certificate_details, events, names
from community.events import Part, State
from community.members import must_have_joined
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import (
    AlreadyCorrected,
    CertificateGone,
    CertificateWithdrawn,
    EventGone,
    EventNotOver,
    NoCertificate,
    NotAllowed,
)
from storage.models import Certificate, Event, Person, Registration
from storage.notifications import notify

PREFIX = "c"  # of a link that shows whether a certificate is genuine
TOKEN_BYTES = 12
SAME_AS = "same_as"  # in the details of one of two that a person had of the same, by two profiles
FILE_USEFUL = timedelta(days=1)


class Kind(StrEnum):
    PARTICIPANT = "participant"
    HOST = "host"
    ORGANISER = "organiser"
    EXPERT = "expert"


OF_PARTS = {Part.ORGANISER: Kind.ORGANISER, Part.SPEAKER: Kind.HOST, Part.EXPERT: Kind.EXPERT}


@dataclass(frozen=True)
class Standing:
    """What somebody may have of an event that is over, and what was issued to them."""

    event: Event
    kinds: tuple[Kind, ...]
    issued: tuple[Certificate, ...]

    @property
    def missing(self) -> list[Kind]:
        issued = {each.kind for each in self.issued}
        return [kind for kind in self.kinds if kind not in issued]


@dataclass(frozen=True)
class Found:
    """`told` is what the certificate says; empty where its owner's data were deleted."""

    certificate: Certificate
    told: dict[str, Any]
    withdrawn: bool = False


def parse_full_name(text: str) -> str | None:
    """A surname and a name, both in full: no nickname, no initials."""
    name = names.parse_full_name(text)
    whole = [word for word in (name or "").split() if sum(map(str.isalpha, word)) > 1]
    return name if len(whole) > 1 else None


def standing(session: Session, person: Person, event_id: int, now: datetime) -> Standing:
    """Raises `EventGone`, `EventNotOver`, and `NoCertificate` for somebody whose presence is not confirmed."""
    event = session.get(Event, event_id)
    if event is None or event.state != State.PUBLISHED:
        raise EventGone
    if events.ends_at(event) > now:
        raise EventNotOver
    kinds, issued = kinds_of(session, person, event), _issued(session, person, event)
    if not (kinds or issued):
        raise NoCertificate
    return Standing(event, tuple(kinds), tuple(issued))


def may_get(session: Session, person: Person, event_id: int, now: datetime) -> bool:
    """Whether there is one that they do not have yet."""
    try:
        return bool(standing(session, person, event_id, now).missing)
    except (EventGone, EventNotOver, NoCertificate):
        return False


def kinds_of(session: Session, person: Person, event: Event) -> list[Kind]:
    part = events.part_of(session, person, event)
    registration = events.registration_of(session, person, event)
    attended = registration is not None and registration.attended_at is not None
    return [*([OF_PARTS[part]] if part else []), *([Kind.PARTICIPANT] if attended else [])]


def _issued(session: Session, person: Person, event: Event) -> Sequence[Certificate]:
    mine = Certificate.event_id == event.id, Certificate.person_id == person.id
    return session.execute(select(Certificate).where(*mine).order_by(Certificate.id)).scalars().all()


def issue(
    session: Session, person: Person, event_id: int, full_name: str, community: CommunityProfile, now: datetime
) -> Standing:
    """Each that is missing gets its number and its file leaves; a second press changes nothing.

    Raises `NotJoined` and what `standing` raises.
    """
    must_have_joined(person)
    _lock(session, person)
    before = standing(session, person, event_id, now)
    for kind in before.missing:
        person.full_name = full_name
        made = _made(session, before.event, person, kind, full_name, community, now)
        send(session, made, False, now)
    return standing(session, person, event_id, now)


def _lock(session: Session, person: Person) -> None:
    """Somebody who presses twice gets one number."""
    session.flush()
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update(key_share=True))


def _made(
    session: Session,
    event: Event,
    person: Person,
    kind: Kind,
    full_name: str,
    community: CommunityProfile,
    now: datetime,
) -> Certificate:
    token = secrets.token_hex(TOKEN_BYTES)
    made = Certificate(
        number=token,  # until the row has its own
        token=token,
        kind=kind.value,
        event_id=event.id,
        person_id=person.id,
        issued_at=now,
        details={"full_name": full_name, **certificate_details.said_of(event, community)},
    )
    session.add(made)
    session.flush()
    made.number = certificate_details.number(community.certificates.prefix, now.astimezone(community.tz).year, made.id)
    session.flush()
    return made


def is_of(session: Session, person: Person, certificate_id: int) -> bool:
    found = session.get(Certificate, certificate_id)
    return found is not None and found.person_id == person.id


def mine(session: Session, person: Person, certificate_id: int) -> Certificate:
    """Raises `CertificateGone`."""
    found = session.get(Certificate, certificate_id)
    if found is None or found.person_id != person.id:
        raise CertificateGone
    return found


def listed(session: Session, person: Person, first: int, most: int) -> tuple[list[Certificate], int]:
    """The person's own, the newest first, and how many there are."""
    return _page(session, Certificate.person_id == person.id, first, most)


def _page(session: Session, which: Any, first: int, most: int) -> tuple[list[Certificate], int]:
    total = session.execute(select(func.count()).select_from(Certificate).where(which)).scalar_one()
    newest = select(Certificate).where(which).order_by(Certificate.id.desc()).offset(first).limit(most)
    return list(session.execute(newest).scalars()), total


def send(session: Session, certificate: Certificate, picture: bool, now: datetime) -> None:
    """The paper as a file, made at delivery; asked for twice in the same minute, it comes once.

    Raises `CertificateGone`, `CertificateWithdrawn`.
    """
    if certificate.person_id is None:
        raise CertificateGone
    if is_withdrawn(session, certificate):
        raise CertificateWithdrawn
    corrected = certificate.corrected_at.timestamp() if certificate.corrected_at else 0
    topic = f"{Notice.CERTIFICATE}:{certificate.id}:{picture:d}:{corrected:.0f}:{now:%Y%m%d%H%M}"
    ids = {"certificate": certificate.id, "picture": picture}
    notify(session, certificate.person_id, Notice.CERTIFICATE, ids, now, topic, useful_until=now + FILE_USEFUL)


def of_event(
    session: Session, actor: Person, event_id: int, first: int, most: int, now: datetime
) -> tuple[Event, list[Certificate], int]:
    """Whatever was issued for an event, and how many. Raises `EventGone`, `NotAllowed`."""
    event = events.to_run(session, actor, event_id, now)
    return event, *_page(session, Certificate.event_id == event.id, first, most)


def somebodys(session: Session, actor: Person, certificate_id: int, now: datetime) -> tuple[Found, bool]:
    """For those who run its event; and whether they may correct it.

    Raises `CertificateGone`, `EventGone`, `NotAllowed`.
    """
    found = session.get(Certificate, certificate_id)
    if found is None:
        raise CertificateGone
    event = events.to_run(session, actor, found.event_id, now)
    correctable = found.person_id is not None and events.plans_for(session, actor, event.municipality, now)
    return _found(session, found), correctable


def to_correct(session: Session, actor: Person, certificate_id: int, now: datetime) -> Certificate:
    """Somebody's own, once; anybody's, for those who plan such events.

    Raises `CertificateGone`, `NotAllowed`, `CertificateWithdrawn`, `AlreadyCorrected`.
    """
    found = session.get(Certificate, certificate_id)
    if found is None or found.person_id is None:
        raise CertificateGone
    if events.plans_for(session, actor, session.get_one(Event, found.event_id).municipality, now):
        return found
    if found.person_id != actor.id:
        raise NotAllowed
    if is_withdrawn(session, found):
        raise CertificateWithdrawn
    if found.corrected_at is not None:
        raise AlreadyCorrected
    return found


def correct(session: Session, actor: Person, certificate_id: int, full_name: str, now: datetime) -> Certificate:
    """The number stays. Somebody else's correction is in the journal, and the owner gets the new file.

    A second press changes nothing. Raises what `to_correct` raises.
    """
    found = session.get(Certificate, certificate_id, with_for_update=True, populate_existing=True)
    if found and found.person_id == actor.id and found.details.get("full_name") == full_name:
        return found
    found = to_correct(session, actor, certificate_id, now)
    if found.details.get("full_name") != full_name:
        found.details, found.corrected_at = {**found.details, "full_name": full_name}, now
        _after_correction(session, actor, found, full_name, now)
    return found


def _after_correction(session: Session, actor: Person, found: Certificate, full_name: str, now: datetime) -> None:
    owner = session.get_one(Person, found.person_id)
    if owner.id == actor.id:
        actor.full_name = full_name if actor.joined_at else None
        send(session, found, False, now)
    else:
        topic = f"{Notice.CERTIFICATE_CORRECTED}:{found.id}:{now.timestamp():.6f}"
        notify(session, owner.id, Notice.CERTIFICATE_CORRECTED, {"certificate": found.id, "picture": False}, now, topic)
        details = {"number": found.number}
        audit.note(session, audit.Action.CERTIFICATE_CORRECTED, now, actor=actor, subject=owner, details=details)
    session.flush()


def find(session: Session, token: str) -> Found | None:
    """For anybody who has the link."""
    by_token = select(Certificate).where(Certificate.token == token.lower())
    found = session.execute(by_token).scalar_one_or_none()
    return _found(session, found) if found else None


def is_withdrawn(session: Session, certificate: Certificate) -> bool:
    """While the presence it confirms is not marked. Marked again, it is good again."""
    said = _same_as(session, certificate)
    if said.kind != Kind.PARTICIPANT or said.person_id is None:
        return False
    mine = Registration.event_id == said.event_id, Registration.person_id == said.person_id
    return bool(session.execute(select(Registration.attended_at.is_(None)).where(*mine)).scalar())


def withdrawn_of(session: Session, event: Event) -> int:
    """How many say that somebody was there whose mark was taken away since."""
    same = Registration.event_id == Certificate.event_id, Registration.person_id == Certificate.person_id
    unmarked = select(func.count(Certificate.id)).join(Registration, and_(*same, Registration.attended_at.is_(None)))
    theirs = Certificate.event_id == event.id, Certificate.kind == Kind.PARTICIPANT.value
    return session.execute(unmarked.where(*theirs)).scalar_one()


def _found(session: Session, certificate: Certificate) -> Found:
    told = dict(_same_as(session, certificate).details)
    return Found(certificate, told, is_withdrawn(session, certificate))


def _same_as(session: Session, certificate: Certificate) -> Certificate:
    """Of two that a person had of the same, the one that says what."""
    said = certificate
    while other := session.get(Certificate, said.details.get(SAME_AS, 0)):
        said = other
    return said


def unite(session: Session, gone: int, kept: int) -> None:
    """Of two profiles of one person, before they are merged: both numbers of the same stay good, one row is theirs."""
    theirs = select(Certificate).where(Certificate.person_id == kept)
    have = {(each.event_id, each.kind): each.id for each in session.execute(theirs).scalars()}
    for each in session.execute(select(Certificate).where(Certificate.person_id == gone)).scalars().all():
        if twin := have.get((each.event_id, each.kind)):
            each.person_id, each.details = None, {SAME_AS: twin}
    session.flush()
