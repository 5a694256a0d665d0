"""Whoever is near an unnamed asker presses every button there is, and finds no trace of them.

People near are driven by the real bot: whatever buttons its screens have are pressed, the first of each kind.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Account, Case, Grant, Mentor, Notification, Person, Responder, StandIn
from tests.cells import ONCE
from tests.crew import OWNER, Crew

TOWN, FAR, SCHOOL = "kungur", "perm", "Гимназия Синичкина"
NAME, WORDS, NUMBER = "Евстолия", "сокровенное", 777123
ANNA, RESPONDER = NUMBER, 3000
NEAR = {
    "colleague": 3001,
    "curator": 3002,
    "coordinator": 3003,
    "mentor": 3004,
    "responder": 3005,
    "stand-in": 3006,
}
OF_CASES = ("опрос", "бращени", "№")
NOT_PRESSED = ("leave", "delete", "pause", "unlink", "withdraw", "menu")  # what ends somebody's part
MOST, OF_A_KIND = 45, 2


def settle(session: Session, now: Any) -> None:
    """Who lives where, and which roles they have."""
    places = {ANNA: (TOWN, SCHOOL), RESPONDER: (FAR, None), OWNER: (TOWN, None)}
    places |= dict.fromkeys(NEAR.values(), (TOWN, SCHOOL)) | {NEAR["stand-in"]: (FAR, None)}
    ids = {number: person_of(session, number) for number in places}
    for number, (town, school) in places.items():
        somebody = session.get_one(Person, ids[number])
        somebody.joined_at, somebody.name = now, NAME if number == ANNA else "Коллега"
        somebody.municipality, somebody.organisation, somebody.position = town, school, "teacher"
    granted: list[tuple[int, str, str | None]] = [
        (NEAR["curator"], "curator", TOWN),
        (NEAR["coordinator"], "coordinator", TOWN),
    ]
    granted += [(RESPONDER, "responder", None), (NEAR["responder"], "responder", None)]
    granted += [(NEAR["stand-in"], "responder", None)]
    for number, role, place in granted:
        session.add(Grant(person_id=ids[number], role=role, municipality=place, granted_at=now))
    session.add(Mentor(person_id=ids[NEAR["mentor"]], ground="luch", capacity=3, confirmed_at=now))
    session.add(Responder(person_id=ids[NEAR["mentor"]], topics=["classroom"]))
    replaced = ids[NEAR["curator"]]
    session.add(StandIn(person_id=replaced, stand_in_id=ids[NEAR["stand-in"]], until=later(now), created_at=now))


def later(now: Any) -> Any:
    return now.replace(year=now.year + 1, day=1)


def person_of(session: Session, number: int) -> int:
    return session.execute(select(Account.person_id).where(Account.number == number)).scalar_one()


def of_support(session: Session) -> None:
    for case in session.execute(select(Case).where(Case.sent_at.is_(None))).scalars():
        case.topic, case.is_support = "conflict", True


def presses_on(messages: list[dict[str, Any]]) -> Iterator[str]:
    for message in messages:
        for button in (button for row in message["rows"] for button in row):
            data = button.get("data")
            press = json.loads(data).get("press") if str(data).startswith("{") else data
            if press:
                yield str(press)


async def explores(player: Player) -> int:
    """Breadth first; how many buttons were pressed."""
    pressed: dict[str, int] = {}
    found: list[str] = []
    done = 0
    while done < MOST:
        messages = await player.messages()
        check(messages)
        found += [each for each in presses_on(messages) if each not in found]
        fresh = next((each for each in found if may_press(each, pressed)), None)
        if fresh is None:
            break
        pressed[fresh] = pressed[kind_of(fresh)] = pressed.get(kind_of(fresh), 0) + 1
        await player.forges(fresh)
        done += 1
    return done


def kind_of(press: str) -> str:
    return press.partition(":")[0] + ":"


def may_press(press: str, pressed: dict[str, int]) -> bool:
    kind = kind_of(press)
    return not kind.startswith(NOT_PRESSED) and press not in pressed and pressed.get(kind, 0) < OF_A_KIND


def check(messages: list[dict[str, Any]]) -> None:
    for message in messages:
        said = json.dumps(message, ensure_ascii=False)
        assert WORDS not in said
        if any(word in message["text"] for word in OF_CASES):
            assert not [trace for trace in (NAME, SCHOOL, str(NUMBER)) if trace in said], said


async def asks(crew: Crew, anna: Player, support: bool) -> None:
    await anna.says(f"Это {WORDS}: как мне быть дальше с этой бедой?")
    if support:
        await anna.presses("Даю согласие")
        crew.read(of_support)
    await anna.presses("без имени", on="Отправить вопрос")
    if support:
        await anna.presses("тправить", on="Перед отправкой")
    await anna.sees("отправлен без имени")


@pytest.mark.parametrize("cell", ONCE)
async def test_nobody_near_finds_a_trace_of_an_unnamed_asker(crew: Crew, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    people = {number: await crew.person(number, "Кто-то") for number in (ANNA, RESPONDER, OWNER, *NEAR.values())}
    for player in people.values():
        await player.starts()
    assert crew.app
    now = crew.app.now()
    crew.read(lambda session: settle(session, now))
    anna = people[ANNA]
    await asks(crew, anna, support=True)
    await asks(crew, anna, support=False)
    assert NAME not in (await people[RESPONDER].sees(WORDS, "Без имени"))["text"]
    await crew.later(4 * 24 * 3600)
    near = [people[number] for number in (*NEAR.values(), OWNER)]
    for player in near:
        await player.says("меню")
        assert await explores(player) > 9
    await exports(crew, people[OWNER])
    assert not [record for record in caplog.messages if WORDS in record or NAME in record or SCHOOL in record]
    ids = crew.read(lambda session: [json.dumps(each) for each in session.execute(select(Notification.ids)).scalars()])
    assert not [each for each in ids if WORDS in each or NAME in each or SCHOOL in each]


async def exports(crew: Crew, owner: Player) -> None:
    """The file of figures, cell by cell."""
    await owner.forges("cfile:month")
    message = await owner.sees("Вопросы", ".xlsx")
    async with crew.http.get(crew.base + message["files"][0]["url"]) as answer:
        book = load_workbook(BytesIO(await answer.read()))
    cells = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not [trace for trace in (NAME, SCHOOL, str(NUMBER), WORDS, "Кунгур", "Конфликт") if trace in cells]
