from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import mentorships
from community.mentorships import About, Role
from sandbox.person import Person as Player
from storage.models import Account, Person
from tests.cells import BOTH_NETWORKS
from tests.crew import OWNER, Crew
from tests.lists import xlsx
from tests.paper_readers import text_of
from tests.stories.test_importing import content
from tests.stories.test_mentoring import physicist

HEAD = ["Наставник", "Подопечный", "Повод", "Вместе с"]
FIVE_MINUTES = 300


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_pair_is_loaded_confirmed_by_both_looked_over_and_thanked(crew: Crew) -> None:
    mine, other = crew.networks
    boris = await physicist(crew, 1002, "Борис", other)
    anna = await physicist(crew, 1001, "Анна", mine, is_mentor=False)
    olga = await crew.person(OWNER, "Ольга")
    await loads(crew, olga)
    await both_agree(crew, anna, boris)
    await looks_over(crew, olga)
    await boris.says("меню")
    await boris.presses("Мои итоги")
    await boris.sees("на общественных началах: пар и групп — 1", "Это видно только вам")
    boris.interactions = 0
    await boris.presses("Справка")
    paper = text_of(await content(crew, boris, "Справка о наставнической деятельности.pdf"))
    assert boris.interactions == 1
    assert "Борис Иванов" in paper
    token = re.search(r"m_[0-9a-z-]+", paper.replace("\n", ""))
    assert token
    await anna.starts(token[0])
    await anna.sees("Номер подлинный", "Кому: Борис Иванов")


@pytest.mark.parametrize("profile", ["krasnoyarsk-initiatives"])
@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_order_and_consent_are_put_down_and_taken_back(crew: Crew) -> None:
    mine, other = crew.networks
    boris, anna = await crew.person(1002, "Борис", network=other), await crew.person(1001, "Анна", network=mine)
    for player in (boris, anna):
        await player.starts()
    olga = await crew.person(OWNER, "Ольга")
    crew.read(pair_by_hand(crew))
    await olga.starts()
    await olga.presses("Пары")
    await olga.sees("На общественных началах: 1, по приказу: 0")
    await olga.presses("№ 1 Анна")
    olga.interactions = 0
    await olga.presses("Приказ, согласие")
    await olga.sees("№ 1. Борис – Анна", "На общественных началах", "Напишите его номер и дату")
    await olga.says("приказ от первого сентября")
    await olga.sees("номер и дата приказа, например")
    olga.interactions -= 1
    await olga.says("№ 45-л от 01.09.2025")
    await olga.sees("Приказ № 45-л от 1 сентября 2025 года", "письменное согласие наставника?")
    await olga.presses("Согласие есть, сохранить")
    assert olga.interactions == 3
    await olga.sees("Готово: приказ и согласие", "По приказу № 45-л от 01.09.2025", "согласие наставника: есть")
    await boris.sees("В вашей паре отмечены приказ", "№ 45-л от 01.09.2025")
    await olga.presses("Назад")
    await olga.sees("По приказу № 45-л от 01.09.2025")
    await olga.says("Анна")
    await olga.sees("имя «Анна». Нашлось: 1", "Знакомство, по приказу")
    await olga.presses("№ 1 Анна")
    await olga.presses("Приказ, согласие")
    await olga.presses("Приказа нет")
    await olga.presses("Да, приказа нет")
    await olga.sees("Готово: пара работает на общественных началах")
    await boris.sees("снята отметка о приказе")


def pair_by_hand(crew: Crew) -> Callable[[Session], None]:
    """Boris helps Anna."""
    assert crew.app
    now, community = crew.app.now(), crew.app.community

    def put_down(session: Session) -> None:
        boris, anna = account_of(session, 1002), account_of(session, 1001)
        for name, each in (("Борис", boris), ("Анна", anna)):
            each.name, each.joined_at, each.municipality = name, now, community.municipalities[0].id
        mentorships.make(session, About(), [(boris, Role.MENTOR), (anna, Role.MENTEE)], community, now)

    return put_down


def account_of(session: Session, number: int) -> Person:
    account = session.execute(select(Account).where(Account.number == number)).scalar_one()
    return session.get_one(Person, account.person_id)


async def loads(crew: Crew, olga: Player) -> None:
    await olga.starts()
    await olga.presses("Пары")
    await olga.sees("в работе: 0", "Пока ни одной пары")
    await olga.presses("Фильтр и файлы")
    await olga.presses("Загрузить пары")
    await olga.sends("sticker")
    await olga.sees("Здесь нужен файл")
    await olga.sends_file("Пары.xlsx", xlsx(HEAD, ["Иванов Борис", "Анна Петрова", "Общий предмет", "давно"]))
    await olga.sees("1 клетку", "D2 «давно»: нужна дата")
    await olga.sends_file("Пары.csv", "Наставник;Подопечный\nБорис Иванов;Анна Петрова\n".encode())
    await olga.sees("A2 «Борис Иванов»: нет ни среди участников")
    crew.read(full_names)
    await olga.sends_file("Пары.csv", "Наставник;Подопечный;Повод\nБорис Иванов;Анна Петрова;Общий предмет\n".encode())
    await olga.sees("Найдено: 1 пара", "Борис Иванов – Анна Петрова")
    await olga.presses("Сохранить")
    await olga.sees("Сохранено: 1 пара")


async def both_agree(crew: Crew, anna: Player, boris: Player) -> None:
    await crew.later(FIVE_MINUTES)
    await boris.sees("внёс вас в список пар: вы помогаете как наставник", "Анна")
    await boris.presses("Да, верно", on="внёс вас")
    await boris.sees("Ждём второго ответа")
    await anna.sees("внёс вас в список пар: ваш наставник", "Борис")
    await anna.presses("Да, верно", on="внёс вас")
    await anna.sees("Пара подтверждена обоими")
    await boris.sees("Пара подтверждена обоими")
    await boris.says("меню")
    await boris.presses("Мои подопечные")
    await boris.sees("Работаете вместе: 1", "Анна", "договоритесь о цели и сроке")
    await anna.says("меню")
    await anna.presses("Мой наставник")
    await anna.sees("Борис", "договоритесь о цели и сроке")


async def looks_over(crew: Crew, olga: Player) -> None:
    await olga.says("меню")
    await olga.presses("Пары")
    await olga.sees("в работе: 1", "Борис – Анна", "Знакомство")
    await olga.says("Анна")
    await olga.sees("имя «Анна». Нашлось: 1")
    await olga.presses("№ 1 Анна")
    await olga.sees("Цель и срок пока не согласованы", "Встреч: 0")
    await olga.presses("Назад")
    await olga.presses("Фильтр и файлы")
    await olga.presses("Файл Excel")
    await olga.presses("Этот учебный год")
    await olga.sees("В нём 1 пара")
    await content(crew, olga, "Пары 20")


def full_names(session: Session) -> None:
    """As they would have filled in their profiles."""
    for name, full in (("Борис", "Борис Иванов"), ("Анна", "Анна Петрова")):
        session.execute(select(Person).where(Person.name == name)).scalar_one().full_name = full
