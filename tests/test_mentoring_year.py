"""A school year of a pair, a group and two requests by the clock: everything that is sent, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import mentor_requests, mentorships
from community.mentorships import About, Kind, Role
from community.notices import Notice
from scheduler.meetings import meeting_jobs
from scheduler.mentoring import mentoring_jobs
from screens.notices import NOTICES
from storage.models import Attention, Notification, Person
from tests.test_asking import perm, person
from tests.test_mentoring import HERE, PHYSICS, mentor

DAY = timedelta(days=1)
BEGINS, ENDS = date(2026, 9, 1), date(2027, 9, 10)
HOURS = (9, 13, 15, 18)
Sent = tuple[str, str, datetime]  # what, to whom, when by the clock of the community

NO_AFTERNOON = {date(2026, 10, 27), date(2027, 1, 5), date(2027, 3, 30)}  # weeks of holidays
MOVED = {date(2027, 2, 23): date(2027, 2, 24), date(2027, 8, 31): date(2027, 9, 1)}  # a feast; the last day of summer
TUESDAYS = [date(2026, 9, 22) + 7 * number * DAY for number in range(51)]
AFTERNOONS = [
    MOVED.get(each, each)
    for each in TUESDAYS
    if each not in NO_AFTERNOON and (each in MOVED or each.month not in perm.calendar.quiet_months)
]
FOURTH_WEEKS = [
    *(date(2026, 11, 24), date(2026, 12, 22), date(2027, 1, 26), date(2027, 2, 24), date(2027, 3, 23)),
    *(date(2027, 4, 20), date(2027, 5, 18), date(2027, 6, 15), date(2027, 9, 7)),
]


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), perm.tz)


def ticks(session: Session) -> Iterator[datetime]:
    """All jobs of mentoring, four times a day, until nothing is left to do."""
    jobs = [*meeting_jobs(perm), *mentoring_jobs(perm)]
    for number in range((ENDS - BEGINS).days):
        for hour in HOURS:
            moment = at(BEGINS + number * DAY, hour)
            yield moment
            for job in jobs:
                for _ in job(session, moment):
                    session.flush()


def people_of_the_year(session: Session) -> None:
    """Boris leads Anna, by the end of May, and a group; nobody of them meets."""
    boris = mentor(session, "Борис", room=9)
    anna, vera, gleb = (person(session, name, municipality=HERE) for name in ("Анна", "Вера", "Глеб"))
    begun = at(BEGINS, 9)
    made = mentorships.make(session, About("subject"), [(boris, Role.MENTOR), (anna, Role.MENTEE)], perm, begun)
    made.ends_on = date(2027, 5, 31)
    group = [(boris, Role.MENTOR), (vera, Role.MENTEE), (gleb, Role.MENTEE)]
    mentorships.make(session, About("subject", kind=Kind.GROUP), group, perm, begun)
    session.flush()


def expected() -> list[Sent]:
    told = [(Notice.MENTEES_WAIT, "Борис", at(day, 15)) for day in AFTERNOONS]
    told += [(Notice.MEETING_WANTED, name, at(day, 15)) for day in FOURTH_WEEKS for name in ("Анна", "Вера", "Глеб")]
    told += [(Notice.TERM_ENDS, name, at(date(2027, 5, 24), 9)) for name in ("Борис", "Анна")]
    for first, reminds, lapses, again, last in (
        (at(date(2026, 12, 29), 13), date(2027, 1, 11), date(2027, 1, 12), date(2027, 1, 13), date(2027, 1, 14)),
        (at(date(2027, 6, 29), 13), date(2027, 9, 1), date(2027, 9, 2), date(2027, 9, 3), date(2027, 9, 6)),
    ):
        told += [(Notice.MENTOR_ASKED, "Олег", first), (Notice.MENTOR_ANSWER_DUE, "Олег", at(reminds, 13))]
        told += [
            (Notice.MENTOR_REQUEST_WITHDRAWN, "Олег", at(lapses, 18)),
            (Notice.MENTOR_ASKED, "Роза", at(lapses, 18)),
        ]
        told += [
            (Notice.MENTOR_ANSWER_DUE, "Роза", at(again, 13)),
            (Notice.MENTOR_REQUEST_WITHDRAWN, "Роза", at(last, 18)),
        ]
        told += [(Notice.MENTOR_REQUEST_MOVED, "Ольга", at(day, 18)) for day in (lapses, last)]
    return sorted((str(kind), name, moment) for kind, name, moment in told)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_year_of_mentoring_sends_exactly_what_it_should(session: Session) -> None:
    people_of_the_year(session)
    oleg, rosa, olga = mentor(session, "Олег"), mentor(session, "Роза"), person(session, "Ольга", municipality=HERE)
    seen, sent, listed = session.execute(select(func.max(Notification.id))).scalar() or 0, list[Sent](), set[str]()
    asks = {at(date(2026, 12, 29), 13), at(date(2027, 6, 29), 13)}
    dues = dict[int, datetime]()
    for moment in ticks(session):
        sent += fresh(session, seen, moment)
        listed |= {each for each in waits_of(session, seen) if each}
        seen = session.execute(select(func.max(Notification.id))).scalar() or 0
        if moment in asks:
            mentor_requests.send(session, olga, PHYSICS, [oleg.id, rosa.id], perm, moment)
        for item in session.execute(select(Attention).where(Attention.closed_at.is_(None))).scalars():
            dues[item.subject] = item.due or moment
        if moment == at(date(2027, 2, 1), 9):  # a mentor was found elsewhere
            mentor_requests.cancel(session, olga, mentor_requests.open_of(session, olga)[0].id, moment)
    assert sorted(sent) == expected()
    assert sorted(dues.values()) == [at(date(2027, 1, 18), 18), at(date(2027, 9, 8), 18)]
    (text,) = listed
    assert "Анна, Вера" in text


def fresh(session: Session, after: int, moment: datetime) -> list[Sent]:
    rows = select(Notification, Person.name).join(Person, Person.id == Notification.person_id)
    found = session.execute(rows.where(Notification.id > after).order_by(Notification.id)).all()
    return [(row.kind, name or "", row.due.astimezone(perm.tz)) for row, name in found]


def waits_of(session: Session, after: int) -> list[str]:
    """What Boris reads of his mentees, without the time."""
    found = select(Notification).where(Notification.id > after, Notification.kind == Notice.MENTEES_WAIT.value)
    shown = [NOTICES[each.kind](session, each.ids, perm) for each in session.execute(found).scalars()]
    return [each.text for each in shown if each]
