"""VK's events in the shape of the Bot API: a message, a press, or a change of being allowed to write."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

from messengers.messenger import Incoming, Place

Raw = dict[str, Any]

FIRST_CHAT = 2_000_000_000  # peers from here on are group chats
REF = re.compile(r"[A-Za-z0-9_-]{1,64}")
MISSED = "missed"  # an event of ours: somebody wrote while VK could not tell us
HEARD = ("message_new", "message_edit", "message_event", "message_allow", "message_deny")
SIDES = ("width", "height")
STYLES = ("bold", "italic", "underline")
KEPT = "kept"  # in a payload: the screen of this button stays as it is


def incoming(raw: Raw) -> Incoming:
    sender = sender_of(raw)
    return Incoming(_key(raw), sender, sender is not None, raw)


def sender_of(raw: Raw) -> int | None:
    """The person it comes from; None for communities, group chats and whatever is not for the bot."""
    content, kind = _content(raw), raw.get("type")
    if kind in ("message_allow", "message_deny"):
        return _person(content.get("user_id"))
    if kind == "message_event":
        return _person(content.get("user_id"), content.get("peer_id"))
    if kind in ("message_new", "message_edit", MISSED):
        message = message_of(raw)
        return None if message.get("out") else _person(message.get("from_id"), message.get("peer_id"))
    return None


def translated(raw: Raw) -> Raw:
    """Raises ValueError for what is none of the kinds that the dialogues know."""
    kind, sender = raw.get("type"), sender_of(raw)
    if sender is None:
        raise ValueError(f"nobody to answer in {kind}")
    user = _user(sender, raw)
    match kind:
        case "message_new":
            return _update(raw, _said(message_of(raw), user))
        case "message_edit":
            return _update(raw, {"edited_message": _edited(message_of(raw), user)})
        case "message_event":
            return _update(raw, _pressed(_content(raw), user))
        case "message_allow" | "message_deny":
            return _update(raw, _membership(raw, user, allowed=kind == "message_allow"))
    return _update(raw, {"message": _message(message_of(raw), user) | {"text": f"/{MISSED}"}})


def place_of(raw: Raw) -> Place:
    """A press on an inline button may be answered in place; the permanent keyboard's presses name no message."""
    chat = sender_of(raw) or 0
    if raw.get("type") != "message_event":
        return Place(chat)
    press = _content(raw)
    number = None if payload_of(press).get(KEPT) else press.get("conversation_message_id")
    return Place(chat, number if isinstance(number, int) else None, str(press.get("event_id")))


def message_of(raw: Raw) -> Raw:
    content = _content(raw)
    message = content if raw.get("type") == "message_edit" else content.get("message")
    return message if isinstance(message, dict) else {}


def payload_of(content: Raw) -> Raw:
    """VK hands a button's payload back as text or as an object; old clients can put anything there."""
    payload = content.get("payload")
    if isinstance(payload, str):
        try:
            payload = json.loads(payload)
        except (ValueError, RecursionError):
            return {}
    return payload if isinstance(payload, dict) else {}


def begins(raw: Raw) -> bool:
    """Somebody opens the dialogue: «Начать», or the very first message."""
    message = message_of(raw)
    first = message.get("conversation_message_id") == 1
    return raw.get("type") == "message_new" and (first or payload_of(message).get("command") == "start")


def shows_callbacks(raw: Raw) -> bool | None:
    """Whether the client in this person's hands has buttons that answer without a message; None when not said."""
    client = _content(raw).get("client_info")
    actions = client.get("button_actions") if isinstance(client, dict) else None
    return "callback" in actions if isinstance(actions, list) else None


def missed(last: Raw) -> Raw:
    """Stands for the messages of a dialogue that VK did not tell of; it names the last one, without its words."""
    message = {name: last.get(name) for name in ("from_id", "peer_id", "conversation_message_id", "date", "out")}
    key = f"{MISSED}:{message['peer_id']}:{message['conversation_message_id']}"
    return {"type": MISSED, "event_id": key, "object": {"message": message}}


def _said(message: Raw, user: Raw) -> Raw:
    payload = payload_of(message)
    if isinstance(payload.get("press"), str):
        press = {"id": f"text:{message.get('conversation_message_id')}", "from": user, "data": payload["press"]}
        return {"callback_query": press | {"chat_instance": str(user["id"])}}
    said = _message(message, user)
    ref = REF.fullmatch(str(message.get("ref")))
    if message.get("ref") and ref:
        return {"message": said | {"text": f"/start {ref[0]}"}}
    if payload.get("command") == "start":
        return {"message": said | {"text": "/start"}}
    return {"message": said | _reply(message, user) | _content_of(message)}


def _edited(message: Raw, user: Raw) -> Raw:
    when = _number(message, "update_time") or _number(message, "date")
    return _message(message, user) | _reply(message, user) | _attached(message) | {"edit_date": when}


def _pressed(press: Raw, user: Raw) -> Raw:
    data = payload_of(press).get("press")
    query: Raw = {
        "id": str(press.get("event_id")),
        "from": user,
        "chat_instance": str(user["id"]),
        "data": data if isinstance(data, str) else "",
    }
    number = press.get("conversation_message_id")
    if isinstance(number, int):
        query["message"] = {"message_id": number, "date": 0, "chat": _chat(user)}
    return {"callback_query": query}


def _membership(raw: Raw, user: Raw, allowed: bool) -> Raw:
    bot = {"id": _number(raw, "group_id"), "is_bot": True, "first_name": "bot"}
    inside, outside = {"status": "member", "user": bot}, {"status": "kicked", "user": bot, "until_date": 0}
    before, after = (outside, inside) if allowed else (inside, outside)
    change = {"chat": _chat(user), "from": user, "date": 0, "old_chat_member": before, "new_chat_member": after}
    return {"my_chat_member": change}


def _message(message: Raw, user: Raw) -> Raw:
    numbers = {"message_id": _number(message, "conversation_message_id"), "date": _number(message, "date")}
    base = numbers | {"chat": _chat(user), "from": user}
    text = _text(message)
    return base | {"text": text} if text else base


def _content_of(message: Raw) -> Raw:
    """What is forwarded, or a post of a wall, is what was said where nothing else is; a post beside words is theirs."""
    forwarded, own = next(_forwarded(message), None), bool(_text(message)) or any(_known(message))
    if forwarded is None or (own and not _items(message, "fwd_messages")):
        return _attached(message) | _styles(message)
    origin: Raw = {"type": "hidden_user", "date": _number(message, "date"), "sender_user_name": ""}
    said = message if own else forwarded
    text = {"text": _text(said)} if _text(said) else {}
    return text | _attached(said) | _styles(said) | {"forward_origin": origin}


def _forwarded(message: Raw) -> Iterator[Raw]:
    for each in _items(message, "fwd_messages"):
        if isinstance(each, dict):
            yield each
    for attachment in _items(message, "attachments"):
        if isinstance(attachment, dict) and isinstance(attachment.get("wall"), dict):
            yield attachment["wall"]


def _styles(message: Raw) -> Raw:
    """Bold, italic, underlined words and links, as the Bot API has them; a caption has them under another name."""
    data = message.get("format_data")
    found = [_style(item) for item in _items(data, "items") if isinstance(item, dict)] if isinstance(data, dict) else []
    styles = [style for style in found if style]
    if not styles or not _text(message):
        return {}
    return {"caption_entities" if any(_known(message)) else "entities": styles}


def _style(item: Raw) -> Raw:
    place = {"offset": _number(item, "offset"), "length": _number(item, "length")}
    if item.get("type") == "url" and isinstance(item.get("url"), str):
        return place | {"type": "text_link", "url": item["url"]}
    return place | {"type": item["type"]} if item.get("type") in STYLES else {}


def _reply(message: Raw, user: Raw) -> Raw:
    replied = message.get("reply_message")
    if not isinstance(replied, dict) or not isinstance(replied.get("conversation_message_id"), int):
        return {}
    earlier = {"message_id": replied["conversation_message_id"], "date": _number(replied, "date"), "chat": _chat(user)}
    return {"reply_to_message": earlier | {"text": str(replied.get("text") or "")}}


def _attached(message: Raw) -> Raw:
    """The first attachment that the Bot API knows, in its shape; a text beside it becomes its caption, as in Telegram.

    Where there are several, `attachments` has each in that shape: Telegram would have sent them one by one.
    """
    place = message.get("geo")
    if isinstance(place, dict) and isinstance(place.get("coordinates"), dict):
        return {"location": place["coordinates"]} | _caption(message)
    known = list(_known(message))
    if not known:
        return {}
    return known[0] | _caption(message) | ({"attachments": known} if len(known) > 1 else {})


def _videos(message: Raw) -> str:
    """A community may not fetch videos: whoever reads of them opens them in VK."""
    found = [each.get("video") for each in _items(message, "attachments") if isinstance(each, dict)]
    numbers = [(_number(video, "owner_id"), _number(video, "id")) for video in found if isinstance(video, dict)]
    return "\n".join(f"https://vk.com/video{owner}_{number}" for owner, number in numbers if owner and number)


def _known(message: Raw) -> Iterator[Raw]:
    for attachment in _items(message, "attachments"):
        kind = attachment.get("type") if isinstance(attachment, dict) else None
        found = attachment.get(kind) if isinstance(kind, str) else None
        if isinstance(found, dict) and kind in CONTENTS:
            yield CONTENTS[kind](found)


def _caption(message: Raw) -> Raw:
    text = _text(message)
    return {"text": None, "caption": text} if text else {}


def _text(message: Raw) -> str:
    said = message.get("text")
    return "\n".join(filter(None, (said if isinstance(said, str) else "", _videos(message))))


def _items(found: Raw, name: str) -> list[Any]:
    value = found.get(name)
    return value if isinstance(value, list) else []


def _number(found: Raw, name: str) -> int:
    value = found.get(name)
    return value if isinstance(value, int) else 0


def _file(found: Raw, address: object) -> Raw:
    """The unique id is what `messages.send` takes after the kind: with the key without which VK shows it to nobody."""
    key = f"_{found['access_key']}" if found.get("access_key") else ""
    return {"file_id": str(address or ""), "file_unique_id": f"{found.get('owner_id')}_{found.get('id')}{key}"}


def _photo(found: Raw) -> Raw:
    sizes = [size for size in _items(found, "sizes") if isinstance(size, dict)]
    photos = [_file(found, size.get("url")) | {side: _number(size, side) for side in SIDES} for size in sizes]
    return {"photo": sorted(photos, key=lambda photo: int(photo["width"] * photo["height"]))}


def _document(found: Raw) -> Raw:
    about = {"file_name": found.get("title"), "file_size": found.get("size")}
    return {"document": _file(found, found.get("url")) | about}


def _voice(found: Raw) -> Raw:
    about = {"duration": _number(found, "duration"), "mime_type": "audio/ogg"}
    return {"voice": _file(found, found.get("link_ogg")) | about}


def _audio(found: Raw) -> Raw:
    about = {"duration": _number(found, "duration"), "title": found.get("title"), "performer": found.get("artist")}
    return {"audio": _file(found, found.get("url")) | about}


def _sticker(found: Raw) -> Raw:
    number = str(found.get("sticker_id"))
    looks = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": {"file_id": number, "file_unique_id": number} | looks}


CONTENTS: dict[str, Callable[[Raw], Raw]] = {
    "photo": _photo,
    "doc": _document,
    "audio_message": _voice,
    "audio": _audio,
    "sticker": _sticker,
}


def _update(raw: Raw, content: Raw) -> Raw:
    return {"update_id": crc32(_key(raw).encode(errors="replace")), **content}


def _user(number: int, raw: Raw) -> Raw:
    name = raw.get("sender")
    named = {part: str(text) for part, text in name.items() if text} if isinstance(name, dict) else {}
    return {"id": number, "is_bot": False, "first_name": ""} | named


def _chat(user: Raw) -> Raw:
    return {"id": user["id"], "type": "private", "first_name": user["first_name"]}


def _content(raw: Raw) -> Raw:
    content = raw.get("object")
    return content if isinstance(content, dict) else {}


def _key(raw: Raw) -> str:
    content, message = _content(raw), message_of(raw)
    if key := raw.get("event_id"):
        return str(key)
    if raw.get("type") == "message_edit":
        return f"edit:{message.get('peer_id')}:{message.get('conversation_message_id')}:{message.get('update_time')}"
    if number := message.get("conversation_message_id"):
        return f"{message.get('peer_id')}:{number}"
    return f"{raw.get('type')}:{content.get('event_id') or content.get('user_id')}"


def _person(number: object, peer: object = None) -> int | None:
    """Communities are negative, group chats are somebody's peer but not their own."""
    if not isinstance(number, int) or not 0 < number < FIRST_CHAT:
        return None
    return number if peer is None or peer == number else None
