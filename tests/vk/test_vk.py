from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from messengers.messenger import Blocked, Lane, Place, Rejected, SlowDown, Unavailable, Uncertain
from messengers.screen import Button, File, Screen
from messengers.vk import Vk
from tests.vk.server import ANNA, BORIS, GROUP, MENU, VERA, Server, listened, vk_at
from tests.vk.test_updates import event

SCREEN = Screen("<b>Здравствуйте!</b>", [[Button("Вступить", "join"), Button("Сайт", url="https://example.org")]])
PLAIN = Screen("Готово")


async def test_screen_is_shown_with_its_formatting_and_buttons(server: Server, vk: Vk) -> None:
    number = await vk.show(SCREEN, Place(ANNA), Lane.REPLY)
    [message] = server.to(ANNA)
    assert message.number == number
    assert message.text == "Здравствуйте!"
    assert json.loads(message.values["format_data"])["items"] == [{"type": "bold", "offset": 0, "length": 13}]
    assert [button["action"]["type"] for row in message.keyboard["buttons"] for button in row] == [
        "callback",
        "open_link",
    ]
    assert message.values["disable_mentions"] == message.values["dont_parse_links"] == "1"


async def test_same_key_is_delivered_once_even_after_a_restart(server: Server, vk: Vk) -> None:
    long = Screen("слово " * 1500)
    first = await vk.show(long, Place(ANNA), Lane.REPLY, "answer")
    async with vk_at(server.base) as restarted:
        assert await restarted.show(long, Place(ANNA), Lane.REPLY, "answer") == first
    assert len(server.to(ANNA)) == 3
    await vk.show(PLAIN, Place(ANNA), Lane.REPLY, "another")
    await vk.show(PLAIN, Place(BORIS), Lane.REPLY, "answer")
    await vk.show(PLAIN, Place(ANNA), Lane.REPLY)
    await vk.show(PLAIN, Place(ANNA), Lane.REPLY)
    async with vk_at(server.base, secret="restored") as other:
        await other.show(PLAIN, Place(ANNA), Lane.REPLY, "another")
    assert len(server.messages) == 3 + 5


async def test_lost_answer_may_be_repeated_when_there_is_a_key(server: Server, vk: Vk) -> None:
    server.deliver_and_die = 1
    with pytest.raises(Unavailable):
        await vk.show(SCREEN, Place(ANNA), Lane.BULK, "notice:1")
    await vk.show(SCREEN, Place(ANNA), Lane.BULK, "notice:1")
    assert len(server.to(ANNA)) == 1
    server.deliver_and_die = 1
    with pytest.raises(Uncertain):
        await vk.show(SCREEN, Place(ANNA), Lane.BULK)


async def test_press_changes_the_screen_and_is_answered_in_the_same_request(server: Server, vk: Vk) -> None:
    screen = Screen("Вы записаны", [[MENU]], toast="Записали! " * 20)
    assert await vk.show(screen, Place(ANNA, 11, "event"), Lane.REPLY, "key") == 11
    assert server.messages == []
    [edit] = server.named("messages.edit")
    assert (edit["peer_id"], edit["cmid"], edit["message"]) == (ANNA, 11, "Вы записаны")
    [answer] = server.named("messages.sendMessageEventAnswer")
    assert (answer["event_id"], answer["user_id"], answer["peer_id"]) == ("event", ANNA, ANNA)
    shown = json.loads(answer["event_data"])
    assert shown["type"] == "show_snackbar"
    assert len(shown["text"]) == 90
    assert [name for _, name in server.requests] == ["execute"]


async def test_press_without_a_toast_or_too_late_is_answered_all_the_same(server: Server, vk: Vk) -> None:
    server.codes["messages.sendMessageEventAnswer"] = [100]
    await vk.show(SCREEN, Place(ANNA, None, "event"), Lane.REPLY)
    assert "event_data" not in server.named("messages.sendMessageEventAnswer")[0]
    assert len(server.to(ANNA)) == 1


@pytest.mark.parametrize("code", [909, 920, 924])
async def test_message_too_old_to_be_edited_is_sent_anew(server: Server, vk: Vk, code: int) -> None:
    server.codes["messages.edit"] = [code]
    number = await vk.show(SCREEN, Place(ANNA, 11), Lane.REPLY)
    assert [message.number for message in server.to(ANNA)] == [number]


async def test_refusal_inside_a_good_answer_is_a_refusal(server: Server, vk: Vk) -> None:
    server.refusals = {ANNA: 901, BORIS: 911}
    with pytest.raises(Blocked):
        await vk.show(SCREEN, Place(ANNA), Lane.REPLY)
    with pytest.raises(Rejected):
        await vk.show(SCREEN, Place(BORIS), Lane.REPLY)


async def test_documents_go_first_and_are_uploaded_once(server: Server, vk: Vk, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text("План")
    screen = Screen("Файл выше", [[MENU]], files=(File(tmp_path / "plan.txt", "План.txt"),))
    for peer in (ANNA, BORIS):
        await vk.show(screen, Place(peer, replaces=3), Lane.REPLY)
    [saved] = server.named("docs.save")
    assert saved == {"file": "План.txt|План", "title": "План.txt"}
    assert [message.values.get("attachment", "")[:9] for message in server.to(BORIS)] == [f"doc-{GROUP}_", ""]
    assert [message.text for message in server.to(BORIS)] == ["", "Файл выше"]


async def test_missing_document_is_a_refusal(server: Server, vk: Vk, tmp_path: Path) -> None:
    with pytest.raises(Rejected):
        await vk.show(Screen("Файл", files=(File(tmp_path / "none", "x"),)), Place(ANNA), Lane.REPLY)


async def test_photos_and_voices_can_be_uploaded(server: Server, vk: Vk, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("содержимое")
    file = File(tmp_path / "x", "x")
    assert await vk._files.photo(file, ANNA, Lane.REPLY) == f"photo-{GROUP}_5_k"
    assert (await vk._files.voice(file, ANNA, Lane.REPLY)).startswith(f"doc-{GROUP}_")
    assert server.named("docs.getMessagesUploadServer")[0]["type"] == "audio_message"


async def test_newcomer_gets_the_permanent_menu_once(server: Server, vk: Vk) -> None:
    vk.resume("100")
    server.events = [event("start_button")]
    await listened(vk)
    welcome = Screen("Здравствуйте!\nЧем помочь?", [[MENU]])
    await vk.show(welcome, Place(ANNA), Lane.REPLY)
    await vk.show(welcome, Place(ANNA), Lane.REPLY)
    assert [message.text for message in server.to(ANNA)] == [
        "Здравствуйте!",
        "Чем помочь?",
        "Здравствуйте!\nЧем помочь?",
    ]
    assert ["inline" in message.keyboard for message in server.to(ANNA)] == [False, True, True]


async def test_old_client_gets_text_buttons_until_it_is_renewed(server: Server, vk: Vk) -> None:
    old, new = event("text_button"), event("text")
    vk.resume("100")
    server.events = [old]
    await listened(vk)
    await vk.show(SCREEN, Place(ANNA), Lane.PERSONAL)
    await vk.show(SCREEN, Place(BORIS), Lane.PERSONAL)
    server.events.append(new)
    await listened(vk)
    await vk.show(SCREEN, Place(ANNA), Lane.PERSONAL)
    kinds = [message.keyboard["buttons"][0][0]["action"]["type"] for message in server.messages]
    assert kinds == ["text", "callback", "callback"]


async def test_one_screen_reaches_many_with_few_requests(server: Server) -> None:
    server.refusals = {5_000: 901, 5_249: 900}
    chats = [*range(5_000, 5_250), 5_000]
    async with vk_at(server.base, bulk_rate=100_000, rate=20) as vk:
        refused = await vk.show_many(SCREEN, chats, Lane.BULK, "broadcast:1")
        assert {chat: type(failure) for chat, failure in refused.items()} == {5_000: Blocked, 5_249: Blocked}
        assert len(server.requests) == 1
        assert [len(values["peer_ids"].split(",")) for values in server.named("messages.send")] == [100, 100, 50]
        assert await vk.show_many(SCREEN, chats[50:150], Lane.BULK, "broadcast:1") == {}
    assert len(server.messages) == 248


async def test_group_apart_for_old_clients(server: Server, vk: Vk) -> None:
    vk.resume("100")
    server.events = [event("text_button")]
    await listened(vk)
    await vk.show_many(SCREEN, [ANNA, BORIS, VERA], Lane.BULK, "broadcast:1")
    assert [values["peer_ids"] for values in server.named("messages.send")] == [f"{BORIS},{VERA}", str(ANNA)]


async def test_network_in_trouble_refuses_nobody_for_ever(server: Server, vk: Vk) -> None:
    server.status = 500
    refused = await vk.show_many(SCREEN, [ANNA, BORIS], Lane.BULK, "broadcast:1")
    assert {type(failure) for failure in refused.values()} == {Unavailable}


@pytest.mark.parametrize("code", [9, 29, 14])
async def test_flood_control_stops_announcements_and_not_replies(server: Server, vk: Vk, code: int) -> None:
    server.codes["messages.send"] = [code]
    with pytest.raises(Unavailable):
        await vk.show(SCREEN, Place(ANNA), Lane.BULK, "notice:1")
    with pytest.raises(SlowDown) as caught:
        await vk.show(SCREEN, Place(BORIS), Lane.BULK, "notice:2")
    assert caught.value.seconds > 50
    assert len(server.named("messages.send")) == 1
    await vk.show(SCREEN, Place(ANNA), Lane.REPLY)
    assert len(server.to(ANNA)) == 1


async def test_announcements_keep_to_their_own_rate(server: Server) -> None:
    async with vk_at(server.base, bulk_rate=50) as vk:
        began = asyncio.get_running_loop().time()
        await vk.show_many(SCREEN, range(5_000, 5_060), Lane.BULK, "broadcast:1")
        assert asyncio.get_running_loop().time() - began > 0.15


async def test_settings_of_the_community_are_set_and_its_name_is_known(server: Server, vk: Vk) -> None:
    server.answers["groups.getById"] = {"groups": [{"id": GROUP, "name": "Наставники"}], "profiles": []}
    await vk.open()
    [settings] = server.named("groups.setLongPollSettings")
    assert settings["api_version"] == "5.199"
    assert [settings[name] for name in ("message_new", "message_event", "message_allow", "message_deny")] == ["1"] * 4
    assert await vk.inspection().community() == (GROUP, "Наставники")


async def test_refused_token_is_named(server: Server, vk: Vk) -> None:
    server.codes["groups.getById"] = [5]
    with pytest.raises(Unavailable) as caught:
        await vk.inspection().community()
    assert caught.value.code == "token"


async def test_lone_surrogates_and_zeros_are_sent_as_something(server: Server, vk: Vk) -> None:
    await vk.show(Screen("\ud83d а\x00б \u2028", [[Button("\ud83d", "menu")]]), Place(ANNA), Lane.REPLY)
    assert server.to(ANNA)[0].text.startswith("\ufffd аб")
