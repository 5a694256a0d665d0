from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community import plan_months, plan_uploads, planning, registrations
from community.plan_months import Copied, Span
from community.plan_uploads import Comparison, Planned, Problem
from community.profile_files import load_profile
from community.refusals import NotAllowed, PlanGone
from community.roles import Role
from screens import plan_files
from screens.plan_reader import read
from storage.database import Database
from storage.models import Event, EventHost, EventSeries, Expected, Grant, Notification, Person
from tests.paper_readers import text_of

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
perm, club = load_profile("perm-nastavniki"), load_profile("tyumen-skillsclub")
DAY = timedelta(days=1)
START = datetime(2026, 12, 10, 11, tzinfo=UTC)  # the second Thursday of December, 16:00 in Perm
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)


def planner(session: Session, municipality: str | None = None, name: str = "Ольга") -> Person:
    olga = Person(created_at=NOW, joined_at=NOW, name=name, municipality=municipality)
    session.add(olga)
    session.flush()
    role = Role.CURATOR if municipality else Role.COORDINATOR
    session.add(Grant(person_id=olga.id, role=role.value, municipality=municipality, granted_at=NOW))
    session.flush()
    return olga


def event(session: Session, **details: Any) -> Event:
    values = {"state": "published", "kind": "webinar", "title": "Оценивание", "starts_at": START, "created_at": NOW}
    made = Event(**values | details)
    session.add(made)
    session.flush()
    return made


def row(title: str = "Оценивание", starts_at: datetime = START, number: int | None = None, **values: Any) -> Planned:
    return Planned(number, {"title": title, "kind": "webinar", "starts_at": starts_at} | values)


def compare(session: Session, olga: Person, *rows: Planned, now: datetime = NOW) -> Comparison:
    return plan_uploads.compare(session, olga, dict(enumerate(rows, 2)), now)


def save(session: Session, olga: Person, *rows: Planned, publish: bool = False) -> plan_uploads.Saved:
    mark = plan_uploads.keep(session, olga, rows, NOW)
    return plan_uploads.save(session, olga, mark, publish, perm, NOW)


def all_events(session: Session) -> list[Event]:
    return list(session.execute(select(Event).order_by(Event.starts_at, Event.id)).scalars())


def told(session: Session, person: Person) -> list[str]:
    mine = select(Notification.kind).where(Notification.person_id == person.id).order_by(Notification.id)
    return list(session.execute(mine).scalars())


def test_rows_without_a_number_become_drafts_with_their_organiser(session: Session) -> None:
    olga = planner(session)
    done = save(session, olga, row(place="Школа № 7", capacity=30), row("Родители", START + DAY))
    assert (done.added, done.changed, done.published) == (2, 0, [])
    first, second = all_events(session)
    assert (first.state, first.place, first.capacity, first.created_by) == ("draft", "Школа № 7", 30, olga.id)
    hosts = session.execute(select(EventHost.event_id, EventHost.person_id).order_by(EventHost.event_id)).all()
    assert [tuple(host) for host in hosts] == [(first.id, olga.id), (second.id, olga.id)]
    assert session.execute(select(Expected)).all() == []


def test_same_plan_twice_adds_nothing_and_then_publishes(session: Session) -> None:
    olga, rows = planner(session), (row(), row("Родители", START + DAY))
    save(session, olga, *rows)
    again = compare(session, olga, *rows)
    assert (again.added, again.changed, again.same, len(again.drafts)) == ([], [], 2, 2)
    assert [*save(session, olga, *rows, publish=True).published] == all_events(session)
    assert {each.state for each in all_events(session)} == {"published"}
    assert not compare(session, olga, *rows).drafts


def test_second_press_finds_the_plan_gone(session: Session) -> None:
    olga = planner(session)
    mark = plan_uploads.keep(session, olga, [row()], NOW)
    plan_uploads.save(session, olga, mark, False, perm, NOW)
    with pytest.raises(PlanGone):
        plan_uploads.save(session, olga, mark, False, perm, NOW)
    older = plan_uploads.keep(session, olga, [row()], NOW)
    plan_uploads.keep(session, olga, [row()], NOW)
    with pytest.raises(PlanGone):
        plan_uploads.save(session, olga, older, False, perm, NOW)
    with pytest.raises(PlanGone):
        plan_uploads.save(session, planner(session, name="Вера"), older, False, perm, NOW)
    assert len(all_events(session)) == 1


def test_plan_that_is_late_by_now_is_saved_as_a_whole_or_not(session: Session) -> None:
    olga = planner(session)
    mark = plan_uploads.keep(session, olga, [row(), row("Скоро", NOW + timedelta(hours=1))], NOW)
    with pytest.raises(PlanGone):
        plan_uploads.save(session, olga, mark, True, perm, NOW + timedelta(hours=2))


def test_row_with_a_number_changes_its_event_and_tells_who_comes(session: Session) -> None:
    olga, anna = planner(session), Person(created_at=NOW, joined_at=NOW, name="Анна")
    made = event(session, ends_at=START + timedelta(hours=2), capacity=30, published_at=NOW)
    session.add(anna)
    session.flush()
    registrations.sign_up(session, anna, made.id, NOW)
    moved = row("Оценивание", START + DAY, made.id, capacity=None)
    assert compare(session, olga, moved).told == {anna.id}
    assert save(session, olga, moved).changed == 1
    assert (made.starts_at, made.ends_at, made.capacity) == (START + DAY, START + DAY + timedelta(hours=2), None)
    assert told(session, anna) == ["event_changed"]


def test_who_comes_to_several_meetings_of_a_series_reads_of_them_once(session: Session) -> None:
    olga, anna, boris = planner(session), *(Person(created_at=NOW, joined_at=NOW, name=name) for name in "АБ")
    series = EventSeries(rule="FREQ=WEEKLY;BYDAY=TH", pattern={}, created_at=NOW)
    session.add_all([anna, boris, series])
    session.flush()
    days = [START + 7 * DAY, START]
    meetings = [event(session, starts_at=each, series_id=series.id, occurs_on=str(each.date())) for each in days]
    other = event(session, title="Родители")
    for made in (*meetings, other):
        made.published_at = NOW
        registrations.sign_up(session, anna, made.id, NOW)
    registrations.sign_up(session, boris, meetings[0].id, NOW)
    save(session, olga, *(row(each.title, each.starts_at + DAY, each.id) for each in (*meetings, other)))
    assert sorted(told(session, anna)) == ["event_changed", "series_changed"]
    assert told(session, boris) == ["event_changed"]
    once = select(Notification.ids).where(Notification.kind == "series_changed")
    assert session.execute(once).scalar_one()["events"] == [meetings[1].id, meetings[0].id]


def test_empty_cell_without_a_number_changes_nothing(session: Session) -> None:
    olga = planner(session)
    made = event(session, url="https://site.ru/1", capacity=30, about="О чём")
    assert compare(session, olga, row(url=None, capacity=None, about=None, place=None)).same == 1
    save(session, olga, row(" оценивание ", url=None, place="Школа № 7"))
    assert (made.url, made.place, made.capacity, made.title) == ("https://site.ru/1", "Школа № 7", 30, "Оценивание")


@pytest.mark.parametrize(
    ("details", "planned", "problem"),
    [
        ({}, row("Новое", NOW - DAY), Problem.PAST),
        ({}, row("Новое", number=404), Problem.UNKNOWN),
        ({"state": "proposed"}, row("Новое", number=7), Problem.UNKNOWN),
        ({"state": "cancelled"}, row("Новое", number=7), Problem.CANCELLED),
        ({"starts_at": NOW - DAY}, row("Новое", NOW - DAY, 7), Problem.OVER),
        ({}, row(starts_at=NOW - DAY, number=7), Problem.PAST),
    ],
)
def test_row_that_cannot_be_taken_over_is_named(
    session: Session, details: dict[str, Any], planned: Planned, problem: Problem
) -> None:
    olga = planner(session)
    event(session, id=7, **details)
    assert compare(session, olga, row("Чай"), planned).problems == [(3, problem)]


def test_what_is_over_or_cancelled_may_stay_in_the_file(session: Session) -> None:
    olga = planner(session)
    event(session, id=7, state="cancelled")
    event(session, id=8, starts_at=NOW - DAY)
    assert compare(session, olga, row(number=7), row(starts_at=NOW - DAY, number=8)).same == 2
    assert compare(session, olga, row(), row(starts_at=NOW - DAY)).same == 2


def test_curator_plans_only_for_her_town(session: Session) -> None:
    vera = planner(session, "kungur", "Вера")
    theirs = event(session, id=7, municipality="perm")
    rows = row("Чай"), row("Чай", START + DAY, municipality="perm"), row(number=7), row("Ещё", municipality="kungur")
    assert compare(session, vera, *rows).problems == [(3, Problem.BEYOND), (4, Problem.UNKNOWN)]
    save(session, vera, row("Чай"), row("Обед", municipality=None))
    assert [each.municipality for each in all_events(session) if each is not theirs] == ["kungur", "kungur"]
    assert compare(session, vera, row("Оценивание")).added  # of the same name, but not hers


def test_who_does_not_plan_sends_no_plans(session: Session) -> None:
    anna = Person(created_at=NOW, joined_at=NOW, name="Анна")
    session.add(anna)
    session.flush()
    with pytest.raises(NotAllowed):
        compare(session, anna, row())
    with pytest.raises(NotAllowed):
        plan_months.month(session, anna, DECEMBER, perm, NOW)


def test_plan_handed_out_and_sent_back_changes_nothing(session: Session) -> None:
    olga = planner(session)
    event(session, place="Школа № 7", url="https://site.ru/1", ends_at=START + timedelta(hours=30), municipality="perm")
    event(session, starts_at=START + DAY, state="draft", kind="seminar", capacity=30, about="О чём", title="=1+1 чай")
    event(session, starts_at=START + 2 * DAY, state="cancelled")
    event(session, starts_at=NOW - 5 * DAY)
    plan_months.ask_file(session, olga, DECEMBER, "xlsx", Span.SCHOOL, perm, NOW)
    ids = session.execute(select(Notification.ids)).scalar_one()
    name, content = plan_files.build(session, ids, perm)
    assert name == "План 2026-27 учебный год.xlsx"
    found = read(content, perm, NOW)
    compared = plan_uploads.compare(session, olga, found.rows, NOW)
    assert (found.mistakes, compared.problems, compared.changed, compared.same) == ([], [], [], 4)


def test_file_holds_only_what_its_reader_plans(session: Session) -> None:
    vera = planner(session, "kungur", "Вера")
    event(session, title="Своё", municipality="kungur")
    event(session, title="Чужое", municipality="perm")
    event(session, title="Общее")
    asked = {"by": vera.id, "at": NOW.isoformat(), "format": "pdf", "span": "month", "month": "2026-12-01"}
    name, content = plan_files.build(session, asked, perm)
    text = text_of(content)
    assert name == "План 2026-12.pdf"
    assert "План мероприятий: декабрь 2026 года" in text
    assert "Своё" in text
    assert "Чужое" not in text
    assert "Общее" not in text
    session.execute(delete(Grant))
    with pytest.raises(NotAllowed):
        plan_files.build(session, asked, perm)


def test_nothing_is_sent_of_an_empty_month(session: Session) -> None:
    olga = planner(session)
    assert plan_months.ask_file(session, olga, DECEMBER, "pdf", Span.MONTH, perm, NOW) == 0
    assert told(session, olga) == []


def test_month_is_of_the_zone_and_counts_what_is_published(session: Session) -> None:
    olga = planner(session)
    first = event(session, starts_at=datetime(2026, 11, 30, 19, 30, tzinfo=UTC), title="В полночь")  # 00:30 in Perm
    event(session, starts_at=datetime(2026, 11, 30, 18, 30, tzinfo=UTC), title="Накануне")
    draft = event(session, state="draft")
    event(session, state="declined")
    plan = plan_months.month(session, olga, DECEMBER, perm, NOW)
    assert list(plan.events) == [first, draft]
    assert (plan.published, plan.wanted) == (1, 0)
    assert plan_months.month(session, olga, DECEMBER, club, NOW).wanted == 1
    assert plan_months.month(session, olga, date(2026, 10, 1), club, NOW).wanted == 0


def test_month_is_copied_to_the_same_weekdays_once(session: Session) -> None:
    olga = planner(session)
    tea = event(session, title="Чай", starts_at=datetime(2026, 11, 12, 11, tzinfo=UTC), capacity=30)  # second Thursday
    event(session, title="Черновик", state="draft", starts_at=datetime(2026, 11, 13, 11, tzinfo=UTC))
    event(session, title="Отменено", state="cancelled", starts_at=datetime(2026, 11, 13, 11, tzinfo=UTC))
    session.add(EventHost(event_id=tea.id, name="Гость", role="speaker"))
    session.flush()
    assert plan_months.copy_month(session, olga, DECEMBER, perm, NOW) == Copied(1, 0, 0)
    (copy,) = plan_months.month(session, olga, DECEMBER, perm, NOW).events
    assert (copy.state, copy.title, copy.starts_at, copy.capacity) == ("draft", "Чай", START, 30)
    assert session.execute(select(EventHost.name).where(EventHost.event_id == copy.id)).scalars().all() == ["Гость"]
    copy.title, copy.starts_at = "Кофе", START + DAY
    session.flush()
    assert plan_months.copy_month(session, olga, DECEMBER, perm, NOW) == Copied(0, 1, 0)
    planning.discard(session, copy)
    assert plan_months.copy_month(session, olga, DECEMBER, perm, NOW) == Copied(0, 1, 0)


async def test_month_that_several_copy_at_once_is_copied_once(database: Database) -> None:
    def begin(session: Session) -> list[int]:
        for day in (12, 13, 14):
            event(session, title=f"Чай {day}", starts_at=datetime(2026, 11, day, 11, tzinfo=UTC))
        return [planner(session, name=f"Ольга {number}").id for number in range(6)]

    def press(person: int) -> Callable[[Session], int]:
        return lambda session: (
            plan_months.copy_month(session, session.get_one(Person, person), DECEMBER, perm, NOW).added
        )

    people = await database.run(begin)
    added = await asyncio.gather(*(database.run(press(person)) for person in people))
    assert sorted(added) == [0, 0, 0, 0, 0, 3]


async def test_plan_saved_twice_at_once_is_saved_once(database: Database) -> None:
    def begin(session: Session) -> tuple[int, str]:
        olga = planner(session)
        return olga.id, plan_uploads.keep(session, olga, [row(), row("Родители", START + DAY)], NOW)

    def press(session: Session) -> int:
        try:
            return plan_uploads.save(session, session.get_one(Person, olga), mark, True, perm, NOW).added
        except PlanGone:
            return 0

    olga, mark = await database.run(begin)
    assert sorted(await asyncio.gather(*(database.run(press) for _ in range(4)))) == [0, 0, 0, 2]


async def test_plan_that_two_people_save_at_once_adds_nothing_twice(database: Database) -> None:
    def begin(session: Session) -> list[tuple[int, str]]:
        people = [planner(session, name=name) for name in ("Ольга", "Вера", "Дина")]
        rows = [row(), row("Родители", START + DAY)]
        return [(person.id, plan_uploads.keep(session, person, rows, NOW)) for person in people]

    def press(person: int, mark: str) -> Callable[[Session], int]:
        return lambda session: plan_uploads.save(session, session.get_one(Person, person), mark, False, perm, NOW).added

    kept = await database.run(begin)
    assert sorted(await asyncio.gather(*(database.run(press(*each)) for each in kept))) == [0, 0, 2]


def test_month_with_the_same_event_and_days_that_are_over_is_not_doubled(session: Session) -> None:
    olga = planner(session)
    event(session, title="Чай", starts_at=datetime(2026, 11, 12, 11, tzinfo=UTC))
    event(session, title="Чай", starts_at=START)
    event(session, title="Ранний", starts_at=datetime(2026, 11, 2, 11, tzinfo=UTC))
    late = datetime(2026, 12, 9, tzinfo=UTC)
    assert plan_months.copy_month(session, olga, DECEMBER, perm, late) == Copied(0, 1, 1)


def test_fifth_weekday_goes_to_the_last_one() -> None:
    fifth = datetime(2026, 10, 29, 11, tzinfo=UTC)  # the fifth Thursday of October
    assert plan_months.same_place(fifth, NOVEMBER, perm) == datetime(2026, 11, 26, 11, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
    st.integers(0, 30),
)
def test_same_place_keeps_weekday_hour_and_month(moment: datetime, number: int) -> None:
    first = plan_months.months_from(date(2026, 1, 1), number)
    local, there = (each.astimezone(perm.tz) for each in (moment, plan_months.same_place(moment, first, perm)))
    assert (there.weekday(), there.time()) == (local.weekday(), local.time())
    assert there.date().replace(day=1) == first
    assert (local.day - 1) // 7 - (there.day - 1) // 7 in (0, 1)


@pytest.mark.parametrize(
    ("span", "month", "first", "until"),
    [
        (Span.MONTH, DECEMBER, DECEMBER, JANUARY),
        (Span.YEAR, DECEMBER, date(2026, 1, 1), JANUARY),
        (Span.SCHOOL, DECEMBER, date(2026, 9, 1), date(2027, 9, 1)),
        (Span.SCHOOL, date(2026, 8, 1), date(2025, 9, 1), date(2026, 9, 1)),
    ],
)
def test_span_has_its_days(span: Span, month: date, first: date, until: date) -> None:
    assert plan_months.days_of(span, month) == (first, until)


@pytest.mark.parametrize("text", ["-", "", "2026-13", "1999-01", "2026-1", "завтра"])
def test_month_that_is_none_is_the_one_of_today(text: str) -> None:
    assert plan_months.month_of(text, date(2026, 11, 22)) == NOVEMBER
    assert plan_months.month_of("2026-12", date(2026, 11, 22)) == DECEMBER
