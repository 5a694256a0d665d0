import asyncio
from typing import Any

from aiohttp import web

from sandbox.faults import Fate, cut
from sandbox.vk import calls, uploads, wire
from sandbox.vk.params import Params
from sandbox.vk.server import Server
from sandbox.world import Json

LONGEST_WAIT = 25.0
_BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n"


class Routes:
    """`/method/{name}`, the long poll, uploads and downloads, through whatever faults are set."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def all(self) -> list[web.RouteDef]:
        method = r"/method/{method:[\w.]+}"
        return [
            web.get(method, self._call), web.post(method, self._call),
            web.get("/vk/longpoll", self._poll),
            web.post(uploads.UPLOAD_PATH + "{kind:doc|audio_message|photo}", self._upload),
            web.get(wire.FILE_PATH + "{key}/{name}", self._download),
        ]  # fmt: skip

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], Params({**request.query, **await _form(request)})
        fate = self._fate(calls.methods_of(method, params))
        if fate in (Fate.UNREACHABLE, Fate.REQUEST_LOST):
            return self._lost(request, method, fate)
        await self._server.faults.delay(method)
        if fate is Fate.ERROR:
            return self._broken(method)
        refusal = self._server.faults.settings.flood_code if fate is Fate.FLOOD else 0
        body = calls.answer(self._server, method, params, refusal=refusal)
        self._note(method, body, refused=bool(refusal))
        if fate is Fate.ANSWER_LOST or self._server.faults.settings.unreachable:
            return self._lost(request, method, Fate.ANSWER_LOST)
        return _json(request, body)

    async def _poll(self, request: web.Request) -> web.StreamResponse:
        query, faults = request.query, self._server.faults
        fate = faults.fate("longpoll", limited=False)
        if fate in (Fate.UNREACHABLE, Fate.REQUEST_LOST):
            return self._lost(request, "longpoll", fate)
        await faults.delay("longpoll")
        if fate is Fate.ERROR:
            return self._broken("longpoll")
        body = await self._server.poll.check(query.get("key", ""), query.get("ts", ""), _seconds(query.get("wait", "")))
        if fate is Fate.ANSWER_LOST or faults.settings.unreachable:
            return self._lost(request, "longpoll", Fate.ANSWER_LOST)
        failed = f"failed {body['failed']}" if "failed" in body else ""
        calls.log(self._server, "longpoll", None, failed or "ok", "", routine=not failed)
        return _json(request, body)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        fate = self._server.faults.fate("upload", limited=False)
        if fate is Fate.ERROR:
            return self._broken("upload")
        if fate is not Fate.DELIVER:
            return self._lost(request, "upload", fate)
        await self._server.faults.delay("upload")
        file = next((each for each in form.values() if isinstance(each, web.FileField)), None)
        content = file.file.read() if file else b""
        name, mime = (file.filename, file.content_type) if file else ("", "")
        kind = request.match_info["kind"]
        return _json(request, uploads.received(self._server, kind, name, mime, content))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if self._server.faults.fate("file", limited=False) is not Fate.DELIVER:
            return cut(request)
        await self._server.faults.delay("file")
        stored = self._server.files.get(request.match_info["key"])
        if stored is None:
            raise web.HTTPNotFound
        content = await asyncio.to_thread(self._server.files.content, stored)
        return web.Response(body=content, content_type="application/octet-stream")

    def _fate(self, methods: list[str]) -> Fate:
        """A batch fares as the first method in it that faults are set for."""
        settings = self._server.faults.settings
        return self._server.faults.fate(next((each for each in methods if settings.concerns(each)), methods[0]))

    def _note(self, method: str, body: Json, *, refused: bool) -> None:
        """What a method came to is noted where it is carried out; here the batch, and what got no further."""
        error = body.get("error")
        if error and (refused or error["error_code"] in (5, 6, 8)):
            calls.log(self._server, method, None, str(error["error_code"]), error["error_msg"])
        elif method == "execute":
            outcome = str(error["error_code"]) if error else "ok"
            calls.log(self._server, method, None, outcome, error["error_msg"] if error else "", routine=not error)

    def _lost(self, request: web.Request, method: str, fate: Fate) -> web.StreamResponse:
        calls.log(self._server, method, None, fate.value, "")
        return cut(request)

    def _broken(self, method: str) -> web.Response:
        settings = self._server.faults.settings
        calls.log(self._server, method, None, str(settings.error_status), "injected")
        text = _BAD_GATEWAY if settings.error_html else ""
        return web.Response(status=settings.error_status, text=text, content_type="text/html")


async def _form(request: web.Request) -> dict[str, Any]:
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() else LONGEST_WAIT


def _json(request: web.Request, body: Json) -> web.Response:
    return web.json_response(wire.absolute(body, str(request.url.origin())))
