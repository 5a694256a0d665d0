"""Whether two suit each other, asked of both after their first meeting; only a coordinator reads the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from community import attention, meetings, mentorships, planning, roles
from community.meeting_refusals import FitNotAsked
from community.meeting_states import MeetingState
from community.mentorships import Kind, Seen
from community.notices import Notice
from community.refusals import MentorshipGone, NotAllowed
from community.roles import Right
from storage.models import FitCheck, Meeting, Person
from storage.notifications import notify

AFTER = timedelta(hours=1)  # it is noted down: by then a slip of the finger is taken back
USEFUL = timedelta(days=14)
DUE = timedelta(days=3)
OF_TWO = (Kind.PAIR, Kind.PEERS)
LONGEST_WORDS = 600


class Fit(StrEnum):
    GOOD = "good"
    NOT_QUITE = "not_quite"


@dataclass(frozen=True)
class Asked:
    """A check as whoever is asked sees it."""

    check: FitCheck
    seen: Seen


@dataclass(frozen=True)
class Worry:
    """As a coordinator sees it; `item` closed: somebody has settled it. `fellows`: with whom they work."""

    check: FitCheck
    person: Person
    fellows: Sequence[Person]
    settled: bool


def parse_words(text: str) -> str | None:
    return planning.parse_words(text, LONGEST_WORDS)


def ask(session: Session, seen: Seen, now: datetime) -> None:
    """Both, once; the locked mentorship has had a meeting."""
    asked = exists().where(FitCheck.mentorship_id == seen.mentorship.id)
    if seen.mentorship.kind not in OF_TWO or session.execute(select(asked)).scalar():
        return
    both = [seen.mine, *(each.member for each in seen.fellows if each.member.left_at is None)]
    for number, member in sorted((each.person_id, each.id) for each in both if each.person_id):
        session.add(FitCheck(mentorship_id=seen.mentorship.id, person_id=number, asked_at=now))
        ids, topic = {"mentorship": seen.mentorship.id, "to": member}, f"{Notice.FIT_CHECK}:{seen.mentorship.id}"
        notify(session, number, Notice.FIT_CHECK, ids, now + AFTER, topic, useful_until=now + USEFUL)
    session.flush()


def is_wanted(session: Session, mentorship_id: int) -> bool:
    """The meeting has not turned out to be a mistake."""
    held = Meeting.mentorship_id == mentorship_id, Meeting.state == MeetingState.HELD.value
    return bool(session.execute(select(exists().where(*held))).scalar())


def asked(session: Session, person: Person, mentorship_id: int) -> Asked:
    """Raises `MentorshipGone`, `FitNotAsked`."""
    seen = mentorships.look(session, person, mentorship_id)
    mine = FitCheck.mentorship_id == mentorship_id, FitCheck.person_id == person.id
    check = session.execute(select(FitCheck).where(*mine)).scalar_one_or_none()
    if check is None:
        raise FitNotAsked
    return Asked(check, seen)


def answer(session: Session, person: Person, mentorship_id: int, fit: Fit, now: datetime) -> Asked:
    """The last answer counts; one that is not quite good comes to a coordinator.

    Raises `MentorshipGone`, `MentorshipSettled`, `FitNotAsked`.
    """
    meetings.present(session, person, mentorship_id)
    found = asked(session, person, mentorship_id)
    if found.check.answer == fit:
        return found
    found.check.answer, found.check.answered_at = fit.value, now
    session.flush()
    if fit is Fit.NOT_QUITE:
        attention.open_(session, attention.Kind.FIT_CHECK, found.check.id, person, now, now + DUE)
    else:
        attention.close(session, attention.Kind.FIT_CHECK, found.check.id, None, now)
    return found


def say(session: Session, person: Person, mentorship_id: int, words: str) -> Asked:
    """For the coordinator. Raises `MentorshipGone`, `MentorshipSettled`, `FitNotAsked`."""
    meetings.present(session, person, mentorship_id)
    found = asked(session, person, mentorship_id)
    found.check.words = words
    session.flush()
    return found


def look(session: Session, actor: Person, check_id: int, now: datetime) -> Worry:
    """For who hears pairs where the person lives, but for the other of the two. Raises `NotAllowed`,
    `MentorshipGone`."""
    roles.scope(session, actor, Right.HEAR_PAIRS, now)
    check = session.get(FitCheck, check_id)
    if check is None or check.answer is None:
        raise MentorshipGone
    person = session.get_one(Person, check.person_id)
    roles.must(session, actor, Right.HEAR_PAIRS, person, now)
    fellows = [each.person for each in mentorships.look(session, person, check.mentorship_id).fellows if each.person]
    if actor in fellows:
        raise NotAllowed
    item = attention.find(session, attention.Kind.FIT_CHECK, check_id)
    return Worry(check, person, fellows, item is None or item.closed_at is not None)


def settle(session: Session, actor: Person, check_id: int, now: datetime) -> Worry:
    """The coordinator has seen to it. A second press changes nothing. Raises `NotAllowed`, `MentorshipGone`."""
    look(session, actor, check_id, now)
    attention.close(session, attention.Kind.FIT_CHECK, check_id, actor, now)
    return look(session, actor, check_id, now)
