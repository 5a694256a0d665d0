from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from sandbox.person import Person as Player
from storage.models import Case
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.stories.test_consulting import mentor, reply_to
from tests.stories.test_profile import join

QUESTION = "Как провести родительское собрание в пятом классе?"
DAY = 24 * 3600


async def asks(crew: Crew, words: str = QUESTION, network: str | None = None) -> Player:
    anna = await crew.person(1001, "Анна", network=network)
    await join(anna, "Анна")
    await asks_again(anna, words)
    return anna


async def asks_again(anna: Player, words: str) -> None:
    """From the menu: what is just said would go on with the talk."""
    await anna.says("меню")
    await anna.presses("Задать вопрос")
    await anna.says(words)
    await anna.presses("Отправить", on="Отправить вопрос")
    await anna.sees("отправлен")


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_mentor_takes_clarifies_notes_and_hands_over(crew: Crew) -> None:
    mine, other = crew.networks
    boris, vera = await mentor(crew, 1002, "Борис", other), await mentor(crew, 1003, "Вера", mine)
    anna = await asks(crew, network=mine)
    await boris.sees("родительское собрание", "Взять и ответить")
    boris.interactions = 0
    await boris.says("меню")
    await boris.presses("Вопросы ко мне (1)")
    await boris.sees("Можно взять: 1", "родительское собрание")
    await boris.presses("№ 1")
    await vera.sees("Взять и ответить")
    await boris.presses("Взять и ответить", on="Пока никто не взял")
    await vera.sees("Уже отвечает коллега")
    await boris.says("меню")
    await boris.presses("Вопросы ко мне (1)")
    await boris.presses("№ 1", on="Отвечаете вы")
    await boris.presses("Уточнить", on="Отвечаете вы")
    await boris.says("Сколько родителей придёт?")
    await boris.sees("Спросили у автора")
    await reply_to(crew, anna, "Сколько родителей придёт?", "Двадцать")
    await boris.sees("Двадцать")
    await boris.presses("Назад", on="Спросили у автора")
    await boris.presses("Мои (1)")
    await boris.presses("№ 1", on="Отвечаете вы")
    await boris.presses("Заметка", on="Отвечаете вы")
    await boris.sends("sticker")
    await boris.sees("Здесь нужно другое")
    await boris.says("Кажется, первый год в школе")
    await boris.presses("Назад", on="Заметка к вопросу")
    await boris.presses("Передать коллеге")
    await boris.presses("Вера")
    await boris.sees("Спросили, сможет ли ответить Вера")
    await vera.sees("Вам передают", "родительское собрание")
    await anna.does_not_see("Вера")
    await vera.presses("Принять")
    await vera.sees("Отвечаете вы", "Заметка: Кажется, первый год в школе")
    await anna.sees("Теперь отвечает Вера")
    await boris.sees("теперь отвечает Вера")
    await anna.does_not_see("первый год в школе")


async def test_answer_is_kept_and_sent_again(crew: Crew) -> None:
    boris = await mentor(crew, 1002, "Борис")
    anna = await asks(crew)
    await reply_to(crew, boris, "родительское собрание", "Начните с хорошего о каждом.")
    await anna.sees("Начните с хорошего о каждом.")
    await boris.says("меню")
    await boris.presses("Вопросы ко мне")
    await boris.presses("№ 1", on="Ждут автора")
    await boris.presses("Заготовки")
    await boris.presses("Сохранить последний ответ")
    await boris.sees("Заготовки: 1 из 20")
    await asks_again(anna, "С чего начать первое собрание года в новом классе?")
    await boris.sees("новом классе?", "Взять и ответить")
    await boris.presses("Взять и ответить", on="новом классе?")
    await boris.says("меню")
    await boris.presses("Вопросы ко мне (1)")
    await boris.presses("№ 2", on="Отвечаете вы")
    await boris.presses("Заготовки")
    await boris.presses("Начните с хорошего")
    await boris.presses("Изменить перед отправкой")
    await boris.says("Начните с хорошего о классе.")
    await boris.presses("Отправить сейчас")
    await anna.sees("Вопрос № 2", "Начните с хорошего о классе.")


async def test_mentor_chooses_when_questions_come(crew: Crew) -> None:
    boris = await mentor(crew, 1002, "Борис")
    await boris.says("меню")
    boris.interactions = 0
    await boris.presses("Вопросы ко мне")
    await boris.presses("Как отвечаю")
    await boris.presses("После уроков")
    assert boris.interactions == 3
    await boris.sees("после уроков, с 15:00")
    await boris.presses("Раз в день")
    await boris.presses("19:00")
    await boris.sees("раз в день в 19:00")
    await boris.presses("Выходные")
    await boris.presses("вс")
    await boris.sees("✅ вс")
    await boris.presses("Назад", on="не присылать")
    await boris.presses("Темы")
    await boris.presses("Класс и дисциплина")
    await boris.presses("Назад", on="О чём присылать")
    await boris.presses("Сколько сразу")
    await boris.presses("5")
    await boris.sees("Выходные: вс", "Одновременно: до 5")
    await boris.presses("Пауза")
    await boris.presses("Две недели")
    await boris.sees("⏸ Пауза до")


def seconds_until(crew: Crew, hour: int) -> float:
    assert crew.app
    here = crew.app.now().astimezone(crew.app.community.tz)
    then = here.replace(hour=hour, minute=0, second=0, microsecond=0)
    return (then - here).total_seconds() % DAY


async def test_questions_of_a_day_come_together_at_the_hour_chosen(crew: Crew) -> None:
    boris = await mentor(crew, 1002, "Борис")
    await boris.says("меню")
    for button in ("Вопросы ко мне", "Как отвечаю", "Раз в день", "19:00"):
        await boris.presses(button)
    anna = await asks(crew)
    await asks_again(anna, "Как вести журнал наблюдений за классом?")
    await boris.does_not_see("❓ Вопрос")
    await boris.does_not_see("Для вас")
    await crew.later(seconds_until(crew, 19) + 60)
    await boris.sees("Для вас 2 вопроса", "№ 1 ·", "№ 2 ·")
    await boris.presses("№ 2 ·", on="Для вас")
    await boris.sees("Вопрос № 2", "журнал наблюдений")
    await boris.presses("Взять и ответить")
    await boris.says("Заведите таблицу на неделю.")
    await boris.presses("Отправить сейчас")
    await anna.sees("Вопрос № 2", "Заведите таблицу")
    await boris.presses("№ 1 ·", on="Для вас")
    await boris.sees("Вопрос № 1", "родительское собрание")


async def test_nobody_answers_and_the_coordinator_assigns(crew: Crew) -> None:
    olga = await crew.person(2001, "Ольга")
    await olga.starts()
    anna = await asks(crew)
    await anna.sees("У координатора")
    boris = await mentor(crew, 1002, "Борис")
    olga.interactions = 0
    await olga.says("меню")
    await olga.presses("Требует внимания (1)")
    await olga.presses("1. вопрос")
    await olga.presses("Поручить")
    await olga.presses("Борис", on="Кому поручить")
    assert olga.interactions == 5
    await boris.sees("Координатор просит вас ответить", "родительское собрание")
    await anna.sees("Теперь отвечает Борис")
    await reply_to(crew, boris, "Координатор просит", "Начните с хорошего.")
    await anna.sees("Начните с хорошего.")


async def test_forgotten_question_finds_another_mentor(crew: Crew) -> None:
    boris, vera = await mentor(crew, 1002, "Борис"), await mentor(crew, 1003, "Вера")
    anna = await asks(crew)
    await boris.sees("Взять и ответить")
    await vera.sees("Взять и ответить")
    await boris.presses("Взять и ответить")
    await vera.sees("Уже отвечает коллега")
    await crew.later(1)
    while crew.read(lambda session: session.execute(select(Case.answer_by)).scalar()) is None:
        await asyncio.sleep(0.01)
    await crew.later(120 * DAY)
    await boris.sees("Срок ответа на вопрос № 1 прошёл")
    await anna.sees("ищем другого")
    await crew.later(1)
    await vera.sees("родительское собрание", "Взять и ответить")


async def test_mentor_who_pauses_gives_questions_back(crew: Crew) -> None:
    boris, vera = await mentor(crew, 1002, "Борис"), await mentor(crew, 1003, "Вера")
    anna = await asks(crew)
    await vera.sees("Взять и ответить")
    await boris.presses("Взять и ответить")
    await vera.sees("Уже отвечает коллега")
    await boris.says("меню")
    await boris.presses("Вопросы ко мне")
    await boris.presses("Как отвечаю")
    await boris.presses("Пауза")
    await boris.presses("Неделя")
    await anna.sees("Наставник сейчас не может ответить, ищем другого")
    await crew.later(1)
    await vera.sees("родительское собрание", "Взять и ответить")
    await boris.says("меню")
    await boris.presses("Вопросы ко мне")
    await boris.sees("Новых вопросов к вам нет")
