"""Our pump, routing and messenger around an inbox in memory and an echo: what they cost without the database."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import count
from typing import Any, cast
from unittest.mock import patch

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

import bot.pump
from bot.moment import make_now
from bot.pump import Pump
from bot.turns import Answer, Handler, NoNetwork, Origin, Turns
from messengers.screen import Screen
from messengers.telegram import Telegram
from screens.words import esc
from storage import inbox
from storage.database import Database
from tests.bench.contestants.echo import tune

UNLIMITED = 1_000_000.0


class InboxInMemory:
    Received = inbox.Received

    def __init__(self) -> None:
        self._rows = count(1)

    def keep(
        self, session: None, network: str, received: Sequence[inbox.Received], now: datetime, cursor: str | None
    ) -> dict[str, int]:
        return {update.key: next(self._rows) for update in received}

    def unseen(self, session: None, network: str, since: datetime) -> list[inbox.Waiting]:
        return []

    def unfinished(self, session: None, network: str) -> list[inbox.Waiting]:
        return []

    def tick_off(self, session: None, rows: Sequence[int]) -> None:
        pass

    def set_aside(self, session: None, rows: Iterable[int], state: str = "bad") -> None:
        pass


class NoDatabase:
    async def run(self, work: Callable[[Any], Any], *_: Any) -> Any:
        return work(None)


class EchoTurns:
    """Routes like the real one: the update is read and goes through a dispatcher."""

    def __init__(self) -> None:
        self._bot = Bot("1:turns", session=NoNetwork())
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._dispatcher.message.middleware(self._answer)
        self._dispatcher.callback_query.middleware(self._answer)
        self._dispatcher.message.register(said)
        self._dispatcher.callback_query.register(pressed)

    async def take(self, origin: Origin, raw: dict[str, Any]) -> Any:
        update = Update.model_validate(raw, context={"bot": self._bot})
        return await self._dispatcher.feed_update(self._bot, update, origin=origin)

    async def _answer(self, _: Handler, event: TelegramObject, data: dict[str, Any]) -> Answer:
        origin: Origin = data["origin"]
        handler: HandlerObject = data["handler"]
        return Answer(origin.row, origin.network, handler.callback(event), origin.place)


def said(message: Message) -> Screen:
    return Screen(esc(message.text))


def pressed(press: CallbackQuery) -> Screen:
    return Screen(esc(press.data))


async def run(url: str, token: str) -> None:
    telegram = Telegram(token, url, None, UNLIMITED)
    database, turns = cast(Database, NoDatabase()), cast(Turns, EchoTurns())
    tune()
    with patch.object(bot.pump, "inbox", InboxInMemory()):
        await Pump(database, turns, telegram, make_now(None), lambda: None).run()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2]))
