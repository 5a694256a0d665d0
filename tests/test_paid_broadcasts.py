from __future__ import annotations

from typing import Any

import pytest

from messengers.messenger import Lane, Place
from messengers.screen import Screen
from messengers.telegram import Telegram


@pytest.mark.parametrize(
    ("pays", "lane", "paid"), [(True, Lane.BULK, True), (True, Lane.REPLY, None), (False, Lane.BULK, None)]
)
async def test_only_announcements_are_paid_for_and_only_where_it_is_switched_on(
    monkeypatch: pytest.MonkeyPatch, pays: bool, lane: Lane, paid: bool | None
) -> None:
    asked: list[Any] = []

    async def answer(request: Any, **_: Any) -> dict[str, int]:
        asked.append(request)
        return {"message_id": 1}

    telegram = Telegram("1:a", "", None, 30, pays=pays)
    monkeypatch.setattr(telegram, "_bot", answer)
    await telegram.show(Screen("Новости"), Place(1), lane)
    assert [request.allow_paid_broadcast for request in asked] == [paid]
