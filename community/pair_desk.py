"""A pair or group in the hands of whoever runs mentoring where it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from community import audit, mentorships, reopening, roles
from community.audit import Action
from community.mentoring_states import MentorshipState
from community.mentorships import Outcome, Role
from community.notices import Notice
from community.refusals import MentorshipGone, MentorshipSettled, NotAllowed
from community.roles import Right
from storage.models import MentorRequest, Mentorship, MentorshipMember, Person
from storage.notifications import notify
from storage.people import people_by_id


@dataclass(frozen=True)
class Led:
    """A pair or group that goes on, and who is in it."""

    mentorship: Mentorship
    mentors: Sequence[Person]
    mentees: Sequence[Person]


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


def led(session: Session, actor: Person, mentorship_id: int, now: datetime) -> Led:
    """Raises `MentorshipGone`, `MentorshipSettled`, `NotAllowed`."""
    return _led(session, reached(session, actor, mentorship_id, now))


def change(session: Session, actor: Person, mentorship_id: int, now: datetime) -> list[MentorRequest]:
    """It ends, nobody is to blame, and the actor has a request of each mentee to find another mentor for.

    Raises `MentorshipGone`, `MentorshipSettled`, `NotAllowed`.
    """
    found = _led(session, lock(session, actor, mentorship_id, now))
    members = {each.person_id: each for each in _present(session, found.mentorship)}
    for mentor in found.mentors:
        mentorships.end(session, mentor, mentorship_id, now, Outcome.CHANGED)
        topic = f"{Notice.MENTOR_CHANGED}:{mentorship_id}"
        notify(session, mentor.id, Notice.MENTOR_CHANGED, {"mentorship": mentorship_id}, now, topic)
    made = [reopening.reopen(session, found.mentorship, members[each.id], now, tell=False) for each in found.mentees]
    for request in filter(None, made):
        subject = session.get_one(Person, request.person_id)
        audit.note(session, Action.MENTOR_CHANGED, now, actor=actor, subject=subject, details={"request": request.id})
    return [request for request in made if request]


def _led(session: Session, made: Mentorship) -> Led:
    present = _present(session, made)
    people = people_by_id(session, [each.person_id for each in present if each.person_id])
    by_role = {
        role: [people[each.person_id] for each in present if each.role == role and each.person_id in people]
        for role in (Role.MENTOR, Role.MENTEE)
    }
    if made.state == MentorshipState.COMPLETED or not all(by_role.values()):
        raise MentorshipSettled
    return Led(made, by_role[Role.MENTOR], by_role[Role.MENTEE])


def _present(session: Session, made: Mentorship) -> list[MentorshipMember]:
    return [each for each in mentorships.members_of(session, made.id) if each.left_at is None]
