from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from community.profiles import CommunityProfile
from handlers.turn import Upload, Wanted
from messengers.messenger import TOO_LARGE, DeliveryError, Rejected

AT_ONCE = 4
OUT_OF_REACH = "unreachable"
NO_FILE = "no_file"

Fetch = Callable[[str, int], Awaitable[bytes]]


class Uploads:
    """Files that a dialogue asks for, fetched and read before its turn: a transaction waits for no network."""

    def __init__(self, community: CommunityProfile, fetch: Mapping[str, Fetch]) -> None:
        self._community = community
        self._fetch = fetch
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def take(self, network: str, event: Any, wanted: Wanted, now: datetime) -> Upload:
        document = getattr(event, "document", None)
        if document is None or network not in self._fetch:
            return Upload(trouble=NO_FILE)
        if (document.file_size or 0) > wanted.most:
            return Upload(trouble=TOO_LARGE)
        async with self._at_once:
            try:
                content = await self._fetch[network](document.file_id, wanted.most)
            except DeliveryError as failure:
                return Upload(trouble=_word(failure))
            return Upload(await asyncio.to_thread(wanted.read, content, self._community, now))


def _word(failure: DeliveryError) -> str:
    if not isinstance(failure, Rejected):
        return OUT_OF_REACH
    return TOO_LARGE if failure.code == TOO_LARGE else NO_FILE
