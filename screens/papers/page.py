"""A sheet with fonts of our own. fpdf2 takes a second to import: only the first paper of a program waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from screens.papers.lettering import POINT, Setting, fit, legible, line_height

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

FONTS = Path(__file__).parent / "fonts"
BASELINE = 0.35  # of the size below the middle of a line: half a capital letter

Colour = tuple[int, int, int]
INK: Colour = (33, 37, 41)
QUIET: Colour = (94, 102, 112)
ACCENT: Colour = (28, 58, 99)
WARM: Colour = (181, 145, 82)


class Face(Enum):
    SERIF = "PT_Serif-Web-Regular.ttf"
    BOLD = "PT_Serif-Web-Bold.ttf"
    SANS = "PT_Sans-Web-Regular.ttf"


@dataclass(frozen=True)
class Box:
    """Millimetres from the upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Text:
    """Sizes in points; `height` is the most it may take and `gap` the space above it, in millimetres."""

    text: str
    face: Face
    size: float
    height: float
    gap: float = 0
    colour: Colour = INK
    smallest: float = 6


class Page:
    """An A4 page; `pdf` is there for what this class does not draw."""

    def __init__(self, title: str, orientation: Literal["portrait", "landscape"], made_on: date) -> None:
        from fpdf import FPDF

        self.pdf: FPDF = FPDF(orientation=orientation, unit="mm", format="A4")
        for face in Face:
            self.pdf.add_font(face.name.lower(), fname=FONTS / face.value)
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margins(25, 16, 18)
        self.pdf.set_title(title)
        self.pdf.set_lang("ru-RU")
        self.pdf.set_creation_date(datetime.combine(made_on, time(), UTC))  # the same words make the same bytes
        self.pdf.add_page()

    def _font(self, face: Face) -> TTFFont:
        return cast("TTFFont", self.pdf.fonts[face.name.lower()])

    def legible(self, text: str, face: Face) -> str:
        return legible(text, self._font(face).cmap)

    def wide(self, text: str, face: Face) -> float:
        """Millimetres at one point."""
        widths = self._font(face).cw
        return sum(widths[ord(sign)] for sign in text) / 1000 * POINT

    def use(self, face: Face, size: float, colour: Colour = INK) -> None:
        self.pdf.set_font(face.name.lower(), size=size)
        self.pdf.set_text_color(*colour)

    def turn_to(self, number: int) -> None:
        self.pdf.page = number
        self.pdf.set_font_size(1)  # fpdf2 takes the other page's font for this one's and would not name it again

    def column(self, box: Box, texts: Iterable[Text], align: Literal["left", "centre"] = "centre") -> None:
        """One under another, in the middle of the box's height; empty ones take no room."""
        settings = [(text, setting) for text in texts if (setting := self._set(text, box.width)).lines]
        y = box.y + (box.height - sum(text.gap + setting.height for text, setting in settings)) / 2
        for text, setting in settings:
            self._draw(text, setting, Box(box.x, y + text.gap, box.width, setting.height), align)
            y += text.gap + setting.height

    def _set(self, text: Text, width: float) -> Setting:
        words = self.legible(text.text, text.face)
        if not words:
            return Setting(text.size, ())
        return fit(words, partial(self.wide, face=text.face), text.size, text.smallest, width, text.height)

    def _draw(self, text: Text, setting: Setting, box: Box, align: Literal["left", "centre"]) -> None:
        self.use(text.face, setting.size, text.colour)
        for number, line in enumerate(setting.lines):
            spare = box.width - self.wide(line, text.face) * setting.size if align == "centre" else 0
            middle = box.y + line_height(setting.size) * (number + 0.5)
            self.pdf.text(box.x + spare / 2, middle + BASELINE * setting.size * POINT, line)

    def frame(self, box: Box, thickness: float, colour: Colour) -> None:
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(thickness)
        self.pdf.rect(box.x, box.y, box.width, box.height)

    def rule(self, x: float, y: float, width: float, colour: Colour = QUIET, thickness: float = 0.25) -> None:
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(thickness)
        self.pdf.line(x, y, x + width, y)

    def bytes(self) -> bytes:
        content = bytes(self.pdf.output())
        self.close()
        return content

    def close(self) -> None:
        """A page that is not wanted after all leaves no file open."""
        for face in Face:
            self._font(face).ttfont.close()
