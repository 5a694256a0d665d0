"""Withdrawn certificates and news of whole series at their longest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from community.certificates import Found, Kind
from community.profiles import CommunityProfile
from storage.models import Registration
from tests import certificates_values
from tests.certificates_values import NOW, UNHELD, certificate

UNMARKED = 4  # a certificate of somebody whose mark was taken away


def add_certificates(session: Session, community: CommunityProfile) -> None:
    unlike = {"number": "2026-UNMARKED", "event_id": UNHELD, "person_id": 2, "kind": Kind.PARTICIPANT.value}
    made = certificate(community, number=UNMARKED)
    for name, value in unlike.items():
        setattr(made, name, value)
    session.add(made)
    session.add(Registration(event_id=UNHELD, person_id=2, state="registered", queued_at=NOW, changed_at=NOW))
    session.flush()


def found(community: CommunityProfile) -> list[Any]:
    withdrawn = [Found(each.certificate, each.told, True) for each in certificates_values.found(community)]
    return [*certificates_values.found(community), *withdrawn]


def of_series(community: CommunityProfile) -> list[Any]:
    return [{"events": events} for events in ([], [404], [1] * 2, [1] * 30, [3] * 30, [4] * 2)]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "kinds.named": lambda community: [[], [each.id for each in community.events.series]],
    "certificate_withdrawn.ids": lambda _: [{"certificate": number} for number in (1, UNMARKED, 404)],
    "series_changed.ids": of_series,
    "series_cancelled.ids": of_series,
    "withdrawn.certificate": certificates_values.some,
    "issued.found": found,
    "verified.found": lambda community: [None, *found(community)],
}
