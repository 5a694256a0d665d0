import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiohttp import ClientResponse

from sandbox.config import BadConfig, Config, Newcomer
from tests.sandbox.conftest import ANNA, Phone, Sandbox, Starter, bot_of, news


async def test_people_are_added_and_listed(sandbox: Sandbox) -> None:
    vera = await sandbox.post("/api/people", 201, network="telegram", first_name="Вера", last_name="Новая")
    assert vera["id"] == 1003
    assert [person["first_name"] for person in await sandbox.get("/api/people")] == ["Анна", "Борис", "Вера"]
    await sandbox.post("/api/people", 409, network="telegram", id=1003, first_name="Вторая")
    await sandbox.post("/api/people", 400, network="fax", first_name="Вера")
    await sandbox.post("/api/people", 400, network="telegram", first_name=" ")


async def test_waiting_ends_with_the_change_or_in_time(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await anna.does("start")
    seq = (await anna.sees())["seq"]
    waiting = asyncio.create_task(sandbox.get(f"/api/chats/telegram/1001/wait?after={seq}&wait=5"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await bot.send_message(1001, "Здравствуйте")
    chat = await waiting
    assert chat["seq"] == chat["messages"][-1]["seq"] == seq + 1
    assert (await sandbox.get(f"/api/chats/telegram/1001/wait?after={seq + 1}&wait=0.05"))["seq"] == seq + 1


async def test_a_forged_press_reaches_the_bot(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    sent = await bot.send_message(1001, "Без кнопок")
    await news(bot)
    await anna.does("press", message_id=sent.message_id, data="grant:owner")
    query = (await news(bot))[0].callback_query
    assert query is not None
    assert query.data == "grant:owner"
    await anna.does("press", 404, message_id=sent.message_id, row=0, column=0)
    await anna.does("press", 404, message_id=999, data="x")


@pytest.mark.parametrize(
    ("act", "body", "status"),
    [
        ("say", {}, 400),
        ("say", {"text": " "}, 400),
        ("say", {"text": "я", "reply_to": 99}, 404),
        ("edit", {"message_id": 99, "text": "я"}, 404),
        ("press", {"message_id": "x", "data": "1"}, 400),
    ],
)
async def test_what_cannot_be_done_is_told(anna: Phone, act: str, body: dict[str, Any], status: int) -> None:
    assert (await anna.does(act, status, **body))["error"]


async def test_strangers_and_unknown_networks_are_not_found(sandbox: Sandbox) -> None:
    assert "777" in (await sandbox.post("/api/chats/telegram/777/start", 404))["error"]
    await sandbox.post("/api/chats/fax/1001/start", 404)
    await sandbox.post("/api/updates/fax", 404)


async def test_moving_the_clock_moves_dates_and_the_file(anna: Phone, sandbox: Sandbox, tmp_path: Path) -> None:
    before = await sandbox.get("/api/clock")
    await sandbox.post("/api/clock", seconds=3600)
    assert float((tmp_path / "clock").read_text()) == before["offset"] + 3600
    (tmp_path / "clock").write_text("7200")
    assert (await sandbox.get("/api/clock"))["offset"] == 7200
    await anna.says("из будущего")
    now = (await sandbox.get("/api/clock"))["now"]
    assert (await anna.last())["date"][:16] == now[:16]
    assert now > before["now"]


async def test_the_world_survives_a_restart(start: Starter, lines: AiohttpSession, tmp_path: Path) -> None:
    state = tmp_path / "world.json"
    first = await start(state_file=state)
    phone = Phone(first, ANNA)
    await phone.attaches("document", b"content", caption="смотрите")
    await bot_of(first, lines).send_message(1001, "ответ")
    await phone.does("press", message_id=2, data="начато до перезапуска")
    await saved(state, "начато до перезапуска")
    second = await start(state_file=state)
    assert await Phone(second, ANNA).sees() == await phone.sees()
    bot = bot_of(second, lines)
    message = (await news(bot))[0].message
    assert message is not None
    assert message.document is not None
    content = await bot.download(message.document)
    assert content is not None
    assert content.read() == b"content"
    assert (await bot.send_message(1001, "дальше")).message_id == 3
    assert [press["data"] for press in (await Phone(second, ANNA).sees())["pending"]] == ["начато до перезапуска"]


async def saved(state: Path, text: str) -> None:
    async with asyncio.timeout(3):
        while not await asyncio.to_thread(contains, state, text):
            await asyncio.sleep(0.05)


def contains(path: Path, text: str) -> bool:
    return path.exists() and text in path.read_text()


async def test_the_stream_tells_everything_and_then_what_changed(anna: Phone, sandbox: Sandbox) -> None:
    await anna.says("раз")
    async with sandbox.http.get("/api/events") as response, asyncio.timeout(5):
        stream = events(response)
        beginning = [await anext(stream) for _ in range(4)]
        assert [name for name, _ in beginning] == ["hello", "chat", "chat", "status"]
        assert [m["text"] for m in beginning[1][1]["messages"]] == ["раз"]
        assert beginning[3][1]["networks"]["telegram"]["unread_updates"] == 1
        await anna.says("два")
        name, chat = await anext(stream)
        assert (name, [m["text"] for m in chat["messages"]]) == ("chat", ["два"])


async def events(response: ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in response.content:
        field, _, value = line.decode().rstrip("\n").partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


async def test_a_contact_needs_no_form(bot: Bot, anna: Phone) -> None:
    await anna.does("file", kind="contact", phone_number="+70000000001", first_name="Вера")
    message = (await news(bot))[0].message
    assert message is not None
    assert message.contact is not None
    assert (message.contact.first_name, message.contact.user_id) == ("Вера", None)


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
async def test_other_sites_cannot_reach_it_through_a_browser(sandbox: Sandbox, headers: dict[str, str]) -> None:
    async with sandbox.http.get("/api/people", headers=headers) as response:
        assert response.status == 403


async def test_files_that_could_run_are_only_downloaded(anna: Phone, sandbox: Sandbox) -> None:
    await anna.attaches("document", b"<script>alert(1)</script>")
    async with sandbox.http.get((await anna.last())["files"][0]["url"]) as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.content_type == "application/octet-stream"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


async def test_the_page_is_served_and_nothing_beside_it(sandbox: Sandbox) -> None:
    async with sandbox.http.get("/") as response:
        assert "Это песочница" in await response.text()
    async with sandbox.http.get("/page/..%2Fapp.py") as response:
        assert response.status == 404


def test_a_token_that_looks_real_is_refused() -> None:
    with pytest.raises(BadConfig, match="looks like a real token"):
        Config(telegram_token="123456789:" + "A" * 35)


def test_people_are_named_on_the_command_line() -> None:
    assert Newcomer.parse("telegram:1001:Анна:Тестова") == Newcomer("telegram", 1001, "Анна", "Тестова")
    assert Newcomer.parse("telegram:1001:Анна") == Newcomer("telegram", 1001, "Анна")
    for wrong in ("telegram:анна", "telegram:x:Анна", "telegram:1:А:Б:В:Г"):
        with pytest.raises(BadConfig):
            Newcomer.parse(wrong)
