"""The asker's side of a question: asking, as a guest too, several at once, closing, rating, opening again, deleting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from sandbox.person import Person as Player
from storage.models import Ban, Case, Person, TalkFile, TalkMessage
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.stories.test_consulting import mentor, reply_to
from tests.stories.test_profile import join, the_member

DAY = 24 * 60 * 60
WEEK = timedelta(days=7)
OPENING = "Как провести родительское собрание в пятом классе?"


async def test_question_is_asked_from_the_menu_in_three_steps(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.says("меню")
    anna.interactions = 0
    await anna.presses("Задать вопрос")
    await anna.says(OPENING)
    await anna.sees("Тема: Родители", "Отправить без имени")
    await anna.presses("Отправить", on="Отправить вопрос")
    assert anna.interactions == 3
    await anna.sees("отправлен", "Вопрос № 1")


async def test_small_talk_and_stickers_are_no_questions(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    for said in ("Здравствуйте", "спасибо", "+", "👍", "ок"):
        await anna.says(said)
    await anna.says("меню")
    await anna.presses("Задать вопрос")
    await anna.says("Здравствуйте")
    await anna.sees("Здесь нужно другое: вопрос словами")
    await anna.sends("sticker")
    await anna.sees("например «Как провести первое родительское собрание?»")
    assert crew.read(lambda session: session.execute(select(func.count(Case.id))).scalar()) == 0
    await anna.says(OPENING)
    await anna.sees("Отправить вопрос наставникам?")


async def test_guest_asks_after_the_consent_alone_and_does_not_join(crew: Crew) -> None:
    boris = await mentor(crew, 1002, "Борис")
    anna = await crew.person(1001, "Анна")
    await anna.starts()
    await anna.says(OPENING)
    await anna.sees("Вопрос цел", "Вступать не обязательно", "Даю согласие")
    await anna.presses("Даю согласие")
    await anna.sees("родительское собрание", "Пока он никому не передан")
    await anna.presses("Отправить", on="Отправить вопрос")
    await boris.sees("Гость", "Взять и ответить")
    await reply_to(crew, boris, "родительское собрание", "Начните с хорошего.")
    await anna.sees("Начните с хорошего.")
    await anna.says("меню")
    await anna.sees("Есть ответ: вопрос № 1.", "Вступить")


async def test_guest_who_refuses_leaves_nothing(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await anna.starts()
    await anna.says(OPENING)
    await anna.presses("Не даю")
    await anna.sees("он стёрт, его никто не видел")
    assert crew.read(lambda session: session.execute(select(func.count(Case.id))).scalar()) == 0


async def test_more_words_join_the_question_and_the_topic_is_changed(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.says("Подскажите, с чего начать")
    await anna.sees("Тема: Другое")
    await anna.says("У Миши Петрова из 3 Б СДВГ")
    await anna.sees("Добавлено к вопросу.", "Похоже, в тексте имя ребёнка", "с чего начать")
    await anna.presses("Переписать")
    await anna.sees("Прежнее стёрто")
    await anna.says("Ученик 3 класса не сидит на месте, что делать?")
    await anna.sends("photo")
    await anna.sees("Добавлено к вопросу.", "не должно быть лиц детей")
    await anna.presses("Сменить тему")
    await anna.presses("Дети с ОВЗ")
    await anna.sees("Тема: Дети с ОВЗ", "не сидит на месте")
    await anna.presses("Это не вопрос")
    await anna.sees("никому не отправляем")
    assert crew.read(lambda session: session.execute(select(func.count(TalkFile.id))).scalar()) == 0


async def test_who_may_not_ask_is_told_until_when(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.says(OPENING)
    await anna.sees("Отправить вопрос наставникам?")
    assert crew.app
    now = crew.app.now()
    crew.read(lambda session: session.add(Ban(person_id=the_member(session).id, until=now + WEEK, created_at=now)))
    await anna.presses("Отправить", on="Отправить вопрос")
    await anna.sees("Вопросы, ответы и переписка для вас закрыты до")
    await crew.later(8 * DAY)
    await anna.says(OPENING)
    await anna.sees("Отправить вопрос наставникам?")


async def test_who_is_under_18_is_told_kindly_and_nothing_is_kept(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await anna.starts()
    crew.read(lambda session: session.execute(update(Person).values(is_minor=True)))
    await anna.says(OPENING)
    await anna.sees("До 18 лет личная переписка", "Форма для родителей")
    await anna.presses("Форма для родителей")
    assert crew.read(lambda session: session.execute(select(func.count(Case.id))).scalar()) == 0


async def test_two_questions_never_mix(crew: Crew) -> None:
    boris, vera = await mentor(crew, 1002, "Борис"), await mentor(crew, 1003, "Вера")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    for words in ("Как провести собрание?", "Как заполнить КТП на год?"):
        await anna.says(words)
        await anna.presses("Отправить", on=words)
        await anna.sees("отправлен")
    await reply_to(crew, boris, "Как провести собрание?", "Про собрание: пригласите всех.")
    await reply_to(crew, vera, "Как заполнить КТП", "Про КТП: по неделям.")
    await anna.sees("Вопрос № 2 · отвечает Вера", "по неделям")
    await reply_to(crew, anna, "пригласите всех", "А кто не придёт?")
    await reply_to(crew, anna, "по неделям", "А каникулы?")
    await boris.sees("Вопрос № 1", "А кто не придёт?")
    await vera.sees("Вопрос № 2", "А каникулы?")
    await boris.does_not_see("А каникулы?")
    await anna.says("меню")
    await anna.presses("Задать вопрос")
    await anna.presses("Мои вопросы")
    await anna.presses("№ 1 ·")
    await anna.sees("Вопрос № 1", "Наставник: Про собрание", "Вы: А кто не придёт?", "Вопрос решён")


async def test_mentor_proposes_the_end_and_the_asker_closes_and_rates(crew: Crew) -> None:
    boris, anna = await answered(crew)
    await boris.presses("Закрыть вопрос")
    await boris.sees("спросим автора")
    await anna.sees("наставник считает, что ответ дан")
    anna.interactions = 0
    await anna.presses("Вопрос решён", on="Всё ясно?")
    await anna.presses("5", on="Ответ помог?")
    assert anna.interactions == 2
    await anna.sends("sticker")
    await anna.sees("Здесь нужно другое: пара слов об ответе")
    await anna.says("Спасибо, всё получилось")
    await anna.sees("оценка сохранена")
    await boris.sees("Вопрос закрыт, отвечать не нужно")
    await crew.later(15 * 60)
    await boris.sees("ответ оценён на 5 из 5", "«Спасибо, всё получилось»")
    await boris.says("меню")
    await boris.presses("Мои итоги")
    await boris.sees("ответили на 1 вопрос, из них закрыто: 1", "появится после пяти оценок")


async def test_case_ends_by_silence_and_is_opened_again_within_two_weeks(crew: Crew) -> None:
    boris, anna = await answered(crew)
    await crew.later(5 * DAY)
    await anna.sees("дальше тихо", "Вопрос решён")
    await crew.later(2 * DAY + 3600)
    await anna.sees("закрыт: неделю никто не писал", "Ответ помог?")
    await anna.presses("Открыть снова")
    await anna.sees("открыт снова. Наставник уже знает")
    await boris.sees("Открыт снова: у автора остались вопросы")
    await anna.presses("Дополнить", on="открыт снова")
    await anna.says("А если родители не пришли?")
    await boris.sees("А если родители не пришли?")
    await anna.says("меню")
    await anna.presses("Задать вопрос")
    await anna.presses("Мои вопросы")
    await anna.presses("№ 1 ·")
    await anna.presses("Вопрос решён")
    await anna.presses("2", on="Вопрос № 1 закрыт.")
    await anna.sees("оценка: 2", "помогло мало", "Открыть снова")
    await crew.later(15 * DAY)
    await anna.presses("Открыть снова", on="помогло мало")
    await anna.sees("закрыт больше двух недель назад", "Задать вопрос")


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_who_deletes_their_data_leaves_no_word_behind(crew: Crew) -> None:
    boris, anna = await answered(crew)
    await anna.says("меню")
    await anna.presses("Профиль")
    await anna.presses("Мои данные")
    await anna.presses("Удалить мои данные")
    await anna.presses("Удалить навсегда")
    await anna.sees("Ваши данные удалены")
    await boris.sees("Автор удалил данные, вопрос закрыт")
    await reply_to(crew, boris, "Автор удалил данные", "Жаль!")
    await boris.sees("Этот вопрос уже закрыт", "Жаль!")
    assert crew.read(lambda session: session.execute(select(func.count(TalkMessage.id))).scalar()) == 0
    assert crew.read(lambda session: session.execute(select(Case.asker_id, Case.state)).one()) == (None, "closed")


async def answered(crew: Crew) -> tuple[Player, Player]:
    """Boris has answered Anna's question."""
    boris = await mentor(crew, 1002, "Борис")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.says(OPENING)
    await anna.presses("Отправить", on="Отправить вопрос")
    await boris.sees("Взять и ответить")
    await reply_to(crew, boris, "родительское собрание", "Начните с хорошего о каждом.")
    await anna.sees("Начните с хорошего о каждом.")
    return boris, anna
