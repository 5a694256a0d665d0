from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Event, Registration
from tests.crew import Crew
from tests.stories.test_becoming_a_mentor import owner
from tests.stories.test_profile import join

MAKING = 8


def events(session: Session) -> list[Event]:
    return list(session.execute(select(Event).order_by(Event.id)).scalars())


def registrations(session: Session) -> list[Registration]:
    return list(session.execute(select(Registration).order_by(Registration.id)).scalars())


async def makes(olga: Player, title: str = "Формирующее оценивание", when: str = "через 5 дней в 16:00") -> None:
    await olga.presses("Меню")
    await olga.presses("Мероприятие")
    await olga.presses("Вебинар")
    await olga.says(title)
    await olga.says(when)
    await olga.says("https://telemost.example.ru/j/1")
    await olga.presses("Опубликовать")


async def planner(crew: Crew) -> Player:
    olga = await owner(crew)
    await join(olga, "Ольга Придуманная")
    return olga


async def test_webinar_is_made_within_the_budget_and_found_and_signed_up_for(crew: Crew) -> None:
    olga = await planner(crew)
    await olga.presses("Меню")
    olga.interactions = 0
    await makes(olga)
    await olga.sees("Опубликовано")
    assert olga.interactions <= MAKING
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная")
    await anna.presses("Меню")
    anna.interactions = 0
    await anna.presses("Мероприятия")
    await anna.presses("Формирующее оценивание")
    await anna.presses("Записаться")
    assert anna.interactions <= 3
    await anna.sees("Вы записаны: «Формирующее оценивание»")
    (registration,) = crew.read(registrations)
    assert registration.state == "registered"
