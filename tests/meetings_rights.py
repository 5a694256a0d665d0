"""Who reads what two say of working together."""

from __future__ import annotations

from community import fit_checks, mentorships
from community.mentorships import About, Role
from storage.models import FitCheck
from tests.rights_world import COORDINATES, NOW, UseCase, World, perm


def worried(world: World) -> int:
    """Anna works with Boris, and it is not quite what she needs."""
    people = [(world.boris, Role.MENTOR), (world.anna, Role.MENTEE)]
    made = mentorships.make(world.session, About("subject"), people, perm, NOW)
    check = FitCheck(mentorship_id=made.id, person_id=world.anna.id, asked_at=NOW, answer="not_quite")
    world.session.add(check)
    world.session.flush()
    return check.id


MEETINGS = [
    UseCase(
        "fit_checks.look",
        "reads whether her mentor suits her",
        COORDINATES,
        lambda at: fit_checks.look(at.session, at.actor, worried(at), NOW),
    ),
    UseCase(
        "fit_checks.settle",
        "has seen to a mentor who does not suit her",
        COORDINATES,
        lambda at: fit_checks.settle(at.session, at.actor, worried(at), NOW),
    ),
]
