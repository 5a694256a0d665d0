"""How long, as people write it: «1,5 часа», «90 минут», «2 ч 30 мин», «2 академических часа»."""

from __future__ import annotations

import re
from datetime import timedelta

from community.clocks import HOUR, MINUTE
from community.days import NUMBERS, smooth

LONGEST = timedelta(days=1)
ACADEMIC_HOUR = 45
_ONE = r"(?<=на )(?=час\b)|(?<=через )(?=час\b)|^(?=час\b)"  # a «классный час» lasts no hour
_HOURS = (
    rf"(?:(?P<number>\d{{1,2}}(?:[.,]\d{{1,2}})?|пол[уо]?тора|{'|'.join(NUMBERS)}) ?|{_ONE})"
    rf"(?P<more>с половиной )?(?P<academic>ак(?:ад[а-я]*)?\.? ?)?{HOUR}(?P<half>(?: и)? с половиной\b)?"
    rf"(?: ?(?:и )?(?P<rest>\d{{1,2}}) ?{MINUTE})?"
)
SPELL = re.compile(rf"(?<![\d.,:])\b(?:(?P<half_hour>пол ?часа)\b|{_HOURS}|(?P<minutes>\d{{1,3}}) ?{MINUTE})")


def parse_duration(text: str) -> timedelta | None:
    """None when there is none, or it is nothing, or longer than a day."""
    found = SPELL.search(smooth(text))
    length = timedelta(minutes=_minutes(found)) if found else timedelta()
    return length if timedelta() < length <= LONGEST else None


def _minutes(found: re.Match[str]) -> int:
    if found["half_hour"]:
        return 30
    if found["minutes"]:
        return int(found["minutes"])
    hour = ACADEMIC_HOUR if found["academic"] else 60
    half = hour // 2 if found["more"] or found["half"] else 0
    return round(_number(found["number"]) * hour) + half + int(found["rest"] or 0)


def _number(word: str | None) -> float:
    if not word:
        return 1
    if word.startswith("пол"):
        return 1.5
    return NUMBERS[word] if word in NUMBERS else float(word.replace(",", "."))
