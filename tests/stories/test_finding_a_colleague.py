from __future__ import annotations

from sandbox.person import Person as Player
from tests.crew import Crew
from tests.stories.test_becoming_a_mentor import confirmed_mentor, owner
from tests.stories.test_profile import join


async def publishes(mentor: Player, *data: str) -> None:
    await mentor.forges("consent:publication")
    for datum in data:
        await mentor.presses(datum, on="Согласие на показ")
    await mentor.presses("Даю согласие", on="Согласие на показ")
    await mentor.sees("Сохранено")


async def test_only_what_was_agreed_to_is_found_and_shown(crew: Crew) -> None:
    anna = await confirmed_mentor(crew)
    vera = await crew.person(1003, "Вера")
    await join(vera, "Вера")
    await vera.presses("Меню")
    await vera.presses("Найти коллегу")
    await vera.sends("sticker")
    await vera.sees("имя словами")
    await vera.says("мотивация")
    await vera.sees("Пока никого", "Показать всех")
    await publishes(anna, "Имя", "Компетенции")
    await vera.says("мативация учеников")
    await vera.sees("Нашлось: 1 коллега.")
    await vera.presses("Анна")
    await vera.sees("Анна", "Мотивация учеников")
    await vera.does_not_see("Анна", "Муниципалитет: Пермь")
    await vera.presses("Назад")
    await vera.sees("Нашлось: 1 коллега.")
    await anna.forges("mpause")
    await vera.presses("Анна")
    await vera.sees("сейчас на паузе")
    await anna.forges("withdraw:publication")
    await vera.forges("found:w:-:0")
    await vera.sees("Пока никого")
    await vera.forges("colleague:2")
    await vera.sees("Этой карточки больше нет")


async def test_found_by_the_lists_page_by_page(crew: Crew) -> None:
    olga = await owner(crew)
    for place, name in enumerate(("Анна", "Борис", "Вера", "Глеб", "Дина", "Егор")):
        await publishes(await confirmed_mentor(crew, name, 1001 + place, olga), "Имя", "Муниципалитет", "Компетенции")
    zoya = await crew.person(1100, "Зоя")
    await join(zoya, "Зоя")
    await zoya.presses("Меню")
    await zoya.presses("Найти коллегу")
    await zoya.presses("По компетенции")
    await zoya.presses("Мотивация учеников")
    await zoya.sees("Нашлось: 6 коллег.", "Анна, Пермь")
    await zoya.presses("Ещё", on="Нашлось")
    await zoya.sees("Егор, Пермь")
    await zoya.says("пермь дина")
    await zoya.sees("Нашлось: 1 коллега.", "Дина, Пермь")


async def test_search_follows_the_profile_the_consent_and_leaving(crew: Crew) -> None:
    anna = await confirmed_mentor(crew)
    await publishes(anna, "Имя", "Организация")
    vera = await crew.person(1003, "Вера")
    await join(vera, "Вера")
    await vera.presses("Меню")
    await vera.presses("Найти коллегу")
    await vera.says("гимназия")
    await vera.sees("Пока никого")
    await anna.forges("ask:organisation")
    await anna.says("Гимназия № 7")
    await vera.says("гимназия")
    await vera.sees("Нашлось: 1 коллега.", "Анна")
    await anna.forges("leaveyes")
    await vera.says("гимназия")
    await vera.sees("Пока никого")


async def test_guest_finds_nobody(crew: Crew) -> None:
    gleb = await crew.person(1004, "Глеб")
    await gleb.starts()
    for forged in ("find", "found:*:-:0", "finds:s:0", "colleague:1"):
        await gleb.forges(forged)
        await gleb.sees("Это доступно после вступления")
