"""What people of a pair or a group write to each other, through the same relay as questions.

Whoever leads is heard by everybody in it, the others only by those who lead; peers hear each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from community import bans, mentorships, talks
from community.mentoring_states import OPEN_MENTORSHIPS, MentorshipState
from community.mentorships import Fellow, Role, Seen
from community.notices import Notice
from community.refusals import MentorshipGone, MentorshipSettled
from community.talks import MESSAGE, TALK, Saying, Side
from storage.models import Mentorship, MentorshipMember, Person, Talk, TalkCopy, TalkFile, TalkMessage
from storage.notifications import notify

LEADING = (Role.MENTOR.value, Role.TUTOR.value)
OF_ALL = (*LEADING, Role.PEER.value)  # hear whatever is said


def of(session: Session, mentorship_id: int) -> Talk | None:
    """Nobody has said anything where there is none."""
    return session.execute(select(Talk).where(Talk.mentorship_id == mentorship_id)).scalar_one_or_none()


def hearers(session: Session, mentorship_id: int, author: int | None) -> list[int]:
    """Who hears what the author says; nobody, once the author has left."""
    members = mentorships.members_of(session, mentorship_id)
    mine = next((each for each in members if author is not None and each.person_id == author), None)
    others = [each for each in members if each is not mine]
    return [each.person_id for each in others if mine and hears(each, mine) and each.person_id is not None]


def reached(seen: Seen) -> list[Fellow]:
    """The same, for whoever sees the mentorship."""
    return [each for each in seen.fellows if each.person is not None and hears(each.member, seen.mine)]


def say(session: Session, person: Person, mentorship_id: int, saying: Saying, now: datetime) -> TalkMessage:
    """Raises `MentorshipGone`, `Banned`, and `MentorshipSettled` where nobody hears it any more."""
    mentorship = mentorships.locked(session, mentorship_id)
    heard = _may_say(session, person, mentorship)
    bans.must_be_free(session, person, now)
    talk = of(session, mentorship_id) or talks.begin(session, mentorship, now)
    message = talks.keep(session, talk, person.id, _side(session, person, mentorship_id), saying, now)
    for each in heard:
        talks.deliver(session, talk, message, each, now)
    return message


def look(session: Session, person: Person, mentorship_id: int) -> Seen:
    """For somebody who is about to write. Raises `MentorshipGone`, `MentorshipSettled`."""
    seen = mentorships.look(session, person, mentorship_id)
    if seen.mentorship.state == MentorshipState.COMPLETED or not reached(seen):
        raise MentorshipSettled
    return seen


def active(session: Session, person: Person, since: datetime, most: int) -> list[tuple[datetime, Seen]]:
    """What the person has said or heard in pairs since then, the newest first."""
    own = MentorshipMember.person_id == person.id, MentorshipMember.left_at.is_(None)
    newest = func.max(TalkMessage.said_at)
    found = select(newest, Talk.mentorship_id).join(TalkMessage, TalkMessage.talk_id == Talk.id)
    found = found.join(MentorshipMember, MentorshipMember.mentorship_id == Talk.mentorship_id)
    found = found.join(Mentorship, Mentorship.id == Talk.mentorship_id)
    found = found.where(*own, _heard_by(person), TalkMessage.said_at > since, Mentorship.state.in_(OPEN_MENTORSHIPS))
    rows = session.execute(found.group_by(Talk.mentorship_id).order_by(newest.desc()).limit(most)).all()
    return [(at, mentorships.look(session, person, number)) for at, number in rows if number is not None]


def heard(session: Session, person: Person, mentorship_id: int) -> list[TalkMessage]:
    """All that the person has said or heard, the newest first. Raises `MentorshipGone`."""
    mentorships.look(session, person, mentorship_id)
    found = select(TalkMessage).join(Talk, Talk.id == TalkMessage.talk_id)
    found = found.join(MentorshipMember, MentorshipMember.mentorship_id == Talk.mentorship_id)
    found = found.where(MentorshipMember.person_id == person.id, Talk.mentorship_id == mentorship_id)
    return list(session.execute(found.where(_heard_by(person)).order_by(TalkMessage.id.desc())).scalars())


def with_files(session: Session, messages: Sequence[TalkMessage]) -> dict[int, int]:
    """How many files these messages have, where they have any."""
    counted = select(TalkFile.message_id, func.count()).group_by(TalkFile.message_id)
    rows = session.execute(counted.where(TalkFile.message_id.in_([each.id for each in messages])))
    return {row[0]: row[1] for row in rows}


def show_files(session: Session, person: Person, message_id: int, now: datetime) -> Seen:
    """They come by the post. Raises `MentorshipGone`."""
    message = session.get(TalkMessage, message_id)
    talk = session.get(Talk, message.talk_id) if message else None
    if message is None or talk is None or talk.mentorship_id is None:
        raise MentorshipGone
    if message not in heard(session, person, talk.mentorship_id):
        raise MentorshipGone
    ids = {TALK: talk.id, MESSAGE: message.id}
    topic = f"{Notice.PAIR_FILES}:{message.id}:{now.timestamp():.0f}"
    notify(session, person.id, Notice.PAIR_FILES, ids, now, topic)
    return mentorships.look(session, person, talk.mentorship_id)


def hear_each_other(one: MentorshipMember, other: MentorshipMember) -> bool:
    """Whether they hear each other: those who are led do not."""
    return hears(one, other) and hears(other, one)


def is_first(session: Session, message: TalkMessage) -> bool:
    """Nothing that the author has said was delivered before."""
    before = TalkMessage.talk_id == message.talk_id, TalkMessage.author_id == message.author_id
    shown = exists().where(TalkCopy.message_id == TalkMessage.id, ~talks.is_own())
    return session.execute(select(TalkMessage.id).where(*before, TalkMessage.id < message.id, shown)).first() is None


def quoted(session: Session, message: TalkMessage, members: int) -> TalkMessage | None:
    """What it answers; not where others read along who have not heard that."""
    answered = session.get(TalkMessage, message.reply_to) if message.reply_to else None
    if answered is not None and members > 2 and message.side == Side.MENTOR and answered.side == Side.ASKER:
        return None
    return answered


def _may_say(session: Session, person: Person, mentorship: Mentorship) -> list[int]:
    listen = hearers(session, mentorship.id, person.id)
    if mentorship.state != MentorshipState.COMPLETED and listen:
        return listen
    mentorships.look(session, person, mentorship.id)
    raise MentorshipSettled


def _side(session: Session, person: Person, mentorship_id: int) -> Side:
    mine = mentorships.look(session, person, mentorship_id).mine
    return Side.MENTOR if mine.role in LEADING else Side.ASKER


def hears(listener: MentorshipMember, author: MentorshipMember) -> bool:
    if listener.left_at is not None or author.left_at is not None:
        return False
    return author.role in LEADING or listener.role in OF_ALL


def _heard_by(person: Person) -> ColumnElement[bool]:
    """Of messages in the talk of a mentorship that the member has been in."""
    to_them = or_(MentorshipMember.role.in_(OF_ALL), TalkMessage.side == Side.MENTOR.value)
    there = and_(
        TalkMessage.said_at >= MentorshipMember.joined_at,
        TalkMessage.said_at <= func.coalesce(MentorshipMember.left_at, TalkMessage.said_at),
    )
    return or_(TalkMessage.author_id == person.id, and_(to_them, there))
