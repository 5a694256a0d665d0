"""What becomes of cases in time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community import attention, consultations, mentors, responders
from community.consultations import State
from community.notices import Notice
from community.profiles import CommunityProfile
from scheduler.consulting import consulting_jobs
from screens.case_notices import CASE_NOTICES
from storage.models import Case, CaseOffer, Mentor, Notification, Person
from tests.test_routing import DAY, HOUR, NOW, ask, member, mentor, mentors_of, offers, perm, said_by, told

pytestmark = pytest.mark.both_databases

ZONES = ("Asia/Yekaterinburg", "Europe/Kaliningrad", "Asia/Vladivostok", "Asia/Kamchatka")


def look(session: Session, now: datetime, community: CommunityProfile = perm) -> None:
    """The clock rings, as often as there is something to do."""
    for job in consulting_jobs(community):
        steps = 0
        while next((True for _ in job(session, now)), False):
            steps += 1
            assert steps < 200, f"{job.__name__} never ends"


def at(day: str, hour: int, zone: str = "Asia/Yekaterinburg") -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def taken(session: Session, now: datetime = NOW, many: int = 2) -> tuple[Person, list[Person], Case]:
    """By the first of the mentors."""
    anna, people = member(session, "Анна"), mentors_of(session, many)
    case = ask(session, anna, now)
    consultations.take(session, people[0], case.id, now)
    return anna, people, case


def read(session: Session, kind: Notice, person: Person) -> list[str]:
    """What would be delivered now."""
    rows = select(Notification).where(Notification.kind == kind.value, Notification.person_id == person.id)
    shown = [CASE_NOTICES[kind](session, row.ids, perm) for row in session.execute(rows).scalars()]
    return [screen.text for screen in shown if screen]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2026-03-03", "2026-03-05"),
        ("2026-03-06", "2026-03-11"),  # over the weekend and the 9th
        ("2026-12-30", "2027-01-12"),  # over the New Year
        ("2026-12-31", "2027-01-12"),
        ("2026-06-30", "2026-09-02"),  # over the summer
        ("2026-04-30", "2026-05-05"),
    ],
)
def test_term_ends_a_working_day_in_every_zone(session: Session, zone: str, day: str, last: str) -> None:
    community = perm.model_copy(update={"zone": zone})
    _, _, case = taken(session, at(day, 11, zone))
    look(session, at(day, 11, zone), community)
    assert case.answer_by == at(last, 18, zone)


def test_mentor_is_reminded_once_in_the_middle_of_the_term(session: Session) -> None:
    _, (boris, _), _ = taken(session)
    look(session, NOW)
    look(session, at("2026-03-04", 12))
    assert told(session, Notice.CASE_ANSWER_DUE) == []
    for hour in (13, 14, 20):
        look(session, at("2026-03-04", hour))
    look(session, at("2026-03-05", 13))
    assert told(session, Notice.CASE_ANSWER_DUE) == [boris.id]
    (text,) = read(session, Notice.CASE_ANSWER_DUE, boris)
    assert "до 18:00, 5 марта 2026 года" in text


def test_nobody_is_reminded_at_a_weekend(session: Session) -> None:
    taken(session, at("2026-03-13", 11))  # Friday: the term ends on Tuesday
    look(session, at("2026-03-13", 11))
    for day in ("2026-03-14", "2026-03-15"):
        look(session, at(day, 14))
    assert told(session, Notice.CASE_ANSWER_DUE) == []
    look(session, at("2026-03-16", 13))
    assert len(told(session, Notice.CASE_ANSWER_DUE)) == 1


def test_case_without_an_answer_goes_to_the_next_and_both_are_told(session: Session) -> None:
    anna, (boris, vera), case = taken(session)
    look(session, NOW)
    late = at("2026-03-05", 19)
    look(session, late)
    assert (case.state, offers(session, case)) == (State.SEARCHING, {boris.id: "lapsed", vera.id: "offered"})
    assert told(session, Notice.CASE_LAPSED) == [boris.id]
    assert "ищем другого" in read(session, Notice.CASE_MOVED, anna)[0]
    look(session, late + HOUR)
    assert told(session, Notice.CASE_MOVED) == [anna.id]


def test_second_lapse_is_for_the_coordinator(session: Session) -> None:
    anna, (_, vera, _), case = taken(session, many=3)
    look(session, NOW)
    look(session, at("2026-03-05", 19))
    consultations.take(session, vera, case.id, at("2026-03-05", 20))
    look(session, at("2026-03-05", 20))
    look(session, at("2026-03-10", 19))
    assert case.state == State.COORDINATOR
    assert attention.find(session, attention.Kind.CASE, case.id)
    assert "у координатора" in read(session, Notice.CASE_MOVED, anna)[-1]


def test_next_three_are_asked_after_three_hours_of_daytime(session: Session) -> None:
    mentors_of(session, 5)
    case = ask(session, member(session, "Анна"), at("2026-03-03", 19))
    look(session, at("2026-03-04", 10))
    assert len(offers(session, case)) == 3
    look(session, at("2026-03-04", 11))
    assert len(offers(session, case)) == 5
    look(session, at("2026-03-04", 15))
    assert case.state == State.COORDINATOR


def test_coordinator_is_not_asked_while_a_card_waits_for_its_hour(session: Session) -> None:
    boris = mentor(session, "Борис", "daily", hour=19)
    case = ask(session, member(session, "Анна"), at("2026-03-03", 20))
    look(session, at("2026-03-04", 18))
    assert case.state == State.SEARCHING
    look(session, at("2026-03-04", 19))
    assert told(session, Notice.CASE_CARD) == [boris.id]
    assert case.state == State.SEARCHING
    look(session, at("2026-03-05", 12))
    assert case.state == State.COORDINATOR


def test_day_of_questions_comes_as_one_message(session: Session) -> None:
    anna, boris = member(session, "Анна"), mentor(session, "Борис", "daily", hour=19)
    cases = [ask(session, anna, NOW + number * HOUR) for number in range(3)]
    vera = mentor(session, "Вера")
    look(session, at("2026-03-03", 18))
    assert told(session, Notice.CASE_BATCH) == []
    look(session, at("2026-03-03", 19))
    assert (told(session, Notice.CASE_BATCH), told(session, Notice.CASE_CARD)) == ([boris.id], [])
    consultations.take(session, vera, cases[1].id, at("2026-03-03", 19))
    (text,) = read(session, Notice.CASE_BATCH, boris)
    assert ("2 вопроса" in text, f"№ {cases[1].id}" in text) == (True, False)
    assert [case.id for case in responders.desk(session, boris).to_take] == [cases[0].id, cases[2].id]


def test_one_left_of_the_batch_is_an_ordinary_card(session: Session) -> None:
    anna, boris = member(session, "Анна"), mentor(session, "Борис", "daily", hour=19)
    first, second = ask(session, anna), ask(session, anna)
    consultations.take(session, mentor(session, "Вера"), first.id, NOW)
    look(session, at("2026-03-03", 19))
    assert (told(session, Notice.CASE_BATCH), told(session, Notice.CASE_CARD)) == ([], [boris.id])
    assert offers(session, second)[boris.id] == "offered"


@pytest.mark.parametrize("how", ["pause", "questions", "end"])
def test_who_pauses_or_ends_gives_everything_back(session: Session, how: str) -> None:
    anna, (boris, vera), case = taken(session)
    other = ask(session, anna)
    if how == "pause":
        mentors.pause(session, boris, NOW)
    elif how == "questions":
        responders.pause(session, boris, 7, perm, NOW)
    else:
        mentors.end(session, boris, NOW)
    look(session, NOW)
    assert (case.state, offers(session, case)) == (State.SEARCHING, {boris.id: "passed", vera.id: "offered"})
    assert offers(session, other)[boris.id] == "ended"
    assert told(session, Notice.CASE_MOVED) == [anna.id]


def test_answered_case_of_somebody_gone_goes_on_with_another(session: Session) -> None:
    anna, (boris, vera), case = taken(session)
    consultations.answer(session, boris, case.id, said_by(session, boris), NOW)
    session.execute(update(Mentor).where(Mentor.person_id == boris.id).values(ended_at=NOW))
    look(session, NOW)
    assert case.state == State.ANSWERED
    consultations.follow_up(session, anna, case.id, said_by(session, anna, "А дальше?"), NOW)
    look(session, NOW)
    assert (case.state, offers(session, case)[vera.id]) == (State.SEARCHING, "offered")


def test_asker_who_is_asked_stops_the_term(session: Session) -> None:
    anna, (boris, _), case = taken(session)
    consultations.ask_details(session, boris, case.id, said_by(session, boris, "Какой класс?"), NOW)
    look(session, NOW + 20 * DAY)
    assert case.state == State.ASKED
    consultations.follow_up(session, anna, case.id, said_by(session, anna, "Пятый"), NOW + 20 * DAY)
    look(session, NOW + 20 * DAY)
    assert case.answer_by is not None
    assert case.answer_by > NOW + 20 * DAY


def test_question_that_waits_too_long_is_for_the_coordinator(session: Session) -> None:
    for number in range(12):
        mentor(session, f"Наставник {number}", "daily", hour=19)
    case = ask(session, member(session, "Анна"))
    look(session, at("2026-03-05", 19))
    assert case.state == State.COORDINATOR


@pytest.mark.long
@pytest.mark.timeout(900)
def test_year_of_two_clocks_reminds_of_each_term_once(session: Session) -> None:
    """A question every fifth day, taken and forgotten by whoever has it; every third hour both clocks look."""
    anna, people = member(session, "Анна"), mentors_of(session, 6)
    start, terms = at("2026-01-12", 9), set()
    for step in range(365 * 8):
        now = start + step * 3 * HOUR
        if step % 40 == 0:
            ask(session, anna, now)
        look(session, now)
        look(session, now + timedelta(seconds=1))
        for case in session.execute(select(Case).where(Case.state == State.TAKEN.value)).scalars():
            terms.add((case.id, case.mentor_id, case.answer_by))
        cards = select(CaseOffer).join(Case, Case.id == CaseOffer.case_id).where(CaseOffer.state == "offered")
        for offer in session.execute(cards.where(Case.state == State.SEARCHING.value)).scalars().all():
            case = session.get_one(Case, offer.case_id)
            if case.state == State.SEARCHING:
                consultations.take(session, session.get_one(Person, offer.person_id), case.id, now)
    rows = session.execute(select(Notification.dedupe_key).where(Notification.kind == Notice.CASE_ANSWER_DUE.value))
    reminded = Counter(key for (key,) in rows)
    assert len(terms - {(number, who, None) for number, who, _ in terms}) >= len(reminded) > 60
    assert set(reminded.values()) == {1}
    assert {person.id for person in people} >= {*told(session, Notice.CASE_LAPSED)}
