"""A plan of events out of a file for Excel: rows, or what is to be mended in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias

from community.hours import Hours
from community.plan_uploads import Planned, Problem
from community.profiles import CommunityProfile
from screens import plan_columns
from screens.plan_columns import SHEET, STATE, Column, Wrong, columns_of
from screens.tables import NOTHING, Cell, Misread, Mistake, Read, Row, Shape, Trouble, laid_out, rows_in

MOST_EVENTS = 200
HEAD = (Column.TITLE, Column.DAY)  # a row with these titles is the head
BLAMED = {  # the cell and what is the matter with it, where only the database tells
    Problem.UNKNOWN: (Column.NUMBER, Wrong.UNKNOWN),
    Problem.BEYOND: (Column.TOWN, Wrong.BEYOND),
    Problem.PAST: (Column.DAY, Wrong.PAST),
    Problem.OVER: (Column.TITLE, Wrong.OVER),
    Problem.CANCELLED: (Column.TITLE, Wrong.CANCELLED),
}


PlanRead: TypeAlias = Read[Column, Planned]


def read(content: bytes, community: CommunityProfile, now: datetime) -> PlanRead:
    rows = rows_in(content, SHEET)
    return Read(trouble=rows) if isinstance(rows, Trouble) else understood(rows, community, now)


def understood(rows: Sequence[Row], community: CommunityProfile, now: datetime) -> PlanRead:
    """`rows`: all of the sheet, the first one first."""
    found, numbered = laid_out(rows, Shape(HEAD, columns_of(community), MOST_EVENTS, (STATE,)))
    for number, cells in numbered.items():
        _read_row(number, cells, community, now, found)
    return found


def blamed(found: PlanRead, problems: Sequence[tuple[int, Problem]]) -> list[Mistake]:
    return [found.mistake(number, *BLAMED[problem]) for number, problem in problems]


class _Cells:
    """The cells of one row; what is wrong with them is noted."""

    def __init__(self, number: int, cells: Mapping[Column, Cell], into: PlanRead) -> None:
        self.number, self.cells, self.into = number, cells, into
        self.is_whole = True

    def read(self, column: Column, reader: Callable[[Cell], Any]) -> Any:
        """None for an empty cell, for one that is to be mended, and where there is no such column."""
        cell = self.cells.get(column, NOTHING)
        try:
            _must_be_a_value(cell)
            if cell.text:
                return reader(cell)
            if plan_columns.COLUMNS[column].needed:
                raise Misread(Wrong.EMPTY)
        except Misread as misread:
            self.blame(column, misread.wrong)
        return None

    def blame(self, column: Column, wrong: StrEnum) -> None:
        self.is_whole = False
        text = self.cells.get(column, NOTHING).text
        self.into.mistakes.append(self.into.mistake(self.number, column, wrong, text))

    def values(self, readers: Mapping[Column, tuple[str, Callable[[Cell], Any]]]) -> dict[str, Any]:
        return {name: self.read(column, reader) for column, (name, reader) in readers.items() if column in self.cells}


def _read_row(
    number: int, given: Mapping[Column, Cell], community: CommunityProfile, now: datetime, into: PlanRead
) -> None:
    cells = _Cells(number, given, into)
    values: dict[str, Any] = cells.values(
        {
            Column.TITLE: ("title", plan_columns.read_title),
            Column.KIND: ("kind", partial(plan_columns.read_kind, community=community)),
        }
    )
    values |= _times(cells, community, now) | _where(cells)
    values |= cells.values(
        {
            Column.TOWN: ("municipality", partial(plan_columns.read_town, community=community)),
            Column.SEATS: ("capacity", plan_columns.read_seats),
            Column.ABOUT: ("about", plan_columns.read_about),
        }
    )
    known = Planned(cells.read(Column.NUMBER, plan_columns.read_number), values)
    if cells.is_whole:
        _take(cells, known, into)


def _take(cells: _Cells, known: Planned, into: PlanRead) -> None:
    others = into.rows.values()
    if known.number and any(other.number == known.number for other in others):
        cells.blame(Column.NUMBER, Wrong.TWICE)
    elif any(other.same == known.same for other in others):
        cells.blame(Column.TITLE, Wrong.TWICE)
    else:
        into.rows[cells.number] = known


def _times(cells: _Cells, community: CommunityProfile, now: datetime) -> dict[str, Any]:
    zone = community.tz
    day = cells.read(Column.DAY, partial(plan_columns.read_day, today=now.astimezone(zone).date()))
    hours: Hours | None = cells.read(Column.START, partial(plan_columns.read_start, zone=zone))
    if day is None or hours is None:
        return {}
    starts_at = datetime.combine(day, hours.start, hours.zone).astimezone(UTC)
    ends_at = cells.read(Column.END, partial(plan_columns.read_end, starts_at=starts_at, zone=hours.zone))
    if hours.end and not ends_at:
        ends_at = cells.read(Column.START, lambda _: plan_columns.end_of(hours, starts_at))
    is_told = ends_at is not None or Column.END in cells.cells
    return {"starts_at": starts_at} | ({"ends_at": ends_at} if is_told else {})


def _where(cells: _Cells) -> dict[str, Any]:
    """An address and a link may stand in one cell."""
    found: dict[str, Any] = {}
    if Column.PLACE in cells.cells:
        where = cells.read(Column.PLACE, plan_columns.read_place)
        found["place"] = where.place if where else None
        if where and where.url:
            found["url"] = where.url
    if Column.LINK in cells.cells:
        found["url"] = cells.read(Column.LINK, plan_columns.read_link) or found.get("url")
    return found


def _must_be_a_value(cell: Cell) -> None:
    if cell.kind == "f":
        raise Misread(Wrong.FORMULA)
    if cell.kind == "e":
        raise Misread(Wrong.ERROR)
