from typing import Any, Protocol

from aiohttp import web

from sandbox.faults import CallLog, Faults
from sandbox.files import Stored
from sandbox.world import Chat, Json


class Refused(Exception):
    """A person cannot do this in this network now; the text goes to whoever asked."""

    def __init__(self, text: str, status: int = 409) -> None:
        super().__init__(text)
        self.status = status


class Network(Protocol):
    """What the page and the state file need from a messenger. People act, the network makes updates of it.

    `presses` takes any data, also data that no button has, as hostile clients send it. It returns the press's
    identifier, "" for a press that is a message; message 0 is the keyboard below the chat.
    `attaches` takes what its `kind` needs: a stored file, or `fields` such as latitude, phone_number, question; `more`
    files make an album of it.
    `dump` and `load` carry the network's own memory (queues, counters) through a restart as JSON.
    """

    name: str
    title: str
    faults: Faults
    calls: CallLog

    def routes(self) -> list[web.RouteDef]: ...

    def about(self) -> Json: ...

    def online(self) -> bool: ...

    def commands(self, chat: Chat) -> list[Json]: ...

    def says(self, chat: Chat, text: str, reply_to: int | None) -> int: ...

    def starts(self, chat: Chat, payload: str) -> int: ...

    def presses(self, chat: Chat, message_id: int, data: str) -> str: ...

    def edits(self, chat: Chat, message_id: int, text: str) -> None: ...

    def attaches(self, chat: Chat, kind: str, stored: Stored | None, fields: dict[str, str], *more: Stored) -> int: ...

    def blocks(self, chat: Chat) -> None: ...

    def unblocks(self, chat: Chat) -> None: ...

    def inject(self, update: Json) -> Any: ...

    def dump(self) -> Json: ...

    def load(self, kept: Json) -> None: ...
