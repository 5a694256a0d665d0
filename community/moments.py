"""When something happens, as a coordinator writes it: «15 декабря в 16:00», «завтра с 16 до 17:30 по мск»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from community.clocks import read_clocks
from community.days import MONTH, Found, find_day, is_impossible, is_other_day, is_other_weekday, smooth, weekdays_in
from community.durations import SPELL, parse_duration
from community.hours import Hours, Why, end_after, read_hours, take_zone

OVER = timedelta(days=7)
FARTHEST = timedelta(days=2 * 366)
_IN_MOSCOW = r"(?:с )?\d{1,2}:\d\d[^()]*\b(?:мск|msk)\b"
_TRANSLATION = re.compile(
    rf"(?P<here>:\d\d(?: следующего дня)?(?: ?\([^()]*\))),? {_IN_MOSCOW}.*|(?<=:\d\d) ?\({_IN_MOSCOW}[^()]*\)"
)
_SEVERAL_DAYS = re.compile(rf"(?<![\d.:])\d{{1,2}}(?:-?го)?(?: ?- ?| по | и | или )\d{{1,2}}(?:-?го)? {MONTH}")
_CLOCK_AFTER_IN = re.compile(r"\b(в|во|к) (\d{1,2})[.-](\d{2})\b(?!\.\d)")
_CLOCKS_WITH_DOTS = re.compile(r"\b(\d{1,2})\.(\d{2}) ?(-|до|по) ?(\d{1,2})\.(\d{2})\b(?!\.\d)")


@dataclass(frozen=True, slots=True)
class Moment:
    """`day` and `hours` are those of the zone meant, which may be another than the community's."""

    day: date
    hours: Hours

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, self.hours.start, self.hours.zone).astimezone(UTC)

    @property
    def ends_at(self) -> datetime | None:
        if self.hours.end is None:
            return None
        day = self.day + timedelta(days=self.hours.end <= self.hours.start)
        return datetime.combine(day, self.hours.end, self.hours.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Unclear:
    """With what was understood: ask for the rest, and read the answer with it."""

    why: Why
    day: date | None = None
    hours: Hours | None = None


def parse_moment(
    text: str, now: datetime, zone: tzinfo, day: date | None = None, hours: Hours | None = None
) -> Moment | Unclear:
    """In the community's zone unless the text names another. `day` and `hours` stand in for what the text leaves out.

    A date without a year is the next one, but one of the last seven days is over.
    «Завтра» is counted from the community's today, whichever zone is named.
    """
    said = _TRANSLATION.sub(lambda found: found["here"] or "", smooth(text))
    if soon := _from_now(said, now, zone):
        return soon
    said = _clocks_with_colons(said)
    if is_impossible(said):
        return Unclear(Why.IMPOSSIBLE_DAY, hours=hours)
    today = now.astimezone(zone).date()
    found = find_day(said, today, today - OVER)
    read = read_hours(found.rest(said) if found else said, zone, day_known=bool(found or day))
    doubt = read if isinstance(read, Why) else _doubt_about_text(said, found, today)
    return _moment(found.day if found else day, hours if isinstance(read, Why) else read or hours, doubt, now, zone)


def parse_end(text: str, starts_at: datetime, zone: tzinfo) -> datetime | None:
    """«1,5 часа», «90 минут», «до 17:30»; in UTC."""
    named, said = take_zone(_clocks_with_colons(smooth(text)))
    clocks, _ = read_clocks(said)
    if not clocks:
        length = parse_duration(said)
        return starts_at + length if length else None
    last, *others = [clock for clock in clocks if clock.till] or clocks
    if others or not last._replace(till=True).is_real:
        return None
    local = starts_at.astimezone(named or zone)
    start = local.hour * 60 + local.minute
    end = end_after(last, start)
    return starts_at + timedelta(minutes=end - start) if end else None


def _moment(day: date | None, hours: Hours | None, doubt: Why | None, now: datetime, zone: tzinfo) -> Moment | Unclear:
    today = now.astimezone(hours.zone if hours else zone).date()
    doubt = doubt or _doubt_about_day(day, today)
    if doubt or not day or not hours:
        return Unclear(doubt or _missing(day, hours), day, hours)
    moment = Moment(day, hours)
    return moment if moment.starts_at > now else Unclear(Why.PAST, day, hours)


def _doubt_about_day(day: date | None, today: date) -> Why | None:
    if day and day < today:
        return Why.PAST
    return Why.TOO_FAR if day and day > today + FARTHEST else None


def _missing(day: date | None, hours: Hours | None) -> Why:
    if day:
        return Why.NO_TIME
    return Why.NO_DAY if hours else Why.NOTHING


def _from_now(said: str, now: datetime, zone: tzinfo) -> Moment | None:
    """«Через 2 часа»."""
    found = re.search(r"\bчерез ", said)
    spell = SPELL.match(said, found.end()) if found else None
    length = parse_duration(f"на {spell[0]}") if spell else None
    if not length:
        return None
    start = (now + length).astimezone(zone)
    return Moment(start.date(), Hours(start.time().replace(second=0, microsecond=0), None, zone))


def _clocks_with_colons(said: str) -> str:
    """After «в», and in a span that is no two dates, what looks like a date is a time."""
    said = _CLOCK_AFTER_IN.sub(r"\1 \2:\3", said)
    return _CLOCKS_WITH_DOTS.sub(_with_colons, said)


def _with_colons(found: re.Match[str]) -> str:
    if 1 <= int(found[2]) <= 12 and 1 <= int(found[5]) <= 12:
        return found[0]
    return f"{found[1]}:{found[2]} {found[3]} {found[4]}:{found[5]}"


def _doubt_about_text(said: str, found: Found | None, today: date) -> Why | None:
    if not found:
        return None
    if _SEVERAL_DAYS.search(said):
        return Why.SEVERAL
    if is_other_weekday(found, said):
        return Why.SEVERAL if weekdays_in(said[found.start : found.end]) else Why.OTHER_WEEKDAY
    without_clocks = read_clocks(found.rest(said))[1]
    return Why.SEVERAL if is_other_day(found, without_clocks, today, today - OVER) else None
