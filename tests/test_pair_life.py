"""Pairs in whatever order people do what they may, and a year of one by the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import meeting_log, meetings, mentorships, pair_life
from community.meeting_log import How
from community.meeting_states import PLANNED, MeetingState
from community.notices import Notice
from community.profile_files import load_profile
from community.refusals import Refusal
from storage.models import Meeting, Notification, Person
from tests.test_asking import NOW, perm
from tests.test_meetings import DAY, HOUR, pair, runs


class PairLife(RuleBasedStateMachine):
    """Anna and Boris do what they may, in any order; what a rule says no to changes nothing."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.point, self.now = session, session.begin_nested(), NOW
        self.made, self.boris, self.anna = pair(session)

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

    def who(self, mentors: bool) -> Person:
        return self.boris if mentors else self.anna

    def newest(self) -> int:
        return self.session.execute(select(func.max(Meeting.id))).scalar() or 0

    @rule(mentors=st.booleans(), days=st.integers(1, 5))
    def propose(self, mentors: bool, days: int) -> None:
        at = self.now + days * DAY
        self.does(lambda: meetings.propose(self.session, self.who(mentors), self.made.id, at, None, self.now))

    @rule(mentors=st.booleans(), comes=st.booleans())
    def answer(self, mentors: bool, comes: bool) -> None:
        act = meetings.accept if comes else meetings.decline
        self.does(lambda: act(self.session, self.who(mentors), self.newest(), self.now))

    @rule(mentors=st.booleans(), how=st.sampled_from(How))
    def log(self, mentors: bool, how: How) -> None:
        self.does(lambda: meeting_log.log(self.session, self.who(mentors), self.newest(), how, self.now))

    @rule(mentors=st.booleans())
    def met(self, mentors: bool) -> None:
        self.does(lambda: meeting_log.log_today(self.session, self.who(mentors), self.made.id, perm, self.now))

    @rule(mentors=st.booleans(), days=st.integers(-1, 20))
    def pause(self, mentors: bool, days: int) -> None:
        until = (self.now + days * DAY).date()
        self.does(lambda: pair_life.pause(self.session, self.who(mentors), self.made.id, until, perm, self.now))

    @rule(mentors=st.booleans(), ends=st.booleans())
    def end(self, mentors: bool, ends: bool) -> None:
        who, number = self.who(mentors), self.made.id
        act = partial(pair_life.confirm_end, words=None) if ends else pair_life.go_on
        self.does(lambda: act(self.session, who, number, now=self.now))

    @rule()
    def leaves(self) -> None:
        self.does(lambda: pair_life.step_down(self.session, self.boris, self.made.id, self.now))

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += hours * HOUR
        runs(self.session, self.now)

    @invariant()
    def nothing_is_planned_in_a_pause_or_after_the_end(self) -> None:
        ahead = select(Meeting.id).where(Meeting.state.in_(PLANNED), Meeting.starts_at > self.now)
        if self.made.state in ("paused", "completed"):
            assert self.session.execute(ahead).first() is None

    @invariant()
    def end_and_members_agree(self) -> None:
        left = {each.left_at is not None for each in mentorships.members_of(self.session, self.made.id)}
        assert left == {self.made.state == "completed"}


def test_pair_lives_by_its_rules(session: Session) -> None:
    class Here(PairLife):
        def __init__(self) -> None:
            super().__init__(session)

    run_state_machine_as_test(Here, settings=settings(max_examples=6, stateful_step_count=15))


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("profile", ["perm-nastavniki", "anuchino-school"])
def test_year_of_a_pair_is_reminded_once_and_silent_when_it_must_be(session: Session, profile: str) -> None:
    """They meet every other Thursday until February, then never; looks at six hours of each day."""
    community, (made, boris, _) = load_profile(profile), pair(session, NOW, "fortnightly")
    begins = datetime.combine(date(2026, 9, 3), time(16), community.tz)
    made.created_at = begins - 3 * DAY
    starts = [begins + number * 14 * DAY for number in range(10)]
    for start in starts:
        meeting = meetings.propose(session, boris, made.id, start, None, NOW).meeting
        meeting.state = MeetingState.ACCEPTED.value
    session.flush()
    sent_at: list[tuple[str, datetime]] = []
    day, seen = begins.replace(hour=0) - 2 * DAY, session.execute(select(func.max(Notification.id))).scalar() or 0
    hours = (day + number * DAY + hour * HOUR for number in range(365) for hour in (3, 14, 15, 16, 17, 18))
    for moment in hours:
        runs(session, moment, community)
        fresh = session.execute(select(Notification).where(Notification.id > seen).order_by(Notification.id)).scalars()
        for row in fresh.all():
            seen = row.id
            sent_at.append((row.ids.get("kind", row.kind), moment.astimezone(community.tz)))
            if row.kind == Notice.HOW_WAS_MEETING:
                meeting_log.log(session, boris, row.ids["meeting"], How.HELD, moment)
    for kind, before in (("day", DAY), ("hour", HOUR)):
        assert [at for each, at in sent_at if each == kind] == [s - before for s in starts for _ in range(2)]
    assert sum(each == Notice.HOW_WAS_MEETING for each, _ in sent_at) == len(starts)
    nudged = [at for each, at in sent_at if each == Notice.MENTEES_WAIT]
    assert len(nudged) == len({at.isocalendar()[:2] for at in nudged}) > 10
    assert all(at > starts[-1] for at in nudged)
    asked = [at for each, at in sent_at if each == Notice.MEETING_WANTED]
    assert 1 <= len(asked) <= len(nudged) / 3
    assert all(15 <= at.hour < 18 and at.weekday() < 5 for at in nudged + asked)
    assert not any(community.calendar.is_quiet(at.date()) for at in nudged + asked)
