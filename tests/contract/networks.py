"""Each messenger of ours with the sandbox at the other end of the line, and what its network does by nature."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from messengers.messenger import Batch, DeliveryError, Lane, Messenger, Place, SlowDown, Unavailable, Uncertain
from messengers.screen import Button, Screen
from messengers.telegram import Telegram
from messengers.vk import Community, Vk
from sandbox.config import Newcomer
from tests.crew import GROUP, TOKEN, VK_TOKEN
from tests.sandbox.conftest import Phone, Sandbox

MENU = Button("🏠 Меню", "menu")
Message = dict[str, Any]
SetConstant = Callable[[str, Any], None]


class Reader(Phone):
    """Somebody who has written to the bot and looks at what comes back."""

    def __init__(self, sandbox: Sandbox, newcomer: Newcomer) -> None:
        super().__init__(sandbox, newcomer)
        self.number = newcomer.id or 0

    async def shown(self) -> list[Message]:
        return [message for message in (await self.sees())["messages"] if message["from"] == "bot"]

    async def presses(self, message: Message, row: int = 0, column: int = 0) -> None:
        await self.does("press", message_id=message["id"], row=row, column=column)


class Network(ABC):
    """`broken` is what an answer 5xx comes to, `unanswered` a screen with a key whose answer is lost."""

    name: str
    token: str
    sending: str
    editing: str
    broken: type[DeliveryError]
    unanswered: type[DeliveryError]
    floods: tuple[tuple[dict[str, Any], type[DeliveryError]], ...]

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._opened: list[Messenger] = []
        self.messenger = self.reach(sandbox.url)

    @abstractmethod
    def make(self, url: str, token: str) -> Messenger: ...

    @abstractmethod
    def hurry(self, set_constant: SetConstant) -> None:
        """Waits half a second for an answer, not half a minute."""

    @abstractmethod
    def in_group_chat(self, number: int) -> dict[str, Any]: ...

    @abstractmethod
    def as_shown(self, typed: str) -> str:
        """What people read of a typed text."""

    def reach(self, url: str, token: str = "") -> Messenger:
        messenger = self.make(url, token or self.token)
        self._opened.append(messenger)
        return messenger

    async def close(self) -> None:
        for messenger in self._opened:
            await messenger.close()

    async def reader(self, number: int = 1001, name: str = "Анна") -> Reader:
        newcomer = Newcomer(self.name, number, name)
        await self.sandbox.post("/api/people", 201, network=self.name, id=number, first_name=name)
        reader = Reader(self.sandbox, newcomer)
        await reader.says("Здравствуйте")
        await self.heard()
        return reader

    async def show(self, screen: Screen, to: Reader, **where: Any) -> int:
        return await self.messenger.show(screen, Place(to.number, **where), Lane.REPLY)

    async def heard(self) -> list[tuple[dict[str, Any], Place]]:
        """The news in the Bot API's shape, and where each answer goes."""
        batch = await self.received()
        return [(self.messenger.translate(each.raw), self.messenger.place(each.raw)) for each in batch.updates]

    async def received(self) -> Batch:
        batch = await self.messenger.receive()
        await self.messenger.confirm(batch)
        return batch

    async def faults(self, **faults: Any) -> None:
        await self.sandbox.post(f"/api/faults/{self.name}", **faults)

    async def no_faults(self) -> None:
        async with self.sandbox.http.delete(f"/api/faults/{self.name}") as answer:
            assert answer.status == 200


class OnTelegram(Network):
    name = "telegram"
    token = TOKEN
    sending = "sendMessage"
    editing = "editMessageText"
    broken = Unavailable
    unanswered = Uncertain
    floods = (({"flood": 1, "retry_after": 1}, SlowDown),)

    def make(self, url: str, token: str) -> Telegram:
        return Telegram(token, url, None, rate=1000)

    def hurry(self, set_constant: SetConstant) -> None:
        set_constant("messengers.telegram.ANSWER_SECONDS", 0.5)

    def as_shown(self, typed: str) -> str:
        return typed.replace("\x00", " ")

    def in_group_chat(self, number: int) -> dict[str, Any]:
        chat = {"id": -100500, "type": "supergroup", "title": "Кафедра"}
        sender = {"id": number, "is_bot": False, "first_name": "Анна"}
        return {"message": {"message_id": 1, "date": 1, "chat": chat, "from": sender, "text": "Всем привет"}}


class OnVk(Network):
    name = "vk"
    token = VK_TOKEN
    sending = "messages.send"
    editing = "messages.edit"
    broken = Uncertain
    unanswered = Unavailable  # the key keeps a repetition from being delivered twice
    floods = (
        ({"flood": 1, "flood_code": 6}, SlowDown),
        ({"flood": 1, "flood_code": 9}, SlowDown),
        ({"flood": 1, "flood_code": 29}, SlowDown),
        ({"flood": 1, "flood_code": 10}, Unavailable),
    )

    def make(self, url: str, token: str) -> Vk:
        vk = Vk(Community(token, GROUP, url, "5.199", "installation", MENU, rate=1000))
        vk.resume("1")  # the place where the sandbox begins
        return vk

    def hurry(self, set_constant: SetConstant) -> None:
        set_constant("messengers.vk_client.TIMEOUTS", (0.5, 0.5))

    def in_group_chat(self, number: int) -> dict[str, Any]:
        message = {"from_id": number, "peer_id": 2_000_000_001, "conversation_message_id": 1, "text": "Всем привет"}
        return {"type": "message_new", "object": {"message": message}}

    def as_shown(self, typed: str) -> str:
        return typed.replace("[id", "［id").replace("[club", "［club").replace("\x00", "").replace("\u2028", "\n")


NETWORKS: tuple[type[Network], ...] = (OnTelegram, OnVk)


def styled(messages: list[Message]) -> list[tuple[str, frozenset[str]]]:
    """Every visible character with its formatting, however the text was cut."""
    return [pair for message in messages for pair in _styled(message) if not pair[0].isspace()]


def _styled(message: Message) -> list[tuple[str, frozenset[str]]]:
    found, position = [], 0
    for letter in message["text"]:
        here = {span["type"] for span in message["spans"] if 0 <= position - span["offset"] < span["length"]}
        found.append((letter, frozenset(here)))
        position += 2 if ord(letter) > 0xFFFF else 1
    return found
