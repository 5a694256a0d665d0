from __future__ import annotations

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import article_search
from community.profiles import CommunityProfile
from storage.models import Article, Attention, Case
from tests.cells import BOTH_NETWORKS
from tests.crew import OWNER, Crew
from tests.stories.test_consulting import mentor, reply_to
from tests.stories.test_profile import join

YEAR = 366 * 24 * 3600


def publish(session: Session, title: str, words: str, community: CommunityProfile, now: datetime) -> int:
    article = Article(state="published", topic="parents", title=title, words=words, created_at=now, checked_at=now)
    session.add(article)
    session.flush()
    article_search.keep_in_step(session, article, community)
    return article.id


def written(crew: Crew, title: str, words: str) -> int:
    """A ready answer that was there before."""
    assert crew.app
    now, community = crew.app.now(), crew.app.community
    number: int = crew.read(lambda session: publish(session, title, words, community, now))
    return number


def votes(session: Session) -> tuple[int, int]:
    helped, not_helped = session.execute(select(func.sum(Article.helped), func.sum(Article.not_helped))).one()
    return helped, not_helped


async def is_put_before_reviewers(crew: Crew) -> None:
    waits = select(Attention.id).where(Attention.kind == "article", Attention.closed_at.is_(None))
    while crew.read(lambda session: session.execute(waits).first()) is None:
        await asyncio.sleep(0.01)


async def test_guest_reads_searches_and_votes(crew: Crew) -> None:
    written(crew, "Первое родительское собрание", "Начните с хорошего о каждом ребёнке.")
    written(crew, "Родительский чат: правила", "Назначьте часы ответов.")
    anna = await crew.person(1001, "Анна")
    await anna.starts()
    await anna.says("Готовые ответы")
    await anna.sees("Готовые ответы: 2 ответа", "Родители (2)")
    await anna.sends("sticker")
    await anna.sees("Здесь нужно другое: слова, которые ищем")
    await anna.presses("Родители (2)")
    await anna.sees("1. Первое родительское собрание")
    await anna.presses("Назад", on="Первое родительское")
    await anna.says("как провести сабрание родителей")
    await anna.sees("вот что ближе всего", "1. Первое родительское собрание")
    await anna.presses("1. Первое")
    await anna.sees("Начните с хорошего", "Тема: Родители. Проверено:")
    await anna.presses("Помогло", on="Начните с хорошего")
    await anna.sees("Спасибо, учтём")
    await anna.presses("К ответу")
    await anna.sees("Помогло: 1")
    await anna.presses("Не помогло", on="Начните с хорошего")
    await anna.sees("Спросите наставников", "Задать вопрос")
    assert crew.read(votes) == (0, 1)
    await anna.presses("Задать вопрос", on="Спросите наставников")
    await anna.presses("Даю согласие")
    await anna.sees("Напишите вопрос")
    await anna.says("Как провести собрание, если пришёл один папа?")
    await anna.sees("Отправить вопрос наставникам?")


async def test_answer_before_the_question_is_sent(crew: Crew) -> None:
    number = written(crew, "Первое родительское собрание", "Начните с хорошего о каждом ребёнке.")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.says("Как провести родительское собрание?")
    case = crew.read(lambda session: session.execute(select(Case.id)).scalar_one())
    await anna.forges(f"ansoff:{number}:{case}")
    await anna.sees("Начните с хорошего", "Всё-таки спросить")
    await anna.presses("Всё-таки спросить")
    await anna.sees("Отправить вопрос наставникам?")
    await anna.forges(f"ansoff:{number}:{case}")
    await anna.presses("Помогло", on="Начните с хорошего")
    await anna.sees("Рады, что ответ нашёлся")
    assert crew.read(lambda session: session.get_one(Case, case).offered_article_id) == number


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_answer_is_made_of_a_question_with_both_consents(crew: Crew) -> None:
    mine, other = crew.networks
    olga = await crew.person(OWNER, "Ольга", network=mine)
    await olga.starts()
    boris = await mentor(crew, 1002, "Борис", other)
    anna = await crew.person(1001, "Анна", network=mine)
    await join(anna, "Анна")
    await anna.says("Здравствуйте! Как провести родительское собрание в пятом классе?")
    await anna.presses("Отправить", on="Отправить вопрос")
    await reply_to(crew, boris, "родительское собрание", "Анна, начните с хорошего о каждом ребёнке.")
    await anna.sees("отвечает Борис")

    await boris.says("готовые ответы")
    await boris.presses("Пополнить")
    await boris.presses("Мои заготовки")
    await boris.sees("Как провести родительское собрание", "можно сделать ответ")
    await boris.presses("➕ №")
    await boris.sees("Заготовка ответа", "…, начните с хорошего")
    await boris.presses("Текст", on="Заготовка")
    await boris.sends("sticker")
    await boris.sees("Здесь нужно другое: текст словами")
    await boris.says("Начните с хорошего о каждом ребёнке, затем дайте порядок связи.")
    await boris.presses("Отправить", on="Заготовка")
    await boris.sees("ждём согласия того, кто задал вопрос")

    await anna.sees("Можно ли сделать из вашего вопроса готовый ответ", "затем дайте порядок связи")
    await anna.presses("Попросить исправить")
    await anna.says("Добавьте, пожалуйста, про сорок минут")
    await boris.sees("Автор вопроса просит исправить", "про сорок минут")
    await boris.presses("Исправить", on="Автор вопроса просит")
    await boris.presses("Текст", on="Заготовка")
    await boris.says("Начните с хорошего о каждом ребёнке и уложитесь в сорок минут.")
    await boris.presses("Отправить", on="уложитесь в сорок минут")
    await anna.sees("Можно ли сделать", "уложитесь в сорок минут")
    await anna.presses("Да", on="уложитесь в сорок минут")
    await anna.sees("Ответ проверит координатор")

    await olga.presses("Посмотреть", on="Готовый ответ ждёт")
    await olga.sees("Новый ответ на проверке", "Готовит: Борис", "уложитесь в сорок минут")
    await olga.presses("Опубликовать")
    await boris.sees("Ваш готовый ответ опубликован")
    await anna.says("готовые ответы")
    await anna.says("собрание")
    await anna.presses("1. Как провести")
    await anna.sees("уложитесь в сорок минут", "Проверено")

    await crew.later(YEAR)
    await is_put_before_reviewers(crew)
    await olga.says("меню")
    await olga.presses("Требует внимания")
    await olga.presses("готовый ответ", on="Требует внимания")
    await olga.sees("Ответ ещё верен?")
    await olga.presses("Всё верно")
    await olga.sees("Спросим снова через год")


def drafts(session: Session, many: int, now: datetime) -> None:
    fixed = {"state": "draft", "topic": "parents", "words": "…", "author_id": 1, "created_at": now}
    session.add_all([Article(title=f"Заготовка {number}", **fixed) for number in range(1, many + 1)])


async def test_author_of_many_finds_the_oldest(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    assert crew.app
    now = crew.app.now()
    crew.read(lambda session: drafts(session, 8, now))
    await olga.says("готовые ответы")
    await olga.presses("Пополнить")
    await olga.presses("Мои заготовки")
    await olga.sees("1. Заготовка 8", "6. Заготовка 3")
    await olga.presses("Ещё", on="Мои заготовки")
    await olga.sees("7. Заготовка 2", "8. Заготовка 1", "◀️")
    await olga.forges("anmore:999")
    await olga.presses("8. Заготовка 1")
    await olga.sees("Заготовка ответа", "Заготовка 1")


async def test_coordinator_writes_mends_and_puts_away(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    await olga.says("готовые ответы")
    await olga.sees("Готовых ответов пока нет")
    await olga.presses("Пополнить")
    await olga.presses("Написать")
    await olga.says("Как вести родительский чат")
    await olga.says("Назначьте часы ответов, личное решайте лично.")
    await olga.presses("Ещё")
    await olga.presses("Родители")
    await olga.presses("Опубликовать", on="Заготовка")
    await olga.presses("Открыть")
    await olga.presses("Изменить")
    await olga.presses("Заголовок")
    await olga.says("Родительский чат: правила и границы")
    await olga.sees("Сохранено", "Родительский чат: правила и границы")
    await olga.presses("В архив", on="Сохранено")
    await olga.presses("В архив", on="Убрать «")
    await olga.sees("Убрано")
    await olga.says("готовые ответы")
    await olga.presses("Пополнить")
    await olga.presses("Архив")
    await olga.presses("1. Родительский")
    await olga.presses("Вернуть коллегам")
    await olga.sees("Опубликовано")
    await olga.says("готовые ответы")
    await olga.presses("Пополнить")
    await olga.presses("Чего не хватает")
    await olga.sees("закрытых вопросов пока нет")
