"""How VK tells the bot about people and messages, and how the page is told the same."""

import json
from typing import Any

from sandbox.vk import texts
from sandbox.world import Chat, Json, Message, Person

OWN_PATH = "/vk/"
FILE_PATH = f"{OWN_PATH}file/"
_NEW_CLIENT = (
    "text", "vkpay", "open_app", "location", "open_link", "open_photo", "callback",
    "intent_subscribe", "intent_unsubscribe",
)  # fmt: skip
_OLD_CLIENT = ("text", "vkpay", "open_app", "location", "open_link")
_FOREIGN = (
    "date", "from_id", "id", "text", "attachments", "fwd_messages", "conversation_message_id", "peer_id", "geo",
    "payload",
)  # fmt: skip
_ADDRESSES = ("url", "link_ogg", "link_mp3", "upload_url", "server")
_KINDS = {"photo": "photo", "audio_message": "voice", "video": "video", "audio": "audio", "sticker": "sticker"}


def user(person: Person) -> Json:
    names = {"first_name": person.first_name, "last_name": person.last_name}
    return {"id": person.id, **names, "can_access_closed": True, "is_closed": False}


def client_info(person: Person) -> Json:
    actions = list(_OLD_CLIENT if person.old_client else _NEW_CLIENT)
    return {
        "button_actions": actions, "keyboard": True, "inline_keyboard": True,
        "carousel": not person.old_client, "lang_id": 0,
    }  # fmt: skip


def foreign(wire: Json) -> Json:
    """A message as another one quotes it."""
    return {name: wire[name] for name in _FOREIGN if name in wire}


def conversation(chat: Chat, messages: list[Message], read: int, keyboard: Json | None) -> Json:
    last = messages[-1].wire
    unread = sum(1 for each in messages if each.sender == "person" and each.id > read)
    person_id = chat.person.id
    found = {
        "peer": {"id": person_id, "type": "user", "local_id": person_id},
        "last_message_id": last["id"], "last_conversation_message_id": last["conversation_message_id"],
        "in_read": read, "out_read": max((each.id for each in messages if each.sender == "bot"), default=0),
        "sort_id": {"major_id": 0, "minor_id": last["id"]},
        "is_marked_unread": False, "important": False, "unanswered": messages[-1].sender == "person",
        "can_write": {"allowed": True} if not chat.blocked else {"allowed": False, "reason": 901},
        "version": last["version"],
    }  # fmt: skip
    found |= {"unread_count": unread} if unread else {}
    return found | ({"current_keyboard": keyboard} if keyboard else {})


def absolute(value: Any, base: str) -> Any:
    """The same with full addresses of the files: who asks decides the name of the host."""
    if isinstance(value, dict):
        return {name: _address(name, each, base) for name, each in value.items()}
    return [absolute(each, base) for each in value] if isinstance(value, list) else value


def _address(name: str, value: Any, base: str) -> Any:
    if isinstance(value, str):
        return base + value if name in _ADDRESSES and value.startswith(OWN_PATH) else value
    return absolute(value, base)


def project(message: Message, person: Person) -> None:
    """Fills what the page of this person shows from what the bot was told."""
    wire = message.wire
    message.text = wire["text"]
    styles = wire.get("format_data", {}).get("items", [])
    message.spans = [*styles, *texts.found(message.text, styles)]
    keyboard = wire.get("keyboard", {})
    message.rows = shown_rows(keyboard, person) if keyboard.get("inline") else []
    message.files = [_file(each) for each in wire["attachments"]] + ([_place(wire["geo"])] if "geo" in wire else [])
    message.reply_to = wire.get("reply_message", {}).get("conversation_message_id")
    message.edited = "update_time" in wire


def shown_rows(keyboard: Json, person: Person) -> list[list[Json]]:
    return [[_shown_button(button, keyboard, person) for button in row] for row in keyboard["buttons"]]


def pressed(keyboard: Json, data: str) -> Json | None:
    """The action of the button that the page means by this data."""
    return next((each for each in _actions(keyboard) if _data(each, keyboard) == data), None)


def _shown_button(button: Json, keyboard: Json, person: Person) -> Json:
    """A callback button does nothing in an old application."""
    action = button["action"]
    if action["type"] == "open_link":
        return {"label": action["label"], "url": action["link"]}
    works = action["type"] != "callback" or not person.old_client
    return {"label": action["label"], "color": button["color"], **({"data": _data(action, keyboard)} if works else {})}


def _data(action: Json, keyboard: Json) -> str:
    """The payload, or the label without one; a second button with the same goes by all that it has."""
    first = next(each for each in _actions(keyboard) if _plain(each) == _plain(action))
    return _plain(action) if first == action else json.dumps(action, ensure_ascii=False)


def _plain(action: Json) -> str:
    return str(action.get("payload", action["label"]))


def _actions(keyboard: Json) -> list[Json]:
    actions = [button["action"] for row in keyboard.get("buttons", []) for button in row]
    return [action for action in actions if action["type"] != "open_link"]


def _file(attachment: Json) -> Json:
    kind = attachment["type"]
    found = attachment[kind]
    shown = {"kind": _KINDS.get(kind, "document"), "name": found.get("title", ""), "size": found.get("size", 0)}
    if kind == "sticker":
        return {**shown, "url": "", "emoji": "👍"}
    return {**shown, "url": f"/api/files/{file_key(found)}"}


def file_key(found: Json) -> str:
    return str(found["access_key"])


def _place(geo: Json) -> Json:
    place = geo["coordinates"]
    return {"kind": "location", "name": f"{place['latitude']:.5f}, {place['longitude']:.5f}", "size": 0, "url": ""}
