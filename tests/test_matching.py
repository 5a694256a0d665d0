"""Whoever is suggested is the best there is: what the database narrows down is what a look at everybody finds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import bans, matching, mentorships
from community.matching import Candidate, Choice, Match, Reason, Wish
from community.mentoring_profile import MentoringGround
from community.mentorships import About, Role
from storage.models import Mentor, MentorOffer, MentorRequest, Person
from tests.examples import at_most
from tests.test_asking import NOW, perm, person

TOWNS = [each.id for each in perm.municipalities[:2]]
TOPICS = [each.id for each in perm.subjects[:3]]
COMPETENCES = [each.id for each in perm.competences[:3]]
FORMS = [each.id for each in perm.mentoring.forms[:2]]
DAY = timedelta(days=1)


class Someone(NamedTuple):
    """A mentor of a world."""

    capacity: int
    busy: int
    asked: int
    town: str | None
    topics: frozenset[str]
    competences: frozenset[str]
    formats: frozenset[str]
    kept_by: str | None  # from being suggested


towns = st.sampled_from([*TOWNS, None])
people = st.builds(
    Someone,
    capacity=st.integers(1, 3),
    busy=st.sampled_from([0, 0, 1, 2]),
    asked=st.sampled_from([0, 0, 1]),
    town=towns,
    topics=st.frozensets(st.sampled_from(TOPICS), max_size=2),
    competences=st.frozensets(st.sampled_from(COMPETENCES), max_size=2),
    formats=st.frozensets(st.sampled_from(FORMS)),
    kept_by=st.sampled_from([None] * 9 + ["pause", "rest", "ban", "end", "together", "but"]),
)
wishes = st.builds(
    Wish,
    ground=st.just("subject"),
    topic=st.sampled_from([*TOPICS, None]),
    competence=st.sampled_from([*COMPETENCES, None]),
    format=st.sampled_from([*FORMS, None]),
    municipality=towns,
)
grounds = st.sampled_from(
    [each.model_copy(update={"must_match": must}) for each in perm.mentoring.grounds for must in (True, False)]
)


def make(session: Session, number: int, one: Someone, seeker: Person, mentees: Sequence[Person]) -> Person:
    lists: dict[str, Any] = {"specialities": sorted(one.topics), "municipality": one.town}
    made = person(session, f"Наставник {number}", **lists)
    known = {"competences": sorted(one.competences), "formats": sorted(one.formats)}
    session.add(Mentor(person_id=made.id, ground="expert-ege", capacity=one.capacity, confirmed_at=NOW, **known))
    session.flush()
    for mentee in mentees[: one.busy]:
        mentorships.make(session, About("subject"), [(made, Role.MENTOR), (mentee, Role.MENTEE)], perm, NOW)
    for each in range(one.asked):
        asked = MentorRequest(person_id=mentees[each].id, ground=f"other-{number}", state="asked", created_at=NOW)
        session.add(asked)
        session.flush()
        session.add(MentorOffer(request_id=asked.id, mentor_id=made.id, position=1, state="asked", asked_at=NOW))
    keep(session, made, one.kept_by, seeker)
    session.flush()
    return made


def keep(session: Session, made: Person, by: str | None, seeker: Person) -> None:
    mentor = session.execute(select(Mentor).where(Mentor.person_id == made.id)).scalar_one()
    if by == "pause":
        mentor.paused_at = NOW
    elif by == "end":
        mentor.ended_at = NOW
    elif by == "rest":
        made.paused_at, made.paused_until = NOW, NOW + DAY
    elif by == "ban":
        bans.begin(session, made.id, seeker, 7, None, NOW)
    elif by == "together":
        mentorships.make(session, About("subject"), [(made, Role.PEER), (seeker, Role.PEER)], perm, NOW)


def best(found: Sequence[tuple[Person, Someone]], wish: Wish, ground: MentoringGround, but: set[int]) -> list[Match]:
    """By a look at everybody."""
    there = [each for each in found if each[1].kept_by in (None, "but") and each[0].id not in but]
    candidates = [
        Candidate(made.id, one.capacity, one.busy, one.asked, one.town, one.topics, one.competences, one.formats)
        for made, one in there
    ]
    return matching.ranked(wish, ground, candidates)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=at_most(60))
@given(st.lists(people, max_size=14), wishes, grounds, st.booleans())
def test_suggested_are_the_best_of_all(
    session: Session, world: list[Someone], wish: Wish, ground: MentoringGround, only_few: bool
) -> None:
    point = session.begin_nested()
    seeker = person(session, "Анна", municipality=wish.municipality)
    mentees = [person(session, name) for name in ("Вера", "Глеб")]
    found = [(make(session, number, one, seeker, mentees), one) for number, one in enumerate(world)]
    but = {made.id for made, one in found if one.kept_by == "but"}
    among = {made.id for made, _ in found[::2]} if only_few else None
    seen = [each for each in found if among is None or each[0].id in among]
    suggested = matching.suggested(session, seeker, wish, ground, NOW, Choice(but, among))
    assert suggested == best(seen, wish, ground, but)
    point.rollback()
    session.expire_all()


facts: dict[str, Any] = {
    "topics": st.frozensets(st.sampled_from(TOPICS)),
    "competences": st.frozensets(st.sampled_from(COMPETENCES)),
    "formats": st.frozensets(st.sampled_from(FORMS)),
}


@given(
    st.builds(Candidate, st.just(1), st.integers(1, 5), st.integers(0, 5), municipality=towns, **facts),
    wishes,
    st.sets(st.sampled_from([Reason.SUBJECT, Reason.COMPETENCE, Reason.MUNICIPALITY])),
)
def test_nobody_is_worth_more_than_the_bound(candidate: Candidate, wish: Wish, lacking: set[Reason]) -> None:
    if not {each.value for each in lacking} & set(matching.reasons(wish, candidate)):
        assert matching.score(wish, candidate) <= matching.highest(wish, lacking)


def test_more_than_are_read_of_anybody_hide_nobody_who_fits(session: Session) -> None:
    seeker = person(session, "Анна", municipality=TOWNS[0])
    plain = Someone(1, 0, 0, TOWNS[1], frozenset(), frozenset(), frozenset(), None)
    for number in range(matching.READ + 1):
        make(session, number, plain, seeker, [])
    last = [make(session, 900 + at, plain._replace(topics=frozenset(TOPICS[:1])), seeker, []) for at in range(7)]
    wish = Wish("young-teacher", topic=TOPICS[0], municipality=TOWNS[0])
    ground = perm.mentoring.grounds[1]
    assert not ground.must_match
    found = matching.suggested(session, seeker, wish, ground, NOW)
    assert [match.person_id for match in found] == [each.id for each in last[: matching.SHOWN]]


def test_who_has_two_of_the_reasons_is_counted_once(session: Session) -> None:
    seeker = person(session, "Анна", municipality=TOWNS[0])
    both = Someone(1, 0, 0, None, frozenset(TOPICS[:1]), frozenset(COMPETENCES[:1]), frozenset(), None)
    one = both._replace(topics=frozenset(), town=TOWNS[0], formats=frozenset(FORMS[:1]))
    made = [make(session, number, each, seeker, []) for number, each in enumerate([both] * 3 + [one] * 2)]
    wish = Wish("subject", TOPICS[0], COMPETENCES[0], FORMS[0], TOWNS[0])
    ground = perm.mentoring.grounds[1]
    found = matching.suggested(session, seeker, wish, ground, NOW)
    assert [match.person_id for match in found] == [each.id for each in made]
