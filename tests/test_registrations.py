from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import events, planning, registrations
from community.profile_files import load_profile
from community.refusals import (
    AnswersNeeded,
    EventCancelled,
    EventGone,
    EventStarted,
    NotJoined,
    NotRegistered,
    RegisterElsewhere,
    RegistrationClosed,
    RegistrationNotOpen,
)
from community.registrations import LONGEST_OFFER, SHORTEST_OFFER, offer_ends
from storage.database import Database
from storage.models import Event, EventHost, Notification, Person, Registration

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
perm = load_profile("perm-nastavniki")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def people(session: Session, many: int) -> list[Person]:
    made = [Person(created_at=NOW, joined_at=NOW, name=f"Анна {number}") for number in range(many)]
    session.add_all(made)
    session.flush()
    return made


def webinar(session: Session, **details: object) -> Event:
    values: dict[str, object] = {
        "state": "published",
        "kind": "webinar",
        "title": "Оценивание",
        "starts_at": NOW + 10 * DAY,
        "created_at": NOW,
        "published_at": NOW,
    }
    event = Event(**values | details)
    session.add(event)
    session.flush()
    return event


def state(session: Session, person: Person, event: Event) -> str:
    registration = events.registration_of(session, person, event)
    return registration.state if registration else "none"


def told(session: Session, person: Person) -> list[str]:
    mine = select(Notification.kind).where(Notification.person_id == person.id).order_by(Notification.id)
    return list(session.execute(mine).scalars())


def test_seats_go_to_the_first_and_the_rest_wait_in_turn(session: Session) -> None:
    event, (anna, boris, vera) = webinar(session, capacity=1), people(session, 3)
    for at, person in enumerate((anna, boris, vera)):
        registrations.sign_up(session, person, event.id, NOW + at * timedelta(minutes=1))
    assert [state(session, person, event) for person in (anna, boris, vera)] == [
        "registered",
        "waitlisted",
        "waitlisted",
    ]
    card = events.card(session, vera, event, NOW)
    assert (card.stage, card.free, card.waiting, card.place) == (events.Stage.FULL, 0, 2, 2)


def test_second_press_changes_nothing(session: Session) -> None:
    event, (anna, boris) = webinar(session, capacity=1), people(session, 2)
    first = registrations.sign_up(session, anna, event.id, NOW)
    registrations.sign_up(session, boris, event.id, NOW)
    for _ in range(2):
        assert registrations.sign_up(session, anna, event.id, NOW + HOUR) is first
        assert registrations.sign_up(session, boris, event.id, NOW + HOUR).queued_at == NOW
    assert (first.state, first.changed_at) == ("registered", NOW)


def test_seat_that_is_left_is_offered_to_whoever_waits_longest(session: Session) -> None:
    event, (anna, boris, vera) = webinar(session, capacity=1), people(session, 3)
    for at, person in enumerate((anna, boris, vera)):
        registrations.sign_up(session, person, event.id, NOW + at * HOUR)
    registrations.leave(session, anna, event.id, perm, NOW + DAY)
    assert [state(session, person, event) for person in (anna, boris, vera)] == ["cancelled", "offered", "waitlisted"]
    assert (told(session, boris), told(session, vera)) == (["seat_offered"], [])
    assert registrations.confirm(session, boris, event.id, NOW + DAY + HOUR).state == "registered"
    assert not registrations.end_offers(session, perm, NOW + 9 * DAY)


def test_seat_offered_and_not_taken_goes_to_the_next(session: Session) -> None:
    event, (anna, boris, vera) = webinar(session, capacity=1), people(session, 3)
    for at, person in enumerate((anna, boris, vera)):
        registrations.sign_up(session, person, event.id, NOW + at * HOUR)
    registrations.leave(session, anna, event.id, perm, NOW + DAY)
    assert not registrations.end_offers(session, perm, NOW + DAY + LONGEST_OFFER - HOUR)
    late = NOW + DAY + LONGEST_OFFER
    while registrations.end_offers(session, perm, late):
        pass
    assert [state(session, person, event) for person in (boris, vera)] == ["cancelled", "offered"]
    assert told(session, boris) == ["seat_offered", "seat_lapsed"]
    with pytest.raises(NotRegistered):
        registrations.confirm(session, boris, event.id, late)
    assert registrations.sign_up(session, boris, event.id, late).state == "waitlisted"


def test_who_cannot_take_the_seat_frees_it_at_once(session: Session) -> None:
    event, (anna, boris, vera) = webinar(session, capacity=1), people(session, 3)
    for at, person in enumerate((anna, boris, vera)):
        registrations.sign_up(session, person, event.id, NOW + at * HOUR)
    registrations.leave(session, anna, event.id, perm, NOW + DAY)
    registrations.leave(session, boris, event.id, perm, NOW + DAY)
    assert state(session, vera, event) == "offered"


def test_more_seats_are_offered_to_as_many_as_wait(session: Session) -> None:
    event, crowd = webinar(session, capacity=1), people(session, 4)
    owner = people(session, 1)[0]
    session.add(EventHost(event_id=event.id, person_id=owner.id, role="organiser"))
    for at, person in enumerate(crowd):
        registrations.sign_up(session, person, event.id, NOW + at * HOUR)
    planning.change(session, owner, event.id, {"capacity": 3}, perm, NOW + DAY)
    assert [state(session, person, event) for person in crowd] == ["registered", "offered", "offered", "waitlisted"]
    planning.change(session, owner, event.id, {"capacity": None}, perm, NOW + DAY)
    assert state(session, crowd[3], event) == "offered"


def test_fewer_seats_take_nobodys_away(session: Session) -> None:
    event, crowd = webinar(session, capacity=3), people(session, 4)
    owner = people(session, 1)[0]
    session.add(EventHost(event_id=event.id, person_id=owner.id, role="organiser"))
    for person in crowd[:3]:
        registrations.sign_up(session, person, event.id, NOW)
    planning.change(session, owner, event.id, {"capacity": 1}, perm, NOW)
    assert [state(session, person, event) for person in crowd[:3]] == ["registered"] * 3
    assert registrations.sign_up(session, crowd[3], event.id, NOW).state == "waitlisted"
    registrations.leave(session, crowd[0], event.id, perm, NOW)
    assert state(session, crowd[3], event) == "waitlisted"


def test_seat_of_somebody_who_is_gone_is_found_by_the_clock(session: Session) -> None:
    event, (anna, boris) = webinar(session, capacity=1), people(session, 2)
    for person in (anna, boris):
        registrations.sign_up(session, person, event.id, NOW)
    registrations.leave_all(session, anna, NOW)
    session.expire_all()
    while registrations.move_up(session, perm, NOW + HOUR):
        pass
    assert [state(session, person, event) for person in (anna, boris)] == ["cancelled", "offered"]


def test_organiser_decides_where_registration_is_to_be_approved(session: Session) -> None:
    event, (anna, boris, olga) = webinar(session, capacity=1, needs_approval=True), people(session, 3)
    session.add(EventHost(event_id=event.id, person_id=olga.id, role="organiser"))
    asked = [registrations.sign_up(session, person, event.id, NOW) for person in (anna, boris)]
    assert {one.state for one in asked} == {"requested"}
    assert told(session, olga) == ["registration_requested"] * 2
    for one in asked:
        registrations.approve(session, olga, one.id, NOW)
    assert [one.state for one in asked] == ["registered", "waitlisted"]
    registrations.refuse(session, olga, asked[0].id, NOW)
    assert asked[0].state == "registered", "the first decision stays"
    assert told(session, anna) == ["registration_answered"]


@pytest.mark.parametrize(
    ("details", "refusal"),
    [
        ({"state": "draft"}, EventGone),
        ({"state": "cancelled"}, EventCancelled),
        ({"starts_at": NOW}, EventStarted),
        ({"opens_at": NOW + HOUR}, RegistrationNotOpen),
        ({"closes_at": NOW}, RegistrationClosed),
        ({"registration_url": "https://example.ru"}, RegisterElsewhere),
        ({"questions": ["Класс?"]}, AnswersNeeded),
    ],
)
def test_registration_is_refused_for_its_reason(
    session: Session, details: dict[str, object], refusal: type[Exception]
) -> None:
    event, (anna,) = webinar(session, **details), people(session, 1)
    with pytest.raises(refusal):
        registrations.sign_up(session, anna, event.id, NOW)


def test_guests_do_not_register(session: Session) -> None:
    event, (anna,) = webinar(session), people(session, 1)
    anna.joined_at = None
    with pytest.raises(NotJoined):
        registrations.sign_up(session, anna, event.id, NOW)


def test_nobody_leaves_what_has_begun(session: Session) -> None:
    event, (anna,) = webinar(session), people(session, 1)
    registrations.sign_up(session, anna, event.id, NOW)
    with pytest.raises(EventStarted):
        registrations.leave(session, anna, event.id, perm, event.starts_at)


@pytest.mark.parametrize(
    ("before", "held"),
    [
        (10 * DAY, LONGEST_OFFER),
        (8 * HOUR, 2 * HOUR),
        (HOUR, SHORTEST_OFFER),
        (timedelta(minutes=20), timedelta(minutes=20)),
    ],
)
def test_seat_is_held_as_long_as_there_is_time(before: timedelta, held: timedelta) -> None:
    assert offer_ends(NOW + before, perm, NOW) == NOW + held


def test_seat_offered_in_the_evening_is_held_until_people_are_up() -> None:
    evening = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)  # 21:30 in Perm
    assert offer_ends(evening + 20 * HOUR, perm, evening) == datetime(2026, 3, 3, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("crowd", [8, pytest.param(200, marks=pytest.mark.timeout(120))])
async def test_one_of_all_gets_the_last_seat(database: Database, crowd: int) -> None:
    """Everybody presses at the same moment, for real."""

    def begin(session: Session) -> tuple[int, list[int]]:
        event, here = webinar(session, capacity=1), people(session, crowd)
        return event.id, [person.id for person in here]

    event_id, ids = await database.run(begin)

    def press(person_id: int) -> Callable[[Session], str]:
        def sign_up(session: Session) -> str:
            person = session.get_one(Person, person_id, with_for_update={"key_share": True})
            return registrations.sign_up(session, person, event_id, NOW).state

        return sign_up

    states = await asyncio.gather(*(database.run(press(person)) for person in ids))
    assert (states.count("registered"), states.count("waitlisted")) == (1, crowd - 1)


@pytest.mark.timeout(120)
async def test_seats_freed_while_others_press_are_neither_lost_nor_doubled(database: Database) -> None:
    def begin(session: Session) -> tuple[int, list[int]]:
        event, here = webinar(session, capacity=5), people(session, 20)
        for person in here[:10]:
            registrations.sign_up(session, person, event.id, NOW)
        return event.id, [person.id for person in here]

    event_id, ids = await database.run(begin)

    def act(at: int, person_id: int) -> Callable[[Session], object]:
        def work(session: Session) -> object:
            person = session.get_one(Person, person_id, with_for_update={"key_share": True})
            if at < 5:
                return registrations.leave(session, person, event_id, perm, NOW + HOUR).state
            return registrations.sign_up(session, person, event_id, NOW + HOUR).state

        return work

    await asyncio.gather(*(database.run(act(at, person)) for at, person in enumerate(ids)))

    def look(session: Session) -> list[str]:
        return list(session.execute(select(Registration.state).order_by(Registration.id)).scalars())

    states = await database.run(look)
    assert sum(each in events.SEATED for each in states) == 5
    assert (states.count("cancelled"), states.count("waitlisted")) == (5, 10)
