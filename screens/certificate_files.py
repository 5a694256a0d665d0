"""A certificate as a paper or a picture, made at delivery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from community.certificates import PREFIX, Kind
from community.profiles import CommunityProfile
from messengers.screen import Links
from screens.papers import certificates as papers
from screens.papers.signing import Signatory
from screens.words import count
from storage.models import Certificate, Person


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile, links: Links) -> tuple[str, bytes]:
    certificate = session.get_one(Certificate, ids["certificate"])
    paper = paper_of(certificate, community, check_address(session, certificate, links))
    name = f"Сертификат {paper.number}"
    return (f"{name}.png", papers.png(paper)) if ids["picture"] else (f"{name}.pdf", papers.pdf(paper))


def paper_of(certificate: Certificate, community: CommunityProfile, url: str) -> papers.Certificate:
    told = certificate.details
    return papers.Certificate(
        number=certificate.number,
        issued_on=certificate.issued_at.astimezone(community.tz).date(),
        kind=Kind(certificate.kind),
        full_name=told["full_name"],
        event_title=told["title"],
        event_day=date.fromisoformat(told["day"]),
        event_last_day=date.fromisoformat(told["last_day"]),
        community=told["community"],
        signatory=Signatory(*told["signatory"]) if told["signatory"] else None,
        wording=tuple(wording(told)),
        url=url,
    )


def wording(told: Mapping[str, Any]) -> Iterator[str]:
    """The profile's lines; without those that ask for what is not known."""
    kind, hours = told["event_kind"], told["hours"]
    known = {
        "kind": kind[:1].lower() + kind[1:],
        "hours": count(hours, "академический час", "академических часа", "академических часов") if hours else "",
    }
    for line in told["wording"]:
        if all(value or f"{{{name}}}" not in line for name, value in known.items()):
            yield line.format(**known)


def check_address(session: Session, certificate: Certificate, links: Links) -> str:
    """Where anybody sees whether the number is genuine: a network of the owner's, if it can be."""
    person = session.get(Person, certificate.person_id) if certificate.person_id else None
    theirs = [person.preferred_network or "", *(each.network for each in person.accounts)] if person else []
    addresses = (links[each](f"{PREFIX}_{certificate.token}") for each in [*theirs, *links] if each in links)
    return next(filter(None, addresses), "")
