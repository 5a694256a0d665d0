"""How much is tried: all in `make long`, some of it in `make test`; hypothesis makes all where one test is run."""

from __future__ import annotations

import pytest
from hypothesis import settings

ALL = 100
FEW = 8  # are always tried
everywhere = pytest.mark.parametrize(
    "everywhere", [pytest.param(False, id="somewhere"), pytest.param(True, id="everywhere", marks=pytest.mark.long)]
)


def load(everything: bool) -> None:
    """Before the tests are imported; a busy machine is no defect, so no example has a deadline."""
    settings.register_profile("ours", max_examples=ALL if everything else ALL // 3, deadline=None)
    settings.load_profile("ours")


def at_most(number: int) -> int:
    """For a test whose examples cost more than others, or less."""
    return max(min(number, FEW), number * settings().max_examples // ALL)
