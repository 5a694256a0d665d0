import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from sandbox.config import BadConfig, Config, Newcomer
from sandbox.person import NothingSeen, Person
from tests.sandbox.community import GLEB, VERA, Community, button, inline, ordinary
from tests.sandbox.conftest import Sandbox, Starter

MENU = ordinary([button("🏠 Меню", "text", payload='{"press": "menu"}')])


class Bot:
    """Answers a message with buttons, a press with an edit and a snackbar."""

    def __init__(self, community: Community) -> None:
        self._community = community
        self.heard: list[str] = []

    async def works(self) -> None:
        while True:
            answer = await self._community.polls(wait=5)
            self._community.ts = answer["ts"]
            for event in answer["updates"]:
                self.heard.append(event["type"])
                await self._answers(event["object"])

    async def _answers(self, content: dict[str, object]) -> None:
        message = content.get("message")
        if isinstance(message, dict):
            kind = "callback" if "callback" in json.dumps(content["client_info"]) else "text"
            text = f"Вы сказали: {message['text']} {message.get('ref', '')}"
            await self._community.sends("Меню ниже", peer=message["peer_id"], keyboard=MENU)
            await self._community.sends(text, peer=message["peer_id"], keyboard=inline([button("Иду", kind)]))
        elif "event_id" in content:
            place = {"peer_id": content["peer_id"], "user_id": content["user_id"]}
            cmid = content["conversation_message_id"]
            await self._community.does("messages.edit", **place, cmid=cmid, message="Вы идёте")
            data = json.dumps({"type": "show_snackbar", "text": "Записали"})
            await self._community.does(
                "messages.sendMessageEventAnswer", **place, event_id=content["event_id"], event_data=data
            )


@pytest.fixture
async def bot(community: Community) -> AsyncIterator[Bot]:
    bot = Bot(community)
    work = asyncio.create_task(bot.works())
    yield bot
    work.cancel()


def person(community: Community, newcomer: Newcomer) -> Person:
    played = Person(community.http, community.url, newcomer.network, newcomer.id or 0)
    played.patience = 3
    return played


async def test_a_person_plays_the_same_in_vk(bot: Bot, community: Community) -> None:
    vera = person(community, VERA)
    await vera.starts("event_7")
    assert (await vera.sees("Вы сказали: Начать event_7", "Иду"))["rows"]
    screen = await vera.presses("Иду")
    assert screen["text"] == "Вы идёте"
    assert (await vera.chat())["toasts"][-1]["text"] == "Записали"
    await vera.sends("photo")
    await vera.says("вопрос")
    await vera.sees("Вы сказали: вопрос")
    await vera.blocks()
    await vera.unblocks()
    assert vera.interactions == 4
    assert bot.heard[:3] == ["message_new", "message_event", "message_new"]


async def test_a_key_below_the_chat_is_pressed_by_its_label(bot: Bot, community: Community) -> None:
    vera = person(community, VERA)
    await vera.says("привет")
    await vera.sees("Вы сказали: привет")
    await vera.presses("Меню")
    await vera.sees("Вы сказали: 🏠 Меню")
    vera.patience = 0.1
    with pytest.raises(NothingSeen, match="no button"):
        await vera.presses("Выход")


async def test_a_button_that_is_about_to_come_is_waited_for(bot: Bot, community: Community) -> None:
    vera = person(community, VERA)
    pressing = asyncio.create_task(vera.presses("Иду"))
    await vera.says("привет")
    assert (await pressing)["text"] == "Вы идёте"


async def test_a_forged_press_has_a_payload_of_the_bots_kind(community: Community) -> None:
    vera = person(community, VERA)
    await Sandbox(community.url, community.http).post("/api/chats/vk/3001/start")
    await community.sends("Привет")
    await community.news()
    forging = asyncio.create_task(vera.forges('gone:"1"'))
    while not (events := await community.news()):
        await asyncio.sleep(0.01)
    await community.does(
        "messages.sendMessageEventAnswer", event_id=events[0]["object"]["event_id"], user_id=3001, peer_id=3001
    )
    await forging
    assert events[0]["object"]["payload"] == {"press": 'gone:"1"'}


async def test_a_text_button_waits_for_the_bots_message(bot: Bot, community: Community) -> None:
    gleb = person(community, GLEB)
    await gleb.says("привет")
    await gleb.sees("Вы сказали: привет")
    await gleb.presses("Иду")
    await gleb.sees("Вы сказали: Иду")


async def test_people_with_old_applications_are_added(community: Community) -> None:
    sandbox = Sandbox(community.url, community.http)
    lev = await sandbox.post("/api/people", 201, network="vk", first_name="Лев", old_client=True)
    assert (lev["id"], lev["old_client"]) == (3003, True)
    assert (await sandbox.post("/api/people", 201, network="vk", first_name="Ян"))["old_client"] is False


async def test_a_key_of_telegrams_keyboard_is_said(start: Starter) -> None:
    sandbox = await start()
    anna = Person(sandbox.http, sandbox.url, "telegram", 1001)
    anna.patience = 1
    await sandbox.post("/api/chats/telegram/1001/say", text="привет")
    await sandbox.call("sendMessage", chat_id=1001, text="меню", reply_markup={"keyboard": [[{"text": "Меню"}]]})
    press = asyncio.create_task(anna.presses("Меню"))
    await asyncio.sleep(0.1)
    await sandbox.call("sendMessage", chat_id=1001, text="вот меню")
    assert (await press)["text"] == "вот меню"


def test_people_in_vk_are_named_on_the_command_line() -> None:
    assert Newcomer.parse("vk:3001:Вера:Новая") == VERA
    with pytest.raises(BadConfig):
        Newcomer.parse("fax:3001:Вера")


@pytest.mark.parametrize("settings", [{"vk_token": ""}, {"vk_group": 0}, {"vk_token": "vk1.a." + "a" * 190}])
def test_a_community_needs_an_invented_token_and_a_number(settings: dict[str, object]) -> None:
    with pytest.raises(BadConfig):
        Config(**settings)  # type: ignore[arg-type] # of several types
