"""A plan of events out of a file for Excel. Whatever the file is, the answer is rows, or what is to be mended in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from openpyxl.utils import get_column_letter

from community.hours import Hours
from community.plan_uploads import Planned, Problem
from community.profiles import CommunityProfile
from screens import plan_columns
from screens.list_reader import HEAD_WITHIN, NOTHING, Cell, Row, Trouble, no_table, rows_of
from screens.plan_columns import EXAMPLE, SHEET, STATE, Column, Misread, Wrong, column_named, columns_of

MOST_EVENTS = 200
HEAD = (Column.TITLE, Column.DAY)  # a row with these titles is the head
BLAMED = {  # the cell and what is the matter with it, where only the database tells
    Problem.UNKNOWN: (Column.NUMBER, Wrong.UNKNOWN),
    Problem.BEYOND: (Column.TOWN, Wrong.BEYOND),
    Problem.PAST: (Column.DAY, Wrong.PAST),
    Problem.OVER: (Column.TITLE, Wrong.OVER),
    Problem.CANCELLED: (Column.TITLE, Wrong.CANCELLED),
}


@dataclass(frozen=True)
class Mistake:
    """`cell`: as Excel names it."""

    cell: str
    wrong: Wrong
    value: str = ""


@dataclass(frozen=True)
class PlanRead:
    """Events by the number of their row. `letters`: where each column stands; `ignored`: titles of other columns."""

    rows: dict[int, Planned] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    trouble: Trouble | None = None
    missing: list[Column] = field(default_factory=list)
    letters: dict[Column, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def blamed(self, problems: Sequence[tuple[int, Problem]]) -> list[Mistake]:
        return [self._mistake(number, *BLAMED[problem]) for number, problem in problems]

    def _mistake(self, number: int, column: Column, wrong: Wrong) -> Mistake:
        return Mistake(f"{self.letters.get(column, self.letters.get(Column.TITLE, 'A'))}{number}", wrong)


def read(content: bytes, community: CommunityProfile, now: datetime) -> PlanRead:
    if trouble := no_table(content):
        return PlanRead(trouble=trouble)
    try:
        rows = list(rows_of(content, SHEET))
    except Exception:  # noqa: BLE001 - openpyxl fails in as many ways as files are broken
        return PlanRead(trouble=Trouble.BROKEN)
    return understood(rows, community, now)


def understood(rows: Sequence[Row], community: CommunityProfile, now: datetime) -> PlanRead:
    """`rows`: all of the sheet, the first one first."""
    head = next((number for number, row in enumerate(rows[:HEAD_WITHIN]) if _is_head(row)), None)
    if head is None:
        return PlanRead(trouble=Trouble.NO_HEAD, missing=list(HEAD))
    places, ignored = _places(rows[head], community)
    if missing := [each for each, rules in columns_of(community).items() if rules.needed and each not in places]:
        return PlanRead(trouble=Trouble.NO_HEAD, missing=missing)
    numbered = {number: row for number, row in enumerate(rows[head + 1 :], head + 2) if _says_something(row, places)}
    if not numbered or len(numbered) > MOST_EVENTS:
        return PlanRead(trouble=Trouble.TOO_MANY if numbered else Trouble.NOBODY)
    letters = {column: get_column_letter(place + 1) for column, place in places.items()}
    found = PlanRead(letters=letters, ignored=ignored)
    for number, row in numbered.items():
        cells = {column: row[place] if place < len(row) else NOTHING for column, place in places.items()}
        _read_row(number, cells, community, now, found)
    return found


def _is_head(row: Row) -> bool:
    return {column_named(cell.text) for cell in row if isinstance(cell.value, str)}.issuperset(HEAD)


def _places(head: Row, community: CommunityProfile) -> tuple[dict[Column, int], list[str]]:
    """Of two columns with one title the first is read."""
    wanted, places, ignored = columns_of(community), {}, []
    for place, cell in enumerate(head):
        column = column_named(cell.text) if cell.text else None
        if column in wanted and column not in places:
            places[column] = place
        elif cell.text and cell.text != STATE:
            ignored.append(cell.text)
    return places, ignored


def _says_something(row: Row, places: Mapping[Column, int]) -> bool:
    """Not an empty row, and not the example."""
    cells = [row[place] for place in places.values() if place < len(row)]
    first = places[Column.TITLE]
    is_example = first < len(row) and isinstance(row[first].value, str) and row[first].text.startswith(EXAMPLE)
    return not is_example and any(cell.text for cell in cells)


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

    def blame(self, column: Column, wrong: Wrong) -> None:
        self.is_whole = False
        letter = self.into.letters.get(column, "A")
        self.into.mistakes.append(Mistake(f"{letter}{self.number}", wrong, self.cells.get(column, NOTHING).text))

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
