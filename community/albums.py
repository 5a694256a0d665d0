"""What one network sends in parts and another as a whole is one message of a talk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from community import listeners, talks
from community.notices import Notice
from community.talks import ALBUM_GATHERS, MESSAGE, MOST_FILES, MOST_TOGETHER, TALK, Received, Saying, Side
from storage.models import Case, CaseOffer, Mentorship, Notification, Person, Talk, TalkFile, TalkMessage
from storage.notifications import notify, waits


class Joined(NamedTuple):
    """`left_out`: files that the message has no room for."""

    talk: Talk
    left_out: int


def join(session: Session, person: Person, saying: Saying, now: datetime) -> Joined | None:
    """A further part joins the first; what comes after that has left is a message of its own. None: it is no part."""
    first = _first(session, person, saying.album)
    if first is None:
        return None
    talk = session.get_one(Talk, first.talk_id)
    about = listeners.locked(session, talk)
    heard = listeners.of(session, about, first)
    asked = [] if heard or isinstance(about, Mentorship) else _shown_to(session, about)
    if any(talks.has_left(session, first, to) for to in heard) or _were_shown(session, first, asked):
        files = fitting(saying.files)
        message = talks.keep(session, talk, person.id, Side(first.side), saying._replace(files=files, album=None), now)
        message.album = saying.album
    else:
        files = fitting(saying.files, *_held(session, first))
        message = talks.keep(session, talk, person.id, Side(first.side), saying._replace(files=files), now)
    for to in heard:
        talks.deliver(session, talk, message, to, now)
        talks.put_off(session, talk, to, now + ALBUM_GATHERS)
    ids = {TALK: talk.id, MESSAGE: message.id, "case": about.id, "card": True}
    for person_id in asked:
        notify(session, person_id, Notice.CASE_FILES, ids, now + ALBUM_GATHERS, _late(message))
    return Joined(talk, len(saying.files) - len(files))


def fitting(files: Sequence[Received], many: int = 0, together: int = 0) -> Sequence[Received]:
    """Those that a message with so many files of so many bytes has room for."""
    taken: list[Received] = []
    for file in files:
        together += len(file.content)
        if many + len(taken) < MOST_FILES and together <= MOST_TOGETHER:
            taken.append(file)
    return taken


def is_part(session: Session, person: Person, album: str | None) -> bool:
    return _first(session, person, album) is not None


def _shown_to(session: Session, case: Case) -> Sequence[int]:
    """Those who have the card of a question that nobody has taken: its files have left with it. Cards that have not
    left do not leave before this transaction ends.
    """
    about = Notification.kind == Notice.CASE_CARD.value, Notification.ids["case"].as_integer() == case.id
    holds = CaseOffer.case_id == case.id, CaseOffer.person_id == Notification.person_id, CaseOffer.state == "offered"
    cards = select(Notification.person_id).where(*about, exists().where(*holds)).order_by(Notification.person_id)
    session.execute(cards.where(Notification.state == "new").with_for_update(of=Notification))
    return session.execute(cards.where(Notification.state != "new").distinct()).scalars().all()


def _were_shown(session: Session, message: TalkMessage, people: Sequence[int]) -> bool:
    """Not if it is a late part itself, and waits for others."""
    return bool(people) and not any(waits(session, f"{_late(message)}:{each}") for each in people)


def _late(message: TalkMessage) -> str:
    return f"late-part:{message.id}"


def _first(session: Session, person: Person, album: str | None) -> TalkMessage | None:
    if album is None:
        return None
    same = select(TalkMessage).where(TalkMessage.album == album, TalkMessage.author_id == person.id)
    return session.execute(same.order_by(TalkMessage.id.desc()).limit(1)).scalar_one_or_none()


def _held(session: Session, message: TalkMessage) -> tuple[int, int]:
    counted = select(func.count(), func.coalesce(func.sum(TalkFile.size), 0))
    many, together = session.execute(counted.where(TalkFile.message_id == message.id)).one()
    return many, together
