"""A list of people out of a file for Excel: rows, or what is to be mended in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from community.expected import Column, Listed
from community.profiles import CommunityProfile
from screens.list_columns import COLUMNS, SHEET, Context, Wrong, columns_of
from screens.tables import Cell, Misread, Mistake, Read, Row, Shape, Trouble, laid_out, rows_in

MOST_PEOPLE = 2_000
ListRead: TypeAlias = Read[Column, Listed]


def read(content: bytes, community: CommunityProfile, now: datetime) -> ListRead:
    rows = rows_in(content, SHEET)
    if isinstance(rows, Trouble):
        return Read(trouble=rows)
    return understood(rows, community, now.astimezone(community.tz).year)


def understood(rows: Sequence[Row], community: CommunityProfile, year: int) -> ListRead:
    """`rows`: all of the sheet, the first one first."""
    found, numbered = laid_out(rows, Shape((Column.FULL_NAME,), columns_of(community), MOST_PEOPLE))
    context, seen = Context(community, year), set[tuple[str | None, ...]]()
    for number, cells in numbered.items():
        known = _read_row(number, cells, context, found)
        if known is not None:
            _take(number, known, seen, found)
    return found


def beyond(found: ListRead, numbers: Sequence[int]) -> list[Mistake]:
    """The rows in which somebody else's municipality is named."""
    return [found.mistake(number, Column.MUNICIPALITY, Wrong.BEYOND) for number in numbers]


def _read_row(number: int, cells: Mapping[Column, Cell], context: Context, into: ListRead) -> dict[Column, Any] | None:
    """What the row says; None where something in it is to be mended."""
    alone, bad = context.community.only_municipality, len(into.mistakes)
    known: dict[Column, Any] = {Column.MUNICIPALITY: alone.id} if alone else {}
    for column in (each for each in Column if each in cells):
        try:
            known[column] = _value(column, cells[column], context.of_row(known))
        except Misread as misread:
            into.mistakes.append(into.mistake(number, column, misread.wrong, cells[column].text))
    return known if len(into.mistakes) == bad else None


def _take(number: int, known: dict[Column, Any], seen: set[tuple[str | None, ...]], into: ListRead) -> None:
    listed = Listed(**{column.value: value for column, value in known.items() if value is not None})
    if listed.same in seen:
        into.mistakes.append(into.mistake(number, Column.FULL_NAME, Wrong.TWICE, listed.full_name))
    seen.add(listed.same)
    into.rows[number] = listed


def _value(column: Column, cell: Cell, context: Context) -> Any:
    if cell.kind == "f" or (isinstance(cell.value, str) and cell.value.startswith("=")):
        raise Misread(Wrong.FORMULA)
    if cell.kind == "e":
        raise Misread(Wrong.ERROR)
    if not cell.text:
        if COLUMNS[column].needed:
            raise Misread(Wrong.EMPTY)
        return None
    if isinstance(cell.value, date):
        if column is not Column.TEACHING_SINCE:
            raise Misread(Wrong.DATE)
        return context.understand(column, str(cell.value.year))
    return context.understand(column, cell.text)
