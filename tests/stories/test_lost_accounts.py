from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Account, AuditEntry, Person, RecoveryRequest
from tests.cells import BOTH_NETWORKS
from tests.crew import OWNER, Crew
from tests.stories.test_profile import join

NAME = "Анна Вымышленная"


def typed(session: Session) -> list[tuple[str | None, str | None]]:
    requests = session.execute(select(RecoveryRequest)).scalars()
    return [(request.name, request.municipality) for request in requests]


def annas(session: Session) -> list[tuple[str, int]]:
    accounts = select(Account).join(Person).where(Person.name == NAME).order_by(Account.id)
    return [(account.network, account.number) for account in session.execute(accounts).scalars()]


async def asks(again: Player, name: str = NAME, town: str = "Пермь") -> None:
    await again.starts()
    again.interactions = 0
    await again.presses("Я уже участвую")
    await again.presses("аккаунт потерян")
    await again.says(name)
    await again.says(town)
    await again.sees("Заявка отправлена координатору")
    assert again.interactions == 4


async def olga_and_anna(crew: Crew) -> tuple[Player, Player]:
    olga, anna = await crew.person(OWNER, "Ольга"), await crew.person(1001, "Анна")
    await olga.starts()
    await join(anna, NAME)
    await olga.sees("вступает Анна Вымышленная")
    return olga, anna


async def test_coordinator_gives_a_lost_profile_back(crew: Crew) -> None:
    olga, anna = await olga_and_anna(crew)
    again = await crew.person(1002, "Анна")
    await again.starts()
    await again.presses("Я уже участвую")
    await again.presses("аккаунт потерян")
    await again.sends("sticker")
    await again.sees("имя словами, как в профиле")
    await again.presses("Отмена")
    await again.sees("ничего не отправлено")
    await asks(again, "Анна Сергеевна Вымышленная")
    await olga.sees("потерял аккаунт")
    await olga.presses("Посмотреть")
    await olga.sees("Имя: Анна Сергеевна Вымышленная", "Муниципалитет: Пермь", "по телефону или лично")
    await olga.says("Такой Нет")
    await olga.sees("Никого не нахожу")
    await olga.says("вымышленная")
    olga.interactions = 0
    await olga.presses("1. Анна")
    await olga.sees("Вернуть профиль?", "1. ", "отвязать")
    await olga.presses("отвязать", on="Вернуть профиль")
    await olga.sees("оставить")
    await olga.presses("оставить", on="Вернуть профиль")
    await olga.presses("Личность проверена")
    await olga.sees("Готово: профиль возвращён", NAME)
    assert olga.interactions == 4
    await again.sees("С возвращением, Анна Вымышленная!")
    await anna.sees("больше не связан с профилем")
    assert crew.read(annas) == [(crew.network, 1002)]
    assert crew.read(typed) == [(None, None)]
    await again.presses("Меню", on="С возвращением")
    await again.sees("Здравствуйте, Анна Вымышленная!")
    await anna.says("меню")
    await anna.sees("Вступить")
    await olga.forges("recover:1:2")
    await olga.sees("Уже решено", "Когда")
    await olga.says("меню")
    await olga.presses("Ещё")
    await olga.presses("Журнал")
    await olga.sees("профиль возвращён на новый аккаунт. Кому: Анна Вымышленная")
    noted = crew.read(lambda session: [entry.action for entry in session.execute(select(AuditEntry)).scalars()])
    assert noted == ["recovery_asked", "recovered", "unlinked"]


@pytest.mark.parametrize("cell", BOTH_NETWORKS, indirect=True)
async def test_account_of_the_other_network_stays_and_is_told(crew: Crew) -> None:
    olga, anna = await olga_and_anna(crew)
    again = await crew.person(2002, "Анна", network=crew.networks[1])
    await asks(again)
    await olga.presses("Посмотреть")
    await olga.presses("1. Анна")
    await olga.sees("оставить")
    await olga.presses("Личность проверена")
    await anna.sees("привязан ещё один аккаунт")
    await again.sees("С возвращением, Анна Вымышленная!")
    assert len(crew.read(annas)) == 2


async def test_nothing_is_told_to_the_guest_before_the_decision(crew: Crew) -> None:
    olga, _ = await olga_and_anna(crew)
    known, unknown = await crew.person(1002, "А"), await crew.person(1003, "Б")
    await asks(known)
    await asks(unknown, "Совсем Другая")
    assert (await known.screen())["text"] == (await unknown.screen())["text"]
    await unknown.presses("Меню")
    await unknown.presses("Я уже участвую")
    await unknown.sees("Ваша заявка от", "у координатора")
    await unknown.presses("Отозвать заявку")
    await unknown.sees("Заявка отозвана")
    await unknown.forges("losenot")
    await unknown.sees("Открытой заявки нет")
    await olga.says("меню")
    await olga.presses("Требует внимания (1)")
    await olga.presses("потерян аккаунт")
    await olga.presses("Не получилось подтвердить")
    await olga.sees("Заявка закрыта")
    await known.sees("Не получилось подтвердить", "вступите заново")
    assert crew.read(typed) == [(None, None)] * 2
    await olga.forges("lostno:1")
    await olga.sees("Уже решено")
    await olga.forges("lostmark:404:1:1")
    await olga.sees("Этой заявки уже нет")


async def test_request_expires_and_the_guest_is_told(crew: Crew) -> None:
    olga, _ = await olga_and_anna(crew)
    again = await crew.person(1002, "Анна")
    await asks(again)
    await crew.later(31 * 24 * 3600)
    await again.sees("За 30 дней", "вступите заново")
    assert crew.read(typed) == [(None, None)]
    await olga.presses("Посмотреть", on="потерял аккаунт")
    await olga.sees("Уже решено")


async def test_guest_and_member_reach_none_of_it(crew: Crew) -> None:
    _, anna = await olga_and_anna(crew)
    again = await crew.person(1002, "Анна")
    await asks(again)
    for person in (anna, again):
        for forged in ("lost:1", "lostwho:1:2", "lostmark:1:1:1", "recover:1:2", "lostno:1"):
            await person.forges(forged)
            await person.sees("нет доступа")
    await anna.forges("lose")
    await anna.sees("Вы уже в составе")
    await again.forges("losetown:atlantis")
    await again.sees("Ваша заявка от")
