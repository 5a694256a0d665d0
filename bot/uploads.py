from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from aiogram.types import Message

from community.picture_traces import without_traces
from community.profiles import CommunityProfile
from community.talks import MOST_TOGETHER, Received
from handlers.turn import Upload, Wanted
from messengers.messenger import TOO_LARGE, DeliveryError, Rejected

AT_ONCE = 4
OUT_OF_REACH = "unreachable"
NO_FILE = "no_file"
KINDS = {
    "photo": "photo",
    "document": "document",
    "voice": "voice",
    "audio": "audio",
    "video": "video",
    "video_note": "video",
    "animation": "document",
}
SUFFIXES = {"photo": "jpg", "voice": "ogg", "audio": "mp3", "video": "mp4"}

Fetch = Callable[[str, int], Awaitable[bytes]]


class Uploads:
    """Files that a dialogue asks for, fetched and read before its turn: a transaction waits for no network."""

    def __init__(self, community: CommunityProfile, fetch: Mapping[str, Fetch]) -> None:
        self._community = community
        self._fetch = fetch
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def take(self, network: str, event: Any, wanted: Wanted, now: datetime) -> Upload:
        """Of several files each, for a dialogue that takes any; what it gets is then a list of `Received`."""
        if network not in self._fetch or not isinstance(event, Message):
            return Upload(trouble=NO_FILE)
        async with self._at_once:
            if wanted.read is None:
                return await self._all(network, event, wanted.most)
            return await self._document(network, event, wanted, now)

    async def _document(self, network: str, message: Message, wanted: Wanted, now: datetime) -> Upload:
        if message.document is None or wanted.read is None:
            return Upload(trouble=NO_FILE)
        try:
            content = await self._fetched(network, message.document, wanted.most)
        except DeliveryError as failure:
            return Upload(trouble=_word(failure))
        return Upload(await asyncio.to_thread(wanted.read, content, self._community, now))

    async def _all(self, network: str, message: Message, most: int) -> Upload:
        """A message that is not whole is none: one file that does not come keeps the others back."""
        found: list[Received] = []
        left = MOST_TOGETHER
        for kind, file in files_of(message):
            try:
                content = await self._fetched(network, file, min(most, left))
            except DeliveryError as failure:
                return Upload(trouble=TOO_LARGE if failure.code == TOO_LARGE else OUT_OF_REACH)
            left -= len(content)
            found.append(Received(kind, _name(kind, file), await asyncio.to_thread(without_traces, content)))
        return Upload(found, None if found else NO_FILE)

    async def _fetched(self, network: str, file: Any, most: int) -> bytes:
        if (getattr(file, "file_size", None) or 0) > most:
            raise Rejected(TOO_LARGE)
        return await self._fetch[network](file.file_id, most)


def files_of(message: Message) -> Iterator[tuple[str, Any]]:
    """The kind of each file, and the file. A network that sends several in one message has them in `attachments`."""
    several = (message.model_extra or {}).get("attachments")
    for part in [message, *(message.model_copy(update=_only(each)) for each in several[1:])] if several else [message]:
        for name, kind in KINDS.items():
            file = getattr(part, name)
            if file:
                yield kind, file[-1] if name == "photo" else file
                break


def _only(attachment: dict[str, Any]) -> dict[str, Any]:
    alone = Message.model_validate({"message_id": 0, "date": 0, "chat": {"id": 1, "type": "private"}, **attachment})
    return {name: getattr(alone, name) for name in KINDS}


def _name(kind: str, file: Any) -> str:
    named = getattr(file, "file_name", None)
    return str(named)[-120:] if named else f"{kind}.{SUFFIXES.get(kind, 'bin')}"


def _word(failure: DeliveryError) -> str:
    if not isinstance(failure, Rejected):
        return OUT_OF_REACH
    return TOO_LARGE if failure.code == TOO_LARGE else NO_FILE
