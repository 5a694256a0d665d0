"""A case goes from one to another."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from community import canned, consultations, handing_over, joining, responders, talks
from community.consultations import State
from community.notices import Notice
from community.refusals import CannotAnswer, CaseGone, CaseTaken, HandingOver, NotYourCase, TooManyCanned
from storage.models import Grant, Person
from tests.test_deadlines import look, read, taken
from tests.test_routing import NOW, ask, member, mentor, mentors_of, offers, perm, said_by, told


def coordinator(session: Session) -> Person:
    olga = member(session, "Ольга")
    session.add(Grant(person_id=olga.id, role="coordinator", granted_at=NOW))
    session.flush()
    return olga


def test_case_given_back_goes_to_the_next(session: Session) -> None:
    anna, (boris, vera), case = taken(session)
    handing_over.give_back(session, boris, case.id, NOW)
    look(session, NOW)
    assert (case.state, case.mentor_id) == (State.SEARCHING, None)
    assert offers(session, case) == {boris.id: "passed", vera.id: "offered"}
    assert told(session, Notice.CASE_MOVED) == [anna.id]
    with pytest.raises(NotYourCase):
        handing_over.give_back(session, boris, case.id, NOW)


def test_asker_learns_of_the_colleague_only_when_they_accept(session: Session) -> None:
    anna, (boris, vera), case = taken(session)
    handing_over.hand_over(session, boris, case.id, vera.id, perm, NOW)
    handing_over.hand_over(session, boris, case.id, vera.id, perm, NOW)
    assert (case.mentor_id, told(session, Notice.CASE_HANDED), told(session, Notice.CASE_MOVED)) == (
        boris.id,
        [vera.id],
        [],
    )
    handing_over.accept(session, vera, case.id, NOW)
    handing_over.accept(session, vera, case.id, NOW)
    assert (case.mentor_id, case.state) == (vera.id, State.TAKEN)
    assert "Теперь отвечает Наставник 1" in read(session, Notice.CASE_MOVED, anna)[0]
    assert "теперь отвечает Наставник 1" in read(session, Notice.CASE_HANDING_ANSWERED, boris)[0]


def test_colleague_who_cannot_leaves_it_where_it_is(session: Session) -> None:
    anna, (boris, vera), case = taken(session)
    handing_over.hand_over(session, boris, case.id, vera.id, perm, NOW)
    handing_over.decline(session, vera, case.id, NOW)
    assert (case.mentor_id, told(session, Notice.CASE_MOVED)) == (boris.id, [])
    assert "остаётся за вами" in read(session, Notice.CASE_HANDING_ANSWERED, boris)[0]
    with pytest.raises(HandingOver):
        handing_over.accept(session, vera, case.id, NOW)
    with pytest.raises(CannotAnswer):
        handing_over.hand_over(session, boris, case.id, vera.id, perm, NOW)
    assert anna.id != vera.id


def test_case_cannot_be_handed_to_whom_it_is_hidden_from(session: Session) -> None:
    _, (boris, vera), case = taken(session)
    case.hides_organisation = vera.organisation = "Школа № 7"
    session.flush()
    with pytest.raises(CannotAnswer):
        handing_over.hand_over(session, boris, case.id, vera.id, perm, NOW)


def test_handing_over_ends_with_the_case_given_back(session: Session) -> None:
    _, (boris, vera), case = taken(session)
    handing_over.hand_over(session, boris, case.id, vera.id, perm, NOW)
    handing_over.give_back(session, boris, case.id, NOW)
    with pytest.raises(HandingOver):
        handing_over.accept(session, vera, case.id, NOW)


def test_note_is_for_mentors_and_never_for_the_asker(session: Session) -> None:
    _, (boris, vera), case = taken(session)
    handing_over.note(session, boris, case.id, "Похоже, дело в завуче", NOW)
    assert told(session, Notice.TALK_MESSAGE) == []
    handing_over.give_back(session, boris, case.id, NOW)
    look(session, NOW)
    consultations.take(session, vera, case.id, NOW)
    assert [each.words for each in responders.look(session, vera, case.id).said if each.is_note] == [
        "Похоже, дело в завуче"
    ]
    assert [each.words for each in talks.question(session, talks.of_case(session, case))] == ["Как провести собрание?"]


def test_passed_card_is_gone_and_the_next_are_asked(session: Session) -> None:
    anna, people = member(session, "Анна"), mentors_of(session, 4)
    case = ask(session, anna)
    for each in people[:3]:
        handing_over.pass_on(session, each, case.id, NOW)
    look(session, NOW)
    assert offers(session, case)[people[3].id] == "offered"
    assert responders.desk(session, people[0]).to_take == []


def test_card_of_somebody_else_is_not_opened(session: Session) -> None:
    _, (boris, vera), case = taken(session)
    gleb = mentor(session, "Глеб")
    with pytest.raises(CaseGone):
        responders.look(session, gleb, case.id)
    with pytest.raises(CaseTaken):
        responders.look(session, vera, case.id)
    assert responders.look(session, boris, case.id).is_mine


def test_answer_is_kept_once_and_used_again(session: Session) -> None:
    _, (boris, vera), case = taken(session)
    consultations.answer(session, boris, case.id, said_by(session, boris), NOW)
    for _ in range(2):
        canned.save_last(session, boris, case.id, NOW)
    (kept,) = canned.of(session, boris)
    assert kept.words == "Начните с хорошего"
    canned.delete(session, vera, kept.id)
    assert canned.of(session, boris) == [kept]
    canned.delete(session, boris, kept.id)
    canned.delete(session, boris, kept.id)
    assert canned.of(session, boris) == []


def test_twenty_answers_are_kept(session: Session) -> None:
    _, (boris, _), case = taken(session)
    for number in range(canned.MOST + 1):
        consultations.answer(session, boris, case.id, said_by(session, boris, f"Ответ {number}"), NOW)
        if number < canned.MOST:
            canned.save_last(session, boris, case.id, NOW)
    with pytest.raises(TooManyCanned):
        canned.save_last(session, boris, case.id, NOW)


def test_who_leaves_the_community_gives_everything_back(session: Session) -> None:
    anna, (boris, vera), case = taken(session)
    joining.leave(session, boris, NOW)
    look(session, NOW)
    assert (case.state, offers(session, case)[vera.id]) == (State.SEARCHING, "offered")
    assert told(session, Notice.CASE_MOVED) == [anna.id]
