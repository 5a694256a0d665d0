from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, deletion, events, joining, planning, proposals, results, topics
from community.refusals import EventStarted, NotAllowed, NotRegistered, OfferGone, TeamNeeded, TooManyOffers
from community.registrations import parse_team, sign_up
from community.roles import Role
from storage.database import Database
from storage.holdings import erase
from storage.models import Attention, Event, Grant, Notification, Person, TopicIdea
from tests.test_registrations import DAY, HOUR, NOW, people, perm, told, webinar

TOWN, OTHER = (perm.municipalities[number].id for number in (0, 1))
OFFER: dict[str, Any] = {
    "kind": "master-class",
    "title": "Как удержать внимание",
    "starts_at": NOW + 9 * DAY,
    "place": "Школа 7",
    "about": "Приёмы на каждый день",
}


def crowd(session: Session) -> list[Person]:
    """Anna of a town, and two coordinators of it."""
    anna, olga, vera = people(session, 3)
    for person in (anna, olga, vera):
        person.municipality, person.position = TOWN, "teacher"
    for person in (olga, vera):
        grant(session, person, TOWN)
    return [anna, olga, vera]


def grant(session: Session, person: Person, town: str | None) -> None:
    session.add(Grant(person_id=person.id, role=Role.COORDINATOR.value, municipality=town, granted_at=NOW))
    session.flush()


def waiting(session: Session) -> list[str]:
    open_ = select(Attention.kind).where(Attention.closed_at.is_(None)).order_by(Attention.id)
    return list(session.execute(open_).scalars())


def test_event_is_offered_confirmed_and_run_by_its_author(session: Session) -> None:
    anna, olga, vera = crowd(session)
    event = proposals.propose(session, anna, OFFER, perm, NOW)
    assert (event.state, event.municipality, waiting(session)) == ("proposed", TOWN, ["event_proposal"])
    assert (told(session, olga), told(session, vera)) == (["event_proposed"], ["event_proposed"])
    assert not events.may_run(session, anna, event, NOW)
    found = proposals.confirm(session, olga, event.id, NOW + HOUR)
    assert found.decided_now
    assert (event.state, event.published_at, waiting(session)) == ("published", NOW + HOUR, [])
    assert events.may_run(session, anna, event, NOW)
    assert told(session, anna) == ["proposal_answered"]


def test_first_answer_stays_and_the_second_learns_whose_it_was(session: Session) -> None:
    anna, olga, vera = crowd(session)
    event = proposals.propose(session, anna, OFFER, perm, NOW)
    proposals.decline(session, olga, event.id, "Весной", NOW)
    late = proposals.confirm(session, vera, event.id, NOW + HOUR)
    assert (late.decided_now, late.decider, event.state, event.reason) == (False, olga, "declined", "Весной")
    assert told(session, anna) == ["proposal_answered"]


def test_what_is_asked_back_waits_for_its_author(session: Session) -> None:
    anna, olga, vera = crowd(session)
    event = proposals.propose(session, anna, OFFER, perm, NOW)
    proposals.clarify(session, olga, event.id, "Для какого класса?", NOW)
    assert (event.state, event.reason, waiting(session)) == ("proposed", "Для какого класса?", [])
    proposals.edit(session, anna, event.id, {"about": "Для 5–6 классов", "state": "published"}, NOW + HOUR)
    assert (event.state, event.reason, event.about, waiting(session)) == (
        "proposed",
        None,
        "Для 5–6 классов",
        ["event_proposal"],
    )
    assert proposals.confirm(session, vera, event.id, NOW + DAY).decider == vera
    assert told(session, anna) == ["proposal_answered"] * 2
    assert told(session, olga) == ["event_proposed"] * 2


def test_who_answers_while_a_question_is_open_is_named(session: Session) -> None:
    anna, olga, vera = crowd(session)
    event = proposals.propose(session, anna, OFFER, perm, NOW)
    proposals.clarify(session, olga, event.id, "Для какого класса?", NOW)
    proposals.confirm(session, vera, event.id, NOW)
    assert proposals.look(session, olga, event.id, NOW).decider == vera


def test_author_withdraws_before_a_decision_only(session: Session) -> None:
    anna, olga, _ = crowd(session)
    event, other = (proposals.propose(session, anna, OFFER, perm, NOW) for _ in range(2))
    proposals.confirm(session, olga, other.id, NOW)
    with pytest.raises(OfferGone):
        proposals.withdraw(session, anna, other.id, NOW)
    with pytest.raises(OfferGone):
        proposals.edit(session, anna, other.id, {"title": "Иначе"}, NOW)
    number = event.id
    proposals.withdraw(session, anna, number, NOW)
    assert (session.get(Event, number), waiting(session)) == (None, [])
    with pytest.raises(OfferGone):
        proposals.confirm(session, olga, number, NOW)


def test_those_of_other_towns_do_not_decide(session: Session) -> None:
    anna, _, vera = crowd(session)
    (boris,) = people(session, 1)
    grant(session, boris, OTHER)
    event = proposals.propose(session, anna, OFFER, perm, NOW)
    assert told(session, boris) == []
    for person in (boris, anna):
        with pytest.raises(NotAllowed):
            proposals.confirm(session, person, event.id, NOW)
    with pytest.raises(NotAllowed):
        planning.publish(session, vera, event.id, NOW)


def test_what_would_be_over_is_not_confirmed(session: Session) -> None:
    anna, olga, _ = crowd(session)
    event = proposals.propose(session, anna, OFFER, perm, NOW)
    with pytest.raises(EventStarted):
        proposals.confirm(session, olga, event.id, NOW + 9 * DAY)
    assert proposals.decline(session, olga, event.id, None, NOW + 9 * DAY).decided_now


def test_five_offers_wait_at_most(session: Session) -> None:
    anna, olga, _ = crowd(session)
    made = [proposals.propose(session, anna, OFFER, perm, NOW) for _ in range(proposals.MOST_OPEN)]
    with pytest.raises(TooManyOffers):
        proposals.propose(session, anna, OFFER, perm, NOW)
    proposals.decline(session, olga, made[0].id, None, NOW)
    assert proposals.propose(session, anna, OFFER, perm, NOW).id


def test_offers_and_topics_of_who_leaves_wait_for_nobody(session: Session) -> None:
    anna, *_ = crowd(session)
    proposals.propose(session, anna, OFFER, perm, NOW)
    topics.suggest(session, anna, "Выгорание", NOW)
    joining.leave(session, anna, NOW)
    assert (waiting(session), session.execute(select(Event)).scalars().all()) == ([], [])


def test_offers_and_topics_of_who_is_deleted_wait_for_nobody(session: Session) -> None:
    anna, olga, _ = crowd(session)
    asked, offered = (proposals.propose(session, anna, OFFER, perm, NOW).id for _ in range(2))
    topics.suggest(session, anna, "Выгорание", NOW)
    proposals.clarify(session, olga, asked, "Для кого это?", NOW)
    deletion.delete_mine(session, anna, lambda *_: b"", NOW)
    session.expire_all()
    assert (waiting(session), session.execute(select(Event)).scalars().all()) == ([], [])
    for decide in (proposals.confirm, proposals.look):
        with pytest.raises(OfferGone):
            decide(session, olga, offered, NOW)


def test_offer_of_who_was_erased_has_no_name(session: Session) -> None:
    anna, olga, _ = crowd(session)
    event, number = proposals.propose(session, anna, OFFER, perm, NOW), anna.id
    erase(session, number)
    session.expire_all()
    with pytest.raises(OfferGone):
        proposals.look(session, olga, event.id, NOW)
    assert waiting(session) == []
    assert not session.execute(select(Notification)).scalars().all()


def test_topic_is_answered_once(session: Session) -> None:
    anna, olga, vera = crowd(session)
    topic = topics.suggest(session, anna, "Выгорание", NOW)
    assert (waiting(session), told(session, olga)) == (["topic_idea"], ["topic_suggested"])
    assert topics.answer(session, olga, topic.id, True, NOW).decided_now
    late = topics.answer(session, vera, topic.id, False, NOW)
    assert (late.decided_now, late.decider, waiting(session)) == (False, olga, [])
    assert told(session, anna) == ["topic_answered"]


def test_five_topics_wait_at_most(session: Session) -> None:
    anna, olga, _ = crowd(session)
    for number in range(topics.MOST_OPEN):
        topics.suggest(session, anna, f"Тема {number}", NOW)
    with pytest.raises(TooManyOffers):
        topics.suggest(session, anna, "Ещё одна", NOW)
    first = session.execute(select(TopicIdea.id).order_by(TopicIdea.id)).scalars().first()
    topics.answer(session, olga, first or 0, False, NOW)
    assert topics.suggest(session, anna, "Ещё одна", NOW).id


def test_queue_of_a_town_shows_its_offers(session: Session) -> None:
    anna, olga, _ = crowd(session)
    (boris,) = people(session, 1)
    grant(session, boris, OTHER)
    event = proposals.propose(session, anna, OFFER, perm, NOW)
    ((item, person),) = attention.waiting(session, olga, NOW, 0, 9)
    assert (item.subject, person) == (event.id, anna)
    assert attention.waiting(session, boris, NOW, 0, 9) == []


def test_team_is_named_and_spelled_alike(session: Session) -> None:
    event, (anna, boris, vera) = webinar(session, kind="team-contest", in_teams=True), people(session, 3)
    with pytest.raises(TeamNeeded):
        sign_up(session, anna, event.id, NOW)
    for person, team in ((anna, "Росток"), (boris, "«росток»"), (vera, "Лицей")):
        sign_up(session, person, event.id, NOW, team=team)
    found = [events.registration_of(session, each, event) for each in (anna, boris, vera)]
    assert [each.team for each in found if each] == ["Росток", "Росток", "Лицей"]
    assert (parse_team("Росток"), parse_team("…"), parse_team("я" * 61)) == ("Росток", None, None)


def test_result_is_told_once_and_shown_on_request(session: Session) -> None:
    event, (anna, boris, olga) = webinar(session, kind="contest", created_by=None), people(session, 3)
    grant(session, olga, None)
    mine = sign_up(session, anna, event.id, NOW)
    for result in ("2 место", "победитель"):
        results.give(session, olga, mine.id, result, NOW)
    assert (mine.result, told(session, anna)) == ("победитель", ["result_given"])
    assert events.card(session, boris, event, NOW).results == ()
    results.show(session, olga, event.id, True, NOW)
    assert events.card(session, boris, event, NOW).results == ((anna.name, "победитель"),)
    boris.joined_at = None
    assert events.card(session, boris, event, NOW).results == ()
    mine.state = "cancelled"
    session.flush()
    with pytest.raises(NotRegistered):
        results.give(session, olga, mine.id, "победитель", NOW)


@pytest.mark.parametrize(("said", "result"), [("2 место", "2 место"), ("1", "1"), ("…", None), ("я" * 61, None)])
def test_result_is_a_few_words(said: str, result: str | None) -> None:
    assert results.parse_result(said) == result


@pytest.mark.timeout(120)
async def test_two_who_decide_at_once_decide_once(database: Database) -> None:
    def begin(session: Session) -> tuple[int, list[int]]:
        anna, olga, vera = crowd(session)
        return proposals.propose(session, anna, OFFER, perm, NOW).id, [olga.id, vera.id]

    event_id, deciders = await database.run(begin)

    def press(number: int, confirms: bool) -> Callable[[Session], bool]:
        def work(session: Session) -> bool:
            actor = session.get_one(Person, number)
            if confirms:
                return proposals.confirm(session, actor, event_id, NOW).decided_now
            return proposals.decline(session, actor, event_id, None, NOW).decided_now

        return work

    pressed = [press(number, confirms) for number in deciders for confirms in (True, False, True)]
    decided = await asyncio.gather(*(database.run(work) for work in pressed))
    assert sorted(decided) == [False] * 5 + [True]
    answers = select(Notification.kind).where(Notification.kind == "proposal_answered")
    assert await database.run(lambda session: len(session.execute(answers).all())) == 1
