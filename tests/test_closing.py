"""How cases end, are rated and opened again, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import (
    asking,
    case_desk,
    closing,
    consultations,
    deletion,
    handing_over,
    joining,
    results_of_mentors,
    talks,
)
from community.closing import REOPENS, SILENCE, WARNED
from community.consultations import State
from community.notices import Notice
from community.refusals import CaseClosed, CaseGone, CaseOver, NotAMentor, NothingAnswered, NotYourCase
from community.talks import Received
from screens.notices import NOTICES
from storage.models import Base, Case, CaseOffer, Grant, Mentor, Notification, Person, TalkCopy, TalkFile, TalkMessage
from tests.test_asking import MINUTE, NOW, perm, person, saying

DAY = timedelta(days=1)


def mentor(session: Session, name: str) -> Person:
    made = person(session, name)
    session.add(Mentor(person_id=made.id, ground="expert-ege", capacity=3, confirmed_at=NOW))
    session.flush()
    return made


def asked(session: Session, anna: Person, at: datetime = NOW) -> Case:
    draft = asking.say(session, anna, saying(anna, "Тайна Анны", 1, Received("photo", "a.jpg", b"1")), perm, at)
    return asking.send(session, anna, draft.case.id, False, perm, at)


def answered(session: Session, anna: Person, boris: Person, at: datetime = NOW) -> Case:
    case = asked(session, anna, at)
    consultations.answer(session, boris, case.id, saying(boris, "Ответ для Анны", 2), at)
    return case


def told(session: Session, kind: Notice) -> list[int]:
    rows = select(Notification.person_id).where(Notification.kind == kind.value).order_by(Notification.id)
    return list(session.execute(rows).scalars())


def count(session: Session, model: type[Base]) -> int:
    return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_asker_closes_and_the_mentor_is_told_once(session: Session) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    case = answered(session, anna, boris)
    for _ in range(2):
        closing.close(session, anna, case.id, NOW)
    assert (case.state, case.closed_at, case.closed_by, case.close_reason) == ("closed", NOW, anna.id, "solved")
    assert told(session, Notice.CASE_CLOSED) == [boris.id]
    with pytest.raises(CaseGone):
        closing.close(session, boris, case.id, NOW)


def test_question_withdrawn_before_an_answer_ends_its_cards(session: Session) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    case = asked(session, anna)
    session.add(TalkCopy(talk_id=1, account_id=boris.id * 100, number=7, at=NOW))
    session.flush()
    closing.close(session, anna, case.id, NOW)
    assert told(session, Notice.CASE_TAKEN) == [boris.id]
    assert session.execute(select(CaseOffer.state)).scalars().all() == ["ended"]
    with pytest.raises(CaseClosed):
        consultations.take(session, boris, case.id, NOW)
    with pytest.raises(NothingAnswered):
        closing.rate(session, anna, case.id, 5, NOW)


def test_mentor_proposes_once_after_each_answer(session: Session) -> None:
    anna, boris, vera = person(session, "Анна"), mentor(session, "Борис"), mentor(session, "Вера")
    case = asked(session, anna)
    consultations.take(session, boris, case.id, NOW)
    with pytest.raises(NothingAnswered):
        closing.propose(session, boris, case.id, NOW)
    consultations.answer(session, boris, case.id, saying(boris, "Ответ", 2), NOW)
    with pytest.raises(NotYourCase):
        closing.propose(session, vera, case.id, NOW)
    for _ in range(2):
        closing.propose(session, boris, case.id, NOW)
    assert told(session, Notice.CASE_TO_CLOSE) == [anna.id]
    consultations.answer(session, boris, case.id, saying(boris, "И ещё", 3), NOW + MINUTE)
    closing.propose(session, boris, case.id, NOW + MINUTE)
    assert told(session, Notice.CASE_TO_CLOSE) == [anna.id, anna.id]
    closing.close(session, anna, case.id, NOW)
    with pytest.raises(CaseClosed):
        closing.propose(session, boris, case.id, NOW)


def test_silence_after_an_answer_closes_after_a_warning(session: Session) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    case = answered(session, anna, boris)
    assert closing.warn_of_silence(session, NOW + 5 * DAY - MINUTE, 9) == 0
    assert closing.warn_of_silence(session, NOW + 5 * DAY, 9) == 1
    assert closing.warn_of_silence(session, NOW + 5 * DAY, 9) == 0
    assert closing.close_silent(session, NOW + SILENCE - MINUTE, 9) == 0
    assert closing.close_silent(session, NOW + SILENCE, 9) == 1
    assert (case.state, case.close_reason, case.closed_by) == ("closed", "silence", None)
    assert told(session, Notice.CASE_QUIET) == told(session, Notice.CASE_SILENT) == [anna.id]


def test_word_of_the_asker_puts_the_silence_off(session: Session) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    case = answered(session, anna, boris)
    closing.warn_of_silence(session, NOW + 5 * DAY, 9)
    consultations.follow_up(session, anna, case.id, saying(anna, "А ещё?", 3), NOW + 6 * DAY)
    consultations.answer(session, boris, case.id, saying(boris, "И вот", 4), NOW + 6 * DAY)
    assert closing.close_silent(session, NOW + 9 * DAY, 9) == 0
    assert closing.warn_of_silence(session, NOW + 11 * DAY, 9) == 1
    assert closing.close_silent(session, NOW + 13 * DAY, 9) == 1


def test_after_a_long_outage_nobody_is_surprised(session: Session) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    answered(session, anna, boris)
    back = NOW + 30 * DAY
    assert closing.close_silent(session, back, 9) == 0
    assert closing.warn_of_silence(session, back, 9) == 1
    assert closing.close_silent(session, back + WARNED - MINUTE, 9) == 0
    assert closing.close_silent(session, back + WARNED, 9) == 1


def test_last_rating_counts_and_the_mentor_is_told_once(session: Session) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    case = answered(session, anna, boris)
    with pytest.raises(NothingAnswered):
        closing.rate(session, anna, case.id, 5, NOW)
    closing.close(session, anna, case.id, NOW)
    with pytest.raises(NothingAnswered):
        closing.add_words(session, anna, case.id, "Спасибо")
    for rating in (4, 5):
        closing.rate(session, anna, case.id, rating, NOW)
    with pytest.raises(NothingAnswered):
        closing.rate(session, anna, case.id, 6, NOW)
    closing.add_words(session, anna, case.id, "Спасибо")
    assert (case.rating, case.rating_words) == (5, "Спасибо")
    assert told(session, Notice.CASE_RATED) == [boris.id]


def test_case_is_opened_again_by_its_mentor_or_looks_for_another(session: Session) -> None:
    anna, boris, vera = person(session, "Анна"), mentor(session, "Борис"), mentor(session, "Вера")
    case = answered(session, anna, boris)
    closing.close(session, anna, case.id, NOW)
    later = NOW + REOPENS - MINUTE
    for _ in range(2):
        closing.reopen(session, anna, case.id, perm, later)
    assert (case.state, case.mentor_id, case.closed_at, case.reopened_at) == ("taken", boris.id, None, later)
    assert told(session, Notice.CASE_REOPENED) == [boris.id]
    closing.close(session, anna, case.id, later)
    session.execute(select(Mentor).where(Mentor.person_id == boris.id)).scalar_one().ended_at = later
    cards = len(told(session, Notice.CASE_CARD))
    closing.reopen(session, anna, case.id, perm, later + MINUTE)
    assert (case.state, case.mentor_id) == ("searching", None)
    assert told(session, Notice.CASE_CARD)[cards:] == [vera.id]


def test_after_two_weeks_it_is_another_question(session: Session) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    case = answered(session, anna, boris)
    closing.close(session, anna, case.id, NOW)
    assert not closing.may_reopen(case, NOW + REOPENS)
    with pytest.raises(CaseOver):
        closing.reopen(session, anna, case.id, perm, NOW + REOPENS)
    assert case.state == State.CLOSED


def test_deletion_ends_what_was_asked_and_leaves_no_word(session: Session) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    case, open_one, other = answered(session, anna, boris), asked(session, anna, NOW + DAY), person(session, "Вера")
    closing.close(session, anna, case.id, NOW)
    closing.rate(session, anna, case.id, 5, NOW)
    closing.add_words(session, anna, case.id, "Слова Анны")
    case.hides_municipality, case.hides_organisation = "perm", "Школа Анны"
    asking.say(session, anna, saying(anna, "Черновик Анны", 9), perm, NOW + 2 * DAY)
    kept = answered(session, other, boris)
    numbers = [case.id, open_one.id]
    deletion.delete_mine(session, anna, lambda act, erased: b"", NOW + 3 * DAY)
    session.expire_all()
    rows = {row.id: row for row in session.execute(select(Case)).scalars()}
    assert set(rows) == {*numbers, kept.id}
    assert {(rows[each].asker_id, rows[each].state, rows[each].close_reason) for each in numbers} == {
        (None, "closed", "erased")
    }
    assert rows[numbers[0]].rating == 5
    assert all(row.closed_at for row in rows.values() if row.state == "closed")
    left = repr([tuple(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))])
    assert "Слова Анны" not in left
    assert "Школа Анны" not in left
    assert "Черновик Анны" not in left
    assert (count(session, TalkMessage), count(session, TalkFile)) == (2, 1)  # of the other question


def test_mentor_of_an_open_case_learns_that_its_asker_is_gone(session: Session) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    case = answered(session, anna, boris)
    deletion.delete_mine(session, anna, lambda act, erased: b"", NOW)
    assert told(session, Notice.CASE_CLOSED) == [boris.id]
    with pytest.raises(CaseClosed):
        consultations.answer(session, boris, case.id, saying(boris, "Жаль", 8), NOW)


def test_whoever_leaves_keeps_their_questions_and_a_minor_does_not(session: Session) -> None:
    anna, vera, boris = person(session, "Анна"), person(session, None), mentor(session, "Борис")
    case, gone = answered(session, anna, boris), answered(session, vera, boris)
    joining.leave(session, anna, NOW)
    assert (case.asker_id, case.state) == (anna.id, "answered")
    joining.mark_minor(session, vera, NOW)
    assert (gone.asker_id, gone.state) == (None, "closed")


def test_results_say_an_average_from_five_ratings_on(session: Session) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    with pytest.raises(NotAMentor):
        results_of_mentors.consulting(session, anna)
    assert results_of_mentors.consulting(session, boris) == (0, 0, None, None)
    for number in range(5):
        assert results_of_mentors.consulting(session, boris).rating is None
        case = asked(session, anna)
        consultations.answer(session, boris, case.id, saying(boris, "Ответ", 2), NOW + (number + 1) * MINUTE)
        closing.close(session, anna, case.id, NOW)
        closing.rate(session, anna, case.id, 4 + number % 2, NOW)
    assert results_of_mentors.consulting(session, boris) == (5, 5, 3 * MINUTE, 4.4)
    consultations.take(session, boris, asked(session, anna).id, NOW)
    assert results_of_mentors.consulting(session, boris).answered == 5


@pytest.mark.parametrize("by_coordinator", [False, True])
def test_card_handed_to_a_colleague_ends_with_the_case_whoever_closes_it(
    session: Session, by_coordinator: bool
) -> None:
    anna, boris = person(session, "Анна"), mentor(session, "Борис")
    vera, olga = mentor(session, "Вера"), person(session, "Ольга")
    case = answered(session, anna, boris)
    handing_over.hand_over(session, boris, case.id, vera.id, perm, NOW)
    talk = talks.of_case(session, case)
    session.add(TalkCopy(talk_id=talk.id, account_id=vera.id * 100, number=7, at=NOW))
    session.flush()
    if by_coordinator:
        session.add(Grant(person_id=olga.id, role="coordinator", granted_at=NOW))
        session.flush()
        case_desk.close(session, olga, case.id, "answered", None, NOW)
    else:
        closing.close(session, anna, case.id, NOW)
    [row] = session.execute(select(Notification).where(Notification.kind == Notice.CASE_TAKEN.value)).scalars()
    assert (row.person_id, row.ids["replaces"]) == (vera.id, 7)
    card = NOTICES[Notice.CASE_TAKEN](session, row.ids, perm)
    assert card
    assert "Вопрос закрыт, отвечать не нужно" in card.text
