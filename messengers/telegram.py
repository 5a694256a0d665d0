from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InputFile,
    User,
)
from aiohttp import ClientConnectorError, ClientTimeout, ConnectionTimeoutError
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from messengers import telegram_files
from messengers.limiter import Limiter
from messengers.markup import Formatted, parse, split
from messengers.messenger import (
    Batch,
    Blocked,
    DeliveryError,
    Lane,
    Place,
    Rejected,
    Shown,
    SlowDown,
    Unavailable,
    Uncertain,
)
from messengers.screen import Attachment, File, Screen
from messengers.telegram_methods import SENDING, EditText, GetRawUpdates, SendFile, SendPhoto, SendText
from messengers.telegram_screens import entities_of, keyboard_of
from messengers.telegram_updates import incoming, place_of, translated

MAX_TEXT = 4096
MAX_TOAST = 200
POLL_SECONDS = 25
FOR_REPLIES = 3  # people who are answered at once while announcements use up the rate
SECONDS_AHEAD = 0.25  # a round trip, and the pause until the post looks again
CONNECT_SECONDS = 5
ANSWER_SECONDS = 20
UPLOAD_SECONDS = 60
PROXY_FAILED = (ProxyConnectionError, ProxyError, ProxyTimeoutError)
NOT_REACHED = (ClientConnectorError, ConnectionTimeoutError, *PROXY_FAILED)
HEARD = ["message", "edited_message", "callback_query", "my_chat_member"]
GONE = ("chat not found", "user is deactivated", "bot was blocked", "user not found")
CANNOT_EDIT = ("message can't be edited", "message to edit not found", "there is no text in the message")

# pydantic keeps generics weakly: without these, each garbage collection makes aiogram build them anew (3 ms).
_RESPONSES = (
    Response[dict[str, Any]],
    Response[bool],
    Response[User],
    Response[list[dict[str, Any]]],
)


class PatientSession(AiohttpSession):
    """Tells a network that was not reached (nothing left) from one that did not answer (perhaps delivered)."""

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        limits: Any = ClientTimeout(total=timeout or self.timeout, sock_connect=CONNECT_SECONDS)
        try:
            return await super().make_request(bot, method, limits)  # aiogram hands it on to aiohttp as it is
        except UnicodeDecodeError:
            raise TelegramNetworkError(method=method, message="the answer is not text") from None
        except PROXY_FAILED as error:  # aiogram does not know them
            raise TelegramNetworkError(method=method, message="the proxy does not let through") from error

    async def close(self) -> None:
        """At once: what aiogram waits for a quarter of a second, aiohttp waits for by itself now."""
        if self._session is not None:
            await self._session.close()


class Telegram:
    """The Bot API through aiogram. `rate` is the network's limit of messages a second.

    `pays`: announcements may go beyond Telegram's free 30 a second, for 0.1 Stars of the bot's balance each.
    """

    network = "telegram"

    def __init__(
        self,
        token: str,
        api_url: str,
        proxy: str | None,
        rate: float,
        commands: dict[str, str] | None = None,
        pays: bool = False,
    ) -> None:
        server = TelegramAPIServer.from_base(api_url) if api_url else PRODUCTION
        self._bot = Bot(token, session=PatientSession(api=server, proxy=proxy))
        self.at_once = max(8, int(rate * SECONDS_AHEAD))
        self._limiter = Limiter(rate * 0.97, burst=max(1, int(rate / 2)), reserve=FOR_REPLIES)
        self._offset: int | None = None
        self._commands = commands or {}
        self._pays = pays
        self._name = ""
        self._sent: dict[tuple[str, object], str] = {}  # what Telegram keeps, by kind and edition

    async def open(self) -> None:
        try:
            await self._bot.delete_webhook()
            await self._bot.set_my_commands(
                [BotCommand(command=name, description=text) for name, text in self._commands.items()]
            )
        except (TelegramAPIError, ClientDecodeError) as error:
            raise _failure(error) from None

    def link(self, word: str) -> str | None:
        return f"https://t.me/{self._name}?start={word}" if self._name else None

    async def me(self) -> str:
        """The bot's user name; raises Unavailable, with code `token` for a refused token."""
        try:
            return (await self._bot.get_me(request_timeout=10)).username or ""
        except (TelegramAPIError, ClientDecodeError) as error:
            raise _failure(error) from None

    async def introduce(self) -> None:
        self._name = await self.me()

    async def has_webhook(self) -> bool:
        try:
            return bool((await self._bot.get_webhook_info(request_timeout=10)).url)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise _failure(error) from None

    async def receive(self) -> Batch:
        request = GetRawUpdates(offset=self._offset, timeout=POLL_SECONDS, allowed_updates=HEARD)
        try:
            updates: Any = await self._bot(request, request_timeout=POLL_SECONDS + 10)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise _failure(error) from None
        if updates is None:  # "ok" without a result, from somebody at Telegram's address
            raise Unavailable("undecodable")
        numbers = [number for raw in updates if isinstance(number := raw.get("update_id"), int)]
        return Batch([incoming(raw) for raw in updates], str(max(numbers, default=-1) + 1))

    async def confirm(self, batch: Batch) -> None:
        if batch.updates:
            self._offset = int(batch.cursor)

    def translate(self, raw: dict[str, Any]) -> dict[str, Any]:
        return translated(raw)

    def place(self, raw: dict[str, Any]) -> Place:
        return place_of(raw)

    async def show(self, screen: Screen, place: Place, lane: Lane, key: str | None = None) -> Shown:
        if place.press is None:
            return await self._deliver(screen, place, lane)
        number, _ = await asyncio.gather(
            self._deliver(screen, place, lane), self._answer_press(place.press, screen.toast)
        )
        return number

    async def fetch(self, file: str, most: int) -> bytes:
        return await telegram_files.fetch(self._bot, file, most)

    async def close(self) -> None:
        await self._bot.session.close()

    async def _deliver(self, screen: Screen, place: Place, lane: Lane) -> Shown:
        try:
            parts = split(parse(screen.text), MAX_TEXT)
            keyboard = keyboard_of(screen)
            whole = len(parts) == 1 and not screen.files and not screen.attached
            if place.replaces and whole and await self._edit(parts[0], keyboard, place, lane):
                return Shown(place.replaces)
            await self._send_attached(screen.attached, place.chat, lane)
            return await self._send(parts, screen.files, keyboard, place.chat, lane)
        except (TelegramAPIError, ClientDecodeError) as error:
            raise self._noted(_failure(error)) from None

    async def _send_attached(self, attached: Iterable[Attachment], chat: int, lane: Lane) -> None:
        """A file that is gone keeps nothing else back."""
        for each in attached:
            await self._limiter.wait(lane)
            with suppress(TelegramBadRequest):
                await self._bot(_sending(each, chat), request_timeout=ANSWER_SECONDS)

    async def _send(
        self,
        parts: list[Formatted],
        files: Iterable[File],
        keyboard: str | None,
        chat: int,
        lane: Lane,
    ) -> Shown:
        numbers = [await self._send_file(file, chat, lane) for file in files]
        for part in parts:
            await self._limiter.wait(lane)
            request = SendText(
                chat_id=chat,
                text=part.text,
                entities=entities_of(part),
                reply_markup=keyboard if part is parts[-1] else None,
                allow_paid_broadcast=(self._pays and lane is Lane.BULK) or None,
            )
            numbers.append(_number_of(await self._bot(request, request_timeout=ANSWER_SECONDS)))
        return Shown(*numbers)

    async def _send_file(self, file: File, chat: int, lane: Lane) -> int:
        """What Telegram does not take for a picture or a voice goes as a document."""
        if file.kind != "document":
            with suppress(TelegramBadRequest):
                return await self._send_once(file.kind, file, chat, lane)
        return await self._send_once("document", file, chat, lane)

    async def _send_once(self, kind: str, file: File, chat: int, lane: Lane) -> int:
        """What was sent before is not uploaded again."""
        known = (kind, file.edition)
        content = self._sent.get(known) or await _read(file)
        try:
            sent = await self._send_as(kind, content, chat, lane)
        except TelegramBadRequest:
            self._sent.pop(known, None)
            raise
        if file.edition and (reference := telegram_files.reference_of(sent.get(kind))):
            self._sent[known] = reference
        return _number_of(sent)

    async def _send_as(self, kind: str, content: InputFile | str, chat: int, lane: Lane) -> dict[str, Any]:
        await self._limiter.wait(lane)
        request = SENDING[kind](chat_id=chat, **{kind: content})
        return await self._bot(request, request_timeout=UPLOAD_SECONDS)

    async def _edit(self, part: Formatted, keyboard: str | None, place: Place, lane: Lane) -> bool:
        await self._limiter.wait(lane)
        try:
            request = EditText(
                chat_id=place.chat,
                message_id=place.replaces,
                text=part.text,
                entities=entities_of(part),
                reply_markup=keyboard,
            )
            await self._bot(request, request_timeout=ANSWER_SECONDS)
        except TelegramBadRequest as error:
            return _is_same_already(error)
        return True

    async def _answer_press(self, press: str, toast: str | None) -> None:
        try:
            await self._bot.answer_callback_query(
                press, text=toast[:MAX_TOAST] if toast else None, request_timeout=ANSWER_SECONDS
            )
        except (TelegramAPIError, ClientDecodeError):
            return  # the spinner stops by itself; the screen is what counts

    def _noted(self, failure: DeliveryError) -> DeliveryError:
        if isinstance(failure, SlowDown):
            self._limiter.pause(failure.seconds)
        return failure


def _sending(attached: Attachment, chat: int) -> TelegramMethod[dict[str, Any]]:
    """Telegram sends a photo as nothing but a photo."""
    if attached.kind == "photo":
        return SendPhoto(chat_id=chat, photo=attached.reference)
    return SendFile(chat_id=chat, document=attached.reference)


def _is_same_already(error: TelegramBadRequest) -> bool:
    if "message is not modified" in error.message:
        return True
    if any(text in error.message for text in CANNOT_EDIT):
        return False
    raise error


def _number_of(sent: Any) -> int:
    """Also a good answer can be somebody else's than Telegram's."""
    number = sent.get("message_id") if isinstance(sent, dict) else None
    if not isinstance(number, int):
        raise Uncertain("undecodable")
    return number


async def _read(file: File) -> InputFile:
    try:
        return BufferedInputFile(await asyncio.to_thread(file.path.read_bytes), file.name)
    except OSError:
        raise Rejected("no_file") from None


def _failure(error: Exception) -> DeliveryError:
    match error:
        case TelegramRetryAfter():
            return SlowDown(error.retry_after)
        case TelegramNetworkError() if isinstance(error.__cause__, NOT_REACHED):
            return Unavailable("unreachable")
        case TelegramNetworkError():
            return Uncertain("no_answer")
        case ClientDecodeError():
            return Uncertain("undecodable")
        case TelegramForbiddenError():
            return Blocked("blocked")
        case TelegramBadRequest() if any(text in error.message for text in GONE):
            return Blocked("gone")
        case TelegramBadRequest():
            return Rejected("bad_request")
    return Unavailable(_word(error))


def _word(error: Exception) -> str:
    words = {"TelegramUnauthorizedError": "token", "TelegramNotFound": "token", "TelegramConflictError": "conflict"}
    return words.get(type(error).__name__, "server")
