import os
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from tests.sandbox.conftest import Sandbox

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", *(["--no-sandbox"] if os.geteuid() == 0 else []),
]  # fmt: skip
WIDE = ViewportSize(width=1280, height=800)
NARROW = ViewportSize(width=390, height=844)


async def opened(browser: Browser, sandbox: Sandbox, size: ViewportSize) -> AsyncIterator[Page]:
    """A page that may complain of nothing and ask nobody but the sandbox."""
    page = await browser.new_page(viewport=size, locale="ru-RU")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.on("request", lambda asked: None if asked.url.startswith(sandbox.url) else complaints.append(asked.url))
    await page.goto(sandbox.url)
    await expect(page.locator(".phone")).to_have_count(2)
    yield page
    await page.close()
    assert complaints == []


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"Телефон: {name}")
