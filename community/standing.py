"""How somebody stands, for their menu: asked of the database at once, as nothing is shown more often."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import Session

from community import applying, articles, mentorships, responders
from community.applying import Stage
from storage.models import Article, Person


class Standing(NamedTuple):
    """`questions`: how many wait for the person to take or answer; None: none may come to them.

    `with_others`: they have a mentor, or somebody else to work with.
    """

    stage: Stage
    questions: int | None
    has_answers: bool
    with_others: bool = False


def of(session: Session, person: Person) -> Standing:
    """Of who has not joined only whether there are ready answers."""
    if person.joined_at is None:
        return Standing(Stage.NONE, None, session.execute(select(_has_answers())).scalar_one())
    asked = select(
        responders.is_mentor(person).label("mentors"),
        responders.is_named(person).label("named"),
        responders.number(person).label("questions"),
        applying.last_state(person).label("applied"),
        _has_answers().label("answers"),
        mentorships.works_with_others(person).label("with_others"),
    )
    found = session.execute(asked).one()
    applied = Stage.APPLIED if found.applied in applying.OPEN else Stage.NONE
    stage = Stage.MENTOR if found.mentors else applied
    questions = found.questions if found.mentors or found.named else None
    return Standing(stage, questions, found.answers, found.with_others)


def _has_answers() -> Exists:
    return exists().where(Article.state == articles.State.PUBLISHED.value)
