"""Requests for mentors while several things happen at once, in any order, and for a year; on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from community import (
    joining,
    mentor_deadlines,
    mentor_offers,
    mentor_questions,
    mentor_requests,
    mentoring_desk,
    mentors,
    mentorships,
    pair_desk,
)
from community.mentoring_states import OPEN_REQUESTS, WITH_A_MENTOR
from community.notices import Notice
from community.refusals import (
    Refusal,
)
from storage.database import Database
from storage.models import MentorOffer, MentorRequest, Mentorship, Notification, Person
from tests.test_answering import (
    DAY,
    MONDAY,
    ZONE,
    asked_on,
    at,
    look,
    olga_of,
)
from tests.test_asking import NOW, perm
from tests.test_mentoring import (
    PHYSICS,
    MentoringLife,
    anna_of,
    mentor,
    offer_of,
    told,
)


def raced(database_url: str, *acts: Callable[[Session], object]) -> list[bool]:
    """All at once, each in its own program; whether a rule let them."""
    ready = Barrier(len(acts))

    def does(session: Session, act: Callable[[Session], object]) -> bool:
        try:
            act(session)
        except Refusal:
            return False
        return True

    def press(act: Callable[[Session], object]) -> bool:
        database = Database(database_url)
        ready.wait(60)
        try:
            return database.run_now(partial(does, act=act))
        finally:
            database.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(press, acts))


@pytest.mark.parametrize("against", ["pause", "capacity", "leaving", "cancelling", "clock", "coordinator", "question"])
def test_acceptance_against_whatever_else_happens(engine: Engine, database_url: str, against: str) -> None:
    """Either there is a pair and nobody is asked, or there is none and the card is nobody's."""
    with Session(engine) as session, session.begin():
        olga, anna, boris, vera = olga_of(session), anna_of(session), mentor(session, "Борис"), mentor(session, "Вера")
        request = asked_on(session, MONDAY, boris, anna=anna)
        offer, number = offer_of(session, request, boris).id, request.id
        a, b, v, o = anna.id, boris.id, vera.id, olga.id
    late = MONDAY + 10 * DAY
    others: dict[str, Callable[[Session], object]] = {
        "pause": lambda here: mentors.pause(here, here.get_one(Person, b), MONDAY),
        "capacity": lambda here: mentors.change(here, here.get_one(Person, b), {"capacity": 1}),
        "leaving": lambda here: joining.leave(here, here.get_one(Person, b), MONDAY),
        "cancelling": lambda here: mentor_requests.cancel(here, here.get_one(Person, a), number, MONDAY),
        "clock": lambda here: mentor_deadlines.lapse(here, perm, late),
        "coordinator": lambda here: mentoring_desk.pair(here, here.get_one(Person, o), number, v, perm, MONDAY),
        "question": lambda here: mentor_questions.ask(here, here.get_one(Person, b), offer, "Где?", perm, MONDAY),
    }
    accepting = partial(accepted, mentor_id=b, offer=offer)
    yes, other = raced(database_url, accepting, others[against])
    with Session(engine) as session:
        request = session.get_one(MentorRequest, number)
        made = session.execute(select(func.count()).select_from(Mentorship)).scalar_one()
        held = select(func.count()).select_from(MentorOffer).where(MentorOffer.state.in_(WITH_A_MENTOR))
        assert yes or other
        assert made == (yes or against == "coordinator")
        assert (request.state == "found") is bool(made)
        assert session.execute(held).scalar_one() == 0


def accepted(session: Session, mentor_id: int, offer: int) -> None:
    mentor_requests.accept(session, session.get_one(Person, mentor_id), offer, perm, MONDAY)


@pytest.mark.parametrize("step", ["remind", "lapse", "give_up"])
def test_two_clocks_at_once_do_it_once(engine: Engine, database_url: str, step: str) -> None:
    with Session(engine) as session, session.begin():
        request = asked_on(session, MONDAY, mentor(session, "Борис"), mentor(session, "Вера"))
        if step == "give_up":
            request.answer_by = MONDAY + DAY
    now = {"remind": at("2026-03-04", 14), "lapse": at("2026-03-05", 18), "give_up": at("2026-03-04", 14)}[step]
    act = partial(getattr(mentor_deadlines, step), community=perm, now=now)
    raced(database_url, act, act)
    kind = Notice.MENTOR_ANSWER_DUE if step == "remind" else Notice.MENTOR_REQUEST_MOVED
    with Session(engine) as session:
        assert len(told(session, kind)) == 1


class AnsweringLife(MentoringLife):
    """The same people, a coordinator, and a clock that moves."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.olga, self.now = olga_of(session), NOW

    @rule(asker=st.integers(0, 1), which=st.integers(0, 1))
    def ask_first(self, asker: int, which: int) -> None:
        if (request := self.newest(asker)) and (offer := self.offer(request, which)):
            words, boris = "Где?", self.mentors[which]
            self.does(lambda: mentor_questions.ask(self.session, boris, offer.id, words, perm, self.now))

    @rule(asker=st.integers(0, 1), which=st.integers(0, 1))
    def tell(self, asker: int, which: int) -> None:
        if (request := self.newest(asker)) and (offer := self.offer(request, which)):
            anna = self.askers[asker]
            self.does(lambda: mentor_questions.answer(self.session, anna, offer.id, "Тут", perm, self.now))

    @rule(asker=st.integers(0, 1), which=st.integers(0, 1), agreed=st.booleans())
    def choose(self, asker: int, which: int, agreed: bool) -> None:
        act = mentoring_desk.pair if agreed else mentoring_desk.propose
        if request := self.newest(asker):
            boris = self.mentors[which].id
            self.does(lambda: act(self.session, self.olga, request.id, boris, perm, self.now))

    @rule(asker=st.integers(0, 1))
    def close(self, asker: int) -> None:
        if request := self.newest(asker):
            self.does(lambda: mentoring_desk.close(self.session, self.olga, request.id, "other", None, self.now))

    @rule(who=st.integers(0, 1))
    def change(self, who: int) -> None:
        for seen in mentorships.mine(self.session, self.askers[who])[:1]:
            self.does(partial(pair_desk.change, self.session, self.olga, seen.mentorship.id, self.now))

    @rule(hours=st.sampled_from([1, 20, 30, 100]))
    def later(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        look(self.session, self.now)

    def offer(self, request: MentorRequest, which: int) -> MentorOffer | None:
        named = mentor_offers.of_request(self.session, request)
        return next((each for each in named if each.mentor_id == self.mentors[which].id), None)


def test_answering_lives_by_its_rules(session: Session) -> None:
    class Here(AnsweringLife):
        def __init__(self) -> None:
            super().__init__(session)

    run_state_machine_as_test(Here, settings=settings(max_examples=8, stateful_step_count=15))


@pytest.mark.long
@pytest.mark.timeout(300)
def test_year_of_requests_reminds_once_and_leaves_nobody_waiting(session: Session) -> None:
    """Every fortnight somebody looks for a mentor; nobody answers, but for the questions of one of them."""
    people = [mentor(session, name) for name in ("Борис", "Вера", "Олег")]
    start, requests = at("2026-01-12", 11), []
    for hours in range(0, 365 * 24, 6):
        now = start + timedelta(hours=hours)
        if hours % (14 * 24) == 0:
            requests.append(mentor_requests.send(session, anna_of(session), PHYSICS, [p.id for p in people], perm, now))
            offer = offer_of(session, requests[-1], people[0])
            if len(requests) % 2 and offer.state == "asked":
                mentor_questions.ask(session, people[0], offer.id, "Где?", perm, now)
        look(session, now)
        waiting = [each for each in requests if each.state in OPEN_REQUESTS and each.state != "coordinator"]
        assert all(each.answer_by is None or now - each.created_at < timedelta(days=90) for each in waiting)
    keys = Counter(session.execute(select(Notification.dedupe_key)).scalars())
    assert keys.most_common(1)[0][1] == 1
    settled = [each for each in requests if each.created_at < start + timedelta(days=350)]
    assert {each.state for each in settled} == {"coordinator"}
    due = select(Notification).where(Notification.kind == Notice.MENTOR_ANSWER_DUE.value)
    reminders = list(session.execute(due).scalars())
    assert set(Counter(row.ids["offer"] for row in reminders).values()) == {1}
    assert min(row.due.astimezone(ZONE).hour for row in reminders) >= 9
