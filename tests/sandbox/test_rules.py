import asyncio
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.types import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from sandbox.config import Config
from sandbox.telegram import rules
from tests.sandbox.conftest import Phone, Sandbox, Starter, bot_of, news

DAY = 24 * 3600


def keyboard(**button: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", **button)]])


async def test_a_wrong_token_is_not_let_in(sandbox: Sandbox) -> None:
    assert await sandbox.call("getMe", token="1000001:other") == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )


async def test_an_unknown_method_is_not_found(sandbox: Sandbox) -> None:
    status, body = await sandbox.call("sendLove")
    assert (status, body["description"]) == (404, "Not Found: method not found")


async def test_arguments_come_by_query_form_or_json_and_the_method_in_any_case(sandbox: Sandbox, anna: Phone) -> None:
    await anna.does("start")
    url = "/bot1000001:sandbox/SENDMESSAGE"
    for request in (
        sandbox.http.get(url, params={"chat_id": "1001", "text": "а"}),
        sandbox.http.post(url, data={"chat_id": "1001", "text": "а"}),
        sandbox.http.post(url, json={"chat_id": 1001, "text": "а"}),
    ):
        async with request as response:
            assert (await response.json())["result"]["text"] == "а"


async def test_nobody_can_be_written_to_before_they_press_start(bot: Bot, anna: Phone) -> None:
    for stranger in (1001, 777):
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await bot.send_message(stranger, "Здравствуйте")
    await anna.does("start")
    assert (await bot.send_message(1001, "Здравствуйте")).text == "Здравствуйте"


@pytest.mark.parametrize(
    ("text", "error"),
    [("", "message text is empty"), (" \n ", "text must be non-empty"), ("я" * 4097, "message is too long")],
)
async def test_a_text_has_1_to_4096_characters(bot: Bot, anna: Phone, text: str, error: str) -> None:
    await anna.does("start")
    with pytest.raises(TelegramBadRequest, match=error):
        await bot.send_message(1001, text)


async def test_the_length_is_counted_after_parsing(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    sent = await bot.send_message(1001, f"<b>{'я' * 4096}</b>", parse_mode="HTML")
    assert sent.text == "я" * 4096


async def test_broken_markup_is_refused_in_the_servers_words(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    with pytest.raises(TelegramBadRequest, match="Bad Request: can't parse entities: Unsupported start tag"):
        await bot.send_message(1001, "a < b", parse_mode="HTML")


@pytest.mark.parametrize(
    ("button", "error"),
    [
        ({"callback_data": "я" * 33}, "BUTTON_DATA_INVALID"),
        ({"callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"url": "localhost:80"}, "inline keyboard button URL 'localhost:80' is invalid"),
        ({"url": "http://localhost/x"}, "Wrong HTTP URL"),
        ({"url": "ftp://ya.ru"}, "Unsupported URL protocol"),
        ({}, "Text buttons are unallowed in the inline keyboard"),
    ],
)
async def test_a_bad_button_is_refused(bot: Bot, anna: Phone, button: dict[str, str], error: str) -> None:
    await anna.does("start")
    with pytest.raises(TelegramBadRequest, match=error):
        await bot.send_message(1001, "Вопрос", reply_markup=keyboard(**button))


async def test_callback_data_may_have_exactly_64_bytes(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    await bot.send_message(1001, "Вопрос", reply_markup=keyboard(callback_data="я" * 32))
    assert (await anna.last())["rows"] == [[{"label": "Да", "data": "я" * 32}]]


async def test_more_than_a_hundred_buttons_are_too_many(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    row = [InlineKeyboardButton(text="1", callback_data="1")]
    await bot.send_message(1001, "100", reply_markup=InlineKeyboardMarkup(inline_keyboard=[row] * 100))
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await bot.send_message(1001, "101", reply_markup=InlineKeyboardMarkup(inline_keyboard=[row] * 101))


async def test_an_empty_label_is_refused(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    blank = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=" ", callback_data="1")]])
    with pytest.raises(TelegramBadRequest, match="button text must be non-empty"):
        await bot.send_message(1001, "Вопрос", reply_markup=blank)


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    keys = keyboard(callback_data="1")
    sent = await bot.send_message(1001, "<b>Да</b>", parse_mode="HTML", reply_markup=keys)
    for attempt in (
        bot.edit_message_text(
            "<b>Да</b>", chat_id=1001, message_id=sent.message_id, parse_mode="HTML", reply_markup=keys
        ),
        bot.edit_message_reply_markup(chat_id=1001, message_id=sent.message_id, reply_markup=keys),
    ):
        with pytest.raises(TelegramBadRequest, match="message is not modified: specified new message content and"):
            await attempt
    edited = await bot.edit_message_text("Да", chat_id=1001, message_id=sent.message_id)
    assert (await anna.last())["edited"]
    assert not isinstance(edited, bool)
    assert edited.reply_markup is None


async def test_an_edit_needs_a_message_of_the_bot(bot: Bot, anna: Phone) -> None:
    said = await anna.says("Привет")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("Иначе", chat_id=1001, message_id=said)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("Иначе", chat_id=1001, message_id=999)


async def test_a_message_with_an_ordinary_keyboard_cannot_be_edited(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    keys = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Меню")]])
    sent = await bot.send_message(1001, "Привет", reply_markup=keys)
    assert (await anna.sees())["reply_keyboard"] == [[{"label": "Меню"}]]
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("Иначе", chat_id=1001, message_id=sent.message_id)


async def test_after_two_days_nothing_is_edited_or_deleted(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await anna.does("start")
    sent = await bot.send_message(1001, "Старое")
    await sandbox.post("/api/clock", seconds=2 * DAY + 60)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("Новое", chat_id=1001, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(1001, sent.message_id)


async def test_a_deleted_message_is_gone_once(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    sent = await bot.send_message(1001, "Лишнее")
    await bot.delete_message(1001, sent.message_id)
    assert (await anna.last())["deleted"]
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(1001, sent.message_id)


async def test_a_press_is_answered_once(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    sent = await bot.send_message(1001, "Придёте?", reply_markup=keyboard(callback_data="yes"))
    await anna.does("press", message_id=sent.message_id, row=0, column=0)
    query = (await news(bot))[-1].callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.message_id, query.from_user.id) == ("yes", sent.message_id, 1001)
    assert (await anna.sees())["pending"] == [{"message_id": sent.message_id, "data": "yes"}]
    await bot.answer_callback_query(query.id, "Записали", show_alert=True)
    chat = await anna.sees()
    assert [(toast["text"], toast["alert"]) for toast in chat["toasts"]] == [("Записали", True)]
    assert chat["pending"] == []
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired or query ID is"):
        await bot.answer_callback_query(query.id)


async def test_a_press_answered_too_late_or_at_length_is_refused(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await anna.does("start")
    sent = await bot.send_message(1001, "Придёте?", reply_markup=keyboard(callback_data="yes"))
    query_id = (await anna.does("press", message_id=sent.message_id, data="подделка"))["query_id"]
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(query_id, "я" * 201)
    await sandbox.post("/api/clock", seconds=16 * 60)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query_id)


async def test_whoever_blocked_the_bot_gets_nothing_and_the_bot_is_told(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    assert [update.event_type for update in await news(bot)] == ["message"]
    await anna.does("block")
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(1001, "Вы тут?")
    await anna.does("say", 409, text="не могу")
    await anna.does("unblock")
    changes = [update.my_chat_member for update in await news(bot)]
    assert [change.new_chat_member.status for change in changes if change] == ["kicked", "member"]
    assert (await bot.send_message(1001, "Снова здравствуйте")).text


async def test_start_lifts_the_block(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    await anna.does("block")
    await news(bot)
    await anna.does("start", payload="again")
    updates = await news(bot)
    assert [update.event_type for update in updates] == ["my_chat_member", "message"]
    assert updates[1].message is not None
    assert updates[1].message.text == "/start again"


async def test_a_burst_to_one_chat_passes_and_a_flood_does_not(bot: Bot, anna: Phone, boris: Phone) -> None:
    await anna.does("start")
    await boris.does("start")
    for number in range(rules.CHAT_BURST):
        await bot.send_message(1001, str(number))
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(1001, "ещё")
    assert caught.value.retry_after == 1
    await bot.send_message(1002, "другому можно")


async def test_more_than_thirty_messages_a_second_are_refused(sandbox: Sandbox) -> None:
    for person_id in range(2001, 2041):
        await sandbox.post("/api/people", 201, network="telegram", id=person_id, first_name="Гость")
        await sandbox.post(f"/api/chats/telegram/{person_id}/start")
    calls = [sandbox.call("sendMessage", chat_id=person_id, text="Новость") for person_id in range(2001, 2041)]
    answers = await asyncio.gather(*calls)
    refused = [body for status, body in answers if status == 429]
    assert 1 <= len(refused) <= 10
    assert refused[0]["parameters"]["retry_after"] >= 1
    assert refused[0]["description"].startswith("Too Many Requests: retry after ")


async def test_limits_can_be_switched_off(start: Starter, lines: AiohttpSession) -> None:
    free = await start(limits=False)
    await free.post("/api/chats/telegram/1001/start")
    bot = bot_of(free, lines)
    for number in range(rules.CHAT_BURST + Config().messages_per_second + 1):
        await bot.send_message(1001, str(number))
    assert len((await free.get("/api/chats/telegram/1001"))["messages"]) == rules.CHAT_BURST + 32


async def test_commands_are_those_of_the_nearest_audience(bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    await bot.set_my_commands([BotCommand(command="start", description="Начать")])
    chat_scope = {"type": "chat", "chat_id": 1001}
    own = [{"command": "menu", "description": "Меню"}]
    await sandbox.call("setMyCommands", commands=own, scope=chat_scope)
    assert (await anna.sees())["commands"] == own
    assert [each.command for each in await bot.get_my_commands()] == ["start"]
    assert (await sandbox.get("/api/chats/telegram/1002"))["commands"][0]["command"] == "start"


async def test_a_bad_command_is_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Меню", description="Меню")])


async def test_what_the_bot_says_of_itself_is_kept(bot: Bot) -> None:
    await bot.set_my_description("Помогаю учителям")
    await bot.set_my_short_description("Помогаю")
    assert (await bot.get_my_description()).description == "Помогаю учителям"
    assert (await bot.get_my_short_description()).short_description == "Помогаю"
    assert await bot.set_chat_menu_button()


async def test_the_chat_tells_who_it_is(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    chat = await bot.get_chat(1001)
    assert (chat.type, chat.first_name, chat.last_name, chat.username) == ("private", "Анна", "Тестова", "anna_t")


async def test_a_wrong_token_stops_aiogram(sandbox: Sandbox, bot: Bot) -> None:
    stranger = Bot("1:other", session=bot.session)
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()


async def test_typing_is_seen_until_the_message_comes(bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    await bot.send_chat_action(1001, "typing")
    assert (await anna.sees())["typing"]
    await bot.send_message(1001, "Готово")
    assert not (await anna.sees())["typing"]
