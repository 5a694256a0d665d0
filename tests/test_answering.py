"""Requests for mentors in time, what mentors ask first, what coordinators do by hand, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import (
    attention,
    audit,
    fit_checks,
    joining,
    mentor_offers,
    mentor_questions,
    mentor_requests,
    mentoring_desk,
    mentors,
    pair_desk,
)
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import MentorRequestGone, MentorshipSettled, NotAllowed, RequestSettled
from community.request_refusals import MentorOutOfReach, QuestionSettled, RequestMovedOn
from community.roles import Role
from scheduler.mentoring import mentoring_jobs
from screens.answering_notices import ANSWERING_NOTICES
from screens.mentoring_notices import MENTORING_NOTICES
from storage.models import AuditEntry, FitCheck, Grant, MentorOffer, MentorRequest, Notification, Person
from tests.test_asking import NOW, perm, person
from tests.test_mentoring import (
    PHYSICS,
    accepts,
    anna_of,
    declines,
    mentor,
    offer_of,
    sent,
    told,
)

ZONE = ZoneInfo(perm.zone)
DAY = timedelta(days=1)


def at(day: str, hour: int) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=ZONE).astimezone(UTC)


MONDAY = at("2026-03-02", 11)


def look(session: Session, now: datetime, community: CommunityProfile = perm) -> None:
    """The clock rings, as often as there is something to do."""
    for job in mentoring_jobs(community):
        steps = 0
        while next((True for _ in job(session, now)), False):
            steps += 1
            assert steps < 200, f"{job.__name__} never ends"


def asked_on(session: Session, now: datetime, *order: Person, anna: Person | None = None) -> MentorRequest:
    numbers = [each.id for each in order]
    return mentor_requests.send(session, anna or anna_of(session), PHYSICS, numbers, perm, now)


def olga_of(session: Session) -> Person:
    """She runs mentoring everywhere."""
    olga = person(session, "Ольга")
    session.add(Grant(person_id=olga.id, role=Role.COORDINATOR.value, granted_at=NOW))
    session.flush()
    return olga


def read(session: Session, kind: Notice, whose: Person) -> list[str]:
    """What would be delivered now."""
    rows = select(Notification).where(Notification.kind == kind.value, Notification.person_id == whose.id)
    words = {**MENTORING_NOTICES, **ANSWERING_NOTICES}[kind]
    shown = [words(session, row.ids, perm) for row in session.execute(rows.order_by(Notification.id)).scalars()]
    return [screen.text for screen in shown if screen]


def states(session: Session, request: MentorRequest) -> list[str]:
    return [each.state for each in mentor_offers.of_request(session, request)]


def waits(session: Session, request: MentorRequest) -> bool:
    item = attention.find(session, attention.Kind.MENTOR_REQUEST, request.id)
    return item is not None and item.closed_at is None


def asks(session: Session, boris: Person, request: MentorRequest, now: datetime = MONDAY) -> MentorOffer:
    offer = offer_of(session, request, boris)
    mentor_questions.ask(session, boris, offer.id, "В каких классах?", perm, now)
    return offer


@pytest.mark.parametrize(
    ("day", "reminded", "last"),
    [
        ("2026-03-02", "2026-03-04", "2026-03-05"),
        ("2026-03-05", "2026-03-10", "2026-03-11"),  # over the weekend and the 9th
        ("2026-12-30", "2027-01-12", "2027-01-13"),  # over the New Year
        ("2026-06-30", "2026-09-02", "2026-09-03"),  # over the quiet months
    ],
)
def test_mentor_is_reminded_once_and_then_the_next_is_asked(
    session: Session, day: str, reminded: str, last: str
) -> None:
    boris, vera = mentor(session, "Борис"), mentor(session, "Вера")
    anna = anna_of(session)
    request = asked_on(session, at(day, 11), boris, vera, anna=anna)
    assert offer_of(session, request, boris).answer_by == at(last, 18)
    look(session, at(reminded, 12))
    assert told(session, Notice.MENTOR_ANSWER_DUE) == []
    for hour in (13, 14, 20):
        look(session, at(reminded, hour))
    look(session, at(last, 13))
    assert told(session, Notice.MENTOR_ANSWER_DUE) == [boris.id]
    for _ in range(2):
        look(session, at(last, 18))
    assert states(session, request) == ["expired", "asked"]
    assert (told(session, Notice.MENTOR_ASKED), request.refusals) == ([boris.id, vera.id], 0)
    assert "больше не ждёт" in read(session, Notice.MENTOR_REQUEST_WITHDRAWN, boris)[0]
    assert "Подбираем дальше" in read(session, Notice.MENTOR_REQUEST_MOVED, anna)[0]
    assert read(session, Notice.MENTOR_ANSWER_DUE, boris) == []


def test_five_working_days_in_all_are_the_coordinators(session: Session) -> None:
    boris, vera, oleg = (mentor(session, name) for name in ("Борис", "Вера", "Олег"))
    anna = anna_of(session)
    request = asked_on(session, MONDAY, boris, vera, oleg, anna=anna)
    look(session, at("2026-03-05", 18))
    assert offer_of(session, request, vera).answer_by == at("2026-03-10", 18) == request.answer_by
    look(session, at("2026-03-06", 10))
    assert told(session, Notice.MENTOR_ANSWER_DUE) == []
    look(session, at("2026-03-10", 10))
    assert told(session, Notice.MENTOR_ANSWER_DUE) == [vera.id]
    for _ in range(2):
        look(session, at("2026-03-10", 18))
    assert (request.state, states(session, request)) == ("coordinator", ["expired", "expired", "withdrawn"])
    assert waits(session, request)
    assert "ищет координатор" in read(session, Notice.MENTOR_REQUEST_MOVED, anna)[-1]
    assert len(told(session, Notice.MENTOR_REQUEST_MOVED)) == 2
    with pytest.raises(RequestSettled):
        accepts(session, vera, request)


def test_outage_of_a_month_ends_with_the_coordinator_and_one_message(session: Session) -> None:
    boris, vera = mentor(session, "Борис"), mentor(session, "Вера")
    request = asked_on(session, MONDAY, boris, vera)
    look(session, MONDAY + 30 * DAY)
    assert (request.state, states(session, request)) == ("coordinator", ["expired", "withdrawn"])
    assert len(told(session, Notice.MENTOR_REQUEST_MOVED)) == 1
    assert told(session, Notice.MENTOR_ANSWER_DUE) == []


def test_question_goes_there_and_back_and_the_term_waits(session: Session) -> None:
    anna, boris, vera = anna_of(session), mentor(session, "Борис"), mentor(session, "Вера")
    request = asked_on(session, MONDAY, boris, vera, anna=anna)
    offer = asks(session, boris, request, at("2026-03-05", 10))
    assert (request.state, offer.state, offer.answer_by) == ("clarifying", "clarifying", at("2026-03-11", 18))
    assert "В каких классах?" in read(session, Notice.MENTOR_QUESTION, anna)[0]
    look(session, at("2026-03-05", 19))
    assert states(session, request) == ["clarifying", "queued"]
    with pytest.raises(MentorRequestGone):
        mentor_questions.answer(session, vera, offer.id, "Во всех", perm, MONDAY)
    mentor_questions.answer(session, anna, offer.id, "В пятых", perm, at("2026-03-06", 10))
    assert (request.state, offer.state, offer.answer_by) == ("asked", "asked", at("2026-03-12", 18))
    assert request.answer_by == at("2026-03-12", 18)
    [text] = read(session, Notice.MENTOR_QUESTION_ANSWERED, boris)
    assert "«В пятых»" in text
    assert "до 12 марта, 18:00" in text
    with pytest.raises(QuestionSettled):
        mentor_questions.answer(session, anna, offer.id, "В шестых", perm, MONDAY)
    asks(session, boris, request)
    mentor_questions.answer(session, anna, offer.id, "В шестых", perm, MONDAY)
    with pytest.raises(RequestSettled):
        asks(session, boris, request)
    assert accepts(session, boris, request).state == "acquaintance"
    assert read(session, Notice.MENTOR_QUESTION_ANSWERED, boris) == []


def test_person_is_reminded_of_a_question_once_and_then_the_mentor_decides_without(session: Session) -> None:
    anna, boris = anna_of(session), mentor(session, "Борис")
    request = asked_on(session, MONDAY, boris, anna=anna)
    offer = asks(session, boris, request, MONDAY)
    for hour in (13, 14, 20):
        look(session, at("2026-03-04", hour))
    assert [text[:1] for text in read(session, Notice.MENTOR_QUESTION, anna)] == ["❓", "🔔"]
    look(session, at("2026-03-05", 18))
    assert (request.state, offer.state, offer.answer_by) == ("asked", "asked", at("2026-03-11", 18))
    assert "Можно решить и без него" in read(session, Notice.MENTOR_QUESTION_OVER, boris)[0]
    assert read(session, Notice.MENTOR_QUESTION, anna) == []
    look(session, at("2026-03-11", 18))
    assert request.state == "coordinator"


@pytest.mark.parametrize("ends", ["pauses", "leaves", "accepts", "declines", "is cancelled", "asker leaves"])
def test_question_that_is_overtaken_ends_decently(session: Session, ends: str) -> None:
    anna, boris, vera = anna_of(session), mentor(session, "Борис"), mentor(session, "Вера")
    request = asked_on(session, MONDAY, boris, vera, anna=anna)
    offer = asks(session, boris, request)
    act: dict[str, Callable[[], object]] = {
        "pauses": lambda: mentors.pause(session, boris, MONDAY),
        "leaves": lambda: joining.leave(session, boris, MONDAY),
        "accepts": lambda: accepts(session, boris, request),
        "declines": lambda: declines(session, boris, request),
        "is cancelled": lambda: mentor_requests.cancel(session, anna, request.id, MONDAY),
        "asker leaves": lambda: joining.leave(session, anna, MONDAY),
    }
    act[ends]()
    look(session, MONDAY)
    assert read(session, Notice.MENTOR_QUESTION, anna) == []
    with pytest.raises((QuestionSettled, MentorRequestGone)):
        mentor_questions.answer(session, anna, offer.id, "В пятых", perm, MONDAY)
    if ends in ("pauses", "leaves", "declines"):
        assert told(session, Notice.MENTOR_ASKED) == [boris.id, vera.id]


def test_coordinator_asks_whom_they_choose_and_has_it_again_after_a_no(session: Session) -> None:
    olga, anna, boris, vera = olga_of(session), anna_of(session), mentor(session, "Борис"), mentor(session, "Вера")
    request = asked_on(session, MONDAY, boris, anna=anna)
    declines(session, boris, request)
    seen = mentoring_desk.look(session, olga, request.id, MONDAY)
    assert [(offer.state, each.id) for offer, each in seen.tried] == [("declined", boris.id)]
    assert [each for _, each in mentoring_desk.suggested(session, olga, request.id, perm, MONDAY)] == [vera]
    assert mentoring_desk.called(session, olga, request.id, "борис", perm, MONDAY) == []
    with pytest.raises(MentorOutOfReach):
        mentoring_desk.propose(session, olga, request.id, boris.id, perm, MONDAY)
    for _ in range(2):
        seen = mentoring_desk.propose(session, olga, request.id, vera.id, perm, MONDAY + 20 * DAY)
    assert (seen.request.state, seen.status.asked) == ("asked", vera)
    assert not waits(session, request)
    assert told(session, Notice.MENTOR_ASKED) == [boris.id, vera.id]
    look(session, MONDAY + 20 * DAY)
    assert request.state == "asked"
    look(session, MONDAY + 30 * DAY)
    assert request.state == "coordinator"
    assert waits(session, request)
    mentoring_desk.propose(session, olga, request.id, vera.id, perm, MONDAY + 30 * DAY)
    assert told(session, Notice.MENTOR_ASKED) == [boris.id, vera.id, vera.id]
    with pytest.raises(RequestMovedOn):
        mentoring_desk.propose(session, olga, request.id, mentor(session, "Глеб").id, perm, MONDAY)


def test_coordinator_puts_down_a_pair_of_two_who_have_agreed(session: Session) -> None:
    olga, anna, boris, vera = olga_of(session), anna_of(session), mentor(session, "Борис"), mentor(session, "Вера")
    request = asked_on(session, MONDAY, boris, anna=anna)
    pausing = mentor(session, "Пётр")
    mentors.pause(session, pausing, NOW)
    with pytest.raises(MentorOutOfReach):
        mentoring_desk.pair(session, olga, request.id, pausing.id, perm, MONDAY)
    first, second = (mentoring_desk.pair(session, olga, request.id, vera.id, perm, MONDAY) for _ in range(2))
    assert first is second
    assert (request.state, first.made_by) == ("found", olga.id)
    assert "записал вашу пару" in read(session, Notice.PAIR_MADE, vera)[0]
    assert "Наставник найден" in read(session, Notice.MENTOR_FOUND, anna)[0]
    assert told(session, Notice.MENTOR_REQUEST_WITHDRAWN) == [boris.id]
    with pytest.raises(RequestMovedOn):
        mentoring_desk.pair(session, olga, request.id, boris.id, perm, MONDAY)
    noted = session.execute(select(AuditEntry).where(AuditEntry.action == audit.Action.PAIR_MADE.value)).scalar_one()
    assert (noted.actor_id, noted.subject_id, noted.details) == (olga.id, anna.id, {"request": request.id})


def test_another_mentor_is_looked_for_without_blame(session: Session) -> None:
    olga, anna, boris, vera = olga_of(session), anna_of(session), mentor(session, "Борис"), mentor(session, "Вера")
    made = accepts(session, boris, sent(session, anna, boris))
    [request] = pair_desk.change(session, olga, made.id, MONDAY)
    assert (made.state, made.outcome, request.state, request.topic) == (
        "completed",
        "changed",
        "coordinator",
        "physics",
    )
    assert waits(session, request)
    for kind, whose in ((Notice.MENTORSHIP_ENDED, anna), (Notice.MENTOR_CHANGED, boris)):
        assert "нет ничьей вины" in read(session, kind, whose)[0]
    with pytest.raises(MentorshipSettled):
        pair_desk.change(session, olga, made.id, MONDAY)
    assert [who.name for _, who in mentoring_desk.suggested(session, olga, request.id, perm, MONDAY)] == ["Вера"]
    assert mentoring_desk.called(session, olga, request.id, "Борис", perm, MONDAY) == []
    mentoring_desk.propose(session, olga, request.id, vera.id, perm, MONDAY)
    assert accepts(session, vera, request).id != made.id


def test_closed_request_tells_why_and_ends_once(session: Session) -> None:
    olga, anna, boris = olga_of(session), anna_of(session), mentor(session, "Борис")
    request = asked_on(session, MONDAY, boris, anna=anna)
    closings = [mentoring_desk.close(session, olga, request.id, "nobody", "Поможет центр", MONDAY) for _ in range(2)]
    assert [by_this for _, by_this in closings] == [True, False]
    [text] = read(session, Notice.MENTOR_REQUEST_CLOSED, anna)
    assert "Простите за ожидание" in text
    assert "«Поможет центр»" in text
    assert told(session, Notice.MENTOR_REQUEST_WITHDRAWN) == [boris.id]
    with pytest.raises(RequestMovedOn):
        mentoring_desk.suggested(session, olga, request.id, perm, MONDAY)


def test_curator_runs_what_is_of_the_own_school_but_hears_nothing_of_its_pairs(session: Session) -> None:
    anna, boris = anna_of(session), mentor(session, "Борис")
    anna.organisation = "Школа № 7"
    oleg, vera = person(session, "Олег"), person(session, "Вера")
    for curator, school in ((oleg, "Школа № 7"), (vera, "Лицей № 1")):
        session.add(Grant(person_id=curator.id, role="curator", organisation=school, granted_at=NOW))
    request = sent(session, anna)
    kinds = [item.kind for item, _ in attention.waiting(session, oleg, MONDAY, 0, 9)]
    assert kinds == [attention.Kind.MENTOR_REQUEST]
    assert attention.waiting(session, vera, MONDAY, 0, 9) == []
    with pytest.raises(NotAllowed):
        mentoring_desk.pair(session, vera, request.id, boris.id, perm, MONDAY)
    made = mentoring_desk.pair(session, oleg, request.id, boris.id, perm, MONDAY)
    session.add(FitCheck(mentorship_id=made.id, person_id=anna.id, asked_at=NOW))
    session.flush()
    fit_checks.answer(session, anna, made.id, fit_checks.Fit.NOT_QUITE, MONDAY)
    assert attention.waiting(session, oleg, MONDAY, 0, 9) == []
    olga = olga_of(session)
    assert [item.kind for item, _ in attention.waiting(session, olga, MONDAY, 0, 9)] == [attention.Kind.FIT_CHECK]
