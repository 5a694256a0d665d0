from typing import Any

from aiohttp import web

from sandbox.clock import Clock
from sandbox.config import Config
from sandbox.files import FileStore, Stored
from sandbox.telegram import people, profile
from sandbox.telegram.routes import Routes
from sandbox.telegram.server import NAME, Server
from sandbox.world import Chat, Json, World


class Telegram:
    """The Bot API with its rules; see the port in `sandbox.network`."""

    name = NAME
    title = "Telegram"

    def __init__(self, config: Config, world: World, clock: Clock, files: FileStore) -> None:
        self._server = Server(config, world, clock, files)
        self.faults = self._server.faults
        self.calls = self._server.calls

    def routes(self) -> list[web.RouteDef]:
        return Routes(self._server).all()

    def about(self) -> Json:
        texts = self._server.profile["texts"]
        name = texts.get("name") or self._server.bot["first_name"]
        about = {"bot": name, "username": self._server.bot["username"], "description": texts.get("description", "")}
        return {**about, "unread_updates": len(self._server.updates)}

    def online(self) -> bool:
        return self._server.updates.online()

    def commands(self, chat: Chat) -> list[Json]:
        return profile.commands_for(self._server, chat)

    def says(self, chat: Chat, text: str, reply_to: int | None) -> int:
        return people.says(self._server, chat, text, reply_to)

    def starts(self, chat: Chat, payload: str) -> int:
        return people.starts(self._server, chat, payload)

    def presses(self, chat: Chat, message_id: int, data: str) -> str:
        return people.presses(self._server, chat, message_id, data)

    def edits(self, chat: Chat, message_id: int, text: str) -> None:
        people.edits(self._server, chat, message_id, text)

    def attaches(self, chat: Chat, kind: str, stored: Stored | None, fields: dict[str, str], *more: Stored) -> int:
        return people.attaches(self._server, chat, kind, stored, fields, *more)

    def blocks(self, chat: Chat) -> None:
        people.blocks(self._server, chat)

    def unblocks(self, chat: Chat) -> None:
        people.unblocks(self._server, chat)

    def inject(self, update: Json) -> Any:
        return self._server.updates.put(update)

    def dump(self) -> Json:
        server = self._server
        return {
            "updates": server.updates.dump(),
            "profile": server.profile,
            "next_message_id": server.next_message_id,
        }

    def load(self, kept: Json) -> None:
        self._server.updates.load(kept["updates"])
        self._server.profile = kept["profile"]
        self._server.next_message_id = kept["next_message_id"]
