"""Whom to suggest as a mentor, and why: a pure score over those whom an indexed query finds.

A match is worth, in points: the same subject 40, the competence 40, the municipality 20, the format 10, and up to 10
for free places. Where the ground says so, nobody without the subject or the competence is suggested at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from community import bans
from community.mentoring_profile import MentoringGround
from community.mentoring_states import WITH_A_MENTOR
from storage.models import (
    Ban,
    Catalogue,
    Mentor,
    MentorOffer,
    MentorshipMember,
    Person,
    SearchWord,
    marked,
)

SHOWN = 5
READ = 100  # of each kind of candidate: scored in Python
QUICK_FROM = 5  # answers; about fewer nothing is said
QUICK_SHARE = 0.8  # of them within a day
DAY_HOURS = 24


class Reason(StrEnum):
    """Why somebody is suggested; `quick` is only said, it is worth nothing."""

    SUBJECT = "subject"
    COMPETENCE = "competence"
    MUNICIPALITY = "municipality"
    FORMAT = "format"
    FREE = "free"
    QUICK = "quick"


WEIGHTS = {
    Reason.SUBJECT: 40,
    Reason.COMPETENCE: 40,
    Reason.MUNICIPALITY: 20,
    Reason.FORMAT: 10,
    Reason.FREE: 10,
    Reason.QUICK: 0,
}


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; `municipality` is their own."""

    ground: str
    topic: str | None = None
    competence: str | None = None
    format: str | None = None
    municipality: str | None = None


@dataclass(frozen=True)
class Candidate:
    """`busy`: mentees they have. `asked`: requests that wait for their answer."""

    id: int
    capacity: int
    busy: int = 0
    asked: int = 0
    municipality: str | None = None
    topics: Collection[str] = ()
    competences: Collection[str] = ()
    formats: Collection[str] = ()

    @property
    def free(self) -> int:
        return max(self.capacity - self.busy, 0)


class Match(NamedTuple):
    """`reasons`: codes with the value that is the same."""

    person_id: int
    score: float
    reasons: dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """Who may be suggested at all. `among`: only these."""

    but: Collection[int] = ()
    among: Collection[int] | None = field(default=None)


def reasons(wish: Wish, candidate: Candidate) -> dict[str, Any]:
    same = {
        Reason.SUBJECT: wish.topic if wish.topic in candidate.topics else None,
        Reason.COMPETENCE: wish.competence if wish.competence in candidate.competences else None,
        Reason.MUNICIPALITY: wish.municipality if wish.municipality == candidate.municipality else None,
        Reason.FORMAT: wish.format if wish.format in candidate.formats else None,
        Reason.FREE: candidate.free or None,
    }
    return {code.value: value for code, value in same.items() if value}


def score(wish: Wish, candidate: Candidate) -> float:
    """Points; more are better, and none are possible only for somebody without a free place."""
    points = float(sum(WEIGHTS[Reason(code)] for code in reasons(wish, candidate) if code != Reason.FREE))
    return points + WEIGHTS[Reason.FREE] * candidate.free / max(candidate.capacity, 1)


def fits(wish: Wish, ground: MentoringGround, candidate: Candidate) -> bool:
    if candidate.free < 1:
        return False
    had = reasons(wish, candidate)
    needed = Reason.COMPETENCE if ground.asks == "competence" else Reason.SUBJECT
    return needed.value in had or not ground.must_match


def ranked(wish: Wish, ground: MentoringGround, candidates: Iterable[Candidate], most: int = SHOWN) -> list[Match]:
    """The best first; of equals whoever is asked less at the moment."""
    able = [each for each in candidates if fits(wish, ground, each)]
    able.sort(key=lambda each: (-score(wish, each), each.asked, each.id))
    return [Match(each.id, score(wish, each), reasons(wish, each)) for each in able[:most]]


def suggested(
    session: Session,
    person: Person,
    wish: Wish,
    ground: MentoringGround,
    now: datetime,
    choice: Choice | None = None,
    most: int = SHOWN,
) -> list[Match]:
    """With what is worth saying of those who are shown."""
    found = ranked(wish, ground, _candidates(session, person, wish, ground, now, choice or Choice()), most)
    quick = _quick(session, [match.person_id for match in found])
    return [
        match._replace(reasons=match.reasons | {Reason.QUICK.value: True}) if match.person_id in quick else match
        for match in found
    ]


def mentees_of(person: Any) -> ScalarSelect[int]:
    """How many mentees a mentor, by number or column, has now; of groups each."""
    mentor, mentee = aliased(MentorshipMember), aliased(MentorshipMember)
    together = and_(mentee.mentorship_id == mentor.mentorship_id, mentee.role == "mentee", mentee.left_at.is_(None))
    counted = select(func.count(mentee.id)).select_from(mentor).join(mentee, together)
    return counted.where(
        mentor.person_id == person, mentor.role == "mentor", mentor.left_at.is_(None)
    ).scalar_subquery()


def is_there(now: datetime) -> ColumnElement[bool]:
    """Of mentors and their people: neither gone, nor pausing, nor kept from answering."""
    back = or_(Person.paused_at.is_(None), Person.paused_until <= now)
    banned = select(Ban.person_id).where(bans.is_active(now))
    present = Mentor.ended_at.is_(None), Mentor.paused_at.is_(None), Person.joined_at.is_not(None)
    return and_(*present, back, Person.id.not_in(banned))


def _candidates(
    session: Session, person: Person, wish: Wish, ground: MentoringGround, now: datetime, choice: Choice
) -> Sequence[Candidate]:
    among = [*_having(wish, ground), *([_near(wish), None] if not ground.must_match else [])]
    rows: dict[int, Candidate] = {}
    for condition in among:
        able = _able(person, wish, now, choice, condition)
        for row in session.execute(_READ.where(Person.id.in_(able)), {"seeker": person.id}):
            rows[row.id] = Candidate(*row)
    return [*rows.values()]


def _having(wish: Wish, ground: MentoringGround) -> list[ColumnElement[bool]]:
    if ground.asks == "competence":
        named = f'"{wish.competence}"'
        return [cast(Mentor.competences, String).contains(named, autoescape=True)]
    word = SearchWord.catalogue == Catalogue.REGISTER.value, SearchWord.word == marked(wish.topic or "")
    return [Person.id.in_(select(SearchWord.person_id).where(*word))]


def _near(wish: Wish) -> ColumnElement[bool]:
    return Person.municipality == wish.municipality


# Made once: these take longer to write than to ask.
_BUSY = mentees_of(Person.id)
_ASKED = (
    select(func.count())
    .select_from(MentorOffer)
    .where(MentorOffer.mentor_id == Person.id, MentorOffer.state.in_(WITH_A_MENTOR))
    .scalar_subquery()
)
_READ = select(
    Person.id,
    Mentor.capacity,
    _BUSY,
    _ASKED,
    Person.municipality,
    Person.specialities,
    Mentor.competences,
    Mentor.formats,
).join(Mentor, Mentor.person_id == Person.id)


def _able(
    person: Person, wish: Wish, now: datetime, choice: Choice, condition: ColumnElement[bool] | None
) -> Select[Any]:
    """Those with a free place, of the same municipality first; what is counted is counted for few."""
    found = select(Person.id).join(Mentor, Mentor.person_id == Person.id)
    found = found.where(is_there(now), Person.id != person.id, Person.id.not_in(_TOGETHER), Mentor.capacity > _BUSY)
    if choice.but:
        found = found.where(Person.id.not_in(choice.but))
    if choice.among is not None:
        found = found.where(Person.id.in_(choice.among))
    if condition is None:
        return found.order_by(Person.id).limit(READ)
    near = func.coalesce(Person.municipality == wish.municipality, False)
    return found.where(condition).order_by(near.desc(), Person.id).limit(READ)


def _together() -> Select[Any]:
    """Those who are in a pair or group with the person now."""
    mine, others = aliased(MentorshipMember), aliased(MentorshipMember)
    together = and_(others.mentorship_id == mine.mentorship_id, others.left_at.is_(None))
    found = select(others.person_id).join(mine, together)
    return found.where(mine.person_id == bindparam("seeker"), mine.left_at.is_(None), others.person_id.is_not(None))


_TOGETHER = _together()


def _quick(session: Session, people: Collection[int]) -> set[int]:
    """Who has answered often enough to tell, and nearly always within a day."""
    answered = (
        MentorOffer.mentor_id.in_(people),
        MentorOffer.answered_at.is_not(None),
        MentorOffer.asked_at.is_not(None),
    )
    taken: dict[int, list[float]] = {}
    for offer in session.execute(select(MentorOffer).where(*answered)).scalars():
        if offer.asked_at and offer.answered_at:
            hours = (offer.answered_at - offer.asked_at).total_seconds() / 3600
            taken.setdefault(offer.mentor_id, []).append(hours)
    return {mentor for mentor, hours in taken.items() if is_quick(hours)}


def is_quick(hours: Sequence[float]) -> bool:
    """«Обычно отвечает за день»: never said of fewer than five answers."""
    soon = sum(each <= DAY_HOURS for each in hours)
    return len(hours) >= QUICK_FROM and soon >= QUICK_SHARE * len(hours)
