from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attendance, event_calendar, events
from community.attendance import BY_ONESELF, BY_ORGANISERS, SOONER, invented, parse_number, parse_word, read_word
from community.refusals import (
    CodeWordMissing,
    EventCancelled,
    EventGone,
    MarkingNotOpen,
    MarkingOver,
    NotAllowed,
    NotJoined,
    Refusal,
)
from screens.attendance import WORDS
from storage.database import Database
from storage.merging import merge_people
from storage.models import Event, EventHost, Person, Registration
from tests.test_registrations import DAY, HOUR, NOW, people, perm, webinar

WORD = "Сирень 47"
START = NOW - HOUR
END = START + events.USUAL_LENGTH


def meeting(session: Session, **details: object) -> Event:
    """It began an hour ago."""
    return webinar(session, **{"starts_at": START, "code_word": WORD} | details)


def registered(session: Session, event: Event, person: Person, state: str = "registered") -> Registration:
    made = Registration(event_id=event.id, person_id=person.id, state=state, queued_at=NOW, changed_at=NOW)
    session.add(made)
    session.flush()
    return made


def organiser(session: Session, event: Event) -> Person:
    olga = Person(created_at=NOW, joined_at=NOW, name="Ольга")
    session.add(olga)
    session.flush()
    session.add(EventHost(event_id=event.id, person_id=olga.id, role="organiser"))
    session.flush()
    return olga


@pytest.mark.parametrize(
    "typed", ["сирень 47", "СИРЕНЬ47", " сирень, 47! ", "«Сирень» 47", "с и р е н ь 4 7", "сирень\n47"]
)
def test_code_word_is_taken_however_it_is_typed(session: Session, typed: str) -> None:
    event, (anna,) = meeting(session), people(session, 1)
    registration = registered(session, event, anna)
    assert attendance.enter(session, anna, event.id, typed, NOW) is registration
    assert (registration.attended_at, registration.marked_by) == (NOW, None)


@pytest.mark.parametrize("typed", ["сирень", "47", "", "сирень 48", "сирень 47 47", "😀"])
def test_other_word_marks_nobody(session: Session, typed: str) -> None:
    event, (anna,) = meeting(session), people(session, 1)
    registration = registered(session, event, anna)
    assert attendance.enter(session, anna, event.id, typed, NOW) is None
    assert registration.attended_at is None


def test_second_time_changes_nothing(session: Session) -> None:
    event, (anna,) = meeting(session), people(session, 1)
    for at in (NOW, NOW + HOUR):
        registration = attendance.enter(session, anna, event.id, WORD, at)
        assert registration
        assert registration.attended_at == NOW
    assert attendance.begin(session, anna, event.id, NOW + 30 * DAY) == (event, True)


@pytest.mark.parametrize("state", [None, "waitlisted", "requested", "offered", "cancelled", "refused"])
def test_who_comes_without_a_seat_is_registered(session: Session, state: str | None) -> None:
    event, (anna, boris) = meeting(session, capacity=1), people(session, 2)
    registered(session, event, boris)
    if state:
        registered(session, event, anna, state)
    came = attendance.enter(session, anna, event.id, WORD, NOW)
    assert came
    assert (came.state, came.attended_at, came.person_id) == ("registered", NOW, anna.id)


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (START - SOONER - timedelta(seconds=1), MarkingNotOpen),
        (START - SOONER, None),
        (END + BY_ONESELF - timedelta(seconds=1), None),
        (END + BY_ONESELF, MarkingOver),
    ],
)
def test_people_mark_themselves_from_half_an_hour_before_to_a_day_after(
    session: Session, at: datetime, refusal: type[Refusal] | None
) -> None:
    event, (anna,) = meeting(session), people(session, 1)
    if refusal is None:
        assert attendance.enter(session, anna, event.id, WORD, at)
        return
    with pytest.raises(refusal):
        attendance.enter(session, anna, event.id, WORD, at)


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (START - SOONER - timedelta(seconds=1), MarkingNotOpen),
        (START - SOONER, None),
        (END + BY_ORGANISERS - timedelta(seconds=1), None),
        (END + BY_ORGANISERS, MarkingOver),
    ],
)
def test_organisers_mark_from_half_an_hour_before_to_two_weeks_after(
    session: Session, at: datetime, refusal: type[Refusal] | None
) -> None:
    event, (anna,) = meeting(session), people(session, 1)
    olga, registration = organiser(session, event), registered(session, event, anna)
    if refusal is None:
        attendance.mark(session, olga, registration.id, True, at)
        assert (registration.attended_at, registration.marked_by) == (at, olga.id)
        return
    with pytest.raises(refusal):
        attendance.mark(session, olga, registration.id, True, at)


@pytest.mark.parametrize(
    ("details", "refusal"),
    [({"state": "cancelled"}, EventCancelled), ({"state": "draft"}, EventGone), ({"code_word": None}, CodeWordMissing)],
)
def test_nobody_is_marked_where_there_is_nothing(
    session: Session, details: dict[str, object], refusal: type[Refusal]
) -> None:
    event, (anna,) = meeting(session, **details), people(session, 1)
    with pytest.raises(refusal):
        attendance.enter(session, anna, event.id, WORD, NOW)


def test_guests_are_not_marked(session: Session) -> None:
    event, (anna,) = meeting(session), people(session, 1)
    anna.joined_at = None
    with pytest.raises(NotJoined):
        attendance.enter(session, anna, event.id, WORD, NOW)


def test_link_at_the_door_marks_until_the_word_is_another(session: Session) -> None:
    event, (anna, boris) = meeting(session), people(session, 2)
    olga = organiser(session, event)
    number, secret = attendance.read_door(attendance.door(session, event) or "")
    assert number == event.id
    assert attendance.enter_by_link(session, anna, event.id, secret, NOW)
    attendance.set_word(session, olga, event.id, "Ромашка 12", NOW)
    assert attendance.enter_by_link(session, boris, event.id, secret, NOW) is None


@pytest.mark.parametrize("token", ["", "-", "x", "1", "1-", "-secret", "9999999999-s", "١-s"])
def test_link_without_the_secret_opens_nothing(session: Session, token: str) -> None:
    event, (anna,) = meeting(session), people(session, 1)
    number, secret = attendance.read_door(token)
    assert not attendance.opens(session, event, secret)
    assert attendance.enter_by_link(session, anna, event.id, secret, NOW) is None
    assert number in (0, 1)


def test_link_of_one_event_does_not_open_another(session: Session) -> None:
    first, second, (anna,) = meeting(session), meeting(session), people(session, 1)
    _, secret = attendance.read_door(attendance.door(session, first) or "")
    assert attendance.enter_by_link(session, anna, second.id, secret, NOW) is None


def test_organiser_marks_and_takes_the_mark_away(session: Session) -> None:
    event, (anna,) = meeting(session), people(session, 1)
    olga, registration = organiser(session, event), registered(session, event, anna)
    for there in (True, True, False, False, True):
        attendance.mark(session, olga, registration.id, there, NOW)
        assert (registration.attended_at is not None) is there
    with pytest.raises(NotAllowed):
        attendance.mark(session, anna, registration.id, False, NOW)


def test_all_were_there_and_it_is_taken_back_without_the_others(session: Session) -> None:
    event, crowd = meeting(session), people(session, 4)
    olga, waiting = organiser(session, event), people(session, 1)[0]
    rows = [registered(session, event, person) for person in crowd]
    registered(session, event, waiting, "waitlisted")
    attendance.enter(session, crowd[0], event.id, WORD, NOW)
    attendance.mark(session, olga, rows[1].id, True, NOW + timedelta(microseconds=1))
    at = attendance.mark_all(session, olga, event.id, NOW + HOUR)
    assert at
    seen = attendance.overview(session, olga, event.id, NOW + HOUR)
    assert (seen.registered, seen.present, seen.unmarked) == (4, 4, 0)
    assert attendance.mark_all(session, olga, event.id, NOW + HOUR) is None
    attendance.unmark_all(session, olga, event.id, at, NOW + HOUR)
    session.expire_all()
    assert [row.attended_at is not None for row in rows] == [True, True, False, False]


def test_who_is_not_marked_is_listed_for_organisers_only(session: Session) -> None:
    event, (anna, boris) = meeting(session), people(session, 2)
    olga = organiser(session, event)
    for person in (boris, anna):
        registered(session, event, person)
    attendance.enter(session, anna, event.id, WORD, NOW)
    absent, total = attendance.listed(session, olga, event.id, True, 0, 9, NOW)
    assert ([person.name for _, person in absent], total) == (["Анна 1"], 1)
    everybody, total = attendance.listed(session, olga, event.id, False, 0, 9, NOW)
    assert ([person.name for _, person in everybody], total) == (["Анна 0", "Анна 1"], 2)
    with pytest.raises(NotAllowed):
        attendance.listed(session, anna, event.id, True, 0, 9, NOW)


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("0", 0), ("было 7 человек", 7), ("10000", 10_000), ("10001", None), ("много", None), ("", None)],
)
def test_number_of_the_others_is_read(text: str, number: int | None) -> None:
    assert parse_number(text) == number


@given(st.text())
def test_any_text_is_read_as_a_word_or_as_none(text: str) -> None:
    word = parse_word(text)
    assert word is None or (3 <= len(word) <= 40 and read_word(word) == read_word(text))
    assert read_word(read_word(text)) == read_word(text)


@given(st.text(alphabet="абвгдеёжзий АБВЁ47", min_size=1), st.sampled_from([" ", "", "-", "!", "«", "\n"]))
def test_case_letters_and_signs_make_no_other_word(word: str, sign: str) -> None:
    typed = sign.join(word.upper()).replace("Ё", "е")
    assert read_word(typed) == read_word(word)


def test_word_invented_is_a_code_word() -> None:
    assert all(parse_word(word) == word for word in (invented(WORDS) for _ in range(100)))


@pytest.mark.timeout(120)
async def test_person_marked_by_many_at_once_is_there_once(database: Database) -> None:
    """By the word, by the link, on the list, all together: at the same moment, for real."""

    def begin(session: Session) -> tuple[int, int, int, str]:
        event, (anna,) = meeting(session), people(session, 1)
        olga = organiser(session, event)
        return event.id, anna.id, olga.id, attendance.read_door(attendance.door(session, event) or "")[1]

    event_id, anna, olga, secret = await database.run(begin)

    def act(way: int) -> Callable[[Session], object]:
        def work(session: Session) -> object:
            person = session.get_one(Person, anna, with_for_update={"key_share": True})
            if way % 3 == 0:
                return attendance.enter_by_link(session, person, event_id, secret, NOW)
            if way % 3 == 1:
                return attendance.enter(session, person, event_id, WORD, NOW)
            return attendance.mark_all(session, session.get_one(Person, olga), event_id, NOW)

        return work

    await asyncio.gather(*(database.run(act(way)) for way in range(9)))

    def look(session: Session) -> list[tuple[str, bool]]:
        rows = session.execute(select(Registration)).scalars()
        return [(row.state, row.attended_at == NOW) for row in rows]

    assert await database.run(look) == [("registered", True)]


def test_card_offers_what_is_next(session: Session) -> None:
    """The word is asked of whoever is not marked, and what stays is shown to whoever was there."""
    event, (anna, boris) = meeting(session, materials="Слайды"), people(session, 2)
    for person in (anna, boris):
        registered(session, event, person)
    assert events.card(session, boris, event, END).keeps, "nobody is marked yet"
    attendance.enter(session, anna, event.id, WORD, NOW)
    assert events.card(session, anna, event, END).keeps
    assert not events.card(session, boris, event, END).keeps


@pytest.mark.parametrize("marked", [0, 1])
def test_two_profiles_made_one_were_there_if_either_was(session: Session, marked: int) -> None:
    event, both = meeting(session), people(session, 2)
    for person in both:
        registered(session, event, person)
    attendance.enter(session, both[marked], event.id, WORD, NOW)
    merge_people(session, both[0].id, both[1].id)
    registration = session.execute(select(Registration)).scalar_one()
    assert (registration.person_id, registration.attended_at) == (both[1].id, NOW)


def test_event_without_an_end_is_among_the_past(session: Session) -> None:
    event, (anna,) = meeting(session), people(session, 1)
    registered(session, event, anna)
    page = event_calendar.page(session, anna, event_calendar.Sought("past"), 0, 5, perm, END)
    assert list(page.events) == [event]
