"""A Bot API of the smallest kind, in a process of its own: hands out updates, counts the right answers.

The bench steers it over the same port: POST /control/... with JSON.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from tests.bench.rounds import Bot

OFFSET = re.compile(rb"(?:^|&)offset=(\d+)")
CHAT = re.compile(rb"(?:^|&)chat_id=(\d+)")
TRUE = b'{"ok":true,"result":true}'
ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}'

Reply = Callable[[bytes], None]


class Telegram:
    def __init__(self) -> None:
        self.bots: dict[str, Bot] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    def bot(self, token: str) -> Bot:
        return self.bots.setdefault(token, Bot())

    def call(self, path: str, body: bytes, reply: Reply) -> None:
        _, first, method = path.split("/")
        if first == "control":
            task = asyncio.create_task(self._control(method, json.loads(body), reply))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
            return
        bot = self.bot(first.removeprefix("bot"))
        bot.calls[method] += 1
        if method == "getUpdates":
            offset = OFFSET.search(body)
            bot.poll(int(offset[1]) if offset else 0, reply)
        elif method in {"sendMessage", "editMessageText"}:
            chat = CHAT.search(body)
            reply(bot.show(int(chat[1]) if chat else 0, body))
        else:
            reply(ME if method == "getMe" else TRUE)

    async def _control(self, command: str, wanted: dict[str, Any], reply: Reply) -> None:
        bot = self.bot(wanted.pop("token"))
        commands: dict[str, Callable[..., Coroutine[Any, Any, dict[str, Any]]]] = {
            "round": bot.play,
            "wait": bot.wait_for_poll,
        }
        try:
            result = await commands[command](**wanted)
        except Exception as error:  # noqa: BLE001 - told to whoever asked
            result = {"error": f"{type(error).__name__}: {error}"}
        reply(json.dumps(result).encode())


class Connection(asyncio.Protocol):
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end]
            at = head.lower().find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._received) < end + 4 + length:
                return
            body = self._received[end + 4 : end + 4 + length]
            self._received = self._received[end + 4 + length :]
            self._telegram.call(head.split(b" ", 2)[1].decode(), body, self._reply)

    def _reply(self, body: bytes) -> None:
        if not self._transport.is_closing():
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            self._transport.write(head % len(body) + body)


async def serve() -> None:
    telegram = Telegram()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(telegram), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
