"""Who repeats events, and who decides what members propose: of Anna's town, as in `event_rights`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from community import planning, proposals, results, series, topics
from community.event_details import Detail
from community.recurrences import Recurrence
from storage.models import Event, Registration, TopicIdea
from tests.event_rights import RUNS, made, requested
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


def registered(world: World) -> Registration:
    found = requested(world)
    found.state = "registered"
    return found


def offered(world: World) -> Event:
    """By Anna."""
    values = {"kind": perm.event_kinds[0].id, "title": "Мастер-класс", "starts_at": NOW + timedelta(days=9)}
    return proposals.propose(world.session, world.anna, values, perm, NOW)


def decides(act: Callable[..., proposals.Proposal], *facts: object) -> Callable[[World], bool]:
    return lambda at: act(at.session, at.actor, offered(at).id, *facts, NOW).decided_now


def suggested(world: World) -> TopicIdea:
    return topics.suggest(world.session, world.anna, "Как удержать внимание", NOW)


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
    UseCase(
        "proposals.look",
        "reads what she offers to hold",
        RUNS,
        lambda at: proposals.look(at.session, at.actor, offered(at).id, NOW),
    ),
    UseCase("proposals.confirm", "confirms what she offers to hold", RUNS, decides(proposals.confirm)),
    UseCase("proposals.decline", "declines what she offers to hold", RUNS, decides(proposals.decline, None)),
    UseCase("proposals.clarify", "asks what she means to hold", RUNS, decides(proposals.clarify, "Какой класс?")),
    UseCase(
        "topics.look",
        "reads the topic she suggests",
        RUNS,
        lambda at: topics.look(at.session, at.actor, suggested(at).id, NOW),
    ),
    UseCase(
        "topics.answer",
        "answers the topic she suggests",
        RUNS,
        lambda at: topics.answer(at.session, at.actor, suggested(at).id, True, NOW).decided_now,
    ),
    UseCase(
        "results.give",
        "writes down her result",
        RUNS,
        lambda at: results.give(at.session, at.actor, registered(at).id, "победа", NOW),
    ),
    UseCase(
        "results.show",
        "shows the results to members",
        RUNS,
        lambda at: results.show(at.session, at.actor, made(at).id, True, NOW),
    ),
]
