"""How Telegram tells the bot about people, chats and messages, and how the page is told the same."""

import zlib
from typing import Any

from sandbox.telegram.html_text import Entity
from sandbox.world import Json, Message, Person

FILE_KINDS = ("photo", "document", "voice", "audio", "video", "video_note", "animation", "sticker")
_SHOWN_STYLES = {
    "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote", "expandable_blockquote",
    "link", "url", "email", "mention", "hashtag", "bot_command",
}  # fmt: skip


def user(person: Person) -> Json:
    return {"id": person.id, "is_bot": False, **_names(person), "language_code": "ru"}


def private_chat(person: Person) -> Json:
    return {"id": person.id, **_names(person), "type": "private"}


def full_chat(person: Person) -> Json:
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **private_chat(person),
        "accent_color_id": person.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, True),
    }


def chat_instance(bot_id: int, person: Person) -> str:
    return str(zlib.crc32(f"{bot_id}:{person.id}".encode()) * 4_294_967_311 + 1)


def membership(person: Person, bot: Json, date: int, *, blocked: bool) -> Json:
    member, kicked = {"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0}
    old, new = (member, kicked) if blocked else (kicked, member)
    return {
        "chat": private_chat(person), "from": user(person), "date": date,
        "old_chat_member": old, "new_chat_member": new,
    }  # fmt: skip


def with_text(text: str, entities: list[Entity], *, caption: bool = False) -> Json:
    text_name, entities_name = ("caption", "caption_entities") if caption else ("text", "entities")
    return {**({text_name: text} if text else {}), **({entities_name: entities} if entities else {})}


def without_reply(wire: Json) -> Json:
    return {name: value for name, value in wire.items() if name != "reply_to_message"}


def project(message: Message) -> None:
    """Fills what the page shows from what the bot was told."""
    wire = message.wire
    message.text = wire.get("text") or wire.get("caption") or ""
    message.spans = [_span(each) for each in wire.get("entities") or wire.get("caption_entities") or []]
    message.spans = [span for span in message.spans if span["type"] in _SHOWN_STYLES]
    message.rows = [[_button(each) for each in row] for row in wire.get("reply_markup", {}).get("inline_keyboard", [])]
    message.files = _files(wire)
    message.reply_to = wire.get("reply_to_message", {}).get("message_id")
    message.edited = "edit_date" in wire


def file_key(file_id: str) -> str:
    """Identifiers are 15 letters that name the kind, the key of the stored file, a letter for the size."""
    return file_id[15:-1]


def _names(person: Person) -> Json:
    names = {"first_name": person.first_name, "last_name": person.last_name, "username": person.username}
    return {name: value for name, value in names.items() if value}


def _span(entity: Entity) -> Json:
    kind = "link" if entity["type"] == "text_link" else entity["type"]
    span = {"type": kind, "offset": entity["offset"], "length": entity["length"]}
    return {**span, "url": entity["url"]} if "url" in entity else span


def _button(button: Json) -> Json:
    shown = {"label": button["text"], "data": button.get("callback_data"), "url": button.get("url")}
    return {name: value for name, value in shown.items() if value is not None}


def _files(wire: Json) -> list[Json]:
    kinds = [kind for kind in FILE_KINDS if kind in wire and not (kind == "document" and "animation" in wire)]
    return [_file(kind, wire[kind]) for kind in kinds] + [_card(kind, wire[kind]) for kind in _CARDS if kind in wire]


def _file(kind: str, content: Any) -> Json:
    content = content[-1] if kind == "photo" else content
    url = f"/api/files/{file_key(content['file_id'])}"
    shown = {"kind": kind, "name": content.get("file_name", ""), "size": content.get("file_size", 0), "url": url}
    return {**shown, "emoji": content["emoji"]} if content.get("emoji") else shown


_CARDS = {
    "contact": lambda it: f"{it['first_name']} {it.get('last_name', '')}".strip() + f", {it['phone_number']}",
    "location": lambda it: f"{it['latitude']:.5f}, {it['longitude']:.5f}",
    "poll": lambda it: f"{it['question']} — " + " / ".join(option["text"] for option in it["options"]),
}


def _card(kind: str, content: Json) -> Json:
    return {"kind": kind, "name": _CARDS[kind](content), "size": 0, "url": ""}
