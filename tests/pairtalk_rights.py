"""Who learns what of complaints in pairs."""

from __future__ import annotations

from community import complaints, mentorships, pair_complaints, talks
from community.mentorships import About, Role
from community.profile_files import load_profile
from storage.models import Complaint, TalkMessage
from tests.rights_world import COORDINATES, NOW, UseCase, World

perm = load_profile("perm-nastavniki")


def complained(world: World) -> Complaint:
    """Anna complains of what Boris has said in their pair."""
    people = [(world.anna, Role.MENTEE), (world.boris, Role.MENTOR)]
    pair = mentorships.make(world.session, About(), people, perm, NOW)
    talk = talks.begin(world.session, pair, NOW)
    message = TalkMessage(talk_id=talk.id, author_id=world.boris.id, side="mentor", words="Ерунда", said_at=NOW)
    world.session.add(message)
    world.session.flush()
    return pair_complaints.file(world.session, world.anna, pair.id, [message.id], None, NOW)[0]


PAIR_TALKS = [
    UseCase(
        "complaints.look",
        "reads what was said to her in a pair, where she complains of it",
        COORDINATES,
        lambda at: complaints.look(at.session, at.actor, complained(at).id, NOW),
    ),
]
