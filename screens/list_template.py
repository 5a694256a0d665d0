"""The empty list that a coordinator fills in, with an example and with what may be written where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from community.expected import Column
from community.profiles import CommunityProfile
from community.registers import topics
from screens.list_columns import SHEET, Rules, columns_of
from screens.list_reader import MOST_PEOPLE
from screens.registers_xlsx import OPTIONS
from screens.tables import EXAMPLE

CHOICES = "Варианты"
EXPLAINED = "Пояснения"
NAME = "Образец списка.xlsx"


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    return NAME, template(community)


def template(community: CommunityProfile) -> bytes:
    content, columns = BytesIO(), columns_of(community)
    with Workbook(content, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        grey = book.add_format({"italic": True, "font_color": "#666666"})
        people = book.add_worksheet(SHEET)
        _fill_people(people, columns, community, bold, grey)
        _fill_explanations(book.add_worksheet(EXPLAINED), columns, bold)
        lists = _lists(community)
        _fill_choices(book.add_worksheet(CHOICES), columns, lists, bold)
        _offer_choices(people, columns, lists)
    return content.getvalue()


def _lists(community: CommunityProfile) -> dict[Column, Sequence[str]]:
    return {
        Column.MUNICIPALITY: [town.name for town in community.municipalities],
        Column.POSITION: [position.name for position in community.positions],
        Column.SPECIALITIES: list(dict.fromkeys(topic.name for topic in topics(community))),
        Column.ROLE: ["молодой педагог", "наставник"],
    }


def _fill_people(
    sheet: Worksheet, columns: Mapping[Column, Rules], community: CommunityProfile, bold: Format, grey: Format
) -> None:
    lists = _lists(community)
    for place, (column, rules) in enumerate(columns.items()):
        sheet.set_column(place, place, rules.width)
        sheet.write_string(0, place, rules.titles[0], bold)
        example = rules.example or lists[column][0]
        sheet.write_string(1, place, example, grey)
    sheet.freeze_panes(1, 1)


def _fill_explanations(sheet: Worksheet, columns: Mapping[Column, Rules], bold: Format) -> None:
    sheet.set_column(0, 0, 24, bold)
    sheet.set_column(1, 1, 90)
    rows = [(rules.titles[0], rules.explained) for rules in columns.values()]
    rows += [
        ("Сколько строк", f"До {MOST_PEOPLE} человек в одном файле. Пустые строки и строка «{EXAMPLE}» пропускаются."),
        ("Чего не нужно", "Телефонов, адресов и дат рождения: лишние столбцы не загружаются."),
        ("Что дальше", "Каждый получит личную ссылку. До его согласия никто, кроме вас, этих сведений не видит."),
    ]
    for number, (name, words) in enumerate(rows):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, words)


def _fill_choices(
    sheet: Worksheet, columns: Mapping[Column, Rules], lists: Mapping[Column, Sequence[str]], bold: Format
) -> None:
    for place, column in enumerate(each for each in lists if each in columns):
        sheet.set_column(place, place, 36)
        sheet.write_column(0, place, [columns[column].titles[0], *lists[column]])
        sheet.write_string(0, place, columns[column].titles[0], bold)


def _offer_choices(sheet: Worksheet, columns: Mapping[Column, Rules], lists: Mapping[Column, Sequence[str]]) -> None:
    """Excel shows them as a list to choose from; of subjects there may be several, so they are only looked up."""
    for place, column in enumerate(each for each in lists if each in columns):
        letter = "ABCDEFG"[place]
        if column is Column.SPECIALITIES:
            continue
        where = list(columns).index(column)
        source = f"={CHOICES}!${letter}$2:${letter}${len(lists[column]) + 1}"
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, where, MOST_PEOPLE + 1, where, rule)
