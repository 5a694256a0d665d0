"""The limits of the Bot API. Numbers the documentation gives are exact; flood control is unpublished, see below."""

import json
import math
import time
from typing import Any

from sandbox.telegram.errors import ApiError, bad_request, too_many_requests
from sandbox.telegram.urls import WrongUrl, checked

TEXT_LENGTH = 4096  # characters after parsing
CAPTION_LENGTH = 1024
CALLBACK_DATA_BYTES = 64
TOAST_LENGTH = 200
INLINE_BUTTONS = 100
ROW_BUTTONS = 12  # the server forgets what is beyond; applications show 8 well
MARKUP_BYTES = 10_000
ALBUM_ITEMS = 10
DOWNLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
COMMANDS = 100
DELETE_SECONDS = 48 * 3600
QUEUE_SECONDS = 24 * 3600
TYPING_SECONDS = 5

# "Not more than about 30 messages a second in all, avoid more than one a second in a chat; short bursts are let
# through." How short is not said: 20 here, enough for a person who presses quickly, too few for a runaway loop.
CHAT_BURST = 20
CHAT_PER_SECOND = 1


class Bucket:
    def __init__(self, capacity: float, per_second: float) -> None:
        self._capacity = capacity
        self._rate = per_second
        self._level = capacity
        self._at = time.monotonic()

    def wait_for(self, amount: float) -> float:
        """Seconds until that much can be taken, 0 when it can be taken now."""
        now = time.monotonic()
        self._level = min(self._capacity, self._level + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (min(amount, self._capacity) - self._level) / self._rate)

    def take(self, amount: float) -> None:
        self._level -= amount


class FloodControl:
    def __init__(self, enabled: bool, messages_per_second: int) -> None:
        self._enabled = enabled
        self._all = Bucket(messages_per_second, messages_per_second)
        self._chats: dict[int, Bucket] = {}

    def pass_messages(self, chat_id: int, amount: int = 1) -> None:
        chat = self._chats.setdefault(chat_id, Bucket(CHAT_BURST, CHAT_PER_SECOND))
        self._pass([self._all, chat], amount)

    def pass_edit(self) -> None:
        self._pass([self._all], 1)

    def _pass(self, buckets: list[Bucket], amount: int) -> None:
        if not self._enabled:
            return
        wait = max(bucket.wait_for(amount) for bucket in buckets)
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.take(amount)


def check_text(text: str) -> None:
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > TEXT_LENGTH:
        raise bad_request("message is too long")


def check_caption(caption: str) -> None:
    if len(caption) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")


def inline_keyboard(rows: Any) -> list[list[dict[str, Any]]]:
    result = [[_inline_button(button) for button in row][:ROW_BUTTONS] for row in _rows(rows, "inline keyboard")]
    if sum(map(len, result)) > INLINE_BUTTONS or len(json.dumps(result, ensure_ascii=False).encode()) > MARKUP_BYTES:
        raise bad_request("reply markup is too long")
    return [row for row in result if row]


def reply_keyboard(rows: Any) -> list[list[dict[str, Any]]]:
    result = [[_reply_button(button) for button in row][:ROW_BUTTONS] for row in _rows(rows, "keyboard")]
    return [row for row in result if row]


def _rows(rows: Any, what: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{what.replace(" ", "_")}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f"can't parse {what}: expected an Array of Arrays of buttons")
    return rows


def _reply_button(button: Any) -> dict[str, Any]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not button["text"]:
        raise bad_request("keyboard button text must be non-empty")
    return button


def _inline_button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        # The real server drops such a button silently, which would hide our mistake.
        raise bad_request("inline keyboard button text must be non-empty")
    actions = {name for name in button if name not in ("text", "style", "icon_custom_emoji_id")}
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    return _checked_action(button)


def _checked_action(button: dict[str, Any]) -> dict[str, Any]:
    if "url" in button:
        try:
            return {**button, "url": checked(str(button["url"]))}
        except WrongUrl as error:
            raise bad_request(f"inline keyboard button {error}") from None
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_DATA_BYTES:
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return button
