import json
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.sandbox.community import Community, button, inline, ordinary
from tests.sandbox.conftest import Phone, Sandbox
from tests.sandbox.pages import NARROW, WIDE, opened, phone

AT_BOTTOM = "(log => log.scrollHeight - log.scrollTop - log.clientHeight < 2)(document.querySelector('.log'))"
VERA, GLEB = "Вера Новая", "Глеб Старый"

pytestmark = pytest.mark.xdist_group("pages")  # one browser, not one for each worker


@pytest.fixture
async def page(browser: Browser, community: Community) -> AsyncIterator[Page]:
    async for page in opened(browser, Sandbox(community.url, community.http), WIDE):
        yield page


@pytest.fixture
async def narrow(browser: Browser, community: Community) -> AsyncIterator[Page]:
    async for page in opened(browser, Sandbox(community.url, community.http), NARROW):
        yield page


async def test_a_conversation_from_start_to_the_snackbar(page: Page, community: Community) -> None:
    vera = phone(page, VERA)
    await expect(vera).to_have_attribute("data-network", "vk")
    await expect(vera.locator(".network")).to_have_text("ВКонтакте")
    await vera.get_by_text("Пришёл по ссылке с параметром").click()
    await vera.get_by_label("Параметр ссылки").fill("event_7")
    await vera.get_by_role("button", name="Начать", exact=True).click()
    await expect(vera.locator(".mine")).to_contain_text("Начать")
    assert (await community.said())["ref"] == "event_7"
    await community.does("messages.setActivity", peer_id=3001, type="typing")
    await expect(vera.get_by_role("status").first).to_have_text("печатает…")
    cmid = await community.sends("Идёте на вебинар?", keyboard=inline([{**button("Иду"), "color": "positive"}]))
    await vera.get_by_role("button", name="Иду").click()
    await expect(vera.get_by_role("button", name="Иду")).to_have_attribute("aria-busy", "true")
    press = (await community.hears())[1]
    data = json.dumps({"type": "show_snackbar", "text": "Вы записаны"})
    answer = {name: press[name] for name in ("event_id", "user_id", "peer_id")}
    await community.does("messages.edit", peer_id=3001, cmid=cmid, message="До встречи")
    await community.does("messages.sendMessageEventAnswer", **answer, event_data=data)
    await expect(vera.get_by_text("До встречи")).to_be_visible()
    await expect(vera.locator(".meta .edited")).to_have_text("(ред.)")
    await expect(vera.locator(".toast")).to_have_text("Вы записаны")
    toast, wall = await vera.locator(".toast").bounding_box(), await vera.locator(".wall").bounding_box()
    assert toast
    assert wall
    assert toast["y"] > wall["y"] + wall["height"] / 2


async def test_the_keyboard_below_sends_its_payload(page: Page, vera: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.news()
    site = button("Сайт", "open_link", link="https://example.org/")
    await community.sends("Меню ниже", keyboard=ordinary([button("🏠 Меню", "text")], [button("Позвать"), site]))
    keys = phone(page, VERA).get_by_role("group", name="Клавиатура бота")
    await keys.get_by_role("button", name="Меню").click()
    assert (await community.said())["payload"] == '{"press": "yes"}'
    await keys.get_by_role("button", name="Позвать").click()
    await expect(phone(page, VERA).locator(".mine")).to_have_count(2)
    assert (await community.hears())[0] == "message_event"
    await expect(keys.get_by_role("link", name="Сайт")).to_have_attribute("href", "https://example.org/")
    await page.get_by_role("button", name="Клавиатура бота").click()
    await expect(keys).to_be_hidden()


async def test_messages_are_denied_and_allowed_in_vks_words(page: Page, vera: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.news()
    await phone(page, VERA).get_by_role("button", name="Ещё").click()
    await page.get_by_role("menuitem", name="Запретить сообщения").click()
    await phone(page, VERA).get_by_role("button", name="Разрешить сообщения").click()
    await expect(phone(page, VERA).get_by_label("Сообщение от имени")).to_be_visible()
    assert [event["type"] for event in await community.news()] == ["message_deny", "message_allow"]


async def test_people_in_vk_have_no_contacts_to_send(page: Page, vera: Phone) -> None:
    await vera.says("привет")
    await phone(page, VERA).get_by_role("button", name="Прикрепить").click()
    await expect(page.get_by_role("menuitem", name="Фото")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="Контакт")).to_have_count(0)


async def test_an_old_application_shows_what_it_cannot_press(page: Page, gleb: Phone, community: Community) -> None:
    await gleb.says("привет")
    await community.sends("Выбор", peer=3002, keyboard=inline([button("Нельзя"), button("Можно", "text")]))
    await expect(phone(page, GLEB).locator(".old")).to_be_visible()
    await expect(phone(page, GLEB).get_by_role("button", name="Нельзя")).to_be_disabled()
    await phone(page, GLEB).get_by_role("button", name="Можно").click()
    await expect(phone(page, GLEB).locator(".mine").last).to_contain_text("Можно")


async def test_somebody_with_an_old_application_is_added(page: Page) -> None:
    await page.get_by_role("button", name="Добавить человека").click()
    await page.get_by_label("Имя", exact=True).fill("Лев")
    await expect(page.get_by_label("Старое приложение")).to_be_hidden()
    await page.get_by_role("dialog").get_by_label("Сеть").select_option("vk")
    await page.get_by_label("Старое приложение").check()
    await page.get_by_role("button", name="Добавить", exact=True).click()
    await expect(phone(page, "Лев").locator(".old")).to_be_visible()


async def test_one_phone_fits_a_narrow_window(narrow: Page, vera: Phone, community: Community) -> None:
    await vera.says("привет")
    rows = [[button("Длинная подпись на всю кнопку")] * 2]
    await community.sends("Очень длинный адрес https://example.org/" + "a" * 120, keyboard=inline(*rows))
    await community.sends("Меню", keyboard=ordinary([button("Меню", "text"), button("Позвать наставника", "text")]))
    await expect(phone(narrow, VERA).get_by_role("button", name="Позвать наставника")).to_be_visible()
    assert await narrow.evaluate("document.documentElement.scrollWidth") == 390


async def test_faults_of_vk_are_offered(page: Page, community: Community) -> None:
    sandbox = Sandbox(community.url, community.http)
    await page.get_by_role("button", name="Сбои").click()
    dialog = page.get_by_role("dialog", name="Сбои")
    await expect(dialog.get_by_label("Long Poll, один раз")).to_be_hidden()
    await dialog.locator("[name=network]").select_option("vk")
    await expect(dialog.get_by_label("Просить подождать, с")).to_be_hidden()
    await dialog.get_by_label("Чем отказать").select_option("9")
    await dialog.get_by_label("Отказать подряд, раз").fill("2")
    await page.keyboard.press("Tab")
    await dialog.get_by_label("Long Poll, один раз").select_option("3")
    await expect(page.locator(".broken")).to_have_text("сбои")
    faults = await sandbox.get("/api/faults/vk")
    assert (faults["flood_code"], faults["flood"], faults["long_poll_failed"]) == (9, 2, 3)
    assert (await community.polls())["failed"] == 3
    await dialog.get_by_label("Её разброс, мс").fill("100")
    await dialog.get_by_role("button", name="Готово").click()
    assert (await sandbox.get("/api/faults/vk"))["long_poll_failed"] == 0  # what is over does not come again
    await page.get_by_role("button", name="Сбои").click()
    await dialog.get_by_role("button", name="Всё исправно").click()
    await expect(page.locator(".broken")).to_have_count(0)


async def test_the_newest_screen_stays_in_sight_while_screens_grow(
    page: Page, vera: Phone, community: Community
) -> None:
    await vera.says("привет")
    await community.sends("Меню ниже", keyboard=ordinary([button("Меню", "text")]))
    for turn in range(6):
        cmid = await community.sends(f"Вопрос {turn}", keyboard=inline([button("Да")]))
        await community.does("messages.edit", peer_id=3001, cmid=cmid, message=f"Ответ {turn}\n" * 20)
    await expect(phone(page, VERA).get_by_text("Ответ 5")).to_be_visible()
    await page.wait_for_function(AT_BOTTOM)
    await page.wait_for_timeout(200)
    assert await page.evaluate(AT_BOTTOM)
