from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from screens.person import mark
from storage.models import Broadcast, Grant, Person
from tests.cells import BOTH_NETWORKS
from tests.composing import acknowledged, forwards, sends, writes
from tests.crew import OWNER, Crew
from tests.sandbox.test_messages import PNG
from tests.stories.test_announcing import comes, wants_news
from tests.stories.test_consulting import hashes
from tests.stories.test_events import makes
from tests.stories.test_profile import join

COMPOSING = 3  # and at most two more to send it
TEXT = "Завтра встречаемся в <школе> & лицее."


async def coordinator(crew: Crew, network: str | None = None) -> Player:
    olga = await crew.person(OWNER, "Ольга", network=network)
    await join(olga, "Ольга Придуманная")
    return olga


def grant_curator(session: Session) -> None:
    """To whoever lives in Kungur."""
    vera = session.execute(select(Person).where(Person.name == "Вера Вымышленный")).scalar_one()
    session.add(Grant(person_id=vera.id, role="curator", municipality=vera.municipality, granted_at=vera.created_at))


@pytest.mark.parametrize("cell", BOTH_NETWORKS, indirect=True)
async def test_text_goes_to_everybody_who_agreed_on_both_networks(crew: Crew) -> None:
    here, there = crew.networks
    olga = await coordinator(crew, here)
    boris, vera = await comes(crew, 1002, "Борис", there), await comes(crew, 1003, "Вера", here, "Кунгур")
    await wants_news(boris)
    await olga.presses("Меню")
    olga.interactions = 0
    await olga.presses("Объявление")
    await olga.says("{имя}, " + TEXT)
    await olga.sees("Так увидят", "Ольга, " + TEXT, "прочтёт: «Завтра", "Получат: 1 человек", "Отправить")
    await olga.does_not_see("не склоняется")
    assert olga.interactions <= COMPOSING
    await sends(olga)
    await boris.sees("Борис, " + TEXT, "Не получать новости", "Меню")
    await vera.does_not_see(TEXT)
    boris.interactions = 0
    await boris.presses("Не получать новости")
    assert boris.interactions == 1
    await boris.sees("Новости больше не приходят", "Получать снова")
    await writes(olga, "Второе.")
    await olga.sees("Получат: 0 человек", "отключили новости — 1", "получателей пока нет")
    await boris.presses("Получать снова")
    await boris.sees("Включено: «Новости».", "🔔 Новости")
    await olga.presses("Кому")
    await olga.sees("Получат: 1 человек")


async def test_photo_document_and_buttons_come_as_they_were_previewed(crew: Crew) -> None:
    olga = await coordinator(crew)
    boris = await comes(crew, 1002, "Борис", crew.network)
    await wants_news(boris)
    await makes(olga)
    await writes(olga, "Программа весны.")
    await olga.sends_album(PNG)
    await olga.sees("Файлы добавлены", "1 файл перед текстом: фото")
    await olga.sends_file("план.txt", b"plan")
    await olga.sees("2 файла перед текстом: фото, план.txt")
    await olga.sends("sticker")
    await olga.sees("Здесь нужно другое")
    await olga.says("спасибо")  # is not the new text
    await olga.sees("Программа весны.")
    await olga.presses("Кнопки")
    await olga.presses("Мероприятие")
    await olga.presses("Формирующее")
    await olga.presses("Ссылка")
    await olga.says("Сайт http://site.ru")
    await olga.sees("Здесь нужно другое: подпись до 40 знаков и ссылка с https://", "например: «Регистрация")
    await olga.says("Сайт края https://site.ru")
    await olga.presses("➕ Принято к сведению")
    await olga.presses("Назад")
    await olga.sees("Кнопки: «📅 Формирующее оценивание», «Сайт края», «✅ Принято к сведению».")
    await olga.presses("Прислать мне")
    await olga.sees("Программа весны.", "✅ Принято к сведению", "Не получать новости")
    await olga.presses("Принято к сведению", on="Программа весны.")
    await olga.sees("Сейчас отметка не считается")
    assert crew.read(acknowledged) == 0
    await sends(olga)
    await boris.sees("Программа весны.", "Сайт края", "Не получать новости")
    assert await hashes(crew, boris) == [hashlib.sha256(each).hexdigest() for each in (PNG, b"plan")]
    for _ in range(2):
        await boris.presses("Принято к сведению")
        await boris.sees("вы приняли к сведению")
    assert crew.read(acknowledged) == 1
    await olga.forges("bcdraft:1")
    await olga.sees("Объявление отправл", "Принято к сведению: 1 из 1")
    await olga.forges("bcwords:1")
    await olga.sees("уже не черновик")
    await boris.presses("📅 Формирующее")
    await boris.sees("Записаться")


async def test_ready_post_is_forwarded_with_its_bold_words(crew: Crew) -> None:
    olga = await coordinator(crew)
    await olga.presses("Меню")
    await olga.presses("Объявление")
    await forwards(crew, olga, "Важно: завтра <сбор>.", len("Важно"))
    await olga.sees("Так увидят", "Важно: завтра <сбор>.")
    assert crew.read(lambda session: session.execute(select(Broadcast.words)).scalar_one()) == (
        "<b>Важно</b>: завтра &lt;сбор&gt;."
    )


async def test_album_is_one_message_with_all_its_files(crew: Crew) -> None:
    olga = await coordinator(crew)
    await olga.presses("Меню")
    await olga.presses("Объявление")
    group = {"group": "a1"} if crew.network == "telegram" else {}
    await olga.sends_album(PNG, PNG + b"2", PNG + b"3", caption="Фото с форума.", **group)
    await olga.sees("Так увидят", "Фото с форума.")
    if group:  # its parts come one by one
        await olga.sees("Файлы альбома добавляются")
        await olga.presses("Обновить")
    await olga.sees("3 файла перед текстом: фото, фото, фото")
    assert len(crew.read(lambda session: session.execute(select(Broadcast.id)).scalars().all())) == 1
    again = {"group": "a2"} if group else {}
    await olga.sends_album(PNG + b"4", PNG + b"5", caption="Фото со встречи.", **again)
    await olga.sees("Текст заменён", "Фото со встречи.", "Вернуть прежний текст")
    if group:
        await olga.sees("Файлы альбома добавляются", "Обновить", "Вернуть прежний текст")
        await olga.presses("Обновить")
    await olga.sees("5 файлов перед текстом", "Фото со встречи.")
    await olga.presses("Ещё")
    await olga.presses("Убрать файлы")
    shown = await olga.sees("Так увидят", "Фото со встречи.")
    assert "альбома" not in shown["text"]


async def test_full_row_of_buttons_and_an_event_that_is_over_lead_back_to_them(crew: Crew) -> None:
    olga = await coordinator(crew)
    await makes(olga)
    await writes(olga, "Программа весны.")
    await olga.presses("Кнопки")
    for name in ("Первая", "Вторая", "Третья"):
        await olga.forges("bclink:1")
        await olga.says(f"{name} https://site.ru")
    await olga.forges("bclink:1")
    await olga.says("Четвёртая https://site.ru")
    await olga.sees("здесь уже 3", "✖️ Первая", "✖️ Третья")
    await olga.forges("bcaddev:1:1")
    await olga.sees("здесь уже 3", "✖️ Первая")
    await olga.presses("✖️ Первая")
    await olga.forges("bcaddev:1:404")
    await olga.sees("уже началось или отменено.", "На какое мероприятие")
    await olga.presses("Формирующее")
    await olga.sees("Кнопки под объявлением", "📅 Формирующее")


def more_schools(session: Session) -> None:
    """More than are offered at once, and one that fewer name than any other."""
    now = session.execute(select(Person.joined_at)).scalars().first()
    lists: dict[str, list[str]] = {name: [] for name in ("specialities", "shares", "learns", "muted_topics")}
    for number in range(301):
        for _ in range(2):
            session.add(Person(created_at=now, joined_at=now, organisation=f"Лицей № {number}", **lists))
    session.add(Person(created_at=now, joined_at=now, organisation="Школа у реки", **lists))


async def test_old_buttons_of_an_audience_show_what_is_chosen_now(crew: Crew) -> None:
    olga = await coordinator(crew)
    await writes(olga, "Для своих.")
    await olga.presses("Кому")
    await olga.presses("Организация")
    await olga.sees("Организаций здесь пока никто не назвал")
    crew.read(more_schools)
    await olga.forges(f"bcaimat:1:o:0:{mark('Школа у реки')}")
    await olga.sees("Кому: Школа у реки.", "не давали согласия на анонсы — 1", "Так писать некому: измените выбор")
    await olga.presses("Сбросить")
    for typed, found in (("лицей № 1", "Лицей № 1"), ("у реки", "Школа у реки")):
        await olga.says(typed)
        await olga.sees(f"Кому: {found}")
        await olga.presses("Сбросить")
    await olga.says("лицей № 20")
    await olga.sees("Кому: Лицей № 20.")
    await olga.presses("Сбросить")
    await olga.says("№ 30")
    await olga.sees("Вот что похоже", "Лицей № 30", "Лицей № 300")
    await olga.says("школа у реки")
    for gone in ("bcaimat:1:o:0:deadbeef", "bcaimat:1:t:0:gone", "bcaimat:1:e:0:404-registered"):
        await olga.forges(gone)
        await olga.sees("Этого варианта больше нет", "Кому: Школа у реки.")
    await olga.forges("bcaimby:1:e:0:9:404")
    await olga.sees("Мероприятий за последнее время и впереди нет")


async def test_audience_is_chosen_saved_and_used_again(crew: Crew) -> None:
    olga = await coordinator(crew)
    for number, name, town in ((1002, "Борис", "Пермь"), (1003, "Вера", "Кунгур"), (1004, "Галина", "Кунгур")):
        await wants_news(await comes(crew, number, name, crew.network, town))
    await writes(olga, "Для своих.")
    await olga.presses("Кому")
    await olga.sees("все участники", "Получат: 3 человека", "не давали согласия на анонсы — 1")
    await olga.says("кунгур")
    await olga.sees("Кунгур", "Получат: 2 человека", "Отправить")
    await olga.says("чердынь и ещё")
    await olga.sees("Вот что похоже")
    await olga.presses("Назад")
    await olga.presses("Ещё фильтры")
    await olga.presses("Кроме кого")
    await olga.presses("Кто")
    await olga.presses("Наставники")
    await olga.sees("кроме: наставники", "Получат: 2 человека")
    await olga.presses("Сохранённые")
    await olga.sees("Сохранённых аудиторий пока нет")
    await olga.presses("Сохранить")
    await olga.says("!")
    await olga.sees("Здесь нужно другое: название")
    await olga.says("Кунгур без наставников")
    await olga.sees("Аудитория сохранена", "кроме: наставники")
    await olga.presses("Меню")
    olga.interactions = 0
    await olga.presses("Объявление")
    await olga.says("Второе.")
    await olga.presses("Кунгур без")
    await olga.sees("Второе.", "Кунгур; кроме: наставники", "Получат: 2 человека", "Отправить")
    assert olga.interactions <= COMPOSING
    await olga.presses("Кому")
    await olga.presses("Сбросить")
    await olga.sees("все участники", "Получат: 3 человека")
    await olga.says("кунгур без наставников")
    await olga.sees("Получат: 2 человека")
    await olga.presses("Сохранённые")
    await olga.presses("Кунгур без наставников")
    await olga.presses("Переименовать")
    await olga.says("Кунгуряки")
    await olga.sees("Кунгуряки")
    await olga.presses("Удалить")
    await olga.presses("Да, удалить")
    await olga.sees("Сохранённых аудиторий пока нет")
    for old in ("bcseguse:2:1", "bcseg:2:1", "bcsegdrop:2:1"):
        await olga.forges(old)
        await olga.sees("Этой сохранённой аудитории больше нет", "Сохранённых аудиторий пока нет", "Назад")


async def test_polite_words_and_a_cancel_are_taken_for_no_answer(crew: Crew) -> None:
    olga = await coordinator(crew)
    await writes(olga, "Для своих.")
    await olga.presses("Кому")
    await olga.says("отмена")
    await olga.sees("Так увидят", "Для своих.")
    await olga.forges("bcaimat:1:t:0:kungur")
    await olga.forges("bcsegsave:1")
    await olga.says("спасибо")
    await olga.sees("Здесь нужно другое: название")
    await olga.says("отмена")
    await olga.sees("Сохранённых аудиторий пока нет")
    await olga.forges("bclink:1")
    await olga.says("отмена")
    await olga.sees("Кнопки под объявлением", "Пока ни одной")


async def test_curator_tells_their_own_town_only(crew: Crew) -> None:
    olga = await coordinator(crew)
    boris, vera = (
        await comes(crew, 1002, "Борис", crew.network),
        await comes(crew, 1003, "Вера", crew.network, "Кунгур"),
    )
    for person in (boris, vera):
        await wants_news(person)
    assert crew.app
    crew.app.database.run_now(grant_curator)
    await vera.presses("Меню")
    await vera.presses("Объявление")
    await vera.says("Кунгуру.")
    await vera.sees("все участники (Кунгур)", "Получат: 1 человек")
    await vera.presses("Кому")
    towns = await vera.presses("Муниципалитет")
    assert "Пермь" not in str(towns["rows"])
    await vera.forges("bcaimat:1:t:0:perm")
    await vera.sees("Получат: 0 человек")
    await vera.presses("Сбросить")
    await sends(vera)
    await vera.sees("Кунгуру.", "Не получать новости")
    await boris.does_not_see("Кунгуру.")
    await boris.forges("bcnew")
    await boris.sees("нет доступа")
    await olga.forges("bcdraft:1")
    await olga.sees("Этого черновика больше нет")


def grant_announcer(session: Session) -> None:
    boris = session.execute(select(Person).where(Person.name == "Борис Вымышленный")).scalar_one()
    session.add(Grant(person_id=boris.id, role="announcer", granted_at=boris.created_at))


async def test_who_only_announces_finds_it_beside_the_menu_of_a_member(crew: Crew) -> None:
    boris = await comes(crew, 1002, "Борис", crew.network)
    assert crew.app
    crew.app.database.run_now(grant_announcer)
    await boris.presses("Меню")
    await boris.sees("Задать вопрос", "Ещё")
    await boris.presses("Ещё")
    await boris.sees("📣 Объявления")
    await boris.presses("📣 Объявление")
    await boris.says("Всем привет, это <b>не жирно</b>.")
    await boris.sees("Так увидят", "это <b>не жирно</b>.", "никто из них не давал согласия")


async def test_advertising_is_marked_with_whose_it_is(crew: Crew) -> None:
    olga = await coordinator(crew)
    boris = await comes(crew, 1002, "Борис", crew.network)
    await wants_news(boris)
    await writes(olga, "Скидка на книги.")
    await olga.presses("Ещё")
    await olga.presses("Это реклама")
    await olga.sends("sticker")
    await olga.sees("Здесь нужно другое: кто рекламодатель")
    await olga.says("спасибо")
    await olga.does_not_see("Реклама. спасибо")
    await olga.says("ООО «Книга», erid: 2V")
    await olga.sees("Скидка на книги.", "Реклама. ООО «Книга», erid: 2V")
    await sends(olga)
    await boris.sees("Скидка на книги.", "Реклама. ООО «Книга», erid: 2V", "Не получать новости")


async def test_draft_is_left_and_found_again(crew: Crew) -> None:
    olga = await coordinator(crew)
    await writes(olga, "Начало письма.")
    await olga.presses("Назад")
    await olga.sees("Оставить прежний текст")
    await olga.presses("Меню")
    await crew.restart()
    await olga.presses("Объявление")
    await olga.presses("Мои черновики (1)")
    await olga.presses("1. Начало письма.")
    await olga.sees("Так увидят", "Начало письма.")
    await olga.says("Другое письмо.")
    await olga.sees("Текст заменён", "Другое письмо.")
    await olga.presses("Вернуть прежний текст")
    await olga.sees("Прежний текст на месте", "Начало письма.")
    await olga.forges("bcundo:1")  # a second press
    shown = await olga.sees("Так увидят", "Начало письма.")
    assert "Прежний текст" not in shown["text"]
    await olga.says("Другое письмо.")
    await olga.presses("Ещё")
    await olga.presses("Удалить черновик")
    await olga.presses("Да, удалить")
    await olga.sees("Черновик удалён")
    await olga.forges("bcdrop:1")
    await olga.sees("Этого черновика больше нет")
    await olga.presses("Мои черновики")
    await olga.sees("Черновиков нет")
    await olga.presses("Написать")
    await olga.says("отмена")
    await olga.sees("Черновиков нет")
