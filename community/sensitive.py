"""Whether a text may tell who a child is, what is wrong with them, or the number of a document. A hint, no barrier."""

from __future__ import annotations

import re
from enum import Enum, auto

from storage.models import fold


class Sensitive(Enum):
    CHILD = auto()
    DIAGNOSIS = auto()
    DOCUMENT = auto()


_SHORT = r"ЗПР|ЗПРР|ЗРР|РАС|ДЦП|СДВГ|ОНР|ТНР|УО"
_LONG = (
    r"(?i:аутизм\w*|аутист\w*|синдром\w*\s+(?:Дауна|Аспергера|Туретта)|эпилепси\w*|шизофрени\w*|диабет\w*|"
    r"дислекси\w*|дисграфи\w*|умственн\w+\s+отстал\w*|задержк\w+\s+(?:психическ|речев)\w+|диагноз\w*|инвалидност\w*)"
)
_DIAGNOSIS = re.compile(rf"\b(?:{_SHORT}|{_LONG})\b")
_IN_GENERAL = re.compile(
    rf"(?i:\b(?:дет(?:и|ей|ям|ьми|ях)|обучающи\w+|ученики|учеников|класс\w*|групп\w*|программ\w*))\s+"
    rf"(?:с|со|для|при)\s+(?:{_SHORT}|{_LONG})\b"
)
_NAMES = """
Александр Алексей Алёша Алина Алиса Алёна Анастасия Андрей Андрюша Анна Аня Антон Арина Арсений Артём Артур Богдан
Борис Вадим Валера Валерия Ваня Варвара Варя Василиса Василий Вася Вера Вероника Вика Виктор Виктория Виталий Витя
Влад Владимир Владислав Вова Галя Гена Герман Глеб Гриша Давид Данил Даниил Данила Даниэль Данька Даша Дарья Денис
Дима Дмитрий Ева Евгений Егор Екатерина Елена Елизавета Женя Захар Зоя Иван Игорь Илья Ира Ирина Камилла Карина Катя
Кира Кирилл Ксения Ксюша Лев Лёва Лена Лера Лёша Лиза Лика Максим Марат Маргарита Марина Мария Марк Маша Матвей Мила
Милана Миша Михаил Мирон Настя Наташа Наталья Никита Николай Коля Олег Оля Ольга Паша Павел Пётр Петя Платон Полина
Рита Родион Роман Рома Руслан Савелий Саша Света Семён Серёжа Сергей Слава Соня София Софья Степан Стёпа Таисия Таня
Татьяна Тимофей Тимур Тоня Ульяна Фёдор Федя Эмилия Юля Юлия Юра Юрий Яна Ярослав Слава
"""
_WRITERS = """
Пушкин Толст Есенин Чехов Гогол Достоевск Лермонтов Некрасов Тургенев Маяковск Ахматов Барто Маршак Чуковск Носов
Выготск Сухомлинск Макаренко Ушинск Блок Бунин Гайдар Горьк Драгунск Крылов Куприн Островск Паустовск Пришвин
Пастернак Солженицын Твардовск Фет Тютчев Цветаев Шолохов Бианки Ломоносов Менделеев Суворов Кутузов Невск Репин
Чёрн Куинджи Чайковск Глинк Гагарин Королёв Жуков
"""


def _stem(name: str) -> str:
    return re.sub(r"[аяйь]$", "", fold(name))


_ENDS = r"(?:а|я|у|ю|е|и|ы|ь|й|ой|ей|ом|ем|ою|ею|ия|ию|ии|ием)?"
_FIRST = rf"(?:{'|'.join(sorted({_stem(name) for name in _NAMES.split()}, key=len, reverse=True))}){_ENDS}"
_CAPITAL = r"[А-ЯЁ][а-яё]{2,}"
_CLASS = r"(?:1[01]|[1-9])\s?[-«]?\s?(?:[а-яё]\b|класс\w*)"
_GIVEN = re.compile(_FIRST)
_PAIR = re.compile(rf"\b({_CAPITAL})(?=\s+({_CAPITAL})\b)")
_WITH_CLASS = re.compile(
    rf"\b({_CAPITAL})\W{{1,3}}(?:(?i:из|ученик|ученица|учится)\W{{1,3}}){{0,3}}(?:в\s+)?(?i:{_CLASS})"
)
_SURNAME = re.compile(r".{2,}(?:ов|ев|ёв|ин|ын|ск|цк|ко|юк|ук|ян)(?:а|у|ой|ым|ого|ому|ая|ую|ий|ый)?")
_DOCUMENT = re.compile(
    r"\b\d{3}-\d{3}-\d{3}[ -]\d{2}\b|(?i:снилс|паспорт|полис)\w*\D{0,12}\d{4,}|\b\d{2}\s?\d{2}\s?№?\s?\d{6}\b|"
    r"(?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}\b"
)


def looks_like(text: str) -> Sensitive | None:
    if _DOCUMENT.search(text):
        return Sensitive.DOCUMENT
    if _names_a_child(text):
        return Sensitive.CHILD
    return Sensitive.DIAGNOSIS if _DIAGNOSIS.search(_IN_GENERAL.sub("", text)) else None


def _names_a_child(text: str) -> bool:
    """A first name beside a surname, or either beside a class; writers are no children."""
    for pair in _PAIR.finditer(text):
        for name, other in (pair.groups(), pair.groups()[::-1]):
            if _is_first(name) and _SURNAME.fullmatch(other) and not _is_writer(other):
                return True
    named = (found[1] for found in _WITH_CLASS.finditer(text))
    return any(_is_first(name) or (_SURNAME.fullmatch(name) and not _is_writer(name)) for name in named)


def _is_first(word: str) -> bool:
    return _GIVEN.fullmatch(fold(word)) is not None


def _is_writer(word: str) -> bool:
    return any(fold(word).startswith(fold(writer)) for writer in _WRITERS.split())
