from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, planning, releases
from community.events import Part
from community.profile_files import load_profile
from community.refusals import EventAhead
from screens.attention import LOOKS
from screens.releases import composed
from storage.models import Attention, Consent, Event, EventHost, Mentor, Person, Registration
from tests.test_plans import event, planner

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # a Friday
perm, club = load_profile("perm-nastavniki"), load_profile("tyumen-skillsclub")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def member(session: Session, name: str, town: str = "perm", published: list[str] | None = None) -> Person:
    anna = Person(created_at=NOW, joined_at=NOW, name=name, municipality=town)
    session.add(anna)
    session.flush()
    if published is not None:
        shown = {"ground": "luch", "capacity": 3, "formats": [], "published": published}
        session.add(Mentor(person_id=anna.id, confirmed_at=NOW, **shown))
        given_at = {"version": "2026-01-01", "text_hash": "0", "network": "vk", "given_at": NOW}
        session.add(Consent(person_id=anna.id, kind="publication", choices=published, **given_at))
    session.flush()
    return anna


def past(session: Session, **details: Any) -> Event:
    return event(session, **{"starts_at": NOW - 2 * HOUR, "ends_at": NOW - HOUR} | details)


def comes(session: Session, made: Event, person: Person, attended: bool, state: str = "registered") -> None:
    values = {"queued_at": NOW, "changed_at": NOW, "attended_at": NOW if attended else None}
    session.add(Registration(event_id=made.id, person_id=person.id, state=state, **values))
    session.flush()


def host(session: Session, made: Event, person: Person | None, name: str | None = None) -> None:
    number = person.id if person else None
    session.add(EventHost(event_id=made.id, person_id=number, name=name, role=Part.SPEAKER.value))
    session.flush()


def items(session: Session) -> list[Attention]:
    return list(session.execute(select(Attention).order_by(Attention.id)).scalars())


def test_draft_is_made_of_facts(session: Session) -> None:
    olga, made = planner(session), past(session, about="Разобрали три приёма.", place="Школа № 7", others=2)
    for at, (town, attended) in enumerate([("perm", True), ("kungur", True), ("lysva", False)]):
        comes(session, made, member(session, f"Анна {at}", town), attended)
    comes(session, made, member(session, "Борис"), attended=False, state="cancelled")
    found = releases.facts(session, olga, made.id, NOW)
    assert (found.registered, found.confirmed, found.came, found.towns) == (3, 2, 4, ("kungur", "perm"))
    text = composed(found, perm)
    assert "Вебинар «Оценивание»\n20 ноября 2026 года, с 12:30 до 13:30, Школа № 7." in text
    assert "Разобрали три приёма." in text
    assert "Записались 3 человека, участвовали 4 человека." in text
    assert "Участники из 2 муниципалитетов: Кунгур, Пермь." in text
    assert "Анна" not in text


def test_only_guests_and_who_agreed_are_named(session: Session) -> None:
    olga, made = planner(session), past(session)
    named, silent = member(session, "Вера", published=["name"]), member(session, "Глеб", published=["subjects"])
    for person in (named, silent, member(session, "Дина")):
        host(session, made, person)
    host(session, made, None, "Гость Гостев")
    text = composed(releases.facts(session, olga, made.id, NOW), perm)
    assert "Вели: Вера, Гость Гостев." in text
    assert "Ещё в команде: 2 участника сообщества." in text
    given = session.execute(select(Consent).where(Consent.person_id == named.id)).scalar_one()
    given.withdrawn_at = NOW
    session.flush()
    found = releases.facts(session, olga, made.id, NOW)
    assert ([each.name for each in found.hosts], found.unnamed) == (["Гость Гостев"], 3)


def test_event_of_which_nothing_is_known_is_told_of_too(session: Session) -> None:
    olga, made = planner(session), past(session, ends_at=None, starts_at=NOW - 3 * HOUR)
    text = composed(releases.facts(session, olga, made.id, NOW), perm)
    assert text == "Вебинар «Оценивание»\n20 ноября 2026 года, 11:30."


@pytest.mark.parametrize(
    "details", [{"starts_at": NOW + DAY, "ends_at": None}, {"state": "cancelled"}, {"ends_at": None}]
)
def test_nothing_is_told_of_what_is_not_over(session: Session, details: dict[str, Any]) -> None:
    olga, made = planner(session), past(session, **{"starts_at": NOW - HOUR} | details)
    with pytest.raises(EventAhead):
        releases.save(session, olga, made.id, "Было интересно всем.", NOW)


def test_release_is_asked_for_after_a_working_day_once(session: Session) -> None:
    olga, made = planner(session), past(session)
    assert releases.ask_for_releases(session, perm, NOW + 9 * DAY) == 0  # they write none
    assert releases.ask_for_releases(session, club, NOW + 2 * DAY) == 0  # a Sunday
    monday = NOW + 3 * DAY
    assert releases.ask_for_releases(session, club, monday - 2 * HOUR) == 0
    assert releases.ask_for_releases(session, club, monday) == 1
    assert releases.ask_for_releases(session, club, monday) == 0
    assert attention.count(session, olga, monday, LOOKS) == 1
    releases.save(session, olga, made.id, "Было интересно всем.", monday)
    assert attention.count(session, olga, monday, LOOKS) == 0
    assert releases.ask_for_releases(session, club, monday + DAY) == 0
    assert [(item.kind, item.subject, item.closed_by) for item in items(session)] == [("release", made.id, olga.id)]


def test_event_without_an_end_is_over_too(session: Session) -> None:
    past(session, ends_at=None)
    assert releases.ask_for_releases(session, club, NOW + 5 * DAY) == 1


def test_release_is_not_asked_for_where_there_is_one_or_nothing_happened(session: Session) -> None:
    past(session, release="Было интересно.")
    past(session, state="cancelled")
    past(session, state="draft")
    past(session, starts_at=NOW - 90 * DAY, ends_at=None)
    event(session, starts_at=NOW + 9 * DAY)
    assert releases.ask_for_releases(session, club, NOW + 5 * DAY) == 0


def test_release_of_a_town_is_asked_of_who_plans_for_it(session: Session) -> None:
    vera, gleb = planner(session, "kungur", "Вера"), planner(session, "lysva", "Глеб")
    past(session, municipality="kungur")
    assert releases.ask_for_releases(session, club, NOW + 5 * DAY) == 1
    assert attention.count(session, vera, NOW, LOOKS) == 1
    assert attention.count(session, gleb, NOW, LOOKS) == 0


def test_copy_has_no_release(session: Session) -> None:
    olga, made = planner(session), past(session, release="Было интересно.")
    assert planning.copy(session, olga, made.id, NOW).release is None


@pytest.mark.parametrize("text", ["", "коротко", "12345 " * 9, "я" * 3001])
def test_what_is_no_release_is_not_taken(text: str) -> None:
    assert releases.parse_release(text) is None


def test_paragraphs_stay() -> None:
    assert releases.parse_release(" Прошёл  семинар. \n\n\n\nСпасибо всем,\nкто пришёл! ") == (
        "Прошёл семинар.\n\nСпасибо всем,\nкто пришёл!"
    )


@given(st.text(max_size=400))
def test_release_that_is_taken_is_taken_again_as_it_is(text: str) -> None:
    said = releases.parse_release(text)
    assert said is None or releases.parse_release(said) == said
