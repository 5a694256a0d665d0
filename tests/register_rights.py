"""Who may look into registers, and take lists out of them."""

from community import exports, registers
from community.registers import Filter
from storage.models import Consent, Mentor
from tests.rights_world import (
    COORDINATORS,
    FOREIGN_ORGANISATION,
    HERE,
    NOW,
    SCHOOL,
    SEES_PEOPLE,
    UseCase,
    World,
    cells,
    perm,
)

COUNCIL = cells("council")
CURATORS = cells("curator")


def becomes_mentor(world: World) -> bool:
    world.session.add(Mentor(person_id=world.anna.id, ground="pnpo", capacity=3, confirmed_at=NOW))
    world.session.flush()
    return True


def sees(world: World) -> bool:
    page = registers.people(world.session, world.actor, Filter(), perm, NOW, 0, 99)
    return world.anna in [entry.person for entry in page.entries]


def reads(world: World) -> bool:
    return registers.entry(world.session, world.actor, world.anna.id, NOW).person is world.anna


def begins_to_export(world: World) -> bool:
    exports.must_export(world.session, world.actor, NOW)
    return True


def exports_her(world: World) -> int:
    world.session.add(
        Consent(person_id=world.anna.id, kind="participation", version="1", text_hash="", network="vk", given_at=NOW)
    )
    world.session.flush()
    return exports.ask(world.session, world.actor, exports.Purpose.WORK, Filter(), perm, NOW).listed


REGISTERS = [
    UseCase("registers.people", "sees her in the register", SEES_PEOPLE, sees),
    UseCase(
        "registers.people",
        "sees her in the register of mentors",
        SEES_PEOPLE | COUNCIL,
        lambda at: becomes_mentor(at) and sees(at),
    ),
    UseCase("registers.entry", "reads her card", SEES_PEOPLE, reads),
    UseCase(
        "registers.entry",
        "reads her card as a mentor's",
        SEES_PEOPLE | COUNCIL,
        lambda at: becomes_mentor(at) and reads(at),
    ),
    UseCase(
        "registers.seen_by",
        "has a register at all",
        COORDINATORS | CURATORS | COUNCIL,
        lambda at: registers.seen_by(at.session, at.actor, NOW) is not None,
    ),
    UseCase(
        "registers.sees_mentors_only",
        "has the register of mentors only",
        COUNCIL,
        lambda at: (
            registers.seen_by(at.session, at.actor, NOW) is not None
            and registers.sees_mentors_only(at.session, at.actor, NOW)
        ),
    ),
    UseCase(
        "registers.municipalities",
        "chooses her municipality from a list",
        SEES_PEOPLE | COUNCIL | cells("curator", reaches=(FOREIGN_ORGANISATION,)),
        lambda at: HERE in [town.id for town in registers.municipalities(at.session, at.actor, perm, NOW)],
    ),
    UseCase(
        "registers.organisations",
        "chooses her school from a list",
        SEES_PEOPLE,
        lambda at: SCHOOL in registers.organisations(at.session, at.actor, NOW),
    ),
    UseCase(
        "registers.may_export",
        "is offered lists as files",
        COORDINATORS | CURATORS,
        lambda at: registers.may_export(at.session, at.actor, NOW),
    ),
    UseCase(
        "exports.must_export",
        "begins to ask for a list",
        COORDINATORS | CURATORS,
        begins_to_export,
    ),
    UseCase("exports.ask", "gets a list with her in it", SEES_PEOPLE, exports_her),
]
