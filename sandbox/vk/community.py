"""What VK tells of people, of the community itself and of its conversations."""

from typing import Any

from sandbox.vk import wire
from sandbox.vk.errors import ApiError, wrong
from sandbox.vk.params import Params
from sandbox.vk.sending import Method
from sandbox.vk.server import NAME, Server
from sandbox.world import Chat, Json, Message

MOST_USERS = 1000
MOST_CONVERSATIONS = 200
FILTERS = ("all", "unread", "unanswered")
MASKS = {"photos": 4, "messages": 4096, "docs": 131072, "manage": 262144}


def get_users(server: Server, params: Params) -> list[Json]:
    """People unknown to VK are left out."""
    names = params.listed("user_ids")
    if len(names) > MOST_USERS:
        raise wrong(f"user_ids should contain at most {MOST_USERS} people")
    if not all(name.removeprefix("id").isdecimal() for name in names):
        raise ApiError(113)
    keys = [(NAME, int(name.removeprefix("id"))) for name in names]
    return [wire.user(server.world.chats[key].person) for key in keys if key in server.world.chats]


def get_groups(server: Server, params: Params) -> Json:
    asked = {*params.listed("group_ids"), *params.listed("group_id")} or {str(server.group_id)}
    if not asked <= {str(server.group_id), server.group["screen_name"]}:
        raise wrong("group_ids is undefined")
    return {"groups": [server.group], "profiles": []}


def set_long_poll(server: Server, params: Params) -> int:
    check_group(server, params)
    server.poll.change(params)
    return 1


def get_long_poll(server: Server, params: Params) -> Json:
    check_group(server, params)
    return server.poll.settings


def get_long_poll_server(server: Server, params: Params) -> Json:
    check_group(server, params)
    return server.poll.server()


def get_rights(server: Server, params: Params) -> Json:
    masks = {name: MASKS[name] for name in server.config.vk_rights}
    return {"mask": sum(masks.values()), "permissions": [{"name": name, "setting": masks[name]} for name in masks]}


def refuse_settings(server: Server, params: Params) -> Json:
    """The only method that tells whether messages and bots are on; it wants the token of a person."""
    raise ApiError(27, "method is unavailable with group auth.")


def get_conversations(server: Server, params: Params) -> Json:
    wanted = params.text("filter") or "all"
    if wanted not in FILTERS:
        raise wrong("filter is invalid")
    count, offset = params.integer("count", 20), params.integer("offset")
    if not 0 <= count <= MOST_CONVERSATIONS:
        raise wrong(f"count should be from 0 to {MOST_CONVERSATIONS}")
    rows = [_conversation(server, chat) for chat in server.world.chats.values() if chat.person.network == NAME]
    found = [row for row in rows if row and _is_wanted(row["conversation"], wanted)]
    found.sort(key=lambda row: -row["last_message"]["id"])
    return {"count": len(found), "items": found[offset : offset + count]}


def mark_as_read(server: Server, params: Params) -> int:
    chat = server.known_chat(params.integer("peer_id"))
    if chat is None:
        raise ApiError(917)
    up_to = params.integer("up_to_cmid") or max(chat.messages, default=0)
    server.read[chat.person.id] = max(up_to, server.read.get(chat.person.id, 0))
    return 1


def resolve_name(server: Server, params: Params) -> Any:
    name = params.needed("screen_name")
    if name == server.group["screen_name"]:
        return {"type": "group", "object_id": server.group_id}
    number = name.removeprefix("id")
    if name.startswith("id") and number.isdecimal() and (NAME, int(number)) in server.world.chats:
        return {"type": "user", "object_id": int(number)}
    return []


def check_group(server: Server, params: Params) -> None:
    params.needed("group_id")
    if params.integer("group_id") != server.group_id:
        raise ApiError(15, "the token is of another community")


def _conversation(server: Server, chat: Chat) -> Json | None:
    messages: list[Message] = [message for message in chat.messages.values() if not message.deleted]
    if not messages:
        return None
    person_id = chat.person.id
    about = wire.conversation(chat, messages, server.read.get(person_id, 0), server.keyboards.get(person_id))
    return {"conversation": about, "last_message": messages[-1].wire}


def _is_wanted(conversation: Json, wanted: str) -> bool:
    return wanted == "all" or bool(conversation.get("unread_count" if wanted == "unread" else "unanswered"))


COMMUNITY: dict[str, Method] = {
    "users.get": get_users,
    "groups.getById": get_groups,
    "groups.getLongPollServer": get_long_poll_server,
    "groups.setLongPollSettings": set_long_poll,
    "groups.getLongPollSettings": get_long_poll,
    "groups.getTokenPermissions": get_rights,
    "groups.getSettings": refuse_settings,
    "messages.getConversations": get_conversations,
    "messages.markAsRead": mark_as_read,
    "utils.resolveScreenName": resolve_name,
}
