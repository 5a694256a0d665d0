import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.contacts import looks_like_contact


@pytest.mark.parametrize(
    "text",
    [
        "+7 912 345-67-89",
        "звоните 8(912)3456789 вечером",
        "89123456789",
        "мой номер: 912 345 67 89",
        "234-56-78",
        "пишите @anna_teacher",
        "anna.petrova@mail.example",
        "t.me/anna",
        "https://vk.com/id12345",
        "vk.ru/anna",
    ],
)
def test_contact_is_seen(text: str) -> None:
    assert looks_like_contact(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Как провести собрание 12.10.2026 в 16:00?",
        "В 2025–2026 учебном году у нас 25 учеников и 3 педагога",
        "приказ № 273 от 29.12.2012",
        "ФГОС, пункт 1.2.3.4.5.6.7.8.9.10",
        "вот видео: https://vk.com/video-1_2345678901",
        "числа 1 2 3 4 5 6 7 8 9 10 11 12 13 14",
        "стоит 1 250 000 рублей",
    ],
)
def test_numbers_and_links_are_no_contacts(text: str) -> None:
    assert not looks_like_contact(text)


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    assert looks_like_contact(text) in {True, False}


@given(st.integers(9000000000, 9999999999), st.sampled_from(["+7", "8", "+7 ", "8-", "7"]))
def test_every_mobile_number_is_seen(number: int, code: str) -> None:
    digits = str(number)
    assert looks_like_contact(f"Мой телефон {code}{digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:]}.")
