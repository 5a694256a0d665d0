"""What `check` prints: a line for each thing looked at."""

from __future__ import annotations

from typing import NamedTuple

OK, MEND = "ok  ", "mend"


class Finding(NamedTuple):
    is_fine: bool
    text: str

    def __str__(self) -> str:
        return f"{OK if self.is_fine else MEND}  {self.text}"


def fine(text: str) -> Finding:
    return Finding(True, text)


def mend(text: str) -> Finding:
    return Finding(False, text)
