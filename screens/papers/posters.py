from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from screens.papers.page import ACCENT, QUIET, WARM, Box, Face, Page, Text
from screens.papers.pictures import png as picture
from screens.papers.qr import draw_qr, short_address

PICTURE_WIDTH = 1240
CODE = 72


@dataclass(frozen=True)
class PosterLink:
    network: str
    url: str


@dataclass(frozen=True)
class Poster:
    """`when` and `place` are lines as people read them; `links` are one or two."""

    community: str
    title: str
    when: str
    links: tuple[PosterLink, ...]
    made_on: date
    place: str = ""
    call: str = "Наведите камеру телефона на код: откроется запись"


def pdf(poster: Poster) -> bytes:
    page = Page(poster.title, "portrait", poster.made_on)
    page.frame(Box(8, 8, 194, 281), 1.1, ACCENT)
    page.frame(Box(10.5, 10.5, 189, 276), 0.3, WARM)
    page.column(Box(20, 18, 170, 20), [Text(poster.community, Face.SANS, 14, 20, colour=QUIET)])
    page.rule(90, 42, 30, WARM, 0.6)
    page.column(Box(20, 46, 170, 116), _what_and_when(poster))
    page.column(Box(20, 166, 170, 12), [Text(poster.call, Face.SERIF, 16, 12)])
    for link, centre in zip(poster.links, _centres(len(poster.links)), strict=True):
        _link(page, link, centre)
    return page.bytes()


def png(poster: Poster) -> bytes:
    return picture(pdf(poster), PICTURE_WIDTH)


def _what_and_when(poster: Poster) -> list[Text]:
    return [
        Text(poster.title, Face.BOLD, 44, 70, colour=ACCENT, smallest=10),
        Text(poster.when, Face.BOLD, 24, 18, gap=9),
        Text(poster.place, Face.SERIF, 18, 16, gap=3),
    ]


def _centres(links: int) -> list[float]:
    share = 170 / max(links, 1)
    return [20 + share * (number + 0.5) for number in range(links)]


def _link(page: Page, link: PosterLink, centre: float) -> None:
    draw_qr(page, link.url, Box(centre - CODE / 2, 180, CODE, CODE))
    caption = [
        Text(link.network, Face.BOLD, 18, 9),
        Text(short_address(link.url), Face.SANS, 12, 16, gap=1, colour=QUIET),
    ]
    page.column(Box(centre - 40, 252, 80, 28), caption)
