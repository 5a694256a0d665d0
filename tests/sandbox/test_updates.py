import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError

from tests.sandbox.conftest import Phone, Sandbox, news

HOUR = 3600


async def test_updates_come_again_until_they_are_confirmed(bot: Bot, anna: Phone) -> None:
    await anna.says("раз")
    await anna.says("два")
    first = await bot.get_updates(limit=1)
    assert [update.update_id for update in await bot.get_updates(limit=1)] == [first[0].update_id]
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert [update.message.text for update in rest if update.message] == ["два"]
    assert rest[0].update_id == first[0].update_id + 1
    assert await bot.get_updates(offset=rest[0].update_id + 1) == []


async def test_a_negative_offset_keeps_only_the_last(bot: Bot, anna: Phone) -> None:
    for text in ("раз", "два", "три"):
        await anna.says(text)
    assert [update.message.text for update in await bot.get_updates(offset=-1) if update.message] == ["три"]
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_returns_as_soon_as_something_comes(bot: Bot, anna: Phone) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await anna.says("привет")
    async with asyncio.timeout(2):
        assert len(await poll) == 1


async def test_a_second_poll_ends_the_first(bot: Bot, anna: Phone) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.get_updates(timeout=10))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    await anna.says("привет")
    assert len(await second) == 1


async def test_only_wanted_kinds_are_kept_from_then_on(bot: Bot, anna: Phone) -> None:
    said = await anna.says("раз")
    await bot.get_updates(allowed_updates=["edited_message"])
    await anna.says("два")
    await anna.does("edit", message_id=said, text="раз и ещё")
    assert [update.event_type for update in await bot.get_updates()] == ["message", "edited_message"]


async def test_updates_wait_a_day_for_the_bot(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await anna.says("вчерашнее")
    await sandbox.post("/api/clock", seconds=23 * HOUR)
    await anna.says("недавнее")
    assert len(await bot.get_updates()) == 2
    await sandbox.post("/api/clock", seconds=2 * HOUR)
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["недавнее"]


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot, anna: Phone) -> None:
    await anna.says("привет")
    await bot.set_webhook("https://bot.example.org/hook")
    with pytest.raises(TelegramConflictError, match="while webhook is active"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://bot.example.org/hook", 1)
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


async def test_a_webhook_needs_https(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="HTTPS URL must be provided"):
        await bot.set_webhook("http://bot.example.org/hook")


async def test_injected_updates_come_as_they_are_even_twice_and_out_of_order(
    bot: Bot, anna: Phone, sandbox: Sandbox
) -> None:
    await anna.says("привет")
    update = (await news(bot))[0].model_dump(mode="json", by_alias=True, exclude_none=True)
    update["message"]["date"] = 1_700_000_000
    for _ in range(2):
        await sandbox.post("/api/updates/telegram", **update)
    await sandbox.post("/api/updates/telegram", **{**update, "update_id": update["update_id"] - 5})
    offset = update["update_id"] + 1
    again = await bot.get_updates(offset=offset)
    assert [each.update_id for each in again] == [update["update_id"]] * 2 + [update["update_id"] - 5]
    assert await bot.get_updates(offset=offset) == []


async def test_an_injected_update_without_a_number_gets_the_next(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await anna.says("привет")
    number = (await sandbox.post("/api/updates/telegram", something_new={}))["update_id"]
    await anna.says("ещё")
    status, body = await sandbox.call("getUpdates")
    assert status == 200
    assert [each["update_id"] for each in body["result"]] == [number - 1, number, number + 1]
    assert body["result"][1] == {"update_id": number, "something_new": {}}


async def test_after_a_quiet_week_numbers_start_anew(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await anna.says("раз")
    first = (await news(bot))[0].update_id
    await sandbox.post("/api/clock", seconds=8 * 24 * HOUR)
    await anna.says("два")
    assert (await bot.get_updates())[0].update_id != first + 1
