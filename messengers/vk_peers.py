from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

from messengers.messenger import DeliveryError
from messengers.screen import Button
from messengers.vk_screens import Look
from messengers.vk_updates import Raw, begins, sender_of, shows_callbacks

MAX_PEERS = 100  # VK's limit for one send
MOST_NAMES = 20_000

Call = Callable[[str, dict[str, Any]], Awaitable[Any]]


class Peers:
    """What is remembered of those who write while the program runs: names, old clients, who has just come."""

    def __init__(self, call: Call, menu: Button | None) -> None:
        self._call = call
        self._menu = menu
        self._names: dict[int, dict[str, str]] = {}
        self._without_callbacks: set[int] = set()
        self._newcomers: set[int] = set()

    async def note(self, events: list[Raw]) -> list[Raw]:
        """The same events with the names of their senders, which VK leaves out."""
        for event in events:
            self._note_client(event)
        await self._learn_names({sender for event in events if (sender := sender_of(event))})
        return [self._named(event) for event in events]

    def look(self, peer: int) -> Look:
        return Look(peer not in self._without_callbacks, peer not in self._newcomers, self._menu)

    def greeted(self, peer: int) -> None:
        self._newcomers.discard(peer)

    def forget(self, peer: int) -> None:
        self._names.pop(peer, None)
        self._without_callbacks.discard(peer)
        self._newcomers.discard(peer)

    def alike(self, peers: Sequence[int]) -> Iterator[list[int]]:
        """As many at a time as one send takes, apart by what their clients can show."""
        unique = list(dict.fromkeys(peers))
        for old in (False, True):
            group = [peer for peer in unique if (peer in self._without_callbacks) is old]
            yield from (group[start : start + MAX_PEERS] for start in range(0, len(group), MAX_PEERS))

    def _note_client(self, event: Raw) -> None:
        sender, callbacks = sender_of(event), shows_callbacks(event)
        if sender is None:
            return
        if begins(event):
            self._newcomers.add(sender)
        if callbacks is not None:
            (self._without_callbacks.discard if callbacks else self._without_callbacks.add)(sender)

    def _named(self, event: Raw) -> Raw:
        name = self._names.get(sender_of(event) or 0)
        return event | {"sender": name} if name else event

    async def _learn_names(self, senders: set[int]) -> None:
        unknown = senders - self._names.keys()
        if not unknown:
            return
        if len(self._names) > MOST_NAMES:
            self._names.clear()
        try:
            people = await self._call("users.get", {"user_ids": ",".join(map(str, sorted(unknown)))})
        except DeliveryError:
            return  # they are greeted without a name
        for person in people if isinstance(people, list) else []:
            if isinstance(person, dict):
                self._names[person.get("id", 0)] = {part: person.get(part, "") for part in ("first_name", "last_name")}
