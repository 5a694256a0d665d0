"""Clock times in a text: «16:00», «18-30», «в 4 часа дня», «с 16 до 17:30», «в половине пятого»."""

from __future__ import annotations

import re
from typing import NamedTuple

from community.days import MONTHS, NUMBERS

ORDINALS = (
    *("перв", "втор", "треть", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат"),
    "двенадцат",
)
HOUR = r"(?:ч|час(?:а|ов|у)?)\b\.?"
MINUTE = r"(?:м|мин|минут[аыу]?)\b\.?"
_PART = r"(?:утра|дня|вечера|ночи)\b"
_TO = r"\b(в|во|к|с|со|от|до)"
_THINGS = (
    *("чел", "мест", "мин", "дне", "ден", "недел", "месяц", "год", "лет", "числ", "школ", "лице", "гимнази", "класс"),
    *(
        "каб",
        "ауд",
        "корп",
        "этаж",
        "балл",
        "груп",
        "участ",
        "педагог",
        "учител",
        "наставник",
        "заняти",
        "дет",
        "вопрос",
    ),
    *MONTHS,
)
_NO_THING = rf"(?![\d:]|[.,]\d|-?(?:го|й|я|ю|е|х|м|ти|ом|ой)\b| ?[%№]| (?:{'|'.join(_THINGS)}))"
_WORD = re.compile(rf"{_TO} (час(?:у|а)?|{'|'.join(NUMBERS)})\b(?= {_PART}| час| до |[,.;!]|$)")
_HALF_PAST = re.compile(rf"\bпол(?:овин[аеу] )?({'|'.join(ORDINALS)})(?:ого|его)\b")
_PAIR = re.compile(rf"(?<![\d.:-])(\d{{1,2}}) ?- ?(\d{{1,2}}){_NO_THING}(?!-)")
_PLAINER = (
    (r"\b(?:полдень|полудня)\b", "12:00"),
    (r"\b(?:полночь|полуночи)\b", "00:00"),
    (r"(?<![\d.,:])(\d{1,2})\.(\d{2})(?![\d.])", r"\1:\2"),
    (r"(?<![\d.:-])(\d{1,2}) ?- ?(?=\d{1,2}:\d{2})", r"\1:00-"),
    (rf"(?<=:\d\d) ?- ?(\d{{1,2}}){_NO_THING}", r"-\1:00"),
    (rf"{_TO} (\d{{1,2}}) ?{HOUR} (\d{{1,2}}) ?{MINUTE}", r"\1 \2:\3"),
    (rf"{_TO} (\d{{1,2}}) (\d{{2}}){_NO_THING}", r"\1 \2:\3"),
    (rf"{_TO} (\d{{1,2}})(?: ?{HOUR})?{_NO_THING}", r"\1 \2:00"),
    (rf"(?<![\d:.,])(\d{{1,2}})(?: ?{HOUR})? (?=(?:утра|вечера|ночи)\b)", r"\1:00 "),
    (rf"(?<![\d:.,])(\d{{1,2}}) ?{HOUR} (?=дня\b)", r"\1:00 "),
)
PLAINER = [(re.compile(written), meant) for written, meant in _PLAINER]
_CLOCK = re.compile(
    r"(?P<till>\b(?:до|окончание|конец|завершение)(?: в)? |\bпо |- ?)?"
    rf"(?<![\d:])(?P<hour>\d{{1,2}}):(?P<minute>\d{{1,2}})(?!\d)(?: ?{HOUR})?(?: (?P<part>{_PART}))?"
)
AFTER_A_START = ("по ", "- ", "-")
PARTS = {"утром": "утра", "днем": "дня", "вечером": "вечера", "ночью": "ночи"}
_ALONE = re.compile(rf"[\W_]*(\d{{1,2}})(?: ?{HOUR})?[\W_]*")


class Clock(NamedTuple):
    """As written; `till` when it ends something. An `exact` one, «05:00», is not taken for the afternoon."""

    till: bool
    hour: int
    minute: int
    part: str | None
    exact: bool

    @property
    def is_real(self) -> bool:
        return self.minute < 60 and (self.hour < 24 or (self.till and (self.hour, self.minute) == (24, 0)))

    def minutes(self, part: str | None) -> int:
        """Since midnight. Five «вечера» is 17:00, five «утра» is 5:00; an hour without a part of day is as written."""
        return (self.hour + _shift(self.hour, part)) * 60 + self.minute


def read_clocks(said: str) -> tuple[list[Clock], str]:
    """From smooth() text without its day; and what is left of the text."""
    said = _plainer(said)
    common, clocks = _part_in(said), list[Clock]()
    for found in _CLOCK.finditer(said):
        till = bool(found["till"]) and (found["till"] not in AFTER_A_START or bool(clocks))
        part = found["part"] or common
        clocks.append(Clock(till, int(found["hour"]), int(found["minute"]), part, found["hour"][0] == "0"))
    return clocks, _CLOCK.sub(";", said)


def read_alone(said: str) -> tuple[list[Clock], str]:
    """«16»: an answer to a question about the hour."""
    found = _ALONE.fullmatch(said)
    return ([Clock(False, int(found[1]), 0, None, found[1][0] == "0")], "") if found else ([], said)


def _plainer(said: str) -> str:
    said = _WORD.sub(lambda found: f"{found[1]} {NUMBERS.get(found[2], 1)}", said)
    said = _HALF_PAST.sub(lambda found: f"{ORDINALS.index(found[1]) or 12}:30", said)
    said = _PAIR.sub(_pair, said)
    for written, meant in PLAINER:
        said = written.sub(meant, said)
    return said


def _part_in(said: str) -> str | None:
    """«Завтра утром в 7»."""
    return next((part for word, part in PARTS.items() if re.search(rf"\b{word}\b", said)), None)


def _pair(found: re.Match[str]) -> str:
    """«18-30» is a time, «16-18» two hours; a quarter of an hour is likelier than a whole evening."""
    first, second = found[1], found[2]
    is_minute = len(second) == 2 and (int(second) % 15 == 0 or not int(first) < int(second) < 24)
    return f"{first}:{second}" if is_minute else f"{first}:00-{second}:00"


def _shift(hour: int, part: str | None) -> int:
    if hour == 12:
        return -12 if part in ("утра", "вечера", "ночи") else 0
    afternoon = (part == "дня" and hour < 8) or part == "вечера" or (part == "ночи" and hour > 8)
    return 12 if afternoon and hour < 12 else 0
