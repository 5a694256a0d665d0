"""Days as people write them: «15 декабря», «до 1.02», «через неделю»."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
NUMBERS = ("один", "дв", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять")
NEAR = {"сегодня": 0, "завтра": 1, "послезавтра": 2}
_NUMERIC = re.compile(r"\b(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?\b")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_WORDY = re.compile(r"\b(\d{1,2})(?:-?го)? *([а-я]{3,})\.?(?: *(\d{4}))?\b")
_SPAN = re.compile(r"\b(?:через|на) *(\d{1,3}|[а-я]+)? *(дн|ден|недел|месяц)")


def parse_day(text: str, today: date) -> date | None:
    """The day meant, which may be over; None when there is none. Without a year: the next such day."""
    said = " ".join(text.casefold().replace("ё", "е").split())
    for read in (_near, _span, _iso, _numeric, _wordy, _weekday, _end_of_month):
        if found := read(said, today):
            return found
    return None


def _near(said: str, today: date) -> date | None:
    return next((today + timedelta(days=NEAR[word]) for word in re.findall(r"[а-я]+", said) if word in NEAR), None)


def _span(said: str, today: date) -> date | None:
    found = _SPAN.search(said)
    number = _number(found[1]) if found else None
    if found is None or number is None:
        return None
    if found[2] == "месяц":
        return _months_on(today, number)
    return today + timedelta(days=number * (7 if found[2] == "недел" else 1))


def _number(word: str | None) -> int | None:
    if word is None:
        return 1
    if word.isdigit():
        return int(word)
    return next((place + 1 for place, number in enumerate(NUMBERS) if word.startswith(number)), None)


def _months_on(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _iso(said: str, today: date) -> date | None:
    found = _ISO.search(said)
    return _day(int(found[1]), int(found[2]), int(found[3])) if found else None


def _numeric(said: str, today: date) -> date | None:
    found = _NUMERIC.search(said)
    return _in_year(int(found[1]), int(found[2]), found[3], today) if found else None


def _wordy(said: str, today: date) -> date | None:
    for number, word, year in _WORDY.findall(said):
        month = next((place + 1 for place, start in enumerate(MONTHS) if word.startswith(start)), None)
        month = 5 if word == "май" else month
        if month and (found := _in_year(int(number), month, year, today)):
            return found
    return None


def _weekday(said: str, today: date) -> date | None:
    """The next one, never today."""
    for word in re.findall(r"[а-я]+", said):
        for place, start in enumerate(WEEKDAYS):
            if word.startswith(start):
                return today + timedelta(days=(place - today.weekday() - 1) % 7 + 1)
    return None


def _end_of_month(said: str, today: date) -> date | None:
    return today.replace(day=monthrange(today.year, today.month)[1]) if "конца месяца" in said else None


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
