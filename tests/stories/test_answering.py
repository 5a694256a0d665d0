from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from sandbox.person import Person as Player
from storage.models import Account, MentorWord
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.stories.test_mentoring import physicist

DAY = 24 * 3600


async def asks_for_mentor(anna: Player, ground: str = "Общий предмет") -> None:
    await anna.says("меню")
    await anna.presses("Найти наставника")
    await anna.presses(ground)
    await anna.presses("Отправить")
    await anna.sees("Ждём ответа наставника")


async def stands(crew: Crew, player: Player, message: dict[str, Any]) -> None:
    """The bot knows where it has shown the question."""
    account = select(Account.id).where(Account.network == player.network, Account.number == player.number)
    known = select(MentorWord.id).where(
        MentorWord.number == message["id"], MentorWord.account_id == account.scalar_subquery()
    )
    while crew.read(lambda session: session.execute(known).first()) is None:
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_mentor_asks_first_across_networks_and_then_accepts(crew: Crew) -> None:
    mine, other = crew.networks
    boris = await physicist(crew, 1002, "Борис", other)
    anna = await physicist(crew, 1001, "Анна", mine, is_mentor=False)
    await asks_for_mentor(anna)
    await boris.sees("Вас просят о наставничестве", "Анна")
    boris.interactions = 0
    await boris.presses("Уточнить", on="Вас просят")
    await boris.sends("sticker")
    await boris.sees("Здесь нужно другое: вопрос словами", "В каких классах")
    await boris.says("В каких классах вы ведёте уроки?")
    assert boris.interactions == 3
    await boris.sees("Вопрос передан")
    await anna.sees("Наставник уточняет", "Борис", "В каких классах")
    await anna.says("меню")
    await anna.presses("Найти наставника")
    await anna.presses("Общий предмет")
    await anna.sees("Наставник уточняет", "Борис: «В каких классах", "Ответить")
    await anna.presses("Ответить", on="Ответьте на это сообщение")
    await anna.sends("sticker")
    await anna.sees("Здесь нужно другое", "ответ словами")
    await anna.says("В пятых и шестых")
    await anna.sees("Ответ передан")
    await boris.sees("Вам ответили", "«В пятых и шестых»")
    await boris.presses("Уточнить", on="Вам ответили")
    await boris.says("А сколько часов в неделю?")
    question = await anna.sees("А сколько часов", "Ответьте на это сообщение")
    await stands(crew, anna, question)
    anna.interactions = 0
    await anna.says("Шесть часов", reply_to=question["id"])
    assert anna.interactions == 1
    await boris.sees("Вам ответили", "«Шесть часов»")
    await boris.presses("Принять", on="Шесть часов")
    await boris.sees("теперь вы пара")
    await anna.sees("Наставник найден!")
    await anna.says("И ещё кабинет", reply_to=question["id"])
    await anna.sees("Ответ уже не нужен")
    await boris.presses("Уточнить", on="Вас просят")
    await boris.sees("Вы согласились")


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_nobody_answers_and_the_coordinator_finds_a_mentor(crew: Crew) -> None:
    mine, other = crew.networks
    olga = await crew.person(2001, "Ольга")
    await olga.starts()
    boris, vera = await physicist(crew, 1002, "Борис", other), await physicist(crew, 1003, "Вера", mine)
    anna = await physicist(crew, 1001, "Анна", mine, is_mentor=False)
    await asks_for_mentor(anna)
    await boris.sees("Вас просят о наставничестве")
    await boris.presses("Сейчас не могу", on="Вас просят")
    await boris.presses("Нет времени")
    await vera.sees("Вас просят о наставничестве")
    await crew.later(14 * DAY)
    await vera.sees("больше не ждёт вашего ответа")
    await anna.sees("Теперь наставника ищет координатор")
    await olga.says("меню")
    await olga.presses("Требует внимания")
    await olga.sees("подбирает координатор", "Анна")
    await olga.presses("Анна", on="Требует внимания")
    await olga.sees("Подбирает координатор", "Борис — не подошло по времени", "Вера — не подошло по времени")
    await olga.presses("Выбрать наставника")
    await olga.sees("1. Вера")
    await olga.sends("sticker")
    await olga.sees("Здесь нужно другое", "имя словами")
    await olga.says("Ким")
    await olga.sees("Никого с таким именем")
    await olga.says("вера")
    await olga.presses("1. Вера")
    await olga.presses("Спросить", on="Свободных мест")
    await olga.sees("Запрос отправлен наставнику", "Вера")
    await vera.presses("Сейчас не могу", on="Вас просят")
    await vera.presses("Нет времени")
    await olga.forges("seekdesk:1")
    gleb = await physicist(crew, 1004, "Глеб", other)
    await olga.presses("Выбрать наставника")
    await olga.presses("1. Глеб")
    await olga.presses("Уже договорились")
    await olga.sees("Пара записана")
    await gleb.sees("Координатор записал вашу пару", "Анна")
    await anna.sees("Наставник найден!", "Глеб")
    await olga.forges("seekdesk:1")
    await olga.presses("Сменить наставника")
    await olga.presses("Да, подобрать другого")
    await olga.sees("Подбирает координатор", "обоим напишем бережно")
    await gleb.sees("нет ничьей вины")
    await anna.sees("подбирает вам нового наставника")
    await olga.presses("Закрыть", on="Подбирает координатор")
    await olga.presses("Некому помочь")
    await olga.says("Заглядывайте на наши семинары")
    await olga.sees("Запрос закрыт")
    await anna.sees("Запрос закрыт", "Заглядывайте на наши семинары")
