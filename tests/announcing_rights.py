"""Who tells others of an event: here members of Anna's town of one that takes place there."""

from __future__ import annotations

from community import announcing, audiences, broadcasts, pictures
from community.audiences import Audience
from community.talks import Received
from storage.models import Broadcast, Event
from tests.event_rights import RUNS, made
from tests.held_consents import agrees
from tests.rights_world import EVERYWHERE, FOREIGN_TOWN, HERE, NOW, TOWN, UseCase, World, cells, perm

ANNOUNCERS = ("owner", "coordinator", "stand-in", "curator", "council", "announcer")
TELLS = cells(*ANNOUNCERS, reaches=(EVERYWHERE, TOWN))
PNG = b"\x89PNG\r\n\x1a\n"


def begun(world: World) -> Broadcast:
    """To Anna's town, by Boris."""
    event, audience = made(world), Audience.of(HERE)
    agrees(world.session, world.anna, NOW)
    counted = audiences.count(world.session, audience, broadcasts.terms(world.session, event, perm, NOW))
    return broadcasts.begin(world.session, world.boris, event, audience, counted, NOW)


def tells(world: World, town: str | None) -> object:
    agrees(world.session, world.anna, NOW)
    return announcing.announce(world.session, world.actor, made(world).id, town, perm, NOW).broadcast


def drawn(world: World) -> Event:
    file = Received("photo", "photo.png", PNG)
    return pictures.put(world.session, world.actor, made(world).id, file, perm, NOW)


def choices(world: World) -> bool:
    found = announcing.choices(world.session, world.actor, made(world).id, perm, NOW)
    return HERE in {choice.town for choice in found}


ANNOUNCING = [
    UseCase("announcing.choices", "is offered to tell her town of an event there", TELLS, choices),
    UseCase("announcing.announce", "tells her town of it", TELLS, lambda at: tells(at, HERE)),
    UseCase(
        "announcing.announce",
        "tells everybody of it",
        cells(*ANNOUNCERS, reaches=(EVERYWHERE,)),
        lambda at: tells(at, None),
    ),
    UseCase(
        "announcing.stop",
        "stops what her town is being told",
        TELLS,
        lambda at: announcing.stop(at.session, at.actor, begun(at).id, NOW).state == "cancelled",
    ),
    UseCase(
        "announcing.may_announce",
        "finds the button on the card",
        cells(*ANNOUNCERS, reaches=(EVERYWHERE, TOWN, FOREIGN_TOWN)),
        lambda at: announcing.may_announce(at.session, at.actor, made(at), NOW),
    ),
    UseCase(
        "announcing.nearest",
        "finds the button where a plan or a series is made",
        cells(*ANNOUNCERS, reaches=(EVERYWHERE, TOWN, FOREIGN_TOWN)),
        lambda at: announcing.nearest(at.session, at.actor, [made(at)], NOW),
    ),
    UseCase("pictures.put", "gives it a picture", RUNS, drawn),
    UseCase(
        "pictures.remove",
        "takes its picture away",
        RUNS,
        lambda at: pictures.remove(at.session, at.actor, made(at).id, perm, NOW),
    ),
]
