"""A mentor and a mentee write to each other from different networks."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import mentorships
from community.mentorships import About, Kind, Role
from community.profile_files import load_profile
from sandbox.person import Person as Player
from storage.models import Account, Person, TalkFile
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.stories.test_consulting import hashes, reply_to, stands
from tests.stories.test_mentoring import physicist

pytestmark = pytest.mark.parametrize("cell", BOTH_NETWORKS)


async def together(crew: Crew, *numbers: int) -> None:
    """The first leads the others."""
    assert crew.app
    now = crew.app.now()

    def make(session: Session) -> None:
        found = {account.number: account.person_id for account in session.execute(select(Account)).scalars()}
        people = [session.get_one(Person, found[number]) for number in numbers]
        roles = [Role.MENTOR, *[Role.MENTEE] * (len(people) - 1)]
        kind = Kind.PAIR if len(people) == 2 else Kind.GROUP
        profile = load_profile("perm-nastavniki")
        mentorships.make(
            session, About("subject", "physics", kind=kind), list(zip(people, roles, strict=True)), profile, now
        )

    crew.read(make)


async def pair(crew: Crew) -> tuple[Player, Player]:
    """Anna of one network, Boris, her mentor, of the other."""
    mine, other = crew.networks
    boris = await physicist(crew, 1002, "Борис", other)
    anna = await physicist(crew, 1001, "Анна", mine, is_mentor=False)
    await together(crew, 1002, 1001)
    return anna, boris


async def opens(player: Player, menu: str, name: str, button: str) -> None:
    await player.says("меню")
    await player.presses(menu)
    await player.presses(name, on=menu)
    await player.presses(button, on="Знакомство")


def files_kept(session: Session) -> int:
    return session.execute(select(func.count()).select_from(TalkFile)).scalar_one()


async def test_pair_writes_across_networks(crew: Crew) -> None:
    anna, boris = await pair(crew)
    await opens(anna, "Мой наставник", "Борис", "Написать")
    await anna.sees("Кому: Борис")
    await anna.sends("sticker")
    await anna.sees("Стикеры")
    await anna.says("Здравствуйте! Когда к вам на урок?")
    await anna.sees("Передано: Борис")
    await boris.sees("Анна", "Когда к вам на урок?", "видите только вы двое")
    said = await reply_to(crew, boris, "Когда к вам на урок?", "Приходите во втарник.")
    assert "Передано: Анна" in said["text"]
    shown = await anna.sees("Борис", "наставник", "в ответ на: «Здравствуйте! Когда к вам на урок?»", "во втарник")
    await stands(crew, anna, shown["id"])
    [mine] = [each for each in (await boris.chat())["messages"] if "втарник" in each["text"] and each["from"] != "bot"]
    await boris.edits(mine["id"], "Приходите во вторник.")
    await anna.sees("во вторник", "(изменено)")
    await anna.presses("Ответить", on="во вторник")
    await anna.sends("photo", caption="Вот мой план")
    await boris.sees("Вот мой план")
    await boris.says("Отличный план, спасибо за него!")  # outside of everything
    await boris.sees("Передано: Анна", "Чтобы написать кому-то ещё")
    await anna.sees("Отличный план")
    await anna.sends_album(b"one", b"two", caption="Доска")
    while crew.read(files_kept) < 3:  # only the first part of an album is answered
        await asyncio.sleep(0.02)
    await crew.later(3)
    await boris.sees("Доска")
    contents = [b"content", b"one", b"two"]
    assert sorted(await hashes(crew, boris)) == sorted(hashlib.sha256(each).hexdigest() for each in contents)
    await opens(boris, "Мои подопечные", "Анна", "Переписка")
    await boris.sees("Вот мой план", "Из № 5")
    await boris.presses("Из № 5")
    await boris.sees("Вложения из переписки")
    assert len(await hashes(crew, boris)) == 5


async def test_contacts_are_exchanged_and_taken_back(crew: Crew) -> None:
    anna, boris = await pair(crew)
    await opens(anna, "Мой наставник", "Борис", "Контакты")
    await anna.presses("Поделиться контактом")
    await anna.says("найдёте как-нибудь")
    await anna.sees("Здесь нужно другое", "например +7 912")
    await anna.says("+7 912 345-67-89")
    await anna.sees("Готово", "Борис: пока без контакта")
    await boris.sees("Анна предлагает обменяться контактами")
    await boris.presses("Поделиться контактом", on="предлагает обменяться")
    await boris.says("boris@example.org")
    await boris.sees("Анна: +7 912 345-67-89")
    await anna.sees("Контакты открыты", "Борис: boris@example.org")
    await anna.presses("Контакты", on="Контакты открыты")
    await anna.presses("Отозвать")
    await anna.sees("Ваш контакт стёрт", "Борис: контакт ждёт вашего")
    await opens(boris, "Мои подопечные", "Анна", "Ещё")
    await boris.presses("Контакты", on="Знакомство")
    await boris.sees("Анна: пока без контакта")
