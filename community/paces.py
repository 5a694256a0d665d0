"""When a mentor wants questions: at once, after lessons, or once a day; never on their days off."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from community.quiet import quiet_until
from storage.models import Responder

LESSONS_END, EVENING, MORNING = 15, 21, 9
DAILY_HOUR = 19
WEEK = 7


class Pace(StrEnum):
    AT_ONCE = "at_once"
    AFTER_LESSONS = "after_lessons"
    DAILY = "daily"


class Wishes(NamedTuple):
    """`hour`: of a daily batch. `quiet`: the hours between which nothing comes, the same twice for none."""

    pace: Pace = Pace.AT_ONCE
    hour: int | None = None
    days_off: frozenset[int] = frozenset()
    quiet: tuple[int, int] = (0, 0)


def wishes_of(responder: Responder | None, quiet: tuple[int, int]) -> Wishes:
    if responder is None:
        return Wishes(quiet=quiet)
    days_off = frozenset(int(day) for day in responder.days_off)
    return Wishes(Pace(responder.pace), responder.hour, days_off, quiet)


def arrives(wishes: Wishes, now: datetime, zone: tzinfo) -> datetime:
    """When a question of now may come to them."""
    here = now.astimezone(zone)
    for ahead in range(WEEK + 1):
        day = here.date() + timedelta(days=ahead)
        opens, closes = _hours(wishes, is_today=not ahead)
        first = datetime.combine(day, time(opens), zone)
        if day.weekday() not in wishes.days_off and here <= first + timedelta(hours=closes - opens):
            return _after_the_night(max(first, here), wishes, zone)
    return now  # every day is off: nothing says when


def _hours(wishes: Wishes, is_today: bool) -> tuple[int, int]:
    """From which full hour to which a question may come."""
    match wishes.pace:
        case Pace.AFTER_LESSONS:
            return LESSONS_END, EVENING
        case Pace.DAILY:
            hour = DAILY_HOUR if wishes.hour is None else wishes.hour
            return hour, hour
        case _:
            return (0 if is_today else MORNING), 24


def _after_the_night(at: datetime, wishes: Wishes, zone: tzinfo) -> datetime:
    if wishes.pace is not Pace.AT_ONCE:
        return at  # they have named the hour themselves
    return quiet_until(at, zone, *wishes.quiet) or at
