"""Requests for mentors and pairs: whom they go to, what is refused, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from community import attention, deletion, joining, matching, mentor_offers, mentor_requests, mentors, mentorships
from community.matching import Candidate, Reason, Wish
from community.mentor_requests import NotNow
from community.mentoring_states import (
    MENTORSHIP_STEPS,
    OFFER_STEPS,
    OPEN_REQUESTS,
    REQUEST_STEPS,
    WITH_A_MENTOR,
    MentorshipState,
    RequestState,
    move_mentorship,
    move_request,
)
from community.notices import Notice
from community.refusals import (
    MentorHasNoRoom,
    MentorRequestGone,
    MentorshipGone,
    MentorshipSettled,
    Refusal,
    RequestSettled,
)
from storage.database import Database
from storage.models import Mentor, MentorOffer, MentorRequest, Mentorship, MentorshipMember, Notification, Person
from tests.test_asking import NOW, perm, person

DOCUMENT = (Path(__file__).resolve().parent.parent / "docs" / "mentoring.md").read_text("utf-8")
SUBJECT = perm.mentoring.grounds[0]
YOUNG = perm.mentoring.grounds[1]
PHYSICS = Wish("subject", "physics")
HERE, THERE = perm.municipalities[0].id, perm.municipalities[1].id


def mentor(
    session: Session, name: str, town: str = HERE, topics: tuple[str, ...] = ("physics",), room: int = 3
) -> Person:
    made = person(session, name, municipality=town, specialities=list(topics), position="teacher")
    session.add(Mentor(person_id=made.id, ground="expert-ege", capacity=room, confirmed_at=NOW, formats=["talk"]))
    session.flush()
    return made


def anna_of(session: Session) -> Person:
    return person(session, "Анна", municipality=HERE, specialities=["physics"], position="teacher")


def sent(session: Session, anna: Person, *order: Person, wish: Wish = PHYSICS) -> MentorRequest:
    return mentor_requests.send(session, anna, wish, [each.id for each in order], perm, NOW)


def offer_of(session: Session, request: MentorRequest, boris: Person) -> MentorOffer:
    return next(each for each in mentor_offers.of_request(session, request) if each.mentor_id == boris.id)


def told(session: Session, kind: Notice) -> list[int]:
    rows = select(Notification.person_id).where(Notification.kind == kind.value).order_by(Notification.id)
    return list(session.execute(rows).scalars())


def accepts(session: Session, boris: Person, request: MentorRequest) -> Mentorship:
    return mentor_requests.accept(session, boris, offer_of(session, request, boris).id, perm, NOW)


def declines(session: Session, boris: Person, request: MentorRequest) -> mentor_requests.Card:
    return mentor_requests.decline(session, boris, offer_of(session, request, boris).id, NotNow.TIME, perm, NOW)


@pytest.mark.parametrize(
    ("title", "steps"), [("Request", REQUEST_STEPS), ("Offer", OFFER_STEPS), ("Mentorship", MENTORSHIP_STEPS)]
)
def test_document_has_the_steps_of_the_code(title: str, steps: Mapping[StrEnum, frozenset[StrEnum]]) -> None:
    part = DOCUMENT.partition(f"## {title}\n")[2].partition("\n## ")[0]
    rows = {row[1]: row[2] for row in re.finditer(r"^\| (\w+) \| ([\w, –]+) \|$", part, re.MULTILINE)} | {}
    rows.pop("from", None)
    assert rows == {state.value: ", ".join(sorted(to)) or "–" for state, to in steps.items()}


def test_steps_that_are_not_in_the_table_are_refused() -> None:
    for state in RequestState:
        for to in set(RequestState) - REQUEST_STEPS[state] - {state}:
            with pytest.raises(RequestSettled):
                move_request(MentorRequest(state=state.value), to)
    with pytest.raises(MentorshipSettled):
        move_mentorship(Mentorship(state="completed"), MentorshipState.WORKING)


towns, slugs = st.sampled_from([HERE, THERE, None]), st.sampled_from(["physics", "math", "russian"])
candidates = st.builds(
    Candidate,
    id=st.integers(1, 50),
    capacity=st.integers(1, 5),
    busy=st.integers(0, 5),
    asked=st.integers(0, 3),
    municipality=towns,
    topics=st.frozensets(slugs),
    formats=st.frozensets(st.just("talk")),
)


@given(st.lists(candidates, unique_by=lambda each: each.id), towns)
def test_ranking_keeps_its_promises(found: list[Candidate], town: str | None) -> None:
    wish = Wish("subject", "physics", format="talk", municipality=town)
    by_id = {each.id: each for each in found}
    ranked = matching.ranked(wish, SUBJECT, found)
    assert len(ranked) <= matching.SHOWN
    assert [match.score for match in ranked] == sorted((match.score for match in ranked), reverse=True)
    assert all(by_id[match.person_id].free and Reason.SUBJECT in match.reasons for match in ranked)
    assert matching.ranked(wish, SUBJECT, reversed(found)) == ranked
    assert {match.person_id for match in ranked} <= {m.person_id for m in matching.ranked(wish, YOUNG, found, 99)}


@given(candidates)
def test_what_is_the_same_only_helps(candidate: Candidate) -> None:
    bare = matching.score(Wish("subject"), candidate)
    assert matching.score(Wish("subject", "physics", None, "talk", HERE), candidate) >= bare >= 0


@pytest.mark.parametrize(
    ("hours", "quick"), [([1] * 4, False), ([1] * 5, True), ([1] * 4 + [50], True), ([50] * 9, False)]
)
def test_quick_is_said_from_five_answers_on(hours: list[float], quick: bool) -> None:
    assert matching.is_quick(hours) is quick


def test_suggested_are_those_who_can_the_nearest_first(session: Session) -> None:
    anna = anna_of(session)
    far, near = mentor(session, "Борис", THERE), mentor(session, "Вера")
    mentor(session, "Олег", topics=("math",))
    pausing, full = mentor(session, "Пётр"), mentor(session, "Роза", room=1)
    mentors.pause(session, pausing, NOW)
    about = mentorships.About("subject")
    people = [(full, mentorships.Role.MENTOR), (person(session, "Глеб"), mentorships.Role.MENTEE)]
    mentorships.make(session, about, people, perm, NOW)
    found = mentor_requests.suggest(session, anna, PHYSICS, perm, NOW)
    assert [(each.name, sorted(match.reasons)) for match, each in found] == [
        ("Вера", ["free", "municipality", "subject"]),
        ("Борис", ["free", "subject"]),
    ]
    accepts(session, near, sent(session, anna, near))
    assert [each.id for _, each in mentor_requests.suggest(session, anna, PHYSICS, perm, NOW)] == [far.id]
    others = mentor_requests.suggest(session, anna, Wish("young-teacher", "physics"), perm, NOW)
    assert [each.name for _, each in others] == ["Борис", "Олег"]


def test_decline_goes_to_the_next_and_two_to_a_coordinator(session: Session) -> None:
    anna, boris, vera, oleg = anna_of(session), *(mentor(session, name) for name in ("Борис", "Вера", "Олег"))
    request = sent(session, anna, vera, boris, oleg)
    assert told(session, Notice.MENTOR_ASKED) == [vera.id]
    for _ in range(2):
        declines(session, vera, request)
    assert (request.state, request.refusals) == ("seeking", 1)
    assert told(session, Notice.MENTOR_ASKED) == [vera.id, boris.id]
    declines(session, boris, request)
    assert request.state == "coordinator"
    assert told(session, Notice.MENTOR_REQUEST_MOVED) == [anna.id, anna.id]
    assert attention.find(session, attention.Kind.MENTOR_REQUEST, request.id)
    with pytest.raises(MentorRequestGone):
        mentor_requests.card(session, oleg, offer_of(session, request, oleg).id)


def test_acceptance_makes_a_pair_once(session: Session) -> None:
    anna, boris, vera = anna_of(session), mentor(session, "Борис"), mentor(session, "Вера")
    request = sent(session, anna, boris, vera)
    first, second = accepts(session, boris, request), accepts(session, boris, request)
    assert first is second
    assert (request.state, request.mentorship_id) == ("found", first.id)
    assert (first.state, first.kind, first.mode, first.municipality) == ("acquaintance", "pair", "community", HERE)
    assert told(session, Notice.MENTOR_FOUND) == [anna.id]
    [seen] = mentorships.mine(session, anna)
    assert [each.person for each in seen.fellows] == [boris]
    with pytest.raises(MentorshipGone):
        mentorships.look(session, vera, first.id)
    with pytest.raises(RequestSettled):
        declines(session, boris, request)


def test_one_request_for_a_ground_and_nobody_is_a_coordinators_matter(session: Session) -> None:
    anna = anna_of(session)
    request = sent(session, anna)
    assert request.state == "coordinator"
    assert sent(session, anna) is request
    assert sent(session, anna, wish=Wish("young-teacher", "physics")) is not request
    status = mentor_requests.status(session, anna, request.id)
    assert (status.asked, status.left) == (None, 0)


def test_cancelled_request_is_withdrawn_from_who_has_it(session: Session) -> None:
    anna, boris = anna_of(session), mentor(session, "Борис")
    request = sent(session, anna, boris)
    with pytest.raises(MentorRequestGone):
        mentor_requests.cancel(session, boris, request.id, NOW)
    for _ in range(2):
        mentor_requests.cancel(session, anna, request.id, NOW)
    assert told(session, Notice.MENTOR_REQUEST_WITHDRAWN) == [boris.id]
    with pytest.raises(RequestSettled):
        accepts(session, boris, request)
    assert sent(session, anna, boris) is not request


def test_mentor_who_pauses_leaves_the_request_to_the_next(session: Session) -> None:
    anna, boris, vera = anna_of(session), mentor(session, "Борис"), mentor(session, "Вера")
    request = sent(session, anna, boris, vera)
    mentors.pause(session, boris, NOW)
    assert request.state == "seeking"
    assert mentor_offers.go_on_with_one(session, perm, NOW)
    assert not mentor_offers.go_on_with_one(session, perm, NOW)
    assert (told(session, Notice.MENTOR_ASKED), request.refusals) == ([boris.id, vera.id], 0)


@pytest.mark.parametrize("goes", ["leaves", "is deleted"])
@pytest.mark.parametrize("who", ["mentor", "mentee"])
def test_who_goes_ends_the_pair_and_the_other_is_told(session: Session, who: str, goes: str) -> None:
    anna, boris, vera = anna_of(session), mentor(session, "Борис"), mentor(session, "Вера")
    pair = accepts(session, boris, sent(session, anna, boris))
    waits = sent(session, anna, vera, wish=Wish("young-teacher", "physics"))
    one, other = (boris, anna) if who == "mentor" else (anna, boris)
    other_id = other.id
    if goes == "leaves":
        joining.leave(session, one, NOW)
    else:
        deletion.delete_mine(session, one, lambda act, erased: b"", NOW)
        session.expire_all()
    assert (pair.state, pair.outcome) == ("completed", "left")
    assert told(session, Notice.MENTOR_LEFT if who == "mentor" else Notice.MENTORSHIP_ENDED) == [other_id]
    assert not mentorships.mine(session, session.get_one(Person, other_id))
    if who == "mentor":
        assert waits.state == "asked"
    elif goes == "leaves":
        assert waits.state == "cancelled"


def test_group_goes_on_without_one_of_its_mentees(session: Session) -> None:
    anna, boris, gleb = anna_of(session), mentor(session, "Борис"), person(session, "Глеб")
    people = [(boris, mentorships.Role.MENTOR), (anna, mentorships.Role.MENTEE), (gleb, mentorships.Role.MENTEE)]
    group = mentorships.make(session, mentorships.About(kind=mentorships.Kind.GROUP), people, perm, NOW)
    mentorships.end(session, anna, group.id, NOW)
    assert group.state == "acquaintance"
    mentorships.end(session, boris, group.id, NOW)
    assert (group.state, group.outcome) == ("completed", "ended")


@pytest.mark.parametrize("race", ["one place", "one request"])
def test_two_who_accept_at_once_make_one_pair(engine: Engine, database_url: str, race: str) -> None:
    with Session(engine) as session, session.begin():
        boris, others = mentor(session, "Борис", room=1), [anna_of(session), anna_of(session)]
        requests = [sent(session, each, boris) for each in others[: 2 if race == "one place" else 1]]
        cards = [offer_of(session, each, boris).id for each in requests] * (1 if race == "one place" else 2)
        mentor_id = boris.id
    ready = Barrier(2)

    def press(offer: int) -> bool:
        database = Database(database_url)
        ready.wait(60)
        try:
            return database.run_now(partial(accepted, mentor_id=mentor_id, offer=offer))
        finally:
            database.close()

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(press, cards))
    assert answers.count(True) == (1 if race == "one place" else 2)
    with Session(engine) as session:
        assert session.execute(select(func.count()).select_from(Mentorship)).scalar_one() == 1


def accepted(session: Session, mentor_id: int, offer: int) -> bool:
    try:
        mentor_requests.accept(session, session.get_one(Person, mentor_id), offer, perm, NOW)
    except MentorHasNoRoom:
        return False
    return True


class MentoringLife(RuleBasedStateMachine):
    """Anna and Olga look for a mentor; Boris takes one, Vera two. What a rule says no to changes nothing."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.point = session, session.begin_nested()
        self.askers = [anna_of(session), anna_of(session)]
        self.mentors = [mentor(session, "Борис", room=1), mentor(session, "Вера", room=2)]

    def teardown(self) -> None:
        self.point.rollback()
        self.session.expire_all()

    def does(self, act: Callable[[], object]) -> None:
        savepoint = self.session.begin_nested()
        try:
            act()
        except Refusal:
            savepoint.rollback()
            return
        savepoint.commit()

    def newest(self, asker: int) -> MentorRequest | None:
        mine = MentorRequest.person_id == self.askers[asker].id
        return (
            self.session.execute(select(MentorRequest).where(mine).order_by(MentorRequest.id.desc())).scalars().first()
        )

    @rule(asker=st.integers(0, 1), young=st.booleans(), turned=st.booleans())
    def send(self, asker: int, young: bool, turned: bool) -> None:
        order = [each.id for each in self.mentors][:: -1 if turned else 1]
        wish = Wish("young-teacher" if young else "subject", "physics")
        self.does(lambda: mentor_requests.send(self.session, self.askers[asker], wish, order, perm, NOW))

    @rule(asker=st.integers(0, 1), which=st.integers(0, 1), yes=st.booleans())
    def answer(self, asker: int, which: int, yes: bool) -> None:
        if request := self.newest(asker):
            named = mentor_offers.of_request(self.session, request)
            act = accepts if yes else declines
            if self.mentors[which].id in {each.mentor_id for each in named}:
                self.does(lambda: act(self.session, self.mentors[which], request))

    @rule(asker=st.integers(0, 1))
    def cancel(self, asker: int) -> None:
        if request := self.newest(asker):
            self.does(lambda: mentor_requests.cancel(self.session, self.askers[asker], request.id, NOW))

    @rule(which=st.integers(0, 1), back=st.booleans())
    def pause(self, which: int, back: bool) -> None:
        if back:
            mentors.resume(self.session, self.mentors[which])
        else:
            mentors.pause(self.session, self.mentors[which], NOW)

    @rule(who=st.integers(0, 3))
    def end(self, who: int) -> None:
        one = [*self.askers, *self.mentors][who]
        for seen in mentorships.mine(self.session, one)[:1]:
            mentorships.end(self.session, one, seen.mentorship.id, NOW)

    @rule()
    def clock(self) -> None:
        while mentor_offers.go_on_with_one(self.session, perm, NOW):
            pass

    @invariant()
    def nobody_has_more_mentees_than_they_take(self) -> None:
        for each, room in zip(self.mentors, (1, 2), strict=True):
            assert self.session.execute(select(matching.mentees_of(each.id))).scalar_one() <= room

    @invariant()
    def one_mentor_at_a_time_has_the_card(self) -> None:
        for request in self.session.execute(select(MentorRequest)).scalars().all():
            held = [each for each in mentor_offers.of_request(self.session, request) if each.state in WITH_A_MENTOR]
            assert len(held) <= (request.state in OPEN_REQUESTS)
            assert (request.closed_at is None) is (request.state in OPEN_REQUESTS)
            assert (request.mentorship_id is not None) is (request.state == "found")
            assert held or request.state != "asked"

    @invariant()
    def coordinators_have_what_is_theirs(self) -> None:
        for request in self.session.execute(select(MentorRequest)).scalars().all():
            item = attention.find(self.session, attention.Kind.MENTOR_REQUEST, request.id)
            assert (item is not None and item.closed_at is None) is (request.state == "coordinator")

    @invariant()
    def those_of_a_completed_pair_have_left(self) -> None:
        over = select(Mentorship.id).where(Mentorship.state == "completed")
        stay = select(MentorshipMember).where(
            MentorshipMember.mentorship_id.in_(over), MentorshipMember.left_at.is_(None)
        )
        assert self.session.execute(stay).first() is None


def test_mentoring_lives_by_its_rules(session: Session) -> None:
    class Here(MentoringLife):
        def __init__(self) -> None:
            super().__init__(session)

    run_state_machine_as_test(Here, settings=settings(max_examples=8, stateful_step_count=15))
