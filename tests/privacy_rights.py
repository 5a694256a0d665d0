"""Who sees and decides what of questions: here of ordinary ones of Anna's under her name, and of others where said."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from community import bans, case_desk, case_numbers, complaints, talks
from community.case_desk import Wanted
from community.case_numbers import Span, period_of
from community.consultations import State
from community.talks import Saying, Side
from storage.models import Account, Case, Complaint, Mentor
from tests.rights_world import COORDINATES, EVERYWHERE, FOREIGN_TOWN, NOW, UseCase, World, cells, perm

COORDINATES_ALL = cells("owner", "coordinator", "stand-in", reaches=(EVERYWHERE,))
COORDINATES_SOME = cells("owner", "coordinator", "stand-in")
RESPONDS = cells("responder", reaches=(EVERYWHERE, FOREIGN_TOWN))  # with a role in her town they would be too near
MONTH = period_of(Span.MONTH, NOW.date())


def asked(world: World, **more: object) -> Case:
    case = Case(asker_id=world.anna.id, state=State.COORDINATOR.value, topic="lesson", created_at=NOW, sent_at=NOW)
    case.escalated_at, case.is_support, case.is_anonymous = NOW, False, False
    for name, value in more.items():
        setattr(case, name, value)
    world.session.add(case)
    world.session.flush()
    talk = talks.begin(world.session, case, NOW)
    talks.keep(world.session, talk, world.anna.id, Side.ASKER, Saying("Как провести урок?", account(world), 1), NOW)
    return case


def account(world: World) -> int:
    """Hers."""
    if not world.anna.accounts:
        world.anna.accounts.append(Account(network="vk", number=1, created_at=NOW))
        world.session.flush()
    return world.anna.accounts[0].id


def of_support(world: World) -> Case:
    hides = {"hides_municipality": world.anna.municipality, "hides_organisation": world.anna.organisation}
    return asked(world, topic="conflict", is_support=True, is_anonymous=True, escalated_at=None, **hides)


def unnamed(world: World) -> Case:
    return asked(world, is_anonymous=True)


def lists(world: World, case: Case) -> bool:
    return case in case_desk.listed(world.session, world.actor, Wanted(), NOW, 0, 9)[0]


def knows(world: World, case: Case) -> bool:
    mine = case_desk.reached(world.session, world.actor, NOW)
    return world.session.execute(select(Case).where(Case.id == case.id, mine)).first() is not None


def mentored(world: World) -> None:
    """Boris, her colleague, becomes one."""
    world.session.add(Mentor(person_id=world.boris.id, ground="luch", capacity=3, confirmed_at=NOW))
    world.session.flush()


def assigns(world: World) -> object:
    mentored(world)
    return case_desk.assign(world.session, world.actor, asked(world).id, world.boris.id, NOW)


def finds_the_fittest(world: World) -> object:
    mentored(world)
    return case_desk.fittest(world.session, world.actor, asked(world).id, perm, NOW)


def merges(world: World) -> object:
    first = asked(world)
    return case_desk.merge(world.session, world.actor, asked(world).id, first.id, NOW)


def complained(world: World, case: Case) -> Complaint:
    """By Boris, of what she has said."""
    talk = talks.of_case(world.session, case)
    complaint = Complaint(talk_id=talk.id, person_id=world.boris.id, about_id=world.anna.id, created_at=NOW)
    world.session.add(complaint)
    world.session.flush()
    return complaint


def decides(world: World, case: Case) -> bool:
    number = complained(world, case).id
    return complaints.decide(world.session, world.actor, number, complaints.WARNING, None, NOW)[1]


def lifts(world: World) -> bool:
    complaint = complained(world, asked(world))
    complaint.decided_at, complaint.decision = NOW, "ban_7"
    ban = bans.begin(world.session, world.anna.id, world.boris, 7, None, NOW)
    complaints.lift(world.session, world.actor, complaint.id, NOW + timedelta(hours=1))
    return ban.ended_at is not None


def sees_support_counted(world: World) -> object:
    for _ in range(case_numbers.FEWEST):
        case = of_support(world)
        case.hides_municipality = case.hides_organisation = None
    return case_numbers.of_support(world.session, world.actor, MONTH, perm, NOW)


CASE_DESK = [
    UseCase(
        "case_desk.may_open",
        "opens the desk of questions",
        COORDINATES_SOME | cells("responder"),
        lambda at: case_desk.may_open(at.session, at.actor, NOW),
    ),
    UseCase("case_desk.reached", "may know that she has asked", COORDINATES, lambda at: knows(at, asked(at))),
    UseCase("case_desk.listed", "sees when and of what she has asked", COORDINATES, lambda at: lists(at, asked(at))),
    UseCase(
        "case_desk.listed",
        "sees when and of what she has asked without a name",
        COORDINATES_ALL,
        lambda at: lists(at, unnamed(at)),
    ),
    UseCase(
        "case_desk.listed",
        "sees that there is a question of support, hers",
        RESPONDS,
        lambda at: lists(at, of_support(at)),
    ),
    UseCase(
        "case_desk.look",
        "reads her question once it has come to the coordinator",
        COORDINATES,
        lambda at: case_desk.look(at.session, at.actor, asked(at).id, NOW).said,
    ),
    UseCase(
        "case_desk.look",
        "reads her question of support, without a name",
        RESPONDS,
        lambda at: case_desk.look(at.session, at.actor, of_support(at).id, NOW).said,
    ),
    UseCase("case_desk.fittest", "sees who could answer it", COORDINATES, finds_the_fittest),
    UseCase(
        "case_desk.answering",
        "looks for somebody to answer it",
        COORDINATES,
        lambda at: case_desk.answering(at.session, at.actor, asked(at).id, "Борис", NOW) is not None,
    ),
    UseCase("case_desk.assign", "gives it to somebody to answer", COORDINATES, assigns),
    UseCase(
        "case_desk.close",
        "closes it",
        COORDINATES,
        lambda at: case_desk.close(at.session, at.actor, asked(at).id, "other", None, NOW)[1],
    ),
    UseCase("case_desk.merge", "merges two of hers", COORDINATES, merges),
    UseCase(
        "complaints.listed",
        "sees that somebody complains of her",
        COORDINATES,
        lambda at: complained(at, asked(at)) in complaints.listed(at.session, at.actor, NOW, 0, 9)[0],
    ),
    UseCase(
        "complaints.look",
        "reads what is flagged of what she has said",
        COORDINATES,
        lambda at: complaints.look(at.session, at.actor, complained(at, asked(at)).id, NOW),
    ),
    UseCase(
        "complaints.look",
        "reads what is flagged in her question of support, without a name",
        RESPONDS,
        lambda at: complaints.look(at.session, at.actor, complained(at, of_support(at)).id, NOW),
    ),
    UseCase("complaints.decide", "decides about it", COORDINATES, lambda at: decides(at, asked(at))),
    UseCase(
        "complaints.decide",
        "decides about it in her question without a name",
        COORDINATES_ALL,
        lambda at: decides(at, unnamed(at)),
    ),
    UseCase("complaints.lift", "lets her ask again before the day", COORDINATES, lifts),
    UseCase(
        "case_numbers.numbers",
        "counts her question",
        COORDINATES,
        lambda at: asked(at).id and case_numbers.numbers(at.session, at.actor, "month", perm, NOW).asked,
    ),
    UseCase(
        "case_numbers.rows",
        "has it in a file, as a number and dates",
        COORDINATES,
        lambda at: asked(at) in case_numbers.rows(at.session, at.actor, MONTH, perm, NOW),
    ),
    UseCase("case_numbers.of_support", "counts many questions of support", COORDINATES_ALL, sees_support_counted),
    UseCase(
        "case_numbers.ask_file",
        "asks for a file with numbers",
        COORDINATES_SOME,
        lambda at: case_numbers.ask_file(at.session, at.actor, "month", perm, NOW),
    ),
]
