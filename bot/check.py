from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator

from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings, SettingsError, check_networks, read_profile, read_settings
from messengers.messenger import DeliveryError
from storage.migrate import current, newest

OK, MEND = "ok  ", "mend"
WAYS_OUT = {
    "token": "TELEGRAM_TOKEN: Telegram does not know it; copy it anew from @BotFather",
    "unreachable": "TELEGRAM_API_URL: not reachable from here; try TELEGRAM_PROXY or another address",
}
VK_WAYS_OUT = {
    "token": "VK_TOKEN: VK does not know it; make a new one in the community (Управление → Работа с API)",
    "unreachable": "VK_API_URL: not reachable from here",
}


def check() -> int:
    """Prints a line for each thing looked at; 0 when the bot can run, 2 when something has to be mended."""
    try:
        settings = read_settings()
    except SettingsError as error:
        return _report([(False, str(error))])
    return _report(list(_findings(settings)))


def _findings(settings: Settings) -> Iterator[tuple[bool, str]]:
    yield True, "settings are readable"
    yield from _profile(settings)
    yield _tried(lambda: _database(settings))
    if settings.telegram_token or not settings.vk_token:
        yield _tried(lambda: _telegram(settings))
    if settings.vk_token:
        yield _tried(lambda: _vk(settings))


def _profile(settings: Settings) -> Iterator[tuple[bool, str]]:
    try:
        community = read_profile(settings)
    except SettingsError as error:
        yield False, str(error)
        return
    yield True, f"profile {community.id}, {len(community.municipalities)} municipalities"
    if not community.operator.is_filled:
        yield False, "PROFILE: [operator] name, address and contact are needed before real people give consent"


def _database(settings: Settings) -> str:
    url = settings.database_url.get_secret_value()
    try:
        found = current(url)
    except SQLAlchemyError as error:
        raise SettingsError(f"DATABASE_URL: cannot be opened ({type(error).__name__})") from None
    return "the database is up to date" if found == newest() else "the database will be brought up to date at start"


def _telegram(settings: Settings) -> str:
    check_networks(settings)
    try:
        name = asyncio.run(_ask_name(settings))
    except DeliveryError as failure:
        raise SettingsError(WAYS_OUT.get(failure.code, f"Telegram answers with trouble: {failure.code}")) from None
    return f"Telegram knows the bot as @{name}"


async def _ask_name(settings: Settings) -> str:
    from bot.app import make_telegram

    telegram = make_telegram(settings)
    try:
        return await telegram.me()
    finally:
        await telegram.close()


def _vk(settings: Settings) -> str:
    check_networks(settings)
    try:
        name = asyncio.run(_ask_community(settings))
    except DeliveryError as failure:
        raise SettingsError(VK_WAYS_OUT.get(failure.code, f"VK answers with trouble: {failure.code}")) from None
    return f"VK knows the community as {name}"


async def _ask_community(settings: Settings) -> str:
    from bot.app import make_vk

    vk = make_vk(settings)
    try:
        return await vk.me()
    finally:
        await vk.close()


def _tried(step: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, step()
    except SettingsError as error:
        return False, str(error)


def _report(findings: list[tuple[bool, str]]) -> int:
    for fine, text in findings:
        sys.stdout.write(f"{OK if fine else MEND}  {text}\n")
    return 0 if all(fine for fine, _ in findings) else 2
