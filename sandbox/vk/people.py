"""What people do in VK and which events the community gets of it."""

import json
import secrets
from collections.abc import Sequence
from typing import Any

from sandbox.files import Stored
from sandbox.network import Refused
from sandbox.vk import media, wire
from sandbox.vk.editing import EDIT_SECONDS, EVENT_SECONDS
from sandbox.vk.server import Server
from sandbox.vk.texts import TEXT_LENGTH
from sandbox.world import Chat, Json, Message, Press

START = "Начать"
KINDS = {
    "photo": "photo", "document": "doc", "animation": "doc", "voice": "audio_message", "audio": "audio",
    "video": "video", "video_note": "video",
}  # fmt: skip


def says(server: Server, chat: Chat, text: str, reply_to: int | None) -> int:
    text = text.strip()
    if not 0 < len(text) <= TEXT_LENGTH:
        raise Refused("a message has 1 to 4096 characters", 400)
    return _sends(server, chat, {"text": text, **_reply(chat, reply_to)})


def starts(server: Server, chat: Chat, payload: str) -> int:
    """The button of an empty chat; a link's parameter comes with this message and with none after it."""
    if chat.blocked:
        unblocks(server, chat)
    ref = {"ref": payload, "ref_source": "link"} if payload else {}
    return _sends(server, chat, {"text": START, "payload": _compact({"command": "start"}), **ref})


def presses(server: Server, chat: Chat, message_id: int, data: str) -> str:
    _check_not_blocked(chat)
    action = wire.pressed(_keyboard(server, chat, message_id), data)
    if action is None:
        return _event(server, chat, message_id, _payload(data), data)
    if action["type"] == "text":
        _writes_label(server, chat, message_id, action)
        return ""
    if chat.person.old_client:
        raise Refused("this person's application is too old for such a button")
    return _event(server, chat, message_id, _payload(action.get("payload", "{}")), data)


def edits(server: Server, chat: Chat, message_id: int, text: str) -> None:
    message = chat.seen(message_id)
    if message is None or message.sender != "person":
        raise Refused("no such message of this person", 404)
    if server.clock.now() - message.date > EDIT_SECONDS:
        raise Refused("this message is too old to be edited")
    server.amend(chat, message, {**message.wire, "text": text.strip()})
    server.poll.push("message_edit", message.wire)


def attaches(
    server: Server, chat: Chat, kind: str, stored: Stored | None, fields: dict[str, str], *more: Stored
) -> int:
    reply = _reply(chat, int(fields["reply_to"]) if fields.get("reply_to") else None)
    return _sends(
        server,
        chat,
        {"text": fields.get("caption", "").strip(), **reply, **_all(server, chat, kind, [stored, *more], fields)},
    )


def blocks(server: Server, chat: Chat) -> None:
    if chat.blocked:
        return
    chat.blocked = True
    if chat.started:
        server.poll.push("message_deny", {"user_id": chat.person.id})
    chat.changed()


def unblocks(server: Server, chat: Chat) -> None:
    """Also somebody who never wrote can allow the community to write."""
    if chat.started and not chat.blocked:
        return
    chat.started, chat.blocked = True, False
    server.poll.push("message_allow", {"user_id": chat.person.id, "key": ""})
    chat.changed()


def _sends(server: Server, chat: Chat, content: Json) -> int:
    """Writing allows the community to answer."""
    if not server.config.vk_messages:
        raise Refused("this community takes no messages")
    _check_not_blocked(chat)
    chat.started = True
    message = server.put(chat, "person", content)
    server.poll.push("message_new", {"message": message.wire, "client_info": wire.client_info(chat.person)})
    return message.id


def _check_not_blocked(chat: Chat) -> None:
    if chat.blocked:
        raise Refused("this person has blocked the bot")


def _reply(chat: Chat, reply_to: int | None) -> Json:
    if reply_to is None:
        return {}
    message = chat.seen(reply_to)
    if message is None:
        raise Refused("no such message to reply to", 404)
    return {"reply_message": wire.foreign(message.wire)}


def _keyboard(server: Server, chat: Chat, message_id: int) -> Json:
    if message_id == 0:
        return server.keyboards.get(chat.person.id, {})
    message: Message | None = chat.seen(message_id)
    if message is None or message.sender != "bot":
        raise Refused("no such message of the bot", 404)
    return dict(message.wire.get("keyboard", {}))


def _writes_label(server: Server, chat: Chat, message_id: int, action: Json) -> None:
    """A text button is a message with the button's words and its payload."""
    if message_id == 0 and server.keyboards[chat.person.id]["one_time"]:
        server.lay_keyboard(chat, None)
    payload = {"payload": action["payload"]} if "payload" in action else {}
    _sends(server, chat, {"text": action["label"], **payload})


def _event(server: Server, chat: Chat, message_id: int, payload: Any, data: str) -> str:
    now, event_id = server.clock.now(), secrets.token_hex(6)
    chat.pending = {key: press for key, press in chat.pending.items() if now - press.at <= EVENT_SECONDS}
    chat.pending[event_id] = Press(event_id, message_id, data, now)
    about = {"user_id": chat.person.id, "peer_id": chat.person.id, "event_id": event_id, "payload": payload}
    server.poll.push("message_event", {**about, **({"conversation_message_id": message_id} if message_id else {})})
    chat.changed()
    return event_id


def _payload(text: str) -> Any:
    """Events carry the payload as JSON; what is not JSON was forged and comes as text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _all(server: Server, chat: Chat, kind: str, files: Sequence[Stored | None], fields: dict[str, str]) -> Json:
    contents = [_attached(server, chat, kind, stored, fields) for stored in files]
    if len(contents) == 1:
        return contents[0]
    return {"attachments": [each for content in contents for each in content["attachments"]]}


def _attached(server: Server, chat: Chat, kind: str, stored: Stored | None, fields: dict[str, str]) -> Json:
    if kind == "location":
        place = {name: float(fields.get(name) or 58.01) for name in ("latitude", "longitude")}
        return {"geo": {"type": "point", "coordinates": place}}
    if kind == "sticker":
        return {"attachments": [media.sticker(9)]}
    if kind not in KINDS or stored is None:
        raise Refused(f"people in VK cannot send this: {kind}", 400)
    duration = int(fields.get("duration") or 3)
    return {"attachments": [media.add(server, KINDS[kind], stored, chat.person.id, duration=duration)]}


def _compact(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
