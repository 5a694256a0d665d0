import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.community import GLEB, GROUP, VERA, Community, button, inline, ordinary
from tests.sandbox.conftest import Phone, Sandbox, Starter

FAULTS = "/api/faults/vk"


@pytest.fixture
def sandbox(community: Community) -> Sandbox:
    return Sandbox(community.url, community.http)


async def test_events_are_lost_until_the_long_poll_is_switched_on(start: Starter) -> None:
    sandbox = await start(people=(VERA,))
    community = Community(sandbox.http, sandbox.url)
    assert "not enabled" in (await community.fails("groups.getLongPollServer", group_id=GROUP))[1]
    await Phone(sandbox, VERA).says("до")
    await community.opened()
    await community.does("groups.setLongPollSettings", group_id=GROUP, message_event=0)
    await Phone(sandbox, VERA).says("после")
    assert (await community.said())["text"] == "после"
    cmid = await community.sends("кнопка", keyboard=inline([button()]))
    await Phone(sandbox, VERA).does("press", message_id=cmid, row=0, column=0)
    assert await community.news() == []


async def test_a_poll_waits_for_the_event(vera: Phone, community: Community) -> None:
    poll = asyncio.create_task(community.polls(wait=5))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await vera.says("привет")
    async with asyncio.timeout(1):
        assert len((await poll)["updates"]) == 1
    assert len((await community.polls())["updates"]) == 1
    community.ts = str(int(community.ts) + 1)
    assert (await community.polls())["updates"] == []


async def test_a_wrong_key_and_an_unknown_place_fail(vera: Phone, community: Community) -> None:
    await vera.says("привет")
    assert await community.polls(key="other") == {"failed": 2}
    assert await community.polls(ts="99") == {"failed": 1, "ts": 2}
    assert await community.polls(ts="x") == {"failed": 1, "ts": 2}


async def test_each_failure_of_the_long_poll_comes_once(vera: Phone, community: Community, sandbox: Sandbox) -> None:
    await vera.says("раз")
    await sandbox.post(FAULTS, long_poll_failed=1)
    assert await community.polls() == {"failed": 1, "ts": 2}
    assert len((await community.polls())["updates"]) == 1
    await sandbox.post(FAULTS, long_poll_failed=2)
    assert await community.polls() == {"failed": 2}
    assert await community.polls() == {"failed": 2}
    place = community.ts
    await community.listens()
    assert len((await community.polls(ts=place))["updates"]) == 1
    await sandbox.post(FAULTS, long_poll_failed=3)
    assert await community.polls() == {"failed": 3}
    await community.listens()
    assert (await community.polls(ts=place))["failed"] == 1
    await sandbox.post(FAULTS, 400, long_poll_failed=4)


async def test_a_failure_reaches_a_poll_under_way(community: Community, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(community.polls(wait=25))
    await asyncio.sleep(0.05)
    await sandbox.post(FAULTS, long_poll_failed=2)
    async with asyncio.timeout(3):
        assert await poll == {"failed": 2}


@pytest.mark.parametrize("code", [6, 9, 10, 29])
async def test_refusals_can_be_ordered(community: Community, sandbox: Sandbox, code: int) -> None:
    await sandbox.post(FAULTS, flood=1, flood_code=code)
    assert (await community.fails("users.get"))[0] == code
    await community.does("users.get")
    await sandbox.post(FAULTS, 400, flood_code=14)


async def test_faults_concern_also_the_calls_of_a_batch(vera: Phone, community: Community, sandbox: Sandbox) -> None:
    await vera.says("привет")
    await sandbox.post(FAULTS, flood=1, methods=["messages.send"])
    await community.does("users.get")
    code = 'return [API.messages.send({"peer_id": 3001, "random_id": 1, "message": "раз"})];'
    assert (await community.fails("execute", code=code))[0] == 6
    await community.does("execute", code=code)
    await sandbox.post(FAULTS, errors=1, error_status=503)
    async with community.http.post("/method/messages.send") as response:
        assert response.status == 503
    assert (await vera.last())["text"] == "раз"


async def test_an_event_put_in_by_hand_is_given_out_as_it_is(community: Community, sandbox: Sandbox) -> None:
    await sandbox.post("/api/updates/vk", type="wall_post_new", object={"id": 1}, event_id="e")
    assert await community.news() == [
        {"group_id": GROUP, "event_id": "e", "v": "5.199", "type": "wall_post_new", "object": {"id": 1}}
    ]


@pytest.fixture
async def kept(start: Starter, tmp_path: Path) -> tuple[Community, Any]:
    settings = {"state_file": tmp_path / "world.json", "people": (VERA, GLEB)}

    async def again() -> Community:
        sandbox = await start(**settings)
        return Community(sandbox.http, sandbox.url)

    first = await again()
    return await first.opened(), again


async def test_a_restart_keeps_places_keyboards_and_what_was_sent(kept: tuple[Community, Any], tmp_path: Path) -> None:
    first, again = kept
    vera = Phone(Sandbox(first.url, first.http), VERA)
    await vera.says("привет")
    await first.sends("меню", random_id=5, keyboard=ordinary([button("Меню", "text")]))
    await vera.attaches("document", b"content")
    async with asyncio.timeout(3):
        while "doc" not in await asyncio.to_thread(_read, tmp_path / "world.json"):
            await asyncio.sleep(0.05)
    second = await again()
    second.ts, second.key = first.ts, first.key
    assert [event["object"]["message"]["text"] for event in await second.news()] == ["привет", ""]
    assert await second.sends("меню", random_id=5) == 2
    await Phone(Sandbox(second.url, second.http), VERA).does("press", message_id=0, row=0, column=0)
    assert (await second.said())["text"] == "Меню"


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
