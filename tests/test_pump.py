from __future__ import annotations

import asyncio

import pytest
from aiogram.types import Update
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.pump import FLOOD_BURST
from community import registers
from community.profile_files import load_profile
from messengers.messenger import Unavailable
from storage.models import Account, Consent, InboxUpdate, Person
from tests.examples import at_most
from tests.letterbox import Letterbox, pumping

ANNA, BORIS = 1001, 1002
AGREE = f"agree:participation:{load_profile('perm-nastavniki').consents.participation.version}"
HOSTILE = [
    "\x00",
    "а\x00б",
    "я" * 100_000,
    "\u200b\u200b\u2060",
    "\u202eанна\u202c",
    "👨‍👩‍👧‍👦" * 50,
    "<b>Анна</b> <script>alert(1)</script> &amp;",
    "'; DROP TABLE person; --",
    "%s %n {0} {person.name} ${x}",
    "\ud83d",
    "=1+1",
    "../../etc/passwd",
    "[id1|Анна] @all",
]
FORGED = [
    "",
    ":",
    "town",
    "town:",
    "town:" + "x" * 58,
    "member:-1",
    f"member:{10**18}",
    "members:-5",
    "spec:x:y",
    "since:abc",
    "since:99999",
    "fill:nothing",
    "stepback:consent",
    "stepback:nowhere",
    "agree:participation:1999-01-01",
    "agree:other:1",
    "!menu",
    "!!menu",
    "menu:extra",
    "org:",
    "adult:maybe",
    "keep:name",
    "specs:-1",
    "towns:999",
]


async def test_unreachable_network_does_not_stop_the_other(sqlite_url: str) -> None:
    dead, alive = Letterbox("vk", reachable=False), Letterbox()
    async with pumping(sqlite_url, dead, alive) as pump:
        alive.put(alive.says(ANNA, "/start"))
        await alive.answers(ANNA, "Наставники")
        assert pump.counters["vk_unreachable"] >= 1


async def test_network_unreachable_at_start_is_served_when_it_comes(sqlite_url: str) -> None:
    box = Letterbox(reachable=False)
    async with pumping(sqlite_url, box):
        box.put(box.says(ANNA, "/start"))
        await asyncio.sleep(0.3)
        assert box.shown == []
        box.reachable = True
        await box.answers(ANNA, "Наставники")


async def test_unparsable_update_is_set_aside_and_its_neighbours_are_answered(sqlite_url: str) -> None:
    box = Letterbox()
    odd = box.says(BORIS, "/start", date="yesterday", entities="none")
    async with pumping(sqlite_url, box) as pump:
        box.put(box.says(ANNA, "/start"), odd, box.says(ANNA, "спасибо"))
        await box.answers(ANNA, "Пожалуйста")
        await asyncio.sleep(0.1)
        assert pump.counters["unreadable"] == 1
        assert box.told(BORIS) == []
        states = pump._database.run_now(
            lambda session: session.execute(select(InboxUpdate.state, InboxUpdate.raw)).all()
        )
        assert ("bad", None) in [tuple(row) for row in states]


async def test_one_person_flooding_the_others_are_served(sqlite_url: str) -> None:
    box = Letterbox()
    async with pumping(sqlite_url, box) as pump:
        for _ in range(2):
            box.put(*[box.says(BORIS, f"сообщение {number}") for number in range(100)])
        box.put(box.says(ANNA, "/start"))
        await box.answers(ANNA, "Наставники")
        await box.answers(BORIS, "Сообщений слишком много")
        async with asyncio.timeout(10):
            while len(box.told(BORIS)) + pump.counters["flood"] < 201:
                await asyncio.sleep(0.02)
        assert sum("слишком много" in text for text in box.told(BORIS)) == 1
        assert pump.counters["flood"] >= 200 - 3 * FLOOD_BURST
        assert len(box.told(BORIS)) + pump.counters["flood"] == 201


async def test_repeated_and_out_of_order_updates_are_answered_once_each(sqlite_url: str) -> None:
    box = Letterbox()
    first, second = box.says(ANNA, "/start"), box.says(ANNA, "спасибо")
    async with pumping(sqlite_url, box) as pump:
        box.put(second, first, second)
        box.put(first, second)
        box.put(box.says(ANNA, "привет"))
        await box.answers(ANNA, "Рады вас видеть")
        assert len(box.told(ANNA)) == 3
        assert pump.counters["repeated"] == 3


async def test_two_presses_at_once_make_one_person_and_one_screen_each(sqlite_url: str) -> None:
    box = Letterbox()
    async with pumping(sqlite_url, box) as pump:
        box.put(box.presses(ANNA, "join"), box.presses(ANNA, "join"))
        await box.answered(2)
        people = pump._database.run_now(lambda session: session.execute(select(Person)).scalars().all())
        assert len(people) == 1


async def test_group_chats_channels_and_bots_are_ignored_and_counted(sqlite_url: str) -> None:
    box = Letterbox()
    group = box.says(ANNA, "всем привет")
    group["message"]["chat"] = {"id": -5, "type": "group", "title": "Чат"}
    bot = box.says(BORIS, "/start")
    bot["message"]["from"]["is_bot"] = True
    async with pumping(sqlite_url, box) as pump:
        box.put(group, bot, {"update_id": 999_999, "channel_post": group["message"]}, {"update_id": 999_998})
        box.put(box.says(ANNA, "привет"))
        await box.answers(ANNA, "Рады вас видеть")
        assert len(box.shown) == 1
        assert pump.counters["ignored"] == 4


async def test_every_kind_of_update_leaves_the_bot_alive(sqlite_url: str) -> None:
    box = Letterbox()
    kinds = [name for name in Update.model_fields if name not in {"update_id", "message", "callback_query"}]
    assert len(kinds) > 20
    async with pumping(sqlite_url, box) as pump:
        for name in kinds:
            full = box.says(BORIS, "текст")
            box.put(
                {"update_id": full["update_id"], name: full["message"]},
                {"update_id": full["update_id"] + 10**6, name: {}},
            )
        box.put(box.says(ANNA, "/start"))
        await box.answers(ANNA, "Наставники")
        await asyncio.sleep(0.2)
        waiting = pump._database.run_now(
            lambda session: session.execute(select(InboxUpdate).where(InboxUpdate.state == "new")).all()
        )
        assert waiting == []


@pytest.mark.parametrize("press", ["menu", "join", AGREE])
async def test_hostile_text_gets_an_answer_at_every_step(sqlite_url: str, press: str) -> None:
    box = Letterbox()
    async with pumping(sqlite_url, box) as pump:
        numbers = range(5000, 5000 + len(HOSTILE))
        for number, text in zip(numbers, HOSTILE, strict=True):
            box.put(box.presses(number, press), box.says(number, text))
        await box.answered(2 * len(HOSTILE))
        assert pump.counters["unreadable"] == 0
        assert not [text for number in numbers for text in box.told(number) if "сломалось" in text]


async def test_forged_presses_get_an_answer(sqlite_url: str) -> None:
    box = Letterbox()
    async with pumping(sqlite_url, box) as pump:
        box.put(*[box.presses(6000 + number, data) for number, data in enumerate(FORGED)])
        await box.answered(len(FORGED))
        assert pump.counters["unreadable"] == 0
        assert not [text for number in range(len(FORGED)) for text in box.told(6000 + number) if "сломалось" in text]


@settings(max_examples=at_most(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.one_of(st.text(max_size=80), st.sampled_from(HOSTILE)), min_size=5, max_size=15))
async def test_whatever_is_said_while_joining_is_answered(sqlite_url: str, said: list[str]) -> None:
    box = Letterbox()
    async with pumping(sqlite_url, box) as pump:
        box.put(box.presses(ANNA, "join"))
        box.put(box.presses(ANNA, AGREE))
        box.put(*[box.says(ANNA, text) for text in said])
        await box.answered(2 + len(said))
        assert not [text for text in box.told(ANNA) if "сломалось" in text]
        pump._database.run_now(forget_everybody)


def forget_everybody(session: Session) -> None:
    for model in (Consent, Account, Person, InboxUpdate):
        session.execute(delete(model))


async def test_bug_in_a_handler_is_an_incident_with_a_number_and_nothing_personal_in_the_log(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("Анна Вымышленная, школа № 7")

    monkeypatch.setattr(registers, "people", broken)
    box = Letterbox()
    async with pumping(sqlite_url, box):
        box.put(box.presses(ANNA, "members:0"))
        await box.answers(ANNA, "сообщите координатору номер")
        box.put(box.says(ANNA, "привет"))
        await box.answers(ANNA, "Рады вас видеть")
    printed = capsys.readouterr()
    assert "ValueError" in printed.out + printed.err
    assert "Анна" not in printed.out + printed.err


async def test_answers_wait_for_a_network_in_trouble_and_come_in_order(sqlite_url: str) -> None:
    box = Letterbox()
    box.failure = Unavailable("server")
    async with pumping(sqlite_url, box) as pump:
        box.put(box.says(ANNA, "/start"), box.says(ANNA, "спасибо"), box.says(ANNA, "привет"))
        while not pump.counters["delayed_server"]:
            await asyncio.sleep(0.01)
        assert box.shown == []
        box.failure = None
        await box.answered(3)
        assert ["Пожалуйста" in text for text in box.told(ANNA)] == [False, True, False]


async def test_blocked_bot_is_marked_and_unmarked(sqlite_url: str) -> None:
    box = Letterbox()
    change = {
        "chat": box.says(ANNA, "")["message"]["chat"],
        "from": {"id": ANNA, "is_bot": False, "first_name": "Анна"},
        "date": 1,
    }
    bot = {"id": 5, "is_bot": True, "first_name": "Бот"}
    kicked = {"status": "kicked", "user": bot, "until_date": 0}
    left = change | {"old_chat_member": {"status": "member", "user": bot}, "new_chat_member": kicked}

    def blocked(session: Session) -> bool:
        return session.execute(select(Account.blocked_at)).scalar_one() is not None

    async with pumping(sqlite_url, box) as pump:
        box.put(box.says(ANNA, "/start"))
        await box.answered(1)
        box.put({"update_id": 777_777, "my_chat_member": left})
        for _ in range(200):
            if pump._database.run_now(blocked):
                break
            await asyncio.sleep(0.01)
        assert pump._database.run_now(blocked)
        box.put(box.says(ANNA, "/start"))
        await box.answered(2)
        assert not pump._database.run_now(blocked)
