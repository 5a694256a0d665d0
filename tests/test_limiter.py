import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from messengers import limiter as module
from messengers.limiter import Limiter
from messengers.messenger import Lane

PATIENCE = 10  # seconds; only a limiter that never opens needs them


class Clock:
    """Stands still until it is moved, so that no test depends on how fast the machine is."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


class Sender:
    """Sends named letters through a limiter and keeps the order in which they left."""

    def __init__(self, limiter: Limiter) -> None:
        self.limiter = limiter
        self.left: list[str] = []

    def sends(self, name: str, lane: Lane = Lane.REPLY) -> asyncio.Task[None]:
        return asyncio.create_task(self._send(name, lane))

    async def _send(self, name: str, lane: Lane) -> None:
        await self.limiter.wait(lane)
        self.left.append(name)


async def a_while() -> None:
    """Long enough for every timer of these tests to ring several times."""
    await asyncio.sleep(0.05)


async def soon(*work: Coroutine[Any, Any, None] | asyncio.Task[None]) -> None:
    await asyncio.wait_for(asyncio.gather(*work), PATIENCE)


async def test_burst_leaves_at_once_and_the_next_waits(clock: Clock) -> None:
    sender = Sender(Limiter(rate=100, burst=3))
    sent = [sender.sends(name) for name in ("1", "2", "3", "4", "5")]
    await a_while()
    assert sender.left == ["1", "2", "3"]

    clock.now += 0.0101
    await soon(sent[3])
    await a_while()
    assert sender.left == ["1", "2", "3", "4"]

    clock.now += 0.0101
    await soon(*sent)


async def test_burst_is_full_again_after_a_rest(clock: Clock) -> None:
    sender = Sender(Limiter(rate=100, burst=3))
    await soon(*(sender.sends(name) for name in "123"))
    clock.now += 60
    sent = [sender.sends(name) for name in "4567"]
    await a_while()
    assert sender.left == list("123456")
    sent[-1].cancel()


async def test_replies_go_before_personal_and_personal_before_bulk(clock: Clock) -> None:
    sender = Sender(Limiter(rate=100))
    await soon(sender.sends("first"))
    lanes = [Lane.BULK, Lane.PERSONAL, Lane.REPLY, Lane.BULK, Lane.REPLY]
    sent = [sender.sends(f"{lane.name} {place}", lane) for place, lane in enumerate(lanes)]
    await a_while()
    for _ in sent:
        clock.now += 0.0101
        await a_while()
    await soon(*sent)
    assert sender.left == ["first", "REPLY 2", "REPLY 4", "PERSONAL 1", "BULK 0", "BULK 3"]


async def test_newcomer_does_not_overtake_those_who_wait_in_its_lane(clock: Clock) -> None:
    sender = Sender(Limiter(rate=100))
    await soon(sender.sends("first"))
    second = sender.sends("second")
    await asyncio.sleep(0)
    clock.now += 0.0101  # a slot is free, and the timer has not rung yet
    third = sender.sends("third")
    await a_while()
    assert sender.left == ["first", "second"]
    clock.now += 0.0101
    await soon(second, third)


async def test_reply_takes_what_is_left_for_replies_while_others_wait(clock: Clock) -> None:
    sender = Sender(Limiter(rate=100, burst=3, reserve=1))
    bulk = [sender.sends(f"bulk {number}", Lane.BULK) for number in range(5)]
    await a_while()
    assert sender.left == ["bulk 0", "bulk 1"]
    replies = [sender.sends("reply 1"), sender.sends("reply 2")]
    await a_while()
    assert sender.left == ["bulk 0", "bulk 1", "reply 1"]  # all three are used up
    clock.now += 0.0101
    await a_while()
    assert sender.left[3:] == ["reply 2"]
    clock.now += 0.0101
    await a_while()
    assert sender.left[4:] == []  # a reply may have it, the others not
    clock.now += 0.0101
    await a_while()
    assert sender.left[4:] == ["bulk 2"]
    clock.now += 1
    await soon(*bulk, *replies)


async def test_limiter_without_a_burst_leaves_the_others_what_they_need(clock: Clock) -> None:
    sender = Sender(Limiter(rate=100, burst=1, reserve=3))
    await soon(sender.sends("bulk", Lane.BULK))
    assert sender.left == ["bulk"]


async def test_pause_closes_every_lane(clock: Clock) -> None:
    limiter = Limiter(rate=1000, burst=5)
    sender = Sender(limiter)
    limiter.pause(0.02)
    sent = [sender.sends(lane.name, lane) for lane in Lane]
    await a_while()
    clock.now += 0.019
    await a_while()
    assert sender.left == []

    clock.now += 0.0011
    await soon(sent[0])
    assert sender.left == ["REPLY"]
    clock.now += 1
    await soon(*sent)


async def test_pause_holds_those_who_wait_already(clock: Clock) -> None:
    limiter = Limiter(rate=1000)
    sender = Sender(limiter)
    await soon(sender.sends("first"))
    waiting = sender.sends("second")
    await asyncio.sleep(0)
    limiter.pause(0.02)
    clock.now += 0.015
    await a_while()
    assert sender.left == ["first"]
    clock.now += 0.006
    await soon(waiting)


async def test_shorter_pause_does_not_open_a_longer_one(clock: Clock) -> None:
    limiter = Limiter(rate=1000)
    sender = Sender(limiter)
    limiter.pause(0.04)
    limiter.pause(0.001)
    waiting = sender.sends("first")
    clock.now += 0.03
    await a_while()
    assert sender.left == []
    clock.now += 0.0101
    await soon(waiting)


async def test_cancelled_waiter_takes_no_slot(clock: Clock) -> None:
    sender = Sender(Limiter(rate=100))
    await soon(sender.sends("first"))
    impatient, patient = sender.sends("impatient"), sender.sends("patient")
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.sleep(0)
    clock.now += 0.0101
    await soon(patient)
    assert sender.left == ["first", "patient"]


async def test_limiter_works_on_when_everybody_has_gone(clock: Clock) -> None:
    sender = Sender(Limiter(rate=100))
    await soon(sender.sends("first"))
    impatient = sender.sends("impatient")
    await asyncio.sleep(0)
    impatient.cancel()
    await a_while()
    clock.now += 0.0101
    await soon(sender.sends("second"))
    assert sender.left == ["first", "second"]
