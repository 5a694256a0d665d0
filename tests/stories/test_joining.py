from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Account, Base, Consent, Notification, Person
from tests.crew import OWNER, Crew

BUDGET = 6


def joined(session: Session) -> list[Person]:
    return list(session.execute(select(Person).where(Person.joined_at.is_not(None))).scalars())


async def test_join_within_the_budget_and_the_coordinator_is_told(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга", "Придуманная")
    anna = await crew.person(1001, "Анна", "Вымышленная")
    await olga.starts()
    await anna.starts()
    anna.interactions = 0
    await anna.presses("Вступить")
    await anna.presses("Даю согласие")
    await anna.presses("Анна Вымышленная")
    await anna.says("кунгур")
    await anna.presses("Учитель")
    await anna.sees("Готово, Анна Вымышленная!")
    assert anna.interactions <= BUDGET
    await olga.sees("вступает Анна Вымышленная", "Учитель, Кунгур", "Карточка")
    (person,) = crew.read(joined)
    assert (person.name, person.position) == ("Анна Вымышленная", "teacher")
    (notification,) = crew.read(lambda session: list(session.execute(select(Notification)).scalars()))
    assert notification.ids == {"person": person.id}


async def test_join_with_wrong_content_corrections_and_a_restart(crew: Crew) -> None:
    boris = await crew.person(1002, "b0r1s_77")
    await boris.starts()
    await boris.presses("Вступить")
    await boris.sends("sticker")
    await boris.sees("Здесь нужно другое", "Даю согласие")
    await boris.presses("Даю согласие")
    await boris.does_not_see("b0r1s_77")
    await boris.sends("voice")
    await boris.sees("имя словами")
    await boris.says("12345")
    await boris.sees("Это не похоже на имя")
    await boris.says("борис")
    await boris.sees("Шаг 3 из 4")
    await crew.restart()
    await boris.sends("photo")
    await boris.sees("название словами или кнопка")
    await boris.says("Атлантида")
    await boris.sees("«Атлантида» не нахожу")
    await boris.presses("Назад")
    await boris.sees("Как к вам обращаться?", "Оставить: Борис")
    await boris.says("Борис Иванович")
    await boris.says("Пермь")
    await boris.sees("Шаг 4 из 4")
    await boris.sends("video")
    await boris.sees("ответ из списка")
    await boris.presses("Назад")
    await boris.sees("Оставить: Пермь")
    await boris.presses("Оставить")
    await boris.presses("Учитель")
    await boris.sees("Готово, Борис Иванович!")
    (person,) = crew.read(joined)
    assert person.name == "Борис Иванович"


async def test_join_left_in_the_middle_continues_next_week(crew: Crew) -> None:
    vera = await crew.person(1003, "Вера")
    await vera.starts()
    await vera.presses("Вступить")
    await vera.presses("Даю согласие")
    await vera.says("Вера Павловна")
    await vera.says("/menu")
    await crew.later(7 * 24 * 3600)
    await crew.restart()
    await vera.presses("Продолжить вступление")
    await vera.sees("Шаг 3 из 4")
    await vera.says("Лысьва")
    await vera.says("учитель")
    await vera.sees("Готово, Вера Павловна!")


async def test_declined_consent_keeps_nothing(crew: Crew) -> None:
    gleb = await crew.person(1004, "Глеб")
    await gleb.starts()
    await gleb.presses("Вступить")
    await gleb.presses("Не даю")
    await gleb.sees("Без согласия вступить", "Меню")
    assert crew.read(lambda session: list(session.execute(select(Consent)).scalars())) == []
    account = crew.read(lambda session: session.execute(select(Account).where(Account.number == 1004)).scalar_one())
    assert account.forms == {}


@pytest.mark.parametrize("profile", ["tyumen-skillsclub"])
async def test_student_under_18_leaves_no_name_anywhere(crew: Crew) -> None:
    dana = await crew.person(1005, "Дана", "Несуществующая")
    await dana.starts()
    await dana.presses("Вступить")
    await dana.presses("Даю согласие")
    await dana.presses("Дана Несуществующая")
    await dana.says("Тюмень")
    await dana.says("студент педколледжа")
    await dana.sees("Вам есть 18 лет?")
    await dana.says("наверное")
    await dana.sees("«да» или «нет»")
    await dana.presses("Ещё нет")
    await dana.sees("нужно согласие родителя")
    rows = crew.read(all_values)
    assert not [value for value in rows if "Дана" in value or "Несуществующая" in value]
    await dana.presses("Меню")
    await dana.presses("Вступить")
    await dana.sees("Мне уже есть 18")


def all_values(session: Session) -> list[str]:
    return [
        str(value) for table in Base.metadata.sorted_tables for row in session.execute(select(table)) for value in row
    ]


async def test_pressing_twice_and_old_buttons_change_nothing(crew: Crew) -> None:
    egor = await crew.person(1006, "Егор")
    await egor.starts()
    await egor.presses("Вступить")
    await egor.presses("Даю согласие")
    await egor.says("Егор")
    await egor.says("Пермь")
    await egor.presses("Учитель")
    for old in ("join", "position:teacher", "town:perm", "myname", "nojoin", "adult:1"):
        await egor.forges(old)
        await egor.sees("Вы уже в составе")
    await egor.forges("gone:1")
    await egor.sees("Эта кнопка больше не действует")
    assert len(crew.read(joined)) == 1


async def test_what_was_refused_before_joining_is_offered_afterwards(crew: Crew) -> None:
    zoya = await crew.person(1007, "Зоя")
    await zoya.starts()
    await zoya.forges("me")
    await zoya.sees("Это доступно после вступления")
    await zoya.presses("Вступить")
    await zoya.presses("Даю согласие")
    await zoya.says("Зоя")
    await zoya.says("Пермь")
    await zoya.presses("Учитель")
    await zoya.presses("Вернуться к начатому")
    await zoya.sees("Ваш профиль", "Зоя")
