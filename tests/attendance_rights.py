"""Who notes who was at an event, reads what they say of it and adds what stays: as for running it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from community import attendance, feedback, materials
from community.materials import Part
from storage.models import Event, Registration
from tests.event_rights import RUNS, made
from tests.rights_world import NOW, UseCase, World

HOUR = timedelta(hours=1)


def begun(world: World) -> Event:
    """An hour ago."""
    event = made(world)
    event.starts_at = NOW - HOUR
    world.session.flush()
    return event


def expected(world: World) -> Registration:
    """Anna."""
    registration = Registration(
        event_id=begun(world).id, person_id=world.anna.id, state="registered", queued_at=NOW, changed_at=NOW
    )
    world.session.add(registration)
    world.session.flush()
    return registration


def unmarks(world: World) -> bool:
    event_id = expected(world).event_id
    attendance.unmark_all(world.session, world.actor, event_id, NOW, NOW)
    return True


def does(act: Callable[[World, Event], object]) -> Callable[[World], object]:
    return lambda at: act(at, begun(at))


ATTENDANCE = [
    UseCase(
        "attendance.overview",
        "sees how many are there",
        RUNS,
        does(lambda at, event: attendance.overview(at.session, at.actor, event.id, NOW)),
    ),
    UseCase(
        "attendance.listed",
        "sees who is there and who is not marked",
        RUNS,
        lambda at: attendance.listed(at.session, at.actor, expected(at).event_id, True, 0, 9, NOW)[0],
    ),
    UseCase(
        "attendance.mark",
        "marks that she is there",
        RUNS,
        lambda at: attendance.mark(at.session, at.actor, expected(at).id, True, NOW).attended_at,
    ),
    UseCase(
        "attendance.mark_all",
        "marks that all are there",
        RUNS,
        lambda at: attendance.mark_all(at.session, at.actor, expected(at).event_id, NOW),
    ),
    UseCase("attendance.unmark_all", "takes these marks away again", RUNS, unmarks),
    UseCase(
        "attendance.set_word",
        "sets its code word",
        RUNS,
        does(lambda at, event: attendance.set_word(at.session, at.actor, event.id, "сирень", NOW)),
    ),
    UseCase(
        "attendance.set_others",
        "counts who came without the bot",
        RUNS,
        does(lambda at, event: attendance.set_others(at.session, at.actor, event.id, 3, NOW)),
    ),
    UseCase(
        "attendance.ask_poster",
        "gets its posters",
        RUNS,
        does(lambda at, event: attendance.ask_poster(at.session, at.actor, event.id, False, NOW)),
    ),
    UseCase(
        "feedback.opinions",
        "reads what is said of it",
        RUNS,
        does(lambda at, event: feedback.opinions(at.session, at.actor, event.id, 0, 9, NOW)),
    ),
    UseCase(
        "materials.put",
        "adds its materials",
        RUNS,
        does(lambda at, event: materials.put(at.session, at.actor, event.id, Part.MATERIALS, "Слайды", NOW)),
    ),
]
