"""What the bot says of itself: commands, descriptions, the menu button, the webhook."""

import json
import re
from typing import Any

from sandbox.telegram import rules, wire
from sandbox.telegram.errors import bad_request
from sandbox.telegram.params import Params
from sandbox.telegram.sending import Method
from sandbox.telegram.server import NAME, Server
from sandbox.world import Chat, Json

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def get_me(server: Server, params: Params) -> Json:
    abilities = {"can_join_groups": False, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return {**server.bot, **abilities, "can_connect_to_business": False, "has_main_web_app": False}


def get_chat(server: Server, params: Params) -> Json:
    return wire.full_chat(server.chat_of(params).person)


def set_commands(server: Server, params: Params) -> bool:
    commands = params.parsed("commands")
    if not isinstance(commands, list) or len(commands) > rules.COMMANDS:
        raise bad_request("can't parse commands JSON object")
    for command in commands:
        _check_command(command)
    server.profile["commands"][_audience(params)] = commands
    _tell_everybody(server)
    return True


def get_commands(server: Server, params: Params) -> list[Json]:
    return list(server.profile["commands"].get(_audience(params), []))


def delete_commands(server: Server, params: Params) -> bool:
    server.profile["commands"].pop(_audience(params), None)
    _tell_everybody(server)
    return True


def commands_for(server: Server, chat: Chat) -> list[Json]:
    """The nearest audience wins: this chat, then all private chats, then everybody; Russian before any language."""
    scopes: list[Json] = [{"type": "chat", "chat_id": chat.person.id}, {"type": "all_private_chats"}, {}]
    audiences = [_key(scope, language) for scope in scopes for language in ("ru", "")]
    kept = server.profile["commands"]
    return next((list(kept[audience]) for audience in audiences if audience in kept), [])


def set_menu_button(server: Server, params: Params) -> bool:
    server.profile["menu_buttons"][params.text("chat_id")] = params.parsed("menu_button") or {"type": "default"}
    return True


def get_menu_button(server: Server, params: Params) -> Json:
    kept = server.profile["menu_buttons"]
    return dict(kept.get(params.text("chat_id")) or kept.get("") or {"type": "commands"})


def set_webhook(server: Server, params: Params) -> bool:
    url = params.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    server.updates.webhook = {"url": url, "secret_token": params.text("secret_token")} if url else {}
    server.updates.allow(params.parsed("allowed_updates"))
    return _drop_if_asked(server, params)


def delete_webhook(server: Server, params: Params) -> bool:
    server.updates.webhook = {}
    return _drop_if_asked(server, params)


def get_webhook_info(server: Server, params: Params) -> Json:
    updates = server.updates
    info = {"url": updates.webhook.get("url", ""), "has_custom_certificate": False}
    allowed = {"allowed_updates": updates.allowed} if updates.allowed else {}
    return {**info, "pending_update_count": len(updates), **allowed}


def _keeps(name: str, longest: int) -> dict[str, Method]:
    def store(server: Server, params: Params) -> bool:
        if len(params.text(name)) > longest:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        server.profile["texts"][name] = params.text(name)
        return True

    def tell(server: Server, params: Params) -> Json:
        return {name: server.profile["texts"].get(name, "")}

    title = "".join(word.capitalize() for word in name.split("_"))
    return {f"setMy{title}": store, f"getMy{title}": tell}


def _check_command(command: Any) -> None:
    if not isinstance(command, dict) or not _COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description", ""))) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def _audience(params: Params) -> str:
    return _key(params.parsed("scope") or {}, params.text("language_code"))


def _key(scope: Json, language: str) -> str:
    scope = {} if scope.get("type") == "default" else scope
    return json.dumps([scope, language], sort_keys=True)


def _tell_everybody(server: Server) -> None:
    for chat in server.world.chats.values():
        if chat.person.network == NAME:
            chat.changed()


def _drop_if_asked(server: Server, params: Params) -> bool:
    if params.boolean("drop_pending_updates"):
        server.updates.drop_all()
    return True


PROFILE: dict[str, Method] = {
    "getMe": get_me,
    "getChat": get_chat,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": lambda server, params: True,
    "close": lambda server, params: True,
    **_keeps("name", 64),
    **_keeps("description", 512),
    **_keeps("short_description", 120),
}
