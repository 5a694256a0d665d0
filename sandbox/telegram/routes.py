import asyncio
import json
from typing import Any

from aiohttp import web

from sandbox.faults import Fate, cut
from sandbox.telegram import media
from sandbox.telegram.editing import EDITING
from sandbox.telegram.errors import ApiError, too_many_requests
from sandbox.telegram.params import Params, read_params
from sandbox.telegram.profile import PROFILE
from sandbox.telegram.sending import SENDING
from sandbox.telegram.server import Server

METHODS = {**PROFILE, **SENDING, **EDITING}
_BY_LOWER = {name.lower(): name for name in [*METHODS, "getUpdates"]}
_BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n"


class Routes:
    """`/bot{token}/{method}` and `/file/bot{token}/{path}`, through whatever faults are set."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def all(self) -> list[web.RouteDef]:
        method, file = r"/bot{token:[^/]+}/{method:\w*}", r"/file/bot{token:[^/]+}/{path:.+}"
        return [web.get(file, self._download), web.get(method, self._call), web.post(method, self._call)]

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = _BY_LOWER.get(request.match_info["method"].lower(), request.match_info["method"])
        faults = self._server.faults
        fate = faults.fate(method)
        if fate in (Fate.UNREACHABLE, Fate.REQUEST_LOST):
            self._log(method, None, fate.value, "")
            return cut(request)
        await faults.delay(method)
        if fate is Fate.ERROR:
            return self._broken(method)
        body, chat = await self._answer(request, method, flooded=fate is Fate.FLOOD)
        if faults.settings.unreachable:  # since then, during a long poll
            fate = Fate.ANSWER_LOST
        outcome = fate.value if fate is Fate.ANSWER_LOST else "ok" if body["ok"] else str(body["error_code"])
        self._log(method, chat, outcome, body.get("description", ""))
        return cut(request) if fate is Fate.ANSWER_LOST else _json(body)

    async def _answer(self, request: web.Request, method: str, *, flooded: bool) -> tuple[dict[str, Any], int | None]:
        chat = None
        try:
            self._check_token(request)
            params = await _params(request)
            chat = params.integer("chat_id") or None
            if flooded:
                raise too_many_requests(self._server.faults.settings.retry_after)
            return {"ok": True, "result": await self._perform(method, params)}, chat
        except ApiError as error:
            return error.body, chat

    async def _perform(self, method: str, params: Params) -> Any:
        if method == "getUpdates":
            numbers = (params.integer("offset"), params.integer("limit", 100), params.integer("timeout"))
            return await self._server.updates.poll(*numbers, params.parsed("allowed_updates"))
        if method not in METHODS:
            raise ApiError(404, "Not Found: method not found")
        return METHODS[method](self._server, params)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if self._server.faults.fate("file") is not Fate.DELIVER:
            return cut(request)
        await self._server.faults.delay("file")
        try:
            self._check_token(request)
        except ApiError as error:
            return _json(error.body)
        stored = media.by_path(self._server.files, "/" + request.match_info["path"])
        if stored is None:
            return _json(ApiError(404, "Not Found").body)
        content = await asyncio.to_thread(self._server.files.content, stored)
        return web.Response(body=content, content_type="application/octet-stream")

    def _check_token(self, request: web.Request) -> None:
        if request.match_info["token"] != self._server.config.telegram_token:
            raise ApiError(401, "Unauthorized")

    def _broken(self, method: str) -> web.Response:
        settings = self._server.faults.settings
        self._log(method, None, str(settings.error_status), "injected")
        if settings.error_html:
            return web.Response(status=settings.error_status, text=_BAD_GATEWAY, content_type="text/html")
        reason = "Bad Gateway" if settings.error_status == 502 else "Internal Server Error"
        return _json(ApiError(settings.error_status, reason).body)

    def _log(self, method: str, chat: int | None, outcome: str, error: str) -> None:
        at = self._server.clock.moment().isoformat(timespec="milliseconds")
        self._server.calls.add(method, chat, outcome, error, at, routine=(method, outcome) == ("getUpdates", "ok"))


async def _params(request: web.Request) -> Params:
    try:
        return await read_params(request)
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None


def _json(body: dict[str, Any]) -> web.Response:
    retry_after = body.get("parameters", {}).get("retry_after")
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(text=text, status=body.get("error_code", 200), headers=headers, content_type="application/json")
