"""The periods for which pairs and results are told: months, school years, days of one's own."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum

from community import case_numbers
from community.case_numbers import Period
from community.days import parse_day

BEGINS = 9  # the month in which a school year does
LONGEST = timedelta(days=366 * 5)
_DASH = re.compile(r"\s+(?:по|до)\s+|\s*[–—]\s*|(?<=\d)\s*-\s*(?=\d{1,2}[./])|\s+-\s+")


class Span(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    SCHOOL_YEAR = "school"
    LAST_SCHOOL_YEAR = "before"


def school_year(today: date) -> Period:
    first = date(today.year - (today.month < BEGINS), BEGINS, 1)
    return Period(first, first.replace(year=first.year + 1))


def period_of(span: str, today: date) -> Period:
    """Raises `UnknownChoice`."""
    match span:
        case Span.SCHOOL_YEAR:
            return school_year(today)
        case Span.LAST_SCHOOL_YEAR:
            return school_year(school_year(today).since - timedelta(days=1))
    return case_numbers.period_of(span, today)


def parse_period(text: str, today: date) -> Period | None:
    """«01.09.2025 – 31.05.2026», «с 1 сентября 2025 по 31 мая 2026»; both days count."""
    parts = _DASH.split(re.sub(r"^\s*с\s+", "", text.strip(), flags=re.IGNORECASE))
    days = [day for part in parts if (day := parse_day(part, today))]
    if len(days) != 2 or len(parts) != 2 or not days[0] <= days[1] <= days[0] + LONGEST:
        return None
    return Period(days[0], days[1] + timedelta(days=1))
