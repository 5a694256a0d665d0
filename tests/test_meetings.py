"""Meetings, how they are noted down, who is nudged, and how a pair pauses and ends, on both databases."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from community import (
    attention,
    deletion,
    fit_checks,
    meeting_log,
    meeting_nudges,
    meetings,
    mentor_deadlines,
    mentorships,
    pair_desk,
    pair_life,
    working_days,
)
from community.fit_checks import Fit
from community.meeting_log import How
from community.meeting_refusals import (
    MeetingAhead,
    MeetingDayRefused,
    MeetingGone,
    MeetingOver,
    MeetingSettled,
    MentorshipPaused,
)
from community.meeting_states import MEETING_STEPS, MeetingState, move_meeting
from community.mentorships import About, Kind, Role
from community.notices import Notice
from community.planning import Where
from community.profiles import CommunityProfile
from community.refusals import MentorshipSettled, NotAllowed
from scheduler.meetings import meeting_jobs
from screens import mentorships as cards
from screens.notices import NOTICES
from storage.database import Database
from storage.models import Grant, Meeting, MentorRequest, Mentorship, Person
from tests.test_asking import NOW, perm
from tests.test_mentoring import DOCUMENT, accepts, anna_of, mentor, sent, told

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = NOW + 3 * DAY


def pair(session: Session, at: datetime = NOW, rhythm: str | None = None) -> tuple[Mentorship, Person, Person]:
    """Boris is Anna's mentor."""
    boris, anna = mentor(session, "Борис"), anna_of(session)
    people = [(boris, Role.MENTOR), (anna, Role.MENTEE)]
    made = mentorships.make(session, About("subject", "physics"), people, perm, at)
    made.rhythm = rhythm
    session.flush()
    return made, boris, anna


def proposed(session: Session, by: Person, made: Mentorship, starts_at: datetime = SOON) -> Meeting:
    return meetings.propose(session, by, made.id, starts_at, Where("Школа 7", None), NOW).meeting


def runs(session: Session, now: datetime, community: CommunityProfile = perm) -> None:
    for job in meeting_jobs(community):
        for _ in job(session, now):
            session.flush()


def test_document_has_the_steps_of_meetings() -> None:
    part = DOCUMENT.partition("## Meeting\n")[2].partition("\n## ")[0]
    rows = {row[1]: row[2] for row in re.finditer(r"^\| (\w+) \| ([\w, –]+) \|$", part, re.MULTILINE)}
    rows.pop("from")
    assert rows == {state.value: ", ".join(sorted(to)) or "–" for state, to in MEETING_STEPS.items()}
    for state in MeetingState:
        for to in set(MeetingState) - MEETING_STEPS[state] - {state}:
            with pytest.raises(MeetingSettled):
                move_meeting(Meeting(state=state.value), to)


def test_proposal_is_accepted_moved_and_cancelled(session: Session) -> None:
    made, boris, anna = pair(session)
    meeting = proposed(session, anna, made)
    assert proposed(session, anna, made) is meeting
    assert told(session, Notice.MEETING_PROPOSED) == [boris.id]
    assert meetings.open_question(session, anna, NOW) is None
    assert meetings.open_question(session, boris, NOW) is meeting
    for _ in range(2):
        meetings.accept(session, boris, meeting.id, NOW)
    assert (meeting.state, told(session, Notice.MEETING_ANSWERED)) == ("accepted", [anna.id])
    meetings.move(session, boris, meeting.id, SOON + DAY, NOW)
    assert (meeting.state, meeting.sequence) == ("proposed", 1)
    assert told(session, Notice.MEETING_PROPOSED) == [boris.id, anna.id]
    assert meetings.open_question(session, anna, NOW) is meeting
    for _ in range(2):
        meetings.decline(session, anna, meeting.id, NOW)
    assert (meeting.state, told(session, Notice.MEETING_CANCELLED)) == ("cancelled", [boris.id])
    with pytest.raises(MeetingSettled):
        meetings.accept(session, boris, meeting.id, NOW)
    with pytest.raises(MeetingOver):
        proposed(session, anna, made, NOW - HOUR)
    with pytest.raises(MeetingGone):
        meetings.look(session, mentor(session, "Вера"), meeting.id)


def test_group_meets_without_one_who_cannot_but_not_without_its_mentor(session: Session) -> None:
    boris, anna, olga = mentor(session, "Борис"), anna_of(session), anna_of(session)
    people = [(boris, Role.MENTOR), (anna, Role.MENTEE), (olga, Role.MENTEE)]
    group = mentorships.make(session, About(kind=Kind.GROUP), people, perm, NOW)
    meeting = proposed(session, anna, group)
    meetings.decline(session, olga, meeting.id, NOW)
    assert meeting.state == "proposed"
    meetings.accept(session, boris, meeting.id, NOW)
    meetings.decline(session, boris, meeting.id, NOW)
    assert meeting.state == "cancelled"


def test_reminders_come_once_each_and_not_of_what_has_just_been_agreed(session: Session) -> None:
    made, boris, anna = pair(session)
    meeting = proposed(session, anna, made)
    for before in (30 * HOUR, 20 * HOUR):
        runs(session, SOON - before)
    assert not told(session, Notice.MEETING_REMINDER)
    meetings.accept(session, boris, meeting.id, NOW)
    for before in (25 * HOUR, DAY, DAY - HOUR, 2 * HOUR, HOUR, HOUR / 2):
        runs(session, SOON - before)
    assert told(session, Notice.MEETING_REMINDER) == [boris.id, anna.id] * 2
    for after in (HOUR, 2 * HOUR, 3 * HOUR):
        runs(session, SOON + after)
    assert told(session, Notice.HOW_WAS_MEETING) == [boris.id]
    late = proposed(session, anna, made, SOON + 2 * DAY)
    meetings.accept(session, boris, late.id, late.starts_at - HOUR / 2)
    for before in (HOUR / 3, HOUR / 4):
        runs(session, late.starts_at - before)
    assert len(told(session, Notice.MEETING_REMINDER)) == 4


def test_notice_of_a_time_that_has_changed_is_not_written(session: Session) -> None:
    made, boris, anna = pair(session)
    meeting = proposed(session, anna, made)
    ids = {"meeting": meeting.id, "kind": "day", "starts_at": SOON.isoformat(), "to": 0}
    meetings.accept(session, boris, meeting.id, NOW)
    assert NOTICES[Notice.MEETING_REMINDER](session, ids, perm)
    meetings.move(session, boris, meeting.id, SOON + DAY, NOW)
    assert NOTICES[Notice.MEETING_REMINDER](session, ids, perm) is None
    old = {"meeting": meeting.id, "sequence": 0, "member": 1}
    assert NOTICES[Notice.MEETING_PROPOSED](session, old, perm) is None


def test_meeting_is_noted_once_corrected_and_told_more_of(session: Session) -> None:
    made, boris, anna = pair(session)
    meeting = proposed(session, anna, made)
    with pytest.raises(MeetingAhead):
        meeting_log.log(session, boris, meeting.id, How.HELD, NOW)
    after = SOON + HOUR
    for how in (How.MISSED, How.HELD, How.HELD):
        meeting_log.log(session, boris, meeting.id, how, after)
    assert (meeting.state, meeting.logged_by) == ("held", boris.id)
    assert meeting_log.log_today(session, anna, made.id, perm, after).meeting is meeting
    meeting_log.detail(session, anna, meeting.id, 45, "Разобрали план урока")
    assert meetings.look(session, boris, meeting.id).meeting.note == "Разобрали план урока"
    other = meeting_log.log_today(session, anna, made.id, perm, SOON + 5 * DAY).meeting
    meeting_log.redate(session, anna, other.id, (SOON + 4 * DAY).date(), perm, SOON + 5 * DAY)
    assert other.starts_at.date() == (SOON + 4 * DAY).date()
    assert meeting_log.redate(session, anna, other.id, SOON.date(), perm, SOON + 5 * DAY).meeting is meeting
    assert other.state == "cancelled"
    with pytest.raises(MeetingDayRefused):
        meeting_log.redate(session, anna, meeting.id, (NOW - 9 * DAY).date(), perm, after)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("40 минут", 40), ("1,5 часа", 90), ("полчаса", 30), ("говорили 40 минут", None), ("да", None)],
)
def test_length_alone_is_no_note(said: str, minutes: int | None) -> None:
    assert meeting_log.parse_minutes(said) == minutes


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_day_of_a_meeting_that_was_is_never_ahead(today: date, more: int) -> None:
    read = meeting_log.day_before(today + timedelta(days=min(more, 360)), today)
    assert read is not None
    assert read <= today


def test_fit_is_asked_of_both_once_and_only_a_coordinator_reads_it(session: Session) -> None:
    made, boris, anna = pair(session)
    meeting_log.log_today(session, boris, made.id, perm, NOW)
    meeting_log.log_today(session, boris, made.id, perm, NOW + DAY)
    assert sorted(told(session, Notice.FIT_CHECK)) == sorted([boris.id, anna.id])
    check = fit_checks.answer(session, anna, made.id, Fit.NOT_QUITE, NOW).check
    fit_checks.say(session, anna, made.id, "Удобнее вечером")
    olga = anna_of(session)
    for holder in (olga, boris):
        session.add(Grant(person_id=holder.id, role="coordinator", granted_at=NOW))
    session.flush()
    assert fit_checks.look(session, olga, check.id, NOW).check.words == "Удобнее вечером"
    assert attention.count(session, olga, NOW) == 1
    assert attention.count(session, boris, NOW) == 0
    with pytest.raises(NotAllowed):
        fit_checks.look(session, boris, check.id, NOW)
    fit_checks.answer(session, anna, made.id, Fit.GOOD, NOW)
    assert attention.count(session, olga, NOW) == 0


def test_slip_of_the_finger_asks_nobody_whether_they_suit(session: Session) -> None:
    made, boris, _ = pair(session)
    noted = meeting_log.log_today(session, boris, made.id, perm, NOW).meeting
    ids = {"mentorship": made.id, "to": mentorships.look(session, boris, made.id).mine.id}
    assert NOTICES[Notice.FIT_CHECK](session, ids, perm)
    meeting_log.unlog(session, boris, noted.id, NOW)
    assert NOTICES[Notice.FIT_CHECK](session, ids, perm) is None


def test_pause_cancels_what_is_planned_and_ends_by_itself(session: Session) -> None:
    made, boris, anna = pair(session)
    meeting = proposed(session, anna, made)
    until = (NOW + 14 * DAY).date()
    for _ in range(2):
        pair_life.pause(session, boris, made.id, until, perm, NOW)
    session.refresh(meeting)
    assert (made.state, meeting.state) == ("paused", "cancelled")
    assert told(session, Notice.MENTORSHIP_PAUSED) == [anna.id]
    with pytest.raises(MentorshipPaused):
        proposed(session, anna, made)
    runs(session, NOW + 13 * DAY)
    assert made.state == "paused"
    for _ in range(2):
        runs(session, NOW + 14 * DAY)
    assert (made.state, sorted(told(session, Notice.MENTORSHIP_RESUMED))) == (
        "acquaintance",
        sorted([boris.id, anna.id]),
    )


def test_end_needs_all_of_them_and_may_be_put_off(session: Session) -> None:
    made, boris, anna = pair(session)
    pair_life.confirm_end(session, boris, made.id, "Спасибо за ваши вопросы", NOW)
    assert (made.state, told(session, Notice.END_PROPOSED)) == ("acquaintance", [anna.id])
    pair_life.go_on(session, anna, made.id, NOW)
    assert told(session, Notice.MENTORSHIP_GOES_ON) == [boris.id]
    pair_life.extend(session, anna, made.id, (NOW + 7 * DAY).date(), perm, NOW)
    for _ in range(2):
        runs(session, NOW + DAY)
    assert len(told(session, Notice.TERM_ENDS)) == 2
    pair_life.confirm_end(session, boris, made.id, None, NOW)
    pair_life.confirm_end(session, anna, made.id, "Спасибо за ваши уроки", NOW)
    assert (made.state, made.outcome) == ("completed", "done")
    text = NOTICES[Notice.MENTORSHIP_COMPLETED](
        session, {"mentorship": made.id, "member": mentorships.look(session, boris, made.id).mine.id}, perm
    )
    assert text
    assert "Спасибо за ваши уроки" in text.text
    with pytest.raises(MentorshipSettled):
        meeting_log.log_today(session, boris, made.id, perm, NOW)


def test_silence_of_a_week_completes_what_one_has_confirmed(session: Session) -> None:
    made, boris, _ = pair(session)
    pair_life.confirm_end(session, boris, made.id, None, NOW)
    runs(session, NOW + 6 * DAY)
    assert made.state == "acquaintance"
    runs(session, NOW + 7 * DAY)
    assert made.outcome == "done"


@pytest.mark.parametrize("how", ["steps down", "is deleted", "is changed", "is changed by a coordinator"])
def test_who_loses_a_mentor_is_first_in_the_queue(session: Session, how: str) -> None:
    boris, anna, olga = mentor(session, "Борис"), anna_of(session), anna_of(session)
    request = sent(session, anna, boris)
    request.words, request.format = "Трудно с дисциплиной", "talk"
    made = accepts(session, boris, request)
    sent(session, olga)  # a coordinator looks since today
    later, told_id, lead = NOW + 30 * DAY, anna.id, boris.id
    meeting = meetings.propose(session, anna, made.id, later + DAY, Where("Школа 7", None), later).meeting
    for _ in range(2):
        if how == "steps down":
            pair_life.step_down(session, boris, made.id, later)
        elif how == "is changed":
            pair_life.change_mentor(session, anna, made.id, later)
    if how == "is changed by a coordinator":
        session.add(Grant(person_id=olga.id, role="coordinator", granted_at=NOW))
        pair_desk.change(session, olga, made.id, later)
    if how == "is deleted":
        deletion.delete_mine(session, boris, lambda act, erased: b"", later)
        session.expire_all()
    session.refresh(meeting)
    assert (made.state, meeting.state) == ("completed", "cancelled")
    [request] = session.execute(
        select(MentorRequest).where(MentorRequest.person_id == told_id, MentorRequest.closed_at.is_(None))
    ).scalars()
    assert (request.state, request.ground, request.topic, request.words, request.format) == (
        *("coordinator", "subject", "physics"),
        *("Трудно с дисциплиной", "talk"),
    )
    assert told(session, Notice.MENTOR_LEFT) == ([] if "changed" in how else [told_id])
    ended = {"is changed": [lead], "is changed by a coordinator": [told_id]}
    assert told(session, Notice.MENTORSHIP_ENDED) == ended.get(how, [])
    item = attention.find(session, attention.Kind.MENTOR_REQUEST, request.id)
    assert item is not None
    assert item.opened_at <= NOW
    assert mentor_deadlines.give_terms(session, perm, later)
    assert item.due == working_days.answer_by(later, perm, 2)


def test_words_about_meetings_go_with_whoever_is_deleted(session: Session) -> None:
    made, boris, anna = pair(session)
    meeting = proposed(session, anna, made)
    meeting_log.log(session, boris, meeting.id, How.HELD, SOON + HOUR)
    meeting_log.detail(session, boris, meeting.id, 30, "Анне трудно в седьмом классе")
    deletion.delete_mine(session, anna, lambda act, erased: b"", SOON + DAY)
    session.expire_all()
    assert (meeting.state, meeting.minutes, meeting.note, meeting.place) == ("held", 30, None, None)


TUESDAY = datetime(2026, 3, 24, 11, tzinfo=UTC)  # 16:00 in Perm


def test_mentor_is_told_once_a_week_of_all_who_wait(session: Session) -> None:
    first, boris, _ = pair(session, NOW, "weekly")
    people = [(boris, Role.MENTOR), (anna_of(session), Role.MENTEE)]
    second = mentorships.make(session, About("subject", "physics"), people, perm, NOW)
    free = mentorships.make(session, About("subject"), [*people[:1], (anna_of(session), Role.MENTEE)], perm, NOW)
    free.rhythm = "free"
    for moment in (TUESDAY - 2 * HOUR, TUESDAY, TUESDAY + HOUR, TUESDAY + DAY):
        runs(session, moment)
    assert told(session, Notice.MENTEES_WAIT) == [boris.id]
    waiting = meeting_nudges.waiting(session, boris, perm, TUESDAY)
    assert [each.id for each, _ in waiting] == [first.id, second.id]
    meeting_log.log_today(session, boris, first.id, perm, TUESDAY + HOUR)
    proposed(session, boris, second, TUESDAY + 9 * DAY)
    runs(session, TUESDAY + 7 * DAY)
    assert told(session, Notice.MENTEES_WAIT) == [boris.id]


def test_two_who_note_the_same_meeting_at_once_note_one(engine: Engine, database_url: str) -> None:
    with Session(engine) as session, session.begin():
        made, boris, anna = pair(session)
        number, people = made.id, [boris.id, anna.id]
    ready = Barrier(2)

    def press(person: int) -> None:
        database = Database(database_url)
        ready.wait(60)
        try:
            database.run_now(partial(noted, person=person, number=number))
        finally:
            database.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(press, people))
    with Session(engine) as session:
        assert session.execute(select(func.count()).select_from(Meeting)).scalar_one() == 1


def noted(session: Session, person: int, number: int) -> None:
    meeting_log.log_today(session, session.get_one(Person, person), number, perm, NOW)


def test_card_says_when_they_meet_next_and_whether_it_is_sure(session: Session) -> None:
    made, boris, anna = pair(session)

    def card(whose: Person, now: datetime) -> str:
        return cards.card(mentorships.look(session, whose, made.id), perm, now).text

    assert "Ближайшая" not in card(boris, NOW)
    later, sooner = (meetings.propose(session, anna, made.id, SOON + each * DAY, None, NOW).meeting for each in (3, 0))
    assert ("(ждёт вашего ответа)" in card(boris, NOW), "(ждёт ответа)" in card(anna, NOW)) == (True, True)
    meetings.accept(session, boris, sooner.id, NOW)
    assert "Ближайшая встреча: завтра" in card(anna, SOON - DAY)
    assert "ждёт" not in card(anna, SOON - DAY)
    assert "(ждёт ответа)" in card(anna, SOON + HOUR)  # the sooner one is over, nobody has noted it yet
    meetings.decline(session, anna, later.id, NOW)
    assert "Ближайшая" not in card(anna, SOON + HOUR)
