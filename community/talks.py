"""Two people who write to each other through the bot: what one says is kept whole and delivered to the other.

Neither sees the other's account. A network's number of a message says which talk a reply belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, undefer

from community.notices import Notice
from storage.models import Account, Case, CaseOffer, Mentorship, Notification, Talk, TalkCopy, TalkFile, TalkMessage
from storage.notifications import notify, state_of, tell_posts, waits

# Keys in the ids of a notification.
TALK = "talk"  # whoever replies to the notice speaks in this talk
MESSAGE = "message"
REPLACES = "replaces"  # the number of the message in whose place it is shown
ACCOUNT = "for_account"  # it is meant for this one and no other
RELAYED = (  # bring the files of what was said
    Notice.TALK_MESSAGE,
    Notice.CASE_CARD,
    Notice.CASE_HANDED,
    Notice.CASE_ASSIGNED,
    Notice.CASE_FILES,
    Notice.PAIR_FILES,
)

ALBUM_GATHERS = timedelta(seconds=2)
MOST_BYTES = 20_000_000  # of a file: what Telegram hands to bots
MOST_TOGETHER = 50_000_000  # of the files of a message: they are in memory while they are delivered
MOST_FILES = 10  # of a message
HOLD = timedelta(seconds=60)  # the first answer waits so long: it may be mended
RECENT = timedelta(minutes=1)  # an edit may have come while the letter was on its way


class Side(StrEnum):
    ASKER = "asker"
    MENTOR = "mentor"


class Received(NamedTuple):
    """A file that somebody has sent: photo, document, voice, audio or video."""

    kind: str
    name: str
    content: bytes


class Saying(NamedTuple):
    """What somebody says, and where it stands in their own chat.

    `reply_to` is the number of the message there that they answered, `album` the network's mark of what came as one.
    """

    words: str
    account: int
    number: int
    files: Sequence[Received] = ()
    reply_to: int | None = None
    album: str | None = None


def begin(session: Session, about: Case | Mentorship, now: datetime) -> Talk:
    talk = Talk(created_at=now)
    if isinstance(about, Mentorship):
        talk.mentorship_id = about.id
    else:
        talk.case_id = about.id
    session.add(talk)
    session.flush()
    return talk


def of_case(session: Session, case: Case) -> Talk:
    return session.execute(select(Talk).where(Talk.case_id == case.id)).scalar_one()


def keep(session: Session, talk: Talk, author: int, side: Side, saying: Saying, now: datetime) -> TalkMessage:
    """The message, whole; a further part of an album joins the first."""
    message = _album(session, talk, author, saying.album)
    if message is None:
        replied = _message_at(session, talk, saying)
        message = TalkMessage(talk_id=talk.id, author_id=author, side=side.value, words="", said_at=now)
        message.reply_to, message.album = replied, saying.album
        session.add(message)
        session.flush()
    add(session, talk, message, saying, now)
    return message


def add(session: Session, talk: Talk, message: TalkMessage, saying: Saying, now: datetime) -> None:
    message.words = "\n".join(filter(None, (message.words, saying.words)))
    _add_files(session, message, saying.files)
    _stands(session, talk, message, saying.account, [saying.number], now)
    talk.last_at = now
    session.flush()


def deliver(session: Session, talk: Talk, message: TalkMessage, to: int, now: datetime) -> None:
    """`to` is told of the message; of an album once, when its parts have come, and never before what was said first."""
    due = max(now, message.held_until or now)
    if message.album:
        due = max(due, message.said_at + ALBUM_GATHERS)
    due = max([due, *session.execute(select(Notification.due).where(*_waiting(talk.id, to))).scalars()])
    ids = {TALK: talk.id, MESSAGE: message.id}
    notify(session, to, Notice.TALK_MESSAGE, ids, due, f"said:{message.id}")


def has_left(session: Session, message: TalkMessage, to: int | None) -> bool:
    key = f"said:{message.id}:{to}"
    return to is not None and not waits(session, key) and state_of(session, key) is not None


def put_off(session: Session, talk: Talk, to: int, until: datetime) -> None:
    """What waits for this person in the talk waits at least so long, in its order."""
    session.flush()
    rows = session.execute(select(Notification).where(*_waiting(talk.id, to)).with_for_update()).scalars()
    for row in rows:
        row.due = max(row.due, until)


def send_now(session: Session, talk: Talk, to: int, now: datetime) -> None:
    session.flush()
    for row in session.execute(select(Notification).where(*_waiting(talk.id, to)).with_for_update()).scalars():
        row.due = now
    tell_posts(session)


def _waiting(talk: int, to: int) -> tuple[ColumnElement[bool], ...]:
    same = Notification.ids[TALK].as_integer() == talk
    return Notification.person_id == to, Notification.kind == Notice.TALK_MESSAGE, Notification.state == "new", same


def other(case: Case, side: str) -> int | None:
    """Who hears what this side says."""
    return case.asker_id if side == Side.MENTOR else case.mentor_id


def replied(session: Session, account: int, number: int) -> TalkCopy | None:
    """What of a talk stands in this account's chat under this number."""
    found = select(TalkCopy).where(TalkCopy.account_id == account, TalkCopy.number == number)
    return session.execute(found.order_by(TalkCopy.id.desc()).limit(1)).scalar_one_or_none()


def copies(session: Session, talk: Talk, message: int | None) -> Sequence[TalkCopy]:
    """Where the words of a message stand with others; None: those of the cards and notices of the talk.

    Of what was delivered in several messages, files first, the words are the last.
    """
    stand = TalkCopy.message_id == message if message else TalkCopy.message_id.is_(None)
    last = select(func.max(TalkCopy.id)).where(TalkCopy.talk_id == talk.id, stand)
    last = last.group_by(TalkCopy.account_id, TalkCopy.at)
    found = select(TalkCopy).where(TalkCopy.id.in_(last)).order_by(TalkCopy.id)
    return session.execute(found.where(~is_own()) if message else found).scalars().all()


def own_copies(session: Session, message: TalkMessage) -> Sequence[TalkCopy]:
    """The messages in the author's own chat that it was said in."""
    found = select(TalkCopy).where(TalkCopy.message_id == message.id, is_own()).order_by(TalkCopy.id)
    return session.execute(found).scalars().all()


def is_own() -> ColumnElement[bool]:
    """Of copies: what somebody has written there, not what they were shown."""
    author = select(TalkMessage.author_id).where(TalkMessage.id == TalkCopy.message_id).scalar_subquery()
    whose = select(Account.person_id).where(Account.id == TalkCopy.account_id).scalar_subquery()
    return func.coalesce(author == whose, False)


def is_first(session: Session, message: TalkMessage) -> bool:
    """Nothing that this side has said was delivered before."""
    earlier = TalkMessage.talk_id == message.talk_id, TalkMessage.side == message.side, TalkMessage.id < message.id
    shown = exists().where(TalkCopy.message_id == TalkMessage.id, ~is_own())
    return session.execute(select(TalkMessage.id).where(*earlier, shown).limit(1)).first() is None


def remember(session: Session, ids: Mapping[str, Any], account: int, numbers: Sequence[int], now: datetime) -> None:
    """A notice with these ids has been delivered as these messages.

    The case, or the pair, is locked: whoever takes it or changes words meanwhile either finds the messages or is found.
    """
    talk = session.get(Talk, ids[TALK])
    if talk is None or list(numbers) == [ids.get(REPLACES)]:
        return
    if talk.case_id:
        session.get(Case, talk.case_id, with_for_update=True, populate_existing=True)
    if talk.mentorship_id:
        session.get(Mentorship, talk.mentorship_id, with_for_update=True, populate_existing=True)
    message = session.get(TalkMessage, ids[MESSAGE], populate_existing=True) if ids.get(MESSAGE) else None
    _stands(session, talk, message, account, numbers, now)
    if message is None and REPLACES not in ids:
        _end_late_card(session, talk, account, now)
    if message is not None and REPLACES not in ids and message.edited_at and message.edited_at > now - RECENT:
        session.flush()
        show_edited(session, talk, message, now)


def _end_late_card(session: Session, talk: Talk, account: int, now: datetime) -> None:
    """A colleague took the case, or it ended, while this card was on its way."""
    session.flush()
    case = session.get(Case, talk.case_id) if talk.case_id else None
    holder = session.get_one(Account, account).person_id
    card = CaseOffer.case_id == talk.case_id, CaseOffer.person_id == holder, CaseOffer.state == "ended"
    if (
        case is None
        or case.mentor_id == holder
        or (case.mentor_id is None and case.state != "closed")
        or session.execute(select(CaseOffer.id).where(*card)).first() is None
    ):
        return
    for copy in copies(session, talk, None):
        if copy.account_id == account:
            ids = {TALK: talk.id, "case": case.id, REPLACES: copy.number, ACCOUNT: account}
            notify(session, holder, Notice.CASE_TAKEN, ids, now, f"card-late:{copy.id}", account=account)


def show_edited(session: Session, talk: Talk, message: TalkMessage, now: datetime) -> None:
    """Where the message stands already it is changed in place."""
    for copy in copies(session, talk, message.id):
        tell_in_place(session, copy, {TALK: talk.id, MESSAGE: message.id}, now)


def tell_in_place(session: Session, copy: TalkCopy, ids: Mapping[str, Any], now: datetime) -> None:
    whole = {**ids, REPLACES: copy.number, ACCOUNT: copy.account_id}
    topic = f"edited:{copy.id}:{now.timestamp():.3f}"
    notify(session, owner(session, copy), Notice.TALK_EDITED, whole, now, topic, account=copy.account_id)


def files_of(session: Session, ids: Mapping[str, Any]) -> Sequence[TalkFile]:
    """Of the message that a notice brings; of one that brings none, those of the question."""
    said = select(TalkMessage.id).where(TalkMessage.talk_id == ids[TALK])
    asked = said.where(TalkMessage.side == Side.ASKER.value)
    wanted: Sequence[int] | Select[int] = [ids[MESSAGE]] if ids.get(MESSAGE) else asked
    return files_said(session, wanted)


def files_said(session: Session, messages: Sequence[int] | Select[int]) -> Sequence[TalkFile]:
    """With what is in them."""
    found = select(TalkFile).where(TalkFile.message_id.in_(messages)).order_by(TalkFile.id).limit(MOST_FILES)
    return session.execute(found.options(undefer(TalkFile.content))).scalars().all()


def have_files(session: Session, messages: Sequence[TalkMessage]) -> bool:
    files = select(TalkFile.id).where(TalkFile.message_id.in_([message.id for message in messages])).limit(1)
    return session.execute(files).first() is not None


def question(session: Session, talk: Talk) -> Sequence[TalkMessage]:
    """What was said before anybody answered."""
    first_answer = select(func.min(TalkMessage.id)).where(
        TalkMessage.talk_id == talk.id, TalkMessage.side == Side.MENTOR.value, TalkMessage.is_note.is_(False)
    )
    until = session.execute(first_answer).scalar()
    asked = select(TalkMessage).where(TalkMessage.talk_id == talk.id, TalkMessage.side == Side.ASKER.value)
    asked = asked.where(TalkMessage.id < until) if until else asked
    return session.execute(asked.order_by(TalkMessage.id)).scalars().all()


def _album(session: Session, talk: Talk, author: int, album: str | None) -> TalkMessage | None:
    if album is None:
        return None
    same = TalkMessage.talk_id == talk.id, TalkMessage.album == album, TalkMessage.author_id == author
    return session.execute(select(TalkMessage).where(*same).order_by(TalkMessage.id.desc()).limit(1)).scalar()


def _message_at(session: Session, talk: Talk, saying: Saying) -> int | None:
    copy = replied(session, saying.account, saying.reply_to) if saying.reply_to else None
    return copy.message_id if copy and copy.talk_id == talk.id else None


def _add_files(session: Session, message: TalkMessage, files: Sequence[Received]) -> None:
    for file in files:
        row = TalkFile(message_id=message.id, kind=file.kind, name=file.name, size=len(file.content))
        row.content = file.content
        session.add(row)


def _stands(
    session: Session, talk: Talk, message: TalkMessage | None, account: int, numbers: Sequence[int], now: datetime
) -> None:
    for number in numbers:
        copy = TalkCopy(talk_id=talk.id, message_id=message.id if message else None, account_id=account)
        copy.number, copy.at = number, now
        session.add(copy)


def owner(session: Session, copy: TalkCopy) -> int:
    return session.execute(select(Account.person_id).where(Account.id == copy.account_id)).scalar_one()
