from collections.abc import Callable
from typing import Any

from sandbox.vk import media, wire
from sandbox.vk.errors import ApiError, wrong
from sandbox.vk.keyboards import keyboard_of
from sandbox.vk.params import Params
from sandbox.vk.server import Server
from sandbox.vk.texts import text_of
from sandbox.world import Chat, Json, Message

Method = Callable[[Server, Params], Any]

MOST_PEERS = 100
_UNKNOWN = ("template", "lat", "long", "sticker_id", "forward_messages", "domain", "chat_id")


def send(server: Server, params: Params) -> Any:
    """One peer: the message's number. Many: an item for each, refusals inside."""
    random_id, content = _random_id(params), content_of(server, params)
    if "peer_ids" not in params:
        return _delivered(server, params, _one_peer(params), random_id, content).wire["id"]
    peers = params.integers("peer_ids")
    if not 1 <= len(peers) <= MOST_PEERS:
        raise wrong(f"peer_ids should contain from 1 to {MOST_PEERS} peers")
    return [_item(server, params, peer, random_id, content) for peer in peers]


def content_of(server: Server, params: Params) -> Json:
    """The checked content of a message to be sent or edited."""
    unknown = [name for name in _UNKNOWN if name in params]
    if unknown:
        raise wrong(f"the sandbox does not know {', '.join(unknown)}")
    text, styles = text_of(params)
    attachments = media.attached(server, params.listed("attachment"))
    if not text.strip() and not attachments:
        raise wrong("message is empty or invalid")
    keyboard = keyboard_of(params)
    if keyboard and not server.config.vk_bots:
        raise ApiError(912)
    content: Json = {"text": text, "attachments": attachments}
    content |= {"format_data": {"version": "1", "items": styles}} if styles else {}
    return content | ({"keyboard": {**keyboard, "author_id": -server.group_id}} if keyboard else {})


def _random_id(params: Params) -> int:
    params.needed("random_id")
    random_id = params.integer("random_id")
    if not -(2**31) <= random_id < 2**31:
        raise wrong("random_id should be a 32-bit integer")
    return random_id


def _one_peer(params: Params) -> int:
    peer = params.integer("peer_id") or params.integer("user_id")
    if not peer:
        raise wrong("you should specify peer_id, user_id or peer_ids")
    return peer


def _item(server: Server, params: Params, peer: int, random_id: int, content: Json) -> Json:
    try:
        message = _delivered(server, params, peer, random_id, content)
    except ApiError as error:
        refusal = {"code": error.code, "description": error.text}
        return {"peer_id": peer, "message_id": 0, "conversation_message_id": 0, "error": refusal}
    return {"peer_id": peer, "message_id": message.wire["id"], "conversation_message_id": message.id}


def _delivered(server: Server, params: Params, peer: int, random_id: int, content: Json) -> Message:
    before = server.sent_before(peer, random_id) if random_id else None
    if before:
        return before
    chat = server.open_chat(peer)
    message = server.put(chat, "bot", {**content, **_reply(chat, params), "random_id": random_id})
    keyboard = content.get("keyboard")
    if keyboard and not keyboard["inline"]:
        server.lay_keyboard(chat, keyboard)
        chat.changed()
    server.poll.push("message_reply", message.wire)
    return message


def _reply(chat: Chat, params: Params) -> Json:
    forward = params.parsed("forward")
    if forward and not forward.get("is_reply"):
        raise wrong("the sandbox knows forward only as a reply")
    if forward:
        numbers = forward.get("conversation_message_ids") or forward.get("cmids")
        message = chat.seen(numbers[0]) if isinstance(numbers, list) and isinstance(numbers[0], int) else None
    elif "reply_to" in params:
        message = by_number(chat, params.integer("reply_to"))
    else:
        return {}
    if message is None:
        raise wrong("message to reply to is not found")
    return {"reply_message": wire.foreign(message.wire)}


def by_number(chat: Chat, message_id: int) -> Message | None:
    return next((each for each in chat.messages.values() if each.wire["id"] == message_id and not each.deleted), None)
