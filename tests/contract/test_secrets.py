from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Any

import pytest

from messengers.messenger import DeliveryError, Lane, Place
from messengers.screen import File, Screen
from tests.contract.networks import MENU, Network, Reader

TROUBLES: tuple[dict[str, Any], ...] = (
    {},
    {"errors": 1.0},
    {"errors": 1.0, "error_html": True},
    {"drop_before": 1.0},
    {"drop_after": 1.0},
    {"flood": 1},
    {"unreachable": True},
)


async def told(network: Network, reader: Reader, screen: Screen) -> list[str]:
    """All that the failures of every step have to say, with their causes as they are printed."""
    network.messenger = network.reach(network.sandbox.url)
    steps = [
        network.messenger.open(),
        network.show(screen, reader),
        network.show(screen, reader, replaces=1, press="1"),
        network.messenger.receive(),
    ]
    texts = []
    for step in steps:
        try:
            await step
        except DeliveryError as failure:
            texts += [repr(failure), *traceback.format_exception(failure)]
    return texts


async def test_token_is_in_no_log_and_in_no_exception(
    network: Network, anna: Reader, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    (tmp_path / "a.txt").write_text("a")
    screen = Screen("Привет", [[MENU]], files=(File(tmp_path / "a.txt", "a.txt"),))
    texts = []
    for trouble in TROUBLES:
        await anna.says("Слышно?")
        await network.faults(**trouble)
        texts += await told(network, anna, screen)
        await network.no_faults()
    wrong = network.reach(network.sandbox.url, network.token + "x")
    with pytest.raises(DeliveryError) as caught:
        await wrong.show(screen, Place(anna.number), Lane.REPLY)
    texts += traceback.format_exception(caught.value)
    ours = [record for record in caplog.records if record.name != "aiohttp.access"]  # the sandbox's own
    secret = network.token.partition(":")[2] or network.token
    assert len(texts) > len(TROUBLES)
    assert not [text for text in texts if secret in text]
    assert not [record for record in ours if secret in record.getMessage() + str(record.exc_info)]
    assert not [record for record in ours if "key=" in record.getMessage()]
