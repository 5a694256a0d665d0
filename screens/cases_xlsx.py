"""Questions of a period as a file for Excel: numbers, topics and dates, no names and no texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from community import case_numbers
from community.case_numbers import FEWEST, Period
from community.consultations import State
from community.profiles import CommunityProfile
from community.refusals import NotAllowed
from screens.case_desk import STATES
from screens.case_numbers import days_of
from screens.case_topics import topic_name
from screens.registers_xlsx import OPTIONS, Value, write
from storage.models import Case

COLUMNS = {"Номер": 10, "Тема": 30, "Задан": 12, "Закрыт": 12, "Состояние": 22, "Дней до ответа": 16, "Оценка": 10}


def document(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    """The file's name and content. Raises `NotAllowed` when who asked may not have it any more."""
    asked = case_numbers.asked(session, ids)
    if asked is None:
        raise NotAllowed
    actor, period, at = asked
    rows = [row_of(case, community) for case in case_numbers.rows(session, actor, period, community, at)]
    support = case_numbers.of_support(session, actor, period, community, at)
    named = [(topic_name(topic, community), many) for topic, many in support]
    return f"Вопросы {period.since}.xlsx", workbook(period, rows, named)


def row_of(case: Case, community: CommunityProfile) -> list[Value]:
    return [
        case.id,
        topic_name(case.topic, community),
        _day(case.sent_at, community),
        _day(case.closed_at, community),
        STATES[State(case.state)],
        case_numbers.days_to_answer(case),
        case.rating,
    ]


def workbook(period: Period, rows: Sequence[Sequence[Value]], support: Sequence[tuple[str, int]]) -> bytes:
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Вопросы")
        for column, (name, width) in enumerate(COLUMNS.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, bold)
        _fill(sheet, rows, 1)
        sheet.freeze_panes(1, 0)
        other = book.add_worksheet("Темы поддержки")
        other.set_column(0, 1, 40)
        note = f"Только темы, где вопросов {FEWEST} и больше"
        _fill(other, [("Период", days_of(period)), (note, None), *support], 0)
    return content.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[Value]], first: int) -> None:
    for row, values in enumerate(rows, first):
        for column, value in enumerate(values):
            write(sheet, row, column, value)


def _day(at: datetime | None, community: CommunityProfile) -> Value:
    return at.astimezone(community.tz).date() if at else None
