from __future__ import annotations

import asyncio
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from messengers import vk_client
from messengers.messenger import Blocked, DeliveryError, Lane, Rejected, SlowDown, Unavailable, Uncertain
from messengers.vk_calls import MAX_CALLS, Calls, outcomes_of
from messengers.vk_client import Clients, make_client
from tests.vk.server import ANNA, TOKEN, Server


class Line:
    """Calls on their way to the server."""

    def __init__(self, base: str, rate: float = 1000, clients: int = 2) -> None:
        self.calls = Calls(Clients(partial(make_client, TOKEN, base, "5.199"), clients), rate)

    async def __aenter__(self) -> Calls:
        return self.calls

    async def __aexit__(self, *_: object) -> None:
        await self.calls.close()


def text(words: str, lane: Lane = Lane.REPLY) -> tuple[str, dict[str, Any], Lane]:
    return "messages.send", {"peer_ids": str(ANNA), "random_id": abs(hash(words)) % 2**31, "message": words}, lane


async def test_one_call_goes_by_itself_and_what_piled_up_goes_together(server: Server) -> None:
    async with Line(server.base, rate=10) as calls:
        await asyncio.gather(*(calls.call(*text(f"слово {number}")) for number in range(60)))
    assert [name for _, name in server.requests] == ["execute", "execute", "execute"]
    assert {message.text for message in server.messages} == {f"слово {number}" for number in range(60)}
    async with Line(server.base) as calls:
        await calls.call(*text("одно"))
    assert server.requests[-1][1] == "messages.send"


class Stopwatch(Clients):
    """Notes when each request leaves, and answers all of its calls itself."""

    def __init__(self) -> None:
        super().__init__(partial(make_client, TOKEN, "", "5.199"), 8)
        self.left: list[float] = []

    async def run(self, job: Any) -> Any:
        self.left.append(asyncio.get_running_loop().time())
        return {"response": [1] * len(job.keywords["calls"])}


async def test_requests_of_a_broadcast_are_spaced_and_a_reply_need_not_wait_for_the_next() -> None:
    stopwatch = Stopwatch()
    calls = Calls(stopwatch, rate=10)
    bulk = [asyncio.create_task(calls.call(*text(f"слово {number}", Lane.BULK))) for number in range(8 * MAX_CALLS)]
    while len(stopwatch.left) < 4:
        await asyncio.sleep(0.001)
    await calls.call(*text("ответ"))
    assert stopwatch.left[4] - stopwatch.left[3] < 0.05
    await asyncio.gather(*bulk)
    await calls.close()
    assert len(stopwatch.left) == 9
    assert all(later - earlier > 0.05 for earlier, later in pairwise(stopwatch.left[:4] + stopwatch.left[5:]))
    assert stopwatch.left[-1] - stopwatch.left[0] > 0.8 * 8 / 10  # the reply has taken a turn of theirs


async def test_announcements_wait_for_more_of_them_and_a_reply_does_not() -> None:
    stopwatch = Stopwatch()
    calls = Calls(stopwatch)
    tasks = []
    for lane in (Lane.BULK, Lane.BULK, Lane.REPLY, Lane.BULK):
        tasks.append(asyncio.create_task(calls.call(*text("слово", lane))))
        for _ in range(5):
            await asyncio.sleep(0)
    assert len(stopwatch.left) == 1
    await asyncio.gather(*tasks)
    await calls.close()
    assert len(stopwatch.left) == 2


async def test_call_for_as_many_as_a_request_carries_does_not_wait() -> None:
    stopwatch = Stopwatch()
    calls = Calls(stopwatch)
    everybody = {"peer_ids": ",".join(map(str, range(1, MAX_CALLS + 1))), "random_id": 1, "message": "слово"}
    sent = asyncio.create_task(calls.call("messages.send", everybody, Lane.BULK))
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(stopwatch.left) == 1
    await sent
    await calls.close()


async def test_no_second_sees_more_requests_than_vk_lets_pass() -> None:
    stopwatch = Stopwatch()
    calls = Calls(stopwatch)
    lanes = [lane for lane in (Lane.REPLY, Lane.BULK) for _ in range(13 * MAX_CALLS)]
    await asyncio.gather(*(calls.call(*text(f"слово {number}", lane)) for number, lane in enumerate(lanes)))
    await calls.close()
    left = stopwatch.left
    assert len(left) == 26
    assert max(sum(first <= each < first + 0.98 for each in left) for first in left) <= 20


async def test_replies_overtake_a_broadcast(server: Server) -> None:
    async with Line(server.base, rate=20) as calls:
        bulk = [asyncio.create_task(calls.call(*text(f"всем {number}", Lane.BULK))) for number in range(200)]
        await asyncio.sleep(0.01)
        await calls.call(*text("ответ"))
        assert sum(task.done() for task in bulk) <= 2 * MAX_CALLS
        await asyncio.gather(*bulk)
    assert [message.text for message in server.messages].index("ответ") <= 2 * MAX_CALLS


async def test_lanes_do_not_share_a_request(server: Server) -> None:
    async with Line(server.base, rate=20) as calls:
        lanes = [Lane.BULK, Lane.REPLY, Lane.BULK, Lane.REPLY]
        await asyncio.gather(*(calls.call(*text(f"слово {number}", lane)) for number, lane in enumerate(lanes)))
    texts = [message.text for message in server.messages]
    assert {(texts[0], texts[1]), (texts[2], texts[3])} == {("слово 0", "слово 2"), ("слово 1", "слово 3")}
    assert [name for _, name in server.requests] == ["execute", "execute"]


async def test_failures_inside_a_batch_find_their_calls(server: Server) -> None:
    server.codes["messages.edit"] = [909, 901]
    async with Line(server.base) as calls:
        outcomes = await asyncio.gather(
            calls.call(*text("первое")),
            calls.call("messages.edit", {"cmid": 1}, Lane.REPLY),
            calls.call(*text("второе")),
            calls.call("messages.edit", {"cmid": 2}, Lane.REPLY),
            calls.call("messages.edit", {"cmid": 3}, Lane.REPLY),
            return_exceptions=True,
        )
    assert isinstance(outcomes[0], list)
    assert isinstance(outcomes[1], Rejected)
    assert outcomes[1].code == "too_old"
    assert isinstance(outcomes[2], list)
    assert isinstance(outcomes[3], Blocked)
    assert outcomes[4] == 1


@pytest.mark.parametrize("code", [12, 13])
async def test_batch_that_cannot_be_run_goes_out_one_by_one(server: Server, code: int) -> None:
    server.codes["execute"] = [code]
    async with Line(server.base) as calls:
        await asyncio.gather(*(calls.call(*text(f"слово {number}")) for number in range(3)))
    assert [name for _, name in server.requests] == ["execute", *["messages.send"] * 3]
    assert sorted(message.text for message in server.messages) == ["слово 0", "слово 1", "слово 2"]


async def test_long_texts_do_not_make_an_endless_request(server: Server) -> None:
    async with Line(server.base) as calls:
        await asyncio.gather(*(calls.call(*text("я" * 4000 + str(number))) for number in range(25)))
    assert len(server.requests) == 2
    assert len(server.messages) == 25


async def failure_of_call(base: str) -> DeliveryError:
    async with Line(base) as calls:
        with pytest.raises(DeliveryError) as caught:
            await calls.call("messages.edit", {"message": "тайна"}, Lane.REPLY)
    return caught.value


async def test_silent_server_is_not_waited_for_without_end(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vk_client, "TIMEOUTS", (0.5, 0.2))
    server.silence = 1
    failure = await failure_of_call(server.base)
    assert (type(failure), failure.code) == (Uncertain, "no_answer")


async def test_server_out_of_reach_took_nothing() -> None:
    failure = await failure_of_call("http://127.0.0.1:1")
    assert (type(failure), failure.code) == (Unavailable, "unreachable")


async def test_broken_connection_is_uncertain(server: Server) -> None:
    server.deliver_and_die = 1
    assert isinstance(await failure_of_call(server.base), Uncertain)


async def test_error_of_the_server_is_uncertain(server: Server) -> None:
    server.status = 502
    failure = await failure_of_call(server.base)
    assert (type(failure), failure.code) == (Uncertain, "server")


async def test_too_many_requests_is_raised_at_once_and_slows_down_everybody(server: Server) -> None:
    server.codes["messages.edit"] = [6]
    async with Line(server.base) as calls:
        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(SlowDown):
            await calls.call("messages.edit", {}, Lane.REPLY)
        assert len(server.requests) == 1
        await calls.call("messages.edit", {}, Lane.REPLY)
        assert loop.time() - began > 0.9


async def test_captcha_is_a_delivery_error(server: Server) -> None:
    server.codes["messages.edit"] = [14]
    failure = await failure_of_call(server.base)
    assert (type(failure), failure.code) == (Unavailable, "captcha")


async def test_abandoned_call_does_not_hold_the_others(server: Server) -> None:
    async with Line(server.base, rate=5) as calls:
        await calls.call(*text("первое", Lane.BULK))
        abandoned = asyncio.create_task(calls.call(*text("брошено", Lane.BULK)))
        await asyncio.sleep(0.01)
        abandoned.cancel()
        await calls.call(*text("второе", Lane.BULK))
    assert [message.text for message in server.messages] == ["первое", "второе"]


@pytest.mark.parametrize("answer", [None, [], {}, {"response": 1}, {"response": [1]}, {"response": [1, 2, 3]}])
def test_answer_that_does_not_fit_is_uncertain_for_all(answer: Any) -> None:
    assert [type(outcome) for outcome in outcomes_of(answer, 2)] == [Uncertain, Uncertain]


def test_failure_without_a_reason_is_uncertain() -> None:
    good, bad, odd = outcomes_of({"response": [1, False, False], "execute_errors": [{"error_code": 7}]}, 3)
    assert good == 1
    assert isinstance(bad, Rejected)
    assert isinstance(odd, Uncertain)
