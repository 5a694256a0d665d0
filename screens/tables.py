"""A table out of a file for Excel. Whatever the file is, the answer is rows, or why there are none."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from typing import Any, Generic, Protocol, TypeVar
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from community.choices import AnyChoice, find, find_exact, plain
from community.names import clean

MOST_BYTES = 2_000_000
MOST_UNPACKED = 20_000_000
MOST_PARTS = 300
MOST_ROWS = 10_000  # empty ones between them
MOST_COLUMNS = 40
HEAD_WITHIN = 15  # rows above the table, for whatever stands there
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also of a file with a password
EXAMPLE = "Пример:"  # a row that begins so is left out
EMPTY = "здесь пусто, а без этого нельзя"
FORMULA = "здесь формула, нужно само значение"
ERROR = "здесь ошибка Excel, нужно само значение"
Column = TypeVar("Column", bound=StrEnum)
Known = TypeVar("Known")


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


class Misread(Exception):
    def __init__(self, wrong: StrEnum) -> None:
        super().__init__()
        self.wrong = wrong


@dataclass(frozen=True)
class Mistake:
    """`cell`: as Excel names it."""

    cell: str
    wrong: StrEnum
    value: str = ""


@dataclass(frozen=True)
class Read(Generic[Column, Known]):
    """What is known by the number of its row. `letters`: where each column stands; `ignored`: titles of others."""

    rows: dict[int, Known] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    trouble: Trouble | None = None
    missing: list[Column] = field(default_factory=list)
    letters: dict[Column, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def mistake(self, number: int, column: Column, wrong: StrEnum, value: str = "") -> Mistake:
        """Where there is no such column, in the first that is known."""
        letter = self.letters.get(column) or next(iter(self.letters.values()), "A")
        return Mistake(f"{letter}{number}", wrong, value)


class Titled(Protocol):
    """Of a column; by any of the titles it is known."""

    @property
    def titles(self) -> tuple[str, ...]: ...

    @property
    def needed(self) -> bool: ...


@dataclass(frozen=True)
class Shape(Generic[Column]):
    """What a table is known by: `head` are the titles of its first row, an example begins in the first of them.

    `written`: titles that we write and do not read.
    """

    head: tuple[Column, ...]
    columns: Mapping[Column, Titled]
    most: int
    written: tuple[str, ...] = ()

    def named(self, title: str) -> Column | None:
        said = plain(title)
        return next((column for column, rules in self.columns.items() if said in map(plain, rules.titles)), None)


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


def rows_in(content: bytes, sheet: str) -> list[Row] | Trouble:
    """Of the sheet named so, or of the first."""
    if trouble := no_table(content):
        return trouble
    try:
        return list(_rows_of(content, sheet))
    except Exception:  # noqa: BLE001 - openpyxl fails in as many ways as files are broken
        return Trouble.BROKEN


def laid_out(rows: Sequence[Row], shape: Shape[Column]) -> tuple[Read[Column, Any], dict[int, dict[Column, Cell]]]:
    """The cells of each row that says something, by its number; `rows`: all of the sheet, the first one first."""
    head = next((number for number, row in enumerate(rows[:HEAD_WITHIN]) if _is_head(row, shape)), None)
    if head is None:
        return Read(trouble=Trouble.NO_HEAD, missing=list(shape.head)), {}
    places, ignored = _places(rows[head], shape)
    if missing := [each for each, rules in shape.columns.items() if rules.needed and each not in places]:
        return Read(trouble=Trouble.NO_HEAD, missing=missing), {}
    cells = {number: _cells(row, places) for number, row in enumerate(rows[head + 1 :], head + 2)}
    found = {number: row for number, row in cells.items() if _says_something(row, shape)}
    if not found or len(found) > shape.most:
        return Read(trouble=Trouble.TOO_MANY if found else Trouble.NOBODY), {}
    letters = {column: get_column_letter(place + 1) for column, place in places.items()}
    return Read(letters=letters, ignored=ignored), found


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


def _rows_of(content: bytes, named: str) -> Iterator[Row]:
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


def _is_head(row: Row, shape: Shape[Any]) -> bool:
    return {shape.named(cell.text) for cell in row if isinstance(cell.value, str)}.issuperset(shape.head)


def _places(head: Row, shape: Shape[Column]) -> tuple[dict[Column, int], list[str]]:
    """Of two columns with one title the first is read."""
    places: dict[Column, int] = {}
    ignored = []
    for place, cell in enumerate(head):
        column = shape.named(cell.text) if cell.text else None
        if column is not None and column not in places:
            places[column] = place
        elif cell.text and cell.text not in shape.written:
            ignored.append(cell.text)
    return places, ignored


def _cells(row: Row, places: Mapping[Column, int]) -> dict[Column, Cell]:
    return {column: row[place] if place < len(row) else NOTHING for column, place in places.items()}


def _says_something(cells: Mapping[Column, Cell], shape: Shape[Column]) -> bool:
    """Not an empty row, and not the example."""
    first = cells[shape.head[0]]
    is_example = isinstance(first.value, str) and first.text.startswith(EXAMPLE)
    return not is_example and any(cell.text for cell in cells.values())


def known(value: Known | None, wrong: StrEnum) -> Known:
    if value is None:
        raise Misread(wrong)
    return value


def choice(choices: Sequence[AnyChoice], text: str, wrong: StrEnum) -> AnyChoice:
    """The one it names; if it is not named in full, the only one that it may mean."""
    near = find(choices, text)
    return find_exact(choices, text) or known(near[0] if len(near) == 1 else None, wrong)
