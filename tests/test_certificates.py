from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.certificates import Kind
from screens.papers import certificates
from screens.papers.certificates import ABOUT, Certificate
from screens.papers.signing import Signatory
from tests.paper_readers import codes_of, fonts_not_embedded, letters_of, links_of, reader, size_of, text_of

CHECK = "https://t.me/nastavniki_perm_bot?start=c_PN20260042"
ANNA = Certificate(
    number="ПН-2026-0042",
    issued_on=date(2026, 11, 14),
    kind=Kind.PARTICIPANT,
    full_name="Иванова Анна Константиновна",
    event_title="Как говорить с родителями",
    event_day=date(2026, 11, 12),
    community="Педагогическое движение «Наставники» системы образования Пермского края",
    signatory=Signatory("Руководитель движения", "И. И. Верещагина"),
    wording=("Продолжительность — 2 академических часа.",),
    url=CHECK,
)
LONG_SURNAME = "Константинопольская-Верхнебарановская-Нижнепреображенская-Замоскворецкая"
HOSTILE = {
    "emoji": "Анна 🎉👩‍🏫 Иванова",
    "right to left": "Анна \u202eавонавИ שלום مرحبا",
    "markup": "<b>Анна</b> &amp; **Иванова** __X__",
    "hieroglyphs": "李安娜 안나",
    "500 letters": "Щ" * 500,
    "marks": "А" + "\u0301" * 50,
    "controls": "Анна\x00\r\n\t\u2028Иванова\ud800",
    "nothing": "",
}
LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәөүңҗһғҡ"
names = st.lists(st.text(LETTERS, min_size=1, max_size=60).map(str.title), min_size=1, max_size=6).map("-".join)


def test_certificate_says_who_what_and_when() -> None:
    text = text_of(certificates.pdf(ANNA))
    for said in (
        "Иванова Анна Константиновна",
        "СЕРТИФИКАТ об участии в мероприятии",
        "«Как говорить с родителями»",
        "12 ноября 2026 года",
        "№ ПН-2026-0042 от 14 ноября 2026 года",
        "Продолжительность — 2 академических часа.",
        ANNA.community,
        "И. И. Верещагина",
        "t.me/nastavniki_perm_bot?start=c_PN20260042",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 11, 12), date(2026, 11, 12), "12 ноября 2026 года"),
        (date(2026, 11, 12), date(2026, 11, 14), "12–14 ноября 2026 года"),
        (date(2026, 11, 30), date(2026, 12, 2), "30 ноября – 2 декабря 2026 года"),
        (date(2026, 12, 31), date(2027, 1, 2), "31 декабря 2026 года – 2 января 2027 года"),
    ],
)
def test_certificate_of_several_days_names_the_first_and_the_last(first: date, last: date, said: str) -> None:
    assert said in text_of(certificates.pdf(replace(ANNA, event_day=first, event_last_day=last)))


def test_certificate_is_one_page_lying_on_its_side_with_its_own_fonts() -> None:
    paper = certificates.pdf(ANNA)
    [page] = reader(paper).pages
    assert [round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height)] == [297, 210]
    assert fonts_not_embedded(paper) == []
    assert len(paper) < 100_000


def test_same_certificate_is_the_same_file() -> None:
    assert certificates.pdf(ANNA) == certificates.pdf(ANNA)


@pytest.mark.parametrize("kind", Kind)
def test_certificate_of_every_kind(kind: Kind) -> None:
    assert ABOUT[kind] in text_of(certificates.pdf(replace(ANNA, kind=kind)))


def test_picture_is_as_wide_as_a_screen_and_its_code_leads_to_the_check() -> None:
    picture = certificates.png(ANNA)
    width, height = size_of(picture)
    assert width == 1600
    assert round(width / height, 2) == round(297 / 210, 2)
    assert codes_of(picture) == {CHECK}


def test_pictures_made_at_once_are_whole() -> None:
    with ThreadPoolExecutor(4) as pool:
        pictures = list(pool.map(certificates.png, [ANNA] * 4))
    assert set(pictures) == {certificates.png(ANNA)}


def test_certificate_without_a_check_or_a_signature_has_neither() -> None:
    plain = replace(ANNA, url="", signatory=None, wording=())
    assert codes_of(certificates.png(plain)) == set()
    assert "Проверка" not in text_of(certificates.pdf(plain))


def test_press_on_the_code_opens_the_check() -> None:
    assert links_of(certificates.pdf(ANNA)) == [CHECK]


def test_long_double_surname_breaks_only_where_people_break_it() -> None:
    text = text_of(certificates.pdf(replace(ANNA, full_name=f"{LONG_SURNAME} Александра Максимилиановна")))
    assert f"{LONG_SURNAME} Александра Максимилиановна" in text.replace("- ", "-")


@settings(max_examples=6)
@given(name=names)
def test_no_letter_of_a_name_is_lost(name: str) -> None:
    paper = certificates.pdf(replace(ANNA, full_name=name))
    assert name in letters_of(paper)
    assert len(reader(paper).pages) == 1


@settings(max_examples=6)
@given(name=st.text(max_size=200), title=st.text(max_size=400))
def test_no_text_breaks_a_certificate(name: str, title: str) -> None:
    paper = certificates.pdf(replace(ANNA, full_name=name, event_title=title))
    assert len(reader(paper).pages) == 1
    assert ANNA.number in text_of(paper)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_breaks_nothing(text: str) -> None:
    paper = certificates.pdf(
        replace(
            ANNA,
            full_name=text,
            event_title=text,
            community=text,
            signatory=Signatory(text, text),
            wording=(text, text),
        )
    )
    assert len(reader(paper).pages) == 1
    assert ANNA.number in text_of(paper)


def test_markup_in_a_name_is_text() -> None:
    assert "<b>Анна</b>" in text_of(certificates.pdf(replace(ANNA, full_name="<b>Анна</b>")))


def test_500_letters_are_all_there() -> None:
    assert "Щ" * 500 in letters_of(certificates.pdf(replace(ANNA, full_name="Щ" * 500)))
