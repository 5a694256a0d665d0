"""A network of ten lines: updates are put in by hand, screens are kept in a list."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from bot.moment import make_now
from bot.pump import Pump
from bot.turns import Turns
from community.profile_files import load_profile
from messengers.messenger import Batch, DeliveryError, Lane, Messenger, Place, Rejected, Shown, Unavailable
from messengers.screen import Screen
from messengers.telegram_updates import incoming, place_of, translated
from storage.database import Database


class Letterbox:
    """Speaks the Bot API's shapes, so its updates are read as Telegram's are."""

    at_once = 32

    def __init__(self, network: str = "telegram", reachable: bool = True) -> None:
        self.network = network
        self.reachable = reachable
        self.failure: DeliveryError | None = None
        self.shown: list[tuple[int, Screen]] = []
        self.confirmed: list[str] = []
        self._batches: asyncio.Queue[Batch] = asyncio.Queue()
        self._numbers = count(1)

    async def open(self) -> None:
        if not self.reachable:
            raise Unavailable("unreachable")

    async def receive(self) -> Batch:
        return await self._batches.get()

    async def confirm(self, batch: Batch) -> None:
        self.confirmed.append(batch.cursor)

    def translate(self, raw: dict[str, Any]) -> dict[str, Any]:
        return translated(raw)

    def place(self, raw: dict[str, Any]) -> Place:
        return place_of(raw)

    async def show(self, screen: Screen, place: Place, lane: Lane, key: str | None = None) -> Shown:
        if self.failure is not None:
            raise self.failure
        self.shown.append((place.chat, screen))
        return Shown(len(self.shown))

    async def fetch(self, file: str, most: int) -> bytes:
        raise Rejected("no_file")

    async def introduce(self) -> None: ...

    def link(self, word: str) -> str | None:
        return None

    async def close(self) -> None:
        pass

    def put(self, *updates: dict[str, Any]) -> None:
        self._batches.put_nowait(Batch([incoming(raw) for raw in updates], str(next(self._numbers))))

    def says(self, number: int, text: str | None, **content: Any) -> dict[str, Any]:
        said = {"text": text} if text is not None else {}
        return {"update_id": next(self._numbers), "message": _message(number) | said | content}

    def presses(self, number: int, data: str) -> dict[str, Any]:
        press = {"id": str(next(self._numbers)), "from": _user(number), "chat_instance": "1", "data": data}
        return {"update_id": next(self._numbers), "callback_query": press | {"message": _message(number)}}

    def told(self, number: int) -> list[str]:
        return [screen.text for chat, screen in self.shown if chat == number]

    async def answers(self, number: int, words: str, within: float = 10) -> None:
        for _ in range(int(within / 0.01)):
            if any(words in text for text in self.told(number)):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"«{words}» not among {self.told(number)[-3:]}")

    async def answered(self, many: int, within: float = 20) -> None:
        for _ in range(int(within / 0.01)):
            if len(self.shown) >= many:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{len(self.shown)} of {many} answers")


def _user(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Анна"}


def _message(number: int) -> dict[str, Any]:
    chat = {"id": number, "type": "private", "first_name": "Анна"}
    return {"message_id": 7, "date": 1_790_000_000, "chat": chat, "from": _user(number)}


@asynccontextmanager
async def pumping(url: str, *boxes: Messenger) -> AsyncIterator[Pump]:
    """The pumps and the turns as they are, over a real database; the first pump is handed out, all count together."""
    database, now, counters = Database(url), make_now(None), Counter[str]()
    turns = Turns(database, load_profile("perm-nastavniki"), now)
    pumps = [Pump(database, turns, box, now, lambda: None, counters) for box in boxes or (Letterbox(),)]
    tasks = [asyncio.create_task(pump.run()) for pump in pumps]
    try:
        yield pumps[0]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(database.close)
