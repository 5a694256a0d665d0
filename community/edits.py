"""Somebody changes what they have said: it changes with whoever has it already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import listeners, talks
from community.consultations import State
from community.talks import TALK, Side
from storage.models import Case, CaseOffer, Mentorship, Person, Talk, TalkCopy, TalkFile, TalkMessage


def edit(session: Session, person: Person, account: int, number: int, words: str, now: datetime) -> Case | None:
    """The case, where something of one has changed. What a complaint shows stays as it was, and so does what was said
    in a pair that is over."""
    message = _own(session, person, account, number)
    if message is None or message.flagged_at or message.words == words or not _says(session, message, words):
        return None
    talk = session.get_one(Talk, message.talk_id)
    about = listeners.locked(session, talk)
    heard = listeners.of(session, about, message)
    if isinstance(about, Mentorship) and not heard:
        return None
    message.words = words
    if any(talks.has_left(session, message, to) for to in heard):
        message.edited_at = now
        session.flush()
        talks.show_edited(session, talk, message, now)
    elif isinstance(about, Case) and message.side == Side.ASKER and about.state != State.DRAFT.value:
        _show_on_cards(session, about, talk, now)
    session.flush()
    return about if isinstance(about, Case) else None


def _own(session: Session, person: Person, account: int, number: int) -> TalkMessage | None:
    copy = talks.replied(session, account, number)
    message = session.get(TalkMessage, copy.message_id) if copy and copy.message_id else None
    return message if message and message.author_id == person.id else None


def _says(session: Session, message: TalkMessage, words: str) -> bool:
    files = select(TalkFile.id).where(TalkFile.message_id == message.id).limit(1)
    return bool(words) or session.execute(files).first() is not None


def _show_on_cards(session: Session, case: Case, talk: Talk, now: datetime) -> None:
    """Of those who may still take the case, and of whoever has taken it."""
    session.flush()
    offered = select(CaseOffer.person_id).where(CaseOffer.case_id == case.id, CaseOffer.state == "offered")
    readers = {case.mentor_id} if case.mentor_id else set(session.execute(offered).scalars())
    for card in _cards(session, talk):
        if talks.owner(session, card) in readers:
            talks.tell_in_place(session, card, {TALK: talk.id, "case": case.id}, now)


def _cards(session: Session, talk: Talk) -> Sequence[TalkCopy]:
    """The first that an account was shown of the talk."""
    first: dict[int, TalkCopy] = {}
    for copy in talks.copies(session, talk, None):
        first.setdefault(copy.account_id, copy)
    return list(first.values())
