"""What is said of a table that comes as a file: of people, or of events."""

from __future__ import annotations

from collections.abc import Sequence

from screens.tables import FORMULA, Mistake, Trouble
from screens.words import count, esc, listed, short

MOST_MISTAKES = 10
FILE_WANTED = "Здесь нужен файл: прикрепите таблицу Excel (.xlsx) скрепкой."
TEMPLATE_IS_COMING = "Готовим образец, пришлём его сюда. Заполните и отправьте файл в этот же чат."
DISCARDED = "Хорошо, этот список не сохранён."
TROUBLES = {
    Trouble.TOO_LARGE: "Файл слишком большой: нужен до 2 МБ. Оставьте в нём один лист со списком и пришлите ещё раз.",
    Trouble.NO_FILE: "Файл не открылся: возможно, он удалён. Прикрепите его, пожалуйста, ещё раз.",
    Trouble.UNREACHABLE: "Не получилось скачать файл: сеть сейчас отвечает плохо. Пришлите его ещё раз через минуту.",
    Trouble.OLD_EXCEL: (
        "Этот файл в старом формате (.xls) или под паролем. В Excel: «Сохранить как» → «Книга Excel (.xlsx)», "
        "без пароля."
    ),
    Trouble.NOT_A_TABLE: (
        "Это не таблица .xlsx. Из CSV, Google Таблиц или Р7 её можно получить так: «Скачать» или «Сохранить как» "
        "→ .xlsx."
    ),
    Trouble.BROKEN: "Таблица повреждена и не читается. Откройте её в Excel, сохраните заново и пришлите ещё раз.",
}


def to_mend(mistakes: Sequence[Mistake]) -> str:
    """Nothing is saved until all is well: a table half taken over is harder to mend than a whole one."""
    text = f"Пока ничего не сохранено: {count(len(mistakes), 'клетку', 'клетки', 'клеток')} нужно поправить.\n"
    text += "\n".join(_line(each) for each in mistakes[:MOST_MISTAKES])
    more = len(mistakes) - MOST_MISTAKES
    text += f"\n… и ещё {more}." if more > 0 else ""
    return f"{text}\n\nПоправьте и пришлите файл ещё раз."


def no_head(titles: Sequence[str], whom: str) -> str:
    """`titles`: of the columns that are missing; `whom`: «людей»."""
    names = ", ".join(f"«{each}»" for each in titles)
    text = f"Не нахожу столбец {names}: его название должно стоять в верхней строке списка. "
    return f"{text}Проще всего перенести {whom} в образец."


def not_taken(ignored: Sequence[str]) -> list[str]:
    """Columns of the table that mean nothing here."""
    skipped = listed([short(esc(title), 30) for title in ignored])
    return ["", f"Эти столбцы не загружаем: {skipped}."] if ignored else []


def _line(mistake: Mistake) -> str:
    value = f" «{esc(short(mistake.value, 20))}»" if mistake.value and mistake.wrong != FORMULA else ""
    return f"• {mistake.cell}{value}: {mistake.wrong}."
