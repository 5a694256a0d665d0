"""A message to many while anybody presses anything in any order, and the clock and the post go on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from community import broadcasts, send_checks, send_control, send_starts, send_watch, sending
from community.broadcasts import ON, State
from community.refusals import Refusal
from community.send_states import MOVES
from community.send_tally import tally
from storage import claiming, notifications
from storage.models import Broadcast, Person
from tests.examples import at_most
from tests.giving_out import give_out
from tests.test_announcing import announcer, member, perm
from tests.test_registrations import NOW
from tests.test_sending import draft, few, reachable, rows

READERS = 4
STEP = timedelta(minutes=7)
ENDS = ("sent", "failed", "unsure", "skipped")


class SendingLife(RuleBasedStateMachine):
    """Olga has written; Boris and Ivan may look at it. What a rule says no to changes nothing."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.point, self.now = session, session.begin_nested(), NOW
        self.olga, *self.colleagues = [reachable(session, announcer(session)) for _ in range(3)]
        for number in range(READERS):
            member(session, f"Анна {number}")
        self.made = draft(session, self.olga)
        self.states = [State.DRAFT]

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

    def presses(self, act: Callable[[Session, Person, int, datetime], Broadcast], who: int) -> None:
        actor = [self.olga, *self.colleagues][who]
        self.does(lambda: act(self.session, actor, self.made.id, self.now))

    @initialize(begins=st.booleans())
    def begin(self, begins: bool) -> None:
        """Else few would get so far."""
        if begins:
            self.send(is_later=False, is_looked_at=False)
            self.clock_rings()

    @rule(is_later=st.booleans(), is_looked_at=st.booleans())
    def send(self, is_later: bool, is_looked_at: bool) -> None:
        when, community = self.now + STEP if is_later else None, few if is_looked_at else perm
        self.does(lambda: sending.send(self.session, self.olga, self.made.id, community, self.now, when=when))

    @rule(who=st.integers(0, 2))
    def confirm(self, who: int) -> None:
        actor = [self.olga, *self.colleagues][who]
        self.does(lambda: send_checks.confirm(self.session, actor, self.made.id, few, self.now))

    @rule(who=st.integers(0, 2))
    def give_back(self, who: int) -> None:
        actor = [self.olga, *self.colleagues][who]
        self.does(lambda: send_checks.give_back(self.session, actor, self.made.id, "Проверьте", self.now))

    @rule(who=st.integers(0, 2))
    def take_back(self, who: int) -> None:
        self.presses(sending.take_back, who)

    @rule(who=st.integers(0, 2))
    def pause(self, who: int) -> None:
        self.presses(send_control.pause, who)

    @rule(who=st.integers(0, 2))
    def resume(self, who: int) -> None:
        self.presses(send_control.resume, who)

    @rule(who=st.integers(0, 2), really=st.integers(0, 3))
    def cancel(self, who: int, really: int) -> None:
        if not really:  # else few would come to their end
            self.presses(send_control.cancel, who)

    @rule()
    def ask_again(self) -> None:
        self.presses(send_control.send_unsure, 0)

    @rule()
    def clock_rings(self) -> None:
        self.now += STEP
        send_starts.begin_due(self.session, perm, self.now)
        give_out(self.session, perm, self.now)
        send_watch.look(self.session, self.now)
        broadcasts.finish(self.session, self.now)
        send_watch.close(self.session, self.now)

    @rule(many=st.integers(1, READERS), end=st.sampled_from(ENDS))
    def post_delivers(self, many: int, end: str) -> None:
        claiming.route_many(self.session, ["vk"], self.now, 99)
        due = claiming.waiting(self.session, "vk", 2, now=self.now, most=many)
        assert not due or self.made.state == State.SENDING
        notifications.end(self.session, [row.id for row in due], end, self.now)

    @invariant()
    def everybody_is_told_once_and_counted_once(self) -> None:
        told = Counter(row.person_id for row in rows(self.session))
        assert set(told.values()) <= {1}
        self.session.refresh(self.made)
        found = tally(self.session, self.made)
        begun = self.made.begun_at is not None
        assert found.total == (READERS if begun and self.made.state in (*ON, State.SENT) else found.total)
        assert self.made.state != State.SENT or not found.waiting

    @invariant()
    def state_is_reached_by_the_table(self) -> None:
        after = State(self.made.state)
        if after is not self.states[-1]:
            assert reaches(self.states[-1], after)
            self.states.append(after)


def reaches(before: State, after: State) -> bool:
    """By a few steps: one ring of the clock may take several."""
    seen, left = set[State](), {before}
    while left:
        seen |= left
        left = {state for each in left for state in MOVES[each].values()} - seen
    return after in seen


def test_whatever_is_pressed_everybody_is_told_once(session: Session) -> None:
    class Here(SendingLife):
        def __init__(self) -> None:
            super().__init__(session)

    run_state_machine_as_test(Here, settings=settings(max_examples=at_most(20), stateful_step_count=25))


def test_what_is_cancelled_stays_so() -> None:
    assert not reaches(State.CANCELLED, State.SENDING)
    assert reaches(State.DRAFT, State.SENT)
