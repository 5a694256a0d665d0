"""`python -m bot check` against the VK of the sandbox, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from sandbox.config import Config
from tests.conftest import Checked
from tests.sandbox.community import VERA, Community
from tests.sandbox.conftest import running

TOKEN, GROUP = "vk1.a.sandbox", "900001"

API = "Управление → Дополнительно (Настройки) → Работа с API"


@pytest.fixture
def checked_vk(checked: Checked) -> Checked:
    async def look(base: str, **changes: str) -> tuple[int, str]:
        settings = {"VK_TOKEN": TOKEN, "VK_GROUP_ID": GROUP, "VK_API_URL": base}
        code, printed = await checked(**settings | changes)
        assert TOKEN not in printed
        return code, printed

    return look


@asynccontextmanager
async def vk(**settings: Any) -> AsyncIterator[Community]:
    async with running(Config(**settings)) as sandbox:
        yield Community(sandbox.http, sandbox.url)


def about_vk(printed: str) -> list[str]:
    return [line for line in printed.splitlines() if "VK" in line]


async def test_a_new_community_has_only_what_the_bot_sets_itself(checked_vk: Checked) -> None:
    async with vk() as community:
        _, printed = await checked_vk(community.url)
        settings = await community.does("groups.getLongPollSettings", group_id=GROUP)
    assert about_vk(printed) == [
        "ok    VK knows the community as Бот сообщества",
        "ok    VK_TOKEN has the rights that the bot needs: messages, manage, photos, docs",
        "ok    VK lets people write to the community and has nothing against buttons",
        f"ok    VK: Long Poll API is off and will be switched on at start ({API} → Long Poll API)",
        *(
            f"ok    VK: the event {event} is off and will be switched on at start"
            for event in ("message_new", "message_edit", "message_event", "message_allow", "message_deny")
        ),
    ]
    assert not settings["is_enabled"]  # looking changes nothing


async def test_a_community_that_the_bot_has_served_before_is_ready(checked_vk: Checked) -> None:
    async with vk() as community:
        await community.opened()
        _, printed = await checked_vk(community.url)
        assert about_vk(printed)[-1] == "ok    VK tells the bot of messages and presses, in version 5.199"
        await community.does("groups.setLongPollSettings", group_id=GROUP, api_version="5.131", message_event=0)
        _, printed = await checked_vk(community.url)
    assert about_vk(printed)[-2:] == [
        "ok    VK: the event message_event is off and will be switched on at start",
        "ok    VK: Long Poll speaks version 5.131 and will be set to 5.199 at start",
    ]


async def test_looking_sends_nothing_to_anybody(checked_vk: Checked) -> None:
    async with vk(people=(VERA,)) as community:
        await checked_vk(community.url)
        async with community.http.get("/api/calls/vk") as answer:
            calls = await answer.json()
    assert calls["methods"]["messages.send"] == {"901": 1}


async def test_each_missing_right_is_named_with_the_place_where_it_is_given(checked_vk: Checked) -> None:
    async with vk(vk_rights=("photos",)) as community:
        code, printed = await checked_vk(community.url)
    keys = f"{API} → Ключи доступа"
    assert code == 2
    assert about_vk(printed)[1:] == [
        f"mend  VK_TOKEN: the right `messages` is missing; make a new key with «сообщения сообщества»: {keys}",
        f"mend  VK_TOKEN: the right `manage` is missing; make a new key with «управление сообществом»: {keys}",
        f"mend  VK_TOKEN: the right `docs` is missing; make a new key with «документы сообщества»: {keys}",
    ]


@pytest.mark.parametrize(
    ("switch", "words"),
    [
        ("vk_messages", "switch on «Сообщения сообщества»: Управление → Сообщения"),
        ("vk_bots", "switch on «Возможности ботов»: Управление → Сообщения → Настройки для бота"),
    ],
)
async def test_switches_of_the_community_are_named(checked_vk: Checked, switch: str, words: str) -> None:
    async with vk(**{switch: False}) as community:
        code, printed = await checked_vk(community.url)
    assert code == 2
    [line] = [line for line in about_vk(printed) if line.startswith("mend")]
    assert line.endswith(words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"VK_TOKEN": "vk1.a.wrong"}, "VK_TOKEN: VK does not know it; make a new key in the community: Управление → "),
        ({"VK_GROUP_ID": "17"}, "VK_GROUP_ID: VK_TOKEN is of the community 900001 (Бот сообщества), not of 17"),
        ({"VK_GROUP_ID": ""}, "VK_GROUP_ID: the number of the community that VK_TOKEN belongs to is missing"),
        ({"VK_API_VERSION": "5.131"}, "VK_API_VERSION: 5.131 is too old, the bot needs 5.199; leave the line empty"),
        ({"VK_API_VERSION": "новая"}, "VK_API_VERSION: expected two numbers, like 5.199; leave the line empty"),
        ({"VK_API_URL": "http://127.0.0.1:9"}, "VK_API_URL: not reachable from here"),
    ],
)
async def test_settings_that_do_not_fit_are_named(checked_vk: Checked, changes: dict[str, str], words: str) -> None:
    async with vk() as community:
        code, printed = await checked_vk(community.url, **changes)
    assert code == 2
    [line] = about_vk(printed)
    assert line.startswith(f"mend  {words}")
    assert "vk1.a.wrong" not in printed


async def test_a_newer_version_is_only_told(checked_vk: Checked) -> None:
    async with vk() as community:
        _, printed = await checked_vk(community.url, VK_API_VERSION="5.240")
    assert about_vk(printed)[0] == "ok    VK_API_VERSION: 5.240 is newer than 5.199, which the bot was written for"
