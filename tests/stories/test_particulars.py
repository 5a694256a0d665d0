from __future__ import annotations

import pytest
from sqlalchemy import select

from storage.models import Person
from tests.crew import Crew
from tests.stories.test_profile import join, the_member


async def test_each_answer_is_changed_by_itself_and_a_wrong_one_loses_nothing(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.presses("Меню")
    anna.interactions = 0
    await anna.presses("Профиль")
    await anna.presses("Изменить")
    await anna.presses("Обращение")
    await anna.sends("sticker")
    await anna.sees("имя словами, до 60 знаков", "Сейчас: Анна.")
    await anna.says("анна сергеевна")
    await anna.sees("Сохранено: обращение", "Имя: Анна Сергеевна")
    assert anna.interactions == 5
    await anna.presses("ФИО")
    await anna.says("Вымышленная")
    await anna.sees("фамилия и имя словами")
    await anna.says("Вымышленная Анна <Сергеевна>")
    await anna.sees("фамилия и имя словами")
    await anna.says("Вымышленная Анна Сергеевна")
    await anna.sees("Сохранено: ФИО", "ФИО: Вымышленная Анна Сергеевна")
    await anna.presses("ФИО")
    await anna.presses("Стереть")
    await anna.sees("Стёрто.")
    await anna.presses("Муниципалитет")
    await anna.says("кунгур")
    await anna.sees("Муниципалитет: Кунгур")
    await anna.presses("Преподаёте с")
    await anna.says("в прошлом веке")
    await anna.sees("год цифрами")
    await anna.says("2019")
    await anna.presses("Организация")
    await anna.says("Школа № 7")
    await anna.sees("Организация: Школа № 7", "Преподаёте с: 2019")
    member = crew.read(the_member)
    assert (member.name, member.full_name, member.organisation) == ("Анна Сергеевна", None, "Школа № 7")


async def test_new_position_says_what_it_clears(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.presses("Меню")
    await anna.presses("Профиль")
    await anna.presses("Изменить")
    await anna.presses("Темы")
    await anna.says("математика")
    await anna.sees("Сейчас: Математика.")
    await anna.presses("Назад")
    await anna.presses("Кто вы")
    await anna.says("воспитатель")
    await anna.sees("К новому ответу не подошло и стёрлось: «Темы»")
    assert crew.read(the_member).specialities == []


async def test_competences_are_found_by_typing_and_turned_page_by_page(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.presses("Меню")
    await anna.presses("Профиль")
    await anna.presses("Изменить")
    await anna.presses("Компетенции")
    await anna.sees("пока ничего")
    await anna.presses("Могу поделиться")
    await anna.presses("Цели и план урока")
    await anna.sees("✅ Цели и план урока")
    await anna.presses("Ещё")
    await anna.says("дисциплина")
    await anna.sees("похоже")
    await anna.presses("Дисциплина")
    await anna.sees("Сейчас: Цели и план урока, Дисциплина и управление классом.")
    await anna.says("алхимия")
    await anna.sees("название из списка")
    await anna.presses("Назад")
    await anna.presses("Хочу научиться")
    await anna.presses("Мотивация")
    await anna.presses("Меню")
    await anna.presses("Профиль")
    await anna.sees("Могу поделиться: Цели", "Хочу научиться: Мотивация")
    assert crew.read(the_member).shares == ["lesson-design", "classroom"]


@pytest.mark.parametrize("profile", ["anuchino-school"])
async def test_only_municipality_is_not_asked(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await anna.starts()
    await anna.presses("Вступить")
    await anna.presses("Даю согласие")
    await anna.says("Анна")
    await anna.says("учитель")
    await anna.forges("edit")
    await anna.sees("Что изменить?")
    await anna.forges("ask:municipality")
    await anna.sees("Что изменить?")


async def test_guest_is_told_to_join_first(crew: Crew) -> None:
    boris = await crew.person(1002, "Борис")
    await boris.starts()
    for forged in ("edit", "skills", "ask:name", "set:name:Борис", "clear:full_name", "tag:shares:motivation:1:0"):
        await boris.forges(forged)
        await boris.sees("Это доступно после вступления")


@pytest.mark.parametrize("profile", ["tyumen-skillsclub"])
async def test_who_becomes_a_student_says_whether_they_are_18(crew: Crew) -> None:
    anna, dana = await crew.person(1001, "Анна"), await crew.person(1002, "Дана")
    for person, name in ((anna, "Анна"), (dana, "Дана")):
        await join(person, name, "Тюмень")
        await person.forges("ask:position")
        await person.says("студент педколледжа")
        await person.sees("Вам есть 18 лет?")
    await anna.says("возможно")
    await anna.sees("«да» или «нет»")
    await anna.says("да")
    await anna.sees("Сохранено: кто вы", "Студент педколледжа")
    await dana.presses("Ещё нет")
    await dana.sees("только с согласия родителя")
    await dana.presses("Назад")
    await dana.sees("Кто вы?")
    await dana.says("студент педколледжа")
    await dana.says("нет")
    await dana.presses("Мне нет 18")
    await dana.sees("нужно согласие родителя", "Форма для родителей")
    await dana.forges("minoryes")
    await dana.sees("после вступления")
    await dana.forges("agefor:student-college:1")
    await dana.sees("после вступления")
    [person] = crew.read(lambda session: session.execute(select(Person).where(Person.is_minor)).scalars().all())
    assert (person.name, person.joined_at) == (None, None)
    assert crew.read(the_member).name == "Анна"
