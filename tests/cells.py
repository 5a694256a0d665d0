"""Where stories happen: networks x databases. Two cells are enough for every change, `make long` runs all four."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest


class Cell(NamedTuple):
    networks: tuple[str, ...]
    database: str


def cells(first: tuple[str, ...], second: tuple[str, ...]) -> list[Any]:
    """Each of the two on both databases; only one of both unless the tests may take long."""
    usual = [Cell(first, "sqlite"), Cell(second, "postgresql")]
    seldom = [Cell(first, "postgresql"), Cell(second, "sqlite")]
    return [pytest.param(cell, id=_name(cell)) for cell in usual] + [
        pytest.param(cell, id=_name(cell), marks=pytest.mark.long) for cell in seldom
    ]


def _name(cell: Cell) -> str:
    return "+".join([*cell.networks, cell.database])


CELLS = cells(("telegram",), ("vk",))
# For what takes long and hardly depends on where it happens.
ONCE = [CELLS[0], *(pytest.param(*cell.values, id=cell.id, marks=pytest.mark.long) for cell in CELLS[1:])]
ON_VK = [cell for cell in CELLS if cell.values[0].networks == ("vk",)]
BOTH_NETWORKS = cells(("telegram", "vk"), ("vk", "telegram"))
