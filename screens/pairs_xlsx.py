"""Pairs of a period as a file for Excel: built at delivery, texts stay texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from community import pair_exports
from community.mentoring_states import MentorshipState
from community.mentorships import Kind
from community.pair_exports import FEWEST, Asked, Figure, Row
from community.profiles import CommunityProfile
from community.refusals import NotAllowed
from screens.mentorships import KINDS, STATES
from screens.pair_modes import MODES
from screens.pair_registers import days_of, in_words, share
from screens.registers_xlsx import OPTIONS, Value, write
from storage.models import Person

COLUMNS = {
    "Номер": 10,
    "Вид": 18,
    "Название": 28,
    "{mentor}": 34,
    "Наставляемые": 40,
    "Муниципалитет": 26,
    "Организация": 34,
    "Основание": 26,
    "Предмет или компетенция": 28,
    "Режим": 26,
    "Приказ": 14,
    "Дата приказа": 14,
    "Согласие наставника": 14,
    "Состояние": 14,
    "Вместе с": 12,
    "Срок": 12,
    "Завершена": 12,
    "Встреч за период": 12,
    "Шагов выполнено": 12,
    "Шагов всего": 12,
}
UNNAMED = "без имени: нет согласия"
DONE = ("Программ завершено на общественных началах", "Программ завершено по приказу")
FEW = f"меньше {FEWEST}"


def document(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> tuple[str, bytes]:
    """The file's name and content. Raises `NotAllowed` when who asked may not have it any more."""
    asked = pair_exports.read(session, ids)
    if asked is None:
        raise NotAllowed
    told, at, period = about(asked, community), asked.at.astimezone(community.tz), asked.period
    numbers = [figure_row(each, community) for each in pair_exports.figures(session, asked.by, period, community, at)]
    rows = [row_of(each, community) for each in pair_exports.rows(session, asked, community)]
    head = [name.format(mentor=community.roles.mentor.title) for name in COLUMNS]
    return f"Пары {at:%Y-%m-%d}.xlsx", workbook(told, [head, *rows], numbers)


def about(asked: Asked, community: CommunityProfile) -> list[list[Value]]:
    return [
        ["О файле", community.name],
        ["Составлен", f"{asked.at.astimezone(community.tz):%d.%m.%Y %H:%M}"],
        ["Кто запросил", asked.by.full_name or asked.by.name or "координатор"],
        ["Период", days_of(asked.period)],
        ["Отбор", in_words(asked.wanted, community) or "все"],
    ]


def row_of(row: Row, community: CommunityProfile) -> list[Value]:
    made = row.entry.mentorship
    town, ground = community.municipality(made.municipality or ""), community.mentoring.ground(made.ground or "")
    topic = community.topic(made.topic or "") or community.competence(made.competence or "")
    return [
        made.id,
        KINDS[Kind(made.kind)],
        made.title,
        names(row.entry.leads, row),
        names(row.entry.others, row),
        town.name if town else None,
        made.organisation,
        ground.name if ground else None,
        topic.name if topic else None,
        MODES.get(made.mode, made.mode),
        made.order_number,
        made.order_on,
        _day(made.consent_noted_at, community),
        STATES[MentorshipState(made.state)],
        _day(made.begun_at or made.created_at, community),
        made.ends_on,
        _day(made.completed_at, community),
        row.held,
        *row.steps,
    ]


def names(people: Sequence[Person], row: Row) -> str:
    """Who has withdrawn their consent is counted, not named."""
    return "; ".join((each.full_name or each.name or UNNAMED) if each.id in row.agreed else UNNAMED for each in people)


def figure_row(figure: Figure, community: CommunityProfile) -> list[Value]:
    town = community.municipality(figure.municipality or "")
    paired: Value = FEW
    if figure.young and figure.paired is not None:
        paired = share(figure.paired, figure.young)
    return [
        town.name if town else "Вместе",
        FEW if figure.young is None else figure.young,
        paired,
        FEW if figure.completed is None else figure.completed,
        FEW if figure.ordered is None else figure.ordered,
    ]


def workbook(
    told: Iterable[Sequence[Value]], rows: Sequence[Sequence[Value]], numbers: Iterable[Sequence[Value]]
) -> bytes:
    content = BytesIO()
    with Workbook(content, OPTIONS) as book:
        _fill(book.add_worksheet("О файле"), told, [30, 60])
        pairs = book.add_worksheet("Пары")
        _fill(pairs, rows, list(COLUMNS.values()))
        pairs.freeze_panes(1, 1)
        pairs.autofilter(0, 0, max(len(rows) - 1, 1), len(COLUMNS) - 1)
        head = ["Муниципалитет", "Молодых педагогов", "Из них с наставником или коллегой", *DONE]
        _fill(book.add_worksheet("Цифры"), [head, *numbers], [30, 20, 34, 34, 34])
    return content.getvalue()


def _fill(sheet: Worksheet, rows: Iterable[Sequence[Value]], widths: Sequence[int]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            write(sheet, row, column, value)


def _day(at: datetime | None, community: CommunityProfile) -> Value:
    return at.astimezone(community.tz).date() if at else None
