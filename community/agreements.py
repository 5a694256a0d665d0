"""What a pair or group agrees on: one proposes, filled in from the profile, the others say yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from community import mentorships
from community.days import months_on, parse_day
from community.mentoring_states import MentorshipState, move_mentorship
from community.mentorships import Role, Seen
from community.names import clean
from community.notices import Notice
from community.profiles import CommunityProfile
from storage.models import Mentorship, MentorshipMember, Person
from storage.notifications import notify

LONGEST_GOAL = 300
LONGEST_TERM = timedelta(days=2 * 366)
SCHOOL_YEAR_ENDS = (5, 31)
SHORTEST_YEAR = timedelta(days=60)  # what is left of a school year to be worth naming
LEADERS = {Role.MENTOR.value, Role.TUTOR.value}


class Standing(StrEnum):
    """How an agreement is for one of them. `asked`: theirs is the answer; `waiting`: that of others."""

    NONE = "none"
    ASKED = "asked"
    WAITING = "waiting"
    AGREED = "agreed"


class Term(StrEnum):
    SCHOOL_YEAR = "may"
    QUARTER = "3"
    HALF = "6"
    YEAR = "12"


@dataclass(frozen=True)
class Terms:
    """`goal` in words; `rhythm` and `format` are ids of the profile."""

    goal: str | None = None
    ends_on: date | None = None
    rhythm: str | None = None
    format: str | None = None


def parse_goal(text: str) -> str | None:
    said = clean(text)
    return said if 3 <= len(said) <= LONGEST_GOAL and any(map(str.isalpha, said)) else None


def parse_end(text: str, today: date) -> date | None:
    """«до 20 декабря»."""
    day = parse_day(text, today)
    return day if day and may_end_on(day, today) else None


def may_end_on(day: date, today: date) -> bool:
    return today < day <= today + LONGEST_TERM


def last_day(term: Term, today: date) -> date:
    if term is not Term.SCHOOL_YEAR:
        return months_on(today, int(term.value))
    ends = date(today.year, *SCHOOL_YEAR_ENDS)
    return ends if ends - today >= SHORTEST_YEAR else ends.replace(year=today.year + 1)


def terms_of(made: Mentorship) -> Terms:
    return Terms(made.goal, made.ends_on, made.rhythm, made.format)


def template(made: Mentorship, community: CommunityProfile, today: date) -> Terms:
    """What is agreed on already, and for the rest what the profile has for its ground."""
    profile = community.mentoring
    goal = next((each.name for each in profile.goals_for(made.ground)), None)
    rhythm = next((each.id for each in profile.rhythms[1:2] or profile.rhythms), None)
    lasts = made.ends_on is not None and may_end_on(made.ends_on, today)
    return Terms(
        made.goal or goal,
        made.ends_on if lasts else last_day(Term.SCHOOL_YEAR, today),
        made.rhythm or rhythm,
        made.format or profile.forms[0].id,
    )


def version(members: Sequence[MentorshipMember]) -> int:
    """Of what is proposed, in milliseconds: nobody says yes to words they have not seen. 0: there is nothing."""
    return min((int(each.agreed_at.timestamp() * 1000) for each in members if each.agreed_at), default=0)


def version_of(seen: Seen) -> int:
    return version([seen.mine, *(each.member for each in seen.fellows)])


def standing(seen: Seen) -> Standing:
    members = [seen.mine, *(each.member for each in seen.fellows)]
    if not version(members):
        return Standing.NONE
    if seen.mine.agreed_at is None:
        return Standing.ASKED
    return Standing.AGREED if is_agreed(members) else Standing.WAITING


def is_agreed(members: Sequence[MentorshipMember]) -> bool:
    """Two at least, whoever leads among them: one who is silent does not hold up a group."""
    present = [each for each in members if each.left_at is None]
    agreed = [each for each in present if each.agreed_at]
    return len(agreed) > 1 and all(each.agreed_at for each in present if each.role in LEADERS)


def propose(session: Session, person: Person, mentorship_id: int, terms: Terms, of: int, now: datetime) -> bool:
    """`of`: the version the terms were made from. False: somebody was faster, theirs stands. A second press changes
    nothing. Raises `MentorshipGone`, `MentorshipSettled`."""
    seen = mentorships.lock_mine(session, person, mentorship_id)
    made, members = seen.mentorship, mentorships.members_of(session, mentorship_id)
    if version(members) != of:
        return seen.mine.agreed_at is not None and terms_of(made) == terms
    if standing(seen) is not Standing.NONE and terms_of(made) == terms:
        return _agree(session, seen, now)
    made.goal, made.ends_on, made.rhythm, made.format = terms.goal, terms.ends_on, terms.rhythm, terms.format
    for each in members:
        each.agreed_at = now if each is seen.mine else None
    session.flush()
    _tell(session, Notice.AGREEMENT_PROPOSED, seen, version(members), now)
    return True


def confirm(session: Session, person: Person, mentorship_id: int, of: int, now: datetime) -> bool:
    """Yes to that version; False: it has changed. A second press changes nothing.

    Raises `MentorshipGone`, `MentorshipSettled`.
    """
    seen = mentorships.lock_mine(session, person, mentorship_id)
    return version_of(seen) == of != 0 and _agree(session, seen, now)


def _agree(session: Session, seen: Seen, now: datetime) -> bool:
    if seen.mine.agreed_at is not None:
        return True
    seen.mine.agreed_at = now
    made, members = seen.mentorship, mentorships.members_of(session, seen.mentorship.id)
    if is_agreed(members):
        made.begun_at = made.begun_at or now
        if made.state == MentorshipState.ACQUAINTANCE:
            move_mentorship(made, MentorshipState.WORKING)
    session.flush()
    _tell(session, Notice.AGREEMENT_CONFIRMED, seen, version(members), now)
    return True


def _tell(session: Session, kind: Notice, seen: Seen, of: int, now: datetime) -> None:
    ids = {"mentorship": seen.mentorship.id, "by": seen.mine.id, "of": of}
    for each in seen.fellows:
        if each.person and each.member.left_at is None:
            topic = f"{kind}:{seen.mine.id}:{of}:{each.person.id}"
            notify(session, each.person.id, kind, ids, now, topic)
