import asyncio
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from sandbox.clock import write_atomically
from sandbox.files import FileStore
from sandbox.network import Network
from sandbox.world import Chat, Json, Message, Person, Press, World

VERSION = 1
PAUSE = 0.5


class State:
    """Keeps the world in a JSON file, written half a second after a change and at the end."""

    def __init__(self, path: Path, world: World, networks: Iterable[Network], files: FileStore) -> None:
        self._path, self._world, self._networks, self._files = path, world, list(networks), files

    def load(self) -> None:
        if not self._path.exists():
            return
        kept = json.loads(self._path.read_text(encoding="utf-8"))
        if kept["version"] != VERSION:
            raise ValueError(f"{self._path} is of another version of the sandbox; remove it")
        self._files.load(kept["files"])
        for row in kept["chats"]:
            self._world.restore(_chat(row))
        for network in self._networks:
            if network.name in kept["networks"]:
                network.load(kept["networks"][network.name])

    def save(self) -> None:
        kept = {
            "version": VERSION,
            "files": self._files.dump(),
            "chats": [_row(chat) for chat in self._world.chats.values()],
            "networks": {network.name: network.dump() for network in self._networks},
        }
        write_atomically(self._path, json.dumps(kept, ensure_ascii=False))

    async def keep(self) -> None:
        """Runs until cancelled."""
        changes = self._world.subscribe()
        try:
            while True:
                await changes.take(seconds=3600)
                await asyncio.sleep(PAUSE)
                self.save()
        finally:
            self._world.unsubscribe(changes)
            self.save()


def _row(chat: Chat) -> Json:
    plain = ("seq", "started", "blocked", "toasts", "reply_keyboard")
    return {
        **{name: getattr(chat, name) for name in plain},
        "person": asdict(chat.person),
        "messages": [asdict(message) for message in chat.messages.values()],
        "pending": [asdict(press) for press in chat.pending.values()],
    }


def _chat(row: Json) -> Chat:
    messages = [Message(**message) for message in row.pop("messages")]
    presses = [Press(**press) for press in row.pop("pending")]
    chat = Chat(Person(**row.pop("person")), lambda key: None, **row)
    chat.messages = {message.id: message for message in messages}
    chat.pending = {press.query_id: press for press in presses}
    return chat
