from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Event, Feedback, Person, Registration
from tests.crew import Crew
from tests.paper_readers import text_of
from tests.stories.test_events import makes, planner
from tests.stories.test_importing import content
from tests.stories.test_profile import join

TITLE = "Формирующее оценивание"
MARKED = 2  # the button of the card and the word
HOUR, DAY = timedelta(hours=1).total_seconds(), timedelta(days=1).total_seconds()


def present(session: Session) -> list[str | None]:
    rows = select(Person.name).join(Registration, Registration.person_id == Person.id)
    return list(session.execute(rows.where(Registration.attended_at.is_not(None)).order_by(Person.name)).scalars())


def the_event(session: Session) -> Event:
    return session.execute(select(Event)).scalar_one()


def feedback(session: Session) -> list[tuple[int | None, int, str | None]]:
    rows = session.execute(select(Feedback).order_by(Feedback.id)).scalars()
    return [(row.person_id, row.rating, row.words) for row in rows]


async def until(crew: Crew, seconds: float = 0) -> None:
    """So long after the start."""
    assert crew.app
    starts_at = crew.read(the_event).starts_at
    await crew.later((starts_at - crew.app.now()).total_seconds() + seconds)


async def opens(person: Player) -> None:
    """The card, from the calendar of those who have registered."""
    await person.starts("e_1")
    await person.sees(TITLE)


async def webinar(crew: Crew) -> Player:
    olga = await planner(crew)
    await makes(olga)
    await olga.presses("Управление")
    return olga


async def comes(crew: Crew, number: int, name: str) -> Player:
    person = await crew.person(number, name.split(maxsplit=1)[0])
    await join(person, name)
    return person


async def registers(crew: Crew, number: int, name: str) -> Player:
    person = await comes(crew, number, name)
    await opens(person)
    await person.presses("Записаться")
    await person.sees("Вы записаны")
    return person


async def test_two_people_say_the_code_word_and_one_of_them_had_not_registered(crew: Crew) -> None:
    olga = await webinar(crew)
    await olga.presses("Отметка")
    await olga.sees("Отмечать можно с этого времени", "Кодового слова пока нет")
    await olga.presses("Кодовое слово")
    await olga.sends("sticker")
    await olga.sees("например «сирень 47»")
    await olga.says("Зелёный ёж")
    await olga.sees("Кодовое слово: Зелёный ёж")
    anna, boris = await registers(crew, 1001, "Анна Вымышленная"), await comes(crew, 1002, "Борис Нарочный")
    await until(crew, HOUR / 2)
    await opens(anna)
    anna.interactions = 0
    await anna.presses("Отметиться")
    await anna.says("зеленый еж")
    await anna.sees("Участие подтверждено", "Спасибо, что вы с нами")
    assert anna.interactions <= MARKED
    await opens(boris)
    await boris.presses("Отметиться")
    await boris.says("зелёный крот")
    await boris.sees("Слово не подошло")
    await boris.sends("sticker")
    await boris.sees("Здесь нужно другое: кодовое слово")
    await boris.says("ЗЕЛЕНЫЙЁЖ")
    await boris.sees("Участие подтверждено")
    assert crew.read(present) == ["Анна Вымышленная", "Борис Нарочный"]
    await opens(boris)
    await boris.does_not_see("Участие не отмечено")


async def test_guessing_the_word_ends_in_a_wait(crew: Crew) -> None:
    olga = await webinar(crew)
    await olga.presses("Отметка")
    await olga.presses("Кодовое слово")
    await olga.presses("Придумать")
    word = re.search(r"Кодовое слово: (\S+ \d\d)", (await olga.sees("Назовите его на встрече"))["text"])
    assert word
    anna = await registers(crew, 1001, "Анна Вымышленная")
    await until(crew, HOUR / 2)
    await opens(anna)
    await anna.presses("Отметиться")
    for _ in range(5):
        await anna.says("наугад")
    await anna.sees("попробуйте ещё раз после")
    await anna.presses("Отметиться", on="Слово пока не подходит")
    await anna.sees("попробуйте ещё раз после")
    await crew.later(HOUR / 4 + 1)
    await anna.presses("Отметиться", on="Слово пока не подходит")
    await anna.says(word[1])
    await anna.sees("Участие подтверждено")


async def test_newcomer_follows_the_link_at_the_door_joins_and_is_there(crew: Crew) -> None:
    olga = await webinar(crew)
    await olga.presses("Отметка")
    await olga.presses("Приглашение")
    invitation = text_of(await content(crew, olga, "Приглашение 20"))
    assert "=e_1" in invitation.replace("\n", "")
    await olga.presses("Кодовое слово")
    await olga.says("сирень")
    await olga.presses("Плакат у входа")
    poster = text_of(await content(crew, olga, "Плакат у входа 20"))
    assert TITLE in poster
    link = re.search(r"=(a_1-[0-9a-f]+)", "".join(poster.split()))
    assert link
    boris = await crew.person(1002, "Борис")
    await boris.starts(link[1])
    await boris.sees("Отмечаются участники", "Вступить")
    await until(crew, -HOUR / 4)
    await boris.presses("Вступить", on="Отмечаются участники")
    await boris.presses("Даю согласие")
    for words in ("Борис Нарочный", "Пермь", "Учитель"):
        await boris.says(words)
    await boris.presses("Вернуться к начатому")
    await boris.sees("Участие подтверждено")
    assert crew.read(present) == ["Борис Нарочный"]
    anna = await comes(crew, 1001, "Анна Вымышленная")
    await anna.starts("a_1-0123456789abcdef0123")
    await anna.sees("Эта ссылка больше не отмечает", TITLE)
    assert crew.read(present) == ["Борис Нарочный"]


async def test_organiser_marks_by_the_list_and_counts_the_others(crew: Crew) -> None:
    olga = await webinar(crew)
    anna = await registers(crew, 1001, "Анна Вымышленная")
    await registers(crew, 1002, "Борис Нарочный")
    await until(crew, HOUR)
    await olga.presses("Отметка")
    await olga.sees("Отмечено: 0 из 2")
    await olga.presses("Список")
    await olga.presses("1. Анна")
    await olga.sees("1. ✅ Анна Вымышленная")
    assert crew.read(present) == ["Анна Вымышленная"]
    await olga.presses("✅ 1. Анна")
    assert crew.read(present) == []
    await olga.presses("Назад")
    await olga.presses("Все были")
    await olga.sees("Отмечены все", "Отмечено: 2 из 2")
    await olga.presses("Снять отметки")
    await olga.sees("Отмечено: 0 из 2")
    await olga.presses("Не отмечены")
    await olga.presses("2. Борис")
    await olga.sees("Не отмечено: 1.")
    await olga.presses("Назад")
    await olga.presses("Без бота")
    await olga.says("никого")
    await olga.sees("Здесь нужно другое: число")
    await olga.says("ещё 7")
    await olga.sees("Отмечено: 1 из 2. Ещё без бота: 7.")
    assert crew.read(present) == ["Борис Нарочный"]
    await opens(anna)
    await anna.does_not_see("Борис Нарочный")


async def test_opinion_without_a_name_is_read_without_a_name(crew: Crew) -> None:
    olga = await webinar(crew)
    crowd = [
        await registers(crew, number, name)
        for number, name in ((1001, "Анна Вымышленная"), (1002, "Борис Нарочный"), (1003, "Вера Выдуманная"))
    ]
    await until(crew, HOUR)
    await olga.presses("Отметка")
    await olga.presses("Все были")
    await crew.later(3 * HOUR)
    anna, boris, vera = crowd
    await anna.presses("2", on="Как прошло?")
    await anna.sees("Ваша оценка: 2")
    await anna.sends("sticker")
    await anna.sees("Здесь нужно другое: отзыв словами")
    await anna.says("Слишком долго")
    await anna.sees("Ваш отзыв: Слишком долго")
    await anna.presses("Без имени")
    await anna.sees("Спасибо, отзыв сохранён")
    await anna.presses("5", on="Как прошло?")
    await anna.sees("Ваш отзыв уже есть")
    await olga.says("меню")
    await opens(olga)
    await olga.presses("Управление")
    await olga.presses("Отзывы")
    await olga.sees("Отзывов: 1", "Среднюю оценку покажем от 3 отзывов")
    await olga.does_not_see("Слишком долго")
    for person, rating in ((boris, "5"), (vera, "4")):
        await person.presses(rating, on="Как прошло?")
        await person.presses("Без имени")
        await person.sees("Спасибо, отзыв сохранён")
    await olga.presses("Назад", on="Среднюю оценку")
    await olga.presses("Отзывы")
    await olga.sees("Отзывов: 3, средняя оценка 3,7 из 5", "Слишком долго", "Без имени")
    assert crew.read(feedback) == [(None, 2, "Слишком долго"), (None, 5, None), (None, 4, None)]


async def test_materials_reach_those_who_were_there(crew: Crew) -> None:
    olga = await webinar(crew)
    anna, boris = await registers(crew, 1001, "Анна Вымышленная"), await registers(crew, 1002, "Борис Нарочный")
    await until(crew, HOUR)
    await olga.presses("Отметка")
    await olga.presses("Список")
    await olga.presses("1. Анна")
    await olga.presses("Назад")
    await olga.presses("Назад", on="Отмечено: 1 из 2")
    await olga.presses("Материалы")
    await olga.presses("Материалы", on="Материалов и записи пока нет")
    await olga.sends("photo")
    await olga.sees("Здесь нужно другое: текст или ссылки")
    await olga.says("Слайды: https://example.ru/1")
    await olga.sees("Сохранено", "Слайды")
    await crew.later(2 * HOUR)
    await anna.sees("Материалы встречи", "Слайды: https://example.ru/1")
    await anna.presses("Подробнее", on="Материалы встречи")
    await anna.sees(TITLE, "Прошло", "Участие подтверждено", "Слайды")
    await opens(boris)
    await boris.sees(TITLE, "Прошло")
    await boris.does_not_see("Слайды")
    await olga.presses("Запись встречи", on="Сохранено")
    await olga.says("https://example.ru/video")
    await olga.sees("Запись встречи:\nhttps://example.ru/video")
    await crew.later(DAY)
    await anna.sees("Материалы встречи", "Запись — по кнопке")
