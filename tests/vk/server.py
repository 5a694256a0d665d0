"""As much of VK as the messenger asks for, failing as it is told to."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from time import monotonic
from typing import Any

from aiohttp import web

from messengers.messenger import Batch
from messengers.screen import Button
from messengers.vk import Community, Vk

TOKEN = "vk1.a.very-secret-token"
KEY = "very-secret-key"
GROUP = 3001
ANNA, BORIS, VERA = 2001, 2002, 2003
CALL = re.compile(r"API\.([a-zA-Z.]+)\(")
MENU = Button("🏠 Меню", "menu")

Values = dict[str, Any]


@dataclass
class Message:
    peer: int
    number: int
    values: Values

    @property
    def text(self) -> str:
        return str(self.values.get("message", ""))

    @property
    def keyboard(self) -> Any:
        return json.loads(self.values["keyboard"]) if "keyboard" in self.values else None


@dataclass
class Server:
    """`codes` fail the next calls of a method, `refusals` a peer; `silence` is how long answers take."""

    base: str = ""
    requests: list[tuple[float, str]] = field(default_factory=list)
    calls: list[tuple[str, Values]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    codes: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    refusals: dict[int, int] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    events: list[Any] = field(default_factory=list)
    polls: list[dict[str, str]] = field(default_factory=list)
    poll_answers: list[Any] = field(default_factory=list)
    status: int = 200
    silence: float = 0
    patience: float = 0.1
    deliver_and_die: int = 0
    started_at: int = 100
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _delivered: dict[tuple[int, int], int] = field(default_factory=dict)

    def named(self, method: str) -> list[Values]:
        return [values for name, values in self.calls if name == method]

    def to(self, peer: int) -> list[Message]:
        return [message for message in self.messages if message.peer == peer]

    async def method(self, request: web.Request) -> web.StreamResponse:
        form: Values = dict(await request.post())
        assert form.pop("access_token") == TOKEN
        assert form.pop("v") == "5.199"
        name = request.match_info["name"]
        self.requests.append((monotonic(), name))
        await asyncio.sleep(self.silence)
        if self.status != 200:
            return web.Response(status=self.status)
        answer = self._execute(form["code"]) if name == "execute" else self._one(name, form)
        if self.deliver_and_die and name != "users.get":
            self.deliver_and_die -= 1
            assert request.transport
            request.transport.abort()
        return web.json_response(answer)

    async def poll(self, request: web.Request) -> web.StreamResponse:
        asked = dict(request.query)
        self.polls.append(asked)
        if self.poll_answers:
            answer = self.poll_answers.pop(0)
            return web.Response(status=answer) if isinstance(answer, int) else web.json_response(answer)
        assert asked["key"] == KEY
        since = int(asked["ts"]) - self.started_at
        if not self.events[since:]:
            await asyncio.sleep(self.patience)
        return web.json_response({"ts": str(self.started_at + len(self.events)), "updates": self.events[since:]})

    async def upload(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        [(name, content)] = form.items()
        assert isinstance(content, web.FileField)
        body = content.file.read().decode()
        if name == "photo":
            return web.json_response({"server": 1, "photo": body, "hash": "h"})
        return web.json_response({"file": f"{content.filename}|{body}"})

    def _execute(self, code: str) -> Values:
        if self.codes["execute"]:
            return _error(self.codes["execute"].pop(0))
        answers = [self._one(name, values) for name, values in _parsed(code)]
        errors = [answer["error"] for answer in answers if "error" in answer]
        items = [answer.get("response", False) for answer in answers]
        return {"response": items} | ({"execute_errors": errors} if errors else {})

    def _one(self, name: str, values: Values) -> Values:
        self.calls.append((name, values))
        if self.codes[name]:
            return _error(self.codes[name].pop(0))
        match name:
            case "messages.send":
                return {"response": self._send(values)}
            case "users.get":
                numbers = map(int, str(values["user_ids"]).split(","))
                return {"response": [{"id": n, "first_name": f"Имя{n}", "last_name": "Тестова"} for n in numbers]}
            case "groups.getLongPollServer":
                return {"response": {"server": f"{self.base}/lp", "key": KEY, "ts": str(self._now())}}
            case "docs.getMessagesUploadServer" | "photos.getMessagesUploadServer":
                return {"response": {"upload_url": f"{self.base}/upload"}}
            case "docs.save":
                return {"response": {"type": "doc", "doc": {"id": next(self._numbers), "owner_id": -GROUP}}}
            case "photos.saveMessagesPhoto":
                return {"response": [{"id": 5, "owner_id": -GROUP, "access_key": "k"}]}
        return {"response": self.answers.get(name, 1)}

    def _now(self) -> int:
        return self.started_at + len(self.events)

    def _send(self, values: Values) -> list[Values]:
        return [self._deliver(int(peer), values) for peer in str(values["peer_ids"]).split(",")]

    def _deliver(self, peer: int, values: Values) -> Values:
        if peer in self.refusals:
            error = {"code": self.refusals[peer], "description": "refused"}
            return {"peer_id": peer, "message_id": 0, "conversation_message_id": 0, "error": error}
        key = peer, int(values["random_id"])
        if key not in self._delivered:
            self._delivered[key] = next(self._numbers)
            self.messages.append(Message(peer, self._delivered[key], values))
        number = self._delivered[key]
        return {"peer_id": peer, "message_id": number, "conversation_message_id": number}


def _error(code: int) -> Values:
    return {"error": {"error_code": code, "error_msg": TOKEN, "captcha_sid": "1", "captcha_img": "x", "method": "m"}}


def _parsed(code: str) -> list[tuple[str, Values]]:
    assert code.startswith("return [")
    assert code.endswith("];")
    calls, position = [], 0
    while found := CALL.search(code, position):
        values, position = json.JSONDecoder().raw_decode(code, found.end())
        calls.append((found[1], values))
    return calls


@asynccontextmanager
async def vk_server() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_post("/method/{name}", server.method)
    app.router.add_get("/lp", server.poll)
    app.router.add_post("/upload", server.upload)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


def community(base: str, **changes: Any) -> Community:
    settings: Values = {"secret": "installation", "menu": MENU, "rate": 1000} | changes
    return Community(TOKEN, GROUP, base, "5.199", **settings)


@asynccontextmanager
async def vk_at(base: str, **changes: Any) -> AsyncIterator[Vk]:
    vk = Vk(community(base, **changes))
    try:
        yield vk
    finally:
        await vk.close()


async def listened(vk: Vk) -> Batch:
    batch = await vk.receive()
    await vk.confirm(batch)
    return batch
