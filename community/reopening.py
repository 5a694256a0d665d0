"""What becomes of those whose mentor goes or is changed: their request is open again, first of what a coordinator is to
settle; its words, ground and format stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community import attention
from community.meeting_states import PLANNED, MeetingState
from community.mentoring_states import RequestState
from community.notices import Notice
from storage.models import Meeting, MentorRequest, Mentorship, MentorshipMember, Person
from storage.notifications import notify

ANY_GROUND = "-"  # of a pair that was made without one


def reopen(
    session: Session, mentorship: Mentorship, mentee: MentorshipMember, now: datetime, tell: bool = True
) -> MentorRequest | None:
    """Of a locked mentorship that is over; the mentee is told. None: they have left too.

    The coordinator's term is the same as of any request: `mentor_deadlines.give_terms` knows the calendar.
    """
    person = session.get(Person, mentee.person_id, with_for_update={"key_share": True}) if mentee.person_id else None
    if person is None or person.joined_at is None:
        return None
    request = open_one(session, mentorship, person) or _made(session, mentorship, person, now)
    if request.state == RequestState.COORDINATOR:
        waits = attention.find(session, attention.Kind.MENTOR_REQUEST, request.id)
        due = waits.due if waits and waits.closed_at is None else None
        item = attention.open_(session, attention.Kind.MENTOR_REQUEST, request.id, person, now, due)
        item.opened_at = mentorship.created_at  # before whoever asks for the first time
        session.flush()
    if tell:
        topic = f"{Notice.MENTOR_LEFT}:{mentorship.id}"
        notify(session, person.id, Notice.MENTOR_LEFT, {"request": request.id}, now, topic)
    return request


def cancel_planned(session: Session, mentorship_id: int, now: datetime) -> None:
    """Of a locked mentorship that ends or pauses: its meetings ahead. Whoever ends it tells."""
    session.flush()
    ahead = Meeting.mentorship_id == mentorship_id, Meeting.state.in_(PLANNED), Meeting.starts_at > now
    session.execute(update(Meeting).where(*ahead).values(state=MeetingState.CANCELLED.value))


def open_one(session: Session, mentorship: Mentorship, person: Person) -> MentorRequest | None:
    same = MentorRequest.person_id == person.id, MentorRequest.ground == (mentorship.ground or ANY_GROUND)
    found = select(MentorRequest).where(*same, MentorRequest.closed_at.is_(None)).with_for_update()
    return session.execute(found).scalar_one_or_none()


def _made(session: Session, mentorship: Mentorship, person: Person, now: datetime) -> MentorRequest:
    led = MentorRequest.mentorship_id == mentorship.id, MentorRequest.person_id == person.id
    before = session.execute(select(MentorRequest.words).where(*led).order_by(MentorRequest.id.desc())).scalars()
    made = MentorRequest(
        person_id=person.id,
        ground=mentorship.ground or ANY_GROUND,
        topic=mentorship.topic,
        competence=mentorship.competence,
        format=mentorship.format,
        words=before.first(),
        state=RequestState.COORDINATOR.value,
        refusals=0,
        created_at=now,
        escalated_at=now,
    )
    session.add(made)
    session.flush()
    return made
