"""A list of pairs as a file: what stands above its columns, how it is read, and the empty one to fill in."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Any, TypeAlias

from sqlalchemy.orm import Session
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from community.choices import plain
from community.days import parse_day
from community.names import parse_full_name, parse_organisation
from community.pair_imports import Column, Found, Listed, Problem
from community.profiles import CommunityProfile
from community.registers import topics
from screens import tables
from screens.registers_xlsx import OPTIONS
from screens.tables import (
    EXAMPLE,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Misread,
    Mistake,
    Read,
    Row,
    Shape,
    Trouble,
    choice,
    known,
    laid_out,
    rows_in,
)

MOST_PAIRS = 2_000
SHEET, CHOICES = "Пары", "Варианты"
NAME = "Образец списка пар.xlsx"
COMMUNITY, EMPLOYMENT = "на общественных началах", "по приказу"
PairsRead: TypeAlias = Read[Column, Listed]


class Wrong(StrEnum):
    """What may be the matter with a cell."""

    EMPTY = tables.EMPTY
    FORMULA = tables.FORMULA
    ERROR = tables.ERROR
    NAME = "нужны фамилия и имя, только буквы"
    ORGANISATION = "нужно название словами, до 120 знаков"
    GROUND = "нет такого повода, выберите из листа «Варианты»"
    TOPIC = "нет такого предмета или компетенции, выберите из листа «Варианты»"
    MODE = "нужно «на общественных началах» или «по приказу»"
    ORDER = "номер приказа — до 40 знаков"
    DAY = "нужна дата, например 01.09.2026"
    UNKNOWN = "нет ни среди участников, ни в загруженных списках людей"
    SEVERAL = "таких людей несколько, уточните организацию"
    HIMSELF = "здесь тот же человек, что и наставник"
    TWICE = "эта пара уже есть в файле выше"


PROBLEMS = {
    Problem.UNKNOWN: Wrong.UNKNOWN,
    Problem.SEVERAL: Wrong.SEVERAL,
    Problem.HIMSELF: Wrong.HIMSELF,
    Problem.TWICE: Wrong.TWICE,
}


@dataclass(frozen=True)
class Context:
    community: CommunityProfile
    today: date


@dataclass(frozen=True)
class Rules:
    """`titles`: the first is ours, the others are known too. `read` raises `Misread`."""

    titles: tuple[str, ...]
    width: int
    example: str
    explained: str
    read: Callable[[Cell, Context], Any]
    needed: bool = False


def _full_name(cell: Cell, _: Context) -> str:
    return known(parse_full_name(cell.text), Wrong.NAME)


def _organisation(cell: Cell, _: Context) -> str:
    return known(parse_organisation(cell.text), Wrong.ORGANISATION)


def _ground(cell: Cell, context: Context) -> str:
    return choice(context.community.mentoring.grounds, cell.text, Wrong.GROUND).id


def _topic(cell: Cell, context: Context) -> str:
    community = context.community
    return choice([*topics(community), *community.competences], cell.text, Wrong.TOPIC).id


def _mode(cell: Cell, context: Context) -> str:
    modes = {plain(COMMUNITY): "community", plain(EMPLOYMENT): "employment"}
    said = modes.get(plain(cell.text))
    return known(said if said in context.community.mentoring.modes else None, Wrong.MODE)


def _order(cell: Cell, _: Context) -> str:
    return known(cell.text if len(cell.text) <= 40 else None, Wrong.ORDER)


def _day(cell: Cell, context: Context) -> date:
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    return known(parse_day(cell.text, context.today), Wrong.DAY)


_WHERE = "Как в профиле или в списке людей. Нужна, если людей с таким именем несколько."
COLUMNS: dict[Column, Rules] = {
    Column.MENTOR: Rules(
        ("Наставник", "ФИО наставника"),
        34,
        f"{EXAMPLE} Вымышленный Борис Ильич",
        "Обязательно. Фамилия и имя, как в профиле или в списке людей.",
        _full_name,
        needed=True,
    ),
    Column.MENTOR_AT: Rules(
        ("Организация наставника", "Место работы наставника"), 30, "Лицей № 1", _WHERE, _organisation
    ),
    Column.MENTEE: Rules(
        ("Подопечный", "Наставляемый", "ФИО наставляемого", "ФИО подопечного", "Молодой педагог"),
        34,
        "Вымышленная Анна Сергеевна",
        "Обязательно. Фамилия и имя, как в профиле или в списке людей.",
        _full_name,
        needed=True,
    ),
    Column.MENTEE_AT: Rules(
        ("Организация подопечного", "Организация наставляемого"), 30, "Школа № 7", _WHERE, _organisation
    ),
    Column.GROUND: Rules(("Повод", "Основание"), 28, "", "Из листа «Варианты», можно не указывать.", _ground),
    Column.TOPIC: Rules(
        ("Предмет или компетенция", "Предмет", "Компетенция"),
        28,
        "",
        "Из листа «Варианты», можно не указывать.",
        _topic,
    ),
    Column.MODE: Rules(("Режим",), 26, COMMUNITY, f"«{COMMUNITY}» или «{EMPLOYMENT}».", _mode),
    Column.ORDER_NUMBER: Rules(("Номер приказа", "Приказ"), 16, "12-к", "Если пара по приказу.", _order),
    Column.ORDER_ON: Rules(("Дата приказа",), 16, "01.09.2026", "Если пара по приказу.", _day),
    Column.SINCE: Rules(("Вместе с", "Дата начала", "Начало"), 16, "01.09.2026", "С какого дня работают вместе.", _day),
}


def read(content: bytes, community: CommunityProfile, now: datetime) -> PairsRead:
    rows = rows_in(content, SHEET)
    if rows is Trouble.NOT_A_TABLE:
        rows = rows_of_text(content)
    if isinstance(rows, Trouble):
        return Read(trouble=rows)
    return understood(rows, community, now.astimezone(community.tz).date())


def rows_of_text(content: bytes) -> list[Row] | Trouble:
    """A table as text, with whatever Excel puts between its columns."""
    text = _decoded(content)
    if text is None or len(content) > MOST_BYTES:
        return Trouble.NOT_A_TABLE
    head = text.partition("\n")[0]
    mark = max(";\t,", key=head.count)
    if mark not in head:
        return Trouble.NOT_A_TABLE
    try:
        found = csv.reader(StringIO(text), delimiter=mark)
        return [
            [Cell.of(value or None, "s") for value in row[:MOST_COLUMNS]]
            for row, _ in zip(found, range(MOST_ROWS), strict=False)
        ]
    except csv.Error:
        return Trouble.BROKEN


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if text.isprintable() or all(sign.isprintable() or sign in "\r\n\t" for sign in text) else None
    return None


def understood(rows: Sequence[Row], community: CommunityProfile, today: date) -> PairsRead:
    """`rows`: all of the sheet, the first one first."""
    found, numbered = laid_out(rows, Shape((Column.MENTOR, Column.MENTEE), columns_of(community), MOST_PAIRS))
    context = Context(community, today)
    for number, cells in numbered.items():
        if values := _read_row(number, cells, context, found):
            found.rows[number] = _listed(values, community)
    return found


def problems(read_rows: PairsRead, found: Found) -> list[Mistake]:
    """Whom we do not know, by the cell."""
    return [
        read_rows.mistake(number, column, PROBLEMS[problem], getattr(read_rows.rows[number], column.value) or "")
        for number, column, problem in found.problems
    ]


def columns_of(community: CommunityProfile) -> dict[Column, Rules]:
    """Where there is but one mode, nobody has to name it."""
    ordered = "employment" in community.mentoring.modes
    left_out = set() if len(community.mentoring.modes) > 1 else {Column.MODE}
    left_out |= set() if ordered else {Column.ORDER_NUMBER, Column.ORDER_ON}
    return {column: rules for column, rules in COLUMNS.items() if column not in left_out}


def _read_row(number: int, cells: Mapping[Column, Cell], context: Context, into: PairsRead) -> dict[Column, Any] | None:
    """What the row says; None where something in it is to be mended."""
    values, bad = dict[Column, Any](), len(into.mistakes)
    for column, cell in cells.items():
        try:
            values[column] = _value(column, cell, context)
        except Misread as misread:
            into.mistakes.append(into.mistake(number, column, misread.wrong, cell.text))
    return values if len(into.mistakes) == bad else None


def _value(column: Column, cell: Cell, context: Context) -> Any:
    if cell.kind == "f" or (isinstance(cell.value, str) and cell.value.startswith("=")):
        raise Misread(Wrong.FORMULA)
    if cell.kind == "e":
        raise Misread(Wrong.ERROR)
    if not cell.text:
        if COLUMNS[column].needed:
            raise Misread(Wrong.EMPTY)
        return None
    return COLUMNS[column].read(cell, context)


def _listed(values: Mapping[Column, Any], community: CommunityProfile) -> Listed:
    told = {column.value: value for column, value in values.items() if value is not None}
    if community.competence(told.get("topic", "")) and not community.topic(told["topic"]):
        told["competence"] = told.pop("topic")
    return Listed(**told)


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    return NAME, template(community)


def template(community: CommunityProfile) -> bytes:
    content, columns = BytesIO(), columns_of(community)
    lists = _lists(community)
    with Workbook(content, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        grey = book.add_format({"italic": True, "font_color": "#666666"})
        sheet = book.add_worksheet(SHEET)
        for place, (column, rules) in enumerate(columns.items()):
            sheet.set_column(place, place, rules.width)
            sheet.write_string(0, place, rules.titles[0], bold)
            sheet.write_string(1, place, rules.example or lists[column][0], grey)
        sheet.freeze_panes(1, 1)
        _explain(book.add_worksheet("Пояснения"), columns, bold)
        other = book.add_worksheet(CHOICES)
        for place, column in enumerate(each for each in lists if each in columns):
            other.set_column(place, place, 36)
            other.write_column(0, place, [columns[column].titles[0], *lists[column]])
    return content.getvalue()


def _lists(community: CommunityProfile) -> dict[Column, list[str]]:
    named = dict.fromkeys(each.name for each in (*topics(community), *community.competences))
    return {
        Column.GROUND: [each.name for each in community.mentoring.grounds],
        Column.TOPIC: list(named),
        Column.MODE: [COMMUNITY, EMPLOYMENT],
    }


def _explain(sheet: Worksheet, columns: Mapping[Column, Rules], bold: Format) -> None:
    sheet.set_column(0, 0, 28, bold)
    sheet.set_column(1, 1, 90)
    rows = [(rules.titles[0], rules.explained) for rules in columns.values()]
    rows += [
        ("Сколько строк", f"До {MOST_PAIRS} пар в одном файле. Пустые строки и строка «{EXAMPLE}» пропускаются."),
        ("Кого ищем", "Участников и тех, кого вы загрузили списком людей. Остальных сначала загрузите."),
        ("Что дальше", "Обоих спросим, верно ли это. Пара заработает, когда согласятся оба."),
    ]
    for number, (name, words) in enumerate(rows):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, words)
