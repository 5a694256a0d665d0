from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Account, Mentor, TalkCopy
from tests.cells import BOTH_NETWORKS
from tests.crew import Crew
from tests.stories.test_profile import join


def makes_mentor(session: Session, number: int, now: datetime) -> None:
    person = session.execute(select(Account.person_id).where(Account.number == number)).scalar_one()
    session.add(Mentor(person_id=person, ground="expert-ege", capacity=3, confirmed_at=now))


async def mentor(crew: Crew, number: int, name: str, network: str | None = None) -> Player:
    """Somebody who has joined and was confirmed."""
    player = await crew.person(number, name, network=network)
    await join(player, name)
    assert crew.app
    now = crew.app.now()
    crew.read(lambda session: makes_mentor(session, number, now))
    return player


async def stands(crew: Crew, player: Player, number: int) -> None:
    """The bot knows what it has shown there."""
    account = select(Account.id).where(Account.network == player.network, Account.number == player.number)
    known = select(TalkCopy.id).where(TalkCopy.number == number, TalkCopy.account_id == account.scalar_subquery())
    while crew.read(lambda session: session.execute(known).first()) is None:
        await asyncio.sleep(0.01)


async def reply_to(crew: Crew, player: Player, words: str, text: str) -> dict[str, Any]:
    """The network's own reply to the newest message with these words, no quicker than hands are.

    A first answer, which would wait for a minute, leaves at once.
    """
    message = await player.sees(words)
    await stands(crew, player, message["id"])
    known = {each["id"] for each in await player.messages()}
    await player.says(text, reply_to=message["id"])
    while not (answers := [each for each in await player.messages() if _answers(each, known)]):
        await asyncio.sleep(0.01)
    answer = answers[-1]
    if "отправим через минуту" in answer["text"]:
        await player.presses("Отправить сейчас", on="отправим через минуту")
    return answer


def _answers(message: dict[str, Any], known: set[str]) -> bool:
    """Another card may come in between, and an old one may change."""
    return message["id"] not in known and not message["text"].startswith("❓")


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
async def test_question_is_answered_by_a_reply_across_networks(crew: Crew) -> None:
    mine, other = crew.networks
    boris = await mentor(crew, 1002, "Борис", other)
    vera = await mentor(crew, 1003, "Вера", mine)
    anna = await crew.person(1001, "Анна", network=mine)
    await join(anna, "Анна")
    anna.interactions = 0
    await anna.says("Как провести родительское собрание в пятом классе?")
    await anna.sees("Отправить вопрос наставникам?")
    await anna.presses("Отправить", on="Отправить вопрос")
    assert anna.interactions == 2
    await anna.sees("отправлен", "Ищем наставника")
    await vera.sees("родительское собрание", "Взять и ответить")
    boris.interactions = 0
    await reply_to(crew, boris, "родительское собрание", "Начните с хорошего о каждом.")
    assert boris.interactions == 2  # the second does without the minute for mending it
    await anna.sees("отвечает Борис", "Начните с хорошего о каждом.")
    await vera.sees("Уже отвечает коллега")
    await reply_to(crew, anna, "Начните с хорошего", "А если родителей пришло двое?")
    await boris.sees("А если родителей пришло двое?")


@pytest.mark.parametrize("cell", BOTH_NETWORKS)
@pytest.mark.parametrize("kind", ["photo", "document", "voice"])
async def test_file_arrives_as_it_was_sent(crew: Crew, kind: str) -> None:
    mine, other = crew.networks
    boris = await mentor(crew, 1002, "Борис", other)
    anna = await crew.person(1001, "Анна", network=mine)
    await join(anna, "Анна")
    await anna.sends(kind, caption="Что скажете?")
    await anna.presses("Отправить", on="Отправить вопрос")
    await boris.sees("Взять и ответить")
    assert await hashes(crew, boris) == [hashlib.sha256(b"content").hexdigest()]


async def hashes(crew: Crew, player: Player) -> Sequence[str]:
    """Of the files that the bot has shown."""
    found = []
    for message in await player.messages():
        for file in message["files"]:
            async with crew.http.get(crew.base + file["url"]) as answer:
                found.append(hashlib.sha256(await answer.read()).hexdigest())
    return found
