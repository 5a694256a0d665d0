"""The first answer to a question waits a minute: its author may still mend it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.orm import Session

from community import consultations, conversations, talks
from community.refusals import AnswerLeft
from community.talks import HOLD, Saying
from storage.models import Case, Person, Talk, TalkCopy, TalkFile, TalkMessage

MENDING = timedelta(minutes=10)  # while somebody writes it anew


class Held(NamedTuple):
    case: Case
    talk: Talk
    message: TalkMessage
    to: int


def mend(session: Session, person: Person, message_id: int, now: datetime) -> Case:
    """It waits until it is written anew, or until they have forgotten about it. Raises `AnswerLeft`."""
    held = _held(session, person, message_id)
    _hold(session, held, now + MENDING)
    return held.case


def send(session: Session, person: Person, message_id: int, now: datetime) -> Case:
    """At once. Raises `AnswerLeft`."""
    held = _held(session, person, message_id)
    held.message.held_until = None
    talks.send_now(session, held.talk, held.to, now)
    return held.case


def replace(session: Session, person: Person, message_id: int, saying: Saying, now: datetime) -> TalkMessage:
    """Other words; other files where there are any. Raises `AnswerLeft`."""
    held = _held(session, person, message_id)
    message = held.message
    session.execute(delete(TalkCopy).where(TalkCopy.message_id == message.id))
    if saying.files:
        session.execute(delete(TalkFile).where(TalkFile.message_id == message.id))
    message.words, message.album = "", saying.album
    talks.add(session, held.talk, message, saying, now)
    talks.send_now(session, held.talk, held.to, now)
    _hold(session, held, now + HOLD)
    return message


def replace_or_add(
    session: Session, person: Person, message_id: int, saying: Saying, now: datetime
) -> tuple[Case, TalkMessage]:
    """What was written anew too late is said after the first."""
    try:
        message = replace(session, person, message_id, saying, now)
    except AnswerLeft:
        message = conversations.say(session, person, _case_of(session, person, message_id), saying, now)
    talk = session.get_one(Talk, message.talk_id)
    return session.get_one(Case, talk.case_id), message


def _case_of(session: Session, person: Person, message_id: int) -> int:
    message = session.get(TalkMessage, message_id)
    talk = session.get(Talk, message.talk_id) if message and message.author_id == person.id else None
    if talk is None or talk.case_id is None:
        raise AnswerLeft
    return talk.case_id


def _hold(session: Session, held: Held, until: datetime) -> None:
    held.message.held_until = until
    talks.put_off(session, held.talk, held.to, until)


def _held(session: Session, person: Person, message_id: int) -> Held:
    message = session.get(TalkMessage, message_id)
    talk = session.get(Talk, message.talk_id) if message and message.author_id == person.id else None
    if message is None or talk is None:
        raise AnswerLeft
    case = consultations.locked(session, talk.case_id or 0)
    to = talks.other(case, message.side)
    if to is None or message.held_until is None or talks.has_left(session, message, to):
        raise AnswerLeft
    return Held(case, talk, message, to)
