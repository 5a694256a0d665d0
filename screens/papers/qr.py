from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from screens.papers.page import Box, Page

QUIET_ZONE = 4  # modules of white that a camera needs around
OVERLAP = 0.02  # millimetres, or screens show white seams between rows


def draw_qr(page: Page, address: str, box: Box) -> None:
    """A square as wide as the box, white edge included; a press on it opens the address too."""
    matrix = matrix_of(address)
    module = box.width / (len(matrix) + 2 * QUIET_ZONE)
    left, top = box.x + QUIET_ZONE * module, box.y + QUIET_ZONE * module
    page.pdf.set_fill_color(0)
    for row, start, length in _runs(matrix):
        x, y = left + start * module, top + row * module
        page.pdf.rect(x, y, length * module + OVERLAP, module + OVERLAP, style="F")
    page.pdf.link(box.x, box.y, box.width, box.width, address)


def matrix_of(address: str) -> list[list[bool]]:
    import segno

    return [[bool(module) for module in row] for row in segno.make_qr(address, error="m").matrix]


def short_address(address: str) -> str:
    """What a person would type."""
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.").removesuffix("/")


def _runs(matrix: list[list[bool]]) -> Iterator[tuple[int, int, int]]:
    for row, modules in enumerate(matrix):
        start = 0
        for dark, run in groupby(modules):
            length = len(list(run))
            if dark:
                yield row, start, length
            start += length
