import asyncio
import json
from typing import Any

import pytest

from tests.sandbox.community import GROUP, TOKEN, Community, button, inline
from tests.sandbox.conftest import Phone, Starter

DAY = 24 * 3600


@pytest.fixture
async def vera(vera: Phone, community: Community) -> Phone:
    await vera.does("start")
    await community.news()
    return vera


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"access_token": ""}, 5, "no access_token"),
        ({"access_token": "vk1.a.other"}, 5, "invalid access_token"),
        ({"v": ""}, 100, "v is required"),
        ({"v": "5.80"}, 8, "versions below 5.81"),
        ({"v": "new"}, 8, "versions below"),
    ],
)
async def test_a_call_needs_the_token_and_a_version(
    community: Community, changes: dict[str, str], code: int, words: str
) -> None:
    found, message = await community.fails("users.get", **changes)
    assert found == code
    assert words in message


async def test_errors_repeat_the_request_but_not_the_token(community: Community) -> None:
    error = (await community.call("messages.dance", peer_id=3001))["error"]
    assert (error["error_code"], error["error_msg"]) == (3, "Unknown method passed")
    assert {"key": "peer_id", "value": "3001"} in error["request_params"]
    assert TOKEN not in json.dumps(error)


async def test_a_method_may_be_asked_in_the_address(community: Community) -> None:
    asked = {"access_token": TOKEN, "v": "5.199", "user_ids": "3001"}
    async with community.http.get("/method/users.get", params=asked) as response:
        assert (await response.json())["response"][0]["first_name"] == "Вера"


async def test_the_twenty_first_request_in_a_second_is_too_many(community: Community) -> None:
    answers = await asyncio.gather(*(community.call("users.get", user_ids="3001") for _ in range(25)))
    codes = [answer["error"]["error_code"] for answer in answers if "error" in answer]
    assert codes
    assert set(codes) == {6}
    await asyncio.sleep(1)
    await community.does("users.get")


async def test_limits_can_be_switched_off(start: Starter) -> None:
    sandbox = await start(limits=False)
    community = Community(sandbox.http, sandbox.url)
    await asyncio.gather(*(community.does("users.get") for _ in range(40)))


async def test_refusals_come_inside_the_items(vera: Phone, community: Community) -> None:
    chat, stranger, nobody = 2_000_000_001, 3002, 777
    items = await community.does(
        "messages.send", peer_ids=f"3001,{stranger},{nobody},{chat}", random_id=1, message="Здравствуйте"
    )
    assert items[0] == {"peer_id": 3001, "message_id": 2, "conversation_message_id": 2}
    assert [(item["peer_id"], item["error"]["code"]) for item in items[1:]] == [
        (stranger, 901), (nobody, 901), (chat, 917),
    ]  # fmt: skip
    assert (await vera.last())["text"] == "Здравствуйте"


async def test_one_peer_is_answered_with_a_number_or_an_error(vera: Phone, community: Community) -> None:
    assert await community.does("messages.send", peer_id=3001, random_id=1, message="раз") == 2
    assert await community.does("messages.send", user_id=3001, random_id=2, message="два") == 3
    assert (await community.fails("messages.send", peer_id=3002, random_id=3, message="три"))[0] == 901


async def test_nobody_is_written_to_who_denied_messages(vera: Phone, community: Community) -> None:
    await vera.does("block")
    assert (await community.fails("messages.send", peer_id=3001, random_id=1, message="нет"))[0] == 901
    await vera.does("unblock")
    await community.sends("да")
    assert (await vera.last())["text"] == "да"


async def test_the_same_random_id_is_delivered_once_to_each(vera: Phone, gleb: Phone, community: Community) -> None:
    await gleb.says("я тоже")
    send = {"random_id": 7, "message": "один раз"}
    first = await community.does("messages.send", peer_ids="3001", **send)
    again = await community.does("messages.send", peer_ids="3001,3002", **send)
    assert again[0] == first[0]
    assert (await gleb.last())["text"] == "один раз"
    assert len((await vera.sees())["messages"]) == 2
    await community.sends("без номера", random_id=0)
    await community.sends("без номера", random_id=0)
    assert len((await vera.sees())["messages"]) == 4


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"random_id": ""}, 100),
        ({"random_id": 2**31}, 100),
        ({"random_id": "x"}, 100),
        ({"message": ""}, 100),
        ({"message": " \n"}, 100),
        ({"message": "я" * 4097}, 914),
        ({"peer_ids": ",".join(["3001"] * 101)}, 100),
        ({"peer_ids": "вера"}, 100),
        ({"peer_ids": ""}, 100),
        ({"keyboard": "{"}, 911),
        ({"keyboard": "[]"}, 911),
        ({"attachment": "doc-900001_1"}, 100),
        ({"attachment": "cat"}, 100),
        ({"template": "{}"}, 100),
        ({"reply_to": 99}, 100),
        ({"forward": '{"is_reply": 1, "cmids": [99]}'}, 100),
        ({"forward": '{"is_reply": 1, "cmids": "99"}'}, 100),
        ({"forward": '{"cmids": [1]}'}, 100),
        ({"keyboard": '{"buttons": [[{"action": {"type": "text", "label": "\\ud83c"}}]]}'}, 911),
    ],
)
async def test_a_wrong_message_is_refused(vera: Phone, community: Community, params: dict[str, Any], code: int) -> None:
    sent: dict[str, Any] = {"random_id": 1, "message": "текст", "peer_ids": "3001", **params}
    answer = await community.call("messages.send", **sent)
    errors = [answer["error"]["error_code"]] if "error" in answer else [answer["response"][0]["error"]["code"]]
    assert errors == [code]
    assert len((await vera.sees())["messages"]) == 1


async def test_a_text_of_4096_characters_is_sent(vera: Phone, community: Community) -> None:
    await community.sends("я" * 4096)
    assert len((await vera.last())["text"]) == 4096


async def test_format_is_counted_in_utf16(vera: Phone, community: Community) -> None:
    items = [
        {"type": "bold", "offset": 3, "length": 4},
        {"type": "url", "offset": 3, "length": 4, "url": "https://example.org/"},
    ]
    await community.sends("🎓 Вера", format_data=json.dumps({"version": 1, "items": items}))
    assert (await vera.last())["spans"] == items


@pytest.mark.parametrize(
    "data",
    [
        "не JSON",
        "[]",
        {"version": 2, "items": []},
        {"version": 1},
        {"version": 1, "items": [{"type": "code", "offset": 0, "length": 1}]},
        {"version": 1, "items": [{"type": "bold", "offset": 0, "length": 7}]},
        {"version": 1, "items": [{"type": "bold", "offset": 1, "length": 2}]},
        {"version": 1, "items": [{"type": "bold", "offset": -1, "length": 2}]},
        {"version": 1, "items": [{"type": "bold", "offset": 0, "length": 0}]},
        {"version": 1, "items": [{"type": "bold", "offset": True, "length": 2}]},
        {"version": 1, "items": [{"type": "url", "offset": 0, "length": 2}]},
    ],
)
async def test_a_wrong_format_is_refused(vera: Phone, community: Community, data: Any) -> None:
    text = data if isinstance(data, str) else json.dumps(data)
    assert (await community.fails("messages.send", peer_ids=3001, random_id=1, message="🎓 Ура", format_data=text))[
        0
    ] == 100


async def test_links_and_mentions_are_found_in_a_text(vera: Phone, community: Community) -> None:
    await community.sends("[id1|Вера], смотрите https://example.org/a.")
    assert [span["type"] for span in (await vera.last())["spans"]] == ["url", "mention"]


async def test_a_reply_quotes_the_message(vera: Phone, community: Community) -> None:
    cmid = await vera.says("Когда встреча?")
    number = (await community.said())["id"]
    await community.sends("В среду", reply_to=number)
    assert (await vera.last())["reply_to"] == cmid
    forward = {"peer_id": 3001, "conversation_message_ids": [cmid], "is_reply": 1}
    await community.sends("В четверг", forward=json.dumps(forward))
    assert (await vera.last())["reply_to"] == cmid


async def test_an_edit_replaces_text_keyboard_and_attachments_together(vera: Phone, community: Community) -> None:
    cmid = await community.sends("было", keyboard=inline([button()]))
    assert await community.does("messages.edit", peer_id=3001, cmid=cmid, message="стало") == 1
    last = await vera.last()
    assert (last["text"], last["rows"], last["edited"]) == ("стало", [], True)
    number = await community.does("messages.send", peer_id=3001, random_id=99, message="другое")
    await community.does(
        "messages.edit", peer_id=3001, message_id=number, message="третье", keyboard=inline([button()])
    )
    assert (await vera.last())["rows"][0][0]["label"] == "Да"


async def test_edits_have_their_rules(vera: Phone, community: Community) -> None:
    cmid = await community.sends("было")
    mine: dict[str, Any] = {"peer_id": 3001, "message": "стало"}
    assert (await community.fails("messages.edit", **mine))[0] == 100
    assert (await community.fails("messages.edit", **mine, cmid=99))[0] == 100
    assert (await community.fails("messages.edit", **mine, cmid=1))[0] == 920
    assert (await community.fails("messages.edit", peer_id=3001, cmid=cmid))[0] == 100
    assert (await community.fails("messages.edit", **mine, cmid=cmid, keyboard='{"buttons": []}'))[0] == 911
    async with community.http.post("/api/clock", json={"seconds": DAY + 60}) as response:
        assert response.status == 200
    assert (await community.fails("messages.edit", **mine, cmid=cmid))[0] == 909


async def test_typing_is_shown_until_the_message(vera: Phone, community: Community) -> None:
    await community.does("messages.setActivity", peer_id=3001, type="typing")
    assert (await vera.sees())["typing"] is True
    await community.sends("готово")
    assert (await vera.sees())["typing"] is False
    assert (await community.fails("messages.setActivity", peer_id=3002, type="typing"))[0] == 917
    assert (await community.fails("messages.setActivity", peer_id=3001, type="dance"))[0] == 100


async def test_names_are_told_of_those_who_exist(community: Community) -> None:
    people = await community.does("users.get", user_ids="3001,777,id3002")
    assert [(person["id"], person["last_name"]) for person in people] == [(3001, "Новая"), (3002, "Старый")]
    assert (await community.fails("users.get", user_ids="вера"))[0] == 113


async def test_the_community_tells_of_itself(community: Community) -> None:
    [group] = (await community.does("groups.getById"))["groups"]
    assert (group["id"], group["screen_name"]) == (GROUP, "club900001")
    assert (await community.fails("groups.getById", group_id=1))[0] == 100
    rights = await community.does("groups.getTokenPermissions")
    assert {"messages", "docs", "photos", "manage"} == {each["name"] for each in rights["permissions"]}
    settings = await community.does("groups.getLongPollSettings", group_id=GROUP)
    assert (settings["is_enabled"], settings["events"]["message_event"]) == (True, 1)
    assert (await community.fails("groups.getLongPollServer", group_id=1))[0] == 15
    assert await community.does("utils.resolveScreenName", screen_name="club900001") == {
        "type": "group", "object_id": GROUP,
    }  # fmt: skip
    assert await community.does("utils.resolveScreenName", screen_name="nobody") == []


async def test_conversations_without_an_answer_are_found(vera: Phone, gleb: Phone, community: Community) -> None:
    await gleb.says("ау")
    await community.sends("ответ Вере")
    unanswered = await community.does("messages.getConversations", filter="unanswered")
    assert unanswered["count"] == 1
    [item] = unanswered["items"]
    assert (item["conversation"]["peer"]["id"], item["last_message"]["text"]) == (3002, "ау")
    assert item["conversation"]["unread_count"] == 1
    await community.does("messages.markAsRead", peer_id=3002)
    assert (await community.does("messages.getConversations", filter="unread"))["items"][0]["conversation"]["peer"] == {
        "id": 3001, "type": "user", "local_id": 3001,
    }  # fmt: skip
    assert [item["last_message"]["text"] for item in (await community.does("messages.getConversations"))["items"]] == [
        "ответ Вере", "ау",
    ]  # fmt: skip
