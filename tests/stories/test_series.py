from __future__ import annotations

from sqlalchemy.orm import Session

from community.event_calendar import Sought
from sandbox.person import Person as Player
from storage.models import Event
from tests.crew import Crew
from tests.stories.test_events import events, makes, planner, registrations
from tests.stories.test_profile import join

DAY = 24 * 3600


def published(session: Session) -> list[Event]:
    return [event for event in events(session) if event.state == "published"]


async def test_event_is_repeated_by_words(crew: Crew) -> None:
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


async def test_one_is_skipped_and_the_rest_is_changed_and_ended(crew: Crew) -> None:
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
    await olga.sees("Изменить и у них (где)?", "Только это", "Это и следующие")
    await olga.presses("Это и следующие")
    await olga.sees("Изменено и дальше")
    await anna.sees("Изменилось мероприятие", "Школа 7")
    assert {event.place for event in crew.read(published)} == {"Школа 7"}
    await olga.presses("Повторяется")
    await olga.presses("Завершить серию")
    await olga.presses("Завершить", on="Последней останется")
    await olga.sees("Серия завершена", "уже есть записи", "Оставить эти")
    await olga.presses("Отменить и их")
    await olga.sees("Отменено 1 встреча")
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
