"""Who makes and runs events: here one of Anna's town, organised by Boris, and Anna has registered for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from community import attendees, events, planning, registrations
from community.events import Part
from storage.models import Event, EventHost, Registration
from tests.rights_world import EVERYWHERE, HERE, NOW, TOWN, UseCase, World, cells, perm

PLANNERS = ("owner", "coordinator", "stand-in", "curator", "council")
MAKES = cells(*PLANNERS)
RUNS = cells(*PLANNERS, reaches=(EVERYWHERE, TOWN))


def made(world: World, state: str = "published") -> Event:
    event = Event(
        state=state,
        kind=perm.event_kinds[0].id,
        title="Семинар",
        starts_at=NOW + timedelta(days=7),
        municipality=HERE,
        created_by=world.boris.id,
        created_at=NOW,
    )
    world.session.add(event)
    world.session.flush()
    world.session.add(EventHost(event_id=event.id, person_id=world.boris.id, role=Part.ORGANISER.value))
    world.session.flush()
    return event


def requested(world: World) -> Registration:
    registration = Registration(
        event_id=made(world).id, person_id=world.anna.id, state="requested", queued_at=NOW, changed_at=NOW
    )
    world.session.add(registration)
    world.session.flush()
    return registration


def runs(act: Callable[..., object], state: str = "published") -> Callable[[World], object]:
    return lambda at: act(at.session, at.actor, made(at, state).id, NOW)


def makes(world: World) -> Event:
    start = NOW + timedelta(days=7)
    return planning.make(world.session, world.actor, perm.event_kinds[0].id, "Семинар", start, None, perm, NOW)


def adds_host(world: World) -> Event:
    return planning.add_host(world.session, world.actor, made(world).id, Part.SPEAKER, world.anna.id, None, NOW)


def removes_host(world: World) -> Event:
    event = made(world)
    speaker = EventHost(event_id=event.id, person_id=world.anna.id, role=Part.SPEAKER.value)
    world.session.add(speaker)
    world.session.flush()
    return planning.remove_host(world.session, world.actor, event.id, speaker.id, NOW)


EVENTS = [
    UseCase("planning.make", "makes an event", MAKES, makes),
    UseCase("events.to_run", "runs an event of her town", RUNS, runs(events.to_run)),
    UseCase("planning.publish", "publishes it", RUNS, runs(planning.publish, "draft")),
    UseCase(
        "planning.change",
        "changes it",
        RUNS,
        lambda at: planning.change(at.session, at.actor, made(at).id, {"title": "Иначе"}, perm, NOW),
    ),
    UseCase("planning.copy", "copies it", RUNS, runs(planning.copy)),
    UseCase(
        "planning.cancel",
        "cancels it",
        RUNS,
        lambda at: planning.cancel(at.session, at.actor, made(at).id, None, NOW),
    ),
    UseCase("planning.add_host", "names its speakers", RUNS, adds_host),
    UseCase("planning.remove_host", "removes its speakers", RUNS, removes_host),
    UseCase(
        "attendees.listed",
        "sees who has registered for it",
        RUNS,
        lambda at: attendees.listed(at.session, at.actor, requested(at).event_id, 0, 9, NOW)[0],
    ),
    UseCase(
        "attendees.one",
        "reads her answers to the organiser",
        RUNS,
        lambda at: attendees.one(at.session, at.actor, requested(at).id, NOW),
    ),
    UseCase(
        "registrations.approve",
        "confirms her registration",
        RUNS,
        lambda at: registrations.approve(at.session, at.actor, requested(at).id, NOW),
    ),
    UseCase(
        "registrations.refuse",
        "refuses her registration",
        RUNS,
        lambda at: registrations.refuse(at.session, at.actor, requested(at).id, NOW),
    ),
]
