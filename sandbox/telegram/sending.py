from collections.abc import Callable
from typing import Any

from sandbox.telegram import media, rules, wire
from sandbox.telegram.errors import bad_request
from sandbox.telegram.markup import formatted
from sandbox.telegram.params import Params
from sandbox.telegram.server import Server
from sandbox.world import Json

Method = Callable[[Server, Params], Any]

_ALBUM_KINDS = ("photo", "video", "document", "audio")
_DETAIL_NAMES = ("duration", "width", "height", "length", "performer", "title")


def text_of(params: Params) -> Json:
    raw = params.text("text")
    if not raw:
        raise bad_request("message text is empty")
    text, entities = formatted(raw, params.text("parse_mode"), params.parsed("entities"))
    rules.check_text(text)
    return wire.with_text(text, entities)


def caption_of(params: Params) -> Json:
    caption, entities = formatted(params.text("caption"), params.text("parse_mode"), params.parsed("caption_entities"))
    rules.check_caption(caption)
    return wire.with_text(caption, entities, caption=True)


def file_of(server: Server, kind: str, params: Params, name: str) -> Json:
    stored, size = media.from_bot(server.files, kind, params, name)
    details = {key: params.integer(key) or params.text(key) for key in _DETAIL_NAMES if key in params}
    described = media.describe(kind, stored, **({"size": size} if kind == "photo" else details))
    return {"animation": described, "document": described} if kind == "animation" else {kind: described}


def send_message(server: Server, params: Params) -> Json:
    return server.send(params, text_of(params))[0]


def sends_file(kind: str) -> Method:
    def send(server: Server, params: Params) -> Json:
        content = file_of(server, kind, params, kind) | (caption_of(params) if kind != "sticker" else {})
        return server.send(params, content)[0]

    return send


def send_media_group(server: Server, params: Params) -> list[Json]:
    items = params.parsed("media")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise bad_request("can't parse media JSON object")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > rules.ALBUM_ITEMS:
        raise bad_request("too many messages to send as an album")
    _check_album([str(item.get("type")) for item in items])
    group = {"media_group_id": str(13_000_000_000_000_000 + server.next_message_id)} if len(items) > 1 else {}
    return server.send(params, *[group | _album_item(server, params.within(item)) for item in items])


def send_location(server: Server, params: Params) -> Json:
    place = {name: float(params.text(name) or 0) for name in ("latitude", "longitude")}
    return server.send(params, {"location": place})[0]


def send_contact(server: Server, params: Params) -> Json:
    names = ("phone_number", "first_name", "last_name")
    return server.send(params, {"contact": {name: params.text(name) for name in names if name in params}})[0]


def copy_message(server: Server, params: Params) -> Json:
    """Copies whatever the bot can see in one of its chats; the copy tells nothing of its origin."""
    source = server.chat_of(params.within({"chat_id": params.integer("from_chat_id")}))
    message = source.seen(params.integer("message_id"))
    if message is None:
        raise bad_request("message to copy not found")
    kept = (*wire.FILE_KINDS, "text", "entities", "caption", "caption_entities", "contact", "location", "poll")
    content = {name: message.wire[name] for name in kept if name in message.wire}
    if "caption" in params:
        content = {k: v for k, v in content.items() if not k.startswith("caption")} | caption_of(params)
    return {"message_id": server.send(params, content)[0]["message_id"]}


def _check_album(kinds: list[str]) -> None:
    alone = {"document", "audio"} & set(kinds)
    if any(kind not in _ALBUM_KINDS for kind in kinds) or (alone and len(set(kinds)) > 1):
        raise bad_request("can't use the media of the specified type in the album")


def _album_item(server: Server, params: Params) -> Json:
    return file_of(server, params.text("type"), params, "media") | caption_of(params)


SENDING: dict[str, Method] = {
    "sendMessage": send_message,
    "sendPhoto": sends_file("photo"),
    "sendDocument": sends_file("document"),
    "sendVoice": sends_file("voice"),
    "sendVideo": sends_file("video"),
    "sendAudio": sends_file("audio"),
    "sendAnimation": sends_file("animation"),
    "sendVideoNote": sends_file("video_note"),
    "sendSticker": sends_file("sticker"),
    "sendMediaGroup": send_media_group,
    "sendLocation": send_location,
    "sendContact": send_contact,
    "copyMessage": copy_message,
}
