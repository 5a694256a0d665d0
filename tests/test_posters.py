from dataclasses import replace
from datetime import date

import pytest

from screens.papers import posters
from screens.papers.posters import Poster, PosterLink
from screens.papers.qr import QUIET_ZONE, matrix_of, short_address
from tests.paper_readers import codes_of, fonts_not_embedded, image, reader, size_of, text_of

TELEGRAM = PosterLink("Telegram", "https://t.me/nastavniki_perm_bot?start=e_17")
VK = PosterLink("ВКонтакте", "https://vk.me/nastavniki_perm?ref=e_17")
WEBINAR = Poster(
    community="Движение «Наставники»",
    title="Как говорить с родителями: первые полгода в школе",
    when="Четверг, 12 ноября, 16:00",
    place="Пермь, ул. Екатерининская, 210",
    links=(TELEGRAM, VK),
    made_on=date(2026, 11, 1),
)


def test_poster_says_what_when_where_and_how() -> None:
    text = text_of(posters.pdf(WEBINAR))
    assert WEBINAR.title in text
    assert WEBINAR.when in text
    assert WEBINAR.place in text
    assert "Telegram t.me/nastavniki_perm_bot?start=e_17" in text
    assert "ВКонтакте vk.me/nastavniki_perm?ref=e_17" in text


def test_poster_is_one_upright_page_with_its_own_fonts() -> None:
    paper = posters.pdf(WEBINAR)
    [page] = reader(paper).pages
    assert page.mediabox.height > page.mediabox.width
    assert fonts_not_embedded(paper) == []


def test_both_codes_are_read_from_the_picture() -> None:
    picture = posters.png(WEBINAR)
    assert size_of(picture)[0] == 1240
    assert codes_of(picture) == {TELEGRAM.url, VK.url}


def test_poster_of_one_network() -> None:
    assert codes_of(posters.png(replace(WEBINAR, links=(VK,)))) == {VK.url}


@pytest.mark.parametrize("text", ["🎉", "", "Ш" * 500, "слово " * 100, "<b>שלום</b>"])
def test_hostile_poster(text: str) -> None:
    poster = replace(WEBINAR, title=text, when=text, place=text, community=text, call=text)
    assert len(reader(posters.pdf(poster)).pages) == 1
    assert codes_of(posters.png(poster)) == {TELEGRAM.url, VK.url}


def test_code_has_the_white_edge_a_camera_needs() -> None:
    picture = image(posters.png(replace(WEBINAR, links=(VK,))))
    modules = len(matrix_of(VK.url)) + 2 * QUIET_ZONE
    scale = 1240 / 210
    edge = QUIET_ZONE * posters.CODE / modules
    left, top, side = 105 - posters.CODE / 2, 180, posters.CODE
    around = picture.crop((left * scale, top * scale, (left + side) * scale, (top + edge * 0.95) * scale))
    assert around.getextrema() == (255, 255)


@pytest.mark.parametrize(
    ("address", "short"),
    [("https://t.me/bot?start=e_1", "t.me/bot?start=e_1"), ("http://www.example.ru/", "example.ru")],
)
def test_addresses_people_can_type(address: str, short: str) -> None:
    assert short_address(address) == short
