"""What a mentor has done, for the mentor's own eyes."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import mentors
from community.consultations import State
from storage.models import Case, CaseOffer, Person

ENOUGH = 5  # ratings before their average is said: of fewer it would be plain who gave which
LATELY = 200  # cases that the usual time of an answer is taken from


class Consulting(NamedTuple):
    """`first_answer`: how long it usually takes from the card to the answer. `rating` None: too few ratings."""

    answered: int
    closed: int
    first_answer: timedelta | None
    rating: float | None


def consulting(session: Session, person: Person) -> Consulting:
    """Raises `NotAMentor`."""
    mentors.must_be(session, person)
    mine = Case.mentor_id == person.id
    closed = func.count().filter(Case.state == State.CLOSED.value)
    row = session.execute(
        select(func.count(), closed, func.count(Case.rating), func.avg(Case.rating)).where(
            mine, Case.answered_at.is_not(None)
        )
    ).one()
    answered, ended, ratings, average = row
    return Consulting(answered, ended, _usual(session, person), float(average) if ratings >= ENOUGH else None)


def _usual(session: Session, person: Person) -> timedelta | None:
    """The middle one: a question that lay for a month says nothing of the others."""
    times = (
        select(func.coalesce(CaseOffer.offered_at, Case.taken_at, Case.sent_at), Case.answered_at)
        .outerjoin(CaseOffer, (CaseOffer.case_id == Case.id) & (CaseOffer.person_id == person.id))
        .where(Case.mentor_id == person.id, Case.answered_at.is_not(None), Case.sent_at.is_not(None))
        .order_by(Case.id.desc())
        .limit(LATELY)
    )
    took = sorted(until - since for since, until in session.execute(times) if until)
    return max(took[len(took) // 2], timedelta()) if took else None
