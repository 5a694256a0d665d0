"""Who may have a certificate, its number and token, the name on it, and what becomes of it with its owner."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attendance, audit, certificate_details, certificate_news, certificates
from community.certificate_details import academic_hours
from community.certificates import Kind, find, parse_full_name
from community.deletion import delete_mine
from community.merging import merge
from community.profile_files import load_profile
from community.profiles import Certificates, CommunityProfile, Signatory
from community.refusals import (
    AlreadyCorrected,
    CertificateGone,
    EventGone,
    EventNotOver,
    NoCertificate,
    NotAllowed,
    NotJoined,
)
from scheduler import retention
from screens import certificates as screens
from screens.certificate_files import build, paper_of, wording
from storage.database import Database
from storage.models import AuditEntry, Certificate, Event, EventHost, Grant, Notification, Person, Registration
from tests.paper_readers import codes_of, text_of
from tests.test_registrations import people, webinar

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
NAME = "Иванова Анна Сергеевна"
perm = load_profile("perm-nastavniki")
LINKS = {
    "telegram": lambda word: f"https://t.me/bot?start={word}",
    "vk": lambda word: f"https://vk.me/club1?ref={word}",
    "unreachable": lambda _: None,
}


def held(session: Session, **details: object) -> Event:
    times = {"starts_at": NOW - 2 * DAY, "ends_at": NOW - 2 * DAY + timedelta(minutes=90)}
    return webinar(session, **times | details)


def was_there(session: Session, person: Person, event: Event) -> None:
    times = {"queued_at": NOW, "changed_at": NOW, "attended_at": NOW}
    session.add(Registration(event_id=event.id, person_id=person.id, state="registered", **times))
    session.flush()


def participant(session: Session, **details: object) -> tuple[Person, Event]:
    [anna], event = people(session, 1), held(session, **details)
    was_there(session, anna, event)
    return anna, event


def issued(session: Session, **details: object) -> tuple[Person, Certificate]:
    anna, event = participant(session, **details)
    return anna, certificates.issue(session, anna, event.id, NAME, perm, NOW).issued[0]


def coordinator(session: Session) -> Person:
    [olga] = people(session, 1)
    session.add(Grant(person_id=olga.id, role="coordinator", granted_at=NOW))
    session.flush()
    return olga


def told(session: Session, kind: str) -> list[int]:
    rows = select(Notification.person_id).where(Notification.kind == kind).order_by(Notification.id)
    return list(session.execute(rows).scalars())


def test_participant_gets_a_number_and_a_file(session: Session) -> None:
    anna, certificate = issued(session)
    assert certificate.number == f"ПН-2026-{certificate.id:06}"
    assert re.fullmatch(r"[0-9a-f]{24}", certificate.token)
    assert certificate.details["full_name"] == anna.full_name == NAME
    assert told(session, "certificate") == [anna.id]


def test_second_press_changes_nothing(session: Session) -> None:
    anna, certificate = issued(session)
    again = certificates.issue(session, anna, certificate.event_id, "Петрова Анна", perm, NOW + DAY)
    assert again.issued == (certificate,)
    assert (certificate.details["full_name"], anna.full_name) == (NAME, NAME)
    assert told(session, "certificate") == [anna.id]


async def test_eight_presses_at_once_get_one_number(database: Database) -> None:
    def begin(session: Session) -> tuple[int, int]:
        anna, event = participant(session)
        return anna.id, event.id

    person_id, event_id = await database.run(begin)

    def press(session: Session) -> str:
        anna = session.get_one(Person, person_id)
        return certificates.issue(session, anna, event_id, NAME, perm, NOW).issued[0].number

    numbers = await asyncio.gather(*(database.run(press) for _ in range(8)))
    assert len(set(numbers)) == 1
    assert await database.run(lambda session: told(session, "certificate")) == [person_id]


@pytest.mark.parametrize(
    ("role", "kind"), [("speaker", Kind.HOST), ("organiser", Kind.ORGANISER), ("expert", Kind.EXPERT)]
)
def test_who_made_it_happen_gets_their_own_kind(session: Session, role: str, kind: Kind) -> None:
    [boris], event = people(session, 1), held(session)
    session.add(EventHost(event_id=event.id, person_id=boris.id, role=role))
    session.flush()
    made = certificates.issue(session, boris, event.id, "Смирнов Борис", perm, NOW)
    assert [each.kind for each in made.issued] == [kind.value]


def test_speaker_who_also_listened_gets_both(session: Session) -> None:
    anna, event = participant(session)
    session.add(EventHost(event_id=event.id, person_id=anna.id, role="speaker"))
    session.flush()
    made = certificates.issue(session, anna, event.id, NAME, perm, NOW)
    assert [each.kind for each in made.issued] == ["host", "participant"]
    assert len({each.number for each in made.issued}) == 2


def test_nobody_gets_one_who_was_not_there(session: Session) -> None:
    [boris], event = people(session, 1), held(session)
    times = {"queued_at": NOW, "changed_at": NOW}
    session.add(Registration(event_id=event.id, person_id=boris.id, state="registered", **times))
    session.flush()
    with pytest.raises(NoCertificate):
        certificates.issue(session, boris, event.id, NAME, perm, NOW)


@pytest.mark.parametrize(
    ("details", "refusal"),
    [
        ({"starts_at": NOW - timedelta(hours=1), "ends_at": None}, EventNotOver),
        ({"ends_at": NOW + DAY}, EventNotOver),
        ({"state": "cancelled"}, EventGone),
    ],
)
def test_event_is_over_and_took_place(session: Session, details: dict[str, object], refusal: type[Exception]) -> None:
    anna, event = participant(session, **details)
    with pytest.raises(refusal):
        certificates.issue(session, anna, event.id, NAME, perm, NOW)


def test_who_has_left_keeps_what_they_have_and_gets_nothing_new(session: Session) -> None:
    anna, certificate = issued(session)
    later = held(session)
    was_there(session, anna, later)
    anna.joined_at = None
    with pytest.raises(NotJoined):
        certificates.issue(session, anna, later.id, NAME, perm, NOW)
    assert certificates.mine(session, anna, certificate.id) is certificate
    assert certificates.listed(session, anna, 0, 9) == ([certificate], 1)


@pytest.mark.parametrize("nickname", ["Аня", "Солнышко", "anna_2000", "Анна С.", "А. С.", "", "🌞 🌞", "Иванова А. С."])
def test_nickname_is_no_full_name(nickname: str) -> None:
    assert parse_full_name(nickname) is None


@pytest.mark.parametrize(
    "name", [NAME, "Ли Ян", "Салтыков-Щедрин Михаил", "д’Артаньян Шарль", "Мамедов Али Гусейн оглы"]
)
def test_surname_and_name_are_a_full_name(name: str) -> None:
    assert parse_full_name(f"  {name} ") == name


@given(st.text(max_size=200))
def test_full_name_has_two_words_or_is_none(text: str) -> None:
    name = parse_full_name(text)
    assert name is None or len(name.split()) > 1


def test_name_is_corrected_once_under_the_same_number(session: Session) -> None:
    anna, certificate = issued(session)
    number = certificate.number
    certificates.correct(session, anna, certificate.id, "Иванова Анна Петровна", NOW + DAY)
    certificates.correct(session, anna, certificate.id, "Иванова Анна Петровна", NOW + DAY)  # pressed twice
    assert (certificate.number, certificate.corrected_at) == (number, NOW + DAY)
    assert certificate.details["full_name"] == anna.full_name == "Иванова Анна Петровна"
    assert told(session, "certificate") == [anna.id] * 2
    with pytest.raises(AlreadyCorrected):
        certificates.correct(session, anna, certificate.id, NAME, NOW + DAY)


def test_coordinator_corrects_it_again_and_that_is_noted(session: Session) -> None:
    anna, certificate = issued(session)
    olga = coordinator(session)
    certificates.correct(session, anna, certificate.id, "Иванова Анна Петровна", NOW)
    certificates.correct(session, olga, certificate.id, "Петрова Анна Петровна", NOW + DAY)
    assert certificate.details["full_name"] == "Петрова Анна Петровна"
    assert told(session, "certificate_corrected") == [anna.id]
    entry = session.execute(select(AuditEntry)).scalar_one()
    assert (entry.action, entry.actor_id, entry.subject_id) == (audit.Action.CERTIFICATE_CORRECTED, olga.id, anna.id)
    assert "Анна" not in str(entry.details)


def test_organiser_sees_how_many_were_issued_and_corrects_nobody(session: Session) -> None:
    _, certificate = issued(session)
    [boris] = people(session, 1)
    session.add(EventHost(event_id=certificate.event_id, person_id=boris.id, role="organiser"))
    session.flush()
    assert certificates.of_event(session, boris, certificate.event_id, 0, 9, NOW)[1:] == ([certificate], 1)
    _, correctable = certificates.somebodys(session, boris, certificate.id, NOW)
    assert not correctable
    with pytest.raises(NotAllowed):
        certificates.correct(session, boris, certificate.id, "Кто Угодно", NOW)


def test_certificate_of_somebody_else_is_not_shown(session: Session) -> None:
    _, certificate = issued(session)
    [boris] = people(session, 1)
    with pytest.raises(CertificateGone):
        certificates.mine(session, boris, certificate.id)


def test_token_finds_it_and_its_number_does_not(session: Session) -> None:
    _, certificate = issued(session)
    found = find(session, certificate.token.upper())
    assert found
    assert (found.certificate, found.told["full_name"]) == (certificate, NAME)
    for guess in (certificate.number, str(certificate.id), "", certificate.token[:-1], "x" * 300):
        assert find(session, guess) is None


def test_deleted_owner_leaves_a_number_without_data(session: Session) -> None:
    anna, certificate = issued(session)
    token, number = certificate.token, certificate.number
    delete_mine(session, anna, lambda *_: b"", NOW)
    session.expire_all()
    found = find(session, token)
    assert found
    assert (found.certificate.number, found.told, found.certificate.person_id) == (number, {}, None)
    shown = screens.verified(found, perm).text
    assert number in shown
    assert "данные владельца удалены" in shown
    assert "Иванова" not in shown
    with pytest.raises(CertificateGone):
        certificates.correct(session, coordinator(session), found.certificate.id, NAME, NOW)


def test_two_profiles_with_one_each_keep_both_numbers_good(session: Session) -> None:
    anna, first = issued(session)
    [again] = people(session, 1)
    event = session.get_one(Event, first.event_id)
    was_there(session, again, event)
    second = certificates.issue(session, again, event.id, "Иванова Анна", perm, NOW).issued[0]
    tokens, number = (first.token, second.token), second.number
    merge(session, again, anna, NOW)
    found = [find(session, token) for token in tokens]
    assert [each and each.told["full_name"] for each in found] == [NAME, NAME]
    assert found[1]
    assert found[1].certificate.number == number
    assert certificates.listed(session, anna, 0, 9)[1] == 1
    delete_mine(session, anna, lambda *_: b"", NOW)
    session.expire_all()
    assert [each and each.told for each in (find(session, token) for token in tokens)] == [{}, {}]


def test_guest_with_a_certificate_is_not_forgotten(session: Session) -> None:
    long_ago = NOW - 2 * retention.GUESTS_KEPT
    anna, _ = issued(session)
    [boris] = people(session, 1)
    for each in (anna, boris):
        each.joined_at, each.created_at = None, long_ago
    session.flush()
    for _ in retention.forget_guests(session, NOW):
        pass
    assert session.execute(select(Person.id)).scalars().all() == [anna.id]


def test_those_who_were_there_are_told_once_a_day_after(session: Session) -> None:
    anna, event = participant(session, starts_at=NOW - timedelta(hours=2), ends_at=NOW)
    boris, olga, vera = people(session, 3)
    for each in (boris, olga):
        was_there(session, each, event)
    certificates.issue(session, olga, event.id, NAME, perm, NOW)  # has hers already
    boris.joined_at = None
    registered = {"state": "registered", "queued_at": NOW, "changed_at": NOW}
    session.add(Registration(event_id=event.id, person_id=vera.id, **registered))  # was not there
    session.flush()
    assert not certificate_news.tell(session, NOW + DAY - timedelta(minutes=1))
    assert certificate_news.tell(session, NOW + DAY)
    assert not certificate_news.tell(session, NOW + 2 * DAY)
    assert told(session, "certificate_ready") == [anna.id]
    was_there_after_all = session.execute(select(Registration).where(Registration.person_id == vera.id)).scalar_one()
    was_there_after_all.attended_at = NOW + 3 * DAY
    session.flush()
    assert certificate_news.tell(session, NOW + 3 * DAY)
    assert told(session, "certificate_ready") == [anna.id, vera.id]


def test_who_marks_sees_which_certificates_are_not_good_any_more(session: Session) -> None:
    anna, certificate = issued(session)
    olga = coordinator(session)
    event = session.get_one(Event, certificate.event_id)
    registration = session.execute(select(Registration).where(Registration.person_id == anna.id)).scalar_one()
    for there, withdrawn in ((True, 0), (False, 1), (False, 1), (True, 0)):
        attendance.mark(session, olga, registration.id, there, NOW)
        assert attendance.overview(session, olga, event.id, NOW).withdrawn == withdrawn
        found = certificates.find(session, certificate.token)
        assert found
        assert found.withdrawn is bool(withdrawn)


def test_nobody_is_told_a_month_later(session: Session) -> None:
    participant(session)
    assert not certificate_news.tell(session, NOW + 40 * DAY)


@pytest.mark.parametrize(
    ("length", "hours"),
    [(None, 0), (30, 0), (45, 1), (90, 2), (120, 2), (12 * 60, 16), (33 * 60, 0)],
)
def test_academic_hours_are_whole_and_of_one_day(length: int | None, hours: int) -> None:
    assert academic_hours(NOW, NOW + timedelta(minutes=length) if length else None) == hours


def test_lines_of_the_profile_are_filled_in_or_left_out() -> None:
    told = {"event_kind": "Вебинар", "hours": 2, "wording": perm.certificates.wording}
    assert list(wording(told)) == ["Вид мероприятия: вебинар.", "Продолжительность — 2 академических часа."]
    assert list(wording(told | {"hours": 0})) == ["Вид мероприятия: вебинар."]
    assert list(wording(told | {"hours": 0, "event_kind": ""})) == []


def test_paper_says_what_was_true_when_it_was_issued(session: Session) -> None:
    signed = perm.certificates.model_copy(update={"signatory": Signatory(position="Директор", name="И. И. Верещагина")})
    community = perm.model_copy(update={"certificates": signed})
    anna, event = participant(session, starts_at=NOW - 4 * DAY, ends_at=NOW - 2 * DAY)
    certificate = certificates.issue(session, anna, event.id, NAME, community, NOW).issued[0]
    event.title = "Иначе"
    paper = paper_of(certificate, perm, "")
    assert paper.signatory
    assert (paper.event_title, paper.signatory.name) == ("Оценивание", "И. И. Верещагина")
    assert (paper.event_day, paper.event_last_day) == (date(2026, 2, 26), date(2026, 2, 28))


@pytest.mark.parametrize(("preferred", "address"), [("vk", "vk.me/club1?ref="), (None, "t.me/bot?start=")])
def test_file_is_a_paper_or_a_picture_with_the_way_to_the_check(
    session: Session, preferred: str | None, address: str
) -> None:
    anna, certificate = issued(session)
    anna.preferred_network = preferred
    name, pdf = build(session, {"certificate": certificate.id, "picture": False}, perm, LINKS)
    assert name == f"Сертификат {certificate.number}.pdf"
    assert NAME in text_of(pdf)
    assert "2 академических часа" in text_of(pdf)
    assert "28 февраля 2026 года" in text_of(pdf)
    name, png = build(session, {"certificate": certificate.id, "picture": True}, perm, LINKS)
    assert name == f"Сертификат {certificate.number}.png"
    assert codes_of(png) == {f"https://{address}c_{certificate.token}"}


@pytest.mark.parametrize("line", ["Часы: {time}.", "Скобка { одна", "Часы: {}"])
def test_wording_with_an_unknown_placeholder_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"braces hold one of \{hours\}, \{kind\}"):
        Certificates(wording=(line,))


def test_community_without_the_section_has_plain_numbers() -> None:
    bare = CommunityProfile.model_validate(perm.model_dump(exclude={"certificates"}))
    assert certificate_details.number(bare.certificates.prefix, 2026, 7) == "2026-000007"
    assert not bare.certificates.signatory.is_filled
