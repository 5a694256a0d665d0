from __future__ import annotations

import re
from collections.abc import AsyncIterator

from bot.findings import Finding, fine, mend
from bot.settings import Settings
from messengers.messenger import DeliveryError
from messengers.vk_inspection import Inspection, LongPollSettings

TELEGRAM_WAYS_OUT = {
    "token": "TELEGRAM_TOKEN: Telegram does not know it; copy it anew from @BotFather",
    "no_answer": "TELEGRAM_API_URL: no answer from there; try TELEGRAM_PROXY or another address",
    "unreachable": "TELEGRAM_API_URL: not reachable from here; try TELEGRAM_PROXY or another address",
}
PROXY = "TELEGRAM_PROXY: Telegram is not reached through it; is it running, are its name and password right?"
WEBHOOK = (
    "Telegram: a webhook is set and will be removed at start; if another program answers with this token, "
    "give the bot a token of its own"
)

VK_VERSION = (5, 199)  # what the bot was written for
MESSAGES = "Управление → Сообщения"
BOTS = "Управление → Сообщения → Настройки для бота"
KEYS = "Управление → Дополнительно (Настройки) → Работа с API → Ключи доступа"
LONG_POLL = "Управление → Дополнительно (Настройки) → Работа с API → Long Poll API"
VK_WAYS_OUT = {
    "token": f"VK_TOKEN: VK does not know it; make a new key in the community: {KEYS}",
    "bad_request": f"VK_TOKEN: this is not the key of a community; make one: {KEYS}",
    "bad_version": "VK_API_VERSION: VK does not take this version; leave the line empty",
    "unreachable": "VK_API_URL: not reachable from here",
    "no_answer": "VK_API_URL: no answer from there",
}
RIGHTS = {
    "messages": "сообщения сообщества",
    "manage": "управление сообществом",
    "photos": "фотографии сообщества",
    "docs": "документы сообщества",
}


async def telegram_findings(settings: Settings) -> AsyncIterator[Finding]:
    from bot.app import make_telegram

    telegram = make_telegram(settings)
    try:
        yield fine(f"Telegram knows the bot as @{await telegram.me()}")
        if await telegram.has_webhook():
            yield fine(WEBHOOK)
    except DeliveryError as failure:
        yield mend(_telegram_way_out(failure.code, settings))
    finally:
        await telegram.close()


async def vk_findings(settings: Settings) -> AsyncIterator[Finding]:
    from bot.app import make_vk

    vk = make_vk(settings)
    try:
        async for finding in _looked_at(vk.inspection(), settings):
            yield finding
    except DeliveryError as failure:
        yield mend(VK_WAYS_OUT.get(failure.code, f"VK answers with trouble: {failure.code}"))
    finally:
        await vk.close()


def _telegram_way_out(code: str, settings: Settings) -> str:
    if settings.telegram_proxy and code in ("unreachable", "no_answer"):
        return PROXY
    return TELEGRAM_WAYS_OUT.get(code, f"Telegram answers with trouble: {code}")


async def _looked_at(vk: Inspection, settings: Settings) -> AsyncIterator[Finding]:
    """What cannot be seen without something that is missing is not looked at."""
    for finding in (versions := version_findings(settings.vk_api_version)):
        yield finding
    if not all(finding.is_fine for finding in versions):
        return
    number, name = await vk.community()
    if number != settings.vk_group_id:
        yield mend(f"VK_GROUP_ID: VK_TOKEN is of the community {number} ({name}), not of {settings.vk_group_id}")
        return
    yield fine(f"VK knows the community as {name}")
    missing = await vk.missing_rights()
    for finding in rights_findings(missing):
        yield finding
    if "messages" not in missing:
        yield await _can_talk(vk)
    if "manage" not in missing:
        for finding in long_poll_findings(await vk.long_poll(), settings.vk_api_version):
            yield finding


def version_findings(version: str) -> list[Finding]:
    found = re.fullmatch(r"(\d{1,4})\.(\d{1,4})", version)
    if not found:
        return [mend("VK_API_VERSION: expected two numbers, like 5.199; leave the line empty")]
    number = int(found[1]), int(found[2])
    if number < VK_VERSION:
        return [mend(f"VK_API_VERSION: {version} is too old, the bot needs 5.199; leave the line empty")]
    if number > VK_VERSION:
        return [fine(f"VK_API_VERSION: {version} is newer than 5.199, which the bot was written for")]
    return []


def rights_findings(missing: list[str]) -> list[Finding]:
    if not missing:
        return [fine(f"VK_TOKEN has the rights that the bot needs: {', '.join(RIGHTS)}")]
    return [
        mend(f"VK_TOKEN: the right `{name}` is missing; make a new key with «{RIGHTS[name]}»: {KEYS}")
        for name in missing
    ]


async def _can_talk(vk: Inspection) -> Finding:
    if not await vk.takes_messages():
        return mend(f"VK: nobody can write to the community; switch on «Сообщения сообщества»: {MESSAGES}")
    if not await vk.takes_keyboards():
        return mend(f"VK: messages may have no buttons; switch on «Возможности ботов»: {BOTS}")
    return fine("VK lets people write to the community and has nothing against buttons")


def long_poll_findings(found: LongPollSettings, version: str) -> list[Finding]:
    """None of these stops the bot: with the right `manage` it sets them itself."""
    late = [
        *([] if found.enabled else [f"VK: Long Poll API is off and will be switched on at start ({LONG_POLL})"]),
        *(f"VK: the event {name} is off and will be switched on at start" for name in found.silent),
    ]
    if found.api_version != version:
        late.append(f"VK: Long Poll speaks version {found.api_version} and will be set to {version} at start")
    return [fine(text) for text in late or [f"VK tells the bot of messages and presses, in version {version}"]]
