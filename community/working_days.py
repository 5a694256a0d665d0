"""Days and hours in which people work: without weekends, public holidays and the profile's own quiet times.

What is moved every year, days off and the Saturdays worked for them, comes from a library: docs/adr/0008.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import NamedTuple

from community.profiles import Calendar, CommunityProfile

ANSWER_DAYS = 10
LONGEST = 366  # a calendar that is quiet all year must not be waited for
WORK_ENDS = time(18)
WAKES, SLEEPS = 9, 20  # full hours between which people are asked something that is not urgent


class Year(NamedTuple):
    """What a year has of its own: days off, and weekends that are worked."""

    off: frozenset[date]
    worked: frozenset[date]


@cache
def public(year: int) -> Year:
    """By the Labour Code and, as far as the government has spoken already, its transfers."""
    from holidays.countries.russia import Russia  # takes a tenth of a second, and only where days are counted

    known = Russia(years=year)  # type: ignore[no-untyped-call] # the library says nothing of its arguments
    return Year(frozenset(known), frozenset(known.weekend_workdays))


def is_working(day: date, calendar: Calendar) -> bool:
    if calendar.is_quiet(day):
        return False
    known = public(day.year)
    return day in known.worked or (day.weekday() < 5 and day not in known.off)


def working_days_after(start: date, number: int, calendar: Calendar) -> date:
    """The `number`th working day after `start`; weekends, holidays and quiet months are not counted."""
    last, left = start, number
    for _ in range(LONGEST):
        if left == 0:
            break
        last += timedelta(days=1)
        left -= is_working(last, calendar)
    return last


def answer_by(sent: datetime, community: CommunityProfile, days: int = ANSWER_DAYS) -> datetime:
    """The end of the working day by which somebody is to be answered."""
    day = working_days_after(sent.astimezone(community.tz).date(), days, community.calendar)
    return datetime.combine(day, WORK_ENDS, community.tz)


def awake_after(start: datetime, hours: int, zone: tzinfo) -> datetime:
    """When so many hours of daytime have passed, of any days: who does not want some says so."""
    here, left = _awake(start.astimezone(zone)), timedelta(hours=hours)
    while here + left > (evening := here.replace(hour=SLEEPS, minute=0, second=0, microsecond=0)):
        left -= evening - here
        here = _morning(here + timedelta(days=1))
    return here + left


def _awake(here: datetime) -> datetime:
    if here.hour < WAKES:
        return _morning(here)
    return _morning(here + timedelta(days=1)) if here.hour >= SLEEPS else here


def _morning(day: datetime) -> datetime:
    return day.replace(hour=WAKES, minute=0, second=0, microsecond=0)
