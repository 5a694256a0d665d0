import json

import pytest

from tests.sandbox.community import GROUP, Community, button, inline, ordinary
from tests.sandbox.conftest import Phone, Sandbox
from tests.sandbox.test_messages import PNG


@pytest.fixture
def sandbox(community: Community) -> Sandbox:
    return Sandbox(community.url, community.http)


async def test_a_message_says_who_what_and_with_which_client(vera: Phone, gleb: Phone, community: Community) -> None:
    await vera.says("привет")
    await gleb.says("здравствуйте")
    first, second = await community.news()
    assert (first["group_id"], first["v"], len(first["event_id"])) == (GROUP, "5.199", 40)
    message = first["object"]["message"]
    assert (message["from_id"], message["peer_id"], message["text"], message["out"]) == (3001, 3001, "привет", 0)
    assert (message["id"], second["object"]["message"]["id"]) == (1, 2)
    assert second["object"]["message"]["conversation_message_id"] == 1
    assert "callback" in first["object"]["client_info"]["button_actions"]
    assert "callback" not in second["object"]["client_info"]["button_actions"]


async def test_before_5_103_a_message_came_alone(vera: Phone, community: Community) -> None:
    await community.does("groups.setLongPollSettings", group_id=GROUP, api_version="5.92")
    await vera.says("привет")
    assert (await community.hears())[1]["text"] == "привет"


async def test_the_parameter_of_a_link_comes_once(vera: Phone, community: Community) -> None:
    await vera.does("start", payload="event_15")
    started = await community.said()
    assert (started["text"], started["payload"], started["ref"]) == ("Начать", '{"command":"start"}', "event_15")
    await vera.says("дальше")
    assert "ref" not in await community.said()


async def test_a_press_waits_for_its_answer_a_minute_and_once(
    vera: Phone, community: Community, sandbox: Sandbox
) -> None:
    await vera.says("привет")
    await community.news()
    cmid = await community.sends("выбор", keyboard=inline([button()]))
    event_id = (await vera.does("press", message_id=cmid, row=0, column=0))["query_id"]
    kind, event = await community.hears()
    assert kind == "message_event"
    assert event == {
        "user_id": 3001, "peer_id": 3001, "event_id": event_id, "payload": {"press": "yes"},
        "conversation_message_id": cmid,
    }  # fmt: skip
    assert (await vera.sees())["pending"] == [{"message_id": cmid, "data": '{"press": "yes"}'}]
    answer = {"event_id": event_id, "user_id": 3001, "peer_id": 3001}
    assert (
        "invalid event_id"
        in (await community.fails("messages.sendMessageEventAnswer", **{**answer, "user_id": 3002}))[1]
    )
    await community.does("messages.sendMessageEventAnswer", **answer, event_data=snackbar("Записали"))
    chat = await vera.sees()
    assert (chat["pending"], chat["toasts"][-1]["text"]) == ([], "Записали")
    assert (await community.fails("messages.sendMessageEventAnswer", **answer))[0] == 100
    late = (await vera.does("press", message_id=cmid, row=0, column=0))["query_id"]
    await sandbox.post("/api/clock", seconds=61)
    assert (await community.fails("messages.sendMessageEventAnswer", **{**answer, "event_id": late}))[0] == 100


def snackbar(text: str) -> str:
    return json.dumps({"type": "show_snackbar", "text": text})


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (snackbar("я" * 90), "я" * 90),
        (snackbar("я" * 91), None),
        (snackbar(""), None),
        (json.dumps({"type": "open_link", "link": "https://example.org"}), "↗ https://example.org"),
        (json.dumps({"type": "open_link", "link": "tg://x"}), None),
        (json.dumps({"type": "show_alert", "text": "нет"}), None),
        (json.dumps({"type": "show_snackbar", "text": "да", "more": "я" * 1000}), None),
        ("{", None),
    ],
)
async def test_what_a_press_can_be_answered_with(
    vera: Phone, community: Community, data: str, shown: str | None
) -> None:
    await vera.says("привет")
    cmid = await community.sends("выбор", keyboard=inline([button()]))
    event_id = (await vera.does("press", message_id=cmid, row=0, column=0))["query_id"]
    answer = {"event_id": event_id, "user_id": 3001, "peer_id": 3001, "event_data": data}
    if shown is None:
        assert (await community.fails("messages.sendMessageEventAnswer", **answer))[0] == 100
    else:
        await community.does("messages.sendMessageEventAnswer", **answer)
        assert (await vera.sees())["toasts"][-1]["text"] == shown


async def test_keys_below_the_chat_name_no_message(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.news()
    await community.sends(
        "меню", keyboard=ordinary([button("Меню"), button("Текст", "text", payload='{"press": "t"}')])
    )
    await vera.does("press", message_id=0, row=0, column=0)
    kind, event = await community.hears()
    assert kind == "message_event"
    assert "conversation_message_id" not in event
    assert (await vera.does("press", message_id=0, row=0, column=1))["query_id"] == ""
    message = await community.said()
    assert (message["text"], message["payload"]) == ("Текст", '{"press": "t"}')


async def test_an_old_application_has_no_callback_buttons(gleb: Phone, community: Community) -> None:
    await gleb.says("привет")
    await community.news()
    cmid = await community.sends("выбор", peer=3002, keyboard=inline([button(), button("Нет", "text", payload='"no"')]))
    await gleb.does("press", 400, message_id=cmid, row=0, column=0)
    await gleb.does("press", 409, message_id=cmid, data='{"press": "yes"}')
    await gleb.does("press", message_id=cmid, row=0, column=1)
    assert (await community.said())["payload"] == '"no"'


async def test_forged_presses_arrive(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.news()
    cmid = await community.sends("без кнопок")
    await vera.does("press", message_id=cmid, data='{"press": "grant:owner"}')
    assert (await community.hears())[1]["payload"] == {"press": "grant:owner"}
    await vera.does("press", message_id=cmid, data="не JSON")
    assert (await community.hears())[1]["payload"] == "не JSON"
    await vera.does("press", 404, message_id=99, data="{}")


async def test_links_are_not_told(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    cmid = await community.sends("сайт", keyboard=inline([button("Сайт", "open_link", link="https://example.org/")]))
    await vera.does("press", 400, message_id=cmid, row=0, column=0)


async def test_denying_and_allowing_are_told(vera: Phone, gleb: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.news()
    await vera.does("block")
    assert await community.hears() == ("message_deny", {"user_id": 3001})
    await vera.does("say", 409, text="нет")
    await vera.does("unblock")
    assert await community.hears() == ("message_allow", {"user_id": 3001, "key": ""})
    await gleb.does("unblock")
    assert (await community.hears())[1]["user_id"] == 3002
    await community.sends("Вы разрешили писать", peer=3002)


async def test_an_edit_of_a_persons_own_message_is_told(vera: Phone, community: Community, sandbox: Sandbox) -> None:
    cmid = await vera.says("опечатка")
    await community.news()
    await vera.does("edit", message_id=cmid, text="исправлено")
    kind, message = await community.hears()
    assert (kind, message["text"], message["conversation_message_id"]) == ("message_edit", "исправлено", cmid)
    await sandbox.post("/api/clock", seconds=25 * 3600)
    await vera.does("edit", 409, message_id=cmid, text="поздно")


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("photo", "photo"),
        ("document", "doc"),
        ("voice", "audio_message"),
        ("video", "video"),
        ("audio", "audio"),
        ("sticker", "sticker"),
    ],
)
async def test_what_people_send_is_attached(vera: Phone, community: Community, kind: str, found: str) -> None:
    await vera.attaches(kind, PNG, caption="смотрите")
    message = await community.said()
    [attachment] = message["attachments"]
    assert (message["text"], attachment["type"]) == ("смотрите", found)
    content = attachment[found]
    address = {"photo": lambda: content["sizes"][-1]["url"], "audio_message": lambda: content["link_ogg"]}
    url = address.get(found, lambda: content.get("url"))()
    if url:
        async with community.http.get(url) as response:
            assert await response.read() == PNG


async def test_a_place_is_sent_and_a_contact_is_not(vera: Phone, community: Community) -> None:
    await vera.does("file", kind="location", latitude="58.5", longitude="56.1")
    assert (await community.said())["geo"]["coordinates"] == {"latitude": 58.5, "longitude": 56.1}
    assert (await vera.last())["files"][0]["kind"] == "location"
    await vera.does("file", 400, kind="contact")


async def test_a_reply_quotes_the_communitys_message(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    await community.news()
    cmid = await community.sends("Когда удобно?")
    await vera.says("в среду", reply_to=cmid)
    reply = (await community.said())["reply_message"]
    assert (reply["text"], reply["conversation_message_id"], reply["from_id"]) == ("Когда удобно?", cmid, -GROUP)
