"""What repeats, as people say it: «каждый вторник 15:00», «третий четверг месяца», «15 числа каждого месяца»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from itertools import product

from community.days import (
    PLACE,
    PLACES,
    WEEKDAY,
    in_month,
    months_from,
    number_of,
    smooth,
    weekday_of_month,
    weekdays_in,
)
from community.hours import Hours, Why, read_hours

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WORKDAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
SHORTEST_MONTH = 28
RAREST = 12
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKS = "недел"
MONTHS_IN = {"квартал": 3, "полугод": 6}
_PLACE = PLACE.replace("?P<place>", "?:")
_PLACED = re.compile(rf"(?:{_PLACE}(?:,| и|, и) )*{_PLACE} {WEEKDAY}(?: (?P<of_month>(?:каждого )?месяца\b))?")
_EVERY = re.compile(
    r"\b(?:кажд(?:ые|ую|ый|ое|ого)|раз в) (?:(?P<number>\d{1,2}|[а-я]+) )?(?P<unit>недел|месяц|квартал|полугод)[а-я]*"
    r"|\bеже(?P<adverb>недел|месяч|квартал)ь?н[а-я]*"
)
_EVERY_OTHER = re.compile(r"\bчерез неделю(?= по )|(?<=[ау]м )через неделю\b")
_OF_MONTH = re.compile(r"\b(\d{1,2})(?:-?(?:го|е|ое))?(?: числ[оа]|-?го)\b")
_LAST_OF_MONTH = re.compile(r"\bпоследн(?:ий|ее) (?:день|число)\b(?: (?:каждого )?месяца)?")
_SETS = (
    (re.compile(r"\bкаждый день\b|\bежедневно\b"), EVERY_DAY),
    (re.compile(r"\bпо (?:будням|рабочим дням)\b|\bв будни\b|\bкаждый (?:будний|рабочий) день\b"), WORKDAYS),
    (re.compile(r"\bпо выходным\b"), WEEKEND),
)
_WEEKDAYS_SPAN = re.compile(r"\bсо? [а-я]+ по [а-я]+\b")
_REPEATS = re.compile(
    r"\bкажд|\bеже(?:недель|месяч|кварталь|днев)н|\bраз в |\bпо (?:будням|выходным|рабочим)|\bв будни"
    r"|\bпо (?:понедельник|вторник|сред|четверг|пятниц|суббот)ам\b|\bпо воскресеньям\b"
)
_WORDS = re.compile(rf"\b(?:по |во? )?(?:{WEEKDAY}|кажд[а-я]+)")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """On `weekdays` of the week; with `places` on the first … the last such of the month; or on a `day` of the month.

    In a month too short for the day it is the month's last. `every` so many weeks, or months.
    """

    weekdays: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    day: int | None = None
    every: int = 1
    hours: Hours | None = None

    @property
    def is_monthly(self) -> bool:
        return bool(self.places or self.day)

    def to_rrule(self) -> str:
        """RFC 5545, without the hours: those are DTSTART's."""
        often = "FREQ=MONTHLY" if self.is_monthly else "FREQ=WEEKLY"
        return ";".join([often, *([f"INTERVAL={self.every}"] if self.every > 1 else []), self._by()])

    def days(self, first: date) -> Iterator[date]:
        """From this day on, as a rule with this day as DTSTART counts its weeks and months."""
        found = self._monthly(first) if self.is_monthly else self._weekly(first)
        return (day for day in found if day >= first)

    def _by(self) -> str:
        if self.day is None:
            places = [str(place) for place in self.places] or [""]
            return "BYDAY=" + ",".join(place + CODES[day] for place, day in product(places, self.weekdays))
        if self.day <= SHORTEST_MONTH:
            return f"BYMONTHDAY={self.day}"
        return f"BYMONTHDAY={','.join(map(str, range(SHORTEST_MONTH, self.day + 1)))};BYSETPOS=-1"

    def _weekly(self, first: date) -> Iterator[date]:
        monday = first - timedelta(days=first.weekday())
        while monday.year < date.max.year:
            yield from (monday + timedelta(days=weekday) for weekday in self.weekdays)
            monday += timedelta(weeks=self.every)

    def _monthly(self, first: date) -> Iterator[date]:
        for year, month in months_from(first, self.every):
            if self.day:
                yield in_month(year, month, self.day)
            pairs = product(self.weekdays, self.places)
            yield from sorted({weekday_of_month(year, month, weekday, place) for weekday, place in pairs})


def parse_recurrence(text: str, zone: tzinfo) -> Recurrence | Why | None:
    """None when nothing repeats: «в четверг», «третий четверг декабря»; why, when the day or the hours are wrong."""
    said = smooth(text)
    rule = _rule(said)
    if not isinstance(rule, Recurrence):
        return rule
    hours = read_hours(_without_days(said), zone)
    if isinstance(hours, Why):
        return hours
    return Recurrence(rule.weekdays, rule.places, rule.day, rule.every, hours)


def from_rrule(rule: str, hours: Hours | None = None) -> Recurrence | None:
    """Only what to_rrule() writes."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    codes = re.findall(r"(-?\d)?([A-Z]{2})", parts.get("BYDAY", ""))
    weekdays = sorted({CODES.index(code) for _, code in codes if code in CODES})
    places = dict.fromkeys(int(place) for place, _ in codes if place)
    day = re.search(r"(\d{1,2})$", parts.get("BYMONTHDAY", ""))
    every = re.fullmatch(r"[0-9]{1,2}", parts.get("INTERVAL", "1"))
    made = Recurrence(
        tuple(weekdays), tuple(places), int(day[1]) if day else None, int(every[0]) if every else 1, hours
    )
    return made if made.to_rrule() == rule and (weekdays or made.day) else None


def _rule(said: str) -> Recurrence | Why | None:
    interval = _interval(said)
    if not interval or not 1 <= interval[1] <= RAREST:
        return None
    unit, every = interval
    repeats = bool(_REPEATS.search(said))
    placed, last, day = _PLACED.search(said), _LAST_OF_MONTH.search(said), _OF_MONTH.search(said)
    if unit != WEEKS and placed and (repeats or placed["of_month"]):
        places = (PLACES[found["place"]] for found in re.finditer(PLACE, placed[0]))
        return Recurrence(tuple(weekdays_in(placed[0])), tuple(dict.fromkeys(places)), every=every)
    if unit != WEEKS and last and (repeats or "месяца" in last[0]):
        return Recurrence(day=31, every=every)
    if unit != WEEKS and day and repeats:
        return Recurrence(day=int(day[1]), every=every) if 1 <= int(day[1]) <= 31 else Why.IMPOSSIBLE_DAY
    weekdays = _weekdays(said)
    return Recurrence(weekdays, every=every) if unit in (None, WEEKS) and weekdays and repeats else None


def _interval(said: str) -> tuple[str | None, int] | None:
    """«Каждые две недели»: ("недел", 2). «Раз в квартал»: ("месяц", 3)."""
    if _EVERY_OTHER.search(said):
        return WEEKS, 2
    found = _EVERY.search(said)
    if not found:
        return None, 1
    unit = found["unit"] or found["adverb"]
    number = _which(found["number"])
    return (WEEKS if unit == WEEKS else "месяц", number * MONTHS_IN.get(unit, 1)) if number else None


def _which(word: str | None) -> int | None:
    """«Каждые две», «каждую вторую»."""
    ordinal = re.match(PLACE, word) if word else None
    return PLACES[ordinal["place"]] if ordinal else number_of(word)


def _weekdays(said: str) -> tuple[int, ...]:
    named = weekdays_in(said)
    if len(named) == 2 and named[0] < named[1] and _WEEKDAYS_SPAN.search(said):
        return tuple(range(named[0], named[1] + 1))
    sets = (days for written, days in _SETS if written.search(said))
    return tuple(sorted(set(named))) or next(sets, ())


def _without_days(said: str) -> str:
    for written in (_PLACED, _EVERY, _EVERY_OTHER, _LAST_OF_MONTH, _OF_MONTH, *(each for each, _ in _SETS), _WORDS):
        said = written.sub(";", said)
    return said
