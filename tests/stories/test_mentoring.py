from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Account, Mentor, Person
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.stories.test_profile import join


def teaches(session: Session, number: int, now: datetime, is_mentor: bool) -> None:
    account = session.execute(select(Account).where(Account.number == number)).scalar_one()
    session.get_one(Person, account.person_id).specialities = ["physics"]
    if is_mentor:
        session.add(Mentor(person_id=account.person_id, ground="expert-ege", capacity=1, confirmed_at=now))


async def physicist(crew: Crew, number: int, name: str, network: str, is_mentor: bool = True) -> Player:
    """Somebody who has joined and teaches physics."""
    player = await crew.person(number, name, network=network)
    await join(player, name)
    assert crew.app
    now = crew.app.now()
    crew.read(lambda session: teaches(session, number, now, is_mentor))
    return player


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_mentor_is_found_in_the_other_network_after_one_who_cannot(crew: Crew) -> None:
    mine, other = crew.networks
    vera, boris = await physicist(crew, 1003, "Вера", mine), await physicist(crew, 1002, "Борис", other)
    anna = await physicist(crew, 1001, "Анна", mine, is_mentor=False)
    await anna.says("меню")
    anna.interactions = 0
    await anna.presses("Найти наставника")
    await anna.presses("Общий предмет")
    await anna.sees("Физика", "1. Вера", "2. Борис", "тот же предмет, ваш муниципалитет")
    await anna.presses("Отправить по порядку")
    assert anna.interactions == 3
    await anna.sees("Ждём ответа наставника", "Спросили: Вера", "Спросить сейчас")
    await vera.sees("Вас просят о наставничестве", "Анна", "Физика")
    vera.interactions = 0
    await vera.presses("Сейчас не могу", on="Вас просят")
    await vera.presses("Нет времени")
    assert vera.interactions == 2
    await vera.sees("Спасибо за ответ")
    await anna.sees("Подбираем дальше", "Спросили следующего")
    await boris.sees("Вас просят о наставничестве", "Анна")
    boris.interactions = 0
    await boris.presses("Принять", on="Вас просят")
    assert boris.interactions == 1
    await boris.sees("теперь вы пара", "Знакомство", "Подопечные: Анна")
    await anna.sees("Наставник найден!", "Борис")
    await anna.presses("Открыть пару")
    await anna.sees("Наставник: Борис", "Встреча была")
    await anna.says("меню")
    await anna.presses("Мой наставник")
    await anna.sees("С кем вы работаете", "Борис")
    await vera.presses("Принять", on="Вас просят")
    await vera.sees("уже ответили")
    await boris.says("меню")
    await boris.presses("Мои подопечные")
    await boris.presses("Анна", on="Мои подопечные")
    await boris.presses("Ещё", on="Знакомство")
    await boris.presses("Пауза, завершение", on="Знакомство")
    await boris.presses("Больше не смогу вести")
    await boris.presses("Да, завершаю участие")
    await anna.sees("Наставник завершает участие, подберём нового")


@pytest.mark.parametrize("cell", BOTH_NETWORKS[:1])
async def test_request_with_words_and_nobody_to_ask_is_told_honestly(crew: Crew) -> None:
    anna = await physicist(crew, 1001, "Анна", crew.network, is_mentor=False)
    await anna.says("меню")
    await anna.presses("Найти наставника")
    await anna.presses("Нужная компетенция")
    await anna.sends("sticker")
    await anna.sees("Здесь нужно другое", "название словами")
    await anna.says("алхимия")
    await anna.sees("название словами")
    await anna.says("инклюзия")
    await anna.presses("Инклюзия")
    await anna.sees("Свободных наставников с этим сейчас нет")
    await anna.presses("Пара слов")
    await anna.sends("photo")
    await anna.sees("несколько слов, например")
    await anna.says("В классе трое ребят с ОВЗ")
    await anna.sees("О вас: «В классе трое ребят с ОВЗ»")
    await anna.presses("Передать координатору")
    await anna.sees("Подбирает координатор")
    await anna.forges("seeksend")
    await anna.sees("По какому поводу?", "подбирает координатор")
    await anna.presses("Нужная компетенция")
    await anna.presses("Отменить запрос")
    await anna.sees("Запрос отменён")
