"""Who looks after certificates: of an event of Anna's town that she was at, and Boris organised."""

from __future__ import annotations

from datetime import timedelta

from community import certificates
from storage.models import Certificate, Registration
from tests.event_rights import RUNS, made
from tests.rights_world import NOW, UseCase, World, perm


def issued(world: World) -> Certificate:
    event = made(world)
    event.starts_at = NOW - timedelta(days=2)
    there = {"state": "registered", "queued_at": NOW, "changed_at": NOW, "attended_at": NOW}
    world.session.add(Registration(event_id=event.id, person_id=world.anna.id, **there))
    world.session.flush()
    return certificates.issue(world.session, world.anna, event.id, "Вымышленная Анна", perm, NOW).issued[0]


CERTIFICATES = [
    UseCase(
        "certificates.of_event",
        "sees the certificates of an event of her town",
        RUNS,
        lambda at: certificates.of_event(at.session, at.actor, issued(at).event_id, 0, 9, NOW)[1],
    ),
    UseCase(
        "certificates.somebodys",
        "sees her certificate",
        RUNS,
        lambda at: certificates.somebodys(at.session, at.actor, issued(at).id, NOW),
    ),
    UseCase(
        "certificates.to_correct",
        "is asked how her name is written",
        RUNS,
        lambda at: certificates.to_correct(at.session, at.actor, issued(at).id, NOW),
    ),
    UseCase(
        "certificates.correct",
        "corrects the name on it",
        RUNS,
        lambda at: certificates.correct(at.session, at.actor, issued(at).id, "Придуманная Анна", NOW),
    ),
]
