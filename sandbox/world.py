import asyncio
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

from sandbox.config import Newcomer

Json = dict[str, Any]
Key = tuple[str, int]
T = TypeVar("T")
FIRST_PERSON_ID = 1001
# Of a message; chats are asked for after every step of a story, so nothing is copied.
SHOWN = ("id", "text", "spans", "rows", "files", "reply_to", "edited", "deleted", "seq")


class NoSuchChat(LookupError):
    pass


class PersonExists(Exception):
    pass


@dataclass
class Person:
    network: str
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    old_client: bool = False

    @property
    def key(self) -> Key:
        return self.network, self.id


@dataclass
class Message:
    """`wire` is the message as its network tells it to the bot; the page sees only the other fields."""

    id: int
    sender: str
    date: float
    wire: Json
    text: str = ""
    spans: list[Json] = field(default_factory=list)
    rows: list[list[Json]] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    reply_to: int | None = None
    edited: bool = False
    deleted: bool = False
    editable: bool = True
    seq: int = 0

    def shown(self) -> Json:
        fields = {name: getattr(self, name) for name in SHOWN}
        date = datetime.fromtimestamp(self.date, UTC).isoformat(timespec="seconds")
        return {**fields, "from": self.sender, "date": date}


@dataclass
class Press:
    query_id: str
    message_id: int
    data: str
    at: float


class Place(NamedTuple):
    """Of a button: in which message, row and column."""

    message_id: int
    row: int
    column: int


class Signal:
    """Wakes everybody who waits at this moment."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def fire(self) -> None:
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def wait(self) -> None:
        await self._event.wait()


@dataclass
class Chat:
    """What one person sees. Every change raises `seq`; things remember the `seq` of their last change."""

    person: Person
    notify: Callable[[Key], None]
    seq: int = 0
    started: bool = False
    blocked: bool = False
    typing: bool = False
    typing_ends: float = 0
    messages: dict[int, Message] = field(default_factory=dict)
    toasts: list[Json] = field(default_factory=list)
    pending: dict[str, Press] = field(default_factory=dict)
    reply_keyboard: list[list[Json]] | None = None
    changes: Signal = field(default_factory=Signal)

    def changed(self, message: Message | None = None) -> None:
        self.seq += 1
        if message:
            message.seq = self.seq
        self.changes.fire()
        self.notify(self.person.key)

    def add(self, message: Message) -> None:
        self.messages[message.id] = message
        if message.sender == "bot":
            self.typing = False
        self.changed(message)

    def toast(self, text: str, alert: bool) -> None:
        self.toasts.append({"seq": self.seq + 1, "text": text, "alert": alert})
        self.changed()

    def show_typing(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self.typing_ends = loop.time() + seconds
        loop.call_at(self.typing_ends, self._stop_typing)
        if not self.typing:
            self.typing = True
            self.changed()

    def _stop_typing(self) -> None:
        if self.typing and asyncio.get_running_loop().time() >= self.typing_ends:
            self.typing = False
            self.changed()

    def seen(self, message_id: int) -> Message | None:
        message = self.messages.get(message_id)
        return message if message and not message.deleted else None

    async def until(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """What is found in the chat, as soon as it is there; None: it did not come in time."""
        try:
            async with asyncio.timeout(seconds):
                while (found := look()) is None:
                    await self.changes.wait()
        except TimeoutError:
            return None
        return found

    def answered(self, before: int, query_id: str | None) -> bool:
        """Since `before` the bot has shown something; a press also when its answer left the screen as it was."""
        shown = any(message.sender == "bot" and message.seq > before for message in self.messages.values())
        if query_id is None:
            return shown
        return query_id not in self.pending and (shown or self.seq > before)

    def button(self, label: str, on: str = "") -> Place | None:
        """The newest whose label contains the words; `on`: of screens with these words only.

        The keyboard below the chat, which comes last, is message 0.
        """
        there = [each for each in self.messages.values() if each.sender == "bot" and not each.deleted]
        newest = sorted((each for each in there if on in each.text), key=lambda each: -each.seq)
        for message_id, rows in [*((each.id, each.rows) for each in newest), (0, self.reply_keyboard or [])]:
            for row, buttons in enumerate(rows):
                for column, button in enumerate(buttons):
                    if label in button["label"]:
                        return Place(message_id, row, column)
        return None

    def shown(self, after: int = 0) -> Json:
        return {
            "seq": self.seq,
            "person": asdict(self.person),
            "messages": [m.shown() for m in self.messages.values() if m.seq > after],
            "toasts": [toast for toast in self.toasts if toast["seq"] > after],
            "typing": self.typing,
            "blocked": self.blocked,
            "started": self.started,
            "pending": [{"message_id": p.message_id, "data": p.data} for p in self.pending.values()],
            "reply_keyboard": self.reply_keyboard,
        }


class Subscription:
    """Collects the keys of changed chats until somebody comes for them, so a slow reader loses nothing."""

    def __init__(self) -> None:
        self._keys: set[Key] = set()
        self._event = asyncio.Event()

    def mark(self, key: Key) -> None:
        self._keys.add(key)
        self._event.set()

    def nudge(self) -> None:
        self._event.set()

    async def take(self, seconds: float) -> set[Key]:
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return set()
        self._event.clear()
        keys, self._keys = self._keys, set()
        return keys


class World:
    def __init__(self) -> None:
        self.chats: dict[Key, Chat] = {}
        self._subscriptions: set[Subscription] = set()

    @property
    def people(self) -> Iterable[Person]:
        return (chat.person for chat in self.chats.values())

    def add_person(self, newcomer: Newcomer) -> Person:
        network = newcomer.network
        person_id = self._free_id(network) if newcomer.id is None else newcomer.id
        if (network, person_id) in self.chats:
            raise PersonExists(f"{network}:{person_id}")
        names = (newcomer.first_name, newcomer.last_name, newcomer.username)
        person = Person(network, person_id, *names, old_client=newcomer.old_client)
        self.chats[person.key] = Chat(person, self._notify)
        self._notify(person.key)
        return person

    def chat(self, network: str, person_id: int) -> Chat:
        try:
            return self.chats[network, person_id]
        except KeyError:
            raise NoSuchChat(f"{network}:{person_id}") from None

    def subscribe(self) -> Subscription:
        subscription = Subscription()
        self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        self._subscriptions.discard(subscription)

    def announce(self) -> None:
        """Something beside the chats changed: time, weather."""
        for subscription in self._subscriptions:
            subscription.nudge()

    def restore(self, chat: Chat) -> None:
        chat.notify = self._notify
        self.chats[chat.person.key] = chat

    def _free_id(self, network: str) -> int:
        taken = [person_id for name, person_id in self.chats if name == network]
        return max([FIRST_PERSON_ID - 1, *taken]) + 1

    def _notify(self, key: Key) -> None:
        for subscription in self._subscriptions:
            subscription.mark(key)
