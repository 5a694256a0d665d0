from __future__ import annotations

import asyncio
import io
import json
import signal
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Base, Consent, DestructionAct, Grant, Person
from tests.cells import BOTH_NETWORKS
from tests.crew import OWNER, Crew
from tests.program import QuickProgram, settings_of
from tests.stories.test_profile import join

NUMBER = 710_034_417
NAME = "Аделаида Вымышленная"
WORDS = (NAME, "Аделаида", "Вымышленная", "Лицей Ромашковый", str(NUMBER))


def everything(session: Session) -> str:
    tables = Base.metadata.sorted_tables
    return "\n".join(f"{table.name}: {[*map(tuple, session.execute(select(table)))]}" for table in tables)


def bytes_of(folder: Path) -> bytes:
    """The files of an SQLite database; PostgreSQL's are its own."""
    return b"".join(path.read_bytes() for path in folder.glob("bot.db*"))


def left_in(folder: Path) -> list[str]:
    kept = bytes_of(folder)
    return [word for word in WORDS if word.encode() in kept or json.dumps(word)[1:-1].encode() in kept]


async def emptied(folder: Path, within: float = 10) -> None:
    """The log of changes is emptied after the answer, when nobody writes."""
    for _ in range(int(within / 0.2)):
        if not left_in(folder):
            return
        await asyncio.sleep(0.2)
    assert not left_in(folder)


async def forgotten(crew: Crew, within: float = 10) -> str:
    """What the database holds once the answer has been ticked off."""
    left = ""
    for _ in range(int(within / 0.05)):
        left = str(crew.read(everything))
        if str(NUMBER) not in left:
            return left
        await asyncio.sleep(0.05)
    raise AssertionError(left)


async def adelaida_joins(crew: Crew) -> Player:
    adelaida = await crew.person(NUMBER, "Аделаида", "Вымышленная")
    await join(adelaida, NAME)
    await adelaida.presses("Дополнить профиль")
    await adelaida.says("Лицей Ромашковый")
    await adelaida.says("/menu")
    return adelaida


async def wishes(person: Player) -> None:
    await person.presses("Меню")
    await person.presses("Профиль")
    await person.presses("Пауза и выход")


async def files_of(crew: Crew, person: Player, name: str) -> bytes:
    await person.sees(name)
    for message in await person.messages():
        for file in message["files"]:
            if name in (file["name"] or ""):
                address = file["url"] if file["url"].startswith("http") else crew.base + file["url"]
                async with crew.http.get(address) as answer:
                    return await answer.read()
    raise AssertionError(name)


async def test_copy_of_my_data_comes_as_an_archive_once_an_hour(crew: Crew) -> None:
    anna, boris = await adelaida_joins(crew), await crew.person(1002, "Борис")
    await join(boris, "Борис Посторонний")
    await anna.presses("Профиль")
    await anna.presses("Мои данные")
    await anna.sees("профиль: 1", "согласие: 1", "Исправить")
    await anna.presses("Скачать")
    archive = zipfile.ZipFile(io.BytesIO(await files_of(crew, anna, "Мои данные.zip")))
    page, plain = archive.read("Мои данные.html").decode(), json.loads(archive.read("data.json"))
    assert NAME in page
    assert "Лицей Ромашковый" in page
    assert "Посторонний" not in page
    assert plain["data"]["person"][0]["name"] == NAME
    assert plain["data"]["account"][0]["number"] == NUMBER
    await anna.forges("mycopy")
    await anna.sees("через час")
    await crew.later(3601)
    await anna.forges("mycopy")
    await anna.sees("Собираем")


async def test_pause_is_taken_and_ended(crew: Crew) -> None:
    anna = await adelaida_joins(crew)
    await wishes(anna)
    await anna.presses("Взять паузу")
    await anna.presses("На неделю")
    await anna.sees("Пауза до", "место в составе за вами")
    await anna.presses("Меню")
    await anna.sees("У вас пауза до")
    await anna.presses("Закончить паузу")
    await anna.sees("С возвращением!")
    assert crew.read(lambda session: session.execute(select(Person.paused_at)).scalars().all()) == [None, None]


async def test_leaving_takes_three_presses_and_records_stay(crew: Crew) -> None:
    anna = await adelaida_joins(crew)
    await anna.presses("Меню")
    anna.interactions = 0
    await anna.presses("Профиль")
    await anna.presses("Пауза и выход")
    await anna.presses("Покинуть движение")
    assert anna.interactions <= 3
    await anna.sees("имя и анкета стёрты", "Мои данные")
    left = str(crew.read(everything))
    assert NAME not in left
    assert "Ромашковый" not in left
    assert len(crew.read(lambda session: session.execute(select(Consent)).scalars().all())) == 1


async def test_deletion_leaves_nothing_of_the_person_and_the_coordinator_gets_the_act(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    anna = await adelaida_joins(crew)
    await wishes(anna)
    await anna.presses("Удалить мои данные")
    await anna.sees("Роли прекратятся", "Останутся")
    await anna.presses("Удалить навсегда")
    await anna.sees("Акт об уничтожении № 1")
    act = await files_of(crew, olga, "Акт об уничтожении № 1.docx")
    left = await forgotten(crew)
    assert not [word for word in WORDS if word in left]
    assert crew.app is not None
    assert NUMBER not in {number for _, number in crew.app.pumps[0]._turns._states}
    assert NUMBER not in crew.app.pumps[0]._queues
    document = zipfile.ZipFile(io.BytesIO(act)).read("word/document.xml").decode()
    assert "АКТ № 1" in document
    assert not [word for word in WORDS if word in document]
    kept = crew.read(lambda session: session.execute(select(DestructionAct)).scalar_one())
    assert kept.file_hash == sha256(act).hexdigest()
    await anna.forges("eraseyes")
    await anna.presses("Меню")
    await anna.sees("Вступить")


async def test_last_owner_is_told_what_to_do_first(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await join(olga, "Ольга")
    await olga.presses("Меню", on="Готово")
    await olga.presses("Ещё", on="рабочее меню")
    await olga.presses("Меню участника")
    await olga.presses("Профиль")
    await olga.presses("Пауза и выход")
    await olga.presses("Удалить мои данные")
    await olga.sees("единственный владелец", "Сначала откройте")
    await olga.forges("eraseyes")
    await olga.sees("единственный владелец")
    assert len(crew.read(lambda session: session.execute(select(Grant)).scalars().all())) == 1


async def test_coordinator_deletes_on_a_letter(crew: Crew) -> None:
    olga = await crew.person(OWNER, "Ольга")
    await olga.starts()
    anna = await adelaida_joins(crew)
    await olga.presses("Карточка")
    await olga.presses("Удалить по заявлению")
    await olga.says("Аделаида просила")
    await olga.sees("номер и дата")
    await olga.sends("sticker")
    await olga.says("№ 15 от 02.03.2020")
    await olga.sees("Заявление № 15 от 02.03.2020", NAME)
    await olga.presses("Удалить навсегда")
    await olga.sees("Акт об уничтожении № 1 придёт файлом")
    await olga.sees("Акт об уничтожении № 1.docx")
    left = await forgotten(crew)
    assert not [word for word in WORDS if word in left]
    assert "№ 15 от 02.03.2020" in left
    assert "deleted" in left
    await anna.forges("paper:1")
    await anna.sees("нет доступа")


@pytest.mark.parametrize("profile", ["tyumen-skillsclub"])
async def test_parents_sign_and_a_student_joins(crew: Crew) -> None:
    olga, dana = await crew.person(OWNER, "Ольга"), await crew.person(1001, "Дана", "Студентка")
    await olga.starts()
    await dana.starts()
    await dana.presses("Вступить")
    await dana.presses("Даю согласие")
    await dana.presses("Дана Студентка")
    await dana.says("Тюмень")
    await dana.says("студент педколледжа")
    await dana.presses("Ещё нет")
    await dana.presses("Форма для родителей")
    await dana.sees("Форма для родителей.docx")
    await dana.sees("её код")
    asked = select(Person.parent_form_code).where(Person.parent_form_code.is_not(None))
    code = str(crew.read(lambda session: session.execute(asked).scalar_one()))
    assert "Студентка" not in str(crew.read(everything))
    await dana.forges("pforms")
    await dana.sees("нет доступа")
    await olga.presses("Ещё")
    await olga.presses("Формы от родителей")
    await olga.says("ХХХХХХХХ")
    await olga.sees("Такой формы не ждём")
    await olga.says(f"{code[:4].lower()} {code[4:]}")
    await olga.presses("Форма получена")
    await olga.sees("Отмечено")
    await olga.forges(f"pformyes:{code}")
    await olga.sees("Такой формы не ждём")
    await dana.sees("Координатор получил форму")
    await dana.presses("Вступить", on="Координатор получил")
    await dana.presses("Даю согласие")
    await dana.presses("Дана Студентка")
    await dana.says("Тюмень")
    await dana.says("студент педколледжа")
    await dana.presses("Ещё нет")
    await dana.sees("Готово, Дана Студентка!")


async def test_changed_consent_is_asked_again_at_the_next_menu(crew: Crew) -> None:
    anna = await adelaida_joins(crew)

    def as_of_old(session: Session) -> None:
        for consent in session.execute(select(Consent)).scalars():
            consent.version = "2020-01-01"

    crew.read(as_of_old)
    await anna.presses("Меню")
    await anna.sees("Текст согласия обновился", "Профиль")
    await anna.presses("Согласие обновилось")
    await anna.sees("Текст согласия обновился. Вы соглашались", "Оператор")
    await anna.presses("Даю согласие")
    await anna.sees("в новой редакции сохранено")
    await anna.presses("Меню")
    assert "обновился" not in (await anna.screen())["text"]


@pytest.mark.parametrize("cell", BOTH_NETWORKS, indirect=True)
async def test_neither_log_nor_files_keep_anything_of_who_was_deleted(crew: Crew, tmp_path: Path) -> None:
    """The program as it runs, at its most talkative."""
    olga = await crew.person(OWNER, "Ольга")
    await crew.stop()
    program, listened = QuickProgram(settings_of(crew, LOG_LEVEL="debug"), tmp_path), await crew.listened()
    await program.start()
    await program.logged("connected", times=len(crew.networks))
    while await crew.listened() == listened:  # VK loses what is said before somebody listens
        await asyncio.sleep(0.05)
    try:
        await olga.starts()
        anna = await adelaida_joins(crew)
        await wishes(anna)
        await anna.presses("Удалить мои данные")
        await anna.presses("Удалить навсегда")
        await anna.sees("Ваши данные удалены")
        await olga.sees("Акт об уничтожении № 1.docx")
        await emptied(tmp_path)
        assert not [word for word in WORDS if word in program.log()]
    finally:
        await program.kill(signal.SIGTERM)
    await crew.start()
