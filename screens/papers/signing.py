from __future__ import annotations

from dataclasses import dataclass

from screens.papers.page import QUIET, Box, Face, Page, Text


@dataclass(frozen=True)
class Signatory:
    """`position` as it stands before the signature: «Руководитель движения»."""

    position: str
    name: str


def sign(page: Page, signatory: Signatory, box: Box, size: float = 11) -> None:
    """Position, a line for the pen, name."""
    half, third, edge = box.width * 0.44, box.width * 0.32, 4
    position, name = Box(box.x, box.y, half, box.height), Box(box.x + box.width - third, box.y, third, box.height)
    page.column(position, [Text(signatory.position, Face.SERIF, size, box.height)], "left")
    page.column(name, [Text(signatory.name, Face.SERIF, size, box.height)], "left")
    start = box.x + half + edge
    page.rule(start, box.y + box.height / 2 + size * 0.13, name.x - edge - start, QUIET)
