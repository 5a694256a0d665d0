"""Somebody complains of what was said to them in a pair or a group."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, mentorships, pair_talks, roles
from community.complaints import KIND, TO_DECIDE
from community.notices import Notice
from community.refusals import NothingFlagged
from community.roles import Right
from storage.models import Complaint, Mentorship, Person, TalkMessage
from storage.notifications import notify


def complainable(session: Session, person: Person, mentorship_id: int) -> list[TalkMessage]:
    """What they have heard of others, the newest first. Raises `MentorshipGone`."""
    return [each for each in pair_talks.heard(session, person, mentorship_id) if each.author_id != person.id]


def file(
    session: Session, person: Person, mentorship_id: int, flagged: Collection[int], words: str | None, now: datetime
) -> tuple[Complaint, bool]:
    """One about each who is flagged; the first, and whether somebody was told. Raises `NothingFlagged`."""
    mentorship = mentorships.locked(session, mentorship_id)
    messages = [each for each in complainable(session, person, mentorship_id) if each.id in flagged]
    if not messages:
        raise NothingFlagged
    by_author = {each.author_id: each for each in messages}
    for message in messages:
        message.flagged_at = message.flagged_at or now
    filed = [_one(session, person, mentorship, message, words, now) for message in by_author.values()]
    return filed[0]


def _one(
    session: Session, person: Person, mentorship: Mentorship, message: TalkMessage, words: str | None, now: datetime
) -> tuple[Complaint, bool]:
    """More about the same person joins what is not decided yet."""
    mine = Complaint.talk_id == message.talk_id, Complaint.person_id == person.id, Complaint.decided_at.is_(None)
    about = Complaint.about_id == message.author_id
    complaint = session.execute(select(Complaint).where(*mine, about)).scalars().first()
    if complaint is not None:
        complaint.words = words or complaint.words
        return complaint, bool(_deciders(session, mentorship))
    complaint = Complaint(talk_id=message.talk_id, person_id=person.id, about_id=message.author_id, created_at=now)
    complaint.words = words
    session.add(complaint)
    session.flush()
    attention.open_in(session, KIND, complaint.id, mentorship.municipality, now, now + TO_DECIDE)
    deciders = _deciders(session, mentorship)
    for each in deciders:
        ids = {"complaint": complaint.id}
        notify(session, each, Notice.COMPLAINT_MADE, ids, now, f"{Notice.COMPLAINT_MADE}:{complaint.id}")
    return complaint, bool(deciders)


def _deciders(session: Session, mentorship: Mentorship) -> list[int]:
    """Nobody of the pair itself."""
    members = {each.person_id for each in mentorships.members_of(session, mentorship.id)}
    return sorted(set(roles.holders(session, Right.RUN_CONSULTING, mentorship.municipality)) - members)
