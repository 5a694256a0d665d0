"""What is easily overlooked of events: cautions, windows, hosts, whom a move concerns."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from community import event_details, events, planning, registrations, reminders
from community.event_details import Detail
from community.planning import Caution
from community.profiles import CommunityProfile
from community.roles import Role
from screens import event_details as detail_screens
from screens import events as event_screens
from screens import registrations as registration_screens
from storage.models import Event, EventHost, Person
from tests.rights_world import EVERYWHERE, grant
from tests.test_registrations import DAY, HOUR, NOW, people, perm, state, told, webinar

TUESDAY = datetime(2026, 9, 15, 16, 0, tzinfo=perm.tz)
with_exams: CommunityProfile = perm.model_copy(
    update={"calendar": perm.calendar.model_copy(update={"exam_days": (TUESDAY.date(),)})}
)


def run_by(session: Session, person: Person, **details: object) -> Event:
    event = webinar(session, **details)
    name_host(session, event, person)
    return event


def name_host(session: Session, event: Event, person: Person, part: str = "organiser") -> None:
    session.add(EventHost(event_id=event.id, person_id=person.id, role=part))
    session.flush()


@pytest.mark.parametrize(
    ("starts_at", "found"),
    [
        (TUESDAY, {Caution.EXAM}),
        (TUESDAY.replace(hour=13, minute=59), {Caution.EXAM, Caution.LESSONS}),
        (TUESDAY.replace(day=19, hour=10), set()),  # a Saturday
        (TUESDAY.replace(month=7, hour=10), {Caution.HOLIDAY}),
        (TUESDAY.replace(month=12, day=31), {Caution.HOLIDAY}),
    ],
)
def test_maker_is_warned_of_lessons_exams_and_holidays(
    session: Session, starts_at: datetime, found: set[Caution]
) -> None:
    event = webinar(session, starts_at=starts_at, place="Школа 7", state="draft")
    assert {*planning.cautions(session, event, with_exams)} == found


def test_maker_is_warned_of_what_goes_on_at_the_same_time(session: Session) -> None:
    long = webinar(session, starts_at=TUESDAY, ends_at=TUESDAY + 4 * HOUR, place="Школа 7")
    draft = webinar(session, starts_at=TUESDAY + 3 * HOUR, state="draft")
    assert {*planning.cautions(session, draft, perm)} == {Caution.OVERLAP, Caution.NO_PLACE}
    assert planning.overlapping(session, draft) == [long]
    draft.starts_at = TUESDAY + 4 * HOUR
    assert planning.overlapping(session, draft) == []


def test_registration_begins_before_it_ends() -> None:
    event = Event(starts_at=NOW + 10 * DAY, closes_at=NOW + 5 * DAY)
    zoned = (NOW + 6 * DAY).astimezone(perm.tz)
    assert event_details.read(Detail.OPENS, f"{zoned:%d.%m.%Y %H:%M}", event, perm, NOW) is None
    event.opens_at, event.closes_at = NOW + 6 * DAY, None
    assert event_details.read(Detail.CLOSES, f"{zoned:%d.%m.%Y %H:%M}", event, perm, NOW) is None


def test_end_of_registration_moves_with_its_event(session: Session) -> None:
    (olga,) = people(session, 1)
    start = NOW + 10 * DAY
    event = run_by(session, olga, starts_at=start, opens_at=NOW + 5 * DAY, closes_at=start - DAY)
    planning.change(session, olga, event.id, {"starts_at": start + 7 * DAY}, perm, NOW)
    assert (event.opens_at, event.closes_at) == (NOW + 5 * DAY, start + 6 * DAY)
    planning.change(session, olga, event.id, {"starts_at": NOW + 3 * DAY}, perm, NOW)
    assert (event.opens_at, event.closes_at) == (None, NOW + 2 * DAY)


def test_answer_to_the_old_time_frees_no_seat(session: Session) -> None:
    olga, anna, boris = people(session, 3)
    event = run_by(session, olga, capacity=1)
    for person in (anna, boris):
        registrations.sign_up(session, person, event.id, NOW)
    asked = event.starts_at - 2 * DAY
    while reminders.remind(session, perm, asked):
        pass
    assert registrations.open_question(session, anna, asked)
    planning.change(session, olga, event.id, {"starts_at": event.starts_at - 20 * HOUR}, perm, asked + HOUR)
    assert registrations.open_question(session, anna, asked + HOUR) is None
    while reminders.remind(session, perm, event.starts_at - 26 * HOUR):
        pass
    assert (state(session, anna, event), state(session, boris, event)) == ("registered", "waitlisted")


def test_newcomer_does_not_pass_those_who_wait(session: Session) -> None:
    event, (anna, boris, vera) = webinar(session, capacity=1), people(session, 3)
    for person in (anna, boris):
        registrations.sign_up(session, person, event.id, NOW)
    registrations.leave_all(session, anna, NOW)
    session.expire_all()
    assert registrations.sign_up(session, vera, event.id, NOW).state == "waitlisted"
    while registrations.move_up(session, perm, NOW):
        pass
    assert [state(session, person, event) for person in (boris, vera)] == ["offered", "waitlisted"]
    assert told(session, boris) == ["seat_offered"]


def test_copy_leaves_out_who_has_left(session: Session) -> None:
    olga, boris = people(session, 2)
    event = run_by(session, olga)
    name_host(session, event, boris, "speaker")
    session.add(EventHost(event_id=event.id, name="Вера", role="expert"))
    boris.joined_at = None
    session.flush()
    twin = planning.copy(session, olga, event.id, NOW)
    assert [host.name for host in events.hosts(session, twin)] == [olga.name, "Вера"]


def test_teams_register_for_a_team_contest(session: Session) -> None:
    olga = people(session, 1)[0]
    grant(session, olga, Role.COORDINATOR, EVERYWHERE)
    event = planning.make(session, olga, "team-contest", "Две звезды", NOW + 10 * DAY, None, perm, NOW)
    assert event.in_teams
    planning.change(session, olga, event.id, {"kind": "contest"}, perm, NOW)
    assert not event.in_teams


def test_speaker_is_taken_out_of_many_organisers(session: Session) -> None:
    crowd = people(session, 5)
    event = run_by(session, crowd[0])
    for organiser in crowd[1:4]:
        name_host(session, event, organiser)
    name_host(session, event, crowd[4], "speaker")
    rows = events.host_rows(session, event)
    screen = detail_screens.ask_host(Detail.SPEAKER, event, rows, [], "", perm)
    assert screen.buttons[0][0].label == f"🗑 {crowd[4].name}"


def test_link_is_promised_while_there_is_time_for_it(session: Session) -> None:
    event, (anna,) = webinar(session, url="https://example.ru/j"), people(session, 1)
    registrations.sign_up(session, anna, event.id, NOW)
    seen = events.card(session, anna, event, NOW)
    late = event.starts_at - timedelta(minutes=20)
    assert "Ссылку пришлём ещё раз за час" in registration_screens.signed_up(seen, perm, NOW).text
    assert "по кнопке" in registration_screens.signed_up(seen, perm, late).text


def test_place_of_what_is_over_is_not_promised(session: Session) -> None:
    event, (anna,) = webinar(session), people(session, 1)
    seen = events.card(session, anna, event, NOW)
    assert "Место сообщим позже" in event_screens.facts(seen, perm, NOW)
    seen = events.card(session, anna, event, event.starts_at + DAY)
    assert "Место" not in event_screens.facts(seen, perm, event.starts_at + DAY)
