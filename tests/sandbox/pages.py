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
    """A page that may complain of nothing and ask nobody but the sandbox: the same tab each time, a new one is slow."""
    tabs = [page for context in browser.contexts for page in context.pages]
    page = tabs[0] if tabs else await browser.new_page(locale="ru-RU")
    await page.set_viewport_size(size)
    complaints: list[str] = []
    heard = {
        "pageerror": lambda error: complaints.append(str(error)),
        "console": lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None,
        "request": lambda asked: None if asked.url.startswith(sandbox.url) else complaints.append(asked.url),
    }
    for event, hear in heard.items():
        page.on(event, hear)  # type: ignore[call-overload]
    await page.goto(sandbox.url)
    await expect(page.locator(".phone")).to_have_count(2)
    yield page
    for event, hear in heard.items():
        page.remove_listener(event, hear)
    await page.goto("about:blank")
    assert complaints == []


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"Телефон: {name}")
