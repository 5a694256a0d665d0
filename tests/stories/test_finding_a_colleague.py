from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import colleagues
from community.profile_files import load_profile
from sandbox.person import Person as Player
from storage.models import Base, Consent, Mentor, Person, table_of
from tests.crew import Crew
from tests.stories.test_becoming_a_mentor import confirmed_mentor
from tests.stories.test_profile import join

Row = TypeVar("Row", bound=Base)


async def publishes(mentor: Player, *data: str) -> None:
    await mentor.forges("consent:publication")
    for datum in data:
        await mentor.presses(datum, on="Согласие на показ")
    await mentor.presses("Даю согласие", on="Согласие на показ")
    await mentor.sees("Сохранено")


def like_anna(session: Session, names: Sequence[str]) -> None:
    """More mentors who agreed to the same."""
    mentor = session.execute(select(Mentor)).scalar_one()
    anna = session.get_one(Person, mentor.person_id)
    consents = session.execute(select(Consent).where(Consent.person_id == anna.id)).scalars().all()
    for name in names:
        other = copied(anna, name=name, search="")
        session.add(other)
        session.flush()
        session.add_all(copied(row, person_id=other.id) for row in (mentor, *consents))
        session.flush()
        colleagues.refresh(session, other, load_profile("perm-nastavniki"))


def copied(row: Row, **changes: object) -> Row:
    values = {column.key: getattr(row, column.key) for column in table_of(type(row)).columns if column.key != "id"}
    return type(row)(**values | changes)


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
    await publishes(await confirmed_mentor(crew), "Имя", "Муниципалитет", "Компетенции")
    crew.read(partial(like_anna, names=("Борис", "Вера", "Глеб", "Дина", "Егор")))
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
