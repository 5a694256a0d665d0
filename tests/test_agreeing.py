"""What pairs and groups agree on, their programmes, who joins them: on both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from community import agreements, mentorships, programmes
from community.agreements import Standing, Term, Terms
from community.group_refusals import StepConfirmed, StepGone
from community.mentorships import About, Kind, Role
from community.notices import Notice
from community.refusals import MentorshipGone, MentorshipSettled
from storage.models import Mentorship, Person
from tests.test_asking import NOW, perm, person
from tests.test_mentoring import anna_of, mentor, told

TODAY = NOW.date()
OURS = Terms("Уверенно вести уроки", date(2027, 5, 31), "weekly", "talk")
THEIRS = Terms("Подготовиться к конкурсу", date(2027, 5, 31), "monthly", "talk")


def pair_of(session: Session, *people: tuple[Person, Role], kind: Kind = Kind.PAIR) -> Mentorship:
    return mentorships.make(session, About("subject", "physics", kind=kind), people, perm, NOW)


def pair(session: Session) -> tuple[Mentorship, Person, Person]:
    boris, anna = mentor(session, "Борис"), anna_of(session)
    return pair_of(session, (boris, Role.MENTOR), (anna, Role.MENTEE)), boris, anna


def version(session: Session, made: Mentorship) -> int:
    return agreements.version(mentorships.members_of(session, made.id))


def proposes(session: Session, who: Person, made: Mentorship, terms: Terms, of: int, at: datetime = NOW) -> bool:
    return agreements.propose(session, who, made.id, terms, of, at)


@given(st.text(max_size=400))
def test_goal_is_words_or_nothing(text: str) -> None:
    goal = agreements.parse_goal(text)
    assert goal is None or (3 <= len(goal) <= agreements.LONGEST_GOAL and agreements.parse_goal(goal) == goal)


@given(st.dates(date(2026, 1, 1), date(2040, 12, 31)), st.sampled_from(Term))
def test_terms_that_are_offered_can_be_taken(today: date, term: Term) -> None:
    assert agreements.may_end_on(agreements.last_day(term, today), today)


@pytest.mark.parametrize(
    ("said", "day"),
    [("до 25 декабря", date(2026, 12, 25)), ("вчера", None), ("15.01.2031", None), ("скоро", None), ("", None)],
)
def test_end_is_a_day_of_the_next_two_years(said: str, day: date | None) -> None:
    assert agreements.parse_end(said, date(2026, 11, 23)) == day


def test_pair_works_when_both_have_agreed(session: Session) -> None:
    made, boris, anna = pair(session)
    filled = agreements.template(made, perm, TODAY)
    assert (filled.goal, filled.rhythm, filled.format) == ("Сильнее вести уроки и занятия", "fortnightly", "talk")
    for _ in range(2):
        assert proposes(session, boris, made, OURS, 0)
    assert (made.state, told(session, Notice.AGREEMENT_PROPOSED)) == ("acquaintance", [anna.id])
    assert agreements.standing(mentorships.look(session, anna, made.id)) is Standing.ASKED
    for _ in range(2):
        assert agreements.confirm(session, anna, made.id, version(session, made), NOW)
    assert (made.state, made.begun_at, made.goal) == ("working", NOW, OURS.goal)
    assert told(session, Notice.AGREEMENT_CONFIRMED) == [boris.id]
    assert agreements.standing(mentorships.look(session, boris, made.id)) is Standing.AGREED


def test_nobody_agrees_to_what_they_have_not_read(session: Session) -> None:
    made, boris, anna = pair(session)
    proposes(session, boris, made, OURS, 0)
    read, later = version(session, made), NOW + timedelta(minutes=5)
    assert proposes(session, boris, made, THEIRS, read, later)
    assert not agreements.confirm(session, anna, made.id, read, later)
    assert not proposes(session, anna, made, OURS, read, later)
    assert (made.state, made.goal) == ("acquaintance", THEIRS.goal)
    assert agreements.confirm(session, anna, made.id, version(session, made), later)
    much_later = NOW + timedelta(days=5)
    assert proposes(session, anna, made, OURS, version(session, made), much_later)
    assert (made.state, made.begun_at) == ("working", later)
    assert agreements.standing(mentorships.look(session, boris, made.id)) is Standing.ASKED


def test_same_terms_proposed_by_the_other_are_a_yes(session: Session) -> None:
    made, boris, anna = pair(session)
    proposes(session, boris, made, OURS, 0)
    assert proposes(session, anna, made, OURS, version(session, made))
    assert made.state == "working"


def test_group_works_with_its_mentor_and_one_more(session: Session) -> None:
    boris, anna, gleb = mentor(session, "Борис"), anna_of(session), person(session, "Глеб")
    people = [(boris, Role.MENTOR), (anna, Role.MENTEE), (gleb, Role.MENTEE)]
    group = pair_of(session, *people, kind=Kind.GROUP)
    proposes(session, anna, group, OURS, 0)
    agreements.confirm(session, gleb, group.id, version(session, group), NOW)
    assert group.state == "acquaintance"
    agreements.confirm(session, boris, group.id, version(session, group), NOW)
    assert group.state == "working"


def test_agreement_is_of_those_who_are_in_it(session: Session) -> None:
    made, boris, anna = pair(session)
    with pytest.raises(MentorshipGone):
        proposes(session, person(session, "Ольга"), made, OURS, 0)
    mentorships.end(session, anna, made.id, NOW)
    with pytest.raises(MentorshipSettled):
        proposes(session, boris, made, OURS, 0)


def programme_of(session: Session, made: Mentorship, who: Person) -> list[tuple[str | None, str | None]]:
    return [(each.kind, each.title) for each in mentorships.look(session, who, made.id).steps]


def test_programme_is_filled_once_and_grows_in_words(session: Session) -> None:
    made, boris, anna = pair(session)
    for _ in range(2):
        programmes.fill(session, boris, made.id, perm, NOW)
    known = [each.id for each in perm.mentoring.steps_for("subject")]
    visit = programmes.add(session, anna, made.id, "open-lesson", None, NOW)
    assert visit is programmes.add(session, anna, made.id, "open-lesson", None, NOW)
    own = programmes.add(session, anna, made.id, None, "Вместе провести собрание", NOW)
    assert visit
    assert own
    programmes.raise_(session, boris, own.id, NOW)
    order = [*((each, None) for each in known), (None, "Вместе провести собрание"), ("open-lesson", None)]
    assert programme_of(session, made, anna) == order
    assert told(session, Notice.PROGRAMME_CHANGED) == [anna.id, boris.id]
    left = {each.id for each in programmes.left_over(mentorships.look(session, anna, made.id), perm)}
    assert left == {each.id for each in perm.mentoring.forms} - {"open-lesson"}
    for number in range(programmes.MOST):
        programmes.add(session, boris, made.id, None, f"Шаг {number}", NOW)
    assert len(programme_of(session, made, anna)) == programmes.MOST
    assert programmes.add(session, boris, made.id, None, "Лишний", NOW) is None


def test_step_is_done_when_both_say_so(session: Session) -> None:
    made, boris, anna = pair(session)
    seen = programmes.fill(session, boris, made.id, perm, NOW)
    first, second = seen.steps[:2]
    for _ in range(2):
        programmes.confirm(session, boris, first.id, NOW)
    assert (programmes.done(seen.steps), told(session, Notice.STEP_CONFIRMED)) == (0, [anna.id])
    with pytest.raises(StepConfirmed):
        programmes.remove(session, anna, first.id, NOW)
    programmes.confirm(session, anna, first.id, NOW)
    assert programmes.done(seen.steps) == 1
    assert programmes.next_step(seen.steps) is second
    programmes.take_back(session, anna, first.id)
    assert first.mentor_confirmed_at
    assert programmes.next_step(seen.steps) is first
    programmes.remove(session, anna, second.id, NOW)
    with pytest.raises(StepGone):
        programmes.confirm(session, boris, second.id, NOW)


def test_programme_of_a_group_is_its_mentors(session: Session) -> None:
    boris, anna, gleb = mentor(session, "Борис"), anna_of(session), person(session, "Глеб")
    group = pair_of(session, (boris, Role.MENTOR), (anna, Role.MENTEE), (gleb, Role.MENTEE), kind=Kind.GROUP)
    with pytest.raises(MentorshipSettled):
        programmes.fill(session, anna, group.id, perm, NOW)
    video = programmes.add(session, boris, group.id, programmes.VIDEO, None, NOW)
    assert video
    link = programmes.parse_video("disk.yandex.ru/i/urok")
    assert link == "https://disk.yandex.ru/i/urok"
    programmes.set_link(session, boris, video.id, link, NOW)
    programmes.confirm(session, gleb, video.id, NOW)
    programmes.confirm(session, boris, video.id, NOW)
    assert programmes.is_done(video)


def test_each_of_two_peers_has_a_side(session: Session) -> None:
    anna, gleb = anna_of(session), person(session, "Глеб")
    made = pair_of(session, (anna, Role.PEER), (gleb, Role.PEER), kind=Kind.PEERS)
    sides = [programmes.side_of(mentorships.look(session, each, made.id)) for each in (anna, gleb)]
    assert sides == ["mentor", "mentee"]


@given(st.text(max_size=60))
def test_link_of_a_video_is_a_link(text: str) -> None:
    link = programmes.parse_video(text)
    assert link is None or link.lower().startswith(("http://", "https://"))
