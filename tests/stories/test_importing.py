from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from sandbox.person import Person
from storage.models import Account, Expected
from storage.models import Person as Row
from tests.crew import OWNER, Crew
from tests.lists import ANNA, BORIS, HEAD, xlsx
from tests.stories.test_profile import join

LOAD_BUDGET = 5  # to the tools, the list, the file, saved
JOIN_BUDGET = 6


async def content(crew: Crew, person: Person, name: str) -> bytes:
    """Of the newest file with these words in its name."""
    await person.sees(name)
    files = [file for message in await person.messages() for file in message["files"] if name in file["name"]]
    async with crew.http.get(f"{crew.base}{files[-1]['url']}") as answer:
        return await answer.read()


def parameters(file: bytes, network: str) -> list[str]:
    """What opens the bot, for each person of the list."""
    page: Any = load_workbook(BytesIO(file)).active
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    column = rows[0].index({"telegram": "Telegram", "vk": "ВКонтакте"}[network])
    addresses = [row[column] for row in rows[1:] if row[1]]
    assert all(
        each.startswith(("https://t.me/sandbox_bot?start=", "https://vk.me/club900001?ref=")) for each in addresses
    )
    return [each.rpartition("=")[2] for each in addresses]


async def loaded(crew: Crew, *rows: list[Any]) -> tuple[Person, list[str]]:
    """Olga has loaded a list; the parameters of its links."""
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    olga.interactions = 0
    await olga.presses("Реестры")
    await olga.presses("Фильтр")
    await olga.presses("Загрузить список")
    await olga.sends_file("Наши люди.xlsx", xlsx(HEAD, *rows))
    await olga.sees(f"Найдено: {len(rows)} человек")
    await olga.presses("Сохранить")
    await olga.sees(f"Сохранено: {len(rows)} человек")
    assert olga.interactions <= LOAD_BUDGET
    return olga, parameters(await content(crew, olga, "Ссылки"), olga.network)


async def test_list_is_mended_saved_and_joined_from(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    for button in ("Реестры", "Фильтр", "Загрузить список", "Скачать образец"):
        await olga.presses(button)
    sample = load_workbook(BytesIO(await content(crew, olga, "Образец списка.xlsx")))
    sample["Список"].append(["Вымышленная Анна Сергеевна", "Атлантида", "Школа № 7", "Учитель", "Физика", "давно"])
    filled = BytesIO()
    sample.save(filled)
    await olga.sends_file("Наши люди.xlsx", filled.getvalue())
    await olga.sees("Пока ничего не сохранено: 2 клетки", "B3 «Атлантида»: нет такого муниципалитета", "F3 «давно»")
    sample["Список"]["B3"], sample["Список"]["F3"] = "Кунгур", 2023
    filled = BytesIO()
    sample.save(filled)
    await olga.sends_file("Наши люди.xlsx", filled.getvalue())
    await olga.sees("Найдено: 1 человек", "Вымышленная Анна Сергеевна, Учитель, Школа № 7, Кунгур")
    await olga.presses("Сохранить")
    (link,) = parameters(await content(crew, olga, "Ссылки"), olga.network)
    anna = await crew.person(1001, "Аня")
    await anna.starts(link)
    await anna.sees("Вас пригласил координатор", "Вступить")
    await anna.does_not_see("Вымышленная")
    anna.interactions = 0
    await anna.presses("Вступить")
    await anna.does_not_see("Анна Сергеевна")
    await anna.presses("Даю согласие")
    for kept in ("Анна Сергеевна", "Кунгур", "Учитель"):
        await anna.presses(f"Оставить: {kept}")
    await anna.sees("Готово, Анна Сергеевна", "Организация: Школа № 7", "Темы: Физика", "Преподаёте с: 2023")
    await anna.presses("Оставить эти ответы")
    assert anna.interactions <= JOIN_BUDGET
    await anna.sees("ответы сохранены", "ФИО: Вымышленная Анна Сергеевна", "Организация: Школа № 7")
    joined = crew.read(lambda each: each.scalars(select(Row).where(Row.name == "Анна Сергеевна")).one())
    assert (joined.municipality, joined.specialities, joined.teaching_since) == ("kungur", ["physics"], 2023)
    assert crew.read(lambda each: [row.values for row in each.scalars(select(Expected))]) == [{}]
    await olga.presses("Реестры", on="Сохранено")
    await olga.presses("Фильтр")
    await olga.presses("Загрузить список")
    await olga.sees("Ждём: 0 из 1")


async def test_answers_of_the_list_are_only_offered(crew: Crew) -> None:
    _, (link,) = await loaded(crew, ANNA)
    anna = await crew.person(1001, "Аня")
    await anna.starts(link)
    await anna.presses("Вступить")
    await anna.presses("Даю согласие")
    await anna.says("Анна")
    await anna.says("Лысьва")
    await anna.presses("Оставить: Учитель")
    await anna.sees("Готово, Анна")
    await anna.presses("Дополнить профиль")
    await anna.says("Лицей № 1")
    person = crew.read(lambda each: each.scalars(select(Row).where(Row.name == "Анна")).one())
    assert (person.municipality, person.organisation, person.full_name) == ("lysva", "Лицей № 1", None)


async def test_used_late_and_unknown_links_are_met_kindly(crew: Crew) -> None:
    _, (first, second) = await loaded(crew, ANNA, BORIS)
    anna, boris, vera = [await crew.person(1001 + place, name) for place, name in enumerate(("Анна", "Борис", "Вера"))]
    await anna.starts(first)
    await anna.presses("Вступить")
    await anna.presses("Даю согласие")
    for kept in ("Анна Сергеевна", "Кунгур", "Учитель"):
        await anna.presses(f"Оставить: {kept}")
    await anna.starts(second)
    await anna.sees("Вы уже в составе")
    await boris.starts(first)
    await boris.sees("уже не действует", "Вступить")
    await boris.presses("Вступить")
    await boris.presses("Даю согласие")
    await boris.does_not_see("Оставить:")
    await vera.starts("list_AAAAAAAAAAAAAAAAAAAAAAAA")
    await vera.sees("уже не действует", "Вступить")
    await crew.later(timedelta(days=91).total_seconds())
    await vera.starts(second)
    await vera.does_not_see("Вас пригласил")


async def test_who_is_not_waited_for_any_more_joins_as_usual(crew: Crew) -> None:
    olga, (link, _) = await loaded(crew, ANNA, BORIS)
    anna = await crew.person(1001, "Аня")
    await anna.starts(link)
    await olga.presses("Реестры", on="Сохранено")
    for button in ("Фильтр", "Загрузить список", "Больше не ждать", "Да, больше не ждать"):
        await olga.presses(button)
    await olga.sees("Готово: убрали 2 человека")
    await anna.presses("Вступить")
    await anna.presses("Даю согласие")
    await anna.does_not_see("Оставить:")
    await anna.sees("Как к вам обращаться")


@pytest.mark.parametrize(
    ("name", "sent", "answer"),
    [
        ("list.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "старом формате"),
        ("list.csv", "ФИО;Школа".encode("cp1251"), "не таблица .xlsx"),
        ("list.xlsx", b"PK\x03\x04 broken", "повреждена"),
        ("list.xlsx", bytes(2_000_001), "слишком большой"),
        ("list.xlsx", xlsx(["Имена"], ["Анна"]), "Не нахожу столбец «ФИО»"),
        ("list.xlsx", xlsx(HEAD), "людей под ними нет"),
    ],
    ids=["old", "csv", "broken", "large", "head", "nobody"],
)
async def test_file_that_is_no_list_is_explained(crew: Crew, name: str, sent: bytes, answer: str) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    for button in ("Реестры", "Фильтр", "Загрузить список"):
        await olga.presses(button)
    await olga.sends("photo")
    await olga.sees("Здесь нужен файл")
    await olga.says("вот список")
    await olga.sends_file(name, sent)
    await olga.sees(answer, "Скачать образец")


async def test_file_is_asked_for_again_when_the_network_fails(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    for button in ("Реестры", "Фильтр", "Загрузить список"):
        await olga.presses(button)
    await crew.faults(drop_before=1.0, methods=["getFile", "file"])
    await olga.sends_file("list.xlsx", xlsx(HEAD, ANNA))
    await olga.sees("Не получилось скачать файл")
    await crew.no_faults()
    await olga.sends_file("list.xlsx", xlsx(HEAD, ANNA))
    await olga.sees("Найдено: 1 человек")
    await olga.presses("Не сохранять")
    await olga.sees("этот список не сохранён")
    assert crew.read(lambda each: each.scalars(select(Expected)).all()) == []


async def test_old_and_forged_buttons_are_met_kindly(crew: Crew) -> None:
    olga, _ = await loaded(crew, ANNA)
    await olga.forges("impsave:000000000000")
    await olga.sees("уже сохранён или устарел")
    anna = await crew.person(1001, "Анна")
    await join(anna, "Анна Вымышленная")
    for forged in ("import", "impsample", "impsave:0", "implinks", "unlist", "unlistyes", "impdrop"):
        await anna.forges(forged)
        await anna.sees("нет доступа")
    await anna.forges("listed")
    await anna.sees("Этих ответов уже нет")
    assert crew.read(lambda each: len(each.scalars(select(Account)).all())) == 2
