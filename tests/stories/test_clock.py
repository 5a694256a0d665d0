"""What comes by itself: a month that is empty, the monthly meeting, digests."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.working_days import is_working
from sandbox.person import NothingSeen
from sandbox.person import Person as Player
from storage.models import Event, Registration
from tests.crew import Crew
from tests.stories.test_announcing import wants_news
from tests.stories.test_becoming_a_mentor import owner
from tests.stories.test_events import MAKING, makes
from tests.stories.test_profile import join

pytestmark = pytest.mark.parametrize("profile", ["tyumen-skillsclub"])
TOWN = "Тюмень"
ONE_PRESS = 1


@pytest.fixture
def morning_digests() -> bool:
    return True


async def goes_to(crew: Crew, day: date, clock: time) -> None:
    """By the clock of the community; all jobs look."""
    assert crew.app is not None
    then = datetime.combine(day, clock, crew.app.community.tz)
    await crew.later((then - crew.app.now()).total_seconds())


async def is_told(crew: Crew, person: Player, *words: str) -> None:
    """At one of the next rings: one that is rung for while it is at work is not rung for again."""
    for _ in range(6):
        with suppress(NothingSeen):
            await person.sees(*words, within=2)
            return
        await crew.later(60)
    await person.sees(*words)


async def made(crew: Crew) -> list[Event]:
    """The drafts of the monthly meeting: one job begins the series, another makes its events."""
    for _ in range(100):
        found: list[Event] = crew.read(drafts)
        if found:
            return found
        await crew.later(60)
        await asyncio.sleep(0.05)
    raise AssertionError("there is none")


def february(crew: Crew) -> date:
    """Of the next year: far from holidays and quiet months."""
    assert crew.app is not None
    return date(crew.app.now().year + 1, 2, 1)


def weekday(first: date, number: int) -> date:
    return first + timedelta(days=(number - first.weekday()) % 7)


def working(crew: Crew, first: date) -> date:
    assert crew.app is not None
    calendar = crew.app.community.calendar
    return next(day for number in range(14) if is_working(day := first + timedelta(days=number), calendar))


async def coordinator(crew: Crew) -> Player:
    olga = await owner(crew)
    await join(olga, "Ольга Придуманная", TOWN)
    return olga


async def member(crew: Crew, number: int, name: str) -> Player:
    person = await crew.person(number, name)
    await join(person, f"{name} Вымышленная", TOWN)
    return person


def drafts(session: Session) -> list[Event]:
    found = select(Event).where(Event.state == "draft").order_by(Event.starts_at)
    return list(session.execute(found).scalars())


def seats(session: Session) -> list[str]:
    return list(session.execute(select(Registration.state)).scalars())


async def settled(crew: Crew, olga: Player) -> None:
    """The job has looked."""
    for _ in range(50):
        await crew.later(60)
        menu = await olga.says("меню")
        if menu["rows"][0][0]["label"] == "🔔 Требует внимания":
            return
    raise AssertionError("it still waits")


async def test_empty_month_is_told_of_and_an_event_is_planned_at_once(crew: Crew) -> None:
    olga = await coordinator(crew)
    begin = february(crew)
    await goes_to(crew, begin, time(14))
    await made(crew)
    await goes_to(crew, begin.replace(day=15), time(9, 5))
    await is_told(crew, olga, "План на февраль: мероприятий пока нет, а нужно хотя бы одно", "Черновик уже есть")
    await olga.presses("Открыть черновик", on="План на февраль")
    await olga.sees("Встреча сообщества", "Черновик.", "Опубликовать")
    await olga.says("меню")
    await olga.presses("Требует внимания (1)")
    await olga.sees("1. мало мероприятий в плане, февраль")
    await olga.presses("1. февраль")
    await olga.sees("Опубликовано 0, а нужно в месяц не меньше 1")
    olga.interactions = 0
    await olga.presses("Запланировать")
    await olga.sees("Какое мероприятие?")
    await olga.presses("Вебинар")
    await olga.says("Формирующее оценивание")
    await olga.says("через 4 дня в 17:00")
    await olga.says("Школа № 7")
    await olga.presses("Опубликовать", on="Школа № 7")
    await olga.sees("Опубликовано, запись открыта")
    assert olga.interactions <= MAKING
    await settled(crew, olga)
    await olga.presses("Требует внимания")
    await olga.sees("Всё разобрано")
    await olga.presses("Запланировать", on="мероприятий пока нет")
    await olga.sees("Какое мероприятие?")
    anna = await member(crew, 1001, "Анна")
    await anna.forges("evnew")
    await anna.sees("нет доступа")


async def test_monthly_meeting_is_there_as_a_draft_and_its_invitation_signs_up_in_one_press(crew: Crew) -> None:
    olga, boris = await coordinator(crew), await member(crew, 1002, "Борис")
    begin = february(crew)
    await wants_news(boris)
    await goes_to(crew, begin, time(14))
    third = weekday(begin, 3) + timedelta(days=14)
    meeting, *_ = await made(crew)
    assert crew.app is not None
    assert meeting.starts_at == datetime.combine(third, time(16), crew.app.community.tz)
    await olga.says("меню")
    await olga.presses("План")
    await olga.sees("📝", "16:00 Встреча сообщества")
    await olga.presses("Карточки")
    await olga.presses("Встреча сообщества")
    await olga.presses("Опубликовать")
    await olga.sees("Опубликовано", "Пригласим всех сами: ")
    await goes_to(crew, third - timedelta(days=6), time(14))
    await is_told(crew, boris, "Ежемесячная встреча", "Встреча сообщества", "16:00", "Не получать анонсы")
    boris.interactions = 0
    await boris.presses("Записаться", on="Ежемесячная встреча")
    assert boris.interactions == ONE_PRESS
    await boris.sees("Вы записаны: «Встреча сообщества»")
    assert crew.read(seats) == ["registered"]


async def test_morning_digest_leads_to_what_is_new_and_is_switched_off(crew: Crew) -> None:
    olga = await coordinator(crew)
    begin = february(crew)
    first = working(crew, begin)
    await goes_to(crew, first, time(18))
    await member(crew, 1001, "Анна")
    second = working(crew, first + timedelta(days=1))
    await goes_to(crew, second, time(9, 5))
    await is_told(crew, olga, "Сводка на", "Новых участников: 1.")
    await olga.presses("Реестры", on="Сводка на")
    await olga.sees("Реестры")
    await olga.presses("Не присылать", on="Сводка на")
    await olga.sees("🔕 Утренняя сводка", "🔕 Сводка недели")
    await olga.presses("Утренняя сводка", on="Всё важное одним сообщением")
    await olga.sees("🔔 Утренняя сводка")
    await olga.presses("Утренняя сводка", on="Всё важное одним сообщением")
    await member(crew, 1003, "Вера")
    known = len(await olga.messages())
    await goes_to(crew, working(crew, second + timedelta(days=1)), time(9, 5))
    await olga.says("меню")
    later = [message["text"] for message in (await olga.messages())[known:]]
    assert not [text for text in later if "Сводка на" in text]


async def test_weekly_digest_is_asked_for_agreed_to_read_and_switched_off(crew: Crew) -> None:
    olga, anna = await coordinator(crew), await member(crew, 1001, "Анна")
    begin = february(crew)
    await goes_to(crew, begin, time(14))
    await anna.says("меню")
    for button in ("Профиль", "Уведомления", "Сводки"):
        await anna.presses(button)
    await anna.sees("🔕 Сводка недели")
    await anna.presses("Сводка недели")
    await anna.sees("🔔 Сводка недели", "нужно ваше согласие на анонсы")
    await anna.presses("Получать анонсы")
    await anna.presses("Даю согласие")
    await makes(olga, when="через 13 дней в 16:00")
    monday = weekday(begin + timedelta(days=2), 0)
    await goes_to(crew, monday, time(10, 5))
    await is_told(crew, anna, "Сводка недели", "Мероприятия для вас", "Формирующее оценивание")
    await anna.presses("Формирующее оценивание", on="Мероприятия для вас")
    await anna.sees("Записаться", "Запись открыта")
    await anna.presses("Не присылать", on="Мероприятия для вас")
    await anna.sees("🔕 Сводка недели")
    await anna.forges("digest:morning:1")
    await anna.sees("нет доступа")
    known = len(await anna.messages())
    await goes_to(crew, monday + timedelta(days=7), time(10, 5))
    await anna.says("меню")
    later = [message["text"] for message in (await anna.messages())[known:]]
    assert not [text for text in later if "Мероприятия для вас" in text]
