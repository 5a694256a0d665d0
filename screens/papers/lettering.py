"""Text that always fits: smaller first, then broken at spaces, at hyphens, and only then anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from community.names import clean

POINT = 25.4 / 72  # millimetres
LEADING = 1.2
STEP = 0.95

WORDS = re.compile(r"(?:(?:№|\w{1,2}) ){0,2}\S+ *")  # no line ends with «в» or «№»
PARTS = re.compile(r"[^ -]*-+ *|[^ -]+ *")
LETTERS = re.compile(r"\S *")

# The smallest share of the wanted size, where lines may break, how many lines there may be.
PLANS = ((0.75, WORDS, 1), (0.6, WORDS, 99), (0.6, PARTS, 99), (0, WORDS, 99), (0, PARTS, 99), (0, LETTERS, 99))

Wide = Callable[[str], float]


class Setting(NamedTuple):
    size: float
    lines: Sequence[str]

    @property
    def height(self) -> float:
        return len(self.lines) * line_height(self.size)


class Piece(NamedTuple):
    text: str
    width: float
    bare: float


def line_height(size: float) -> float:
    return size * LEADING * POINT


def legible(text: str, drawn: Container[int]) -> str:
    """One line of signs that a font can draw: pictures and marks are left out, other unknown letters become «?»."""
    signs = "".join(_sign(sign, drawn) for sign in unicodedata.normalize("NFC", clean(text)))
    return re.sub("(?<=«) | (?=»)", "", " ".join(signs.split()))  # where a picture was


def quoted(title: str) -> str:
    """«Урок», also when the title has quotation marks of its own: «Практикум „Урок“»."""
    title = title.strip()
    if re.fullmatch("«[^«»]*»", title):
        return title
    return f"«{title.replace('«', '„').replace('»', '“')}»"


def bound(text: str) -> str:
    """For whoever breaks lines at plain spaces only: short words hold on to the next one."""
    return re.sub(r"(?<!\S)(№|\w{1,2}) ", "\\1\u00a0", text)


def _sign(sign: str, drawn: Container[int]) -> str:
    if ord(sign) in drawn:
        return sign
    alike = "".join(part for part in unicodedata.normalize("NFKD", sign) if ord(part) in drawn)
    return alike or ("?" if unicodedata.category(sign)[0] in "LNP" else "")


def fit(text: str, wide: Wide, largest: float, smallest: float, width: float, height: float) -> Setting:
    """`wide` answers for one point; the box is in millimetres. What fits at no size ends with «…»."""
    for share, breaks, most in PLANS:
        pieces = _measured(breaks.findall(text), wide)
        for size in _sizes(largest, max(smallest, largest * share)):
            setting = Setting(size, _lines(pieces, width / size) or ())
            if setting.lines and len(setting.lines) <= most and setting.height <= height:
                return Setting(size, _balanced(pieces, width / size, setting.lines))
    return _cut(text, wide, smallest, width, height)


def _sizes(largest: float, smallest: float) -> Iterator[float]:
    size = largest
    while size > smallest:
        yield size
        size *= STEP
    yield smallest


def _measured(pieces: Iterable[str], wide: Wide) -> list[Piece]:
    return [Piece(piece, wide(piece), wide(piece.rstrip())) for piece in pieces]


def _lines(pieces: Sequence[Piece], most: float) -> list[str] | None:
    """None when a piece alone is wider than the line."""
    lines, line, width = [], "", 0.0
    for piece in pieces:
        if piece.bare > most:
            return None
        if line and width + piece.bare > most:
            lines.append(line.rstrip())
            line, width = "", 0.0
        line, width = line + piece.text, width + piece.width
    return [*lines, line.rstrip()]


def _balanced(pieces: Sequence[Piece], most: float, lines: Sequence[str]) -> Sequence[str]:
    """As many lines, but of a length: no word stands alone under a full line."""
    narrower = (_lines(pieces, most * percent / 100) for percent in range(50, 100, 5))
    return next((found for found in narrower if found and len(found) == len(lines)), lines)


def _cut(text: str, wide: Wide, size: float, width: float, height: float) -> Setting:
    lines = _lines(_measured(LETTERS.findall(text), wide), width / size) or []
    kept = lines[: max(1, int(height / line_height(size)))]
    return Setting(size, [*kept[:-1], kept[-1][:-2] + "…"] if kept else [])
