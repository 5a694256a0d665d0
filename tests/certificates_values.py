"""Certificates at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import certificate_details
from community.certificates import SAME_AS, Found, Kind, Standing
from community.profiles import CommunityProfile
from screens.certificates import CORRECTED, CORRECTED_FOR_OTHERS, FILE_IS_COMING, NAME, READY
from storage.models import Certificate, Registration
from tests import event_values

NOW = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
LONGEST_FULL_NAME = ("Константинопольская-Верхнебарановская " + "Александра-Максимилиана " * 5)[:149] + "а"
EVENT, UNHELD = 91, 92  # of the session of all texts: one is over


def certificate(community: CommunityProfile, full: bool = True, number: int = 1, **more: Any) -> Certificate:
    event = event_values.event(community, full=full)
    said = {"full_name": LONGEST_FULL_NAME if full else "Ли Ян", **certificate_details.said_of(event, community)}
    values: dict[str, Any] = {
        "id": number,
        "number": certificate_details.number(community.certificates.prefix, 2026, 10**9 if full else number),
        "token": f"{number:024x}",
        "kind": (Kind.EXPERT if full else Kind.HOST).value,
        "event_id": EVENT,
        "person_id": 1,
        "issued_at": NOW,
        "corrected_at": None if full else NOW,
        "details": said,
    }
    return Certificate(**values | more)


def erased(community: CommunityProfile, number: int = 3) -> Certificate:
    return certificate(community, False, number, person_id=None, details={}, token="e" * 24)


def some(community: CommunityProfile) -> list[Certificate]:
    return [certificate(community), certificate(community, False, 2)]


def found(community: CommunityProfile) -> list[Any]:
    gone = erased(community)
    return [*(Found(each, dict(each.details)) for each in some(community)), Found(gone, {})]


def pages(community: CommunityProfile) -> list[Any]:
    twin = certificate(community, False, 5, person_id=None, details={SAME_AS: 1})
    return [[], [*some(community), erased(community), certificate(community, number=4), twin]]


def own_pages(community: CommunityProfile) -> list[Any]:
    return [[], [certificate(community, number=number) for number in range(1, 6)]]


def standings(community: CommunityProfile) -> list[Standing]:
    event = event_values.event(community)
    issued = [certificate(community, number=at, kind=kind.value) for at, kind in enumerate(Kind, 1)]
    return [Standing(event, tuple(Kind), tuple(issued)), Standing(event, tuple(Kind), tuple(issued[:2]))]


def add_certificates(session: Session, community: CommunityProfile) -> None:
    """An event that somebody was at, and certificates of another."""
    for number, full in ((EVENT, True), (UNHELD, False)):
        event = event_values.event(community, full=full, number=number)
        event.starts_at, event.ends_at = NOW - timedelta(days=3), NOW - timedelta(days=3, hours=-5)
        session.add(event)
    session.flush()
    attended = {"state": "registered", "queued_at": NOW, "changed_at": NOW, "attended_at": NOW}
    session.add_all([Registration(event_id=number, person_id=1, **attended) for number in (EVENT, UNHELD)])
    session.add_all([*(certificate(community, full, 2 - full) for full in (True, False)), erased(community)])
    session.flush()


def ids(_: CommunityProfile) -> list[dict[str, Any]]:
    return [{"certificate": number, "picture": False} for number in (1, 2, 3, 404)]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "certificate.ids": ids,
    "certificate_corrected.ids": ids,
    "certificate_ready.ids": lambda _: [{"event": number, "person": 1} for number in (EVENT, UNHELD, 404)],
    "one.certificate": some,
    "ask_correction.certificate": some,
    "confirm_correction.certificate": some,
    "full_name": lambda _: ["Ли Ян", LONGEST_FULL_NAME],
    "certificates.ask_name.remark": lambda _: ["", NAME],
    "certificates.ask_correction.remark": lambda _: ["", NAME],
    "several.remark": lambda _: ["", READY],
    "one.remark": lambda _: ["", READY, CORRECTED, FILE_IS_COMING],
    "issued.remark": lambda _: ["", CORRECTED_FOR_OTHERS],
    "standing": standings,
    "mine.listed": own_pages,
    "of_event.listed": pages,
    "issued.found": found,
    "verified.found": lambda community: [None, *found(community)],
    "mine.total": lambda community: [0, 5, 21],
    "of_event.total": lambda community: [0, 5, 21],
    "mine.page": lambda _: [0, 1],
    "of_event.page": lambda _: [0, 1],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "certificates.mine": lambda given: bool(given["total"]) is bool(given["listed"]),
    "certificates.of_event": lambda given: bool(given["total"]) is bool(given["listed"]),
}
MOST_OF: dict[str, int] = {}
CARDS: set[str] = set()
