import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import web
from playwright.async_api import Browser, Page, expect

from sandbox.app import make_app
from sandbox.config import Config
from tests.sandbox.conftest import ANNA, BORIS, Phone, Sandbox, news
from tests.sandbox.pages import NARROW, WIDE, opened, phone
from tests.sandbox.test_messages import PNG

YES = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Записаться", callback_data="signup:7")]])

pytestmark = pytest.mark.xdist_group("pages")  # one browser, not one for each worker


@pytest.fixture
async def page(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Page]:
    async for page in opened(browser, sandbox, WIDE):
        yield page


@pytest.fixture
async def narrow(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Page]:
    async for page in opened(browser, sandbox, NARROW):
        yield page


async def test_a_conversation_from_start_to_the_answered_press(page: Page, bot: Bot) -> None:
    anna = phone(page, "Анна Тестова")
    await anna.get_by_text("Пришёл по ссылке с параметром").click()
    await anna.get_by_label("Параметр ссылки").fill("event_7")
    await anna.get_by_role("button", name="Начать", exact=True).click()
    await expect(anna.get_by_role("log")).to_contain_text("/start event_7")
    message = (await news(bot))[0].message
    assert message is not None
    assert message.text == "/start event_7"

    sent = await bot.send_message(1001, "<b>Вебинар</b> в <i>среду</i>", parse_mode="HTML", reply_markup=YES)
    await expect(anna.locator(".text strong")).to_have_text("Вебинар")
    button = anna.get_by_role("button", name="Записаться")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    query = (await news(bot))[0].callback_query
    assert query is not None
    assert query.data == "signup:7"
    await bot.answer_callback_query(query.id, "Вы записаны")
    await expect(button).to_have_attribute("aria-busy", "false")
    await expect(anna.locator(".toast")).to_have_text("Вы записаны")
    await bot.edit_message_text("Вы записаны на вебинар", chat_id=1001, message_id=sent.message_id)
    await expect(anna.locator(".theirs .meta")).to_contain_text("изменено")
    await expect(button).to_have_count(0)


async def test_a_link_to_the_bot_stays_on_the_page(page: Page, bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    link = InlineKeyboardButton(text="Открыть Telegram", url="https://t.me/sandbox_bot?start=link_K7M2PX")
    await bot.send_message(1001, "Ваш код", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[link]]))
    screen = phone(page, "Анна Тестова")
    await screen.get_by_role("link", name="Открыть Telegram").click()
    await expect(screen.get_by_role("log")).to_contain_text("/start link_K7M2PX")


async def pressed(bot: Bot) -> CallbackQuery:
    """A page's click takes a moment."""
    offset = None
    while True:
        for update in await bot.get_updates(offset=offset, timeout=5):
            offset = update.update_id + 1
            if update.callback_query:
                return update.callback_query


async def test_an_alert_is_closed_by_the_keyboard(page: Page, bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    sent = await bot.send_message(1001, "Мест мало", reply_markup=YES)
    screen = phone(page, "Анна Тестова")
    await screen.get_by_role("button", name="Записаться").click()
    query = await pressed(bot)
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    await bot.answer_callback_query(query.id, "Мест нет", show_alert=True)
    alert = screen.get_by_role("alertdialog")
    await expect(alert).to_contain_text("Мест нет")
    await expect(alert.get_by_role("button", name="ОК")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(alert).to_have_count(0)


async def test_a_person_writes_replies_and_edits_by_keyboard(page: Page, bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    await bot.send_message(1001, "Какой предмет?")
    screen = phone(page, "Анна Тестова")
    entry = screen.get_by_label("Сообщение от имени: Анна Тестова")
    await screen.locator(".theirs").hover()
    await screen.locator(".theirs").get_by_role("button", name="Ответить").click()
    await expect(entry).to_be_focused()
    await page.keyboard.type("Физека")
    await page.keyboard.press("Enter")
    await expect(screen.locator(".mine .quote")).to_have_text("Какой предмет?")
    await screen.locator(".mine").last.hover()
    await screen.locator(".mine").last.get_by_role("button", name="Изменить").click()
    await entry.fill("Физика")
    await page.keyboard.press("Enter")
    await expect(screen.locator(".mine .text").last).to_have_text("Физика")
    await page.keyboard.press("ArrowUp")
    await expect(entry).to_have_value("Физика")
    await page.keyboard.press("End")
    await page.keyboard.type(", 8 класс")
    await page.keyboard.press("Enter")
    await expect(screen.locator(".mine .text").last).to_have_text("Физика, 8 класс")
    kinds = [update.event_type for update in await news(bot)]
    assert kinds == ["message", "message", "edited_message", "edited_message"]


async def test_nothing_anybody_writes_becomes_markup(page: Page, bot: Bot, anna: Phone, sandbox: Sandbox) -> None:
    attack = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
    await sandbox.post("/api/people", 201, network="telegram", id=1003, first_name=attack)
    await anna.says(attack)
    button = InlineKeyboardButton(text=attack, callback_data="1")
    link = InlineKeyboardButton(text="ссылка", url="https://example.org/'onclick='window.hacked=1")
    await bot.send_message(1001, attack, reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button], [link]]))
    await expect(phone(page, "Анна Тестова").locator(".theirs .text")).to_have_text(attack)
    await expect(page.get_by_role("heading", name=attack)).to_be_visible()
    assert await page.evaluate("[window.hacked, document.querySelectorAll('#phones img, #phones script').length]") == [
        None,
        0,
    ]


async def test_spans_may_cross_and_stand_beside_emoji(page: Page, sandbox: Sandbox, anna: Phone) -> None:
    await anna.does("start")
    entities = [
        {"type": "bold", "offset": 2, "length": 4},
        {"type": "italic", "offset": 4, "length": 4},
        {"type": "text_link", "offset": 9, "length": 2, "url": "https://example.org/a"},
    ]
    await sandbox.call("sendMessage", chat_id=1001, text="👍абвгде жз", entities=entities)
    text = phone(page, "Анна Тестова").locator(".theirs .text")
    await expect(text).to_have_text("👍абвгде жз")
    assert await text.evaluate("e => e.innerHTML") == (
        "👍<strong>аб<em>вг</em></strong><em>де</em> "
        '<a href="https://example.org/a" target="_blank" rel="noopener noreferrer">жз</a>'
    )


async def test_the_reply_keyboard_and_the_menu_send_what_they_say(page: Page, bot: Bot, sandbox: Sandbox) -> None:
    await sandbox.post("/api/chats/telegram/1001/start")
    await news(bot)
    await sandbox.call("setMyCommands", commands=[{"command": "menu", "description": "Главное меню"}])
    keys = {"keyboard": [[{"text": "Мероприятия"}, {"text": "Мой телефон", "request_contact": True}]]}
    await sandbox.call("sendMessage", chat_id=1001, text="Выберите", reply_markup=keys)
    screen = phone(page, "Анна Тестова")
    await screen.get_by_role("button", name="Мероприятия").click()
    await screen.get_by_role("button", name="Мой телефон").click()
    await screen.get_by_role("button", name="Меню", exact=True).click()
    await screen.get_by_role("menuitem", name="/menu Главное меню").click()
    await expect(screen.locator(".mine")).to_have_count(4)
    messages = [update.message for update in await news(bot)]
    assert [message.text or message.content_type for message in messages if message] == [
        "Мероприятия",
        "contact",
        "/menu",
    ]


async def test_blocking_and_unblocking(page: Page, bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    await news(bot)
    screen = phone(page, "Анна Тестова")
    await screen.get_by_role("button", name="Ещё").click()
    await screen.get_by_role("menuitem", name="Заблокировать бота").click()
    await screen.get_by_role("button", name="Разблокировать бота").click()
    await expect(screen.get_by_label("Сообщение от имени")).to_be_visible()
    assert [update.event_type for update in await news(bot)] == ["my_chat_member", "my_chat_member"]


async def test_files_are_attached_shown_and_downloaded(page: Page, bot: Bot, anna: Phone, tmp_path: Path) -> None:
    await anna.does("start")
    await news(bot)
    screen = phone(page, "Анна Тестова")
    await screen.get_by_label("Сообщение от имени").fill("Наш план")
    await screen.get_by_role("button", name="Прикрепить").click()
    async with page.expect_file_chooser() as chooser:
        await screen.get_by_role("menuitem", name="Файл", exact=True).click()
    await (await chooser.value).set_files({"name": "план.txt", "mimeType": "text/plain", "buffer": b"plan"})
    async with page.expect_download() as download:
        await screen.get_by_role("link", name="план.txt").click()
    await (await download.value).save_as(tmp_path / "saved")
    assert await asyncio.to_thread((tmp_path / "saved").read_bytes) == b"plan"
    message = (await news(bot))[0].message
    assert message is not None
    assert message.document is not None
    assert (message.document.file_name, message.caption) == ("план.txt", "Наш план")
    await anna.attaches("photo", PNG)
    await expect(screen.get_by_role("img", name="Фото")).to_have_count(1)


async def test_typing_is_shown(page: Page, bot: Bot, anna: Phone) -> None:
    await anna.does("start")
    await bot.send_chat_action(1001, "typing")
    state = phone(page, "Анна Тестова").locator(".bot-state")
    await expect(state).to_have_text("печатает…")
    await bot.send_message(1001, "Готово")
    await expect(state).not_to_have_text("печатает…")


async def test_time_and_weather_are_in_the_visitors_hands(page: Page, sandbox: Sandbox) -> None:
    await page.get_by_role("button", name="+1 день").click()
    await page.get_by_role("button", name="+1 час").click()
    await expect(page.locator("#offset")).to_have_text("+1 д 1 ч")
    await expect(page.locator("#clock")).to_have_text(re.compile(r"\d\d:\d\d МСК$"))
    assert (await sandbox.get("/api/clock"))["offset"] == 25 * 3600
    async with page.expect_response("**/api/faults/telegram"):  # the form shows what is so now
        await page.get_by_role("button", name="Сбои").click()
    await page.get_by_label("Сеть недоступна").check()
    await page.get_by_label("Задержка, мс").fill("300")
    async with page.expect_response(lambda response: "latency_ms" in (response.request.post_data or "")):
        await page.get_by_role("button", name="Готово").click()
    await expect(page.locator(".broken")).to_have_text("недоступен")
    faults = await sandbox.get("/api/faults/telegram")
    assert (faults["unreachable"], faults["latency_ms"]) == (True, 300)


async def test_a_person_is_added_and_gets_a_phone(page: Page, sandbox: Sandbox) -> None:
    await page.get_by_role("button", name="Добавить человека").click()
    await page.get_by_label("Имя").fill("Вера")
    await page.get_by_role("button", name="Добавить", exact=True).click()
    await expect(phone(page, "Вера").get_by_role("button", name="Начать")).to_be_visible()
    assert (await sandbox.get("/api/people"))[-1]["first_name"] == "Вера"


async def test_three_phones_stand_side_by_side_on_a_wide_screen(page: Page, sandbox: Sandbox) -> None:
    await sandbox.post("/api/people", 201, network="telegram", first_name="Вера")
    await expect(page.locator(".phone")).to_have_count(3)
    boxes = [await each.bounding_box() for each in await page.locator(".phone").all()]
    places = [(box["x"], box["x"] + box["width"], box["y"]) for box in boxes if box]
    assert places[0][0] >= 0
    assert places[0][1] < places[1][0] < places[1][1] < places[2][0] < places[2][1] <= 1280
    assert len({y for _, _, y in places}) == 1


async def test_one_phone_at_a_time_on_a_narrow_screen(narrow: Page, bot: Bot, boris: Phone) -> None:
    await expect(phone(narrow, "Анна Тестова")).to_be_visible()
    await expect(phone(narrow, "Борис")).to_be_hidden()
    await boris.does("start")
    await bot.send_message(1002, "Здравствуйте, Борис")
    tab = narrow.get_by_role("navigation").get_by_role("button", name="Борис")
    await expect(tab.locator(".unread")).to_have_text("1")
    await tab.click()
    await expect(phone(narrow, "Борис").get_by_text("Здравствуйте, Борис")).to_be_visible()
    await expect(phone(narrow, "Анна Тестова")).to_be_hidden()
    await expect(tab.locator(".unread")).to_be_hidden()
    assert await narrow.evaluate("document.documentElement.scrollWidth") == 390


async def test_the_page_comes_back_after_a_restart_of_the_sandbox(browser: Browser, tmp_path: Path) -> None:
    config = Config(people=(ANNA, BORIS), state_file=tmp_path / "world.json")
    runner, port = await listening(config, 0)
    page = await browser.new_page(viewport=WIDE)
    await page.goto(f"http://127.0.0.1:{port}")
    await phone(page, "Анна Тестова").get_by_role("button", name="Начать").click()
    await expect(phone(page, "Анна Тестова").locator(".mine")).to_have_count(1)
    await runner.cleanup()
    await expect(page.get_by_text("Нет связи с песочницей")).to_be_visible()
    runner, _ = await listening(config, port)
    await expect(page.get_by_text("Нет связи с песочницей")).to_be_hidden()
    await expect(phone(page, "Анна Тестова").locator(".mine")).to_have_count(1)
    await page.get_by_label("Сообщение от имени: Анна").fill("я снова тут")
    await page.keyboard.press("Enter")
    await expect(phone(page, "Анна Тестова").locator(".mine")).to_have_count(2)
    await page.close()
    await runner.cleanup()


async def listening(config: Config, port: int) -> tuple[web.AppRunner, int]:
    runner = web.AppRunner(make_app(config), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
    return runner, int(runner.addresses[0][1])
