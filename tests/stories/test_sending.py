from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.profile_files import load_profile
from sandbox.person import Person as Player
from storage.models import Account, Broadcast, Grant, Person
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.stories.test_announcing import comes, wants_news
from tests.stories.test_events import planner

WORDS = "Завтра в 16:00 встречаемся в школе № 7."
TITLE = "«Завтра в 16:00 встречаемся в школе № 7»"
SENDING = 2  # from the preview: what it is about, and «Отправить сейчас»


@pytest.fixture
def careful(hurried_start: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else looks at whatever goes to more than one."""

    def loaded(*given: Any) -> Any:
        profile = load_profile(*given)
        return profile.model_copy(
            update={"announcements": profile.announcements.model_copy(update={"second_look_above": 1})}
        )

    monkeypatch.setattr("bot.settings.load_profile", loaded)


def drafted(now: datetime, number: int) -> Callable[[Session], int]:
    def draft(session: Session) -> int:
        author = session.execute(select(Account.person_id).where(Account.number == number)).scalar_one()
        values = {"kind": "message", "topic": "community", "words": WORDS, "state": "draft", "audience": {}}
        made = Broadcast(**values, author_id=author, due=now, created_at=now)
        session.add(made)
        session.flush()
        return made.id

    return draft


async def writes(crew: Crew, author: Player) -> int:
    """To everybody; the preview ends with the button that is pressed here."""
    assert crew.app
    number: int = crew.read(drafted(crew.app.now(), author.number))
    author.interactions = 0
    await author.forges(f"bcsend:{number}")
    return number


def coordinates(session: Session, number: int, now: datetime) -> None:
    person = session.execute(select(Account.person_id).where(Account.number == number)).scalar_one()
    session.add(Grant(person_id=person, role="coordinator", granted_at=now))


async def coordinator(crew: Crew, number: int, name: str, network: str) -> Player:
    player = await comes(crew, number, name, network)
    assert crew.app
    now = crew.app.now()
    crew.read(lambda session: coordinates(session, number, now))
    return player


async def reader(crew: Crew, number: int, name: str, network: str) -> Player:
    player = await comes(crew, number, name, network)
    await wants_news(player)
    return player


async def got(person: Player) -> int:
    """How often the words have come."""
    return sum(WORDS in message["text"] for message in await person.messages())


async def night_comes(crew: Crew) -> None:
    assert crew.app
    local = crew.app.now().astimezone(crew.app.community.tz)
    await crew.later((23 - local.hour) % 24 * 3600)


def due_of(number: int) -> Callable[[Session], datetime]:
    return lambda session: session.get_one(Broadcast, number).due


async def until_due(crew: Crew, number: int) -> None:
    assert crew.app
    await crew.later((crew.read(due_of(number)) - crew.app.now()).total_seconds() + 1)


@pytest.mark.parametrize("cell", BOTH_NETWORKS, indirect=True)
async def test_message_is_sent_now_once_to_each(crew: Crew) -> None:
    here, there = crew.networks
    olga = await planner(crew)
    boris, vera = await reader(crew, 1002, "Борис", there), await reader(crew, 1003, "Вера", here)
    number = await writes(crew, olga)
    await olga.sees("Отправить?", TITLE, "Получат: 2 человека", "не давали согласия на анонсы — 1", "Назад")
    await olga.presses("Отправить сейчас: 2")
    assert olga.interactions <= SENDING
    await boris.sees(WORDS)
    await vera.sees(WORDS)
    await olga.forges(f"bcgo:{number}")
    await olga.sees("Отправлено", "Дошло: 2 из 2", within=20)
    await olga.forges(f"bcgo:{number}")
    assert [await got(boris), await got(vera)] == [1, 1]
    await olga.forges("bclist:0")
    await olga.sees("Объявления: 1", "1. Отправлено", "дошло 2")
    await olga.presses("1. Завтра")
    await olga.sees("Отправлено", "Прислать мне целиком")
    await olga.presses("Прислать мне целиком")
    await olga.sees("Присылаем объявление")
    await olga.sees(WORDS, "Не получать новости")


async def test_message_is_planned_in_words_and_comes_at_its_time(crew: Crew) -> None:
    olga, boris = await planner(crew), await reader(crew, 1002, "Борис", crew.network)
    number = await writes(crew, olga)
    await olga.presses("Позже")
    await olga.sees("Когда отправить", "Пермь")
    await olga.says("вчера в 16:00")
    await olga.sees("Уже прошло")
    await olga.sends("sticker")
    await olga.sees("Не получилось понять, когда это")
    await olga.says("завтра")
    await olga.sees("Во сколько?")
    await olga.says("12:00")
    await olga.sees("Запланировано", "завтра в 12:00", "Вернуть в черновики", "Отменить")
    await olga.presses("Вернуть в черновики")
    await olga.sees("Черновик", "Отправить")
    await olga.presses("Отправить")
    await olga.presses("Позже")
    await olga.says("завтра в 4")
    await olga.sees("Утром или днём?", "04:00", "16:00", "Назад")
    await olga.says("4 утра")
    await olga.sees("Запланировано", "завтра в 04:00", "Это тихие часы")
    await olga.presses("Вернуть в черновики")
    await olga.forges(f"bcat:{number}:1")
    await olga.sees("Это время уже прошло", "Когда отправить")
    await olga.says("завтра в 4")
    await olga.presses("16:00")
    await olga.sees("Запланировано", "завтра в 16:00")
    await olga.presses("Вернуть в черновики")
    await olga.presses("Отправить")
    await olga.presses("Позже")
    await olga.says("завтра в 12:00")
    await boris.does_not_see(WORDS)
    await until_due(crew, number)
    await boris.sees(WORDS, within=20)
    assert await got(boris) == 1


@pytest.mark.usefixtures("careful")
@pytest.mark.parametrize("cell", BOTH_NETWORKS, indirect=True)
async def test_colleague_looks_at_it_first(crew: Crew) -> None:
    here, there = crew.networks
    olga, boris = await planner(crew), await coordinator(crew, 1002, "Борис", there)
    anna, vera = await reader(crew, 1003, "Анна", here), await reader(crew, 1004, "Вера", there)
    await writes(crew, olga)
    await olga.sees("Получателей много", "кто-то из коллег")
    await olga.presses("Отправить на проверку: 2")
    await olga.sees("На проверке", "Ждём, пока кто-то из коллег посмотрит")
    await boris.sees("Посмотрите объявление", "Автор: Ольга Придуманная", WORDS)
    await boris.presses("Прислать мне целиком")
    await boris.presses("Вернуть автору", on="Посмотрите")
    await boris.sends("sticker")
    await boris.sees("Здесь нужно другое: что поправить")
    for unfit in ("ок", "Школа № 8. " * 50):
        await boris.says(unfit)
        await boris.sees("Здесь нужно другое: что поправить", "Что поправить?")
    await boris.says("отмена")
    await boris.sees("На проверке", "Всё ли верно?")
    await boris.presses("Вернуть автору", on="Посмотрите")
    await boris.says("Школа № 8, а не 7")
    await boris.sees("Объявление вернулось автору")
    await olga.sees("Объявление вернули вам", "Школа № 8, а не 7")
    await anna.does_not_see(WORDS)
    await olga.presses("Открыть")
    await olga.sees("Что поправить: «Школа № 8, а не 7».", "Так увидят")
    await olga.presses("📣 Отправить")
    await olga.presses("Отправить на проверку")
    await boris.sees("Посмотрите объявление", WORDS)
    boris.interactions = 0
    await boris.presses("Подтвердить", on="Посмотрите")
    assert boris.interactions == 1
    await anna.sees(WORDS)
    await vera.sees(WORDS)
    await olga.sees("Объявление подтверждено")
    await boris.forges("bcok:1")
    assert [await got(anna), await got(vera)] == [1, 1]


@pytest.mark.usefixtures("careful")
async def test_two_colleagues_press_at_once(crew: Crew) -> None:
    olga, boris = await planner(crew), await coordinator(crew, 1002, "Борис", crew.network)
    ivan = await coordinator(crew, 1005, "Иван", crew.network)
    readers = [await reader(crew, number, "Анна", crew.network) for number in (1003, 1004)]
    await writes(crew, olga)
    await olga.presses("Отправить на проверку")
    for colleague in (boris, ivan):
        await colleague.sees("Посмотрите объявление")
    await asyncio.gather(*(each.presses("Подтвердить", on="Посмотрите") for each in (boris, ivan)))
    for each in readers:
        await each.sees(WORDS)
    await olga.sees("Дошло: 2 из 2", within=20)
    assert [await got(each) for each in readers] == [1, 1]


@pytest.mark.usefixtures("careful")
async def test_alone_one_types_the_number_and_waits(crew: Crew) -> None:
    olga = await planner(crew)
    anna, vera = await reader(crew, 1003, "Анна", crew.network), await reader(crew, 1004, "Вера", crew.network)
    number = await writes(crew, olga)
    await olga.sees("посмотреть больше некому")
    await olga.presses("Отправить сейчас")
    await olga.sees("напишите число получателей цифрами: 2")
    await olga.says("отмена")
    await olga.sees("Отправить?", "посмотреть больше некому")
    await olga.presses("Повторять")
    await olga.says("каждый понедельник в 10:00")
    await olga.sees("напишите число", "Будем повторять: каждый понедельник в 10:00")
    await olga.presses("Назад")
    await olga.presses("Отправить сейчас")
    await olga.says("двоим")
    await olga.sees("Здесь нужно другое: число получателей")
    await olga.says("3")
    await olga.sees("Число не совпало")
    await olga.says("2")
    await olga.sees("Запланировано", "Десять минут на раздумье")
    await crew.later(300)
    await anna.does_not_see(WORDS)
    await until_due(crew, number)
    await anna.sees(WORDS, within=20)
    await vera.sees(WORDS)


async def test_sending_is_paused_resumed_and_cancelled(crew: Crew) -> None:
    olga, boris = await planner(crew), await reader(crew, 1002, "Борис", crew.network)
    await night_comes(crew)
    await writes(crew, olga)
    await olga.sees("Сейчас тихие часы")
    await olga.presses("Отправить сейчас")
    await olga.sees("Отправляется", "Дошло: 0 из 1", "Ждут: 1", "Обновить")
    await olga.presses("Пауза")
    await olga.sees("Приостановлено", "продолжить можно в любое время")
    await olga.forges("bcpause:1")
    await olga.sees("Приостановлено")
    await crew.later(12 * 3600)
    await asyncio.sleep(1)
    await boris.does_not_see(WORDS)
    await olga.presses("Продолжить")
    await boris.sees(WORDS, within=20)
    await olga.sees("Отправлено", "Дошло: 1 из 1", within=20)
    await night_comes(crew)
    number = await writes(crew, olga)
    await olga.presses("Отправить сейчас")
    await olga.presses("Отменить")
    await olga.sees("Отменено", "отправка отменена — 1", "Кому не дошло")
    await olga.does_not_see("Отменено", "Ждут")
    await olga.forges(f"bcstop:{number}")
    await crew.later(12 * 3600)
    await asyncio.sleep(1)
    assert await got(boris) == 1
    await olga.forges(f"bcresend:{number}:missed")
    await olga.sees("Отправить?", "Повторно, только тем, кому ещё не дошло", "Получат: 1 человек")
    await olga.presses("Назад")
    await olga.sees("Так увидят", "Повторно, только тем, кому ещё не дошло", "Получат: 1 человек")
    await olga.presses("📣 Отправить")
    await olga.presses("Отправить сейчас: 1")
    await boris.sees(WORDS)
    await olga.sees("Дошло: 1 из 1")


def quiet(session: Session, number: int, last: int) -> None:
    """Quiet hours from midnight to this hour, by the clock of the community."""
    account = session.execute(select(Account).where(Account.number == number)).scalar_one()
    person = session.get_one(Person, account.person_id)
    person.quiet_from, person.quiet_to = 0, last


async def test_author_sees_how_far_it_is_in_one_message(crew: Crew) -> None:
    olga = await planner(crew)
    readers = [await reader(crew, number, "Анна", crew.network) for number in (1002, 1003, 1004)]
    assert crew.app
    now = crew.app.now()
    await crew.later(3660 - now.minute * 60 - now.second)  # early in an hour: the next one does not begin meanwhile
    hour = crew.app.now().astimezone(crew.app.community.tz).hour
    for number, last in ((1002, 0), (1003, hour + 1), (1004, hour + 2)):
        crew.read(partial(quiet, number=number, last=last))
    await writes(crew, olga)
    await olga.presses("Отправить сейчас: 3")
    await readers[0].sees(WORDS)
    await crew.later(11)
    for shown in (2, 3):
        await crew.later(3600)
        await readers[shown - 1].sees(WORDS)
        await crew.later(11)
        await olga.sees(f"Дошло: {shown} из 3", "Подробнее", within=20)
    await olga.sees("Отправлено", "Дошло: 3 из 3", "Подробнее", within=20)
    told = [message["text"] for message in await olga.messages() if "Дошло: " in message["text"]]
    assert [each.split("\n")[0] for each in told] == ["📣 Отправляется", "📣 Отправлено"]  # the card, and one message
    await olga.presses("Подробнее")
    await olga.sees("Отправлено", "Прислать мне целиком")


async def test_message_repeats_until_it_is_stopped(crew: Crew) -> None:
    olga, boris = await planner(crew), await reader(crew, 1002, "Борис", crew.network)
    number = await writes(crew, olga)
    await olga.presses("Повторять")
    await olga.sees("Как часто и во сколько", "каждый понедельник в 10:00")
    await olga.says("иногда")
    await olga.sees("Здесь нужно другое: как часто")
    await olga.says("каждый день")
    await olga.sees("Во сколько?")
    await olga.says("каждый день в 4")
    await olga.sees("Это утро или день?", "Как часто")
    await olga.says("каждый день в 12:00")
    await olga.sees("Запланировано", "Повторяется: каждый день в 12:00", "Больше не повторять")
    await until_due(crew, number)
    await boris.sees(WORDS, within=45)
    await olga.presses("Больше не повторять")
    await olga.sees("Отменено")
    await crew.later(24 * 3600)
    await asyncio.sleep(1)
    assert await got(boris) == 1


async def test_urgent_message_comes_at_night(crew: Crew) -> None:
    olga, boris = await planner(crew), await reader(crew, 1002, "Борис", crew.network)
    await night_comes(crew)
    await writes(crew, olga)
    await olga.presses("Срочно: прислать и ночью")
    await olga.sees("Отправить? Срочное", "у кого сейчас тихие часы", "Не будить ночью")
    await olga.presses("Отправить сейчас")
    await boris.sees(WORDS)


async def test_without_the_right_nothing_is_seen_or_done(crew: Crew) -> None:
    olga, boris = await planner(crew), await reader(crew, 1002, "Борис", crew.network)
    number = await writes(crew, olga)
    own = [f"{each}:{number}" for each in ("bcsend", "bcshow", "bcgo", "bcstop", "bcok", "bcundo")]
    for press in ("bclist:0", f"bcat:{number}:1", *own):
        await boris.forges(press)
        await boris.sees("нет доступа")
        await boris.does_not_see(WORDS)
    await olga.forges("bcshow:404")
    await olga.sees("Этого объявления здесь больше нет")
