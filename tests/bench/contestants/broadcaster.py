"""A small bot that tells many something with aiogram-broadcaster, as the example of that library does.

The library is no dependency of ours: `tests.bench.tellers` installs it for the bench alone. It sends one letter after
the other, waits the interval after each and writes the whole list of chats to its storage: here a file.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram_broadcaster import Broadcaster
from aiogram_broadcaster.contents import MessageSendContent
from aiogram_broadcaster.intervals import SimpleInterval
from aiogram_broadcaster.storages import FileStorage


async def tell(message: Message, broadcaster: Broadcaster, chats: range, rate: float) -> None:
    """What the author wrote, to everybody."""
    mailer = await broadcaster.create_mailer(
        chats=chats, content=MessageSendContent(message=message), interval=SimpleInterval(interval=1 / rate)
    )
    mailer.start()
    await message.answer("Рассылка началась")


async def said(message: Message) -> None:
    await message.answer("Меню")


async def connected() -> None:
    print("connected", flush=True)


async def started() -> None:
    print("started", flush=True)


async def completed() -> None:
    print("completed", flush=True)


async def run(url: str, token: str, storage: Path, author: int, chats: range, rate: float) -> None:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher(chats=chats, rate=rate)
    dispatcher.startup.register(connected)
    dispatcher.message.register(tell, F.from_user.id == author)
    dispatcher.message.register(said)
    broadcaster = Broadcaster(bot, storage=FileStorage(storage))
    broadcaster.event.started.register(started)
    broadcaster.event.completed.register(completed)
    broadcaster.setup(dispatcher)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    url, token, storage, author, first, many, rate = sys.argv[1:]
    everybody = range(int(first), int(first) + int(many))
    asyncio.run(run(url, token, Path(storage), int(author), everybody, float(rate)))
