"""A year of a community by two clocks at once: exactly what is expected is sent, to the minute, on both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import mentorships, quiet, registrations, series
from community.consents import Kind as Consents
from community.consents import give, wording
from community.mentorships import About, Role
from community.notices import Notice
from community.profile_files import load_profile
from community.profiles import CommunityProfile, Monthly
from community.recurrences import parse_recurrence
from community.working_days import is_working
from scheduler.clock import run_job
from scheduler.jobs import Job
from scheduler.timetable import timetable
from screens.notices import NOTICES
from storage.claiming import hold_back, route, route_many, waiting
from storage.database import Database
from storage.models import Account, Event, EventSeries, Grant, Meeting, Mentor, Person, Registration
from storage.notifications import BULK, end

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

CLUB = load_profile("tyumen-skillsclub")
MONTHLY = Monthly(rule="третий четверг месяца в 16:00", title="Встреча сообщества", publish=True)
EVENTS = {"monthly": MONTHLY, "announces_new_events": True, "per_month_min": 5, "post_release": False}
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)
LOOKS = [time(7, 30), *(time(hour) for hour in (9, 10, 12, 15, 16, 19)), time(22, 30)]
NOON = time(12)  # when jobs that are not due more than once a day are looked at
BY_THE_HOUR = {
    *("remind_of_events", "repeat_events", "remind_of_meetings", "nudge_mentors", "nudge_mentees"),
    *("fill_broadcasts", "finish_broadcasts", "announce_new_events", "hold_monthly_meetings"),
    *("invite_to_monthly_meetings", "watch_the_month", "morning_digests", "weekly_digests", "remind_of_attention"),
}
# The days on which events are published that nobody announces; they take place ten days later.
NEWS = (date(2026, 10, 5), date(2026, 12, 7), date(2027, 3, 1), date(2027, 5, 17), date(2027, 7, 5))
MEETINGS = [date(2026, 9, 9) + 14 * number * DAY for number in range(22)]  # of the pair, on Wednesdays until July
QUIET = {"Анна": None, "Борис": (20, 10), "Вера": (0, 0), "Галина": (23, 12), "Дина": None, "Зоя": None, "Иван": None}
COME = ("Анна", "Вера")  # every Tuesday
HEAR = ("Анна", "Борис", "Вера", "Галина")  # Дина pauses, Зоя has muted events, Иван has not agreed
WEEKLY = ("Анна", "Галина")  # digests


class Sent(NamedTuple):
    kind: str
    name: str
    at: datetime  # by the clock of the community


def community() -> CommunityProfile:
    return CLUB.model_copy(update={"events": CLUB.events.model_copy(update=EVENTS)})


def at(day: date, clock: time = time(16)) -> datetime:
    return datetime.combine(day, clock, CLUB.tz)


def days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += DAY


def tuesdays() -> list[date]:
    return [day for day in days() if day.weekday() == 1 and day > FIRST and not CLUB.calendar.is_quiet(day)]


def third_thursdays() -> list[date]:
    third = (day for day in days() if day.weekday() == 3 and 15 <= day.day <= 21)
    return [day for day in third if not CLUB.calendar.is_quiet(day)]


def settle(session: Session, here: CommunityProfile) -> None:
    before = at(FIRST, time()) - 100 * DAY
    people = {name: Person(created_at=before, joined_at=before, name=name) for name in (*QUIET, "Ольга")}
    session.add_all(people.values())
    session.flush()
    for name, person in people.items():
        session.add(Account(person_id=person.id, network="vk", number=person.id, created_at=before))
        agreed = [Consents.PARTICIPATION] if name in ("Иван", "Ольга") else [Consents.PARTICIPATION, Consents.MAILINGS]
        for kind in agreed:
            version = wording(here, kind).version
            give(session, person, kind, version=version, document="", community=here, network="vk", now=before)
        if hours := QUIET.get(name):
            person.quiet_from, person.quiet_to = hours
        person.weekly_digest_since = before if name in WEEKLY else None
    people["Дина"].paused_at, people["Зоя"].muted_topics = before, ["events"]
    session.add(Grant(person_id=people["Ольга"].id, role="coordinator", granted_at=before))
    pair_up(session, people["Борис"], people["Анна"], here, before)
    meet_on_tuesdays(session, people["Ольга"], here)


def pair_up(session: Session, boris: Person, anna: Person, here: CommunityProfile, now: datetime) -> None:
    session.add(Mentor(person_id=boris.id, ground="experience", confirmed_at=now, capacity=3, formats=[]))
    session.flush()
    both = [(boris, Role.MENTOR), (anna, Role.MENTEE)]
    made = mentorships.make(session, About("subject", "physics"), both, here, at(FIRST, time()))
    for day in MEETINGS:
        session.add(
            Meeting(mentorship_id=made.id, state="accepted", starts_at=at(day, time(13)), proposed_at=now, sequence=0)
        )


def meet_on_tuesdays(session: Session, olga: Person, here: CommunityProfile) -> None:
    first = event_on(session, tuesdays()[0], at(FIRST, time()), "Встречи по вторникам")
    first.url = "https://example.ru/j"
    session.flush()
    rule = parse_recurrence("каждый вторник", CLUB.tz)
    series.repeat(session, olga, first.id, rule, here, at(FIRST, time()))  # type: ignore[arg-type] # it is one


def event_on(session: Session, day: date, published: datetime, title: str = "Семинар") -> Event:
    event = Event(state="published", kind="seminar", title=title, starts_at=at(day), created_at=published)
    event.published_at = published
    session.add(event)
    session.flush()
    return event


def live(session: Session, now: datetime) -> None:
    """What people do themselves: publish, and register for Tuesdays."""
    here = now.astimezone(CLUB.tz)
    if here.date() in NEWS and here.time() == NOON:
        event_on(session, here.date() + 10 * DAY, now)
    unregistered = ~select(Registration.id).where(Registration.event_id == Event.id).exists()
    tuesday = Event.url.is_not(None), Event.starts_at > now, unregistered
    found = session.execute(select(Event).where(*tuesday).order_by(Event.id)).scalars().all()
    come = session.execute(select(Person).where(Person.name.in_(COME)).order_by(Person.id)).scalars().all()
    for event in found:
        for person in come:
            registrations.sign_up(session, person, event.id, now)


def deliver(session: Session, now: datetime, here: CommunityProfile) -> list[Sent]:
    """As the post does: chosen, judged, put into words, sent."""
    judge, sent = partial(quiet.judge, community=here), []
    while route(session, ["vk"], now, 200, judge)[1] or route_many(session, ["vk"], now, 200, judge)[1]:
        pass
    for lane in (1, 2):
        rows = waiting(session, "vk", lane, now=now, most=500, busy=[0])
        held = hold_back(session, "vk", [row.id for row in rows], now, 200, judge) if lane == BULK else set[int]()
        for row in rows:
            if row.id in held:
                continue
            screen = NOTICES[row.kind](session, row.ids, here)
            end(session, [row.id], "sent" if screen else "skipped", now)
            if screen:
                person = session.get_one(Person, row.number)
                react(session, person, row.kind, row.ids, now)
                sent.append(Sent(row.ids.get("kind", row.kind), person.name or "", now.astimezone(CLUB.tz)))
    return sent


def react(session: Session, person: Person, kind: str, ids: Mapping[str, Any], now: datetime) -> None:
    """Boris comes to every monthly meeting, in one press; he notes how the meetings of the pair went."""
    if kind == Notice.EVENT_ANNOUNCED and person.name == "Борис":
        event = session.get_one(Event, ids["event"])
        if event.kind == MONTHLY.kind:
            registrations.sign_up(session, person, event.id, now)
    if kind == Notice.HOW_WAS_MEETING:
        session.get_one(Meeting, ids["meeting"]).state = "held"


def held_in(month: date, known_at: datetime) -> int:
    """Events of the month that are known then."""
    regular = [*tuesdays(), *third_thursdays()]
    news = [day + 10 * DAY for day in NEWS if at(day, NOON) <= known_at]
    return sum((day.year, day.month) == (month.year, month.month) for day in [*regular, *news])


def guards() -> list[date]:
    marks = (day for day in days() if day.day in (15, 20) and day.month not in CLUB.calendar.quiet_months)
    return [day for day in marks if held_in(day, at(day, time(9))) < EVENTS["per_month_min"]]  # type: ignore[operator]


def mornings() -> list[date]:
    """Working days on which there is an event: that a month was found empty is told by itself."""
    held = {*tuesdays(), *third_thursdays(), *(day + 10 * DAY for day in NEWS)}
    return [day for day in days() if is_working(day, CLUB.calendar) and day in held]


def weeks(name: str) -> list[date]:
    """Mondays before which there is something ahead that they have not registered for."""
    found = []
    for monday in (day for day in days() if day.weekday() == 0 and not CLUB.calendar.is_quiet(day)):
        news = [day + 10 * DAY for day in NEWS if at(day, NOON) <= at(monday, time(10))]
        ahead = [*third_thursdays(), *news, *([] if name in COME else tuesdays())]
        if any(at(monday, time(10)) < at(day) <= at(monday, time(10)) + 14 * DAY for day in ahead):
            found.append(monday)
    return found


def expected() -> Counter[Sent]:
    sent = [Sent("day", name, at(day - DAY)) for day in tuesdays() for name in COME]
    sent += [Sent("hour", name, at(day, time(15))) for day in tuesdays() for name in COME]
    sent += [Sent("start", name, at(day)) for day in tuesdays() for name in COME]
    sent += [Sent(Notice.EVENT_ANNOUNCED, name, at(day - 7 * DAY)) for day in third_thursdays() for name in HEAR]
    sent += [Sent("day", "Борис", at(day - DAY)) for day in third_thursdays()]
    sent += [Sent("hour", "Борис", at(day, time(15))) for day in third_thursdays()]
    told = [day for day in NEWS if day.month not in CLUB.calendar.quiet_months]
    sent += [Sent(Notice.EVENT_ANNOUNCED, name, at(day, time(15))) for day in told for name in HEAR]
    # The first of the Tuesdays is new; those who come to it know.
    sent += [Sent(Notice.EVENT_ANNOUNCED, "Борис", at(FIRST, time(10)))]
    sent += [Sent(Notice.EVENT_ANNOUNCED, "Галина", at(FIRST, time(12)))]
    for day in MEETINGS:
        sent += [Sent("day", name, at(day - DAY, time(15))) for name in ("Анна", "Борис")]
        sent += [Sent("hour", name, at(day, NOON)) for name in ("Анна", "Борис")]
        sent.append(Sent(Notice.HOW_WAS_MEETING, "Борис", at(day, time(15))))
    sent += [Sent(Notice.MONTH_EMPTY, "Ольга", at(day, time(9))) for day in guards()]
    sent += [Sent(Notice.MORNING_DIGEST, "Ольга", at(day, time(9))) for day in mornings()]
    sent += [Sent(Notice.WEEKLY_DIGEST, "Анна", at(day, time(10))) for day in weeks("Анна")]
    sent += [Sent(Notice.WEEKLY_DIGEST, "Галина", at(day, NOON)) for day in weeks("Галина")]
    return Counter(sent)


async def ring(database: Database, jobs: list[Job], now: datetime) -> None:
    """Two clocks at once, as when the one that leads does not know yet that another does."""
    for job in jobs:
        both = await asyncio.gather(*(run_job(job, database, lambda: now, lambda: None) for _ in range(2)))
        assert "failed" not in {outcome.result for outcome in both}, job.__name__


async def test_year_brings_everybody_exactly_what_is_theirs(database: Database) -> None:
    here = community()
    await database.run(lambda session: settle(session, here))
    every = list(timetable(here))
    often = [job for job in every if job.__name__ in BY_THE_HOUR]
    fills = [job for job in every if job.__name__ == "fill_broadcasts"]  # rings every other second
    assert len(often) == len(BY_THE_HOUR)
    sent: list[Sent] = []
    for moment in (at(day, clock) for day in days() for clock in LOOKS):
        await database.run(partial(live, now=moment))
        await ring(database, [*(every if moment.time() == NOON else often), *fills], moment)
        sent += await database.run(partial(deliver, now=moment, here=here))
    wanted, got = expected(), Counter(sent)
    assert (sorted((got - wanted).elements()), sorted((wanted - got).elements())) == ([], [])
    assert_nobody_is_woken(sent)
    assert not [each for each in sent if each.at.month in (7, 8)]
    assert await database.run(lambda session: len(session.execute(select(EventSeries.id)).all())) == 2


def assert_nobody_is_woken(sent: list[Sent]) -> None:
    for each in sent:
        first, last = QUIET.get(each.name) or (CLUB.quiet.first, CLUB.quiet.last)
        assert (each.at.hour - first) % 24 >= (last - first) % 24, each
