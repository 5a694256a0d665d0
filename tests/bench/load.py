"""A client that does nothing but fetch and answer, to see how much the fake Telegram itself can carry."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import deque

from tests.bench.people import WORDS, Step

CONNECTIONS = 25
CHAT = re.compile(rb'"chat":\{"id":(\d+)')


class Client(asyncio.Protocol):
    def __init__(self, load: Load, token: str, poller: bool) -> None:
        self._load, self._poller, self._path = load, poller, f"/bot{token}/".encode()
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.next()

    def next(self) -> None:
        if self._poller:
            self._send(b"getUpdates", b"timeout=10")
        elif self._load.chats:
            self._send(b"sendMessage", b"chat_id=%s&text=%s" % (self._load.chats.popleft(), self._load.sign))
        else:
            self._load.free.append(self)

    def _send(self, method: bytes, body: bytes) -> None:
        head = b"POST %s%s HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (self._path, method, len(body))
        self._transport.write(head + body)

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        length = int(self._received[:end].rsplit(b" ", 1)[1])
        if len(self._received) < end + 4 + length:
            return
        body, self._received = self._received[end + 4 :], b""
        if self._poller:
            self._load.take(CHAT.findall(body))
        self.next()


class Load:
    def __init__(self) -> None:
        self.chats: deque[bytes] = deque()
        self.free: list[Client] = []
        self.sign = Step(*WORDS[0]).sign

    def take(self, chats: list[bytes]) -> None:
        self.chats += chats
        while self.chats and self.free:
            self.free.pop().next()


async def run(url: str, token: str) -> None:
    load, loop = Load(), asyncio.get_running_loop()
    port = int(url.rsplit(":", 1)[1])
    for number in range(1 + CONNECTIONS):
        await loop.create_connection(lambda first=number == 0: Client(load, token, first), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], sys.argv[2]))
