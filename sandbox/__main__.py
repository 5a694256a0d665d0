import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from sandbox.app import make_app
from sandbox.config import BadConfig, Config, Newcomer

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local Telegram and VK to try the bot in.")
    parser.add_argument("--host", default="127.0.0.1", choices=LOOPBACK, help="this machine only")
    parser.add_argument("--port", type=int, default=8181, help="0 picks a free one")
    parser.add_argument("--telegram-token", default=Config.telegram_token, help="an invented one")
    parser.add_argument("--vk-token", default=Config.vk_token, help="an invented one")
    parser.add_argument("--vk-group", type=int, default=Config.vk_group, help="the number of VK's community")
    parser.add_argument("--clock-file", type=Path, help="a file with seconds to add to the real time")
    parser.add_argument("--state", type=Path, help="a JSON file in which the chats survive a restart")
    parser.add_argument("--no-limits", action="store_true", help="no flood control")
    parser.add_argument(
        "--people", action="append", default=[], metavar="telegram:1001:Анна:Тестова", help="also vk:3001:Вера:Новая"
    )
    return parser.parse_args(arguments)


def config_of(options: argparse.Namespace) -> Config:
    return Config(
        telegram_token=options.telegram_token,
        vk_token=options.vk_token,
        vk_group=options.vk_group,
        clock_file=options.clock_file,
        state_file=options.state,
        limits=not options.no_limits,
        people=tuple(Newcomer.parse(text) for text in options.people),
    )


async def serve(config: Config, host: str, port: int) -> None:
    runner = web.AppRunner(make_app(config), access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    shown = f"[{host}]" if ":" in host else host
    print(f"sandbox ready http://{shown}:{runner.addresses[0][1]}", flush=True)  # noqa: T201
    await stop.wait()
    await runner.cleanup()


def main(arguments: Sequence[str]) -> int:
    options = parsed(arguments)
    try:
        asyncio.run(serve(config_of(options), options.host, options.port))
    except (BadConfig, OSError) as error:
        print(f"sandbox: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
