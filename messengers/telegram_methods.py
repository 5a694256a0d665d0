"""What is asked of the Bot API, with raw answers."""

from __future__ import annotations

from typing import Any

from aiogram.methods import TelegramMethod
from aiogram.types import InputFile


class GetRawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates whose result is left raw: one odd update must not spoil its batch."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class SendText(TelegramMethod[dict[str, Any]]):
    """sendMessage with ready JSON and a raw answer: building and reading pydantic's models costs more than sending."""

    __returning__ = dict[str, Any]
    __api_method__ = "sendMessage"

    chat_id: int
    text: str
    entities: str | None = None
    reply_markup: str | None = None
    allow_paid_broadcast: bool | None = None


class EditText(SendText):
    __api_method__ = "editMessageText"

    message_id: int


class SendFile(TelegramMethod[dict[str, Any]]):
    __returning__ = dict[str, Any]
    __api_method__ = "sendDocument"

    chat_id: int
    document: InputFile | str


class SendPhoto(TelegramMethod[dict[str, Any]]):
    __returning__ = dict[str, Any]
    __api_method__ = "sendPhoto"

    chat_id: int
    photo: InputFile | str


class SendVoice(TelegramMethod[dict[str, Any]]):
    __returning__ = dict[str, Any]
    __api_method__ = "sendVoice"

    chat_id: int
    voice: InputFile | str


class SendAudio(TelegramMethod[dict[str, Any]]):
    __returning__ = dict[str, Any]
    __api_method__ = "sendAudio"

    chat_id: int
    audio: InputFile | str


class SendVideo(TelegramMethod[dict[str, Any]]):
    __returning__ = dict[str, Any]
    __api_method__ = "sendVideo"

    chat_id: int
    video: InputFile | str


SENDING: dict[str, type[TelegramMethod[dict[str, Any]]]] = {
    "document": SendFile,
    "photo": SendPhoto,
    "voice": SendVoice,
    "audio": SendAudio,
    "video": SendVideo,
}
