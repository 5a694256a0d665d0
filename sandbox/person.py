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
        return await self._act("press", {"label": label, "on": on})

    async def forges(self, data: str) -> Message:
        """A press that no button of the bot carries, as a hostile client sends it."""
        newest = (await self.messages())[-1]
        forged = json.dumps({"press": data}) if self.network == "vk" else data
        return await self._act("press", {"message_id": newest["id"], "data": forged})

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

    async def _act(self, verb: str, content: Any) -> Message:
        """Does it and waits for the answer, which may also be an unchanged screen."""
        self.interactions += 1
        done = await self._post(verb, content, {"wait": f"{self.patience:.2f}", **self._since})
        chat = self._remembered(done["chat"])
        if not done["answered"]:
            raise NothingSeen(f"no answer to {verb}, last: {_last(chat)}")
        return _newest(chat)

    async def _until(self, find: Callable[[dict[str, Any]], T | None], missing: str, within: float | None = None) -> T:
        """What is found in the chat, as soon as it is there."""
        until = time.monotonic() + (within or self.patience)
        chat = await self.chat()
        while (found := find(chat)) is None:
            if time.monotonic() > until:
                raise NothingSeen(f"{missing}, last: {_last(chat)}")
            chat = await self._changed(chat["seq"], until)
        return found

    async def _post(self, verb: str, content: Any, asked: dict[str, str] | None = None) -> dict[str, Any]:
        body = {"data": content} if isinstance(content, FormData) else {"json": content}
        async with self._http.post(f"{self._chat}/{verb}", params=asked, **body) as answer:
            if answer.status == 404 and verb == "press":
                raise NothingSeen(f"no button {content}, last: {_last(await self.chat())}")
            if answer.status >= 400:
                raise AssertionError(f"{verb}: {await answer.text()}")
            found: dict[str, Any] = await answer.json()
            return found

    async def _changed(self, seq: int, until: float) -> dict[str, Any]:
        timeout = max(0.05, min(1.0, until - time.monotonic()))
        asked = {"after": str(seq), "wait": f"{timeout:.2f}", **self._since}
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


def _last(chat: dict[str, Any]) -> list[str]:
    return [_all_words(message) for message in chat["messages"][-3:]]


def _all_words(message: Message) -> str:
    labels = " ".join(button["label"] for row in message["rows"] for button in row)
    files = " ".join(file["name"] or "" for file in message["files"])
    return f"{message['text']} {labels} {files}"


def _message(words: tuple[str, ...], chat: dict[str, Any]) -> Message | None:
    shown = (message for message in reversed(chat["messages"]) if message["from"] == "bot")
    return next((message for message in shown if all(word in _all_words(message) for word in words)), None)


def _newest(chat: dict[str, Any]) -> Message:
    return max((each for each in chat["messages"] if each["from"] == "bot"), key=lambda each: int(each["seq"]))
