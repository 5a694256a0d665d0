"""Who sees what waits for a decision, and what was done."""

from __future__ import annotations

from datetime import timedelta

from community import attention, audit
from tests.rights_world import APPLICATION, COORDINATES, DECIDES_MENTORS, DELETION, LATER, NOW, UseCase, World


def sees_waiting(world: World, kind: attention.Kind) -> bool:
    world.waits(kind)
    return bool(attention.waiting(world.session, world.actor, NOW, 0, 9))


def sees_journal(world: World) -> bool:
    audit.note(world.session, audit.Action.ROLE_GRANTED, NOW, actor=None, subject=world.anna)
    return bool(audit.journal(world.session, world.actor, NOW, 0, 9)[1])


def counts(world: World) -> int:
    world.waits(DELETION)
    return attention.count(world.session, world.actor, NOW)


def counts_due(world: World) -> int:
    world.waits(DELETION)
    return attention.count_due(world.session, world.actor, LATER, NOW)


def counts_opened(world: World) -> int:
    world.waits(DELETION)
    return attention.count_opened(world.session, world.actor, NOW - timedelta(days=1), NOW, [DELETION])


ATTENTION = [
    UseCase(
        "attention.waiting", "sees that her data wait to be deleted", COORDINATES, lambda at: sees_waiting(at, DELETION)
    ),
    UseCase(
        "attention.waiting", "sees her application waiting", DECIDES_MENTORS, lambda at: sees_waiting(at, APPLICATION)
    ),
    UseCase("attention.count", "counts what waits about her", COORDINATES, counts),
    UseCase("attention.count_opened", "counts what is new about her", COORDINATES, counts_opened),
    UseCase("attention.count_due", "counts what is due about her", COORDINATES, counts_due),
    UseCase("audit.journal", "reads what was done to her", COORDINATES, sees_journal),
]
