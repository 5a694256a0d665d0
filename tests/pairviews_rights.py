"""Who sees pairs, takes them out as a file, and loads lists of them."""

from __future__ import annotations

from community import mentorships, pair_desk, pair_exports, pair_imports, pair_modes, pair_registers, pair_signals
from community.mentoring_periods import school_year
from community.mentorships import About, Role
from community.pair_imports import Found, Listed
from community.pair_modes import Order
from community.pair_parties import Party
from community.pair_registers import Filter
from community.profile_files import load_profile
from storage.models import FitCheck, Mentorship
from tests.rights_world import COORDINATES, COORDINATORS, NOW, RUNS_MENTORING, SEES_PEOPLE, UseCase, World, cells, perm

ROWS = {2: Listed("Борис", "Анна Вымышленная")}
school = load_profile("anuchino-school")
SEES_SOMEBODY = COORDINATORS | cells("curator")


def pair(world: World) -> Mentorship:
    """Boris helps Anna, who is not sure that it fits."""
    people = [(world.boris, Role.MENTOR), (world.anna, Role.MENTEE)]
    made = mentorships.make(world.session, About("subject", "math"), people, perm, NOW)
    world.session.add(FitCheck(mentorship_id=made.id, person_id=world.anna.id, asked_at=NOW, answer="not_quite"))
    world.session.flush()
    return made


def signals(world: World) -> list[pair_signals.Signal]:
    made = pair(world)
    return pair_signals.of(world.session, world.actor, [made.id], perm, NOW)[made.id]


def listed(world: World) -> list[pair_registers.Entry]:
    pair(world)
    return pair_registers.pairs(world.session, world.actor, Filter(), perm, NOW, 5).entries


def counted(world: World) -> int:
    pair(world)
    return pair_registers.summary(world.session, world.actor, perm, NOW).on


def ordered(world: World) -> Mentorship:
    """Where the profile knows orders."""
    made = pair(world)
    made.mode = "employment"
    return made


def orders(world: World) -> object:
    return pair_modes.order(world.session, world.actor, pair(world).id, Order("45-л", NOW.date()), school, NOW)


def asked(world: World) -> int:
    pair(world)
    return pair_exports.ask(world.session, world.actor, "month", Filter(), perm, NOW)[1]


def drafted(world: World) -> pair_imports.Draft:
    found = Found({2: (ROWS[2], Party(world.boris.id), Party(world.anna.id))})
    return pair_imports.draft(world.session, world.actor, found, NOW)


def figured(world: World) -> bool:
    pair_exports.figures(world.session, world.actor, school_year(NOW.date()), perm, NOW)
    return True


def discards(world: World) -> bool:
    pair_imports.discard(world.session, world.actor, NOW)
    return True


def asks_template(world: World) -> bool:
    pair_imports.ask_template(world.session, world.actor, NOW)
    return True


def chooses(world: World) -> bool:
    pair_exports.must_export(world.session, world.actor, NOW)
    return True


PAIRVIEWS = [
    UseCase("pair_registers.pairs", "sees her pair in the list", SEES_PEOPLE, listed),
    UseCase("pair_registers.summary", "counts her pair", SEES_PEOPLE, counted),
    UseCase(
        "pair_registers.look",
        "reads the card of her pair",
        SEES_PEOPLE,
        lambda at: pair_registers.look(at.session, at.actor, pair(at).id, perm, NOW),
    ),
    UseCase(
        "pair_registers.entries",
        "is told what her pair may need",
        COORDINATES,
        lambda at: pair_registers.entries(at.session, at.actor, [pair(at).id], perm, NOW)[0].signals,
    ),
    UseCase("pair_signals.of", "is told that she is not sure of her pair", COORDINATES, signals),
    UseCase(
        "pair_signals.condition",
        "finds pairs that are not sure",
        COORDINATES,
        signals,
    ),
    UseCase(
        "pair_registers.within",
        "sees pairs of some place",
        SEES_SOMEBODY,
        lambda at: pair_registers.within(at.session, at.actor, NOW) is not None,
    ),
    UseCase(
        "pair_registers.matching",
        "narrows pairs of some place",
        SEES_SOMEBODY,
        lambda at: pair_registers.matching(at.session, at.actor, Filter(), perm, NOW) is not None,
    ),
    UseCase(
        "pair_desk.reached",
        "has her pair in hand",
        RUNS_MENTORING,
        lambda at: pair_desk.reached(at.session, at.actor, pair(at).id, NOW),
    ),
    UseCase(
        "pair_desk.lock",
        "begins to change her pair",
        RUNS_MENTORING,
        lambda at: pair_desk.lock(at.session, at.actor, pair(at).id, NOW),
    ),
    UseCase(
        "pair_modes.look",
        "reads by which order her pair works",
        RUNS_MENTORING,
        lambda at: pair_modes.look(at.session, at.actor, ordered(at).id, school, NOW),
    ),
    UseCase("pair_modes.order", "puts down an order for her pair", RUNS_MENTORING, orders),
    UseCase(
        "pair_modes.note_consent",
        "notes the consent of her mentor",
        RUNS_MENTORING,
        lambda at: pair_modes.note_consent(at.session, at.actor, ordered(at).id, school, NOW),
    ),
    UseCase(
        "pair_modes.take_back",
        "puts down that there is no order for her pair",
        RUNS_MENTORING,
        lambda at: pair_modes.take_back(at.session, at.actor, ordered(at).id, school, NOW),
    ),
    UseCase(
        "pair_exports.may_export",
        "is offered pairs as a file",
        SEES_SOMEBODY,
        lambda at: pair_exports.may_export(at.session, at.actor, NOW),
    ),
    UseCase(
        "pair_exports.must_export",
        "chooses a period of a file of pairs",
        SEES_SOMEBODY,
        chooses,
    ),
    UseCase("pair_exports.ask", "gets a file with her pair", SEES_PEOPLE, asked),
    UseCase("pair_exports.figures", "sees numbers of mentoring of some place", SEES_SOMEBODY, figured),
    UseCase(
        "pair_imports.may_import",
        "is offered to load pairs",
        SEES_SOMEBODY,
        lambda at: pair_imports.may_import(at.session, at.actor, NOW),
    ),
    UseCase(
        "pair_imports.must_import",
        "begins to load pairs",
        SEES_SOMEBODY,
        lambda at: pair_imports.must_import(at.session, at.actor, NOW) is not None,
    ),
    UseCase("pair_imports.ask_template", "gets an empty list of pairs", SEES_SOMEBODY, asks_template),
    UseCase(
        "pair_imports.find",
        "loads a pair of hers",
        RUNS_MENTORING,
        lambda at: pair_imports.find(at.session, at.actor, ROWS, NOW).pairs,
    ),
    UseCase("pair_imports.draft", "looks through a list of pairs", SEES_SOMEBODY, drafted),
    UseCase(
        "pair_imports.save",
        "saves a list of pairs",
        SEES_SOMEBODY,
        lambda at: pair_imports.save(at.session, at.actor, drafted(at).mark, NOW),
    ),
    UseCase("pair_imports.discard", "drops a list of pairs", SEES_SOMEBODY, discards),
    UseCase(
        "pair_imports.waiting",
        "counts the pairs of a list that wait",
        SEES_SOMEBODY,
        lambda at: (
            pair_imports.save(at.session, at.actor, drafted(at).mark, NOW)
            and pair_imports.waiting(at.session, at.actor, NOW)
        ),
    ),
]
