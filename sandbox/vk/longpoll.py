import asyncio
import secrets
import time
from collections.abc import Callable
from typing import Any

from sandbox.vk.errors import wrong
from sandbox.vk.params import Params
from sandbox.world import Json, Signal

EVENTS = (
    "message_new", "message_reply", "message_allow", "message_deny", "message_edit", "message_event",
    "message_typing_state", "message_read", "message_reaction_event",
)  # fmt: skip
KEPT_EVENTS = 10_000
LONGEST_WAIT = 90.0
RECENTLY = 10.0  # seconds; a bot that asked within them is at work
PATIENCE = 0.5  # seconds between looks at what is to fail
CLIENT_INFO_SINCE = (5, 103)  # earlier versions get the message alone
DEFAULT_VERSION = "5.199"


class LongPoll:
    """The community's events, numbered by `ts`. A reader keeps its own place; nothing is taken away by reading."""

    def __init__(self, group_id: int, failure: Callable[[], int], changed: Callable[[], None]) -> None:
        self._group_id = group_id
        self._failure = failure
        self._changed = changed
        self._history: list[Json] = []
        self._last = 1
        self._key = secrets.token_hex(20)
        self._given = 1
        self._arrived = Signal()
        self._asked_at = -RECENTLY - 1
        self._waiting = 0
        self._settings: Json = {"is_enabled": False, "api_version": DEFAULT_VERSION, "events": dict.fromkeys(EVENTS, 0)}

    @property
    def settings(self) -> Json:
        return {**self._settings, "events": dict(self._settings["events"])}

    def change(self, params: Params) -> None:
        if "enabled" in params:
            self._settings["is_enabled"] = params.boolean("enabled")
        if "api_version" in params:
            self._settings["api_version"] = params.text("api_version")
        for name in EVENTS:
            if name in params:
                self._settings["events"][name] = int(params.boolean(name))

    def push(self, kind: str, content: Json) -> None:
        """Kinds that are switched off at the moment are lost, as they are in VK."""
        if self._settings["is_enabled"] and self._settings["events"].get(kind):
            old = version_of(self._settings["api_version"]) < CLIENT_INFO_SINCE
            self.put({"type": kind, "object": content["message"] if old and kind == "message_new" else content})

    def put(self, event: Json) -> int:
        """As it is; what every event has is added where it is missing."""
        known = {"group_id": self._group_id, "event_id": secrets.token_hex(20), "v": self._settings["api_version"]}
        self._history.append({**known, **event})
        del self._history[:-KEPT_EVENTS]
        self._last += 1
        self._arrived.fire()
        return self._last

    def server(self) -> Json:
        if not self._settings["is_enabled"]:
            raise wrong("longpoll for this group is not enabled")
        return {"key": self._key, "server": "/vk/longpoll", "ts": str(self._last)}

    async def check(self, key: str, ts: str, wait: float) -> Json:
        self._waiting += 1
        try:
            return await self._check(key, int(ts) if ts.isdecimal() else -1, min(wait, LONGEST_WAIT))
        finally:
            self._waiting -= 1
            self._asked_at = time.monotonic()

    def online(self) -> bool:
        return self._waiting > 0 or time.monotonic() - self._asked_at < RECENTLY

    def __len__(self) -> int:
        """How many events nobody has asked for."""
        return max(0, self._last - self._given)

    def dump(self) -> Json:
        return {"history": self._history, "last": self._last, "key": self._key, "settings": self._settings}

    def load(self, kept: Json) -> None:
        self._history, self._last, self._key = kept["history"], kept["last"], kept["key"]
        self._settings, self._given = kept["settings"], self._last

    async def _check(self, key: str, ts: int, wait: float) -> Json:
        until = time.monotonic() + wait
        while True:
            failed = self._failed(key, ts)
            if failed:
                return failed
            left = until - time.monotonic()
            if self._last > ts or left <= 0:
                return self._news(ts)
            await self._something(min(left, PATIENCE))

    def _failed(self, key: str, ts: int) -> Json | None:
        failure = self._failure()
        if failure > 1:
            self._key = secrets.token_hex(20)
        if failure == 3:
            self._history = []
        if failure > 1 or key != self._key:
            return {"failed": max(failure, 2)}
        if failure == 1 or not self._last - len(self._history) <= ts <= self._last:
            return {"failed": 1, "ts": self._last}
        return None

    def _news(self, ts: int) -> Json:
        updates: list[Any] = self._history[len(self._history) - (self._last - ts) :]
        if self._last > self._given:
            self._given = self._last
            self._changed()
        return {"ts": str(self._last), "updates": updates}

    async def _something(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._arrived.wait(), seconds)
        except TimeoutError:
            return


def version_of(text: str) -> tuple[int, int]:
    major, _, minor = text.partition(".")
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else (0, 0)
