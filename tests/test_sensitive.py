from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.sensitive import Sensitive, looks_like

TOLD = {
    "Петров Миша из 3 Б дерётся на переменах": Sensitive.CHILD,
    "Миша Петров опять не сделал уроки": Sensitive.CHILD,
    "Что делать с Машей Ивановой?": Sensitive.CHILD,
    "Саша, 5 класс, не хочет учиться": Sensitive.CHILD,
    "У меня Ваня из 4а, он молчит": Sensitive.CHILD,
    "Сидоров из 7 «В» курит": Sensitive.CHILD,
    "Маме Кузнецовой Алёны я уже звонила": Sensitive.CHILD,
    "У ученика СДВГ, как с ним работать?": Sensitive.DIAGNOSIS,
    "Мальчик с ДЦП в обычном классе": Sensitive.DIAGNOSIS,
    "У девочки аутизм": Sensitive.DIAGNOSIS,
    "Ребёнку поставили диагноз, что дальше?": Sensitive.DIAGNOSIS,
    "СНИЛС 112-233-445 95 не подходит": Sensitive.DOCUMENT,
    "Мой паспорт 5705 123456": Sensitive.DOCUMENT,
    "Звоните +7 (912) 345-67-89": Sensitive.DOCUMENT,
    "тел. 8 912 345 67 89": Sensitive.DOCUMENT,
}
HARMLESS = (
    "Как учить с детьми стихи Есенина в 3 классе?",
    "Читаем «Сказку» Александра Пушкина в 5 классе",
    "Программа для детей с ЗПР: где взять?",
    "Какие игры для детей с аутизмом?",
    "Нужна ли копия паспорта на аттестацию?",
    "Сколько баллов за ЕГЭ 2025 по физике?",
    "Урок 45 минут, 9 класс, тема «Франция»",
    "Работаю в школе № 7 города Перми первый год",
    "В Красновишерске открыли Точку Роста",
    "Учебник Мордковича или Макарычева для 8 класса?",
    "ФГОС 2021 и учебник под редакцией Львова",
    "",
)


@pytest.mark.parametrize("text", TOLD)
def test_what_tells_of_a_child_is_noticed(text: str) -> None:
    assert looks_like(text) is TOLD[text]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_tells_of_nobody_is_left_alone(text: str) -> None:
    assert looks_like(text) is None


@given(st.text(max_size=500))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert looks_like(text) in {None, *Sensitive}


@given(st.sampled_from(sorted(TOLD)), st.text(alphabet="абвгд ,.", max_size=60))
def test_it_is_noticed_wherever_it_stands(told: str, more: str) -> None:
    assert looks_like(f"{more} {told} {more}") is TOLD[told]
