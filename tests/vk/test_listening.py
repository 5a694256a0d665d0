from __future__ import annotations

import asyncio
import logging
import traceback
from time import time
from typing import Any

import pytest

from messengers.messenger import DeliveryError, Lane, Place, Unavailable
from messengers.screen import Screen
from messengers.vk import Vk
from tests.vk.server import ANNA, BORIS, GROUP, KEY, TOKEN, VERA, Server, listened, vk_at
from tests.vk.test_updates import event


async def test_events_come_with_names_and_the_place_is_kept(server: Server, vk: Vk) -> None:
    server.events = [event("text"), event("press")]
    vk.resume("100@0")
    batch = await vk.receive()
    assert [update.raw["sender"]["first_name"] for update in batch.updates] == [f"Имя{ANNA}"] * 2
    assert batch.cursor == "102@1795000000"
    assert len(server.named("users.get")) == 1


async def test_unconfirmed_events_come_again(server: Server, vk: Vk) -> None:
    server.events = [event("text")]
    vk.resume("100@0")
    first, again = await vk.receive(), await vk.receive()
    assert [update.key for update in first.updates] == [update.key for update in again.updates]
    await vk.confirm(again)
    assert (await vk.receive()).updates == []
    assert len(server.named("users.get")) == 1


async def test_reading_goes_on_where_storage_stopped(server: Server) -> None:
    server.events = [event("text"), event("press")]
    async with vk_at(server.base) as vk:
        vk.resume("101@5")
        assert [update.raw["type"] for update in (await listened(vk)).updates] == ["message_event"]
    async with vk_at(server.base) as fresh:
        fresh.resume(None)
        assert (await listened(fresh)).updates == []


async def test_odd_events_are_passed_over(server: Server, vk: Vk) -> None:
    server.events = [None, "odd", {}, {"type": "message_new"}, {"type": {}, "object": []}, event("text")]
    vk.resume("100@0")
    batch = await listened(vk)
    assert [update.sender for update in batch.updates if update.private] == [ANNA]


async def test_names_that_cannot_be_had_hold_nobody(server: Server, vk: Vk) -> None:
    server.codes["users.get"] = [10]
    server.events = [event("text")]
    vk.resume("100@0")
    [update] = (await listened(vk)).updates
    assert vk.translate(update.raw)["message"]["from"]["first_name"] == ""


async def test_outdated_key_is_renewed_and_the_place_stays(server: Server, vk: Vk) -> None:
    server.poll_answers = [{"failed": 2}]
    server.events = [event("text")]
    vk.resume("100@0")
    assert (await listened(vk)).cursor == "100@0"
    assert len((await listened(vk)).updates) == 1
    assert len(server.named("groups.getLongPollServer")) == 2


@pytest.mark.parametrize("failed", [{"failed": 1, "ts": 500}, {"failed": 3}])
async def test_lost_history_names_those_who_wait_for_an_answer(server: Server, vk: Vk, failed: Any) -> None:
    server.started_at = 500
    server.poll_answers = [failed]
    server.answers["messages.getConversations"] = conversations(
        (ANNA, ANNA, 1000), (BORIS, BORIS, 900), (VERA, -GROUP, 1100), (2_000_000_001, ANNA, 1200), (-77, -77, 1300)
    )
    vk.resume("100@950")
    batch = await listened(vk)
    assert [(update.sender, update.key) for update in batch.updates if update.private] == [(ANNA, f"missed:{ANNA}:7")]
    assert vk.translate(batch.updates[0].raw)["message"]["text"] == "/missed"
    assert batch.cursor == "500@1300"
    assert server.named("messages.getConversations")[0]["filter"] == "unanswered"
    assert (await listened(vk)).updates == []


async def test_old_talks_of_the_community_are_left_alone(server: Server, vk: Vk) -> None:
    server.poll_answers = [{"failed": 3}]
    now = int(time())
    server.answers["messages.getConversations"] = conversations(
        (ANNA, ANNA, now - 60), (BORIS, BORIS, now - 30 * 86_400)
    )
    vk.resume("100")
    assert [update.sender for update in (await listened(vk)).updates] == [ANNA]


def conversations(*last: tuple[int, int, int]) -> dict[str, Any]:
    items = [
        {
            "conversation": {"peer": {"id": peer, "type": "user"}},
            "last_message": {
                "peer_id": peer,
                "from_id": sender,
                "date": date,
                "conversation_message_id": 7,
                "text": "тайна",
            },
        }
        for peer, sender, date in last
    ]
    return {"count": len(items), "items": [*items, {}, None]}


@pytest.mark.parametrize("answer", [502, 404, {"failed": 4}, {"updates": 5, "ts": 1}, {"ts": 5}, [], "odd", None])
async def test_trouble_of_the_long_poll_is_waited_for(server: Server, vk: Vk, answer: Any) -> None:
    server.poll_answers = [answer]
    server.events = [event("text")]
    vk.resume("100@0")
    with pytest.raises(Unavailable):
        await vk.receive()
    assert len((await listened(vk)).updates) == 1


async def test_community_that_may_not_be_read_is_waited_for(server: Server, vk: Vk) -> None:
    server.codes["groups.getLongPollServer"] = [100]
    with pytest.raises(Unavailable):
        await vk.receive()
    server.answers["groups.getLongPollServer"] = None


async def test_waiting_check_does_not_hold_up_the_end(server: Server) -> None:
    server.patience = 5
    async with vk_at(server.base) as vk:
        waiting = asyncio.create_task(vk.receive())
        async with asyncio.timeout(5):
            while not server.polls:
                await asyncio.sleep(0.01)
        waiting.cancel()
        async with asyncio.timeout(2):
            await asyncio.gather(waiting, return_exceptions=True)


async def test_token_and_key_are_in_no_log_and_no_exception(
    server: Server, vk: Vk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    for trouble in (5, 9, 10, 14, 17, 100, 901):
        server.codes["messages.send"] = [trouble]
        told.append(await told_by(vk.show(Screen("тайна"), Place(ANNA), Lane.REPLY)))
    server.poll_answers = [502, "odd"]
    vk.resume("100@0")
    told += [await told_by(vk.receive()), await told_by(vk.receive())]
    server.status = 500
    told.append(await told_by(vk.show(Screen("тайна"), Place(ANNA), Lane.REPLY)))
    async with vk_at("http://127.0.0.1:1") as lost:
        told += [await told_by(lost.receive()), await told_by(lost.open())]
    for text in (*told, caplog.text):
        assert TOKEN not in text
        assert KEY not in text
        assert "тайна" not in text


async def told_by(work: Any) -> str:
    """Everything that a log could make of it, chained exceptions too."""
    with pytest.raises(DeliveryError) as caught:
        await work
    told, error = "", caught.value
    chain: BaseException | None = error
    while chain:
        told += f"{chain!r} {chain} {vars(chain)}"
        chain = chain.__context__
    return told + "".join(traceback.format_exception(error))
