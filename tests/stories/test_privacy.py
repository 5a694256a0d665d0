from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Account, Case, Grant, Person
from tests.cells import CELLS
from tests.crew import OWNER, Crew
from tests.stories.test_consulting import mentor, reply_to
from tests.stories.test_profile import join

ANNA, BORIS, VERA = 1001, 1002, 1003


async def about_a_conflict(crew: Crew, anna: Player, words: str, guest: bool = False) -> None:
    """Asked, with a topic of support, and not sent yet."""
    await anna.says(words)
    if guest:
        await anna.presses("Даю согласие")
    await anna.sees("Отправить вопрос наставникам?")
    changed = update(Case).where(Case.sent_at.is_(None)).values(topic="conflict", is_support=True)
    crew.read(lambda session: session.execute(changed))


def answers_support(session: Session, number: int) -> None:
    """In another municipality than the others."""
    person = session.execute(select(Account.person_id).where(Account.number == number)).scalar_one()
    session.get_one(Person, person).municipality = "kungur"
    grant = Grant(person_id=person, role="responder", granted_at=session.get_one(Person, person).created_at)
    session.add(grant)


@pytest.mark.parametrize("cell", CELLS)
async def test_question_about_a_conflict_reaches_only_those_named_for_it(crew: Crew) -> None:
    anna = await crew.person(ANNA, "Анна")
    await join(anna, "Анна")
    await about_a_conflict(crew, anna, "Завуч кричит на меня при детях. Что делать?")
    await anna.presses("Отправить", on="Отправить вопрос наставникам?")
    await anna.sees("Перед отправкой", "Сейчас некому ответить", "14 дней")
    vera, boris = await crew.person(VERA, "Вера"), await mentor(crew, BORIS, "Борис")
    await join(vera, "Вера")
    crew.read(lambda session: answers_support(session, VERA))
    await anna.presses("Всё равно отправить")
    await anna.sees("отправлен без имени", "Ищем, кто ответит")
    card = await vera.sees("Завуч кричит", "Без имени")
    assert "Анна" not in card["text"]
    await reply_to(crew, vera, "Завуч кричит", "Вы не одни. Давайте подумаем вместе.")
    await anna.sees("отвечает Вера", "Вы не одни")
    await boris.does_not_see("Завуч кричит")
    await anna.presses("Ответить", on="Вы не одни")
    await anna.sends("voice")
    await anna.sees("Голос может вас выдать", "пока никому не передано")
    await vera.does_not_see("файл")
    await anna.presses("Всё равно отправить", on="Голос может")
    await anna.sends("voice")
    await vera.sees("💬 Вопрос №", "Вложения")


@pytest.mark.parametrize("cell", CELLS)
async def test_guest_chooses_from_whom_to_hide(crew: Crew) -> None:
    anna = await crew.person(ANNA, "Анна")
    await anna.starts()
    await about_a_conflict(crew, anna, "Меня травят коллеги, что делать?", guest=True)
    await anna.presses("без имени", on="Отправить вопрос наставникам?")
    await anna.sees("Из какого вы муниципалитета?")
    await anna.sends("sticker")
    await anna.sees("Нужно название муниципалитета словами")
    await anna.says("Кунгурский")
    await anna.presses("Кунгур", on="Из какого")
    await anna.sees("Перед отправкой", "Кунгур")


@pytest.mark.parametrize("cell", CELLS)
async def test_coordinator_decides_by_the_flagged_words_alone(crew: Crew) -> None:
    olga, boris = await crew.person(OWNER, "Ольга"), await mentor(crew, BORIS, "Борис")
    anna = await crew.person(ANNA, "Анна")
    await olga.starts()
    await join(anna, "Анна")
    await anna.says("Как успокоить пятый класс после перемены?")
    await anna.presses("Отправить", on="Отправить вопрос наставникам?")
    await reply_to(crew, boris, "пятый класс", "Такое стыдно спрашивать.")
    await anna.presses("Пожаловаться", on="Такое стыдно")
    await anna.presses("Сообщение 1", on="На что пожаловаться?")
    await anna.presses("Дальше (отмечено: 1)")
    await anna.says("Обидно такое читать")
    await anna.sees("Спасибо, что написали")
    await olga.presses("Посмотреть", on="Обращение №")
    shown = await olga.sees("Обидно такое читать", "Такое стыдно спрашивать")
    assert "пятый класс" not in shown["text"]
    await olga.presses("На 7 дней")
    await olga.says("Грубость в переписке")
    await olga.sees("ограничение на 7 дней", "Сообщим об этом")
    await boris.sees("Вопросы, ответы и переписка для вас закрыты до", "Грубость в переписке")
    await boris.says("Можно ли оспорить такое решение?")
    await boris.sees("Вопросы, ответы и переписка для вас закрыты до", "Мероприятия")
    await anna.sees("По вашему обращению")


@pytest.mark.parametrize("cell", CELLS)
async def test_coordinator_closes_a_question_from_the_desk(crew: Crew) -> None:
    olga, boris = await crew.person(OWNER, "Ольга"), await mentor(crew, BORIS, "Борис")
    anna = await crew.person(ANNA, "Анна")
    await olga.starts()
    await join(anna, "Анна")
    await anna.says("Где взять программу кружка на год?")
    await anna.presses("Отправить", on="Отправить вопрос наставникам?")
    await boris.sees("программу кружка")
    await olga.presses("Ещё")
    await olga.presses("Вопросы")
    await olga.presses("№ 1", on="Открытые вопросы")
    await olga.sees("Текст видят только двое")
    await olga.presses("Поручить")
    await olga.presses("Борис", on="Кому поручить")
    await olga.sees("передан: Борис")
    await boris.sees("Координатор просит вас ответить", "программу кружка")
    await olga.presses("К вопросам")
    await olga.presses("№ 1", on="Открытые вопросы")
    await olga.presses("Закрыть", on="Вопрос № 1")
    await olga.presses("Ответ найден")
    await olga.says("Программа лежит на сайте")
    await olga.sees("Вопрос № 1 закрыт")
    await anna.sees("Похоже, ответ уже найден", "Программа лежит на сайте")
    await boris.sees("Отвечать больше не нужно")
    await olga.presses("К вопросам")
    await olga.presses("Отбор", on="Открытые вопросы")
    await olga.presses("Итоги")
    await olga.presses("Файл Excel")
    await olga.sees("Вопросы", ".xlsx")
    await olga.sees("Имён и текстов в нём нет")
