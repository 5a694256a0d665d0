"""Plans of events as files for Excel, as coordinators send them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from tests.lists import xlsx

HEAD = ["Название", "Вид", "Дата", "Начало", "Окончание", "Место", "Ссылка", "Муниципалитет", "Мест", "Описание"]
SEMINAR = ["Семинар о проектах", "Семинар", date(2026, 12, 15), time(16), time(17, 30), "Школа № 7", None, "Кунгур", 30]
WEBINAR = ["Родители и дети", "вебинар", "20 декабря", "18:00", "1,5 часа", None, "https://telemost.ru/j/1", None, None]


def plan(*rows: Sequence[Any], head: Sequence[Any] = HEAD) -> bytes:
    return xlsx(head, *rows, sheet="План")


def edited(content: bytes, cells: dict[str, Any], added: Sequence[Sequence[Any]] = ()) -> bytes:
    """What somebody does with a file in Excel."""
    book, changed = load_workbook(BytesIO(content)), BytesIO()
    sheet = book["План"]
    for cell, value in cells.items():
        sheet[cell] = value
    for row in added:
        sheet.append(list(row))
    book.save(changed)
    return changed.getvalue()
