from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any, TypeVar

from aiohttp import ClientSession, FormData

Message = dict[str, Any]
Place = tuple[int, int, int, Message]  # message, row, column and the button there
T = TypeVar("T")
PATIENCE = 10.0


class NothingSeen(AssertionError):
    """The bot did not show what was expected in time."""


class Person:
    """Somebody at a phone of the sandbox, played by a program: says, presses, sees."""

    def __init__(self, http: ClientSession, base: str, network: str, number: int) -> None:
        self._http = http
        self._base = base
        self.network = network
        self.number = number
        self.interactions = 0
        self.patience = PATIENCE
        self._seen = 0
        self._messages: dict[int, Message] = {}
        self._toasts: list[dict[str, Any]] = []

    @property
    def _chat(self) -> str:
        return f"{self._base}/api/chats/{self.network}/{self.number}"

    async def starts(self, payload: str | None = None) -> Message:
        return await self._act("start", {"payload": payload} if payload else {})

    async def says(self, text: str, reply_to: int | None = None) -> Message:
        return await self._act("say", {"text": text} | ({"reply_to": reply_to} if reply_to else {}))

    async def sends(self, kind: str, **fields: str) -> Message:
        """A sticker, a photo, a voice message: whatever is not text."""
        form = FormData({"kind": kind, **fields}, quote_fields=False)
        form.add_field("file", b"content", filename=f"{kind}.bin")
        return await self._act("file", form)

    async def sends_album(self, *contents: bytes, kind: str = "photo", **fields: str) -> Message:
        """Several files at once: one message, or one for each, as the network has it."""
        form = FormData({"kind": kind, **fields}, quote_fields=False)
        for number, content in enumerate(contents):
            form.add_field("file", BytesIO(content), filename=f"{kind}-{number}.bin")
        return await self._act("file", form)

    async def edits(self, message: int, text: str) -> None:
        """What they have said before; whether anything answers is not waited for."""
        await self._post("edit", {"message_id": message, "text": text})

    async def sends_file(self, name: str, content: bytes) -> Message:
        form = FormData({"kind": "document"}, quote_fields=False)
        form.add_field("file", BytesIO(content), filename=name)
        return await self._act("file", form)

    async def presses(self, label: str, on: str = "") -> Message:
        """The newest button whose label contains the words given; `on`: only of screens with these words."""
        message_id, row, column, button = await self._until(partial(_button, label, on), f"no button «{label}»")
        if message_id == 0 and "data" not in button:
            return await self.says(button["label"])
        return await self._act("press", {"message_id": message_id, "row": row, "column": column}, message_id)

    async def forges(self, data: str) -> Message:
        """A press that no button of the bot carries, as a hostile client sends it."""
        newest = (await self.messages())[-1]
        forged = json.dumps({"press": data}) if self.network == "vk" else data
        return await self._act("press", {"message_id": newest["id"], "data": forged}, newest["id"])

    async def blocks(self) -> None:
        await self._post("block", {})

    async def unblocks(self) -> None:
        await self._post("unblock", {})

    async def chat(self) -> dict[str, Any]:
        async with self._http.get(self._chat, params=self._since) as answer:
            answer.raise_for_status()
            return self._remembered(await answer.json())

    async def messages(self) -> list[Message]:
        return [message for message in (await self.chat())["messages"] if message["from"] == "bot"]

    async def screen(self) -> Message:
        """What the bot showed or changed last."""
        return _newest(await self.chat())

    async def sees(self, *words: str, within: float | None = None) -> Message:
        """Waits until one message of the bot has all the words in its text or on its buttons."""
        return await self._until(partial(_message, words), f"{words} not seen", within)

    async def does_not_see(self, *words: str) -> None:
        for message in await self.messages():
            if all(word in _all_words(message) for word in words):
                raise AssertionError(f"{words} is shown: {_all_words(message)}")

    async def _act(self, verb: str, content: Any, pressed: int | None = None) -> Message:
        """Does it and waits for the answer, which may also be an unchanged screen."""
        self.interactions += 1
        done = await self._post(verb, content)
        if not done.get("query_id"):  # a press that is a message, such as VK's text buttons make
            pressed = None
        answered = partial(_answered, done["seq"], pressed)
        return _newest(await self._until(answered, f"no answer to {verb}", after=done["seq"]))

    async def _until(
        self,
        find: Callable[[dict[str, Any]], T | None],
        missing: str,
        within: float | None = None,
        after: int | None = None,
    ) -> T:
        """What is found in the chat, as soon as it is there, which it is not before `after`."""
        until = time.monotonic() + (within or self.patience)
        chat = await (self.chat() if after is None else self._changed(after, until))
        while (found := find(chat)) is None:
            if time.monotonic() > until:
                raise NothingSeen(f"{missing}, last: {[_all_words(message) for message in chat['messages'][-3:]]}")
            chat = await self._changed(chat["seq"], until)
        return found

    async def _post(self, verb: str, content: Any) -> dict[str, Any]:
        body = {"data": content} if isinstance(content, FormData) else {"json": content}
        async with self._http.post(f"{self._chat}/{verb}", **body) as answer:
            if answer.status >= 400:
                raise AssertionError(f"{verb}: {await answer.text()}")
            found: dict[str, Any] = await answer.json()
            return found

    async def _changed(self, seq: int, until: float) -> dict[str, Any]:
        timeout = max(0.05, min(1.0, until - time.monotonic()))
        asked = {"after": str(seq), "timeout": f"{timeout:.2f}", **self._since}
        async with self._http.get(f"{self._chat}/wait", params=asked) as answer:
            if answer.status != 200:
                await asyncio.sleep(timeout)
                return await self.chat()
            return self._remembered(await answer.json())

    @property
    def _since(self) -> dict[str, str]:
        """Asked for after every step, a long chat would be most of the work."""
        return {"since": str(self._seen)}

    def _remembered(self, chat: dict[str, Any]) -> dict[str, Any]:
        self._seen = chat["seq"]
        self._messages |= {message["id"]: message for message in chat["messages"]}
        self._toasts += chat["toasts"]
        return chat | {"messages": list(self._messages.values()), "toasts": list(self._toasts)}


def _all_words(message: Message) -> str:
    labels = " ".join(button["label"] for row in message["rows"] for button in row)
    files = " ".join(file["name"] or "" for file in message["files"])
    return f"{message['text']} {labels} {files}"


def _message(words: tuple[str, ...], chat: dict[str, Any]) -> Message | None:
    shown = (message for message in reversed(chat["messages"]) if message["from"] == "bot")
    return next((message for message in shown if all(word in _all_words(message) for word in words)), None)


def _button(label: str, on: str, chat: dict[str, Any]) -> Place | None:
    """The keyboard below the chat, which comes last, is message 0."""
    shown = [message for message in chat["messages"] if message["from"] == "bot" and on in message["text"]]
    screens = [(message["id"], message["rows"]) for message in sorted(shown, key=lambda each: -int(each["seq"]))]
    for message_id, rows in [*screens, (0, chat["reply_keyboard"] or [])]:
        for row, buttons in enumerate(rows):
            for column, button in enumerate(buttons):
                if label in button["label"]:
                    return message_id, row, column, button
    return None


def _newest(chat: dict[str, Any]) -> Message:
    return max((each for each in chat["messages"] if each["from"] == "bot"), key=lambda each: int(each["seq"]))


def _answered(before: int, pressed: int | None, chat: dict[str, Any]) -> dict[str, Any] | None:
    shown = any(message["from"] == "bot" and message["seq"] > before for message in chat["messages"])
    waiting = any(press["message_id"] == pressed for press in chat["pending"])
    done = shown if pressed is None else not waiting and (shown or chat["seq"] > before)
    return chat if done else None
