from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import AuditEntry, Mentor, MentorApplication, Person
from tests.crew import OWNER, Crew
from tests.stories.test_profile import join

BUDGET = 6


def applications(session: Session) -> list[MentorApplication]:
    return list(session.execute(select(MentorApplication).order_by(MentorApplication.id)).scalars())


def mentors(session: Session) -> list[Mentor]:
    return list(session.execute(select(Mentor)).scalars())


async def teaches_since(person: Player, year: int) -> None:
    await person.presses("Дополнить профиль")
    await person.presses("Пропустить")
    await person.presses("Пропустить")
    await person.says(str(year))
    await person.presses("Меню")


async def applies(person: Player) -> None:
    await person.presses("Стать наставником")
    await person.presses("Эксперт ОГЭ")
    await person.says("протокол № 3 от 12.03.2020")
    await person.presses("Мотивация учеников")
    await person.presses("Дальше")
    await person.presses("Отправить")


async def confirmed_mentor(crew: Crew, name: str = "Анна", number: int = 1001, olga: Player | None = None) -> Player:
    olga = olga or await owner(crew)
    anna = await crew.person(number, name)
    await join(anna, name)
    await teaches_since(anna, 2010)
    await applies(anna)
    await olga.sees(f"Заявка: {name}", "Подтвердить")
    await olga.presses("Подтвердить", on=f"Заявка: {name}")
    await anna.sees("Заявка подтверждена")
    return anna


async def owner(crew: Crew) -> Player:
    olga = await crew.person(OWNER, "Ольга", "Придуманная")
    await olga.starts()
    return olga


async def test_mentor_is_confirmed_within_the_budget(crew: Crew) -> None:
    olga = await owner(crew)
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await teaches_since(anna, 2010)
    anna.interactions = 0
    await applies(anna)
    assert anna.interactions <= BUDGET
    await anna.sees("Отправлена. Ответ до")
    await olga.sees("Заявка: Анна", "Эксперт ОГЭ", "с 2010 года", "протокол № 3 от 12.03.2020", "Мотивация учеников")
    await olga.presses("Подтвердить", on="Заявка: Анна")
    await olga.sees("Готово: заявка «Анна» подтверждена")
    await anna.sees("Заявка подтверждена", "Наставник")
    (mentor,) = crew.read(mentors)
    assert (mentor.competences, mentor.capacity, mentor.published) == (["motivation"], 3, [])
    (entry,) = crew.read(lambda session: list(session.execute(select(AuditEntry)).scalars()))
    assert (entry.action, entry.details) == ("mentor_confirmed", {"application": 1})


async def test_application_with_wrong_content_steps_back_and_a_pause(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await anna.presses("Меню")
    await anna.presses("Стать наставником")
    await anna.sees("Шаг 1 из 4")
    await anna.sends("sticker")
    await anna.sees("основание из списка")
    await anna.says("эксперт егэ")
    await anna.sees("Шаг 2 из 5", "С какого года")
    await anna.says("давно")
    await anna.sees("год цифрами")
    await anna.says("с 2011")
    await anna.says("рекомендация есть")
    await anna.sees("номер и дата")
    await crew.restart()
    await anna.presses("Меню")
    await anna.presses("Стать наставником")
    await anna.sees("Шаг 3 из 5")
    await anna.presses("Назад")
    await anna.sees("Шаг 2 из 5")
    await anna.says("2012")
    await anna.presses("Принесу позже")
    await anna.says("мотивация учеников, Инклюзия и дети с ОВЗ")
    await anna.sees("Отмечено: Мотивация учеников, Инклюзия и дети с ОВЗ.")
    await anna.says("алхимия")
    await anna.sees("название из списка")
    await anna.presses("Дальше")
    await anna.sees("с 2012 года", "пока нет, будет позже", "Подопечных: до 3")
    await anna.presses("Подопечные")
    await anna.says("пятьдесят")
    await anna.sees("число от 1 до 12")
    await anna.presses("5")
    await anna.sees("Подопечных: до 5")
    await anna.presses("О себе")
    await anna.says("Люблю <b>физику</b>")
    await anna.presses("Приложить подтверждение")
    await anna.says("вот")
    await anna.sees("фото или документ")
    await anna.sends("photo")
    await anna.sees("Приложено: 1 файл из 5.")
    await anna.presses("Готово")
    await anna.sees("Люблю <b>физику</b>", "Подтверждение: 1 файл")
    await anna.presses("Отправить")
    (application,) = crew.read(applications)
    assert application.recommendation is None
    assert application.proof[0].startswith(crew.network)


async def test_decider_looks_at_the_documents_that_were_attached(crew: Crew) -> None:
    olga = await owner(crew)
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await teaches_since(anna, 2010)
    await anna.presses("Стать наставником")
    await anna.presses("Эксперт ОГЭ")
    await anna.presses("Принесу позже")
    await anna.presses("Мотивация учеников")
    await anna.presses("Дальше")
    await anna.presses("Приложить подтверждение")
    await anna.sends("photo")
    await anna.sees("Приложено: 1 файл")
    await anna.sends("document")
    await anna.sees("Приложено: 2 файла")
    await anna.presses("Готово")
    await anna.presses("Отправить")
    await olga.sees("Заявка: Анна", "Подтверждение: 2 файла", "Документы (2)")
    await olga.presses("Документы (2)")
    await olga.sees("Документы к заявке: Анна", "в сообщениях выше")
    sent = [file["kind"] for message in await olga.messages() for file in message["files"]]
    assert sorted(sent) == ["document", "photo"]
    await olga.presses("Назад", on="Документы к заявке")
    await olga.presses("Подтвердить")
    await olga.sees("Готово: заявка «Анна» подтверждена")
    await anna.forges("applproof:1")
    await anna.sees("нет доступа")


async def test_too_little_experience_is_said_kindly(crew: Crew) -> None:
    boris = await crew.person(1002, "Борис")
    await join(boris, "Борис")
    await boris.presses("Меню")
    await boris.presses("Стать наставником")
    await boris.presses("Эксперт ОГЭ")
    await boris.says("2025")
    await boris.sees("стаж от 5 лет", "с 2030 года", "Выбрать другое основание")
    await boris.presses("Выбрать другое основание")
    await boris.presses("Научный центр")
    await boris.sees("номер и дату")


async def test_coordinator_asks_back_and_declines_kindly(crew: Crew) -> None:
    olga = await owner(crew)
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await teaches_since(anna, 2010)
    await applies(anna)
    await olga.presses("Уточнить", on="Заявка: Анна")
    await olga.sends("sticker")
    await olga.sees("одно предложение")
    await olga.says("Какой класс вы готовите?")
    await olga.sees("Вопрос передан")
    await anna.sees("Какой класс вы готовите?", "Ответить")
    await anna.presses("Ответить", on="спрашивают")
    await anna.says("Девятый")
    await anna.sees("Спасибо, ответ передан")
    await olga.sees("Заявка: Анна", "ответ: Девятый")
    await olga.presses("Пока не подтверждать", on="Девятый")
    await olga.presses("Рекомендация")
    await olga.says("Приложите, пожалуйста, протокол.")
    await olga.presses("Отправить ответ")
    await anna.sees("Пока она не подтверждена", "Не хватило: рекомендации.", "Приложите, пожалуйста, протокол.")
    await anna.presses("Подать снова")
    await anna.sees("Проверьте заявку", "протокол № 3")
    await anna.presses("Отправить")
    assert [item.state for item in crew.read(applications)] == ["declined", "sent"]


async def test_application_waits_in_the_queue_and_the_decider_is_reminded(crew: Crew) -> None:
    olga = await owner(crew)
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await teaches_since(anna, 2010)
    await applies(anna)
    await olga.sees("Заявка: Анна")
    (application,) = crew.read(applications)
    morning = (application.answer_by + timedelta(days=1)).astimezone(UTC).replace(hour=7)
    assert crew.app is not None
    await crew.later((morning - crew.app.now()).total_seconds())
    await olga.sees("Ждут вашего решения: срок прошёл — 1.")
    await olga.presses("Посмотреть")
    await olga.sees("Требует внимания", "заявка в наставники, Анна")
    await olga.presses("1. Анна")
    await olga.sees("Заявка: Анна", "Эксперт ОГЭ")
    await olga.presses("Подтвердить", on="Эксперт ОГЭ")
    await anna.sees("Заявка подтверждена")


async def test_application_is_withdrawn_and_pressed_twice(crew: Crew) -> None:
    olga = await owner(crew)
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    await teaches_since(anna, 2010)
    await applies(anna)
    await anna.forges("applysend")
    await anna.sees("Заявка уже отправлена")
    await anna.presses("Моя заявка")
    await anna.sees("На рассмотрении")
    await anna.presses("Отозвать заявку")
    await anna.presses("Отозвать")
    await anna.sees("Заявка отозвана")
    await olga.presses("Подтвердить", on="Заявка: Анна")
    await olga.sees("Уже решено раньше", "отозвана автором")
    assert crew.read(mentors) == []


async def test_nobody_decides_about_themselves_or_without_the_right(crew: Crew) -> None:
    olga = await owner(crew)
    await join(olga, "Ольга")
    await to_members_menu(olga)
    await teaches_since_menu(olga)
    await to_members_menu(olga)
    await applies(olga)
    await olga.forges("applyes:1")
    await olga.sees("ваша собственная заявка")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна")
    for forged in ("applyes:1", "appldecl:1", "appl:1", "applask:1", "appldecl2:1"):
        await anna.forges(forged)
        await anna.sees("нет доступа")
    assert crew.read(mentors) == []


async def to_members_menu(person: Player) -> None:
    await person.presses("Меню")
    await person.presses("Ещё")
    await person.presses("Меню участника")


async def teaches_since_menu(person: Player) -> None:
    await person.presses("Профиль")
    await person.presses("Дополнить")
    await person.presses("Пропустить")
    await person.presses("Пропустить")
    await person.says("2010")
    await person.presses("Меню")


async def test_mentor_sets_the_card_pauses_and_chooses_what_is_seen(crew: Crew) -> None:
    anna = await confirmed_mentor(crew)
    await anna.presses("Моя карточка", on="Заявка подтверждена")
    await anna.sees("ничего, карточки в поиске нет")
    await anna.presses("Взять паузу")
    await anna.sees("На паузе")
    await anna.presses("Вернуться")
    await anna.presses("Подопечные")
    await anna.presses("2")
    await anna.sees("Подопечных: до 2")
    await anna.presses("Что видно коллегам")
    await anna.sees("Согласие на показ коллегам", "Сейчас: ничего.")
    await anna.presses("Имя")
    await anna.presses("Компетенции")
    await anna.presses("Даю согласие", on="Согласие на показ")
    await anna.sees("Сейчас: имя, компетенции.")
    assert crew.read(mentors)[0].published == ["name", "competences"]
    await anna.presses("Меню")
    anna.interactions = 0
    await anna.presses("Профиль")
    await anna.presses("Согласия")
    await anna.presses("Отозвать согласие на показ")
    assert anna.interactions <= 3
    assert crew.read(mentors)[0].published == []
    await anna.forges("mend")
    await anna.presses("Завершить")
    await anna.sees("наставничество завершено")
    await anna.forges("mpause")
    await anna.sees("Это для тех")


@pytest.mark.parametrize("profile", ["anuchino-school"])
async def test_school_with_one_ground_asks_only_for_competences(crew: Crew) -> None:
    anna = await crew.person(1001, "Анна")
    await anna.starts()
    await anna.presses("Вступить")
    await anna.presses("Даю согласие")
    await anna.says("Анна")
    await anna.presses("Учитель")
    await anna.presses("Меню")
    await anna.presses("Стать наставником")
    await anna.sees("Шаг 1 из 2")
    await anna.presses("Мотивация учеников")
    await anna.presses("Дальше")
    await anna.presses("Отправить")
    (person,) = crew.read(lambda session: list(session.execute(select(Person).where(Person.name == "Анна")).scalars()))
    assert crew.read(applications)[0].person_id == person.id


async def test_leaving_ends_mentoring(crew: Crew) -> None:
    anna = await confirmed_mentor(crew)
    await anna.forges("leaveyes")
    await anna.sees("имя и анкета стёрты")
    assert crew.read(mentors)[0].ended_at is not None
