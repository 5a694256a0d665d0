"""Answers that a mentor gives again and again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import consultations, talks
from community.refusals import CannedGone, TooManyCanned
from community.talks import Side
from storage.models import CannedAnswer, Person, TalkMessage

MOST = 20
LONGEST = 2000


def of(session: Session, mentor: Person) -> list[CannedAnswer]:
    """The newest first."""
    mine = select(CannedAnswer).where(CannedAnswer.person_id == mentor.id).order_by(CannedAnswer.id.desc())
    return list(session.execute(mine).scalars())


def one(session: Session, mentor: Person, number: int) -> CannedAnswer:
    found = session.get(CannedAnswer, number)
    if found is None or found.person_id != mentor.id:
        raise CannedGone
    return found


def last_said(session: Session, mentor: Person, case_id: int) -> str | None:
    """What the mentor has told the asker last, unless it is kept already."""
    case = consultations.taken_by(session, mentor, case_id)
    talk = talks.of_case(session, case)
    mine = TalkMessage.talk_id == talk.id, TalkMessage.author_id == mentor.id, TalkMessage.side == Side.MENTOR.value
    said = select(TalkMessage.words).where(*mine, TalkMessage.is_note.is_(False), TalkMessage.words != "")
    words = session.execute(said.order_by(TalkMessage.id.desc()).limit(1)).scalar()
    kept = {each.words for each in of(session, mentor)}
    return words if words and words[:LONGEST] not in kept else None


def save_last(session: Session, mentor: Person, case_id: int, now: datetime) -> None:
    """A second press changes nothing. Raises `NotYourCase`, `TooManyCanned`."""
    words = last_said(session, mentor, case_id)
    if words is None:
        return
    if len(of(session, mentor)) >= MOST:
        raise TooManyCanned
    session.add(CannedAnswer(person_id=mentor.id, words=words[:LONGEST], created_at=now))
    session.flush()


def delete(session: Session, mentor: Person, number: int) -> None:
    found = session.get(CannedAnswer, number)
    if found is not None and found.person_id == mentor.id:
        session.delete(found)
        session.flush()
