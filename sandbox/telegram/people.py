"""What people do in Telegram and which updates the bot gets of it."""

import secrets
from typing import Any

from sandbox.files import Stored
from sandbox.images import image_size
from sandbox.network import Refused
from sandbox.telegram import media, wire
from sandbox.telegram.markup import found
from sandbox.telegram.rules import TEXT_LENGTH
from sandbox.telegram.server import Server
from sandbox.world import Chat, Json, Message, Press


def says(server: Server, chat: Chat, text: str, reply_to: int | None) -> int:
    text = text.strip()
    if not 0 < len(text) <= TEXT_LENGTH:
        raise Refused("a message has 1 to 4096 characters", 400)
    return _sends(server, chat, {**_reply(chat, reply_to), **wire.with_text(text, found(text, []))})


def starts(server: Server, chat: Chat, payload: str) -> int:
    """The START button: it also lifts the block, as it does in the application."""
    if chat.blocked:
        unblocks(server, chat)
    return says(server, chat, f"/start {payload}".strip(), None)


def presses(server: Server, chat: Chat, message_id: int, data: str) -> str:
    _check_not_blocked(chat)
    message = chat.seen(message_id)
    if message is None or message.sender != "bot":
        raise Refused("no such message of the bot", 404)
    _forget_old_presses(server, chat)
    query_id = str((chat.person.id << 32) + secrets.randbits(32))
    chat.pending[query_id] = Press(query_id, message_id, data, server.clock.now())
    query = {"id": query_id, "from": wire.user(chat.person), "message": message.wire, "data": data}
    server.updates.push("callback_query", {**query, "chat_instance": wire.chat_instance(server.bot_id, chat.person)})
    chat.changed()
    return query_id


def _forget_old_presses(server: Server, chat: Chat) -> None:
    oldest = server.clock.now() - server.config.query_seconds
    chat.pending = {query_id: press for query_id, press in chat.pending.items() if press.at >= oldest}


def edits(server: Server, chat: Chat, message_id: int, text: str) -> None:
    message = _own(chat, message_id)
    names = ("caption", "caption_entities") if "text" not in message.wire else ("text", "entities")
    kept = {name: value for name, value in message.wire.items() if name not in names}
    new = wire.with_text(text.strip(), found(text.strip(), []), caption=names[0] == "caption")
    server.amend(chat, message, {**kept, **new, "edit_date": int(server.clock.now())})
    server.updates.push("edited_message", message.wire)


def attaches(
    server: Server, chat: Chat, kind: str, stored: Stored | None, fields: dict[str, str], *more: Stored
) -> int:
    """An album is a message for each file, with a mark in common; the first bears the words."""
    if more:
        group = {**fields, "group": str(13_500_000_000_000_000 + server.next_message_id)}
        first = attaches(server, chat, kind, stored, group)
        for each in more:
            attaches(server, chat, kind, each, {**group, "caption": ""})
        return first
    content = _file(server, kind, stored, fields) if stored else _card(chat, kind, fields)
    caption = fields.get("caption", "").strip()
    group = {"media_group_id": fields["group"]} if fields.get("group") else {}
    text = wire.with_text(caption, found(caption, []), caption=True)
    reply = _reply(chat, int(fields["reply_to"]) if fields.get("reply_to") else None)
    return _sends(server, chat, {**reply, **group, **content, **text})


def blocks(server: Server, chat: Chat) -> None:
    _change_block(server, chat, blocked=True)


def unblocks(server: Server, chat: Chat) -> None:
    _change_block(server, chat, blocked=False)


def _change_block(server: Server, chat: Chat, *, blocked: bool) -> None:
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    date = int(server.clock.now())
    if chat.started:
        server.updates.push("my_chat_member", wire.membership(chat.person, server.bot, date, blocked=blocked))
    chat.changed()


def _sends(server: Server, chat: Chat, content: Json) -> int:
    _check_not_blocked(chat)
    chat.started = True
    message = server.put(chat, "person", content)
    server.updates.push("message", message.wire)
    return message.id


def _check_not_blocked(chat: Chat) -> None:
    if chat.blocked:
        raise Refused("this person has blocked the bot")


def _own(chat: Chat, message_id: int) -> Message:
    message = chat.seen(message_id)
    if message is None or message.sender != "person":
        raise Refused("no such message of this person", 404)
    return message


def _reply(chat: Chat, reply_to: int | None) -> Json:
    if reply_to is None:
        return {}
    message = chat.seen(reply_to)
    if message is None:
        raise Refused("no such message to reply to", 404)
    return {"reply_to_message": wire.without_reply(message.wire)}


def _file(server: Server, kind: str, stored: Stored, fields: dict[str, str]) -> Json:
    if kind not in wire.FILE_KINDS:
        raise Refused(f"unknown kind of file: {kind}", 400)
    numbers = {name: int(fields[name]) for name in ("duration", "width", "height") if fields.get(name)}
    emoji = {"emoji": fields["emoji"]} if fields.get("emoji") else {}
    details: dict[str, Any] = {"size": image_size(server.files.content(stored))} if kind == "photo" else numbers
    described = media.describe(kind, stored, **details, **emoji)
    return {kind: described, "document": described} if kind == "animation" else {kind: described}


def _card(chat: Chat, kind: str, fields: dict[str, str]) -> Json:
    if kind == "contact":
        return {"contact": _contact(chat, fields)}
    if kind == "location":
        return {"location": {name: float(fields.get(name) or 58.01) for name in ("latitude", "longitude")}}
    if kind == "poll":
        return {"poll": _poll(fields)}
    raise Refused(f"{kind} needs a file", 400)


def _contact(chat: Chat, fields: dict[str, str]) -> Json:
    person = chat.person
    own = {"phone_number": "+70000000000", "first_name": person.first_name}
    given = {name: fields[name] for name in ("phone_number", "first_name", "last_name") if fields.get(name)}
    return {**own, **given, **({} if "first_name" in given else {"user_id": person.id})}


def _poll(fields: dict[str, str]) -> Json:
    texts = [text for text in fields.get("options", "Да|Нет").split("|") if text]
    options = [{"persistent_id": str(i), "text": text, "voter_count": 0} for i, text in enumerate(texts)]
    poll = {"id": str(secrets.randbits(60)), "question": fields.get("question") or "Опрос", "options": options}
    flags = {"is_closed": False, "is_anonymous": True, "allows_multiple_answers": False}
    return {**poll, **flags, "total_voter_count": 0, "type": "regular", "allows_revoting": True, "members_only": False}
