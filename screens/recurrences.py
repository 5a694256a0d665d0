"""What repeats, in words; parse_recurrence() reads them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from community.days import LAST
from community.hours import Hours
from community.recurrences import EVERY_DAY, WORKDAYS, Recurrence
from screens.moments import from_moscow
from screens.words import count

EVERY = ("каждый", "каждую", "каждое")
EVERY_WEEKDAY = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
BY_WEEKDAY = ("понедельникам", "вторникам", "средам", "четвергам", "пятницам", "субботам", "воскресеньям")
GENDERS = (0, 0, 1, 0, 1, 1, 2)
PLACES = {
    1: ("первый", "первую", "первое"),
    2: ("второй", "вторую", "второе"),
    3: ("третий", "третью", "третье"),
    4: ("четвёртый", "четвёртую", "четвёртое"),
    LAST: ("последний", "последнюю", "последнее"),
}


def repeats(recurrence: Recurrence, zone: tzinfo) -> str:
    """«каждый третий четверг месяца в 16:00», «каждые две недели по средам с 15:00 до 16:00»."""
    days = _of_month(recurrence) if recurrence.is_monthly else _of_week(recurrence)
    return f"{days} {_hours(recurrence.hours, zone)}" if recurrence.hours else days


def _of_week(recurrence: Recurrence) -> str:
    weekdays = recurrence.weekdays
    by = f"по {_and(BY_WEEKDAY[weekday] for weekday in weekdays)}"
    if recurrence.every > 1:
        weeks = "две недели" if recurrence.every == 2 else count(recurrence.every, "неделю", "недели", "недель")
        return f"каждые {weeks} {by}"
    if weekdays in (EVERY_DAY, WORKDAYS):
        return "каждый день" if weekdays == EVERY_DAY else "по будням"
    return f"{EVERY[GENDERS[weekdays[0]]]} {EVERY_WEEKDAY[weekdays[0]]}" if len(weekdays) == 1 else by


def _of_month(recurrence: Recurrence) -> str:
    months = "" if recurrence.every == 1 else f"раз в {count(recurrence.every, 'месяц', 'месяца', 'месяцев')}, "
    if recurrence.places:
        return months + _and(_placed(recurrence, weekday) for weekday in recurrence.weekdays)
    of = "месяца" if months else "каждого месяца"
    if recurrence.day == 31:
        return f"{months}в последний день {of}"
    return f"{months}{recurrence.day} числа" if months else f"{recurrence.day} числа {of}"


def _placed(recurrence: Recurrence, weekday: int) -> str:
    gender = GENDERS[weekday]
    before = "в" if recurrence.every > 1 else EVERY[gender]
    before = "во" if (before, recurrence.places[0]) == ("в", 2) else before
    return f"{before} {_and(PLACES[place][gender] for place in recurrence.places)} {EVERY_WEEKDAY[weekday]} месяца"


def _hours(hours: Hours, zone: tzinfo) -> str:
    told = f"с {hours.start:%H:%M} до {hours.end:%H:%M}" if hours.end else f"в {hours.start:%H:%M}"
    return told if from_moscow(hours.zone) == from_moscow(zone) else f"{told} {_named(hours.zone)}"


def _named(zone: tzinfo) -> str:
    return f"МСК{from_moscow(zone):+}" if from_moscow(zone) else "МСК"


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} и {last}" if first else last
