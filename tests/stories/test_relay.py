"""Two people write to each other from different networks."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest
from sqlalchemy import select

from sandbox.person import Person as Player
from storage.models import Notification
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.stories.test_consulting import hashes, mentor, reply_to, stands
from tests.stories.test_profile import join

pytestmark = pytest.mark.parametrize("cell", BOTH_NETWORKS)


async def talking(crew: Crew, named: bool = True) -> tuple[Player, Player]:
    """Anna has asked, Boris of the other network has answered."""
    mine, other = crew.networks
    boris = await mentor(crew, 1002, "Борис", other)
    anna = await crew.person(1001, "Анна", network=mine)
    await join(anna, "Анна")
    await asks(anna, "Как провести собрание в пятом классе?", named)
    await reply_to(crew, boris, "Как провести собрание", "Начните с хорошего.")
    await anna.sees("Начните с хорошего.")
    return anna, boris


async def asks(anna: Player, question: str, named: bool = True) -> None:
    await anna.says(question)
    await anna.presses("Отправить" if named else "Отправить без имени", on="Отправить вопрос")
    await anna.sees("отправлен")


def texts(messages: list[dict[str, Any]], *among: str) -> list[str]:
    return [word for message in messages for word in among if word in message["text"]]


async def test_first_answer_may_be_mended_for_a_minute(crew: Crew) -> None:
    mine, other = crew.networks
    boris = await mentor(crew, 1002, "Борис", other)
    anna = await crew.person(1001, "Анна", network=mine)
    await join(anna, "Анна")
    await asks(anna, "Как провести собрание в пятом классе?")
    card = await boris.sees("Как провести собрание", "Взять")
    await stands(crew, boris, card["id"])
    await boris.says("Начните с хорошево.", reply_to=card["id"])
    await boris.presses("Исправить", on="отправим через минуту")
    await boris.sees("заново")
    await boris.sends("sticker")
    await boris.sees("Стикеры", "например")
    await boris.says("Начните с хорошего.")
    await boris.sees("отправим через минуту")
    await anna.does_not_see("Начните")
    await crew.later(70)
    await anna.sees("Начните с хорошего.", "видите только вы двое")
    await anna.does_not_see("хорошево")
    await boris.presses("Исправить", on="отправим через минуту")
    await boris.sees("Ответ уже ушёл")


async def test_answer_that_comes_second_goes_back_to_its_author(crew: Crew) -> None:
    mine, other = crew.networks
    olga = await mentor(crew, 1003, "Ольга", other)
    card_of_olga = "Как провести собрание"
    boris = await mentor(crew, 1002, "Борис", mine)
    anna = await crew.person(1001, "Анна", network=mine)
    await join(anna, "Анна")
    await asks(anna, "Как провести собрание в пятом классе?")
    card = await olga.sees(card_of_olga)
    await reply_to(crew, boris, "Как провести собрание", "Начните с хорошего.")
    await anna.sees("Начните с хорошего.")
    await olga.sees("Уже отвечает коллега")
    await olga.says("А я бы начала с чая.", reply_to=card["id"])
    await olga.sees("уже отвечает коллега", "А я бы начала с чая.")
    await anna.does_not_see("с чая")


async def test_edit_is_seen_in_the_other_network_in_its_place(crew: Crew) -> None:
    anna, boris = await talking(crew)
    said = await reply_to(crew, anna, "Начните с хорошего", "А если пришло двое радителей?")
    assert "Передано" in said["text"]
    await boris.sees("двое радителей", "в ответ на: «Начните с хорошего.»", "видите только вы двое")
    await stands(crew, boris, (await boris.sees("двое радителей"))["id"])
    mine = [each for each in (await anna.chat())["messages"] if "радителей" in each["text"] and each["from"] != "bot"]
    await anna.edits(mine[-1]["id"], "А если пришло двое родителей?")
    await boris.sees("двое родителей", "(изменено)")
    await boris.does_not_see("радителей")


async def test_album_is_answered_once_and_arrives_as_one(crew: Crew) -> None:
    anna, boris = await talking(crew)
    await boris.presses("Меню")
    anna_before, contents = len(await anna.messages()), [b"one", b"two", b"three"]
    await anna.presses("Ответить", on="Начните с хорошего")
    await anna.sends_album(*contents, caption="Вот доска")
    await anna.sees("Передано")
    await asyncio.sleep(0.3)  # the other parts say nothing
    await crew.later(3)
    await boris.sees("Вот доска")
    assert sorted(await hashes(crew, boris)) == sorted(hashlib.sha256(each).hexdigest() for each in contents)
    assert len(texts(await boris.messages(), "Вот доска")) == 1
    assert len(await anna.messages()) - anna_before == 2  # what to write, and that it was passed on


async def test_word_outside_of_everything_goes_to_the_talk_that_is_on(crew: Crew) -> None:
    anna, boris = await talking(crew)
    await anna.says("А если родителей пришло двое, что делать?")
    await anna.sees("Передано: вопрос № 1", "Чтобы спросить о другом")
    await boris.sees("родителей пришло двое")
    await anna.says("ок, понятно")
    await anna.sees("Принято")
    await crew.later(660)
    await anna.says("Где взять образец плана урока?")
    await anna.sees("Отправить вопрос наставникам?")


async def test_of_several_talks_the_person_chooses(crew: Crew) -> None:
    anna, boris = await talking(crew)
    await crew.later(660)
    await asks(anna, "Где взять образец плана урока?")
    await reply_to(crew, boris, "образец плана", "На сайте школы.")
    await anna.sees("На сайте школы.")
    await reply_to(crew, anna, "Начните с хорошего", "Спасибо за первый совет!")
    await boris.sees("первый совет")
    await anna.sends("photo", caption="Вот что получилось сегодня")
    await anna.sees("Кому это сообщение?", "Новый вопрос", "получилось сегодня")
    await boris.does_not_see("получилось сегодня")
    await anna.presses("№ 1", on="Кому это сообщение?")
    await anna.sees("Передано: вопрос № 1")
    await boris.sees("вопрос № 1".capitalize(), "получилось сегодня")
    assert await hashes(crew, boris) == [hashlib.sha256(b"content").hexdigest()]
    await anna.says("Как оценивать проекты в классе?")
    await anna.presses("Новый вопрос", on="Кому это сообщение?")
    await anna.sees("Отправить вопрос наставникам?", "оценивать проекты")


async def test_contact_in_a_case_without_a_name_is_not_sent_unasked(crew: Crew) -> None:
    anna, boris = await talking(crew, named=False)
    await anna.says("Позвоните мне: +7 912 345-67-89")
    await anna.sees("Похоже, здесь телефон", "ничего не передано")
    await anna.presses("Отправить как есть")
    await anna.sees("Передано")
    await boris.sees("912 345-67-89", "Без имени")


async def test_what_no_talk_carries_is_refused_kindly(crew: Crew) -> None:
    anna, boris = await talking(crew)
    await anna.presses("Ответить", on="Начните с хорошего")
    await anna.sends("sticker")
    await anna.sees("Стикеры, контакты и места на карте не передаём")
    await anna.says("Тогда словами: спасибо большое за помощь!")
    await boris.sees("Тогда словами")


async def test_whoever_writes_to_somebody_gone_learns_it_and_tries_again(crew: Crew) -> None:
    anna, boris = await talking(crew)
    await boris.blocks()
    await reply_to(crew, anna, "Начните с хорошего", "А что потом?")
    await anna.sees("пока не доставлено", "А что потом?", within=20)
    await boris.unblocks()
    await boris.says("меню")
    await anna.presses("Отправить ещё раз")
    await anna.sees("Отправляем ещё раз")
    await boris.sees("А что потом?")


async def test_talk_waits_for_a_network_in_order_and_through_a_restart(crew: Crew) -> None:
    anna, boris = await talking(crew)
    shown = await boris.sees("Меню")
    assert shown
    names = ("первое", "второе", "третье", "четвёртое")
    await crew.faults(unreachable=True)  # of Anna's network
    for minute, name in enumerate(names):
        await boris.presses("Меню") if minute == 0 else None
        await reply_to_own_case(crew, boris, f"Слово {name} по порядку")
        await crew.later(900)
        if minute == 1:
            await crew.restart()
    await anna.does_not_see("Слово")
    await crew.no_faults()
    await crew.later(60)
    await anna.sees("Слово четвёртое", within=30)
    assert texts(await anna.messages(), *names) == list(names)
    left = select(Notification.id).where(Notification.kind == "talk_message", Notification.state != "sent")
    async with asyncio.timeout(10):
        while crew.read(lambda session: session.execute(left).first()):
            await asyncio.sleep(0.05)


async def reply_to_own_case(crew: Crew, boris: Player, words: str) -> None:
    """By the card, which stays a way into the talk."""
    await boris.presses("Взять и ответить")
    await boris.says(words)
    await boris.sees("Передано")


@pytest.mark.parametrize("kind", ["photo", "document", "voice", "audio", "video"])
async def test_files_travel_both_ways_unchanged(crew: Crew, kind: str) -> None:
    """VK lets nobody fetch a video: it goes as a link."""
    anna, boris = await talking(crew)
    for writer, reader, on in ((anna, boris, "Начните с хорошего"), (boris, anna, "Ответ")):
        await writer.presses("Ответить" if writer is anna else "Взять и ответить")
        await writer.sends(kind, caption=f"Смотрите {on}")
        await reader.sees(f"Смотрите {on}")
        if writer.network == "vk" and kind == "video":
            await reader.sees(f"Смотрите {on}", "https://vk.com/video")
        else:
            assert await hashes(crew, reader) == [hashlib.sha256(b"content").hexdigest()]
