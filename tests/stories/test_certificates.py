from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Certificate, Event, Person, Registration
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.paper_readers import codes_of, text_of
from tests.stories.test_events import planner
from tests.stories.test_my_data import files_of
from tests.stories.test_profile import join


async def was_there(crew: Crew, *present: str, ago: timedelta = timedelta(hours=3)) -> None:
    """All who have joined were registered; these were seen there."""

    def add(session: Session, now: datetime) -> None:
        event = Event(
            state="published",
            kind="webinar",
            title="Формирующее оценивание",
            starts_at=now - ago - timedelta(minutes=90),
            ends_at=now - ago,
            created_at=now,
            published_at=now,
        )
        session.add(event)
        session.flush()
        for person in session.execute(select(Person).where(Person.joined_at.is_not(None))).scalars():
            attended = now if (person.name or "").split()[0] in present else None
            times = {"queued_at": now, "changed_at": now, "attended_at": attended}
            session.add(Registration(event_id=event.id, person_id=person.id, state="registered", **times))

    assert crew.app
    now = crew.app.now()
    crew.read(lambda session: add(session, now))


def the_certificate(session: Session) -> Certificate:
    return session.execute(select(Certificate)).scalar_one()


async def opens_past_event(person: Player) -> None:
    await person.presses("Меню")
    await person.presses("Мероприятия")
    await person.presses("Отбор")
    await person.presses("Прошедшие")
    await person.presses("Формирующее оценивание")


async def gets(person: Player, name: str = "Иванова Анна Сергеевна") -> None:
    await opens_past_event(person)
    await person.presses("Сертификат")
    await person.says(name)
    await person.presses("Да, верно")


async def test_participant_gets_the_paper_and_the_picture_under_one_number(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await was_there(crew, "Анна")
    await opens_past_event(anna)
    await anna.sees("Участие подтверждено", "Сертификат")
    anna.interactions = 0
    await anna.presses("Сертификат")
    await anna.sees("Как написать имя?", "Иванова Анна Сергеевна")
    await anna.says("Аня")
    await anna.sees("Здесь нужно другое: фамилия и имя полностью")
    await anna.sends("sticker")
    await anna.sees("Здесь нужно другое: фамилия и имя полностью")
    await anna.says("Иванова Анна Сергевна")
    await anna.sees("Проверьте: Иванова Анна Сергевна. Так и напишем?")
    await anna.presses("Исправить")
    await anna.says("Иванова Анна Сергеевна")
    await anna.presses("Да, верно")
    number = crew.read(the_certificate).number
    await anna.sees("Готово! Сертификат в PDF", f"Сертификат № {number}")
    await anna.sees(f"Сертификат № {number} — в файле выше")
    paper = text_of(await files_of(crew, anna, f"Сертификат {number}.pdf"))
    assert "Иванова Анна Сергеевна" in paper
    assert "«Формирующее оценивание»" in paper
    assert "2 академических часа" in paper
    await anna.presses("Картинка")
    await anna.sees(f"Сертификат {number}.png")
    (code,) = codes_of(await files_of(crew, anna, f"Сертификат {number}.png"))
    assert code.endswith(f"c_{crew.read(the_certificate).token}")
    await anna.presses("Меню")
    await anna.presses("Мероприятия")
    await anna.presses("Отбор")
    await anna.presses("Мои сертификаты")
    await anna.sees("У вас 1 сертификат", "Формирующее")


async def test_who_was_there_is_told_the_next_day_and_gets_it_in_three_presses(crew: Crew) -> None:
    anna, boris = await crew.person(1001, "Анна"), await crew.person(1002, "Борис")
    await join(anna, "Анна")
    await join(boris, "Борис")
    await was_there(crew, "Анна", ago=timedelta(hours=25))
    await crew.later(60)
    await anna.sees("Ваше участие подтверждено: «Формирующее оценивание»")
    anna.interactions = 0
    await anna.presses("Сертификат", on="Ваше участие")
    await anna.says("Иванова Анна")
    await anna.presses("Да, верно")
    assert anna.interactions <= 3
    await anna.sees("в файле выше")
    await boris.does_not_see("Ваше участие подтверждено")
    await boris.forges("cert:1:0")
    await boris.sees("Сертификат получают те, чьё участие отмечено", "напишите организатору")


async def test_name_is_corrected_once_and_then_by_the_coordinator(crew: Crew) -> None:
    olga = await planner(crew)
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await was_there(crew, "Анна")
    await gets(anna, "Иванова Анна")
    number = crew.read(the_certificate).number
    await anna.presses("Исправить имя")
    await anna.says("Анюта")
    await anna.sees("фамилия и имя полностью")
    await anna.says("Иванова Анна Петровна")
    await anna.sees("Проверьте: Иванова Анна Петровна", "Больше исправить не получится")
    await anna.presses("Да, верно")
    await anna.sees("Имя исправлено, номер прежний", number)
    await anna.forges("certfix:1")
    await anna.sees("уже исправлено один раз", "обратитесь к координатору")
    await olga.presses("Меню")
    await olga.forges("evcerts:1:0")
    await olga.sees("Выдано: 1 сертификат", "Иванова Анна Петровна")
    await olga.presses("Иванова Анна Петровна")
    await olga.presses("Исправить имя")
    await olga.says("Иванова Анна Павловна")
    await olga.presses("Да, верно")
    await olga.sees("Имя исправлено, номер прежний. Новый файл отправляем владельцу")
    await anna.sees(f"В сертификате № {number} исправлено имя: Иванова Анна Павловна")
    certificate = crew.read(the_certificate)
    assert (certificate.number, certificate.details["full_name"]) == (number, "Иванова Анна Павловна")


@pytest.mark.parametrize("cell", BOTH_NETWORKS, indirect=True)
async def test_stranger_on_the_other_network_checks_the_number_even_after_deletion(crew: Crew) -> None:
    annas, borises = crew.networks
    anna = await crew.person(1001, "Анна", network=annas)
    await join(anna, "Анна")
    await was_there(crew, "Анна")
    await gets(anna)
    await anna.sees("в файле выше")
    certificate = crew.read(the_certificate)
    boris = await crew.person(1002, "Борис", network=borises)
    await boris.starts(f"c_{certificate.token}")
    await boris.sees(
        "Номер подлинный",
        certificate.number,
        "Кому: Иванова Анна Сергеевна",
        "Об участии в мероприятии «Формирующее оценивание»",
    )
    await boris.starts("c_0123456789")
    await boris.sees("Сертификата по этой ссылке нет", "Меню")
    await anna.presses("Меню")
    await anna.presses("Профиль")
    await anna.presses("Пауза и выход")
    await anna.presses("Удалить")
    await anna.presses("Удалить")
    await anna.sees("удалены")
    await boris.starts(f"c_{certificate.token}")
    await boris.sees("данные владельца удалены", certificate.number)
    shown = (await boris.screen())["text"]
    assert "Иванова" not in shown
