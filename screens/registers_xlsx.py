"""A register as a file for Excel: built at delivery, texts stay texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from community import exports
from community.exports import Asked, Counts
from community.members import specialities_for
from community.profiles import CommunityProfile
from community.refusals import NotAllowed
from community.registers import Entry, is_young, places
from screens.exports import CONSENTS, PURPOSES
from screens.members import in_words

MOST_LETTERS = 32_767  # of a cell
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "dd.mm.yyyy",
}
COLUMNS = {
    "Имя": 28,
    "Полное имя": 34,
    "Муниципалитет": 26,
    "Организация": 34,
    "Кто": 24,
    "Предметы и темы": 40,
    "Преподаёт с": 12,
    "Молодой педагог": 16,
    "{mentor}": 14,
    "Основание": 30,
    "Мест": 8,
    "На паузе": 10,
    "В составе с": 14,
}
Value = str | int | date | None


def document(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    """The file's name and content. Raises `NotAllowed` when who asked may not have it any more."""
    asked = exports.read(session, ids)
    if asked is None:
        raise NotAllowed
    counts = exports.counts(session, asked, community)
    about_list = about(asked, counts, community)
    head = [name.format(mentor=community.roles.mentor.title) for name in COLUMNS]
    rows = (row_of(entry, community, asked.at) for entry in exports.rows(session, asked, community))
    return f"Список {asked.at.astimezone(community.tz):%Y-%m-%d}.xlsx", workbook(about_list, head, rows)


def about(asked: Asked, counts: Counts, community: CommunityProfile) -> list[tuple[str, Value]]:
    made = asked.at.astimezone(community.tz)
    return [
        ("О списке", community.name),
        ("Составлен", f"{made:%d.%m.%Y %H:%M}"),
        ("Кто запросил", asked.by.full_name or asked.by.name or "координатор"),
        ("Для чего", PURPOSES[asked.purpose]),
        ("Отбор", in_words(asked.wanted, community) or "все"),
        ("В списке", counts.listed),
        (f"Не включены: нет {CONSENTS[asked.purpose]}", counts.refused),
    ]


def row_of(entry: Entry, community: CommunityProfile, now: datetime) -> list[Value]:
    person, mentor = entry.person, entry.mentor
    town, position = community.municipality(person.municipality or ""), community.position(person.position or "")
    topics = [topic.name for topic in specialities_for(person, community) if topic.id in person.specialities]
    ground = community.mentor_ground(mentor.ground) if mentor else None
    return [
        person.name,
        person.full_name,
        town.name if town else None,
        person.organisation,
        position.name if position else None,
        ", ".join(topics),
        person.teaching_since,
        _yes(is_young(person, community, now)),
        _yes(mentor is not None),
        ground.name if ground else None,
        places(mentor) if mentor else None,
        _yes(bool(person.paused_at or (mentor and mentor.paused_at))),
        person.joined_at.astimezone(community.tz).date() if person.joined_at else None,
    ]


def workbook(about_list: Sequence[tuple[str, Value]], head: Sequence[str], rows: Any) -> bytes:
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        _fill_about(book.add_worksheet("О списке"), about_list, bold)
        _fill_list(book.add_worksheet("Список"), head, rows, bold)
    return content.getvalue()


def write(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    """A text that looks like a formula, a number or an address is still a text."""
    if isinstance(value, str) and value:
        sheet.write_string(row, column, value[:MOST_LETTERS])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day))  # noqa: DTZ001 - a cell has no zone
    elif isinstance(value, int):
        sheet.write_number(row, column, value)


def _fill_about(sheet: Worksheet, about_list: Sequence[tuple[str, Value]], bold: Format) -> None:
    sheet.set_column(0, 0, 40, bold)
    sheet.set_column(1, 1, 60)
    for row, (name, value) in enumerate(about_list):
        write(sheet, row, 0, name)
        write(sheet, row, 1, value)


def _fill_list(sheet: Worksheet, head: Sequence[str], rows: Any, bold: Format) -> None:
    for column, (name, width) in enumerate(zip(head, COLUMNS.values(), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            write(sheet, last, column, value)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, last, len(head) - 1)


def _yes(value: bool) -> str:
    return "да" if value else ""
