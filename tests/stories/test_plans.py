from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Event
from tests.crew import Crew
from tests.plan_files import edited, plan
from tests.stories.test_becoming_a_mentor import owner
from tests.stories.test_events import makes, planner
from tests.stories.test_importing import content
from tests.stories.test_profile import join

PERM = ZoneInfo("Asia/Yekaterinburg")
RELEASE = 3


def events(session: Session) -> list[Event]:
    return list(session.execute(select(Event).order_by(Event.starts_at, Event.id)).scalars())


def day(crew: Crew, days: int) -> datetime:
    """At noon, by the clock of the community."""
    assert crew.app is not None
    later = crew.app.now().astimezone(PERM) + timedelta(days=days)
    return later.replace(hour=12, minute=0, second=0, microsecond=0)


def row(title: str, when: datetime, **more: Any) -> list[Any]:
    return [title, "Вебинар", when.date(), when.strftime("%H:%M"), None, more.get("place"), None, more.get("town")]


async def on_a_working_day(crew: Crew) -> None:
    """The first of February is far from holidays and quiet months."""
    assert crew.app is not None
    now = crew.app.now()
    february = datetime(now.year + 1, 2, 1, 9, tzinfo=UTC)
    await crew.later((february - now).total_seconds())


async def to_the_upload(olga: Player) -> None:
    await olga.presses("Меню")
    await olga.presses("План")
    await olga.presses("Загрузить")
    await olga.sees("Скачайте образец")


async def test_plan_is_mended_previewed_saved_and_moved(crew: Crew) -> None:
    await on_a_working_day(crew)
    olga, when = await planner(crew), day(crew, 20)
    await to_the_upload(olga)
    await olga.presses("Скачать образец")
    sample = await content(crew, olga, "Образец плана.xlsx")
    rows = row("Оценивание", when, place="Школа № 7"), row("Родители", when + timedelta(days=1), town="Атлантида")
    await olga.sends_file("План.xlsx", edited(sample, {}, rows))
    await olga.sees("Пока ничего не сохранено: 1 клетку", "H4 «Атлантида»: нет такого муниципалитета")
    assert crew.read(events) == []
    good = edited(sample, {}, [rows[0], row("Родители", when + timedelta(days=1), town="Кунгур")])
    await olga.sends_file("План.xlsx", good)
    await olga.sees("Добавим 2.", "Оценивание", "Сохранить черновиками", "Опубликовать все")
    await olga.presses("Сохранить черновиками")
    await olga.sees("Готово: добавили 2")
    await olga.presses("Загрузить ещё")
    await olga.sends_file("План.xlsx", good)
    await olga.sees("Новых и изменённых строк нет", "2 черновика")
    await olga.presses("Опубликовать все")
    await olga.sees("опубликовали 2", "Ближайшее: ", "Оценивание")
    await olga.presses("Сообщить о ближайшем")
    await olga.sees("Кому сообщить?", "«Оценивание»", "12:00")
    await olga.says("меню")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная")
    for button in ("Меню", "Мероприятия", "Оценивание", "Записаться"):
        await anna.presses(button)
    await anna.sees("Вы записаны: «Оценивание»")
    await moves(crew, olga, when)
    await anna.sees("Изменилось мероприятие «Оценивание»", "15:30")
    moved, other = crew.read(events)
    assert (moved.starts_at.astimezone(PERM).hour, other.starts_at) == (15, when + timedelta(days=1))


async def moves(crew: Crew, olga: Player, when: datetime) -> None:
    """By the plan handed out and sent back."""
    await olga.presses("План", on="Здравствуйте")
    await olga.presses("XLSX")
    await olga.presses("год")
    await olga.sees("Готовим файл")
    handed = await content(crew, olga, "План 2")
    sheet = load_workbook(BytesIO(handed))["План"]
    at = next(line for line in (2, 3) if sheet[f"A{line}"].value == "Оценивание")
    await olga.presses("Загрузить план", on="в файле выше")
    await olga.sends_file("План.xlsx", edited(handed, {f"D{at}": "15:30"}))
    await olga.sees("Изменим 1, без изменений 1.", "напишем тем, кто записан: 1 человек")
    await olga.presses("Сохранить", on="Изменим 1")
    await olga.sees("Готово: изменили 1")


async def test_month_is_looked_at_copied_and_handed_out(crew: Crew) -> None:
    olga = await planner(crew)
    first = day(crew, 40).replace(day=10)
    await to_the_upload(olga)
    await olga.sends_file("План.xlsx", plan(row("Встреча месяца", first), row("Вторая", first + timedelta(hours=2))))
    await olga.presses("Опубликовать все")
    await olga.presses("План", on="Готово: добавили 2")
    await olga.sees("Всего 2: опубликовано 2", "Встреча месяца", "12:00", "14:00")
    await olga.presses("▶️", on="Всего 2")
    await olga.sees("Пока пусто")
    await olga.presses("Скопировать прошлый месяц")
    await olga.sees("Добавили 2 черновика", "📝", "Встреча месяца")
    await olga.presses("Скопировать прошлый месяц")
    await olga.sees("уже скопирован")
    *_, copy, _ = crew.read(events)
    assert copy.state == "draft"
    assert copy.starts_at.astimezone(PERM).weekday() == first.weekday()
    await olga.presses("PDF")
    await olga.sees("За какой срок")
    await olga.presses(" года")
    assert (await content(crew, olga, ".pdf")).startswith(b"%PDF")
    await olga.presses("План", on="Его можно напечатать")
    await olga.presses("Карточки")
    await olga.presses("Встреча месяца")
    await olga.presses("Опубликовать")
    await olga.sees("Опубликовано")


async def reminded(olga: Player) -> None:
    """The job has looked."""
    for _ in range(100):
        menu = await olga.says("меню")
        if "(1)" in menu["rows"][0][0]["label"]:
            return


@pytest.mark.parametrize("profile", ["tyumen-skillsclub"])
async def test_release_is_asked_for_and_written_within_the_budget(crew: Crew) -> None:
    await on_a_working_day(crew)
    olga = await owner(crew)
    await join(olga, "Ольга Придуманная", "Тюмень")
    await makes(olga, when="через 1 день в 16:00")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная", "Тюмень")
    for button in ("Меню", "Мероприятия", "Формирующее оценивание", "Записаться"):
        await anna.presses(button)
    await crew.later(timedelta(days=7).total_seconds())
    await reminded(olga)
    await olga.presses("Требует внимания (1)")
    await olga.sees("1. пост-релиз, Формирующее оценивание, с ")
    olga.interactions = 0
    await olga.presses("1. Формирующее")
    await olga.sees("Вебинар «Формирующее оценивание»", "Записался 1 человек", "В команде: 1 участник сообщества")
    await olga.sends("sticker")
    await olga.sees("Здесь нужно другое: рассказ словами")
    olga.interactions = 1
    await olga.says("Прошёл вебинар об оценивании.\n\nСпасибо всем, кто пришёл!")
    await olga.sees("Спасибо всем, кто пришёл!", "Сохранить")
    await olga.presses("Сохранить", on="Спасибо всем")
    assert olga.interactions <= RELEASE
    shown = await olga.screen()
    assert shown["text"] == "Прошёл вебинар об оценивании.\n\nСпасибо всем, кто пришёл!"
    assert any("можно скопировать" in str(toast) for toast in (await olga.chat())["toasts"])
    told = crew.read(events)[0]
    assert told.release == shown["text"]
    await olga.presses("Назад")
    await olga.presses("Пост-релиз")
    await olga.sees("Составить заново")
    await olga.says("меню")
    await olga.sees("🔔 Требует внимания")
    await anna.forges(f"relsave:{told.id}")
    await anna.sees("нет доступа")


async def test_files_and_words_that_are_no_plan_are_explained(crew: Crew) -> None:
    olga = await planner(crew)
    await to_the_upload(olga)
    await olga.says("вот план")
    await olga.sees("Здесь нужен файл")
    await olga.sends_file("plan.csv", "Название;Дата".encode("cp1251"))
    await olga.sees("не таблица .xlsx", "Скачать образец")
    await olga.sends_file("plan.xlsx", plan(row("Чай", day(crew, -3))))
    await olga.sees("C2: это время уже прошло")
    await olga.sends_file("plan.xlsx", plan(row("Чай", day(crew, 3))))
    await olga.presses("Не сохранять")
    await olga.sees("этот план не сохранён")
    assert crew.read(events) == []


async def test_old_and_forged_buttons_are_met_kindly(crew: Crew) -> None:
    olga = await planner(crew)
    await olga.forges("plansave:000000000000:1")
    await olga.sees("уже сохранён или устарел")
    await olga.forges("plan:никогда:99")
    await olga.sees("Пока пусто")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная")
    forged = (
        "plan:-:0",
        "planlist:-:0",
        "plancopy:-",
        "planask:-:pdf",
        "planfile:-:pdf-year",
        "planload",
        "plansample",
    )
    for each in (*forged, "plansave:0:1", "plandrop"):
        await anna.forges(each)
        await anna.sees("нет доступа")
