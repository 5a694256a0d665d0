"""aiogram without a database: as it comes, or with three cheap changes (`tuned`): the ceiling of any bot on it."""

from __future__ import annotations

import asyncio
import gc
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import Response
from aiogram.types import CallbackQuery, Message, Update

AT_WORK = 25
RESPONSES: list[object] = []


async def said(message: Message) -> None:
    await message.answer(message.text or "")


async def pressed(press: CallbackQuery) -> None:
    if isinstance(press.message, Message):
        await press.message.edit_text(press.data or "")
    await press.answer()


def tune() -> None:
    """Strong references to the generics in use, and a garbage collector that leaves the modules alone."""
    RESPONSES.extend((Response[Message], Response[Message | bool], Response[bool], Response[list[Update]]))
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


async def run(url: str, token: str, tuned: bool) -> None:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher()
    dispatcher.message.register(said)
    dispatcher.callback_query.register(pressed)
    if tuned:
        tune()
    await dispatcher.start_polling(bot, tasks_concurrency_limit=AT_WORK if tuned else None)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2], sys.argv[3] == "tuned"))
