"""The columns of a list of people as a file: what stands above them, what is written into them, how it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from community.choices import find_exact, plain
from community.expected import Column, ListedAs
from community.members import parse_year
from community.names import clean, parse_full_name, parse_organisation
from community.profiles import CommunityProfile
from community.registers import topics
from screens import tables
from screens.tables import EXAMPLE, choice, known

SHEET = "Список"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YOUNG = ("молодой педагог", "молодой специалист", "молодой учитель", "наставляемый", "подопечный")
_MENTOR = ("наставник", "педагог-наставник", "учитель-наставник")


class Wrong(StrEnum):
    """What may be the matter with a cell."""

    EMPTY = tables.EMPTY
    FORMULA = tables.FORMULA
    ERROR = tables.ERROR
    DATE = "здесь дата, нужны слова"
    NAME = "нужны фамилия и имя, только буквы"
    ORGANISATION = "нужно название словами, до 120 знаков"
    MUNICIPALITY = "нет такого муниципалитета, выберите из листа «Варианты»"
    POSITION = "нет такой должности, выберите из листа «Варианты»"
    TOPIC = "нет такого предмета или темы, выберите из листа «Варианты»"
    YEAR = "нужен год цифрами, например 2023"
    ROLE = "нужно «молодой педагог» или «наставник»"
    BEYOND = "этот муниципалитет вам не открыт"
    TWICE = "этот человек уже есть в файле выше"


@dataclass(frozen=True)
class Context:
    """`row`: what was read of it so far. `before`: texts that were understood, because lists repeat themselves."""

    community: CommunityProfile
    year: int
    row: Mapping[Column, Any] = field(default_factory=dict)
    before: dict[tuple[Column, str, str | None], Any] = field(default_factory=dict)

    def of_row(self, row: Mapping[Column, Any]) -> Context:
        return replace(self, row=row)

    def understand(self, column: Column, text: str) -> Any:
        """Raises `Misread`."""
        key = column, text, self.row.get(Column.POSITION)
        if key not in self.before:
            self.before[key] = COLUMNS[column].read(text, self)
        return self.before[key]


@dataclass(frozen=True)
class Rules:
    """`titles`: the first is ours, the others are known too. `read` raises `Misread`."""

    titles: tuple[str, ...]
    width: int
    example: str
    explained: str
    read: Callable[[str, Context], Any]
    needed: bool = False


def _full_name(text: str, _: Context) -> str:
    return known(parse_full_name(text), Wrong.NAME)


def _organisation(text: str, _: Context) -> str:
    return known(parse_organisation(text), Wrong.ORGANISATION)


def _municipality(text: str, context: Context) -> str:
    return choice(context.community.municipalities, text, Wrong.MUNICIPALITY).id


def _position(text: str, context: Context) -> str:
    """«Учитель математики» is a teacher, too."""
    known = context.community.positions
    first = find_exact(known, text.split(maxsplit=1)[0])
    return first.id if first and not find_exact(known, text) else choice(known, text, Wrong.POSITION).id


def _specialities(text: str, context: Context) -> tuple[str, ...]:
    community = context.community
    position = community.position(context.row.get(Column.POSITION) or "")
    known = community.asked_of(position) if position else topics(community)
    named = [part for part in map(clean, re.split(r"[,;]", text)) if part]
    return tuple(dict.fromkeys(choice(known, part, Wrong.TOPIC).id for part in named)) if known else ()


def _year(text: str, context: Context) -> int:
    is_one = len(_YEAR.findall(text)) == 1
    return known(parse_year(text, context.year) if is_one else None, Wrong.YEAR)


def _role(text: str, context: Context) -> str:
    roles, said = context.community.roles, plain(text)
    if said in map(plain, (*_MENTOR, roles.mentor.title)):
        return ListedAs.MENTOR.value
    return known(ListedAs.YOUNG.value if said in map(plain, _YOUNG) else None, Wrong.ROLE)


COLUMNS: dict[Column, Rules] = {
    Column.FULL_NAME: Rules(
        ("ФИО", "Фамилия, имя, отчество", "Полное имя", "Имя"),
        34,
        f"{EXAMPLE} Вымышленная Анна Сергеевна",
        "Обязательно. Фамилия, имя и, если есть, отчество.",
        _full_name,
        needed=True,
    ),
    Column.MUNICIPALITY: Rules(
        ("Муниципалитет", "Территория", "Район", "Округ"),
        26,
        "",
        "Обязательно. Название из листа «Варианты».",
        _municipality,
        needed=True,
    ),
    Column.ORGANISATION: Rules(
        ("Организация", "Место работы", "Школа", "ОО"),
        34,
        "Школа № 7",
        "Как её называют у вас: короткое имя лучше длинного.",
        _organisation,
    ),
    Column.POSITION: Rules(
        ("Должность", "Кто"), 26, "", "Из листа «Варианты». «Учитель физики» тоже подойдёт.", _position
    ),
    Column.SPECIALITIES: Rules(
        ("Предмет", "Предметы", "Предметы и темы"),
        34,
        "",
        "Из листа «Варианты». Несколько — через запятую.",
        _specialities,
    ),
    Column.TEACHING_SINCE: Rules(
        ("Преподаёт с", "Год начала работы", "Стаж с"), 16, "2023", "Год начала работы, четыре цифры.", _year
    ),
    Column.ROLE: Rules(
        ("Роль", "Статус"), 18, "молодой педагог", "«молодой педагог» или «наставник», можно не указывать.", _role
    ),
}


def columns_of(community: CommunityProfile) -> dict[Column, Rules]:
    """Where there is but one municipality, nobody has to name it."""
    alone = community.only_municipality is not None
    return {column: rules for column, rules in COLUMNS.items() if not (alone and column is Column.MUNICIPALITY)}
