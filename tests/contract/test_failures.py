from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from messengers.messenger import Blocked, DeliveryError, Lane, Place, Rejected, SlowDown, Unavailable, Uncertain
from messengers.screen import Screen
from tests.contract.networks import MENU, Network, Reader

SCREEN = Screen("Привет", [[MENU]])
STRANGER = 987_654
ODD_ANSWERS = [
    "<html>Доступ ограничен</html>",
    "",
    "null",
    "[]",
    '"x"',
    "{}",
    '{"ok": true}',
    '{"ok": true, "result": {}}',
    '{"ok": true, "result": null}',
    '{"ok": true, "result": [1, null]}',
    '{"ok": false}',
    '{"ok": false, "error_code": "x", "description": null}',
    '{"response": null}',
    '{"response": 1}',
    '{"response": [1]}',
    '{"response": [{}]}',
    '{"response": [{"peer_id": 1001, "error": 901}]}',
    '{"error": {}}',
    '{"error": null}',
    '{"error": {"error_code": "x", "error_msg": 1}}',
]


@asynccontextmanager
async def answering(text: str) -> AsyncIterator[str]:
    """Somebody else at the network's address: a block page, a captive portal."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=text, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def failure_of(network: Network, reader: Reader, key: str | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await network.messenger.show(SCREEN, Place(reader.number), Lane.REPLY, key)
    return caught.value


async def test_who_blocked_the_bot_is_known_as_blocked_and_is_reached_after_coming_back(
    network: Network, anna: Reader, boris: Reader
) -> None:
    await anna.does("block")
    assert type(await failure_of(network, anna)) is Blocked
    await network.show(SCREEN, boris)
    await anna.does("unblock")
    await network.show(SCREEN, anna)
    assert len(await anna.shown()) == len(await boris.shown()) == 1


async def test_stranger_cannot_be_written_to(network: Network) -> None:
    with pytest.raises((Blocked, Rejected)):
        await network.messenger.show(SCREEN, Place(STRANGER), Lane.REPLY)


async def test_flood_asks_to_wait_and_then_the_screen_comes(network: Network, anna: Reader) -> None:
    for faults, expected in network.floods:
        await network.faults(methods=[network.sending], **faults)
        failure = await failure_of(network, anna)
        assert type(failure) is expected
        assert not isinstance(failure, SlowDown) or failure.seconds >= 1
        await network.show(SCREEN, anna)
    assert len(await anna.shown()) == len(network.floods)


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_broken_server_is_waited_for(network: Network, anna: Reader, status: int) -> None:
    await network.faults(errors=1, error_status=status, methods=[network.sending])
    assert type(await failure_of(network, anna)) is network.broken
    assert type(await failure_of(network, anna, "key")) is Unavailable
    await network.faults(error_html=True)
    assert type(await failure_of(network, anna)) is Uncertain
    assert type(await failure_of(network, anna, "key")) is network.unanswered
    await network.no_faults()
    await network.show(SCREEN, anna)
    assert len(await anna.shown()) == 1


@pytest.mark.parametrize("lost", ["drop_before", "drop_after"])
async def test_broken_line_leaves_a_doubt(network: Network, anna: Reader, lost: str) -> None:
    await network.faults(methods=[network.sending], **{lost: 1})
    failure = await failure_of(network, anna)
    assert (type(failure), failure.code) == (Uncertain, "no_answer")
    assert len(await anna.shown()) == (lost == "drop_after")


async def test_screen_whose_answer_was_lost_is_seen_once(network: Network, anna: Reader) -> None:
    await network.faults(drop_after=1, methods=[network.sending])
    failure = await failure_of(network, anna, "notice:1")
    assert type(failure) is network.unanswered
    await network.no_faults()
    if isinstance(failure, Unavailable):  # then repeating has to be safe
        await network.messenger.show(SCREEN, Place(anna.number), Lane.REPLY, "notice:1")
    assert len(await anna.shown()) == 1


@pytest.mark.parametrize("trouble", [{"errors": 1}, {"drop_before": 1}, {"drop_after": 1}, {"flood": 1}])
async def test_edit_in_trouble_is_not_followed_by_a_second_screen(
    network: Network, anna: Reader, trouble: dict[str, int]
) -> None:
    number = await network.show(SCREEN, anna)
    await network.faults(methods=[network.editing], **trouble)
    with pytest.raises(DeliveryError):
        await network.show(Screen("Новое"), anna, replaces=number)
    await network.no_faults()
    assert await network.show(Screen("Новое"), anna, replaces=number) == number
    assert [message["text"] for message in await anna.shown()] == ["Новое"]


async def test_silence_is_a_doubt(network: Network, anna: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    network.hurry(monkeypatch.setattr)
    await network.faults(latency_ms=900, methods=[network.sending])
    failure = await failure_of(network, anna)
    assert (type(failure), failure.code) == (Uncertain, "no_answer")


async def test_closed_port_means_nothing_left(network: Network, anna: Reader, unused_tcp_port: int) -> None:
    nowhere = network.reach(f"http://127.0.0.1:{unused_tcp_port}")
    for step in (nowhere.open(), nowhere.show(SCREEN, Place(anna.number), Lane.REPLY)):
        with pytest.raises(Unavailable) as caught:
            await step
        assert caught.value.code == "unreachable"


@pytest.mark.parametrize("text", ODD_ANSWERS)
async def test_odd_answer_is_a_failure_of_the_network_and_no_bug(network: Network, anna: Reader, text: str) -> None:
    async with answering(text) as url:
        messenger = network.reach(url)
        for key in (None, "key"):
            with pytest.raises((Unavailable, Uncertain, Rejected)):
                await messenger.show(SCREEN, Place(anna.number), Lane.REPLY, key)
        with pytest.raises(DeliveryError):
            await messenger.receive()


async def test_refused_token_is_named_as_such(network: Network, anna: Reader) -> None:
    wrong = network.reach(network.sandbox.url, network.token + "x")
    steps: list[Any] = [wrong.open(), wrong.show(SCREEN, Place(anna.number), Lane.REPLY)]
    for step in steps:
        with pytest.raises(Unavailable) as caught:
            await step
        assert caught.value.code == "token"


async def test_trouble_while_listening_loses_nothing(network: Network, anna: Reader) -> None:
    for faults in ({"errors": 1.0}, {"errors": 1.0, "error_html": True}, {"drop_after": 1.0}, {"unreachable": True}):
        await anna.says("Слышно?")
        await network.faults(**faults)
        with pytest.raises(DeliveryError):
            await network.messenger.receive()
        await network.no_faults()
        [(update, _)] = await network.heard()
        assert update["message"]["text"] == "Слышно?"
