from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import event_calendar, events, occurrences, planning, registrations, series
from community.event_calendar import Sought
from community.event_details import Detail
from community.profile_files import load_profile
from community.recurrences import Recurrence, parse_recurrence
from community.refusals import NotAllowed, NotPublished, NotRepeated
from storage.database import Database
from storage.models import Event, EventHost, EventSeries, Notification, Person
from tests.test_registrations import DAY, HOUR, NOW, people, perm, state, told, webinar

PROFILES = ("perm-nastavniki", "anuchino-school", "tyumen-skillsclub", "krasnoyarsk-initiatives")
WEEK = timedelta(weeks=1)
FIRST = datetime(2026, 3, 5, 11, 0, tzinfo=UTC)  # a Thursday, 16:00 in Perm


def rule(said: str) -> Recurrence:
    read = parse_recurrence(said, perm.tz)
    assert isinstance(read, Recurrence)
    return read


def meeting(session: Session, owner: Person, **details: object) -> Event:
    event = webinar(session, **{"starts_at": FIRST, "created_by": owner.id} | details)
    session.add(EventHost(event_id=event.id, person_id=owner.id, role="organiser"))
    session.flush()
    return event


def weekly(session: Session, owner: Person, **details: object) -> list[Event]:
    event = meeting(session, owner, **details)
    series.repeat(session, owner, event.id, rule("каждый четверг"), perm, NOW)
    return made(session)


def made(session: Session) -> list[Event]:
    session.flush()
    return list(session.execute(select(Event).order_by(Event.starts_at, Event.id)).scalars())


def days(found: Sequence[Event]) -> list[str]:
    return [f"{event.starts_at.astimezone(perm.tz):%d.%m}" for event in found]


def test_event_is_repeated_for_sixty_days(session: Session) -> None:
    (olga,) = people(session, 1)
    found = weekly(session, olga, place="Школа 7", capacity=20, ends_at=FIRST + 2 * HOUR)
    assert days(found) == ["05.03", "12.03", "19.03", "26.03", "02.04", "09.04", "16.04", "23.04", "30.04"]
    last = found[-1]
    assert (last.state, last.place, last.capacity, last.created_by) == ("published", "Школа 7", 20, olga.id)
    assert last.starts_at == FIRST + 8 * WEEK
    assert last.ends_at == last.starts_at + 2 * HOUR
    assert [host.name for host in events.hosts(session, last)] == [olga.name]


def test_what_comes_seldom_has_its_next_at_least(session: Session) -> None:
    (olga,) = people(session, 1)
    event = meeting(session, olga)
    found = series.repeat(session, olga, event.id, rule("раз в полугодие 1-го в 17:30"), perm, NOW)
    assert made(session) == [event], "that is the next one"
    occurrences.extend(session, found.series.id, perm, FIRST)
    assert [f"{each.starts_at.astimezone(perm.tz):%d.%m.%Y %H:%M}" for each in made(session)] == [
        "05.03.2026 16:00",
        "01.09.2026 17:30",
    ]


def test_second_press_begins_no_second_series(session: Session) -> None:
    (olga,) = people(session, 1)
    before = weekly(session, olga)
    series.repeat(session, olga, before[0].id, rule("каждый день"), perm, NOW)
    assert made(session) == before
    assert session.execute(select(EventSeries)).scalars().one().rule == "FREQ=WEEKLY;BYDAY=TH"


def test_drafts_do_not_repeat(session: Session) -> None:
    (olga,) = people(session, 1)
    draft = meeting(session, olga, state="draft")
    with pytest.raises(NotPublished):
        series.repeat(session, olga, draft.id, rule("каждый четверг"), perm, NOW)


def test_nothing_is_made_twice(session: Session) -> None:
    """Neither what was cancelled, nor moved to another day, nor has been."""
    (olga,) = people(session, 1)
    found = weekly(session, olga)
    planning.cancel(session, olga, found[1].id, None, NOW)
    planning.change(session, olga, found[2].id, {"starts_at": found[2].starts_at + DAY}, perm, NOW)
    going = found[0].series_id or 0
    for later in (NOW, NOW + HOUR, NOW + 3 * DAY):
        assert occurrences.extend(session, going, perm, later) == 0
    assert occurrences.extend(session, going, perm, NOW + 9 * DAY) == 1
    assert days(made(session)) == [
        "05.03",
        "12.03",
        "20.03",
        "26.03",
        "02.04",
        "09.04",
        "16.04",
        "23.04",
        "30.04",
        "07.05",
    ]


def test_pause_of_the_program_makes_nothing_that_is_over(session: Session) -> None:
    (olga,) = people(session, 1)
    found = weekly(session, olga)
    occurrences.extend(session, found[0].series_id or 0, perm, datetime(2026, 10, 1, tzinfo=UTC))
    assert days(made(session)[len(found) :])[:2] == ["01.10", "08.10"]


def test_host_who_has_left_is_not_named_again(session: Session) -> None:
    olga, boris = people(session, 2)
    event = meeting(session, olga)
    planning.add_host(session, olga, event.id, events.Part.SPEAKER, boris.id, None, NOW)
    planning.add_host(session, olga, event.id, events.Part.EXPERT, None, "Вера", NOW)
    boris.joined_at = None
    session.flush()
    series.repeat(session, olga, event.id, rule("каждый четверг"), perm, NOW)
    assert [host.name for host in events.hosts(session, made(session)[-1])] == [olga.name, "Вера"]


def test_skipped_one_is_cancelled_and_not_made_again(session: Session) -> None:
    olga, anna = people(session, 2)
    found = weekly(session, olga)
    registrations.sign_up(session, anna, found[1].id, NOW)
    for _ in range(2):
        series.skip(session, olga, found[1].id, "Каникулы", perm, NOW)
    assert (found[1].state, found[1].reason) == ("cancelled", "Каникулы")
    assert told(session, anna) == ["event_cancelled"]
    kept = session.get_one(EventSeries, found[0].series_id)
    assert kept.skipped == ["2026-03-12"]
    assert occurrences.extend(session, kept.id, perm, NOW + HOUR) == 0


def test_change_of_one_stays_with_it(session: Session) -> None:
    (olga,) = people(session, 1)
    found = weekly(session, olga, place="Школа 7")
    planning.change(session, olga, found[1].id, {"place": "Библиотека"}, perm, NOW)
    assert series.differing(session, found[1], Detail.WHERE, perm, NOW) == len(found) - 2
    occurrences.extend(session, found[0].series_id or 0, perm, NOW + 10 * DAY)
    assert [event.place for event in made(session)].count("Библиотека") == 1


def test_change_of_all_that_follow_is_told_to_whoever_is_concerned(session: Session) -> None:
    olga, anna = people(session, 2)
    found = weekly(session, olga, place="Школа 7", ends_at=FIRST + HOUR)
    for event in (found[0], found[3]):
        registrations.sign_up(session, anna, event.id, NOW)
    planning.change(session, olga, found[1].id, {"place": "Библиотека"}, perm, NOW)
    assert series.change_following(session, olga, found[1].id, Detail.WHERE, perm, NOW) == len(found) - 2
    assert series.change_following(session, olga, found[1].id, Detail.WHERE, perm, NOW) == 0
    assert told(session, anna) == ["event_changed"]
    occurrences.extend(session, found[0].series_id or 0, perm, NOW + 10 * DAY)
    assert [event.place for event in made(session)][:2] == ["Школа 7", "Библиотека"]
    assert {event.place for event in made(session)[1:]} == {"Библиотека"}


def test_hour_of_all_that_follow_is_changed_on_their_days(session: Session) -> None:
    (olga,) = people(session, 1)
    found = weekly(session, olga, ends_at=FIRST + HOUR)
    moved = {"starts_at": found[1].starts_at + DAY + HOUR, "ends_at": found[1].starts_at + DAY + 3 * HOUR}
    planning.change(session, olga, found[1].id, moved, perm, NOW)
    series.change_following(session, olga, found[1].id, Detail.WHEN, perm, NOW)
    assert (found[2].starts_at, found[2].ends_at) == (FIRST + 2 * WEEK + HOUR, FIRST + 2 * WEEK + 3 * HOUR)
    occurrences.extend(session, found[0].series_id or 0, perm, NOW + 10 * DAY)
    assert made(session)[-1].starts_at == FIRST + 9 * WEEK + HOUR
    assert found[0].starts_at == FIRST


def test_day_that_is_moved_changes_nothing_that_follows(session: Session) -> None:
    (olga,) = people(session, 1)
    found = weekly(session, olga)
    planning.change(session, olga, found[1].id, {"starts_at": found[1].starts_at + DAY}, perm, NOW)
    assert series.differing(session, found[1], Detail.WHEN, perm, NOW) == 0


def test_end_removes_what_nobody_has_registered_for(session: Session) -> None:
    olga, anna, boris = people(session, 3)
    found = weekly(session, olga)
    planning.add_host(session, olga, found[4].id, events.Part.SPEAKER, boris.id, None, NOW)
    registrations.sign_up(session, anna, found[3].id, NOW)
    left = series.end(session, olga, found[1].id, perm, NOW)
    assert series.end(session, olga, found[1].id, perm, NOW) == left
    assert [event.id for event in left.later] == [found[3].id]
    assert days(made(session)) == ["05.03", "12.03", "26.03"]
    assert (told(session, boris), told(session, olga), told(session, anna)) == (["series_ended"], [], [])
    assert occurrences.repeating(session) == []
    assert occurrences.extend(session, left.series.id, perm, NOW + 30 * DAY) == 0
    assert series.cancel_rest(session, olga, found[1].id, perm, NOW) == 1
    assert series.cancel_rest(session, olga, found[1].id, perm, NOW) == 0
    assert told(session, anna) == ["event_cancelled"]


def test_ended_series_is_begun_anew_from_any_of_its_events(session: Session) -> None:
    (olga,) = people(session, 1)
    found = weekly(session, olga)
    series.end(session, olga, found[0].id, perm, NOW)
    again = series.repeat(session, olga, found[0].id, rule("каждый вторник 15:00"), perm, NOW)
    assert again.goes_on
    assert days(made(session))[:3] == ["05.03", "10.03", "17.03"]


def test_those_who_do_not_run_it_do_not_repeat_it(session: Session) -> None:
    olga, anna = people(session, 2)
    found = weekly(session, olga)
    with pytest.raises(NotAllowed):
        series.end(session, anna, found[0].id, perm, NOW)
    with pytest.raises(NotRepeated):
        series.standing(session, olga, meeting(session, olga).id, perm, NOW)


def test_series_of_the_profile_is_found_by_its_name(session: Session) -> None:
    (olga,) = people(session, 1)
    one, *_ = weekly(session, olga)
    other = meeting(session, olga, title="Зимняя школа")
    for event in (one, other, other):
        series.attach(session, olga, event.id, "seasons", perm, NOW)
    everything = event_calendar.page(session, olga, Sought("series", "seasons"), 0, 9, perm, NOW).total
    assert everything == len(made(session))
    series.attach(session, olga, other.id, None, perm, NOW)
    assert (series.name_of(session, other), series.name_of(session, one)) == (None, "seasons")
    assert one.series_id in occurrences.repeating(session)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("третий четверг 16:00", "FREQ=MONTHLY;BYDAY=3TH"),
        ("каждый вторник", "FREQ=WEEKLY;BYDAY=TU"),
        ("вторник", "FREQ=WEEKLY;BYDAY=TU"),
        ("каждый месяц 15-го", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("15-го", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("завтра", None),
        ("не знаю", None),
        ("15 декабря", None),
    ],
)
def test_how_often_is_said_in_few_words(said: str, wanted: str | None) -> None:
    event = Event(starts_at=FIRST, ends_at=FIRST + HOUR)
    read = series.read_rule(said, event, perm)
    assert (read.to_rrule() if isinstance(read, Recurrence) else read) == wanted
    if isinstance(read, Recurrence) and read.hours:
        assert (f"{read.hours.start:%H:%M}", read.hours.zone) == ("16:00", perm.tz)


def test_hour_of_moscow_is_kept_by_the_communitys_clock() -> None:
    read = series.read_rule("каждый вторник с 10 до 11 по мск", Event(starts_at=FIRST), perm)
    assert isinstance(read, Recurrence)
    assert read.hours
    assert (read.hours.start.hour, read.hours.end and read.hours.end.hour, read.hours.zone) == (12, 13, perm.tz)


@given(st.text(max_size=60))
def test_whatever_is_said_is_read_or_not(said: str) -> None:
    series.read_rule(said, Event(starts_at=FIRST), perm)


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize(
    ("said", "first"),
    [("каждый четверг", 1), ("31 числа каждого месяца", 30), ("последняя пятница месяца", 25)],
)
def test_year_of_a_series_has_each_day_once_at_its_hour(session: Session, name: str, said: str, first: int) -> None:
    """The clock looks once a week; July, August and the holidays are silent, short months have a last day."""
    community = load_profile(name)
    begin = datetime(2026, 9, first, 16, 0, tzinfo=community.tz)
    now = begin - DAY
    (olga,) = people(session, 1)
    event = meeting(session, olga, starts_at=begin.astimezone(UTC), kind=community.event_kinds[0].id)
    wanted = series.read_rule(said, event, community)
    assert isinstance(wanted, Recurrence)
    found = series.repeat(session, olga, event.id, wanted, community, now)
    for week in range(56):
        occurrences.extend(session, found.series.id, community, now + week * WEEK)
    starts = [each.starts_at.astimezone(community.tz) for each in made(session)][1:]
    here = [start.date() for start in starts if start < begin + 53 * WEEK]
    expected = [day for day in by_hand(said, begin.date()) if not community.calendar.is_quiet(day)]
    assert here == [day for day in expected if day < (begin + 53 * WEEK).date()]
    assert {(start.hour, start.minute) for start in starts} == {(16, 0)}
    assert not {day.month for day in here} & {7, 8}


def by_hand(said: str, first: date) -> list[date]:
    every = [first + timedelta(days=number) for number in range(1, 400)]
    match said.split(maxsplit=1)[0]:
        case "каждый":
            return [day for day in every if day.weekday() == 3]
        case "31":
            return [day for day in every if (day + DAY).day == 1]
    return [day for day in every if day.weekday() == 4 and (day + WEEK).month != day.month]


@pytest.mark.timeout(120)
async def test_two_jobs_at_once_make_each_day_once(database: Database) -> None:
    def begin(session: Session) -> int:
        (olga,) = people(session, 1)
        event = meeting(session, olga)
        found = EventSeries(rule="FREQ=WEEKLY;BYDAY=TH", skipped=[], created_by=olga.id, created_at=NOW)
        found.pattern = occurrences.pattern_of(event, None, perm)
        session.add(found)
        session.flush()
        event.series_id, event.occurs_on = found.id, "2026-03-05"
        return found.id

    number = await database.run(begin)
    counted = await asyncio.gather(
        *(database.run(lambda session: occurrences.extend(session, number, perm, NOW)) for _ in range(6))
    )
    assert sorted(counted) == [0, 0, 0, 0, 0, 8]
    assert len(days(await database.run(made))) == 9


def test_notices_of_a_series_name_no_day_twice(session: Session) -> None:
    olga, anna = people(session, 2)
    found = weekly(session, olga)
    registrations.sign_up(session, anna, found[2].id, NOW)
    series.end(session, olga, found[0].id, perm, NOW)
    assert state(session, anna, found[2]) == "registered"
    assert session.execute(select(Notification)).scalars().all() == []
