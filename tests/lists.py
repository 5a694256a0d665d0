"""Files for Excel as coordinators send them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

HEAD = ["ФИО", "Муниципалитет", "Организация", "Должность", "Предмет", "Преподаёт с", "Роль"]
ANNA = ["Вымышленная Анна Сергеевна", "Кунгур", "Школа № 7", "Учитель", "Физика", 2023, "молодой педагог"]
BORIS = ["Вымышленный Борис", "Пермь", "Лицей № 1", "Учитель", "Математика, Физика", "1999", "наставник"]


def xlsx(*rows: Sequence[Any], sheet: str = "Список") -> bytes:
    book, content = Workbook(), BytesIO()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    book.save(content)
    return content.getvalue()
