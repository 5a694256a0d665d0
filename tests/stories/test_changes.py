from __future__ import annotations

from tests.crew import Crew
from tests.stories.test_certificates import gets, the_certificate, was_there
from tests.stories.test_events import makes, member, planner, registrations
from tests.stories.test_plans import on_a_working_day
from tests.stories.test_profile import join
from tests.stories.test_series import published


async def test_hours_say_whose_they_are(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga)
    anna = await member(crew, 1001, "Анна")
    await anna.presses("Меню")
    await anna.presses("Мероприятия")
    await anna.sees("впереди 1 мероприятие. Время: Пермь.")
    await anna.presses("Формирующее оценивание")
    await anna.sees("16:00 (Пермь), 14:00 МСК")
    await anna.presses("Записаться")
    await anna.sees("Вы записаны", "16:00 (Пермь), 14:00 МСК")
    await anna.presses("Меню")
    await anna.sees("16:00 (Пермь), 14:00 МСК")


async def test_certificate_of_who_was_not_there_is_withdrawn_and_given_back(crew: Crew) -> None:
    olga = await planner(crew)
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await was_there(crew, "Анна")
    await gets(anna)
    certificate = crew.read(the_certificate)
    row = next(each.id for each in crew.read(registrations) if each.attended_at)
    await olga.presses("Меню")
    await olga.forges(f"evmarkone:{row}:0:0:0")
    await olga.sees("сертификат уже выдан (1 сертификат)", "Отметите снова")
    await crew.later(11 * 60)
    await anna.sees("Организатор снял отметку об участии", certificate.number, "напишите организатору")
    await anna.presses("К сертификату")
    await anna.sees("Сертификат отозван", "он отметит")
    boris = await crew.person(1002, "Борис")
    await boris.starts(f"c_{certificate.token}")
    await boris.sees("Сертификат отозван", certificate.number)
    await olga.forges(f"evmarkone:{row}:1:0:0")
    await anna.presses("Карточка")
    await anna.presses("Сертификат")
    await anna.sees(certificate.number, "Иванова Анна Сергеевна", "PDF")


async def test_who_opens_the_code_at_the_door_knows_who_sees_it(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga, when="через 20 минут")
    await olga.presses("Управление")
    await olga.presses("Отметка")
    await olga.presses("Кодовое слово")
    await olga.says("Журавль 12")
    await olga.sees("Имена тех, кто отметился, вы увидите в списке")
    anna = await crew.person(1001, "Анна")
    await anna.starts("e_1")
    await anna.presses("Записаться")
    await anna.presses("Вступить")
    await anna.sees("организатору — имя")
    await anna.presses("Даю согласие")
    await anna.says("Анна Вымышленная")
    await anna.says("Кунгур")
    await anna.says("Учитель")
    await anna.presses("Вернуться к начатому")
    await anna.starts("e_1")
    await anna.presses("Отметиться")
    await anna.sees("Напишите кодовое слово", "Ваше имя видит организатор")
    await anna.says("журавль 12")
    await anna.sees("Участие подтверждено", "Ваше имя видит организатор")


async def test_who_comes_every_week_is_told_once_of_the_new_hour(crew: Crew) -> None:
    await on_a_working_day(crew)
    olga = await planner(crew)
    await makes(olga)
    await olga.presses("Управление")
    await olga.presses("Повторять")
    await olga.says("каждый день в 16:00")
    await olga.presses("Повторять так")
    anna = await member(crew, 1001, "Анна")
    first, second, third, *_ = crew.read(published)
    for event in (second, third):
        await anna.forges(f"signup:{event.id}")
        await anna.sees("Вы записаны")
    await olga.forges(f"evedit:{first.id}:when")
    await olga.says("в 17:30")
    await olga.presses("Это и следующие")
    await olga.sees("Изменено и дальше")
    await anna.sees("Изменились встречи «Формирующее оценивание». Теперь:", "17:30.", "Время: Пермь.", "Где: онлайн")
    await anna.does_not_see("Изменилось мероприятие")
    await anna.presses("Ближайшая из них")
    await anna.sees("17:30 (Пермь), 15:30 МСК", "Вы записаны")


async def test_offer_of_somebody_deleted_leaves_nothing_to_decide(crew: Crew) -> None:
    olga = await planner(crew)
    anna = await member(crew, 1001, "Анна")
    await anna.presses("Меню")
    await anna.presses("Мероприятия")
    await anna.presses("Отбор")
    await anna.presses("Предложить тему")
    await anna.says("Как не выгореть к маю")
    await olga.sees("Предлагает тему", "Как не выгореть к маю")
    await anna.presses("Меню")
    await anna.presses("Профиль")
    await anna.presses("Пауза и выход")
    await anna.presses("Удалить")
    await anna.presses("Удалить")
    await anna.sees("удалены")
    await olga.presses("Ответить", on="Предлагает тему")
    await olga.sees("Этой темы уже нет: автор удалил данные")
    await olga.presses("Меню")
    await olga.presses("Требует внимания")
    await olga.sees("Всё разобрано")
