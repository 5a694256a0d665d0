"""Whom to suggest as a mentor, and why: a pure score over those whom an indexed query finds.

A match is worth, in points: the same subject 40, the competence 40, the municipality 20, the format 10, and up to 10
for free places. Where the ground says so, nobody without the subject or the competence is suggested at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from heapq import nsmallest
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
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
    UtcDateTime,
    marked,
)

SHOWN = 5
READ = 100  # of anybody at all, who may be thousands
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
    found = ranked(wish, ground, _candidates(session, person, wish, ground, now, choice or Choice(), most), most)
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


def is_there(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Of mentors and their people: neither gone, nor pausing, nor kept from answering."""
    back = or_(Person.paused_at.is_(None), Person.paused_until <= now)
    banned = select(Ban.person_id).where(bans.is_active(now))
    present = Mentor.ended_at.is_(None), Mentor.paused_at.is_(None), Person.joined_at.is_not(None)
    return and_(*present, back, Person.id.not_in(banned))


def _candidates(
    session: Session, person: Person, wish: Wish, ground: MentoringGround, now: datetime, choice: Choice, most: int
) -> Sequence[Candidate]:
    """Those among whom the best are; nobody is read who cannot be one of them."""
    found: dict[int, Candidate] = {}  # who has two of the reasons is read twice

    def is_enough(bound: float) -> bool:
        best = ranked(wish, ground, found.values(), most)
        return len(best) >= most and best[-1].score > bound

    kinds, wished = _kinds(wish, ground), _wished(wish)
    for place, kind in enumerate(kinds):
        if is_enough(highest(wish, kinds[:place])):
            continue
        statement = _able(kind, wished, choice.among is not None)
        rows = session.execute(statement, _given(person, wish, now, choice)).all()
        for points, tier in groupby(rows, lambda row: row.points):
            if is_enough(points + WEIGHTS[Reason.FREE]):
                break
            found |= {each.id: each for each in _least_busy(session, [tuple(row) for row in tier], most)}
    return [*found.values()]


def highest(wish: Wish, lacking: Collection[Reason | None]) -> float:
    """What nobody without these reasons is worth more than."""
    return float(sum(WEIGHTS[each] for each in (*_wished(wish), Reason.FREE) if each not in lacking))


def _kinds(wish: Wish, ground: MentoringGround) -> list[Reason | None]:
    """By what candidates are looked for, one after the other; None: anybody."""
    needed = Reason.COMPETENCE if ground.asks == "competence" else Reason.SUBJECT
    others = (Reason.SUBJECT, Reason.COMPETENCE, Reason.MUNICIPALITY)
    wished = [each for each in others if each in _wished(wish) and each is not needed]
    return [needed] if ground.must_match else [needed, *wished, None]


def _wished(wish: Wish) -> frozenset[Reason]:
    told = {
        Reason.SUBJECT: wish.topic,
        Reason.COMPETENCE: wish.competence,
        Reason.MUNICIPALITY: wish.municipality,
        Reason.FORMAT: wish.format,
    }
    return frozenset(reason for reason, value in told.items() if value)


def _given(person: Person, wish: Wish, now: datetime, choice: Choice) -> dict[str, Any]:
    given = {"seeker": person.id, "now": now, "but": [*choice.but], "among": [*(choice.among or ())]}
    given |= {"word": marked(wish.topic or ""), "municipality": wish.municipality}
    return given | {"competence": f'%"{wish.competence}"%', "format": f'%"{wish.format}"%'}


def _least_busy(session: Session, tier: Sequence[tuple[int, int, int]], most: int) -> list[Candidate]:
    """Of those who are worth the same but for their free places; what is counted is counted for them alone."""
    given = {"ids": [number for number, *_ in tier]}
    busy = {row[0]: row[1] for row in session.execute(_BUSY, given)}
    asked = {row[0]: row[1] for row in session.execute(_ASKED, given)}
    order = [
        (-(capacity - busy.get(number, 0)) / capacity, asked.get(number, 0), number)
        for number, capacity, _ in tier
        if capacity > busy.get(number, 0)
    ]
    first = [number for *_, number in nsmallest(most, order)]
    read = session.execute(_READ, {"ids": first})
    return [Candidate(row[0], row[1], busy.get(row[0], 0), asked.get(row[0], 0), *row[2:]) for row in read]


# What follows is made once: these statements take longer to write than to ask.
_HAS: dict[Reason, ColumnElement[bool]] = {
    Reason.SUBJECT: Person.id.in_(
        select(SearchWord.person_id).where(
            SearchWord.catalogue == Catalogue.REGISTER.value, SearchWord.word == bindparam("word")
        )
    ),
    Reason.COMPETENCE: cast(Mentor.competences, String).like(bindparam("competence")),
    Reason.MUNICIPALITY: Person.municipality == bindparam("municipality"),
    Reason.FORMAT: cast(Mentor.formats, String).like(bindparam("format")),
}


@cache
def _able(kind: Reason | None, wished: frozenset[Reason], among: bool) -> Select[Any]:
    """Who is there and not with the person, with the points they are worth before free places, the most first.

    Of anybody, those with the lowest numbers who have a free place: what is counted is counted for few.
    """
    known = [case((_HAS[each], WEIGHTS[each]), else_=0) for each in sorted(wished)]
    points = sum(known, literal(0)).label("points")
    found = select(Person.id, Mentor.capacity, points).join(Mentor, Mentor.person_id == Person.id)
    found = found.where(is_there(bindparam("now", type_=UtcDateTime())), Person.id != bindparam("seeker"))
    found = found.where(Person.id.not_in(_together()), Person.id.not_in(bindparam("but", expanding=True)))
    if among:
        found = found.where(Person.id.in_(bindparam("among", expanding=True)))
    if kind is not None:
        return found.where(_HAS[kind], Mentor.capacity > 0).order_by(points.desc(), Person.id)
    few = found.where(Mentor.capacity > mentees_of(Person.id)).order_by(Person.id).limit(READ).subquery()
    return select(few).order_by(few.c.points.desc(), few.c.id)


def _together() -> Select[Any]:
    """Those who are in a pair or group with the person now."""
    mine, others = aliased(MentorshipMember), aliased(MentorshipMember)
    together = and_(others.mentorship_id == mine.mentorship_id, others.left_at.is_(None))
    found = select(others.person_id).join(mine, together)
    return found.where(mine.person_id == bindparam("seeker"), mine.left_at.is_(None), others.person_id.is_not(None))


def _counted_mentees() -> Select[int | None, int]:
    mentor, mentee = aliased(MentorshipMember), aliased(MentorshipMember)
    together = and_(mentee.mentorship_id == mentor.mentorship_id, mentee.role == "mentee", mentee.left_at.is_(None))
    found = select(mentor.person_id, func.count(mentee.id)).select_from(mentor).join(mentee, together)
    leads = mentor.role == "mentor", mentor.left_at.is_(None), mentor.person_id.in_(_IDS)
    return found.where(*leads).group_by(mentor.person_id)


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_BUSY = _counted_mentees()
_ASKED = (
    select(MentorOffer.mentor_id, func.count())
    .where(MentorOffer.mentor_id.in_(_IDS), MentorOffer.state.in_(WITH_A_MENTOR))
    .group_by(MentorOffer.mentor_id)
)
_READ = (
    select(Person.id, Mentor.capacity, Person.municipality, Person.specialities, Mentor.competences, Mentor.formats)
    .join(Mentor, Mentor.person_id == Person.id)
    .where(Person.id.in_(_IDS))
)


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
