"""Who plans months and tells of events: here of one of Anna's town, organised by Boris."""

from __future__ import annotations

from datetime import timedelta

from community import plan_months, plan_uploads, releases
from community.plan_uploads import Planned
from storage.models import Event
from tests.event_rights import MAKES, RUNS, made
from tests.rights_world import FOREIGN_ORGANISATION, HERE, LATER, NOW, ORGANISATION, UseCase, World, cells, perm

ADDS = RUNS | cells("curator", reaches=(ORGANISATION, FOREIGN_ORGANISATION))  # a school's events are its town's
MONTH = NOW.date().replace(day=1)


def takes_over(world: World, town: str | None = None) -> object:
    values = {"title": "Семинар", "kind": "seminar", "starts_at": LATER} | ({"municipality": town} if town else {})
    rows = {2: Planned(None, values)}
    compared = plan_uploads.compare(world.session, world.actor, rows, NOW)
    return compared.added and not compared.problems


def changes(world: World) -> bool:
    event = made(world)
    values = {"title": "Иначе", "kind": event.kind, "starts_at": event.starts_at}
    compared = plan_uploads.compare(world.session, world.actor, {2: Planned(event.id, values)}, NOW)
    return bool(compared.changed)


def saves(world: World) -> object:
    planned = Planned(None, {"title": "Семинар", "kind": "seminar", "starts_at": LATER})
    mark = plan_uploads.keep(world.session, world.actor, [planned], NOW)
    return plan_uploads.save(world.session, world.actor, mark, True, perm, NOW)


def discards(world: World) -> bool:
    plan_uploads.discard(world.session, world.actor, NOW)
    return True


def asks_for_the_sample(world: World) -> bool:
    plan_uploads.ask_template(world.session, world.actor, NOW)
    return True


def over(world: World) -> Event:
    event = made(world)
    event.starts_at = NOW - timedelta(days=2)
    world.session.flush()
    return event


def hands_out(world: World) -> int:
    event = made(world)
    return plan_months.ask_file(world.session, world.actor, event.starts_at.date(), "pdf", "year", perm, NOW)


def copies(world: World) -> int:
    made(world)
    return plan_months.copy_month(world.session, world.actor, plan_months.months_from(MONTH, 1), perm, NOW).added


def sees(world: World) -> bool:
    event = made(world)
    return event in plan_months.month(world.session, world.actor, MONTH, perm, NOW).events


def between(world: World) -> bool:
    event, until = made(world), plan_months.months_from(MONTH, 1)
    return event in plan_months.events_between(world.session, world.actor, MONTH, until, perm, NOW)


PLANS = [
    UseCase("plan_months.month", "sees it in the plan of the month", RUNS, sees),
    UseCase("plan_months.events_between", "finds it among what she plans", RUNS, between),
    UseCase("plan_months.ask_file", "gets a file with it", RUNS, hands_out),
    UseCase("plan_months.copy_month", "copies its month", RUNS, copies),
    UseCase("plan_uploads.ask_template", "asks for the sample of a plan", MAKES, asks_for_the_sample),
    UseCase("plan_uploads.compare", "adds events by a file", MAKES, takes_over),
    UseCase("plan_uploads.compare", "adds events of her town by a file", ADDS, lambda at: takes_over(at, HERE)),
    UseCase("plan_uploads.compare", "changes it by a file", RUNS, changes),
    UseCase("plan_uploads.keep", "sends a plan", MAKES, saves),
    UseCase("plan_uploads.save", "saves a plan and publishes it", MAKES, saves),
    UseCase("plan_uploads.discard", "discards a plan", MAKES, discards),
    UseCase(
        "releases.facts",
        "reads what there is to tell of it",
        RUNS,
        lambda at: releases.facts(at.session, at.actor, over(at).id, NOW),
    ),
    UseCase(
        "releases.save",
        "tells of it",
        RUNS,
        lambda at: releases.save(at.session, at.actor, over(at).id, "Было интересно всем.", NOW),
    ),
]
