import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import web

from sandbox.clock import Clock
from sandbox.config import Config
from sandbox.files import FileStore
from sandbox.network import Network
from sandbox.page_api import PageApi
from sandbox.state import State
from sandbox.telegram import Telegram
from sandbox.vk import Vk
from sandbox.world import World

LARGEST_REQUEST = 64 * 1024 * 1024
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
WORLD = web.AppKey("world", World)
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def make_app(config: Config) -> web.Application:
    world, clock = World(), Clock(config.clock_file)
    files = FileStore(Path(f"{config.state_file}.files") if config.state_file else None)
    networks: list[Network] = [Telegram(config, world, clock, files), Vk(config, world, clock, files)]
    page = PageApi(world, clock, files, {network.name: network for network in networks})
    app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[only_from_here])
    app.add_routes([*page.routes(), *(route for network in networks for route in network.routes())])
    app[WORLD] = world
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(page.close)
    if config.state_file:
        app.cleanup_ctx.append(keeper(State(config.state_file, world, networks, files)))
    for newcomer in config.people:
        if (newcomer.network, newcomer.id) not in world.chats:
            world.add_person(newcomer)
    return app


def keeper(state: State) -> Callable[[web.Application], AsyncIterator[None]]:
    state.load()

    async def keep(app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(state.keep())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return keep


@web.middleware
async def only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Pages of other sites must not reach the sandbox through the visitor's browser."""
    host = request.host
    origin = request.headers.get("Origin", "").removeprefix("http://")
    if host.rsplit(":", 1)[0] not in LOOPBACK or (origin and origin != host):
        raise web.HTTPForbidden(text="only from this machine")
    return await handler(request)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
