"""Who sees and decides what of mentoring."""

from __future__ import annotations

from community import mentor_requests
from storage.models import MentorRequest
from tests.rights_world import NOW, RUNS_MENTORING, UseCase, World


def asks(world: World) -> MentorRequest:
    """Anna looks for a mentor, and a coordinator is to find one."""
    made = MentorRequest(person_id=world.anna.id, ground="subject", topic="math", state="coordinator", created_at=NOW)
    world.session.add(made)
    world.session.flush()
    return made


MENTORING = [
    UseCase(
        "mentor_requests.look",
        "reads her request for a mentor",
        RUNS_MENTORING,
        lambda at: mentor_requests.look(at.session, at.actor, asks(at).id, NOW),
    ),
]
