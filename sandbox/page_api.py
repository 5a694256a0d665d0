import asyncio
import json
import mimetypes
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.clock import Clock
from sandbox.config import Newcomer
from sandbox.faults import BadFaults
from sandbox.files import FileStore, Stored
from sandbox.network import Network, Refused
from sandbox.world import Chat, Json, Key, NoSuchChat, PersonExists, Place, World

PAGE = Path(__file__).parent / "page"
LONGEST_WAIT = 60.0
HEARTBEAT = 4.0
SHOWN_IN_PLACE = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PageApi:
    """What the page does, and the tests with it: look at chats, act for people, move time, break the line."""

    def __init__(self, world: World, clock: Clock, files: FileStore, networks: dict[str, Network]) -> None:
        self._world, self._clock, self._files, self._networks = world, clock, files, networks
        self._streams: set[asyncio.Task[Any]] = set()

    def routes(self) -> list[web.RouteDef]:
        chat = "/api/chats/{network}/{id:\\d+}"
        acts = {"say": self._say, "start": self._start, "press": self._press, "edit": self._edit}
        acts |= {"file": self._file, "block": self._block, "unblock": self._unblock}
        return [
            web.get("/", _page_file), web.get("/page/{name}", _page_file), web.get("/favicon.ico", _no_icon),
            web.get("/api/people", guarded(self._people)), web.post("/api/people", guarded(self._add_person)),
            web.get(chat, guarded(self._chat)), web.get(f"{chat}/wait", guarded(self._wait)),
            *(web.post(f"{chat}/{name}", guarded(act)) for name, act in acts.items()),
            web.get("/api/files/{key}", guarded(self._download)),
            web.post("/api/updates/{network}", guarded(self._inject)),
            web.get("/api/faults/{network}", guarded(self._faults)),
            web.post("/api/faults/{network}", guarded(self._change_faults)),
            web.delete("/api/faults/{network}", guarded(self._reset_faults)),
            web.get("/api/calls/{network}", guarded(self._calls)),
            web.get("/api/clock", guarded(self._time)), web.post("/api/clock", guarded(self._move_clock)),
            web.get("/api/status", guarded(self._shown_status)), web.get("/api/events", guarded(self._events)),
        ]  # fmt: skip

    async def close(self, app: web.Application) -> None:
        for stream in self._streams:
            stream.cancel()

    async def _people(self, request: web.Request) -> web.Response:
        return web.json_response([asdict(person) for person in self._world.people])

    async def _add_person(self, request: web.Request) -> web.Response:
        body = await _body(request)
        names = {name: str(body.get(name) or "").strip() for name in ("first_name", "last_name", "username")}
        if body.get("network") not in self._networks or not names["first_name"]:
            raise Refused("needs a known network and a first_name", 400)
        person_id = int(body["id"]) if body.get("id") else None
        old = body.get("old_client") in (True, "on")
        person = self._world.add_person(Newcomer(body["network"], person_id, **names, old_client=old))
        return web.json_response(asdict(person), status=201)

    async def _chat(self, request: web.Request) -> web.Response:
        return self._told(request)

    async def _wait(self, request: web.Request) -> web.Response:
        chat, after = self._found(request), int(request.query.get("after", 0))
        await chat.until(lambda: chat.seq > after or None, _patience(request, 5))
        return self._told(request)

    async def _say(self, request: web.Request) -> web.Response:
        body = await _body(request)
        chat, reply_to = self._found(request), body.get("reply_to")
        said = self._network(request).says(chat, str(body["text"]), int(reply_to) if reply_to else None)
        return await self._done(request, chat, message_id=said)

    async def _start(self, request: web.Request) -> web.Response:
        payload, chat = str((await _body(request)).get("payload") or ""), self._found(request)
        return await self._done(request, chat, message_id=self._network(request).starts(chat, payload))

    async def _press(self, request: web.Request) -> web.Response:
        body, chat = await _body(request), self._found(request)
        if "data" in body:
            return await self._pressed(request, chat, int(body["message_id"]), body["data"])
        place = await self._place(request, chat, body)
        button = _button(chat, place)
        if place.message_id == 0 and "data" not in button:  # a keyboard of words to say
            said = self._network(request).says(chat, button["label"], None)
            return await self._done(request, chat, message_id=said)
        if "data" not in button:
            raise Refused("the bot is not told of this button", 400)
        return await self._pressed(request, chat, place.message_id, str(button["data"]))

    async def _place(self, request: web.Request, chat: Chat, body: Json) -> Place:
        """Where it says, or where a button with these words is or comes."""
        if "label" not in body:
            return Place(int(body["message_id"]), int(body["row"]), int(body["column"]))
        look = partial(chat.button, str(body["label"]), str(body.get("on", "")))
        place = await chat.until(look, _patience(request))
        if place is None:
            raise Refused("no such button", 404)
        return place

    async def _pressed(self, request: web.Request, chat: Chat, message_id: int, data: str) -> web.Response:
        return await self._done(request, chat, query_id=self._network(request).presses(chat, message_id, data))

    async def _edit(self, request: web.Request) -> web.Response:
        body = await _body(request)
        self._network(request).edits(self._found(request), int(body["message_id"]), str(body["text"]))
        return web.json_response({})

    async def _file(self, request: web.Request) -> web.Response:
        chat = self._found(request)
        form = await _body(request) if request.content_type == "application/json" else await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        kind = fields.pop("kind", "document")
        sent = [] if isinstance(form, dict) else form.getall("file", [])
        stored: list[Stored | None] = [self._kept(kind, file) for file in sent if isinstance(file, web.FileField)]
        first, *more = stored or [None]
        said = self._network(request).attaches(chat, kind, first, fields, *filter(None, more))
        return await self._done(request, chat, message_id=said)

    async def _block(self, request: web.Request) -> web.Response:
        self._network(request).blocks(self._found(request))
        return web.json_response({})

    async def _unblock(self, request: web.Request) -> web.Response:
        self._network(request).unblocks(self._found(request))
        return web.json_response({})

    async def _download(self, request: web.Request) -> web.Response:
        stored = self._files.get(request.match_info["key"])
        if stored is None:
            raise Refused("no such file", 404)
        in_place = stored.mime.startswith(SHOWN_IN_PLACE)
        response = web.Response(body=self._files.content(stored))
        response.content_type = stored.mime if in_place else "application/octet-stream"
        response.headers["Content-Disposition"] = _disposition(stored, in_place)
        return response

    async def _inject(self, request: web.Request) -> web.Response:
        return web.json_response({"update_id": self._network(request).inject(await _body(request))})

    async def _faults(self, request: web.Request) -> web.Response:
        return web.json_response(self._network(request).faults.shown())

    async def _change_faults(self, request: web.Request) -> web.Response:
        self._network(request).faults.change(await _body(request))
        self._world.announce()
        return await self._faults(request)

    async def _reset_faults(self, request: web.Request) -> web.Response:
        self._network(request).faults.reset()
        self._world.announce()
        return await self._faults(request)

    async def _calls(self, request: web.Request) -> web.Response:
        return web.json_response(self._network(request).calls.shown())

    async def _time(self, request: web.Request) -> web.Response:
        return web.json_response(self._now())

    async def _move_clock(self, request: web.Request) -> web.Response:
        self._clock.move(float((await _body(request))["seconds"]))
        self._world.announce()
        return await self._time(request)

    async def _shown_status(self, request: web.Request) -> web.Response:
        return web.json_response(self._status())

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Everything at the beginning, then what changed; a page that comes back is told everything again."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a handler always runs in one
        self._streams.add(task)
        try:
            await self._stream(response)
        except (ConnectionResetError, asyncio.CancelledError):
            pass
        finally:
            self._streams.discard(task)
        return response

    async def _stream(self, response: web.StreamResponse) -> None:
        changes, seen = self._world.subscribe(), dict[Key, int]()
        try:
            await response.write(b"retry: 1000\n")
            await _event(response, "hello", {})
            keys = set(self._world.chats)
            while True:
                for key, chat in list(self._world.chats.items()):
                    if key not in keys:
                        continue
                    await _event(response, "chat", self._shown(chat, seen.get(key, 0)))
                    seen[key] = chat.seq
                await _event(response, "status", self._status())
                keys = await changes.take(HEARTBEAT)
        finally:
            self._world.unsubscribe(changes)

    async def _done(
        self, request: web.Request, chat: Chat, *, query_id: str | None = None, **made: object
    ) -> web.Response:
        """`seq`: whatever the bot answers comes after it. Whoever will wait for the answer gets the chat with it."""
        done: Json = {**made, "seq": chat.seq} | ({} if query_id is None else {"query_id": query_id})
        if "wait" in request.query:
            look = partial(chat.answered, chat.seq, query_id or None)
            done["answered"] = await chat.until(lambda: look() or None, _patience(request)) is not None
            done["chat"] = self._shown(chat, _since(request))
        return web.json_response(done)

    def _told(self, request: web.Request) -> web.Response:
        """The chat; of what is in it only what changed after `since`, to those who remember the rest."""
        return web.json_response(self._shown(self._found(request), _since(request)))

    def _shown(self, chat: Chat, after: int = 0) -> Json:
        return {**chat.shown(after), "commands": self._networks[chat.person.network].commands(chat)}

    def _status(self) -> Json:
        about = {
            name: {**net.about(), "title": net.title, "online": net.online(), "faults": net.faults.shown()}
            for name, net in self._networks.items()
        }
        return {"networks": about, "clock": self._now()}

    def _now(self) -> Json:
        return {"offset": self._clock.offset, "now": self._clock.moment().isoformat(timespec="seconds")}

    def _network(self, request: web.Request) -> Network:
        try:
            return self._networks[request.match_info["network"]]
        except KeyError:
            raise Refused("no such network", 404) from None

    def _found(self, request: web.Request) -> Chat:
        return self._world.chat(request.match_info["network"], int(request.match_info["id"]))

    def _kept(self, kind: str, file: web.FileField) -> Stored:
        mime = file.content_type
        if mime in ("", "application/octet-stream"):
            mime = mimetypes.guess_type(file.filename)[0] or mime
        return self._files.add(kind, file.filename, mime, file.file.read())


def guarded(handler: Handler) -> Handler:
    """Turns what a handler cannot do into a JSON answer with the reason."""

    async def guard(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as refused:
            return _error(refused.status, str(refused))
        except NoSuchChat as error:
            return _error(404, f"no such person: {error}")
        except PersonExists as error:
            return _error(409, f"there is one already: {error}")
        except (BadFaults, KeyError, TypeError, ValueError) as error:
            return _error(400, f"{type(error).__name__}: {error}")

    return guard


def _patience(request: web.Request, usually: float = 0) -> float:
    return min(float(request.query.get("wait", usually)), LONGEST_WAIT)


def _since(request: web.Request) -> int:
    return int(request.query.get("since", 0))


def _error(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)


async def _body(request: web.Request) -> Json:
    body = await request.json() if request.can_read_body else {}
    if not isinstance(body, dict):
        raise Refused("a JSON object is expected", 400)
    return body


def _button(chat: Chat, place: Place) -> Json:
    """In that row and column of the message; message 0 is the keyboard below the chat."""
    message = chat.seen(place.message_id)
    if message is None and place.message_id != 0:
        raise Refused("no such message", 404)
    rows = message.rows if message else chat.reply_keyboard or []
    try:
        return rows[place.row][place.column]
    except IndexError:
        raise Refused("no such button", 404) from None


async def _event(response: web.StreamResponse, name: str, content: Json) -> None:
    await response.write(f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n".encode())


def _disposition(stored: Stored, in_place: bool) -> str:
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in stored.name)
    return f'{"inline" if in_place else "attachment"}; filename="{name}"'


async def _page_file(request: web.Request) -> web.StreamResponse:
    name = request.match_info.get("name", "index.html")
    if name not in {path.name for path in PAGE.iterdir()}:
        raise web.HTTPNotFound
    return web.FileResponse(PAGE / name, headers={"Cache-Control": "no-cache"})


async def _no_icon(request: web.Request) -> web.Response:
    return web.Response(status=204)
