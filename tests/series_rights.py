"""Who repeats events, and who decides what members propose: of Anna's town, as in `event_rights`."""

from __future__ import annotations

from collections.abc import Callable

from community import planning, series
from community.event_details import Detail
from community.recurrences import Recurrence
from storage.models import Event
from tests.event_rights import RUNS, made
from tests.rights_world import NOW, UseCase, World, perm

EVERY_TUESDAY = Recurrence((1,))


def repeated(world: World) -> Event:
    event = made(world)
    series.repeat(world.session, world.boris, event.id, EVERY_TUESDAY, perm, NOW)
    return event


def of_series(act: Callable[..., object]) -> Callable[[World], object]:
    return lambda at: act(at.session, at.actor, repeated(at).id, perm, NOW)


def changes_following(world: World) -> bool:
    event = repeated(world)
    planning.change(world.session, world.boris, event.id, {"title": "Иначе"}, perm, NOW)
    return series.change_following(world.session, world.actor, event.id, Detail.TITLE, perm, NOW) > 0


def ends_all(world: World) -> bool:
    event = repeated(world)
    series.end(world.session, world.boris, event.id, perm, NOW)
    return series.cancel_rest(world.session, world.actor, event.id, perm, NOW) == 0


SERIES = [
    UseCase(
        "series.repeat",
        "repeats it every week",
        RUNS,
        lambda at: series.repeat(at.session, at.actor, made(at).id, EVERY_TUESDAY, perm, NOW),
    ),
    UseCase("series.standing", "sees how it repeats", RUNS, of_series(series.standing)),
    UseCase(
        "series.skip",
        "skips it once",
        RUNS,
        lambda at: series.skip(at.session, at.actor, repeated(at).id, None, perm, NOW),
    ),
    UseCase("series.change_following", "changes the later ones with it", RUNS, changes_following),
    UseCase("series.end", "ends the series", RUNS, of_series(series.end)),
    UseCase("series.cancel_rest", "cancels what is left of the series", RUNS, ends_all),
    UseCase(
        "series.attach",
        "puts it into a series of the profile",
        RUNS,
        lambda at: series.attach(at.session, at.actor, made(at).id, "seasons", perm, NOW),
    ),
]
