from sandbox.vk.errors import ApiError, wrong
from sandbox.vk.params import Params
from sandbox.vk.sending import Method, by_number, content_of
from sandbox.vk.server import Server
from sandbox.world import Chat, Json, Message

EDIT_SECONDS = 24 * 3600
EVENT_SECONDS = 60
EVENT_DATA_LENGTH = 1000
SNACKBAR_LENGTH = 90
TYPING_SECONDS = 5
ACTIVITIES = ("typing", "audiomessage", "file", "photo", "video")
_UNEDITABLE = {"audio_message", "sticker"}
_REPLACED = ("text", "attachments", "keyboard", "format_data")


def edit(server: Server, params: Params) -> int:
    """Text, attachments and keyboard together: what is not said again is gone."""
    chat, message = _own_message(server, params)
    content = content_of(server, params)
    if not content.get("keyboard", {"inline": True})["inline"]:
        raise ApiError(911, "a message is edited with an inline keyboard")
    kept = {name: value for name, value in message.wire.items() if name not in _REPLACED}
    server.amend(chat, message, {**kept, **content})
    return 1


def answer_event(server: Server, params: Params) -> int:
    event_id, user_id, peer_id = params.needed("event_id"), params.integer("user_id"), params.integer("peer_id")
    said = _said(params.parsed("event_data"), len(params.text("event_data")))
    chat = server.known_chat(user_id)
    press = chat.pending.get(event_id) if chat and user_id == peer_id else None
    if chat is None or press is None or server.clock.now() - press.at > EVENT_SECONDS:
        raise wrong("invalid event_id")
    del chat.pending[event_id]
    if said:
        chat.toast(said, alert=False)
    else:
        chat.changed()
    return 1


def set_activity(server: Server, params: Params) -> int:
    if params.text("type") not in ACTIVITIES:
        raise wrong("type is invalid")
    chat = server.known_chat(params.integer("peer_id") or params.integer("user_id"))
    if chat is None:
        raise ApiError(917)
    if not chat.blocked:
        chat.show_typing(TYPING_SECONDS)
    return 1


def _own_message(server: Server, params: Params) -> tuple[Chat, Message]:
    params.needed("peer_id")
    chat = server.open_chat(params.integer("peer_id"))
    message = _addressed(chat, params)
    if message is None:
        raise wrong("message to edit is not found")
    kinds = {attachment["type"] for attachment in message.wire["attachments"]}
    if message.sender != "bot" or kinds & _UNEDITABLE:
        raise ApiError(920)
    if server.clock.now() - message.date > EDIT_SECONDS:
        raise ApiError(909)
    return chat, message


def _addressed(chat: Chat, params: Params) -> Message | None:
    cmid = params.integer("conversation_message_id") or params.integer("cmid")
    if cmid:
        return chat.seen(cmid)
    if "message_id" not in params:
        raise wrong("message_id or cmid is a required parameter")
    return by_number(chat, params.integer("message_id"))


def _said(data: Json | None, length: int) -> str:
    """What the person sees of an answer to a press: a snackbar, or where a link leads."""
    if data is None:
        return ""
    if length > EVENT_DATA_LENGTH:
        raise wrong("event_data is too long")
    if data.get("type") == "show_snackbar" and isinstance(data.get("text"), str):
        if not 1 <= len(data["text"]) <= SNACKBAR_LENGTH:
            raise wrong(f"event_data text has from 1 to {SNACKBAR_LENGTH} characters")
        return str(data["text"])
    if data.get("type") == "open_link" and str(data.get("link")).startswith(("http://", "https://")):
        return f"↗ {data['link']}"
    raise wrong("event_data is invalid")


EDITING: dict[str, Method] = {
    "messages.edit": edit,
    "messages.sendMessageEventAnswer": answer_event,
    "messages.setActivity": set_activity,
}
