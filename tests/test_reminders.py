from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import planning, registrations, reminders
from community.notices import Notice
from community.profile_files import known_profiles, load_profile
from community.quiet import judge
from messengers.screen import Screen
from screens.notices import NOTICES
from storage.claiming import Due
from storage.database import Database
from storage.models import Account, Event, EventHost, EventReminder, Notification, Person, Registration
from tests.test_registrations import people, told, webinar

pytestmark = pytest.mark.both_databases

PROFILES = {name: load_profile(name) for name in known_profiles()}
perm = PROFILES["perm-nastavniki"]
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def remind(session: Session, now: datetime) -> None:
    while reminders.remind(session, perm, now):
        session.flush()


def coming(session: Session, event: Event, many: int = 1, at: datetime = NOW) -> list[Person]:
    made = people(session, many)
    for person in made:
        registrations.sign_up(session, person, event.id, at)
    return made


def kinds(session: Session) -> list[str]:
    rows = session.execute(select(Notification.kind, Notification.ids).order_by(Notification.id))
    return [ids.get("kind", kind) for kind, ids in rows]


def test_people_are_reminded_a_day_and_an_hour_before_and_at_the_start(session: Session) -> None:
    event = webinar(session, url="https://example.ru/j", starts_at=NOW + 10 * DAY)
    coming(session, event)
    for before, expected in (
        (25 * HOUR, []),
        (DAY, ["day"]),
        (HOUR, ["day", "hour"]),
        (0 * HOUR, ["day", "hour", "start"]),
    ):
        for _ in range(2):
            remind(session, event.starts_at - before)
        assert kinds(session) == expected


def test_what_is_not_online_needs_no_reminder_at_the_start(session: Session) -> None:
    event = webinar(session, place="Школа 7")
    coming(session, event)
    remind(session, event.starts_at)
    assert "start" not in kinds(session)


def test_those_who_make_it_happen_are_reminded_and_those_who_wait_or_left_are_not(session: Session) -> None:
    event = webinar(session, capacity=1)
    anna, boris, vera = coming(session, event, 3)
    olga = people(session, 1)[0]
    session.add(EventHost(event_id=event.id, person_id=olga.id, role="organiser"))
    registrations.leave(session, vera, event.id, perm, NOW)
    remind(session, event.starts_at - HOUR)
    assert [told(session, person) for person in (anna, boris, vera, olga)] == [
        ["event_reminder"],
        [],
        [],
        ["event_reminder"],
    ]


def test_program_that_was_away_sends_only_what_is_still_of_use(session: Session) -> None:
    event = webinar(session, url="https://example.ru/j")
    coming(session, event)
    remind(session, event.starts_at - 2 * HOUR)
    assert kinds(session) == [], "three hours before, a day's reminder is too late"
    remind(session, event.starts_at + 9 * MINUTE)
    assert kinds(session) == ["start"]
    remind(session, event.starts_at + HOUR)
    assert kinds(session) == ["start"]


def test_event_that_was_moved_is_reminded_of_again(session: Session) -> None:
    event = webinar(session)
    anna = coming(session, event)[0]
    olga = people(session, 1)[0]
    session.add(EventHost(event_id=event.id, person_id=olga.id, role="speaker"))
    session.add(EventHost(event_id=event.id, person_id=people(session, 1)[0].id, role="organiser"))
    remind(session, event.starts_at - DAY)
    event.starts_at += 3 * DAY
    session.flush()
    remind(session, event.starts_at - DAY)
    assert told(session, anna) == ["event_reminder"] * 2
    old = session.execute(select(Notification).where(Notification.person_id == anna.id)).scalars().first()
    assert old is not None
    assert NOTICES[Notice.EVENT_REMINDER](session, old.ids, perm) is None, "of the old time there is nothing to say"


def test_what_was_published_or_moved_today_is_not_reminded_of_as_of_tomorrow(session: Session) -> None:
    event = webinar(session, starts_at=NOW + 10 * HOUR)
    coming(session, event)
    remind(session, NOW + HOUR)
    assert kinds(session) == []
    assert {row.kind for row in session.execute(select(EventReminder)).scalars()} >= {"day"}


def test_cancelled_event_is_not_reminded_of(session: Session) -> None:
    event = webinar(session)
    coming(session, event)
    event.state = "cancelled"
    session.flush()
    remind(session, event.starts_at - HOUR)
    assert kinds(session) == []


def test_silent_seats_of_a_full_event_go_to_those_who_wait(session: Session) -> None:
    event = webinar(session, capacity=3)
    anna, boris, vera, oleg = coming(session, event, 4)
    remind(session, event.starts_at - 48 * HOUR)
    assert [told(session, person) for person in (anna, boris, vera, oleg)] == [["still_coming"]] * 3 + [[]]
    registrations.confirm(session, anna, event.id, event.starts_at - 40 * HOUR)
    remind(session, event.starts_at - 26 * HOUR)
    states = {person.name: registration.state for person, registration in rows(session, event)}
    assert [states[person.name] for person in (anna, boris, vera, oleg)] == [
        "registered",
        "registered",
        "cancelled",
        "offered",
    ], "as many as wait, whoever came last first"
    assert told(session, vera)[-1] == "seat_freed"


def rows(session: Session, event: Event) -> list[tuple[Person, Registration]]:
    found = select(Person, Registration).join(Registration, Registration.person_id == Person.id)
    return [(person, registration) for person, registration in session.execute(found)]


def test_nobody_is_asked_where_nobody_waits(session: Session) -> None:
    event = webinar(session, capacity=3)
    coming(session, event, 3)
    remind(session, event.starts_at - 48 * HOUR)
    remind(session, event.starts_at - 26 * HOUR)
    assert kinds(session) == []


def test_change_of_minutes_is_no_news_and_more_is(session: Session) -> None:
    event, (olga,) = webinar(session, capacity=1), people(session, 1)
    session.add(EventHost(event_id=event.id, person_id=olga.id, role="organiser"))
    anna, boris = coming(session, event, 2)
    planning.change(session, olga, event.id, {"starts_at": event.starts_at + 14 * MINUTE}, perm, NOW)
    assert (told(session, anna), event.moved_at) == ([], None)
    planning.change(session, olga, event.id, {"starts_at": event.starts_at + 15 * MINUTE}, perm, NOW)
    assert [told(session, person) for person in (anna, boris, olga)] == [["event_changed"], ["event_changed"], []]
    planning.cancel(session, olga, event.id, "Метель", NOW)
    assert told(session, boris)[-1] == "event_cancelled", "who waits is told too"


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("local", ["2026-03-28T00:10", "2026-12-31T23:50", "2026-02-28T23:59", "2026-11-01T07:30"])
def test_day_of_a_reminder_is_that_of_the_zone(session: Session, profile: str, local: str) -> None:
    """Around midnight, at the ends of months, before people are up."""
    community = PROFILES[profile]
    start = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(community.zone))
    event = webinar(session, starts_at=start, published_at=start - 10 * DAY)
    coming(session, event, at=start - 9 * DAY)
    moment = start - 2 * DAY
    while moment < start:
        while reminders.remind(session, community, moment):
            pass
        moment += 30 * MINUTE
    sent = session.execute(select(Notification).order_by(Notification.id)).scalars().all()
    assert [row.ids["kind"] for row in sent] == ["day", "hour"]
    text = NOTICES[Notice.EVENT_REMINDER](session, sent[0].ids, community)
    assert text is not None
    assert f"{start:%H:%M}" in text.text
    assert f"{start.day} " in text.text


@pytest.mark.parametrize(
    ("kind", "details", "said"),
    [
        ("day", {"url": "https://example.ru/j"}, "📌 Где: онлайн, ссылку пришлём за час до начала."),
        ("day", {"place": "Школа 7"}, "📌 Где: Школа 7."),
        ("day", {}, " — вт, 10 марта, 16:00 (Пермь), 14:00 МСК."),
        ("hour", {"url": "https://example.ru/j", "place": "каб. 7, корп."}, "📌 Где: каб. 7, корп., онлайн."),
        ("hour", {"url": "https://example.ru/j"}, "Скоро начинаем, в 16:00 (Пермь), 14:00 МСК: «Оценивание»."),
        ("start", {"url": "https://example.ru/j", "place": "Школа 7"}, "Подключайтесь по ссылке."),
    ],
)
def test_reminder_says_when_and_where(session: Session, kind: str, details: dict[str, str], said: str) -> None:
    event = webinar(session, starts_at=datetime(2026, 3, 10, 11, 0, tzinfo=UTC), **details)
    assert reminder(session, event, kind).text.endswith(said)


def test_who_makes_it_happen_is_not_asked_to_give_up_a_seat(session: Session) -> None:
    event = webinar(session)
    (anna,) = coming(session, event)
    (olga,) = people(session, 1)
    session.add(EventHost(event_id=event.id, person_id=olga.id, role="organiser"))
    accounts = [Account(person_id=each.id, network="vk", number=each.id, created_at=NOW) for each in (anna, olga)]
    session.add_all(accounts)
    session.flush()
    labels = [
        [[button.label for row in screen.buttons for button in row] for screen in (day, changed)]
        for each in accounts
        for day in [reminder(session, event, "day", reader=each.id)]
        for changed in [NOTICES[Notice.EVENT_CHANGED](session, {"event": event.id, "reader": each.id}, perm)]
        if changed
    ]
    assert labels == [[["📅 Подробнее", "Не смогу", "🏠 Меню"]] * 2, [["📅 Подробнее", "🏠 Меню"]] * 2]


def reminder(session: Session, event: Event, kind: str, **more: int) -> Screen:
    ids = {"event": event.id, "kind": kind, "starts_at": event.starts_at.isoformat(), **more}
    screen = NOTICES[Notice.EVENT_REMINDER](session, ids, perm)
    assert screen is not None
    return screen


@pytest.mark.parametrize(
    ("hour", "minute", "leaves_at"), [(8, 0, None), (9, 5, None), (9, 10, (9, 0)), (9, 55, (9, 0)), (10, 0, None)]
)
def test_reminder_of_the_hour_waits_for_the_morning_where_it_is_still_of_use(
    session: Session, hour: int, minute: int, leaves_at: tuple[int, int] | None
) -> None:
    """By the clock of Perm. Whoever comes at five past nine is up an hour before."""
    event = webinar(session, starts_at=datetime(2026, 3, 10, hour, minute, tzinfo=perm.tz))
    coming(session, event)
    remind(session, event.starts_at - HOUR)
    row = session.execute(select(Notification)).scalar_one()
    due = Due(row.id, row.person_id, 0, 1, row.kind, {}, row.useful_until, None, [], None, None, None, None)
    later = datetime(2026, 3, 10, *leaves_at, tzinfo=perm.tz) if leaves_at else None
    assert judge(due, event.starts_at - HOUR, perm) == later
    paused = due._replace(paused_at=NOW)
    assert judge(paused, event.starts_at - HOUR, perm) == "paused"


async def test_two_clocks_remind_everybody_once(database: Database) -> None:
    def begin(session: Session) -> datetime:
        event = webinar(session)
        coming(session, event, 450)
        return event.starts_at

    start = await database.run(begin)

    async def clock() -> None:
        while await database.run(lambda session: reminders.remind(session, perm, start - HOUR)):
            pass

    await asyncio.gather(*(clock() for _ in range(4)))

    def count(session: Session) -> Counter[int]:
        return Counter(session.execute(select(Notification.person_id)).scalars())

    heard = await database.run(count)
    assert (len(heard), max(heard.values())) == (450, 1)


@pytest.mark.long
@pytest.mark.timeout(240)
@pytest.mark.parametrize("profile", {community.zone: name for name, community in PROFILES.items()}.values())
def test_year_of_weekly_meetings_is_reminded_of_once_each_at_the_right_minute(session: Session, profile: str) -> None:
    community = PROFILES[profile]
    zone, anna = ZoneInfo(community.zone), people(session, 1)[0]
    first = datetime(2026, 9, 3, 16, 0, tzinfo=zone)
    starts = [first + week * 7 * DAY for week in range(52)]
    for start in starts:
        event = webinar(session, starts_at=start, published_at=NOW, url="https://example.ru/j")
        registrations.sign_up(session, anna, event.id, NOW)
    seen, sent = 0, []
    looks = (*range(160, 30, -10), 26, 25, 24, 23, 22, 10, 2, 1, 0, -1)  # hours before each
    for moment in sorted({start - hours * HOUR for start in starts for hours in looks}):
        while reminders.remind(session, community, moment):
            pass
        fresh = (
            session.execute(select(Notification).where(Notification.id > seen).order_by(Notification.id))
            .scalars()
            .all()
        )
        for row in fresh:
            seen = row.id
            sent.append((row.ids["kind"], datetime.fromisoformat(row.ids["starts_at"]), moment))
    expected = {
        (kind, start.astimezone(UTC), (start - before).astimezone(UTC))
        for start in starts
        for kind, before in (("day", DAY), ("hour", HOUR), ("start", 0 * HOUR))
    }
    assert len(sent) == len(expected)
    assert {(kind, start, at.astimezone(UTC)) for kind, start, at in sent} == expected
