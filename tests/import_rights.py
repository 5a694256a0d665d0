"""Who may load lists of people, and look after those who are waited for."""

from __future__ import annotations

from sqlalchemy import func, select

from community import expected
from community.expected import Draft, Listed
from community.roles import Role
from storage.models import Expected, Notification
from tests.rights_world import COORDINATORS, EVERYWHERE, HERE, NOW, SCHOOL, TOWN, UseCase, World, cells, grant

ROWS = {2: Listed("Вымышленная Дина", HERE, SCHOOL)}
IMPORTS = cells("owner", "coordinator", "stand-in", reaches=(EVERYWHERE, TOWN))


def drafts(world: World) -> Draft | None:
    """None where the row is beyond the actor's reach, as the dialogue looks first."""
    if expected.beyond(world.session, world.actor, ROWS, NOW):
        return None
    return expected.draft(world.session, world.actor, ROWS, NOW)


def saves(world: World) -> int:
    draft = drafts(world)
    return expected.save(world.session, world.actor, draft.mark, NOW) if draft else 0


def waits(world: World) -> None:
    """A list of a coordinator of everywhere."""
    grant(world.session, world.boris, Role.COORDINATOR, EVERYWHERE)
    draft = expected.draft(world.session, world.boris, ROWS, NOW)
    expected.save(world.session, world.boris, draft.mark, NOW)


def counts(world: World) -> int:
    waits(world)
    return expected.counts(world.session, world.actor, NOW).waiting


def gets_links(world: World) -> int:
    waits(world)
    return len(list(expected.with_tokens(world.session, world.actor, NOW)))


def asks_links(world: World) -> int:
    waits(world)
    return expected.ask_links(world.session, world.actor, NOW)


def forgets(world: World) -> int:
    waits(world)
    return expected.forget(world.session, world.actor, NOW)


def asks_template(world: World) -> bool:
    expected.ask_template(world.session, world.actor, NOW)
    return bool(world.session.execute(select(func.count()).select_from(Notification)).scalar_one())


def discards(world: World) -> bool:
    expected.discard(world.session, world.actor, NOW)
    return not world.session.execute(select(func.count()).select_from(Expected)).scalar_one()


IMPORT = [
    UseCase(
        "expected.may_import",
        "is offered to load a list",
        COORDINATORS,
        lambda at: expected.may_import(at.session, at.actor, NOW),
    ),
    UseCase(
        "expected.must_import",
        "begins to load a list",
        COORDINATORS,
        lambda at: expected.must_import(at.session, at.actor, NOW) is not None,
    ),
    UseCase("expected.ask_template", "gets an empty list to fill in", COORDINATORS, asks_template),
    UseCase(
        "expected.beyond",
        "may load a row of her municipality",
        IMPORTS,
        lambda at: not expected.beyond(at.session, at.actor, ROWS, NOW),
    ),
    UseCase("expected.draft", "loads a list of her municipality", IMPORTS, drafts),
    UseCase("expected.save", "saves a list of her municipality", IMPORTS, saves),
    UseCase("expected.discard", "drops a list instead of saving it", COORDINATORS, discards),
    UseCase("expected.counts", "counts who is waited for in her municipality", IMPORTS, counts),
    UseCase("expected.ask_links", "asks for the links of her municipality", IMPORTS, asks_links),
    UseCase("expected.with_tokens", "gets the links of her municipality", IMPORTS, gets_links),
    UseCase("expected.forget", "ends the waiting in her municipality", IMPORTS, forgets),
]
