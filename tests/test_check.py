from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tests.crew import TOKEN, sandbox_at


async def checked(folder: Path, **settings: str) -> tuple[int, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "VK_"))}
    environment = clean | {"DATABASE_URL": f"sqlite:///{folder / 'bot.db'}", "PYTHONPATH": str(Path.cwd())} | settings
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "check", env=environment, cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


async def test_check_names_what_is_fine_and_what_has_to_be_mended(tmp_path: Path) -> None:
    async with sandbox_at(tmp_path) as base:
        code, printed = await checked(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=base)
    assert code == 2
    assert "ok    Telegram knows the bot as @" in printed
    assert "ok    profile perm-nastavniki" in printed
    assert "ok    the database will be brought up to date at start" in printed
    assert "mend  PROFILE: [operator]" in printed


async def test_check_says_which_line_to_mend_for_a_wrong_token_or_an_unreachable_network(tmp_path: Path) -> None:
    async with sandbox_at(tmp_path) as base:
        _, printed = await checked(tmp_path, TELEGRAM_TOKEN="1000002:wrong", TELEGRAM_API_URL=base)
        assert "mend  TELEGRAM_TOKEN: Telegram does not know it" in printed
        assert "1000002:wrong" not in printed
    _, printed = await checked(tmp_path, TELEGRAM_TOKEN=TOKEN, TELEGRAM_API_URL=base)
    assert "mend  TELEGRAM_API_URL: not reachable from here" in printed


async def test_check_without_a_network_names_the_demo(tmp_path: Path) -> None:
    code, printed = await checked(tmp_path)
    assert code == 2
    assert "mend  no network: fill TELEGRAM_TOKEN or VK_TOKEN in .env, or try `make demo`" in printed
