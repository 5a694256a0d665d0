"""Who finds mentors for others, and changes them."""

from __future__ import annotations

from community import mentoring_desk, mentorships, pair_desk
from community.mentorships import Role
from storage.models import Mentor, Mentorship, Person
from tests.mentoring_rights import asks
from tests.rights_world import NOW, RUNS_MENTORING, UseCase, World, perm


def mentor(world: World) -> Person:
    """Boris, who has room."""
    world.boris.joined_at = NOW
    world.session.add(Mentor(person_id=world.boris.id, ground="expert-ege", capacity=3, confirmed_at=NOW))
    world.session.flush()
    return world.boris


def pair(world: World) -> Mentorship:
    about, people = mentorships.About("subject", "math"), [(mentor(world), Role.MENTOR), (world.anna, Role.MENTEE)]
    return mentorships.make(world.session, about, people, perm, NOW)


ANSWERING = [
    UseCase(
        "mentoring_desk.look",
        "reads whom her request for a mentor was shown to",
        RUNS_MENTORING,
        lambda at: mentoring_desk.look(at.session, at.actor, asks(at).id, NOW),
    ),
    UseCase(
        "mentoring_desk.suggested",
        "is suggested mentors for her",
        RUNS_MENTORING,
        lambda at: mentoring_desk.suggested(at.session, at.actor, asks(at).id, perm, NOW) is not None,
    ),
    UseCase(
        "mentoring_desk.called",
        "finds mentors for her by name",
        RUNS_MENTORING,
        lambda at: mentoring_desk.called(at.session, at.actor, asks(at).id, "Борис", perm, NOW) is not None,
    ),
    UseCase(
        "mentoring_desk.candidate",
        "looks at a mentor for her",
        RUNS_MENTORING,
        lambda at: mentoring_desk.candidate(at.session, at.actor, asks(at).id, mentor(at).id, perm, NOW),
    ),
    UseCase(
        "mentoring_desk.propose",
        "asks a mentor for her",
        RUNS_MENTORING,
        lambda at: mentoring_desk.propose(at.session, at.actor, asks(at).id, mentor(at).id, perm, NOW),
    ),
    UseCase(
        "mentoring_desk.pair",
        "puts down her pair",
        RUNS_MENTORING,
        lambda at: mentoring_desk.pair(at.session, at.actor, asks(at).id, mentor(at).id, perm, NOW),
    ),
    UseCase(
        "mentoring_desk.close",
        "closes her request for a mentor",
        RUNS_MENTORING,
        lambda at: mentoring_desk.close(at.session, at.actor, asks(at).id, "nobody", None, NOW),
    ),
    UseCase(
        "pair_desk.led",
        "looks whose pair would change",
        RUNS_MENTORING,
        lambda at: pair_desk.led(at.session, at.actor, pair(at).id, NOW),
    ),
    UseCase(
        "pair_desk.change",
        "looks for another mentor for her",
        RUNS_MENTORING,
        lambda at: pair_desk.change(at.session, at.actor, pair(at).id, NOW),
    ),
]
