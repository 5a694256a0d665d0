from typing import Any

from aiohttp import web

from sandbox.clock import Clock
from sandbox.config import Config
from sandbox.files import FileStore, Stored
from sandbox.vk import people
from sandbox.vk.routes import Routes
from sandbox.vk.server import NAME, Server
from sandbox.world import Chat, Json, World


class Vk:
    """A community's API with its rules; see the port in `sandbox.network`."""

    name = NAME
    title = "ВКонтакте"

    def __init__(self, config: Config, world: World, clock: Clock, files: FileStore) -> None:
        self._server = Server(config, world, clock, files)
        self.faults = self._server.faults
        self.calls = self._server.calls

    def routes(self) -> list[web.RouteDef]:
        return Routes(self._server).all()

    def about(self) -> Json:
        group = self._server.group
        about = {"bot": group["name"], "username": group["screen_name"], "description": ""}
        return {**about, "unread_updates": len(self._server.poll)}

    def online(self) -> bool:
        return self._server.poll.online()

    def commands(self, chat: Chat) -> list[Json]:
        return []

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
        return self._server.poll.put(update)

    def dump(self) -> Json:
        return self._server.dump()

    def load(self, kept: Json) -> None:
        self._server.load(kept)
