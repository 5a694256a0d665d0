from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator

from bot.check_database import database_findings
from bot.check_networks import telegram_findings, vk_findings
from bot.findings import Finding, fine, mend
from bot.settings import Settings, SettingsError, check_networks, read_profile, read_settings


def check() -> int:
    """Prints a line for each thing looked at; 0 when the bot can run, 2 when something has to be mended."""
    try:
        settings = read_settings()
    except SettingsError as error:
        return _report([mend(str(error))])
    return _report([*_findings(settings)])


def _findings(settings: Settings) -> Iterator[Finding]:
    yield fine("settings are readable")
    yield from _profile(settings)
    yield from database_findings(settings)
    yield from _networks(settings)


def _profile(settings: Settings) -> Iterator[Finding]:
    try:
        community = read_profile(settings)
    except SettingsError as error:
        yield mend(str(error))
        return
    yield fine(f"profile {community.id}, {len(community.municipalities)} municipalities")
    if not community.operator.is_filled:
        yield mend("PROFILE: [operator] name, address and contact are needed before real people give consent")


def _networks(settings: Settings) -> Iterator[Finding]:
    if settings.telegram_token:
        yield from asyncio.run(_all(telegram_findings(settings)))
    try:
        check_networks(settings)
    except SettingsError as error:
        yield mend(str(error))
        return
    if settings.vk_token:
        yield from asyncio.run(_all(vk_findings(settings)))


async def _all(findings: AsyncIterator[Finding]) -> list[Finding]:
    return [finding async for finding in findings]


def _report(findings: list[Finding]) -> int:
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    return 0 if all(finding.is_fine for finding in findings) else 2
