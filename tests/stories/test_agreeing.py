from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Account, Mentor
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.stories.test_mentoring import physicist


async def pair(crew: Crew) -> tuple[Player, Player]:
    """Anna has asked Boris, who is in the other network, and he has accepted."""
    mine, other = crew.networks
    boris = await physicist(crew, 1002, "Борис", other)
    anna = await physicist(crew, 1001, "Анна", mine, is_mentor=False)
    await anna.says("меню")
    await anna.presses("Найти наставника")
    await anna.presses("Общий предмет")
    await anna.presses("Отправить")
    await boris.presses("Принять", on="Вас просят")
    await anna.sees("Наставник найден!")
    return anna, boris


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_pair_agrees_in_two_presses_and_one(crew: Crew) -> None:
    anna, boris = await pair(crew)
    boris.interactions = 0
    await boris.presses("Договориться")
    await boris.sees("Предложить договорённости", "Сильнее вести уроки", "Раз в две недели")
    await boris.presses("Цель")
    await boris.presses("Освоить методику")
    await boris.presses("Предложить", on="Освоить методику")
    assert boris.interactions == 4
    await boris.sees("Отправили", "Знакомство", "Ждём согласия: Анна")
    await anna.sees("Борис предлагает договориться", "Освоить методику")
    await anna.presses("Предложить другое")
    await anna.presses("Срок")
    await anna.sends("sticker")
    await anna.sees("Здесь нужно другое", "до 25 декабря")
    await anna.says("через месяц")
    await anna.presses("Как часто")
    await anna.says("раз в неделю")
    await anna.sees("Как часто: Раз в неделю")
    await anna.presses("✅ Предложить", on="Раз в неделю")
    await boris.sees("Анна предлагает договориться", "раз в неделю")
    boris.interactions = 0
    await boris.presses("Согласиться")
    assert boris.interactions == 1
    await boris.sees("Договорились!", "Работает", "раз в неделю")
    await anna.sees("Согласие получено: Борис", "можно начинать")
    await boris.presses("Согласиться", on="Анна предлагает")
    await boris.sees("Договорились!")
    await anna.presses("Согласиться", on="Борис предлагает")
    await anna.sees("Условия тем временем изменились", "Раз в неделю")


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_programme_is_made_from_the_profile_and_each_side_confirms(crew: Crew) -> None:
    anna, boris = await pair(crew)
    boris.interactions = 0
    await boris.presses("Программа")
    await boris.presses("Взять примерные шаги")
    assert boris.interactions == 2
    await boris.sees("0 из 5 шагов", "1. Знакомство и договорённости")
    await boris.presses("➕ Шаг")
    await boris.presses("Разбор видео урока")
    await boris.sees("Если в кадре дети")
    await boris.presses("Ссылка")
    await boris.says("потом пришлю")
    await boris.sees("Здесь нужно другое: ссылка")
    await boris.says("disk.yandex.ru/i/urok")
    await boris.sees("Фрагмент: https://disk.yandex.ru/i/urok")
    await boris.presses("Срок")
    await boris.sends("sticker")
    await boris.sees("Здесь нужно другое", "20 декабря")
    await boris.says("20 декабря 2027")
    await boris.sees("Срок: до 20 декабря 2027 года")
    await boris.presses("Назад")
    await boris.presses("Назад", on="0 из 6 шагов")
    await boris.sees("Следующий шаг: Знакомство и договорённости")
    boris.interactions = 0
    await boris.presses("Шаг выполнен", on="Следующий шаг")
    assert boris.interactions == 1
    await boris.sees("Вы отметили, ждём вторую сторону")
    await anna.sees("Борис: шаг «Знакомство и договорённости» отмечен")
    await anna.presses("Шаг выполнен")
    await anna.sees("Выполнен: отметили обе стороны")
    await boris.sees("Шаг выполнен: «Знакомство и договорённости»")
    await anna.presses("Назад")
    await anna.sees("1 из 6 шагов")
    await anna.presses("1. Знакомство")
    await anna.presses("Снять мою отметку")
    await anna.sees("Вторая сторона отметила")
    await crew.later(20 * 60)
    await anna.sees("Программа обновлена: Борис", "6 шагов")


def shows_name(session: Session, number: int) -> None:
    account = session.execute(select(Account).where(Account.number == number)).scalar_one()
    session.execute(select(Mentor).where(Mentor.person_id == account.person_id)).scalar_one().published = ["name"]


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_peers_find_each_other_and_a_team_is_gathered(crew: Crew) -> None:
    anna, boris = await pair(crew)
    vera = await physicist(crew, 1003, "Вера", crew.network)
    crew.read(lambda session: shows_name(session, 1003))
    number = crew.read(
        lambda session: session.execute(select(Account.person_id).where(Account.number == 1003)).scalar_one()
    )
    await anna.forges(f"colleague:{number}")
    await anna.presses("Равный – равному")
    await anna.sees("Приглашение отправили")
    await vera.sees("Вас зовут работать вместе", "Анна")
    vera.interactions = 0
    await vera.presses("Согласиться")
    assert vera.interactions == 1
    await vera.sees("Вы вместе!", "Равный – равному", "Коллеги: Анна")
    await anna.sees("Вера: приглашение принято")
    await vera.presses("Не сейчас", on="Вас зовут")
    await vera.sees("Вы уже согласились")
    await boris.says("меню")
    await boris.presses("Мои подопечные")
    await boris.presses("Группы, команды")
    await boris.presses("Собрать команду")
    await boris.sends("sticker")
    await boris.sees("название команды, до 120 знаков")
    await boris.says("Цифровая лаборатория")
    await boris.says("Провести открытые уроки")
    await boris.sees("Цифровая лаборатория", "Провести открытые уроки")
    await boris.presses("Ещё", on="Цифровая лаборатория")
    await boris.presses("Пригласить")
    await boris.presses("Анна", on="Кого пригласить?")
    await anna.sees("Вас зовут в проектную команду", "Цель: Провести открытые уроки")
    await anna.presses("Согласиться", on="в проектную команду")
    await anna.sees("Тьютор: Борис", "Работает")
    await boris.sees("Анна: приглашение принято")
    await boris.presses("Открыть карточку")
    await boris.presses("Ещё", on="Работает")
    await boris.presses("Записать итог")
    await boris.says("Провели шесть уроков")
    await boris.sees("Завершена", "Итог: Провели шесть уроков")
