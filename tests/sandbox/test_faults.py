import asyncio
import time
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from tests.sandbox.conftest import Phone, Sandbox

FAULTS = "/api/faults/telegram"


@pytest.fixture
async def anna(anna: Phone) -> Phone:
    await anna.does("start")
    return anna


async def texts(phone: Phone) -> list[str]:
    return [message["text"] for message in (await phone.sees())["messages"] if message["from"] == "bot"]


async def test_a_lost_request_was_not_carried_out(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await sandbox.post(FAULTS, drop_before=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(1001, "не дойдёт")
    assert await texts(anna) == []


async def test_a_lost_answer_was_carried_out(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await sandbox.post(FAULTS, drop_after=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(1001, "дойдёт")
    assert await texts(anna) == ["дойдёт"]


async def test_an_unreachable_network_hears_nothing_even_from_a_poll_under_way(
    bot: Bot, anna: Phone, sandbox: Sandbox
) -> None:
    await bot.get_updates(offset=-1)
    waiting = await bot.get_updates()
    poll = asyncio.create_task(bot.get_updates(offset=waiting[-1].update_id + 1, timeout=5))
    await asyncio.sleep(0.05)
    await sandbox.post(FAULTS, unreachable=True)
    await anna.says("есть кто?")
    with pytest.raises(TelegramNetworkError):
        await poll
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()
    await sandbox.post(FAULTS, unreachable=False)
    updates = await bot.get_updates(offset=waiting[-1].update_id + 1)
    assert [update.message.text for update in updates if update.message] == ["есть кто?"]


async def test_server_errors_come_as_json_or_as_a_gateways_page(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await sandbox.post(FAULTS, errors=1)
    with pytest.raises(TelegramServerError, match="Bad Gateway"):
        await bot.send_message(1001, "нет")
    await sandbox.post(FAULTS, error_html=True)
    with pytest.raises(ClientDecodeError):
        await bot.send_message(1001, "нет")
    assert await texts(anna) == []


async def test_a_flood_on_demand_ends_by_itself(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await sandbox.post(FAULTS, flood=1, retry_after=7)
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(1001, "нет")
    assert caught.value.retry_after == 7
    await bot.send_message(1001, "да")
    assert await texts(anna) == ["да"]


async def test_faults_concern_only_the_methods_named(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await sandbox.post(FAULTS, drop_before=1, methods=["sendmessage"])
    await bot.get_me()
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(1001, "нет")


async def test_latency_is_felt(bot: Bot, sandbox: Sandbox) -> None:
    await bot.get_me()
    await sandbox.post(FAULTS, latency_ms=150, jitter_ms=10)
    began = time.monotonic()
    await bot.get_me()
    assert time.monotonic() - began >= 0.15


async def test_the_same_seed_gives_the_same_weather(bot: Bot, sandbox: Sandbox) -> None:
    async def weather() -> list[bool]:
        await sandbox.post(FAULTS, drop_before=0.5, seed=7)
        return [await reaches(bot) for _ in range(12)]

    first = await weather()
    assert first == await weather()
    assert True in first
    assert False in first


async def reaches(bot: Bot) -> bool:
    try:
        await bot.get_me()
    except TelegramNetworkError:
        return False
    return True


async def test_calls_are_counted_by_outcome(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await bot.get_updates()
    await bot.send_message(1001, "раз")
    await sandbox.call("sendMessage", chat_id=404, text="никому")
    await sandbox.post(FAULTS, drop_after=1)
    await lost(sandbox)
    calls = await sandbox.get("/api/calls/telegram")
    assert calls["methods"] == {"getUpdates": {"ok": 1}, "sendMessage": {"ok": 1, "400": 1, "answer lost": 1}}
    assert [(call["chat"], call["outcome"]) for call in calls["last"]] == [
        (1001, "ok"),
        (404, "400"),
        (1001, "answer lost"),
    ]
    assert calls["last"][1]["error"] == "Bad Request: chat not found"


async def lost(sandbox: Sandbox) -> None:
    with pytest.raises(Exception, match="disconnected"):
        await sandbox.call("sendMessage", chat_id=1001, text="два")


@pytest.mark.parametrize("wrong", [{"drop_before": 2}, {"no_such_fault": 1}, {"error_status": 200}])
async def test_nonsense_is_refused_and_changes_nothing(sandbox: Sandbox, wrong: dict[str, Any]) -> None:
    before = await sandbox.get(FAULTS)
    await sandbox.post(FAULTS, 400, **wrong)
    assert await sandbox.get(FAULTS) == before


async def test_faults_are_cleared_at_once(sandbox: Sandbox) -> None:
    before = await sandbox.get(FAULTS)
    await sandbox.post(FAULTS, latency_ms=5, unreachable=True)
    async with sandbox.http.delete(FAULTS) as response:
        assert await response.json() == before
