from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Consent, Person
from tests.crew import OWNER, Crew


async def join(person: Player, name: str, municipality: str = "Пермь", position: str = "Учитель") -> None:
    await person.starts()
    await person.presses("Вступить")
    await person.presses("Даю согласие")
    await person.says(name)
    await person.says(municipality)
    await person.says(position)
    await person.sees(f"Готово, {name}!")


def the_member(session: Session) -> Person:
    return session.execute(select(Person).where(Person.joined_at.is_not(None))).scalar_one()


async def test_profile_is_filled_in_by_words_and_buttons(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.presses("Дополнить профиль")
    await anna.sees("Вопрос 1 из 3", "Пропустить")
    await anna.sends("photo")
    await anna.sees("Здесь нужно другое: название словами")
    await anna.says("Школа № 7 <b>«Росток»</b>")
    await anna.presses("Математика")
    await anna.sees("Отмечено: Математика.")
    await anna.says("физика")
    await anna.sees("Отмечено: Математика, Физика.")
    await anna.says("алхимия")
    await anna.sees("название из списка")
    await anna.presses("Дальше")
    await anna.says("давно")
    await anna.sees("год цифрами")
    await anna.says("в 2023 году")
    await anna.sees("профиль сохранён", "Школа № 7 <b>«Росток»</b>", "Преподаёте с: 2023")
    member = crew.read(the_member)
    assert (member.organisation, member.specialities, member.teaching_since) == (
        "Школа № 7 <b>«Росток»</b>",
        ["maths", "physics"],
        2023,
    )


async def test_second_press_on_a_subject_does_not_take_it_away(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.forges("spec:maths:1:0")
    await anna.forges("spec:maths:1:0")
    assert crew.read(the_member).specialities == ["maths"]
    await anna.forges("spec:alchemy:1:0")
    await anna.sees("Этого варианта больше нет")


async def test_colleagues_organisation_is_suggested(crew: Crew) -> None:
    anna, boris = await crew.person(1001, "Анна"), await crew.person(1002, "Борис")
    await join(anna, "Анна")
    await anna.presses("Дополнить профиль")
    await anna.says("Лицей № 1")
    await join(boris, "Борис")
    await boris.presses("Дополнить профиль")
    await boris.presses("Лицей № 1")
    await boris.sees("Вопрос 2 из 3")


@pytest.mark.parametrize("profile", ["tyumen-skillsclub"])
async def test_student_is_not_asked_when_teaching_began(crew: Crew) -> None:
    dana = await crew.person(1001, "Дана")
    await dana.starts()
    await dana.presses("Вступить")
    await dana.presses("Даю согласие")
    await dana.says("Дана")
    await dana.says("Тюмень")
    await dana.says("студент педвуза")
    await dana.presses("Да, есть")
    await dana.presses("Дополнить профиль")
    await dana.sees("Вопрос 1 из 2")
    await dana.presses("Пропустить")
    await dana.presses("Пропустить")
    await dana.sees("профиль сохранён")


async def test_mailings_are_a_consent_of_their_own_and_can_be_withdrawn(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.presses("Получать анонсы")
    await anna.sees("Согласие на анонсы", "Не даю")
    await anna.presses("Даю согласие")
    await anna.presses("Меню")
    anna.interactions = 0
    await anna.presses("Профиль")
    await anna.presses("Согласия")
    await anna.presses("Отозвать согласие на анонсы")
    assert anna.interactions <= 3
    given = crew.read(lambda session: session.execute(select(Consent).order_by(Consent.id)).scalars().all())
    assert [(consent.kind, consent.withdrawn_at is None) for consent in given] == [
        ("participation", True),
        ("mailings", False),
    ]


async def test_withdrawing_participation_erases_the_profile(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная")
    await anna.presses("Меню")
    await anna.presses("Профиль")
    await anna.presses("Согласия")
    await anna.presses("Отозвать согласие на участие")
    await anna.sees("имя и анкета стираются сразу", "Взять паузу", "Удалить мои данные")
    await anna.presses("Покинуть движение")
    await anna.sees("имя и анкета стёрты")
    people = crew.read(lambda session: session.execute(select(Person)).scalars().all())
    assert [person.name for person in people] == [None] * len(people)
    await anna.presses("Вступить")
    await anna.sees("Шаг 1 из 4")


async def test_coordinator_reads_the_members_page_by_page(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    await olga.presses("Реестры")
    await olga.sees("Пока никого")
    names = ["Анна", "Борис", "Вера", "Глеб", "Дана", "Егор", "Жанна"]
    for number, name in enumerate(names):
        await join(await crew.person(1001 + number, name), name, "Кунгур")
    await olga.sees("вступает Жанна", "Карточка")
    await olga.presses("Реестры")
    await olga.sees("сначала новые: 7 человек", "Жанна — Учитель, Кунгур")
    await olga.presses("Ещё")
    await olga.presses("7. Анна")
    await olga.sees("Муниципалитет: Кунгур", "В составе с")


async def test_member_may_not_read_the_members(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    for forged in ("members:0", "member:1"):
        await anna.forges(forged)
        await anna.sees("нет доступа")
