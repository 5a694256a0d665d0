"""The columns of a plan as a file: what stands above them, what is written into them, how a cell is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any, NoReturn

from openpyxl.utils.datetime import from_excel

from community import planning
from community.choices import plain
from community.days import find_day, is_impossible, smooth, weekdays_in
from community.hours import Hours, read_hours
from community.moments import FARTHEST, OVER, parse_end
from community.planning import MOST_SEATS, Where
from community.profiles import CommunityProfile
from screens import tables
from screens.tables import EXAMPLE, Cell, Misread, choice, known

SHEET = "План"
STATE = "Состояние"  # is written, not read
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050  # the years 2000 to 2099 as Excel counts days
DAY = 24 * 60
LONGEST_NIGHT = timedelta(hours=12)
ALL_TOWNS = ("все", "для всех", "все муниципалитеты", "для всех муниципалитетов")
NO_LIMIT = ("без ограничений", "не ограничено", "без ограничения")


class Column(StrEnum):
    TITLE = "title"
    KIND = "kind"
    DAY = "day"
    START = "start"
    END = "end"
    PLACE = "place"
    LINK = "link"
    TOWN = "town"
    SEATS = "seats"
    ABOUT = "about"
    NUMBER = "number"


class Wrong(StrEnum):
    """What may be the matter with a cell."""

    EMPTY = f"{tables.EMPTY} (объединённые клетки разделите)"
    FORMULA = tables.FORMULA
    ERROR = tables.ERROR
    TITLE = "нужно название словами, от 3 до 120 знаков"
    KIND = "нет такого вида, выберите из листа «Варианты»"
    DAY = "нужен один день, например 15.12.2026"
    WEEKDAY = "число и день недели не сходятся"
    FAR = "день слишком далеко, проверьте год"
    TIME = "нужно время, например 16:00"
    END = "нужно время окончания, например 17:30"
    BACKWARDS = "окончание раньше начала"
    PLACE = "нужно место, до 200 знаков"
    LINK = "нужна ссылка, например https://site.ru/1"
    TOWN = "нет такого муниципалитета, выберите из листа «Варианты»"
    SEATS = "нужно число мест, например 30"
    ABOUT = "нужен рассказ словами, до 600 знаков"
    NUMBER = "нужен номер из скачанного плана; для нового оставьте пустым"
    TWICE = "это мероприятие уже есть в файле выше"
    UNKNOWN = "такого номера в вашем плане нет; для нового оставьте пустым"
    BEYOND = "этот муниципалитет вам не открыт"
    PAST = "это время уже прошло"
    OVER = "мероприятие прошло, его не изменить"
    CANCELLED = "мероприятие отменено, его не изменить"


@dataclass(frozen=True)
class Rules:
    """`titles`: the first is ours, the others are known too."""

    titles: tuple[str, ...]
    width: int
    example: Any
    explained: str
    needed: bool = False


COLUMNS: dict[Column, Rules] = {
    Column.TITLE: Rules(
        ("Название", "Мероприятие", "Тема", "Название мероприятия"),
        44,
        f"{EXAMPLE} Формирующее оценивание",
        "Обязательно. От 3 до 120 знаков.",
        needed=True,
    ),
    Column.KIND: Rules(
        ("Вид", "Вид мероприятия", "Форма", "Формат"), 22, "", "Обязательно. Из листа «Варианты».", True
    ),
    Column.DAY: Rules(
        ("Дата", "День", "Дата проведения"), 13, None, "Обязательно. «15.12.2026» или «15 декабря», один день.", True
    ),
    Column.START: Rules(
        ("Начало", "Время", "Время начала"), 10, time(16), "Обязательно. «16:00»; по московскому — «14:00 мск».", True
    ),
    Column.END: Rules(("Окончание", "Конец", "Время окончания"), 11, time(17, 30), "«17:30» или «1,5 часа»."),
    Column.PLACE: Rules(("Место", "Где", "Место проведения"), 34, "Школа № 7, кабинет 12", "Адрес, до 200 знаков."),
    Column.LINK: Rules(("Ссылка", "Ссылка на встречу"), 34, "https://telemost.yandex.ru/j/1", "Если встреча онлайн."),
    Column.TOWN: Rules(
        ("Муниципалитет", "Территория", "Район", "Округ"),
        26,
        "",
        "Из листа «Варианты». Пусто — для всех, кому вы планируете.",
    ),
    Column.SEATS: Rules(("Мест", "Места", "Количество мест"), 8, 30, "Число. Пусто — без ограничений."),
    Column.ABOUT: Rules(
        ("Описание", "О чём", "Аннотация"), 60, "Разберём три приёма и попробуем их.", "До 600 знаков."
    ),
    Column.NUMBER: Rules(
        ("Номер в боте",), 13, None, "Не заполняйте. В скачанном плане по нему бот узнаёт мероприятие, чтобы изменить."
    ),
}


def columns_of(community: CommunityProfile) -> dict[Column, Rules]:
    """Where there is but one municipality, nobody has to name it."""
    alone = community.only_municipality is not None
    return {column: rules for column, rules in COLUMNS.items() if not (alone and column is Column.TOWN)}


def read_title(cell: Cell) -> str:
    return known(planning.parse_title(cell.text), Wrong.TITLE)


def read_kind(cell: Cell, community: CommunityProfile) -> str:
    return choice(community.event_kinds, cell.text, Wrong.KIND).id


def read_town(cell: Cell, community: CommunityProfile) -> str | None:
    if plain(cell.text) in ALL_TOWNS:
        return None
    return choice(community.municipalities, cell.text, Wrong.TOWN).id


def read_seats(cell: Cell) -> int | None:
    if plain(cell.text) in NO_LIMIT:
        return None
    seats = int(cell.text) if cell.text.isdecimal() and len(cell.text) < 8 else 0
    return seats if 1 <= seats <= MOST_SEATS else _bad(Wrong.SEATS)


def read_place(cell: Cell) -> Where:
    return known(planning.parse_where(cell.text), Wrong.PLACE)


def read_link(cell: Cell) -> str:
    where = planning.parse_where(cell.text)
    return known(where.url if where and where.place is None else None, Wrong.LINK)


def read_about(cell: Cell) -> str:
    return known(planning.parse_words(cell.text, planning.LONGEST_ABOUT), Wrong.ABOUT)


def read_number(cell: Cell) -> int:
    number = cell.text.removeprefix("№").strip()
    return int(number) if number.isdecimal() and len(number) < 10 and int(number) else _bad(Wrong.NUMBER)


def read_day(cell: Cell, today: date) -> date:
    """A date of Excel, the number that it is kept as, or words."""
    value = cell.value
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    elif _is_number(value):
        day = _serial_day(value)
    else:
        day = _day_in_words(cell.text, today)
    if abs(day - today) > FARTHEST:
        raise Misread(Wrong.FAR)
    return day


def _serial_day(value: float) -> date:
    found = from_excel(int(value)) if FIRST_SERIAL <= value < LAST_SERIAL else None
    return found.date() if isinstance(found, datetime) else _bad(Wrong.DAY)


def _day_in_words(text: str, today: date) -> date:
    """«15 декабря», «15.12.26, вт», but not «завтра»: a file is read on another day than it was written."""
    said = smooth(text)
    found = find_day(said, today, today - OVER) if any(map(str.isdigit, said)) and not is_impossible(said) else None
    if (
        found is None
        or any(map(str.isdigit, found.rest(said)))
        or not any(map(str.isdigit, said[found.start : found.end]))
    ):
        raise Misread(Wrong.DAY)
    if any(each != found.day.weekday() for each in weekdays_in(found.rest(said))):
        raise Misread(Wrong.WEEKDAY)
    return found.day


def read_start(cell: Cell, zone: tzinfo) -> Hours:
    """A time of Excel, the fraction of a day that it is kept as, or words: «16:00», «с 16 до 17:30», «14:00 мск»."""
    if (clock := _clock(cell.value)) is not None:
        return Hours(clock, None, zone)
    read = None if _is_number(cell.value) and not cell.text.isdecimal() else read_hours(smooth(cell.text), zone)
    return read if isinstance(read, Hours) and not read.guessed else _bad(Wrong.TIME)


def read_end(cell: Cell, starts_at: datetime, zone: tzinfo) -> datetime:
    """Also a day and a time, for what takes several days."""
    if isinstance(cell.value, datetime) and cell.value.year >= 2000:
        return _later(cell.value.replace(tzinfo=zone), starts_at)
    clock = _clock(cell.value)
    if clock is not None:
        return _at(clock, starts_at, zone)
    if cell.text.isdecimal() and len(cell.text) <= 2:
        return _at(time(int(cell.text)), starts_at, zone) if int(cell.text) < 24 else _bad(Wrong.END)
    found = parse_end(cell.text, starts_at, zone)
    return found.astimezone(starts_at.tzinfo) if found else _bad(Wrong.END)


def end_of(hours: Hours, starts_at: datetime) -> datetime | None:
    """Where the start was written with its end."""
    return _at(hours.end, starts_at, hours.zone) if hours.end else None


def _at(clock: time, starts_at: datetime, zone: tzinfo) -> datetime:
    end = datetime.combine(starts_at.astimezone(zone).date(), clock, zone)
    return _later(end if end > starts_at else end + timedelta(days=1), starts_at, LONGEST_NIGHT)


def _later(end: datetime, starts_at: datetime, most: timedelta = timedelta(days=60)) -> datetime:
    """Past midnight it is not long, within a day it may be."""
    same_day = end.date() == starts_at.astimezone(end.tzinfo).date()
    if end <= starts_at or (not same_day and end - starts_at > most):
        raise Misread(Wrong.BACKWARDS)
    return end.astimezone(starts_at.tzinfo)


def _clock(value: Any) -> time | None:
    """Excel's halves of seconds are rounded away."""
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
    elif isinstance(value, datetime | time):
        minutes = value.hour * 60 + value.minute + (value.second >= 30)
    elif _is_number(value) and (0 < value < 1 or (FIRST_SERIAL <= value < LAST_SERIAL and value % 1)):
        minutes = round(value % 1 * DAY)
    else:
        return None
    return time(*divmod(minutes, 60)) if 0 <= minutes < DAY else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bad(wrong: Wrong) -> NoReturn:
    raise Misread(wrong)
