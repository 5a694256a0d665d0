from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Broadcast, Registration
from tests.cells import BOTH_NETWORKS
from tests.crew import OWNER, Crew
from tests.sandbox.test_messages import PNG
from tests.stories.test_attendance import until
from tests.stories.test_consulting import hashes
from tests.stories.test_events import makes, planner
from tests.stories.test_profile import join

ANNOUNCING = 2  # after publishing
TITLE = "Формирующее оценивание"


async def wants_news(person: Player) -> None:
    """Agrees to announcements."""
    await person.presses("Получать анонсы")
    await person.presses("Даю согласие")


async def comes(crew: Crew, number: int, name: str, network: str, town: str = "Пермь") -> Player:
    person = await crew.person(number, name, network=network)
    await join(person, f"{name} Вымышленный", town)
    return person


def registered(session: Session) -> int:
    return len(list(session.execute(select(Registration.id).where(Registration.state == "registered")).scalars()))


def states(session: Session) -> list[str]:
    return list(session.execute(select(Broadcast.state).order_by(Broadcast.id)).scalars())


@pytest.mark.parametrize("cell", BOTH_NETWORKS, indirect=True)
async def test_published_event_is_announced_on_both_networks(crew: Crew) -> None:
    here, there = crew.networks
    olga = await crew.person(OWNER, "Ольга", network=here)
    await join(olga, "Ольга Придуманная")
    boris, vera = await comes(crew, 1002, "Борис", there), await comes(crew, 1003, "Вера", here, "Кунгур")
    await wants_news(boris)
    await makes(olga)
    olga.interactions = 0
    await olga.presses("Сообщить о мероприятии")
    await olga.sees("Всем: 1 человек", "не давали согласия на анонсы — 1", "Никому пока")
    await olga.presses("Всем: 1")
    assert olga.interactions <= ANNOUNCING
    await olga.sees(f"Отправляем: «{TITLE}»")
    await boris.sees("Вебинар", TITLE, "онлайн", "Не получать анонсы")
    boris.interactions = 0
    await boris.presses("Записаться")
    assert boris.interactions == 1
    await boris.sees(f"Вы записаны: «{TITLE}»")
    assert crew.read(registered) == 1
    await vera.does_not_see(TITLE)
    await wants_news(vera)
    await olga.presses("Управление")
    await olga.sees("📣 Сообщили: 1 человек")
    await olga.presses("Сообщить")
    await olga.sees("Уже сообщили, сегодня", "только тем, кто ещё не знает", "уже знают о нём — 2")
    await olga.presses("Всем: 1")
    await vera.sees(TITLE, "Не получать анонсы")
    await vera.presses("Не получать анонсы")
    await vera.sees("Анонсы мероприятий больше не приходят", "Получать снова")
    await vera.presses("Получать снова")
    await vera.forges("evnonews")  # a button from before
    await vera.sees("Анонсы мероприятий больше не приходят", "Получать снова")
    await olga.presses("Управление")
    await olga.presses("Сообщить")
    await olga.sees("уже знают о нём — 3", "Сейчас писать некому")
    await olga.forges("evtellto:1:-")
    await olga.sees("Новых получателей пока нет")


async def test_announcement_is_stopped_at_night_and_old_buttons_have_answers(crew: Crew) -> None:
    olga = await planner(crew)
    boris = await comes(crew, 1002, "Борис", crew.network)
    await wants_news(boris)
    assert crew.app
    night = crew.app.now().astimezone(crew.app.community.tz)
    await crew.later((23 - night.hour) % 24 * 3600)
    await makes(olga)
    await olga.presses("Сообщить о мероприятии")
    await olga.presses("Всем: 1")
    await olga.presses("Отменить отправку")
    await olga.sees("Отправка отменена", "Дошло до 0 человек")
    await olga.forges("evtellno:1")
    await olga.sees("Отправка отменена")
    await olga.forges("evtellno:404")
    await olga.sees("Этого объявления здесь больше нет")
    await until(crew, -3600)
    await boris.does_not_see(TITLE)
    assert crew.read(states) == ["cancelled"]


async def test_picture_comes_with_the_announcement_and_by_a_button(crew: Crew) -> None:
    olga = await planner(crew)
    boris = await comes(crew, 1002, "Борис", crew.network)
    await wants_news(boris)
    await makes(olga)
    await olga.presses("Управление")
    await olga.presses("Изменить")
    await olga.presses("Картинка")
    await olga.says("вот она")
    await olga.sees("Здесь нужно другое: фотография или файл")
    await olga.sends("sticker")
    await olga.sends_file("урок.gif", b"GIF89a")
    await olga.sees("Здесь нужно другое: фотография или файл")
    await olga.sends_file("урок.png", PNG)
    await olga.sees("Картинка сохранена")
    await olga.presses("Сообщить")
    await olga.presses("Всем: 1")
    await boris.sees(TITLE, "Не получать анонсы")
    assert [file["kind"] for shown in await boris.messages() for file in shown["files"]] == ["photo"]
    digest = hashlib.sha256(PNG).hexdigest()
    assert await hashes(crew, boris) == [digest]
    await boris.presses("Подробнее")
    await boris.presses("Картинка")
    await boris.sees(f"🖼 «{TITLE}»")
    assert await hashes(crew, boris) == [digest, digest]
    await olga.presses("Управление")
    await olga.presses("Изменить")
    await olga.presses("Картинка")
    await olga.presses("Убрать")
    await olga.sees("Картинка убрана")
    await boris.presses("Картинка", on=TITLE)
    await boris.sees("Картинку уже убрали")
