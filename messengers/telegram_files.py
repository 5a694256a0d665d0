from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramBadRequest
from aiohttp import ClientError, ClientResponseError
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from messengers.messenger import FETCH_SECONDS, TOO_LARGE, Rejected, Unavailable

NOT_DOWNLOADED = (ClientError, TimeoutError, OSError, ProxyConnectionError, ProxyError, ProxyTimeoutError)


def reference_of(sent: Any) -> str | None:
    """Of a photo there are several sizes, the largest last."""
    kept = sent[-1] if isinstance(sent, list) and sent else sent
    reference = kept.get("file_id") if isinstance(kept, dict) else None
    return reference if isinstance(reference, str) else None


async def fetch(bot: Bot, file: str, most: int) -> bytes:
    """What somebody has sent: asked for in two steps, because the address holds only for an hour."""
    try:
        async with asyncio.timeout(FETCH_SECONDS):
            return await _download(bot, await _path_of(bot, file, most), most)
    except NOT_DOWNLOADED as error:
        refused = isinstance(error, ClientResponseError) and error.status < 500
        raise Rejected("no_file") if refused else Unavailable("no_answer") from None


async def _path_of(bot: Bot, file: str, most: int) -> str:
    try:
        found = await bot.get_file(file, request_timeout=FETCH_SECONDS)
    except TelegramBadRequest as error:
        raise Rejected(TOO_LARGE if "too big" in error.message else "no_file") from None
    except (TelegramAPIError, ClientDecodeError):
        raise Unavailable("server") from None
    if (found.file_size or 0) > most:
        raise Rejected(TOO_LARGE)
    if not found.file_path:
        raise Rejected("no_file")
    return found.file_path


async def _download(bot: Bot, path: str, most: int) -> bytes:
    content = bytearray()
    address = bot.session.api.file_url(bot.token, path)  # holds the token: nobody is told of it
    async with aclosing(bot.session.stream_content(address, timeout=FETCH_SECONDS)) as pieces:
        async for piece in pieces:
            content += piece
            if len(content) > most:
                raise Rejected(TOO_LARGE)
    return bytes(content)
