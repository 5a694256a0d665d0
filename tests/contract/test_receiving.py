from __future__ import annotations

import pytest
from aiogram.types import Update

from messengers.screen import Screen
from tests.contract.networks import Network, Reader

KINDS = ["photo", "voice", "document", "sticker", "location"]


async def news(network: Network) -> Update:
    """The only update, as the dialogues get it."""
    [(update, _)] = await network.heard()
    return Update.model_validate(update)


@pytest.mark.parametrize(
    "text", ["Как провести первый урок?", "<b>&amp;", "[id1|x] @id1", "𝕬👩‍🏫", "а\u2028б", "/menu"]
)
async def test_what_is_said_arrives_as_it_was(network: Network, anna: Reader, text: str) -> None:
    number = await anna.says(text)
    message = (await news(network)).message
    assert message is not None
    assert (message.text, message.message_id, message.chat.id) == (text, number, anna.number)
    assert message.from_user is not None
    assert (message.from_user.id, message.from_user.first_name) == (anna.number, "Анна")


@pytest.mark.parametrize(("payload", "text"), [("event-42", "/start event-42"), ("", "/start")])
async def test_start_and_deep_link_arrive_as_a_command(network: Network, anna: Reader, payload: str, text: str) -> None:
    await anna.does("start", payload=payload)
    message = (await news(network)).message
    assert message is not None
    assert message.text == text


async def test_reply_names_the_message_it_answers(network: Network, anna: Reader) -> None:
    number = await network.show(Screen("Вопрос Бориса"), anna)
    await anna.says("Отвечаю", reply_to=number)
    message = (await news(network)).message
    assert message is not None
    assert message.text == "Отвечаю"
    assert message.reply_to_message is not None
    assert (message.reply_to_message.message_id, message.reply_to_message.text) == (number, "Вопрос Бориса")


@pytest.mark.parametrize("kind", KINDS)
async def test_contents_arrive_as_the_bot_api_names_them(network: Network, anna: Reader, kind: str) -> None:
    await anna.attaches(kind, b"" if kind == "location" else b"content")
    message = (await news(network)).message
    assert message is not None
    assert message.content_type == kind
    assert message.text is None


async def test_words_beside_a_document_are_its_caption(network: Network, anna: Reader) -> None:
    await anna.attaches("document", b"content", caption="Мой план")
    message = (await news(network)).message
    assert message is not None
    assert (message.caption, message.text) == ("Мой план", None)


async def test_blocking_and_coming_back_are_told(network: Network, anna: Reader) -> None:
    told = []
    for act in ("block", "unblock"):
        await anna.does(act)
        change = (await news(network)).my_chat_member
        assert change is not None
        told.append((change.from_user.id, change.new_chat_member.status))
    assert told == [(anna.number, "kicked"), (anna.number, "member")]


async def test_what_was_not_confirmed_comes_again(network: Network, anna: Reader) -> None:
    await anna.says("Один")
    first = await network.messenger.receive()
    await anna.says("Два")
    again = await network.messenger.receive()
    assert [update.key for update in again.updates][:1] == [update.key for update in first.updates]
    await network.messenger.confirm(again)
    await anna.says("Три")
    assert [update["message"]["text"] for update, _ in await network.heard()] == ["Три"]
    assert len({update.key for update in again.updates}) == 2


async def test_group_chats_are_nobodys_business(network: Network, anna: Reader) -> None:
    await network.sandbox.post(f"/api/updates/{network.name}", **network.in_group_chat(anna.number))
    [update] = (await network.received()).updates
    assert not update.private
