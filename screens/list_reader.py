"""A list of people out of a file for Excel. Whatever the file is, the answer is rows, or what is to be mended in it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from community.expected import Column, Listed
from community.names import clean
from community.profiles import CommunityProfile
from screens.list_columns import COLUMNS, EXAMPLE, SHEET, Context, Misread, Wrong, column_named, columns_of

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
MOST_PARTS = 300
MOST_PEOPLE = 2_000
MOST_ROWS = 10_000  # empty ones between them
MOST_COLUMNS = 40
HEAD_WITHIN = 15  # rows above the list, for whatever stands there
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also of a file with a password


class Trouble(StrEnum):
    """Why there is nothing to read at all."""

    TOO_LARGE = "too_large"
    NO_FILE = "no_file"
    UNREACHABLE = "unreachable"
    OLD_EXCEL = "old_excel"
    NOT_A_TABLE = "not_a_table"
    BROKEN = "broken"
    NO_HEAD = "no_head"
    NOBODY = "nobody"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Mistake:
    """`cell`: as Excel names it."""

    cell: str
    wrong: Wrong
    value: str = ""


@dataclass(frozen=True)
class Read:
    """People by the number of their row. `letters`: where each column stands; `ignored`: titles of other columns."""

    rows: dict[int, Listed] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    trouble: Trouble | None = None
    missing: list[Column] = field(default_factory=list)
    letters: dict[Column, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def beyond(self, numbers: Sequence[int]) -> list[Mistake]:
        """As mistakes, the rows in which somebody else's municipality is named."""
        letter = self.letters.get(Column.MUNICIPALITY, "A")
        return [Mistake(f"{letter}{number}", Wrong.BEYOND) for number in numbers]


@dataclass(frozen=True)
class Cell:
    """`kind`: as openpyxl tells it; `f` is a formula, `e` an error. `text`: cleaned, as a person reads it."""

    value: Any = None
    kind: str = "n"
    text: str = ""

    @classmethod
    def of(cls, value: Any, kind: str = "n") -> Cell:
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        return cls(value, kind, "" if value is None else clean(str(whole)))


NOTHING = Cell()
Row = Sequence[Cell]


def read(content: bytes, community: CommunityProfile, now: datetime) -> Read:
    if trouble := no_table(content):
        return Read(trouble=trouble)
    try:
        rows = list(rows_of(content))
    except Exception:  # noqa: BLE001 - openpyxl fails in as many ways as files are broken
        return Read(trouble=Trouble.BROKEN)
    return understood(rows, community, now.astimezone(community.tz).year)


def understood(rows: Sequence[Row], community: CommunityProfile, year: int) -> Read:
    """`rows`: all of the sheet, the first one first."""
    head = next((number for number, row in enumerate(rows[:HEAD_WITHIN]) if _is_head(row)), None)
    if head is None:
        return Read(trouble=Trouble.NO_HEAD, missing=[Column.FULL_NAME])
    places, ignored = _places(rows[head], community)
    if missing := [each for each, rules in columns_of(community).items() if rules.needed and each not in places]:
        return Read(trouble=Trouble.NO_HEAD, missing=missing)
    letters = {column: get_column_letter(place + 1) for column, place in places.items()}
    numbered = {number: row for number, row in enumerate(rows[head + 1 :], head + 2) if _says_something(row, places)}
    if not numbered or len(numbered) > MOST_PEOPLE:
        return Read(trouble=Trouble.TOO_MANY if numbered else Trouble.NOBODY)
    found, context = Read(letters=letters, ignored=ignored), Context(community, year)
    seen: set[tuple[str | None, ...]] = set()
    for number, row in numbered.items():
        known = _read_row(number, row, places, context, found)
        if known is not None:
            _take(number, known, seen, found)
    return found


def no_table(content: bytes) -> Trouble | None:
    """Looks without unpacking: a small file may hold gigabytes."""
    if len(content) > MOST_BYTES:
        return Trouble.TOO_LARGE
    if content.startswith(OLD_EXCEL):
        return Trouble.OLD_EXCEL
    if not content.startswith(b"PK"):
        return Trouble.NOT_A_TABLE
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, OSError):
        return Trouble.BROKEN
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return Trouble.TOO_LARGE
    return None if "xl/workbook.xml" in {part.filename for part in parts} else Trouble.NOT_A_TABLE


def rows_of(content: bytes, named: str = SHEET) -> Iterator[Row]:
    """Of the sheet named so, or of the first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of colours and rules that we do not need
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        try:
            sheet = book[named] if named in book.sheetnames else book.worksheets[0]
            sheet.reset_dimensions()  # a file may say of itself what it likes
            for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):
                yield [NOTHING if cell.value is None else Cell.of(cell.value, str(cell.data_type)) for cell in row]
        finally:
            book.close()


def _is_head(row: Row) -> bool:
    return Column.FULL_NAME in {column_named(cell.text) for cell in row if isinstance(cell.value, str)}


def _places(head: Row, community: CommunityProfile) -> tuple[dict[Column, int], list[str]]:
    """Of two columns with one title the first is read."""
    wanted, places, ignored = columns_of(community), {}, []
    for place, cell in enumerate(head):
        column = column_named(cell.text) if cell.text else None
        if column in wanted and column not in places:
            places[column] = place
        elif cell.text:
            ignored.append(cell.text)
    return places, ignored


def _says_something(row: Row, places: dict[Column, int]) -> bool:
    """Not an empty row, and not the example."""
    cells = [row[place] for place in places.values() if place < len(row)]
    first = places[Column.FULL_NAME]
    is_example = first < len(row) and isinstance(row[first].value, str) and row[first].text.startswith(EXAMPLE)
    return not is_example and any(cell.text for cell in cells)


def _read_row(
    number: int, row: Row, places: dict[Column, int], context: Context, into: Read
) -> dict[Column, Any] | None:
    """What the row says; None where something in it is to be mended."""
    alone, bad = context.community.only_municipality, len(into.mistakes)
    known: dict[Column, Any] = {Column.MUNICIPALITY: alone.id} if alone else {}
    for column in (each for each in Column if each in places):
        cell = row[places[column]] if places[column] < len(row) else NOTHING
        try:
            known[column] = _value(column, cell, context.of_row(known))
        except Misread as misread:
            into.mistakes.append(Mistake(f"{into.letters[column]}{number}", misread.wrong, cell.text))
    return known if len(into.mistakes) == bad else None


def _take(number: int, known: dict[Column, Any], seen: set[tuple[str | None, ...]], into: Read) -> None:
    listed = Listed(**{column.value: value for column, value in known.items() if value is not None})
    if listed.same in seen:
        into.mistakes.append(Mistake(f"{into.letters[Column.FULL_NAME]}{number}", Wrong.TWICE, listed.full_name))
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
