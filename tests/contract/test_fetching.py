from __future__ import annotations

from typing import Any

import pytest

from messengers.messenger import TOO_LARGE, DeliveryError, Rejected, Unavailable
from tests.contract.networks import Network, Reader, SetConstant

MOST = 2_000_000
TABLE = b"PK\x03\x04" + bytes(range(256)) * 1000


async def sent(network: Network, anna: Reader, content: bytes = TABLE) -> str:
    """The `file_id` of a document that Anna has sent."""
    await anna.attaches("document", content)
    [(update, _)] = await network.heard()
    return str(update["message"]["document"]["file_id"])


async def failure(network: Network, file: str, most: int = MOST) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await network.messenger.fetch(file, most)
    assert file not in str(caught.value)
    return caught.value


async def test_file_arrives_whole(network: Network, anna: Reader) -> None:
    assert await network.messenger.fetch(await sent(network, anna), MOST) == TABLE


async def test_file_is_fetched_again_after_a_crash(network: Network, anna: Reader) -> None:
    file = await sent(network, anna)
    for _ in range(2):
        assert await network.messenger.fetch(file, len(TABLE)) == TABLE


async def test_file_larger_than_wanted_is_refused(network: Network, anna: Reader) -> None:
    refusal = await failure(network, await sent(network, anna), len(TABLE) - 1)
    assert (type(refusal), refusal.code) == (Rejected, TOO_LARGE)


@pytest.mark.parametrize("file", ["nothing", "BQACAgIAAxkBAAInone", "file:///etc/passwd"])
async def test_what_is_no_file_of_the_network_is_refused(network: Network, file: str) -> None:
    assert type(await failure(network, file)) is Rejected


async def test_file_that_is_gone_is_refused(network: Network, anna: Reader) -> None:
    file = await sent(network, anna)
    key = next(part for part in (file[15:-1], file.rsplit("/", 2)[-2:][0]) if len(part) == 24)
    assert type(await failure(network, file.replace(key, "0" * 24))) is Rejected


@pytest.mark.parametrize("trouble", [{"unreachable": True}, {"drop_before": 1.0}, {"errors": 1.0}])
async def test_network_in_trouble_is_out_of_reach(network: Network, anna: Reader, trouble: dict[str, Any]) -> None:
    file = await sent(network, anna)
    await network.faults(**trouble)
    assert type(await failure(network, file)) is Unavailable
    await network.no_faults()
    assert await network.messenger.fetch(file, MOST) == TABLE


async def test_silent_network_is_given_up(network: Network, anna: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    set_constant: SetConstant = monkeypatch.setattr
    for module in ("telegram_files", "vk_files"):
        set_constant(f"messengers.{module}.FETCH_SECONDS", 0.3)
    file = await sent(network, anna)
    await network.faults(latency_ms=1500)
    assert type(await failure(network, file)) is Unavailable


async def test_link_opens_the_bot_with_its_parameter(network: Network) -> None:
    link = network.messenger.link("list-A2B")
    assert link in {"https://t.me/sandbox_bot?start=list-A2B", "https://vk.me/club900001?ref=list-A2B"}
