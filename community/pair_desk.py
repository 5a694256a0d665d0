"""A pair or group in the hands of whoever runs mentoring where it belongs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from community import mentorships, roles
from community.refusals import MentorshipGone, NotAllowed
from community.roles import Right
from storage.models import Mentorship, Person


def reached(session: Session, actor: Person, mentorship_id: int, now: datetime) -> Mentorship:
    """Raises `MentorshipGone`, `NotAllowed`."""
    reach = roles.scope(session, actor, Right.RUN_MENTORING, now)
    made = session.get(Mentorship, mentorship_id)
    if made is None:
        raise MentorshipGone
    if not reach.includes(made.municipality, made.organisation):
        raise NotAllowed
    return made


def lock(session: Session, actor: Person, mentorship_id: int, now: datetime) -> Mentorship:
    """Nobody else changes it meanwhile. Raises `MentorshipGone`, `NotAllowed`."""
    reached(session, actor, mentorship_id, now)
    return mentorships.locked(session, mentorship_id)
