from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import mentorships
from community.mentorships import About, Role
from community.profile_files import load_profile
from sandbox.person import Person as Player
from storage.models import Account, Person
from tests.cells import BOTH_NETWORKS
from tests.crew import OWNER, Crew
from tests.stories.test_mentoring import physicist

perm = load_profile("perm-nastavniki")
DAY = 24 * 3600


def works_together(session: Session, now: datetime) -> None:
    """Boris is Anna's mentor."""
    by_number = {
        account.number: session.get_one(Person, account.person_id)
        for account in session.execute(select(Account)).scalars()
    }
    people = [(by_number[1002], Role.MENTOR), (by_number[1001], Role.MENTEE)]
    mentorships.make(session, About("subject", "physics"), people, perm, now)


async def couple(crew: Crew) -> tuple[Player, Player]:
    """Anna, and her mentor Boris in the other network."""
    mine, other = crew.networks
    anna = await physicist(crew, 1001, "Анна", mine, is_mentor=False)
    boris = await physicist(crew, 1002, "Борис", other)
    assert crew.app
    now = crew.app.now()
    crew.read(lambda session: works_together(session, now))
    return anna, boris


async def opens(player: Player, menu: str, fellow: str) -> None:
    await player.says("меню")
    await player.presses(menu)
    await player.presses(fellow, on=menu)


async def clock_is(crew: Crew, moment: datetime) -> None:
    assert crew.app
    await crew.later((moment - crew.app.now()).total_seconds())


def five_in_three_days(crew: Crew) -> datetime:
    assert crew.app
    here = crew.app.now().astimezone(perm.tz) + timedelta(days=3)
    return here.replace(hour=17, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_meeting_is_agreed_on_reminded_of_and_noted_in_one_press(crew: Crew) -> None:
    anna, boris = await couple(crew)
    await opens(anna, "Мой наставник", "Борис")
    await anna.presses("Встречи")
    anna.interactions = 0
    await anna.presses("Предложить", on="Встречи")
    await anna.sends("sticker")
    await anna.sees("Здесь нужно другое: день и время словами")
    anna.interactions -= 1
    await anna.says("через 3 дня в 16:00")
    await anna.presses("Созвонимся")
    assert anna.interactions == 3
    await anna.sees("Предложение отправлено", "Созвон")
    await boris.sees("Предлагают встретиться", "Анна", "16:00")
    boris.interactions = 0
    await boris.says("+")
    assert boris.interactions == 1
    await boris.sees("Договорились", "С кем: Анна", "В календарь")
    await anna.sees("Договорились о встрече", "Борис", "Напомним")
    await anna.presses("В календарь", on="Договорились о встрече")
    await anna.sees("Встреча — в файле выше")
    await boris.presses("Другое время", on="С кем: Анна")
    await boris.says("через 3 дня в 17:00")
    await anna.sees("Предлагают перенести встречу", "17:00")
    await anna.presses("Приду", on="перенести встречу")
    await boris.sees("Договорились о встрече", "17:00", "Анна")
    starts_at = five_in_three_days(crew)
    await clock_is(crew, starts_at - timedelta(hours=23))
    await anna.sees("Напоминаем о встрече", "17:00")
    await clock_is(crew, starts_at + timedelta(hours=2))
    await boris.sees("Как прошла встреча?", "Анна")
    boris.interactions = 0
    await boris.presses("Состоялась", on="Как прошла встреча?")
    assert boris.interactions == 1
    await boris.sees("Отмечено, спасибо!", "Подробности")
    await boris.presses("Подробности", on="Отмечено")
    await boris.says("Разобрали план урока")
    await boris.sees("«Разобрали план урока»")
    await crew.later(2 * DAY)
    await anna.sees("Ответ увидит только координатор", "Подходит")
    await anna.presses("Не совсем", on="Подходите ли вы")
    await anna.presses("Пара слов", on="Спасибо за честность")
    await anna.says("Удобнее встречаться вечером")
    await anna.sees("координатор это прочитает", "Сменить наставника")
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    await olga.presses("Требует внимания")
    await olga.presses("Анна")
    await olga.sees("Подходит ли пара", "Удобнее встречаться вечером", "Второй этого ответа не видит")
    await olga.presses("Разобрано", on="Подходит ли пара")
    await olga.sees("Уже разобрано")


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_pair_pauses_is_told_of_the_end_and_parts_with_thanks(crew: Crew) -> None:
    anna, boris = await couple(crew)
    await opens(boris, "Мои подопечные", "Анна")
    boris.interactions = 0
    await boris.presses("Встреча была", on="Знакомство")
    assert boris.interactions == 1
    await boris.sees("Отмечено, спасибо!", "Состоялась", "Это было вчера")
    await boris.presses("Убрать отметку")
    await boris.sees("Отметка убрана")
    await opens(anna, "Мой наставник", "Борис")
    await anna.presses("Пауза, завершение")
    await anna.presses("Пауза", on="Что сделать?")
    await anna.says("вчера")
    await anna.sees("Здесь нужно другое: день впереди")
    await anna.presses("На 2 недели")
    await anna.sees("пауза началась", "напоминания молчат")
    await boris.sees("Анна: пауза до")
    await boris.presses("Продолжаем", on="пауза до")
    await anna.sees("Пауза закончилась, продолжаем!")
    await boris.presses("Завершить с благодарностью")
    await boris.says("Спасибо за ваши вопросы")
    await boris.sees("Ждём ответа: Анна")
    await anna.sees("Борис предлагает завершить работу")
    await anna.presses("Завершить", on="предлагает завершить")
    await anna.says("Спасибо за ваши уроки")
    await anna.sees("Работа завершена. Спасибо!", "Борис: «Спасибо за ваши вопросы»")
    await boris.sees("Работа завершена. Спасибо!", "Анна: «Спасибо за ваши уроки»")
    await boris.forges("mettoday:1")
    await boris.sees("она завершена или изменилась")


@pytest.mark.parametrize("cell", BOTH_NETWORKS[:1])
async def test_mentor_is_reminded_of_all_who_wait(crew: Crew) -> None:
    anna, boris = await couple(crew)
    assert crew.app
    now = crew.app.now().astimezone(UTC)
    tuesday = now + timedelta(days=28 + (1 - now.weekday()) % 7)
    while perm.calendar.is_quiet(tuesday.date()) or tuesday.month in (1, 5, 6):
        tuesday += timedelta(days=7)
    tuesday = tuesday.replace(hour=11, minute=30)  # 16:30 in Perm
    await clock_is(crew, tuesday)
    await boris.sees("Давно не было встреч", "Анна", "Встреча была")
    await boris.presses("Встреча была", on="Давно не было")
    await boris.sees("Отмечено, спасибо!")
    await anna.does_not_see("Давно не было встреч")
