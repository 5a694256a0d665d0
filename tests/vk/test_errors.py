from __future__ import annotations

import pytest
from requests import exceptions
from vk_api.exceptions import ApiError

from messengers.messenger import Blocked, DeliveryError, Rejected, SlowDown, Unavailable, Uncertain
from messengers.vk_errors import FLOOD_SECONDS, failure_of, failure_of_code


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ((18, 900, 901, 902), Blocked),
        ((7, 917, 945, 950, 100, 909, 920, 924, 911, 912, 914, 936, 99999), Rejected),
        ((6, 9, 29), SlowDown),
        ((1, 10, 43, 14, 5, 27, 28), Unavailable),
    ],
)
def test_table_of_errors(codes: tuple[int, ...], kind: type[DeliveryError]) -> None:
    assert {type(failure_of_code(code)) for code in codes} == {kind}
    assert all(len(failure_of_code(code).code) <= 24 for code in codes)


def test_flood_is_longer_than_haste() -> None:
    haste, flood = failure_of_code(6), failure_of_code(9)
    assert isinstance(haste, SlowDown)
    assert isinstance(flood, SlowDown)
    assert haste.seconds <= 1 < flood.seconds == FLOOD_SECONDS


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (exceptions.ConnectTimeout(), Unavailable),
        (exceptions.ProxyError(), Unavailable),
        (exceptions.SSLError(), Unavailable),
        (exceptions.ConnectionError("reset"), Uncertain),
        (exceptions.ReadTimeout(), Uncertain),
        (exceptions.ChunkedEncodingError(), Uncertain),
        (exceptions.JSONDecodeError("no", "json", 0), Uncertain),
        (KeyError("response"), Uncertain),
        (ApiError(None, "messages.send", {}, {}, {"error_code": "x", "error_msg": "odd"}), Uncertain),
        (FileNotFoundError("plan.pdf"), Rejected),
    ],
)
def test_trouble_on_the_way(error: Exception, kind: type[DeliveryError]) -> None:
    assert type(failure_of(error)) is kind
