"""Papers on a sheet of the community: «Справка о наставнической деятельности», «Благодарственное письмо»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from screens.papers.lettering import bound
from screens.papers.page import ACCENT, INK, QUIET, WARM, Box, Face, Page, Text
from screens.papers.qr import draw_qr, short_address
from screens.papers.signing import Signatory, sign
from screens.words import full_day, short

BOTTOM = 20
SIGNING = 22
CODE = 32
DENSITIES = (1, 0.9, 0.8)  # tried in turn to keep a letter on one page; a longer one is set with room again
MOST_SQUEEZED = 2  # pages that may become one
MOST_LETTERS = 1000  # in a cell as wide as the sheet: a row of the widest letters is not higher than a page
PALE = (238, 241, 245)


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the sheet's width, one for each column; equal when not said."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Letter:
    """`details` is a line under the community: the operator's address. The table stands after the paragraphs.

    Without a number it only says when it was made. `url`: where the number is checked, by a QR code.
    """

    community: str
    title: str
    paragraphs: tuple[str, ...]
    number: str
    issued_on: date
    signatory: Signatory | None = None
    details: str = ""
    table: Table | None = None
    url: str = ""


def pdf(letter: Letter) -> bytes:
    for density in DENSITIES:
        page = _drawn(letter, density)
        if page.pdf.pages_count == 1:
            return page.bytes()
        if page.pdf.pages_count > MOST_SQUEEZED:
            break
        page.close()
    else:
        page = _drawn(letter, DENSITIES[0])
    _number_pages(page, letter.number)
    return page.bytes()


def _drawn(letter: Letter, density: float) -> Page:
    page = Page(letter.title, "portrait", letter.issued_on)
    page.pdf.set_auto_page_break(True, BOTTOM)
    page.pdf.c_margin = 0  # text begins where the rule does
    _head(page, letter)
    for paragraph in letter.paragraphs:
        _paragraph(page, paragraph, density)
    if letter.table:
        _table(page, letter.table, density)
    if letter.signatory:
        _signature(page, letter.signatory)
    if letter.url:
        _check(page, letter.url)
    return page


def _head(page: Page, letter: Letter) -> None:
    width = page.pdf.epw
    community = Text(letter.community, Face.BOLD, 13, 15, colour=ACCENT)
    page.column(Box(25, 16, width, 25), [community, Text(letter.details, Face.SANS, 9, 8, gap=1.5, colour=QUIET)])
    page.rule(25, 43, width, WARM, 0.6)
    made = full_day(letter.issued_on)
    number = f"№ {letter.number} от {made}" if letter.number else f"Составлено {made}"
    page.column(Box(25, 47, width, 6), [Text(number, Face.SANS, 11, 6, colour=QUIET)], "left")
    page.column(Box(25, 60, width, 18), [Text(letter.title, Face.BOLD, 20, 18)])
    page.pdf.set_y(84)


def _paragraph(page: Page, text: str, density: float) -> None:
    page.use(Face.SERIF, 12 * density)
    words = bound(page.legible(text, Face.SERIF))
    page.pdf.multi_cell(0, 6 * density, words, align="L", new_x="LMARGIN", new_y="NEXT")
    page.pdf.ln(2.5 * density)


def _table(page: Page, table: Table, density: float) -> None:
    from fpdf.fonts import FontFace

    page.use(Face.SERIF, 10 * density)
    page.pdf.set_draw_color(*QUIET)
    page.pdf.set_line_width(0.2)
    page.pdf.ln(1.5)
    widths = table.widths or (1,) * len(table.header)
    with page.pdf.table(
        headings_style=FontFace(family=Face.BOLD.name.lower(), emphasis="", color=INK, fill_color=PALE),
        col_widths=widths,
        align="LEFT",
        text_align="LEFT",
        v_align="TOP",
        line_height=4.8 * density,
        padding=1.2 * density,
    ) as drawn:
        for row in (table.header, *table.rows):
            drawn.row([_cell(page, cell, width / sum(widths)) for cell, width in zip(row, widths, strict=True)])


def _cell(page: Page, text: str, share: float) -> str:
    return short(page.legible(text, Face.SERIF), int(MOST_LETTERS * share))


def _signature(page: Page, signatory: Signatory) -> None:
    if page.pdf.will_page_break(SIGNING + 6):
        page.pdf.add_page()
    y = page.pdf.get_y() + 6
    sign(page, signatory, Box(25, y, page.pdf.epw, SIGNING))
    page.pdf.set_y(y + SIGNING)


def _check(page: Page, url: str) -> None:
    if page.pdf.will_page_break(CODE + 14):
        page.pdf.add_page()
    y = page.pdf.get_y() + 4
    draw_qr(page, url, Box(25, y, CODE, CODE))
    words = ["Проверка номера: наведите камеру на код или откройте", short_address(url)]
    texts = [Text(line, Face.SANS, 9, 9, colour=QUIET) for line in words]
    page.column(Box(25 + CODE + 4, y, page.pdf.epw - CODE - 4, CODE), texts, "left")


def _number_pages(page: Page, number: str) -> None:
    pages = page.pdf.pages_count
    for each in range(1, pages + 1):
        page.turn_to(each)
        label = f"№ {number}, страница {each} из {pages}" if number else f"Страница {each} из {pages}"
        page.column(Box(25, 281, page.pdf.epw, 6), [Text(label, Face.SANS, 9, 6, colour=QUIET)])
