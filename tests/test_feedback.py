from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attendance, feedback, materials
from community.feedback import AFTER, USEFUL, beginning_of
from community.materials import NEWS_FOR, SELDOM, Part, parse_materials
from community.refusals import EventCancelled, NotAllowed, NotThere
from storage.models import Event, Feedback, Notification, Person, Registration
from tests.test_attendance import END, WORD, meeting, organiser, registered
from tests.test_registrations import DAY, HOUR, NOW, people, perm, told

DUE = END + AFTER
TODAY = beginning_of(DUE, perm.tz)


def there(session: Session, event: Event, many: int) -> list[Person]:
    crowd = people(session, many)
    for person in crowd:
        assert attendance.enter(session, person, event.id, WORD, NOW)
    return crowd


def all_asked(session: Session, now: datetime) -> None:
    while feedback.ask(session, now):
        pass


def all_told(session: Session, now: datetime) -> None:
    while materials.tell(session, now):
        pass


def test_those_who_were_there_are_asked_once_an_hour_after_the_end(session: Session) -> None:
    event = meeting(session)
    (anna,) = there(session, event, 1)
    (boris,) = people(session, 1)
    registered(session, event, boris)
    all_asked(session, DUE - timedelta(seconds=1))
    assert told(session, anna) == []
    for at in (DUE, DUE + HOUR):
        all_asked(session, at)
    assert (told(session, anna), told(session, boris)) == (["how_was_it"], [])
    asked = session.execute(select(Notification)).scalar_one()
    assert asked.useful_until == DUE + USEFUL


def test_who_is_marked_later_is_asked_later_but_not_after_a_week(session: Session) -> None:
    event, (anna, boris) = meeting(session), people(session, 2)
    olga = organiser(session, event)
    rows = [registered(session, event, person) for person in (anna, boris)]
    attendance.mark(session, olga, rows[0].id, True, DUE + 3 * DAY)
    all_asked(session, DUE + 3 * DAY)
    attendance.mark(session, olga, rows[1].id, True, DUE + 8 * DAY)
    all_asked(session, DUE + 8 * DAY)
    assert (told(session, anna), told(session, boris)) == (["how_was_it"], [])


@pytest.mark.parametrize("many", [feedback.SLICE + 3])
def test_everybody_of_a_large_event_is_asked(session: Session, many: int) -> None:
    event, crowd = meeting(session), people(session, many)
    for person in crowd:
        registered(session, event, person)
    attendance.mark_all(session, organiser(session, event), event.id, NOW)
    steps = 0
    while feedback.ask(session, DUE):
        steps += 1
    assert steps == 2
    assert len(session.execute(select(Notification.id)).all()) == many


def test_who_has_said_it_or_left_is_not_asked(session: Session) -> None:
    event = meeting(session)
    anna, boris = there(session, event, 2)
    feedback.give(session, anna, event.id, 5, None, True, TODAY)
    boris.joined_at = None
    all_asked(session, DUE)
    assert session.execute(select(Notification)).first() is None


def test_opinion_is_given_once(session: Session) -> None:
    event = meeting(session)
    (anna,) = there(session, event, 1)
    assert feedback.give(session, anna, event.id, 4, "Полезно", True, TODAY)
    assert not feedback.give(session, anna, event.id, 1, "Нет", True, TODAY)
    (said,) = session.execute(select(Feedback)).scalars()
    assert (said.person_id, said.rating, said.words) == (anna.id, 4, "Полезно")


def test_only_those_who_were_there_say_how_it_was(session: Session) -> None:
    event, (anna, boris) = meeting(session), people(session, 2)
    registered(session, event, anna)
    for person in (anna, boris):
        with pytest.raises(NotThere):
            feedback.give(session, person, event.id, 5, None, True, TODAY)


def test_opinion_without_a_name_has_nothing_of_the_person_but_the_day(session: Session) -> None:
    event = meeting(session)
    (anna,) = there(session, event, 1)
    feedback.give(session, anna, event.id, 2, "Долго", False, TODAY)
    (said,) = session.execute(select(Feedback)).scalars()
    local = said.created_at.astimezone(perm.tz)
    assert (said.person_id, local.hour, local.minute, local.microsecond) == (None, 0, 0, 0)
    registration = session.execute(select(Registration)).scalar_one()
    assert registration.rated_at == said.created_at, "the moment would tell whose it is"


def test_words_without_a_name_wait_until_there_are_enough_answers(session: Session) -> None:
    event = meeting(session)
    olga, crowd = organiser(session, event), there(session, event, 3)
    feedback.give(session, crowd[0], event.id, 5, "Спасибо", True, TODAY)
    feedback.give(session, crowd[1], event.id, 3, "Долго", False, TODAY)
    seen = feedback.opinions(session, olga, event.id, 0, 9, NOW)
    assert (seen.answers, seen.average, seen.hidden, list(seen.words)) == (2, None, True, [("Анна 0", "Спасибо")])
    feedback.give(session, crowd[2], event.id, 4, None, False, TODAY)
    assert feedback.opinions(session, olga, event.id, 0, 9, NOW).average == 4
    with pytest.raises(NotAllowed):
        feedback.opinions(session, crowd[0], event.id, 0, 9, NOW)


def test_words_without_a_name_stay_hidden_where_they_could_be_of_two_only(session: Session) -> None:
    """Three were there and the others have signed."""
    event = meeting(session)
    olga, crowd = organiser(session, event), there(session, event, 5)
    for person in crowd[:2]:
        feedback.give(session, person, event.id, 5, None, True, TODAY)
    feedback.give(session, crowd[2], event.id, 1, "Скучно", False, TODAY)
    assert list(feedback.opinions(session, olga, event.id, 0, 9, NOW).words) == [(None, "Скучно")]
    feedback.give(session, crowd[3], event.id, 5, None, True, TODAY)
    assert feedback.opinions(session, olga, event.id, 0, 9, NOW).hidden


def test_materials_reach_those_who_were_there_once_for_each_change(session: Session) -> None:
    event = meeting(session)
    olga, (anna,), (boris,) = organiser(session, event), there(session, event, 1), people(session, 1)
    registered(session, event, boris)
    materials.put(session, olga, event.id, Part.MATERIALS, "Слайды", NOW)
    all_told(session, END - timedelta(seconds=1))
    assert told(session, anna) == []
    for at in (END, END + HOUR):
        all_told(session, at)
    assert (told(session, anna), told(session, boris)) == (["event_materials"], [])


def test_second_change_of_a_day_waits_for_the_next(session: Session) -> None:
    event = meeting(session)
    olga, (anna,) = organiser(session, event), there(session, event, 1)
    materials.put(session, olga, event.id, Part.MATERIALS, "Слайды", END)
    all_told(session, END)
    materials.put(session, olga, event.id, Part.RECORDING, "https://example.ru/1", END)
    all_told(session, END + SELDOM - timedelta(seconds=1))
    assert told(session, anna) == ["event_materials"]
    for _ in range(2):
        all_told(session, END + SELDOM)
    assert told(session, anna) == ["event_materials"] * 2


def test_materials_reach_all_with_a_seat_where_nobody_was_marked(session: Session) -> None:
    event, (anna, boris) = meeting(session), people(session, 2)
    olga = organiser(session, event)
    registered(session, event, anna)
    registered(session, event, boris, "waitlisted")
    materials.put(session, olga, event.id, Part.RECORDING, "https://example.ru/1", END)
    all_told(session, END)
    assert (told(session, anna), told(session, boris)) == (["event_materials"], [])


def test_old_materials_are_no_news_after_their_notices_are_forgotten(session: Session) -> None:
    event = meeting(session)
    olga, (anna,) = organiser(session, event), there(session, event, 1)
    materials.put(session, olga, event.id, Part.MATERIALS, "Слайды", END)
    all_told(session, END + NEWS_FOR)
    assert told(session, anna) == []


def test_nothing_is_added_to_what_was_cancelled(session: Session) -> None:
    event = meeting(session, state="cancelled")
    with pytest.raises(EventCancelled):
        materials.put(session, organiser(session, event), event.id, Part.MATERIALS, "Слайды", NOW)


def test_materials_keep_their_lines() -> None:
    assert (
        parse_materials(" Слайды:  https://example.ru/1 \n\n Задание\u200b ") == "Слайды: https://example.ru/1\nЗадание"
    )
    assert parse_materials("!") is None
    assert parse_materials("я" * 601) is None


@given(st.text())
def test_any_text_is_read_as_materials_or_as_none(text: str) -> None:
    said = parse_materials(text)
    assert said is None or (2 <= len(said) <= 600 and parse_materials(said) == said)
