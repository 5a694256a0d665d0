from __future__ import annotations

from sqlalchemy.orm import Session

from community.event_calendar import Sought
from sandbox.person import Person as Player
from storage.models import Event
from tests.crew import Crew
from tests.stories.test_events import events, makes, planner, registrations
from tests.stories.test_plans import on_a_working_day
from tests.stories.test_profile import join

DAY = 24 * 3600


def published(session: Session) -> list[Event]:
    return [event for event in events(session) if event.state == "published"]


async def test_event_is_repeated_by_words(crew: Crew) -> None:
    await on_a_working_day(crew)
    olga = await planner(crew)
    await makes(olga)
    await olga.presses("Управление")
    olga.interactions = 0
    await olga.presses("Повторять")
    await olga.sends("sticker")
    await olga.sees("как часто повторять", "третий четверг 16:00")
    await olga.says("иногда")
    await olga.sees("Здесь нужно другое")
    await olga.says("каждую неделю по средам в 15:30")
    await olga.sees("каждую среду в 15:30", "В каникулы и тихие месяцы не повторяем")
    await olga.presses("Повторять так")
    await olga.sees("Теперь повторяется", "каждую среду в 15:30")
    (first, second, *others) = crew.read(published)
    local = second.starts_at.astimezone(crew.app.community.tz)  # type: ignore[union-attr]
    assert (local.weekday(), f"{local:%H:%M}") == (2, "15:30")
    assert len(others) >= 5
    assert {event.title for event in (first, second, *others)} == {"Формирующее оценивание"}
    await olga.forges(f"evrepyes:{first.id}")
    await olga.sees("Повторяется: каждую среду")
    assert len(crew.read(published)) == len(others) + 2
    await olga.presses("Сообщить о ближайшем", on="Повторяется")
    await olga.sees("Кому сообщить?", "«Формирующее оценивание»", "16:00")


async def test_one_is_skipped_and_the_rest_is_changed_and_ended(crew: Crew) -> None:
    await on_a_working_day(crew)
    olga = await planner(crew)
    await makes(olga)
    await olga.presses("Управление")
    await olga.presses("Повторять")
    await olga.says("каждый день в 16:00")
    await olga.presses("Повторять так")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная")
    first, second, third, *_ = crew.read(published)
    for event in (second, third):
        await anna.forges(f"signup:{event.id}")
        await anna.sees("Вы записаны")
    await olga.forges(f"evseries:{second.id}")
    await olga.presses("Пропустить этот раз")
    await olga.sees("Остальные встречи останутся")
    await olga.says("Актовый зал занят")
    await olga.sees("Этот раз пропущен")
    await anna.sees("Отменено", "Актовый зал занят")
    await olga.forges(f"evedit:{first.id}:where")
    await olga.says("Школа 7")
    await olga.sees("Изменить «Где» и там?", "Только это", "Это и следующие")
    await olga.presses("Это и следующие")
    await olga.sees("Изменено и дальше")
    await anna.sees("Изменилось мероприятие", "Школа 7")
    assert {event.place for event in crew.read(published)} == {"Школа 7"}
    await olga.presses("Повторяется")
    await olga.presses("Завершить серию")
    await olga.presses("Завершить", on="Последней останется")
    await olga.sees("Серия завершена", "на которые записывались", "Оставить эти")
    await olga.presses("Отменить и их")
    await olga.sees("Отменено: 1 встреча")
    assert [event.id for event in crew.read(published)] == [first.id]
    await anna.sees("Отменено")


async def test_later_ones_are_made_by_the_clock(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga, when="через 2 дня в 16:00")
    await olga.presses("Управление")
    await olga.presses("Повторять")
    await olga.says("каждый день")
    await olga.presses("Повторять так")
    (*_, last) = crew.read(published)
    await crew.later(5 * DAY)
    assert await newest_after(last, olga, crew)


async def newest_after(last: Event, olga: Player, crew: Crew) -> bool:
    """As soon as the clock has made it; Olga looks at her menu meanwhile."""
    for _ in range(200):
        if crew.read(published)[-1].starts_at > last.starts_at:
            return True
        await olga.says("меню")
    return False


async def test_event_is_put_into_a_series_of_the_community(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga)
    (event,) = crew.read(events)
    await olga.forges(f"evedit:{event.id}:series")
    await olga.presses("Педагогические сезоны")
    await olga.sees("Сохранено")
    await olga.forges(f"cal:{Sought('series').of}:seasons:0")
    await olga.sees("Педагогические сезоны", "Формирующее оценивание")
    assert crew.read(registrations) == []


async def test_member_offers_an_event_within_the_budget(crew: Crew) -> None:
    olga = await planner(crew)
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная")
    await anna.presses("Меню")
    anna.interactions = 0
    await anna.presses("Провести своё")
    await anna.says("мастер-класс")
    await anna.says("Как удержать внимание")
    await anna.says("через 9 дней в 15:00")
    await anna.says("школа 7, кабинет 12")
    await anna.says("Приёмы на каждый день")
    await anna.presses("Отправить")
    assert anna.interactions <= 8
    await anna.sees("отправлено", "Как удержать внимание")
    await olga.sees("Предлагает мероприятие", "Анна Вымышленная")
    await olga.presses("Посмотреть")
    await olga.sees("Предлагает: Анна Вымышленная", "Приёмы на каждый день", "Подтвердить и опубликовать")
    await olga.presses("Уточнить")
    await olga.says("Для какого класса?")
    await anna.sees("спрашивают: Для какого класса?")
    await anna.presses("Моё предложение")
    await anna.presses("О чём", on="Ваше предложение")
    await anna.sends("photo")
    await anna.sees("рассказ словами")
    await anna.says("Приёмы для 5–6 классов")
    await anna.sees("Сохранено и отправлено снова")
    await olga.presses("Посмотреть")
    await olga.sees("Приёмы для 5–6 классов")
    await olga.presses("Подтвердить и опубликовать")
    await olga.sees("Опубликовано")
    await anna.sees("предложение подтверждено", "Управление")
    await anna.presses("Управление")
    await anna.sees("Как удержать внимание", "Участники")
    (event,) = crew.read(published)
    await olga.forges(f"propyes:{event.id}")
    await olga.sees("Уже решено", "опубликовано")


async def test_offer_is_declined_kindly_and_another_withdrawn(crew: Crew) -> None:
    olga = await planner(crew)
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная")
    for title in ("Чтения", "Дебаты"):
        await anna.presses("Меню")
        await anna.presses("Провести своё")
        if title == "Дебаты":
            await anna.presses("Предложить ещё")
        await anna.presses("Вебинар")
        await anna.says(title)
        await anna.says("послезавтра")
        await anna.sees("Во сколько?")
        await anna.says("в 16:00")
        await anna.presses("Решим вместе")
        await anna.presses("Пропустить")
        await anna.sees("Проверьте и отправьте", title)
        await anna.presses("Отправить")
    await anna.presses("Моё предложение")
    await anna.presses("Отозвать")
    await anna.presses("Отозвать", on="Отозвать предложение")
    await anna.sees("Предложение отозвано")
    await olga.presses("Посмотреть", on="Чтения")
    await olga.presses("Не сейчас")
    await olga.says("Весной соберём больше людей")
    await olga.sees("Автору сообщено")
    await anna.sees("Спасибо за предложение «Чтения»", "Весной соберём больше людей", "Предложить другое")
    assert [event.state for event in crew.read(events)] == ["declined"]


async def test_topic_becomes_an_event(crew: Crew) -> None:
    olga = await planner(crew)
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная")
    await anna.presses("Меню")
    await anna.presses("Мероприятия")
    await anna.presses("Отбор")
    await anna.presses("Предложить тему")
    await anna.sends("sticker")
    await anna.sees("тема словами")
    await anna.says("Как не выгореть к маю")
    await anna.sees("Тема передана")
    await olga.presses("Ответить", on="Предлагает тему")
    await olga.presses("Сделать мероприятие")
    await anna.sees("Спасибо за тему", "готовим мероприятие")
    await olga.presses("Вебинар")
    await olga.says("через 5 дней в 16:00")
    await olga.presses("Место решим позже")
    await olga.sees("Как не выгореть к маю", "Черновик")
    await olga.forges("topicnoted:1")
    await olga.sees("Ответ уже дан")


async def test_team_registers_and_its_result_is_shown(crew: Crew) -> None:
    olga = await planner(crew)
    await makes(olga, "Педагогический турнир")
    (event,) = crew.read(events)
    await olga.forges(f"evset:{event.id}:kind:team-contest")
    await olga.forges(f"evedit:{event.id}:teams")
    await olga.presses("Команды")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная")
    await anna.forges(f"signup:{event.id}")
    await anna.sees("Как называется ваша?")
    await anna.sends("sticker")
    await anna.sees("название команды")
    await anna.says("Росток")
    await anna.sees("Вы записаны")
    await crew.later(5 * DAY + 1200)
    await olga.forges(f"evrun:{event.id}")
    await olga.presses("Участники")
    await olga.sees("команда «Росток»")
    await olga.presses("Анна")
    await olga.presses("Результат")
    await olga.says("2 место")
    await anna.sees("Ваш результат: 2 место")
    await olga.forges(f"evresall:{event.id}")
    await olga.presses("Показать результаты")
    await olga.sees("Результаты видны участникам", "Росток — 2 место")
    await crew.later(DAY)
    await anna.forges(f"event:{event.id}")
    await anna.sees("Результаты:", "Росток — 2 место")
