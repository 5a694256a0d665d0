"""Days as people write them: «15 декабря», «до 1.02», «через неделю», «третий четверг месяца»."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from storage.models import fold


def _numbered(first: int, *spellings: str) -> dict[str, int]:
    return {word: number for number, words in enumerate(spellings, first) for word in words.split()}


NUMBERS = _numbered(
    1,
    "один одну одна одного",
    "два две двух",
    "три трех",
    "четыре четырех",
    "пять пяти",
    "шесть шести",
    "семь семи",
    "восемь восьми",
    "девять девяти",
    "десять десяти",
    "одиннадцать одиннадцати",
    "двенадцать двенадцати",
)
NEAR = {"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2}
LAST = -1
WEEKDAYS = _numbered(0, "по пн", "вт", "ср", "че чт", "пя пт", "су сб", "во вс")
MONTHS = _numbered(1, "янв", "фев", "мар", "апр", "май мая мае", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
PLACES = {"1": 1, "перв": 1, "2": 2, "втор": 2, "3": 3, "трет": 3, "4": 4, "четверт": 4, "последн": LAST}
WEEKDAY = (
    r"\b(?P<weekday>(?:понедельник|вторник|четверг)(?:а|у|ам)?|(?:сред|пятниц|суббот)(?:а|у|ы|е|ам)"
    r"|воскресень(?:е|я|ю|ям)|пн|вт|ср|чт|пт|сб|вс)\b"
)
MONTH = (
    r"(?P<month>янв(?:ар.?)?|фев(?:рал.?)?|март?.?|апр(?:ел.?)?|ма[йяе]|ию[нл].?|авг(?:уст.?)?"
    r"|сент?(?:ябр.?)?|окт(?:ябр.?)?|нояб?(?:р.?)?|дек(?:абр.?)?)\b"
)
PLACE = (
    r"\b(?P<place>[1-4](?=-?(?:й|я|ю|ий|ья|ью|е)\b)|(?:перв|втор|четверт)(?=(?:ый|ой|ая|ую|ое)\b)"
    r"|трет(?=(?:ий|ья|ью|ье)\b)|последн(?=(?:ий|яя|юю|ее)\b))[-а-я]+"
)
_NEAR = re.compile(rf"\b(?:{'|'.join(NEAR)})\b")
_SPAN = re.compile(r"\b(?:через|на) (?:(\d{1,3}|[а-я]+) ?)?(дн|ден|недел|месяц)[а-я]*")
_DOTTED = re.compile(r"(?<![\d.:])(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?![\d:]| ?(?:ч|мин))")
_DASHED = re.compile(r"(?<![\d.:])(\d{1,2})-(\d{1,2})(?:-(\d{4}|\d{2}))?(?![\d:])")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_WORDY = re.compile(rf"(?<![\d.:])(?P<day>\d{{1,2}})(?:-?го)? ?{MONTH}\.?(?: ?(?P<year>\d{{4}})\b)?")
_OF_MONTH = re.compile(r"\b(\d{1,2})(?:-?го числа|-?го| числа)\b")
_WEEKDAY = re.compile(WEEKDAY)
_NEXT_WEEK = re.compile(r"\bследующ(?:ей неделе|ий|ую|ее)\b")
_IN_WEEKS = re.compile(r"\bчерез (?:(\d{1,2}|[а-я]+) ?)?недел[а-я]*")
_PLACED = re.compile(rf"{PLACE} {WEEKDAY} (?:месяца\b|{MONTH})")


class Found(NamedTuple):
    day: date
    start: int
    end: int

    def rest(self, said: str) -> str:
        return f"{said[: self.start]}; {said[self.end :]}"


def parse_day(text: str, today: date) -> date | None:
    """The day meant, which may be over; None when there is none, or several. Without a year: the next such day."""
    said = smooth(text)
    found = find_day(said, today)
    if found is None or is_other_weekday(found, said) or is_other_day(found, found.rest(said), today):
        return None
    return found.day


def smooth(text: str) -> str:
    said = re.sub(r"[\u2010-\u2015\u2212]", "-", fold(text))
    return " ".join(said.split())


def find_day(said: str, today: date, since: date | None = None) -> Found | None:
    """Where smooth() text names a day. A date without a year is the next one on or after `since`."""
    for read in READERS:
        if found := read(said, (since or today) if read in CALENDAR else today):
            return found
    return None


def is_other_day(found: Found, rest: str, today: date, since: date | None = None) -> bool:
    """What is left of the text names another one: «сегодня вчера». Weekdays are looked at by themselves."""
    other = find_day(_WEEKDAY.sub("", rest), today, since)
    return other is not None and other.day != found.day


def is_other_weekday(found: Found, said: str) -> bool:
    return any(each != found.day.weekday() for each in weekdays_in(found.rest(said)))


def is_impossible(said: str) -> bool:
    """«31 апреля»: no year has such a day."""
    for found in _WORDY.finditer(said):
        if not _wordy_day(found, date.min):
            return True
    return any(1 <= int(found[2]) <= 12 and not _numeric_day(found, date.min) for found in _DOTTED.finditer(said))


def weekdays_in(said: str) -> list[int]:
    """Mondays are 0."""
    return [weekday_of(found) for found in _WEEKDAY.finditer(said)]


def weekday_of(found: re.Match[str]) -> int:
    return WEEKDAYS[found["weekday"][:2]]


def place_of(found: re.Match[str]) -> int:
    return PLACES[found["place"]]


def weekday_of_month(year: int, month: int, weekday: int, place: int) -> date:
    first = date(year, month, 1)
    day = 1 + (weekday - first.weekday()) % 7 + 7 * (place - 1)
    if place == LAST:
        last = monthrange(year, month)[1]
        day = last - (date(year, month, last).weekday() - weekday) % 7
    return first.replace(day=day)


def in_month(year: int, month: int, day: int) -> date:
    """That day, or the month's last."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def months_from(day: date, step: int = 1) -> Iterator[tuple[int, int]]:
    """Years and months, this one first."""
    for number in range(day.year * 12 + day.month - 1, 9999 * 12, step):
        yield number // 12, number % 12 + 1


def number_of(word: str | None) -> int | None:
    if word is None:
        return 1
    return int(word) if word.isdecimal() else NUMBERS.get(word)


def _at(found: re.Match[str] | None, day: date | None) -> Found | None:
    return Found(day, *found.span()) if found and day else None


def _first(
    pattern: re.Pattern[str], day_of: Callable[[re.Match[str], date], date | None], said: str, today: date
) -> Found | None:
    """The first that is a day of the calendar."""
    read = (_at(found, day_of(found, today)) for found in pattern.finditer(said))
    return next(filter(None, read), None)


def _near(said: str, today: date) -> Found | None:
    found = _NEAR.search(said)
    return _at(found, today + timedelta(days=NEAR[found[0]])) if found else None


def _span(said: str, today: date) -> Found | None:
    found = _SPAN.search(said)
    number = number_of(found[1]) if found else None
    if found is None or number is None:
        return None
    if found[2] == "месяц":
        return _at(found, months_on(today, number))
    return _at(found, today + timedelta(days=number * (7 if found[2] == "недел" else 1)))


def months_on(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return in_month(year, month + 1, today.day)


def _iso(said: str, today: date) -> Found | None:
    found = _ISO.search(said)
    return _at(found, _day(int(found[1]), int(found[2]), int(found[3]))) if found else None


def _dotted(said: str, today: date) -> Found | None:
    return _first(_DOTTED, _numeric_day, said, today)


def _dashed(said: str, today: date) -> Found | None:
    return _first(_DASHED, _numeric_day, said, today)


def _numeric_day(found: re.Match[str], today: date) -> date | None:
    return _in_year(int(found[1]), int(found[2]), found[3], today)


def _wordy(said: str, today: date) -> Found | None:
    return _first(_WORDY, _wordy_day, said, today)


def _wordy_day(found: re.Match[str], today: date) -> date | None:
    return _in_year(int(found["day"]), MONTHS[found["month"][:3]], found["year"], today)


def _placed(said: str, today: date) -> Found | None:
    """«Третий четверг месяца», «последняя пятница декабря»."""
    found = _PLACED.search(said)
    if not found:
        return None
    month = MONTHS[found["month"][:3]] if found["month"] else None
    months = (each for each in months_from(today) if month in (None, each[1]))
    days = (weekday_of_month(*each, weekday_of(found), place_of(found)) for each in months)
    return _at(found, next((day for day in days if day >= today), None))


def _of_month(said: str, today: date) -> Found | None:
    """«15 числа»."""
    found = _OF_MONTH.search(said)
    if not found or not 1 <= int(found[1]) <= 31:
        return None
    days = (_day(year, month, int(found[1])) for year, month in months_from(today))
    return _at(found, next((day for day in days if day and day >= today), None))


def _weekday_of_week(said: str, today: date) -> Found | None:
    """«На следующей неделе во вторник»: of the next calendar week. «Через неделю во вторник»: a week after the next."""
    week, weekday = _NEXT_WEEK.search(said) or _IN_WEEKS.search(said), _WEEKDAY.search(said)
    if not week or not weekday:
        return None
    days = 7 - today.weekday() + weekday_of(weekday)
    if week.re is _IN_WEEKS:
        number = number_of(week[1])
        days = _until(weekday_of(weekday), today) + 7 * number if number else 0
    start, end = min(week.start(), weekday.start()), max(week.end(), weekday.end())
    return Found(today + timedelta(days=days), start, end) if days and end - start < 40 else None


def _weekday(said: str, today: date) -> Found | None:
    """The next one, never today."""
    found = _WEEKDAY.search(said)
    return _at(found, today + timedelta(days=_until(weekday_of(found), today))) if found else None


def _until(weekday: int, today: date) -> int:
    return (weekday - today.weekday() - 1) % 7 + 1


def _end_of_month(said: str, today: date) -> Found | None:
    found = re.search(r"\bконца месяца\b", said)
    return _at(found, today.replace(day=monthrange(today.year, today.month)[1]))


def _in_year(day: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return _day(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    years = (today.year + later for later in range(9))  # a 29 February may be that far
    return next((found for each in years if (found := _day(each, month, day)) and found >= today), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


Reader = Callable[[str, date], Found | None]
CALENDAR: tuple[Reader, ...] = (_iso, _dotted, _wordy, _dashed)
READERS: tuple[Reader, ...] = (
    *(_near, _weekday_of_week, _span, _iso, _dotted, _wordy, _placed, _of_month, _weekday, _dashed, _end_of_month),
)
