from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol, Self, runtime_checkable

from messengers.screen import Screen


class Lane(IntEnum):
    """Who goes first when a network's limit is reached."""

    REPLY = 0
    PERSONAL = 1
    BULK = 2


@dataclass(frozen=True)
class Incoming:
    """One raw update as the network gave it. `key` is unique within the network, `sender` its account number.

    `private` is False for group chats and for whatever is not said by a person: nobody answers it.
    """

    key: str
    sender: int | None
    private: bool
    raw: dict[str, Any]


@dataclass(frozen=True)
class Batch:
    """Updates in the order received; `cursor` is what `confirm` tells the network (or storage keeps)."""

    updates: Sequence[Incoming]
    cursor: str


@dataclass(frozen=True)
class Place:
    """Where an answer goes: a chat, the screen it may replace, the press it answers."""

    chat: int
    replaces: int | None = None
    press: str | None = None


class Shown(int):
    """The number of the last message that was sent or edited; `numbers` are those of all that make up the screen."""

    numbers: tuple[int, ...]

    def __new__(cls, *numbers: int) -> Self:
        made = super().__new__(cls, numbers[-1])
        made.numbers = numbers
        return made


class DeliveryError(Exception):
    """Why a screen did not arrive. `code` is a word for counters, never a text of the network."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Blocked(DeliveryError):
    """This account cannot be written to until it writes again: definite."""


class Rejected(DeliveryError):
    """The network refuses this very message: definite, repeating does not help."""


class Unavailable(DeliveryError):
    """Try later: nothing was delivered, or the key keeps a repetition from being delivered twice."""


class Uncertain(DeliveryError):
    """No answer came: it may have been delivered."""


class SlowDown(Unavailable):
    """The network asks everybody to wait `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("flood")
        self.seconds = seconds


TOO_LARGE = "too_large"
FETCH_SECONDS = 20


class Messenger(Protocol):
    """A network. Everything that is said in it leaves and arrives through here.

    `receive` waits for the next updates and raises `Unavailable` when the network is out of reach;
    what it returned comes again unless it was confirmed. `translate` turns a raw update into the
    Bot API shape that the dialogues are routed by and raises ValueError when it cannot; `place` says
    where its answer goes.
    `show` returns the numbers of the messages sent or edited; it raises `DeliveryError`.
    `key` says which screen this is, whenever it is shown again: networks that can deliver it once.
    `fetch` returns the content of a file that somebody has sent, by the `file_id` of the translated update; it
    raises `Rejected` ("too_large": more than `most` bytes) or `Unavailable`.
    `link` is the address that opens the bot and hands it a word (up to 64 Latin letters, digits, _ and -), which
    arrives as `/start WORD`; None until `introduce`, which raises `DeliveryError`, has learnt the bot's name there.
    `at_once`: how many notices on their way keep the network busy; more would only wait in its limiter.
    """

    network: str
    at_once: int

    async def open(self) -> None: ...
    async def receive(self) -> Batch: ...
    async def confirm(self, batch: Batch) -> None: ...
    def translate(self, raw: dict[str, Any]) -> dict[str, Any]: ...
    def place(self, raw: dict[str, Any]) -> Place: ...
    async def show(self, screen: Screen, place: Place, lane: Lane, key: str | None = None) -> Shown: ...
    async def fetch(self, file: str, most: int) -> bytes: ...
    def link(self, word: str) -> str | None: ...
    async def introduce(self) -> None: ...
    async def close(self) -> None: ...


@runtime_checkable
class Resuming(Protocol):
    """A network that forgets how far it was read: the cursor is kept with each batch and told before `open`."""

    def resume(self, cursor: str | None) -> None: ...


@runtime_checkable
class Forgetful(Protocol):
    """A network that remembers something of those who write; `forget` ends that for one account."""

    def forget(self, number: int) -> None: ...


@runtime_checkable
class Circulating(Protocol):
    """A network that takes one screen for many chats, and delivers a key once to each however often it is repeated.

    `key` names the screen, not the chat, and stays the same when the rest of the chats is tried again.
    Returns who was refused and why; whoever is not in it has the screen. `many_at_once`: how many chats on their way
    keep the network busy with announcements; it takes no more than a second until they are through.
    """

    many_at_once: int

    async def show_many(
        self, screen: Screen, chats: Sequence[int], lane: Lane, key: str
    ) -> dict[int, DeliveryError]: ...
