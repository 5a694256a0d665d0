from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import Any

from jconfig.memory import MemoryConfig
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from vk_api import VkApi

from messengers.vk_errors import failure_of

OFFICIAL = "https://api.vk.ru/"  # the library knows no other
TIMEOUTS = (5.0, 30.0)  # seconds to connect, seconds to answer

Job = Callable[["Client"], Any]


class Adapter(HTTPAdapter):
    """Takes calls to the address that is set, and never waits without end."""

    def __init__(self, api_url: str) -> None:
        super().__init__()
        self._api_url = f"{api_url.rstrip('/')}/"

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        if self._api_url != OFFICIAL and request.url and request.url.startswith(OFFICIAL):
            request.url = self._api_url + request.url.removeprefix(OFFICIAL)
            proxies = None  # they were chosen for the official address
        return super().send(request, stream, timeout or TIMEOUTS, verify, cert, proxies)


class Client(VkApi):  # type: ignore[misc] # vk_api has no types
    """vk_api without its own limiter (ours spaces better) and its endless repeating of error 6."""

    RPS_DELAY = 0

    def too_many_rps_handler(self, error: Exception) -> None:
        return None


def make_client(token: str, api_url: str, api_version: str) -> Client:
    session = Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, Adapter(api_url))
    return Client(token=token, api_version=api_version, config=MemoryConfig, session=session)


def attempted(job: Job, client: Client) -> Any:
    """What came of it, or the `DeliveryError` instead: no exception of a library leaves its thread."""
    try:
        return job(client)
    except Exception as error:  # noqa: BLE001 - told apart in vk_errors
        return failure_of(error)


def hand_back(future: asyncio.Future[Any], outcome: Any) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody waits
        future.get_loop().call_soon_threadsafe(_settle, future, outcome)


def _settle(future: asyncio.Future[Any], outcome: Any) -> None:
    if not future.done():
        future.set_result(outcome)


class Clients:
    """A few threads with a client of their own each. They are daemons: a silent server does not hold up the exit."""

    def __init__(self, make: Callable[[], Client], many: int) -> None:
        self.many = many
        self._make = make
        self._jobs: SimpleQueue[tuple[Job, asyncio.Future[Any]] | None] = SimpleQueue()
        self._threads: list[Thread] = []

    async def run(self, job: Job) -> Any:
        """Its value or a `DeliveryError`, returned."""
        if not self._threads:
            self._start()
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._jobs.put((job, future))
        return await future

    def close(self) -> None:
        for _ in self._threads:
            self._jobs.put(None)
        self._threads = []

    def _start(self) -> None:
        self._threads = [Thread(target=self._work, name="vk", daemon=True) for _ in range(self.many)]
        for thread in self._threads:
            thread.start()

    def _work(self) -> None:
        client = self._make()
        while task := self._jobs.get():
            job, future = task
            hand_back(future, attempted(job, client))
        client.http.close()
