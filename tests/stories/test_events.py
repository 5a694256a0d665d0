from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from screens.moments import WEEKDAYS
from screens.recurrences import EVERY_WEEKDAY
from storage.models import Event, Registration
from tests.crew import Crew
from tests.stories.test_becoming_a_mentor import owner
from tests.stories.test_profile import join
from tests.test_registrations import perm

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


async def test_guest_reads_the_card_joins_and_is_back_at_the_event(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga)
    boris = await crew.person(1002, "Борис")
    await boris.starts("e_1")
    await boris.sees("Формирующее оценивание", "Запись открыта")
    await boris.presses("Записаться")
    await boris.presses("Вступить")
    await boris.presses("Даю согласие")
    await boris.says("Борис Вымышленный")
    await boris.says("Кунгур")
    await boris.says("Учитель")
    await boris.presses("Вернуться к начатому")
    await boris.sees("Вы записаны: «Формирующее оценивание»")
    await boris.presses("Меню")
    await boris.sees("Вы записаны: «Формирующее оценивание»", "Борис Вымышленный")


async def member(crew: Crew, number: int, name: str) -> Player:
    person = await crew.person(number, name)
    await join(person, f"{name} Вымышленная")
    return person


async def test_last_seat_is_left_offered_and_confirmed_by_a_word(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga)
    await olga.presses("Управление")
    await olga.presses("Изменить")
    await olga.presses("Места")
    await olga.says("много")
    await olga.sees("число мест")
    await olga.says("1")
    await olga.sees("Сохранено", "осталось 1 место из 1")
    anna, vera = await member(crew, 1001, "Анна"), await member(crew, 1003, "Вера")
    for person in (anna, vera):
        await person.starts("e_1")
    await anna.presses("Записаться")
    await anna.sees("Вы записаны")
    await vera.presses("Записаться")  # the card was shown while there was a seat
    await vera.sees("Вы в листе ожидания, № 1")
    await anna.says("меню")
    await anna.presses("Мероприятия")
    await anna.presses("Формирующее оценивание")
    await anna.presses("Отменить запись")
    await anna.sees("Запись отменена")
    await vera.sees("Освободилось место", "Придёте?")
    await vera.says("+")
    await vera.sees("Ждём вас: «Формирующее оценивание»")
    await anna.presses("Записаться снова")
    await anna.sees("Вы в листе ожидания, № 1")
    await olga.starts("e_1")
    await olga.presses("Управление")
    await olga.presses("Участники")
    await olga.sees("Записано: 1 из 1, ждут места: 1", "Вера Вымышленная", "Анна Вымышленная")


async def test_event_is_moved_reminded_of_and_cancelled(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga, when="послезавтра в 16:00")
    anna = await member(crew, 1001, "Анна")
    await anna.starts("e_1")
    await anna.presses("Записаться")
    await olga.presses("Управление")
    await olga.presses("Изменить")
    await olga.presses("Когда")
    await olga.says("когда-нибудь")
    await olga.sees("Не получилось понять, когда это")
    await olga.says("в 18:30")
    await olga.sees("Сохранено", "18:30")
    await anna.sees("Изменилось мероприятие «Формирующее оценивание»", "18:30")
    await crew.later(start_of(crew) - crew.app.now().timestamp() - 3500)  # type: ignore[union-attr]
    await anna.sees("Скоро начинаем, в 18:30 (Пермь), 16:30 МСК: «Формирующее оценивание»", "Подключиться")
    await olga.presses("Отменить", on="Сохранено")
    await olga.says("Метель!")
    await olga.sees("Отменено: «Формирующее оценивание»")
    await anna.sees("Отменено: «Формирующее оценивание»", "Причина: Метель!")
    await anna.forges("signup:1")
    await anna.sees("Это мероприятие отменено")


def start_of(crew: Crew) -> float:
    (event,) = crew.read(events)
    start: float = event.starts_at.timestamp()
    return start


async def test_organiser_asks_questions_and_approves(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga)
    await olga.presses("Управление")
    await olga.presses("Изменить")
    await olga.presses("Ещё")
    await olga.presses("Вопросы")
    await olga.says("Какой класс?\nЧто хочется узнать?")
    await olga.presses("Изменить")
    await olga.presses("Ещё")
    await olga.presses("Подтверждение")
    await olga.presses("Подтверждать")
    await olga.sees("Запись подтверждает организатор", "Какой класс?")
    anna = await member(crew, 1001, "Анна")
    await anna.starts("e_1")
    await anna.presses("Записаться")
    await anna.sees("Вопрос 1 из 2", "Какой класс?")
    await anna.sends("sticker")
    await anna.sees("ответ словами")
    await anna.says("7 «Б»")
    await anna.says("Как оценивать проекты")
    await anna.sees("Запись отправлена организатору")
    await olga.sees("Запись ждёт вашего подтверждения", "Какой класс? — 7 «Б».")
    await olga.presses("Подтвердить", on="Запись ждёт")
    await olga.sees("есть место")
    await anna.sees("Организатор подтвердил запись")


async def test_speakers_are_members_and_guests_and_a_copy_is_made(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga)
    await member(crew, 1001, "Анна")
    for name in ("Анна", "Пётр Приглашённый"):
        await olga.presses("Управление") if name == "Анна" else None
        await olga.presses("Изменить")
        await olga.presses("Ведущие")
        await olga.says(name)
        await olga.presses("Анна Вымышленная" if name == "Анна" else "Пётр Приглашённый")
    await olga.sees("Ведут: Анна Вымышленная, Пётр Приглашённый")
    await olga.presses("Копия")
    await olga.sees("Это копия", "Ведут: Анна Вымышленная, Пётр Приглашённый", "Черновик")
    await olga.presses("Удалить")
    await olga.presses("Удалить")
    await olga.sees("Черновик удалён")
    assert len(crew.read(events)) == 1


async def test_form_keeps_its_answers_asks_what_is_missing_and_can_be_cancelled(crew: Crew) -> None:
    assert crew.app
    olga = await planner(crew)
    await olga.presses("Меню")
    await olga.presses("Мероприятие")
    await olga.sends("sticker")
    await olga.sees("вид мероприятия из списка")
    await olga.says("мастер-класс")
    await olga.says("Игры на уроке")
    first, second = (crew.app.now().astimezone(perm.tz) + timedelta(days=days) for days in (3, 4))
    await olga.says(f"в {EVERY_WEEKDAY[first.weekday()]}")
    await olga.sees("Во сколько?")
    await olga.presses("Меню")
    await olga.presses("Мероприятие")
    await olga.sees("Шаг 3 из 4")
    await olga.says("16:00")
    await olga.sees("Шаг 4 из 4", f"{WEEKDAYS[first.weekday()].capitalize()},")
    await olga.presses("Назад")
    await olga.says(f"в {EVERY_WEEKDAY[second.weekday()]} в 15:30")
    await olga.sees(f"{WEEKDAYS[second.weekday()].capitalize()},", "15:30")
    await olga.presses("Место решим позже")
    await olga.sees("Обратите внимание", "место или ссылка пока не указаны")
    await olga.forges("cal:run:-:0")
    await olga.sees("📝")
    await olga.presses("Меню")
    await olga.presses("Мероприятие")
    await olga.sees("Шаг 1 из 4")
    await olga.presses("Отмена")
    await olga.sees("ответы стёрты")


async def test_calendar_is_searched_and_comes_as_a_file(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga)
    await makes(olga, "Игры на уроке", "через 40 дней в 16:00")
    anna = await member(crew, 1001, "Анна")
    await anna.presses("Меню")
    await anna.presses("Мероприятия")
    await anna.sees("впереди 2 мероприятия", "Формирующее оценивание")
    await anna.presses("Ещё")
    await anna.sees("Игры на уроке")
    await anna.presses("Отбор")
    await anna.says("игра")
    await anna.sees("«игра»", "Игры на уроке")
    await anna.presses("Отбор")
    await anna.presses("Мои записи")
    await anna.sees("Вы пока никуда не записаны")
    await anna.presses("Все мероприятия")
    await anna.presses("Формирующее оценивание")
    await anna.presses("В календарь")
    await anna.sees("в файле выше")
    await anna.forges("event:404")
    await anna.sees("Этого мероприятия больше нет")
