from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Invitation, MentorApplication
from tests.crew import Crew
from tests.stories.test_becoming_a_mentor import owner
from tests.stories.test_profile import join

WORD = re.compile(r"inv_[\w-]+")


def applications(session: Session) -> list[MentorApplication]:
    return list(session.execute(select(MentorApplication)).scalars())


async def opens_invitations(olga: Player) -> None:
    await olga.says("меню")
    await olga.presses("Ещё")
    await olga.presses("Приглашения")


async def invites(olga: Player) -> str:
    """The word at the end of the link that she forwards."""
    await opens_invitations(olga)
    await olga.presses("Пригласить наставника")
    await olga.presses("Эксперт ОГЭ")
    await olga.says("протокол № 3 от 12.03.2020")
    shown = await olga.sees("Приглашаем стать наставником", "Для одного человека")
    [word] = set(WORD.findall(shown["text"]))
    return str(word)


async def test_guest_follows_the_link_joins_and_applies(crew: Crew) -> None:
    olga = await owner(crew)
    word = await invites(olga)
    shown = await olga.sees("Приглашаем стать наставником")
    assert ("t.me/" if crew.network == "telegram" else "vk.me/club900001?ref=") in shown["text"]
    await opens_invitations(olga)
    await olga.sees("по которым ещё не пришли: 1", "Эксперт ОГЭ")
    anna = await crew.person(1001, "Анна")
    await anna.starts(word)
    await anna.sees("Приглашаем стать наставником", "Основание: Эксперт ОГЭ")
    await anna.sees("Сначала нужно вступить")
    await anna.presses("Вступить")
    await anna.presses("Даю согласие")
    await anna.says("Анна")
    await anna.says("Пермь")
    await anna.presses("Учитель")
    await anna.presses("Вернуться к начатому")
    await anna.sees("С какого года")
    await anna.says("2010")
    await anna.presses("Мотивация учеников")
    await anna.presses("Дальше")
    await anna.sees("Основание: Эксперт ОГЭ", "протокол № 3 от 12.03.2020")
    await anna.presses("Отправить")
    await olga.sees("Заявка: Анна", "Пришла по приглашению координатора", "протокол № 3 от 12.03.2020")
    (application,) = crew.read(applications)
    assert application.invitation_id is not None
    await opens_invitations(olga)
    await olga.sees("Открытых приглашений нет")
    await anna.starts(word)
    await anna.sees("Заявка уже отправлена")


async def test_link_works_for_one_person_and_is_met_kindly_afterwards(crew: Crew) -> None:
    olga = await owner(crew)
    word = await invites(olga)
    await olga.starts(word)
    await olga.sees("ваше собственное приглашение")
    anna, boris = await crew.person(1001, "Анна"), await crew.person(1002, "Борис")
    await join(anna, "Анна")
    await join(boris, "Борис")
    for person in (anna, boris):
        await person.starts(word)
        await person.sees("Приглашаем стать наставником")
        await person.sees("Перейти к заявке")
    await anna.presses("Перейти к заявке")
    await anna.sees("С какого года")
    await boris.presses("Перейти к заявке")
    await boris.sees("уже не действует", "На каком основании")
    await boris.starts(word)
    await boris.sees("уже использовано или устарело", "Подать заявку")
    await anna.starts(word)
    await anna.presses("Перейти к заявке")
    await anna.sees("С какого года")
    await boris.starts("inv_unknown")
    await boris.sees("уже использовано или устарело")
    await boris.starts("nobody_knows_this")
    await boris.sees("Здравствуйте, Борис!")


async def test_invitation_is_cancelled_and_its_buttons_are_old(crew: Crew) -> None:
    olga = await owner(crew)
    word = await invites(olga)
    await opens_invitations(olga)
    await olga.presses("1. Эксперт ОГЭ")
    await olga.sees("Приглашение, сделано", "протокол № 3")
    await olga.presses("Отменить")
    await olga.sees("Приглашение отменено", "Открытых приглашений нет")
    await olga.forges("inviteoff:1")
    await olga.sees("уже использовано или устарело")
    anna = await crew.person(1001, "Анна")
    await anna.starts(word)
    await anna.sees("уже использовано или устарело")
    assert crew.read(lambda session: list(session.execute(select(Invitation)).scalars())) == []


async def test_wrong_answers_are_explained_and_members_do_not_invite(crew: Crew) -> None:
    olga = await owner(crew)
    await opens_invitations(olga)
    await olga.presses("Пригласить наставника")
    await olga.sends("sticker")
    await olga.sees("основание из списка")
    await olga.says("алхимик")
    await olga.sees("основание из списка")
    await olga.says("эксперт огэ")
    await olga.says("есть")
    await olga.sees("номер и дата")
    await olga.presses("Пропустить")
    await olga.sees("Приглашаем стать наставником")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    for forged in ("invites:0", "invited:1", "inviteoff:1"):
        await anna.forges(forged)
        await anna.sees("нет доступа")


@pytest.mark.parametrize("profile", ["anuchino-school"])
async def test_school_with_one_ground_makes_the_link_at_once(crew: Crew) -> None:
    olga = await owner(crew)
    await opens_invitations(olga)
    await olga.presses("Пригласить наставника")
    await olga.sees("Приглашаем стать")
