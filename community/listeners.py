"""Who hears what is said in a talk, of a question or of a pair; and what a talk is about, locked."""

from __future__ import annotations

from sqlalchemy.orm import Session

from community import consultations, mentorships, pair_talks, talks
from storage.models import Case, Mentorship, Talk, TalkMessage


def locked(session: Session, talk: Talk) -> Case | Mentorship:
    """Nobody else says or changes anything in the talk meanwhile. Raises `CaseGone`, `MentorshipGone`."""
    if talk.mentorship_id is not None:
        return mentorships.locked(session, talk.mentorship_id)
    return consultations.locked(session, talk.case_id or 0)


def of(session: Session, about: Case | Mentorship, message: TalkMessage) -> list[int]:
    if isinstance(about, Mentorship):
        return pair_talks.hearers(session, about.id, message.author_id)
    to = talks.other(about, message.side)
    return [to] if to is not None else []
