"""From when to when, and by which clock: «с 16:00 до 17:30», «в 5 вечера по мск», «в 16 на 1,5 часа»."""

from __future__ import annotations

import re
from datetime import time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from community.clocks import Clock, read_alone, read_clocks
from community.durations import parse_duration

MOSCOW = ZoneInfo("Europe/Moscow")
ZONES = {
    "москв": "Europe/Moscow",
    "московск": "Europe/Moscow",
    "калининград": "Europe/Kaliningrad",
    "самар": "Europe/Samara",
    "екатеринбург": "Asia/Yekaterinburg",
    "перм": "Asia/Yekaterinburg",
    "тюмен": "Asia/Yekaterinburg",
    "омск": "Asia/Omsk",
    "новосибирск": "Asia/Novosibirsk",
    "красноярск": "Asia/Krasnoyarsk",
    "иркутск": "Asia/Irkutsk",
    "владивосток": "Asia/Vladivostok",
}
DAY = 24 * 60
LONGEST_NIGHT = DAY // 2
FIRST_LIKELY_HOUR = 8
_ZONE = re.compile(
    r"(?:\bпо )?\b(?:мск|msk)\b(?P<ahead>(?: ?\+ ?|-)\d\b(?!:))?|\bмосковск(?:ое|ого) врем[а-я]+"
    rf"|\bпо (?P<city>{'|'.join(ZONES)})[а-я]*(?: времени)?"
)


class Why(StrEnum):
    """Why a text is no moment."""

    NOTHING = "nothing"
    NO_DAY = "no day"
    NO_TIME = "no time"
    IMPOSSIBLE_DAY = "impossible day"
    IMPOSSIBLE_TIME = "impossible time"
    OTHER_WEEKDAY = "other weekday"
    SEVERAL = "several"
    BACKWARDS = "ends before it starts"
    PAST = "past"
    TOO_FAR = "too far"


class Hours(NamedTuple):
    """The end is on the next day when it is not after the start. `guessed`: «в 5» was taken for 17:00."""

    start: time
    end: time | None
    zone: tzinfo
    guessed: bool = False


def read_hours(said: str, zone: tzinfo, day_known: bool = True) -> Hours | Why | None:
    """From smooth() text without its day. With the day known, a number alone is an hour."""
    named, said = take_zone(said)
    clocks, rest = read_clocks(said)
    if not clocks and day_known:
        clocks, rest = read_alone(said)
    if not all(clock.is_real for clock in clocks):
        return Why.IMPOSSIBLE_TIME
    starts = [clock for clock in clocks if not clock.till]
    ends = [clock for clock in clocks if clock.till]
    if len(starts) > 1 or len(ends) > 1:
        return Why.SEVERAL
    last = ends[0] if ends else None
    return _hours(starts[0], last, parse_duration(rest), named or zone) if starts else None


def take_zone(said: str) -> tuple[tzinfo | None, str]:
    """The zone named, and the text without it."""
    found = _ZONE.search(said)
    if not found:
        return None, said
    zone: tzinfo = ZoneInfo(ZONES[found["city"]]) if found["city"] else MOSCOW
    if found["ahead"]:
        zone = timezone(timedelta(hours=3 + int(found["ahead"].replace(" ", ""))))
    return zone, f"{said[: found.start()]}{said[found.end() :]}"


def end_after(clock: Clock, start: int) -> int | None:
    """In minutes since the first midnight. «С 10 до 1» ends at 13:00, «с 22 до 1» at night."""
    end = clock.minutes(clock.part)
    if clock.hour < FIRST_LIKELY_HOUR and not (clock.part or clock.exact) and end <= start < end + DAY // 2:
        end += DAY // 2
    if end > start:
        return end
    return end + DAY if 0 < end + DAY - start <= LONGEST_NIGHT else None


def _hours(first: Clock, last: Clock | None, length: timedelta | None, zone: tzinfo) -> Hours | Why:
    start, guessed = _start(first, last)
    end = start + length // timedelta(minutes=1) if length else None
    if last:
        end = end_after(last, start)
        if end is None:
            return Why.BACKWARDS
    return Hours(_time(start), None if end is None else _time(end), zone, guessed)


def _start(first: Clock, last: Clock | None) -> tuple[int, bool]:
    """Nothing begins at school before eight: unless written «05:00» or «5 утра», five is 17:00, which is a guess."""
    if first.part:
        return first.minutes(first.part), False
    if last and last.part and first.minutes(last.part) < last.minutes(last.part):
        return first.minutes(last.part), False  # «с 7 до 9 вечера»
    guessed = 0 < first.hour < FIRST_LIKELY_HOUR and not first.exact
    return first.minutes("вечера" if guessed else None), guessed


def _time(minutes: int) -> time:
    return time(*divmod(minutes % DAY, 60))
