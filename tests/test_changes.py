from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import (
    attendance,
    attention,
    certificates,
    deletion,
    event_calendar,
    events,
    planning,
    proposals,
    registrations,
    series,
    topics,
)
from community.event_details import Detail
from community.refusals import CertificateWithdrawn, OfferGone, TopicGone
from screens import certificates as screens
from screens import planning as planning_screens
from screens.certificate_notices import certificate_ready, certificate_withdrawn
from screens.refusals import refused
from screens.series_notices import series_cancelled, series_changed
from storage.models import Event, EventHost, Notification, Person, Registration
from tests.test_getting_certificates import DAY, NAME, NOW, coordinator, issued, told
from tests.test_registrations import HOUR, people, perm, webinar
from tests.test_registrations import told as told_to
from tests.test_series import FIRST, meeting, weekly


def test_named_series_is_offered_while_something_of_it_is_ahead(session: Session) -> None:
    (olga,) = people(session, 1)
    event = meeting(session, olga)
    named = perm.events.series[0].id
    assert event_calendar.series_ahead(session, NOW) == set()
    series.attach(session, olga, event.id, named, perm, NOW)
    assert event_calendar.series_ahead(session, NOW) == {named}
    event.state = "draft"
    assert event_calendar.series_ahead(session, NOW) == set()
    event.state, event.starts_at = "published", NOW - DAY
    assert event_calendar.series_ahead(session, NOW) == set()


def organiser(session: Session, event_id: int) -> Person:
    (olga,) = people(session, 1)
    session.add(EventHost(event_id=event_id, person_id=olga.id, role="organiser"))
    session.flush()
    return olga


def registration(session: Session, person: Person) -> Registration:
    return session.execute(select(Registration).where(Registration.person_id == person.id)).scalar_one()


def test_certificate_is_withdrawn_with_the_mark_and_good_again_with_it(session: Session) -> None:
    anna, certificate = issued(session)
    olga, number = organiser(session, certificate.event_id), certificate.number
    mine = registration(session, anna)
    for _ in range(2):
        attendance.mark(session, olga, mine.id, False, NOW)
    assert told(session, "certificate_withdrawn") == [anna.id]
    found = certificates.find(session, certificate.token)
    assert found
    assert found.withdrawn
    shown = screens.verified(found, perm).text
    assert "Сертификат отозван" in shown
    assert NAME not in shown
    with pytest.raises(CertificateWithdrawn):
        certificates.send(session, certificate, False, NOW)
    with pytest.raises(CertificateWithdrawn):
        certificates.correct(session, anna, certificate.id, "Иванова Анна", NOW)
    words = certificate_withdrawn(session, {"certificate": certificate.id}, perm)
    assert words
    assert "напишите организатору" in words.text
    attendance.mark(session, olga, mine.id, True, NOW)
    assert certificate_withdrawn(session, {"certificate": certificate.id}, perm) is None
    standing = certificates.issue(session, anna, certificate.event_id, NAME, perm, NOW)
    assert [each.number for each in standing.issued] == [number]
    found = certificates.find(session, certificate.token)
    assert found
    assert not found.withdrawn
    assert "Номер подлинный" in screens.verified(found, perm).text


def test_those_marked_together_by_mistake_are_told_where_they_had_a_certificate(session: Session) -> None:
    anna, certificate = issued(session)
    olga = organiser(session, certificate.event_id)
    registration(session, anna).attended_at = None
    (boris,) = people(session, 1)
    event = events.locked(session, certificate.event_id)
    session.add(Registration(event_id=event.id, person_id=boris.id, state="registered", queued_at=NOW, changed_at=NOW))
    at = attendance.mark_all(session, olga, event.id, NOW)
    assert at
    attendance.unmark_all(session, olga, event.id, at, NOW)
    session.expire_all()
    assert told(session, "certificate_withdrawn") == [anna.id]
    due = session.execute(select(Notification.due).where(Notification.kind == "certificate_withdrawn")).scalar_one()
    assert due > NOW + timedelta(minutes=5)
    assert certificate_ready(session, {"event": event.id, "person": boris.id}, perm) is None


def test_certificate_for_holding_an_event_outlives_the_mark(session: Session) -> None:
    [anna], event = people(session, 1), webinar(session, starts_at=NOW - DAY)
    session.add(EventHost(event_id=event.id, person_id=anna.id, role="speaker"))
    session.add(Registration(event_id=event.id, person_id=anna.id, state="registered", queued_at=NOW, changed_at=NOW))
    session.flush()
    (issued_one,) = certificates.issue(session, anna, event.id, NAME, perm, NOW).issued
    assert not certificates.is_withdrawn(session, issued_one)


def ids_of(session: Session, person: Person, kind: str) -> dict[str, Any]:
    theirs = Notification.person_id == person.id, Notification.kind == kind
    return dict(session.execute(select(Notification.ids).where(*theirs)).scalar_one())


def test_who_is_registered_for_many_meetings_is_told_once_of_all_new_hours(session: Session) -> None:
    olga, anna, boris, vera = people(session, 4)
    found = weekly(session, olga, place="Школа 7")
    planning.add_host(session, olga, found[2].id, events.Part.SPEAKER, vera.id, None, NOW)
    for event in found[2:]:
        registrations.sign_up(session, anna, event.id, NOW)
    registrations.sign_up(session, boris, found[3].id, NOW)
    moved = {"starts_at": found[1].starts_at + HOUR}
    planning.change(session, olga, found[1].id, moved, perm, NOW)
    assert series.change_following(session, olga, found[1].id, Detail.WHEN, perm, NOW) == len(found) - 2
    assert (told_to(session, anna), told_to(session, olga)) == (["series_changed"], [])
    assert (told_to(session, boris), told_to(session, vera)) == (["event_changed"], ["event_changed"])
    words = series_changed(session, ids_of(session, anna, "series_changed"), perm)
    assert words
    assert "• чт, 19 марта, 17:00" in words.text
    assert words.text.count("•") == 6
    assert "и ещё 1.\nВремя: Пермь.\n📌 Где: Школа 7." in words.text


def test_who_is_registered_for_many_meetings_is_told_once_that_they_are_cancelled(session: Session) -> None:
    olga, anna = people(session, 2)
    found = weekly(session, olga)
    for event in found[2:4]:
        registrations.sign_up(session, anna, event.id, NOW)
    series.end(session, olga, found[1].id, perm, NOW)
    for _ in range(2):
        series.cancel_rest(session, olga, found[1].id, perm, NOW)
    assert told_to(session, anna) == ["series_cancelled"]
    words = series_cancelled(session, ids_of(session, anna, "series_cancelled"), perm)
    assert words
    assert "• чт, 19 марта, 16:00\n• чт, 26 марта, 16:00.\nВремя: Пермь." in words.text


def test_what_a_deleted_person_offered_is_gone_with_them(session: Session) -> None:
    (anna,), olga = people(session, 1), coordinator(session)
    offer = {"kind": "webinar", "title": "Оценивание", "starts_at": FIRST, "about": "Расскажу сама"}
    event = proposals.propose(session, anna, offer, perm, NOW)
    topic = topics.suggest(session, anna, "Эмоциональное выгорание", NOW)
    assert attention.count(session, olga, NOW) == 2
    number, idea = event.id, topic.id
    deletion.delete_mine(session, anna, lambda *_: b"", NOW)
    session.expire_all()
    assert attention.count(session, olga, NOW) == 0
    assert session.get(Event, number) is None
    with pytest.raises(OfferGone) as gone:
        proposals.confirm(session, olga, number, NOW)
    assert "автор удалил данные" in refused(gone.value, perm).text
    with pytest.raises(TopicGone) as lost:
        topics.answer(session, olga, idea, True, NOW)
    assert "автор удалил данные" in refused(lost.value, perm).text


@pytest.mark.parametrize("ago", [HOUR, 3 * DAY])
def test_contest_is_managed_while_it_lasts_and_after_it(session: Session, ago: timedelta) -> None:
    (olga,) = people(session, 1)
    contest = next(kind.id for kind in perm.event_kinds if kind.group == "contest")
    event = meeting(session, olga, kind=contest, starts_at=NOW - ago)
    seen = events.card(session, olga, event, NOW, runs=True)
    shown = planning_screens.run(seen, [], [], perm, NOW)
    assert "⭐ Результаты" in [each.label for row in shown.buttons for each in row]
