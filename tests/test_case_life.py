"""A case in whatever order people do what they may do with it, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import asking, closing, consultations, deletion
from community.consultations import OPEN, STEPS, WITH_MENTOR, State
from community.refusals import Refusal
from community.talks import Saying
from storage.models import Case, Person, TalkMessage
from tests.test_asking import NOW, perm, person, saying
from tests.test_closing import mentor

mentors = st.integers(0, 1)


class CaseLife(RuleBasedStateMachine):
    """Anna asks; Boris and Vera may answer. What a rule says no to changes nothing."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.point = session, session.begin_nested()
        self.anna: Person | None = person(session, "Анна")
        self.others = [mentor(session, "Борис"), mentor(session, "Вера")]
        draft = asking.say(session, self.anna, saying(self.anna, "Как провести урок?"), perm, NOW)
        self.case, self.now, self.number = draft.case.id, NOW, 10

    def teardown(self) -> None:
        self.point.rollback()
        self.session.expire_all()

    @property
    def row(self) -> Case | None:
        self.session.flush()
        return self.session.execute(select(Case).where(Case.id == self.case)).scalar_one_or_none()

    def does(self, act: Callable[[], object]) -> None:
        before = self.row.state if self.row else None
        savepoint = self.session.begin_nested()
        try:
            act()
        except Refusal:
            savepoint.rollback()
            assert (self.row.state if self.row else None) == before
            return
        savepoint.commit()
        after = self.row
        if before and after and after.state != before and after.asker_id:
            assert State(after.state) in reachable(State(before))

    def asker(self, act: Callable[[Person], object]) -> None:
        if self.anna is not None:
            anna = self.anna
            self.does(lambda: act(anna))

    def words(self, whose: Person) -> Saying:
        self.number += 1
        return saying(whose, "Слова", self.number)

    @rule(hidden=st.booleans())
    def send(self, hidden: bool) -> None:
        self.asker(lambda anna: asking.send(self.session, anna, self.case, hidden, perm, self.now))

    @rule(which=mentors)
    def take(self, which: int) -> None:
        self.does(lambda: consultations.take(self.session, self.others[which], self.case, self.now))

    @rule(which=mentors)
    def answer(self, which: int) -> None:
        whose = self.others[which]
        self.does(lambda: consultations.answer(self.session, whose, self.case, self.words(whose), self.now))

    @rule(which=mentors)
    def ask_details(self, which: int) -> None:
        whose = self.others[which]
        self.does(lambda: consultations.ask_details(self.session, whose, self.case, self.words(whose), self.now))

    @rule(which=mentors)
    def propose(self, which: int) -> None:
        self.does(lambda: closing.propose(self.session, self.others[which], self.case, self.now))

    @rule()
    def follow_up(self) -> None:
        self.asker(lambda anna: consultations.follow_up(self.session, anna, self.case, self.words(anna), self.now))

    @rule()
    def close(self) -> None:
        self.asker(lambda anna: closing.close(self.session, anna, self.case, self.now))

    @rule()
    def reopen(self) -> None:
        self.asker(lambda anna: closing.reopen(self.session, anna, self.case, perm, self.now))

    @rule(rating=st.integers(0, 6))
    def rate(self, rating: int) -> None:
        self.asker(lambda anna: closing.rate(self.session, anna, self.case, rating, self.now))

    @rule()
    def drop(self) -> None:
        self.asker(lambda anna: asking.drop(self.session, anna, self.case))

    @rule(days=st.sampled_from([1, 3, 8, 15]))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)
        closing.warn_of_silence(self.session, self.now, 9)
        closing.close_silent(self.session, self.now, 9)

    @rule()
    def delete(self) -> None:
        if self.anna is not None:
            deletion.delete_mine(self.session, self.anna, lambda act, erased: b"", self.now)
            self.anna = None

    @invariant()
    def it_is_closed_at_a_moment(self) -> None:
        if row := self.row:
            assert (row.closed_at is not None) is (row.state == State.CLOSED)

    @invariant()
    def whoever_answers_is_one_and_not_the_asker(self) -> None:
        if (row := self.row) and row.state in WITH_MENTOR:
            assert row.mentor_id in {each.id for each in self.others}
        if (row := self.row) and row.state in (State.SEARCHING, State.DRAFT):
            assert row.mentor_id is None

    @invariant()
    def whoever_waits_has_a_way_on(self) -> None:
        if (row := self.row) and row.state == State.SEARCHING:
            assert row.next_wave_at is not None

    @invariant()
    def rating_is_of_an_answer(self) -> None:
        if (row := self.row) and row.rating is not None:
            assert row.answered_at is not None
            assert 1 <= row.rating <= 5

    @invariant()
    def nothing_is_left_of_who_is_gone(self) -> None:
        if self.anna is None:
            row = self.row
            assert row is None or (row.state, row.asker_id) == (State.CLOSED, None)
            assert self.session.execute(select(TalkMessage)).first() is None


def reachable(state: State) -> set[State]:
    """In one act, which may be two steps: taken and answered."""
    once = STEPS[state]
    return {*once, *(then for each in once & {State.TAKEN} for then in STEPS[each])}


def test_case_lives_by_its_rules(session: Session) -> None:
    class Here(CaseLife):
        def __init__(self) -> None:
            super().__init__(session)

    run_state_machine_as_test(Here, settings=settings(max_examples=6, stateful_step_count=15))


def test_every_open_state_can_be_closed() -> None:
    assert all(State.CLOSED in STEPS[state] for state in OPEN)
