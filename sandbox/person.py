from __future__ import annotations

import asyncio
import time
from typing import Any

from aiohttp import ClientSession, FormData

Message = dict[str, Any]
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

    @property
    def _chat(self) -> str:
        return f"{self._base}/api/chats/{self.network}/{self.number}"

    async def starts(self, payload: str | None = None) -> Message:
        return await self._act("start", {"payload": payload} if payload else {})

    async def says(self, text: str, reply_to: int | None = None) -> Message:
        return await self._act("say", {"text": text} | ({"reply_to": reply_to} if reply_to else {}))

    async def sends(self, kind: str, **fields: str) -> Message:
        """A sticker, a photo, a voice message: whatever is not text."""
        form = FormData({"kind": kind, **fields})
        form.add_field("file", b"content", filename=f"{kind}.bin")
        return await self._act("file", form)

    async def presses(self, label: str, on: str = "") -> Message:
        """The newest button whose label contains the words given; `on`: only of screens with these words."""
        message_id, row, column, button = await self._button(label, on)
        if message_id == 0 and "data" not in button:
            return await self.says(button["label"])
        return await self._act("press", {"message_id": message_id, "row": row, "column": column}, message_id)

    async def forges(self, data: str) -> Message:
        """A press that no button of the bot carries, as a hostile client sends it."""
        newest = (await self.messages())[-1]
        return await self._act("press", {"message_id": newest["id"], "data": data}, newest["id"])

    async def blocks(self) -> None:
        await self._post("block", {})

    async def unblocks(self) -> None:
        await self._post("unblock", {})

    async def chat(self) -> dict[str, Any]:
        async with self._http.get(self._chat) as answer:
            answer.raise_for_status()
            found: dict[str, Any] = await answer.json()
            return found

    async def messages(self) -> list[Message]:
        return [message for message in (await self.chat())["messages"] if message["from"] == "bot"]

    async def screen(self) -> Message:
        """What the bot showed or changed last."""
        return max(await self.messages(), key=lambda message: int(message["seq"]))

    async def sees(self, *words: str, within: float | None = None) -> Message:
        """Waits until one message of the bot has all the words in its text or on its buttons."""
        until = time.monotonic() + (within or self.patience)
        chat = await self.chat()
        while True:
            for message in reversed(chat["messages"]):
                if message["from"] == "bot" and all(word in _all_words(message) for word in words):
                    return dict(message)
            if time.monotonic() > until:
                raise NothingSeen(f"{words} not among: {[_all_words(message) for message in chat['messages'][-3:]]}")
            chat = await self._changed(chat["seq"], until)

    async def does_not_see(self, *words: str) -> None:
        for message in await self.messages():
            if all(word in _all_words(message) for word in words):
                raise AssertionError(f"{words} is shown: {_all_words(message)}")

    async def _button(self, label: str, on: str) -> tuple[int, int, int, Message]:
        """The message, row and column; the keyboard below the chat, which comes last, is message 0."""
        chat = await self.chat()
        shown = [message for message in chat["messages"] if message["from"] == "bot" and on in message["text"]]
        places = [(message["id"], message["rows"]) for message in sorted(shown, key=lambda each: -int(each["seq"]))]
        for message_id, rows in [*places, (0, chat["reply_keyboard"] or [])]:
            for row, buttons in enumerate(rows):
                for column, button in enumerate(buttons):
                    if label in button["label"]:
                        return message_id, row, column, button
        raise NothingSeen(f"no button «{label}»")

    async def _act(self, verb: str, content: Any, pressed: int | None = None) -> Message:
        """Does it and waits for the answer, which may also be an unchanged screen."""
        self.interactions += 1
        before = (await self.chat())["seq"]
        done = await self._post(verb, content)
        if not done.get("query_id"):  # a press that is a message, such as VK's text buttons make
            pressed = None
        until = time.monotonic() + self.patience
        chat = await self.chat()
        while not _is_answered(chat, before, pressed):
            if time.monotonic() > until:
                raise NothingSeen(f"no answer to {verb}")
            chat = await self._changed(chat["seq"], until)
        return await self.screen()

    async def _post(self, verb: str, content: Any) -> dict[str, Any]:
        body = {"data": content} if isinstance(content, FormData) else {"json": content}
        async with self._http.post(f"{self._chat}/{verb}", **body) as answer:
            if answer.status >= 400:
                raise AssertionError(f"{verb}: {await answer.text()}")
            found: dict[str, Any] = await answer.json()
            return found

    async def _changed(self, seq: int, until: float) -> dict[str, Any]:
        timeout = max(0.05, min(1.0, until - time.monotonic()))
        asked = {"after": str(seq), "timeout": f"{timeout:.2f}"}
        async with self._http.get(f"{self._chat}/wait", params=asked) as answer:
            if answer.status != 200:
                await asyncio.sleep(timeout)
                return await self.chat()
            found: dict[str, Any] = await answer.json()
            return found


def _all_words(message: Message) -> str:
    labels = " ".join(button["label"] for row in message["rows"] for button in row)
    files = " ".join(file["name"] or "" for file in message["files"])
    return f"{message['text']} {labels} {files}"


def _is_answered(chat: dict[str, Any], before: int, pressed: int | None) -> bool:
    shown = any(message["from"] == "bot" and message["seq"] > before for message in chat["messages"])
    if pressed is None:
        return shown
    waiting = any(press["message_id"] == pressed for press in chat["pending"])
    return not waiting and (shown or chat["seq"] > before)
