from __future__ import annotations

from dataclasses import dataclass
from time import time
from typing import Any

from messengers.messenger import Batch, Rejected, Unavailable
from messengers.vk_longpoll import LongPoll
from messengers.vk_peers import Call, Peers
from messengers.vk_updates import Raw, incoming, message_of, missed

MOST_MISSED = 200
DAY = 86_400


@dataclass(frozen=True)
class Cursor:
    """A place in the long poll, and VK's time of the last message before it."""

    ts: str
    date: int = 0

    @classmethod
    def parsed(cls, text: str) -> Cursor:
        ts, _, date = text.partition("@")
        return cls(ts, int(date) if date.isdecimal() else 0)

    def __str__(self) -> str:
        return f"{self.ts}@{self.date}"


class Listener:
    """Reads the long poll from where storage stopped, and looks for those it could not tell of."""

    def __init__(self, call: Call, group_id: int, peers: Peers) -> None:
        self._call = call
        self._group = {"group_id": group_id}
        self._peers = peers
        self._poll = LongPoll(self._ask_server)
        self._cursor: Cursor | None = None

    def move_to(self, cursor: str | None) -> None:
        self._cursor = Cursor.parsed(cursor) if cursor else None

    async def receive(self) -> Batch:
        try:
            heard = await self._poll.check(self._cursor.ts if self._cursor else None)
            events = [event for event in heard.events if isinstance(event, dict)]
            if heard.gap:
                events += await self._missed()
        except Rejected as refusal:  # a wrong group or right: waited for like a network out of reach
            raise Unavailable(refusal.code) from None
        updates = [incoming(event) for event in await self._peers.note(events)]
        return Batch(updates, str(Cursor(heard.ts, self._latest(events))))

    def close(self) -> None:
        self._poll.close()

    def _latest(self, events: list[Raw]) -> int:
        dates = [date for event in events if isinstance(date := message_of(event).get("date"), int)]
        return max([self._cursor.date if self._cursor else 0, *dates])

    async def _ask_server(self) -> Any:
        return await self._call("groups.getLongPollServer", self._group)

    async def _missed(self) -> list[Raw]:
        """Whoever has written since and has no answer; never the older talks of the community."""
        asked = {"filter": "unanswered", "count": MOST_MISSED}
        found = await self._call("messages.getConversations", self._group | asked)
        since = self._cursor.date if self._cursor and self._cursor.date else int(time()) - DAY
        items = found.get("items") if isinstance(found, dict) else None
        last = [item.get("last_message") for item in items or [] if isinstance(item, dict)]
        return [missed(message) for message in last if isinstance(message, dict) and message.get("date", 0) > since]
