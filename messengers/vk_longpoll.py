from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any

from requests import Session

from messengers.messenger import DeliveryError, Unavailable
from messengers.vk_client import hand_back
from messengers.vk_errors import failure_of

WAIT = 25


@dataclass(frozen=True)
class Server:
    address: str
    key: str
    ts: str


@dataclass(frozen=True)
class Heard:
    """What happened until `ts`. After a gap VK does not know any more what happened in between."""

    events: list[Any]
    ts: str
    gap: bool = False


class LongPoll:
    """One check at a time, from a place that the caller keeps; every failure asks for a new server."""

    def __init__(self, ask: Callable[[], Awaitable[Any]], wait: int = WAIT) -> None:
        self._ask = ask
        self._wait = wait
        self._session = Session()
        self._server: Server | None = None

    async def check(self, ts: str | None) -> Heard:
        """Raises `Unavailable`, without the address, which holds the key."""
        server = self._server = self._server or await self._new_server()
        since = ts or server.ts
        answer = await _in_daemon_thread(partial(self._get, server, since))
        failed = answer.get("failed") if isinstance(answer, dict) else 0
        if failed is None and isinstance(answer.get("updates"), list) and "ts" in answer:
            return Heard(answer["updates"], str(answer["ts"]))
        if failed == 1 and "ts" in answer:
            return Heard([], str(answer["ts"]), gap=True)
        self._server = None
        if failed == 2:
            return Heard([], since)
        if failed == 3:
            self._server = await self._new_server()
            return Heard([], self._server.ts, gap=True)
        raise Unavailable(answer.code if isinstance(answer, DeliveryError) else "undecodable")

    def close(self) -> None:
        self._session.close()

    async def _new_server(self) -> Server:
        found = await self._ask()
        try:
            return Server(str(found["server"]), str(found["key"]), str(found["ts"]))
        except (KeyError, TypeError):
            raise Unavailable("undecodable") from None

    def _get(self, server: Server, ts: str) -> Any:
        asked = {"act": "a_check", "key": server.key, "ts": ts, "wait": str(self._wait)}
        try:
            response = self._session.get(server.address, params=asked, timeout=(5, self._wait + 10))
            return response.json() if response.ok else Unavailable("server")
        except Exception as error:  # noqa: BLE001 - told apart in vk_errors
            return failure_of(error)


async def _in_daemon_thread(job: Callable[[], Any]) -> Any:
    """A check that waits cannot be interrupted, and the program must not wait for it when it ends."""
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    Thread(target=lambda: hand_back(future, job()), name="vk-longpoll", daemon=True).start()
    return await future
