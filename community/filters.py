"""What of a register is wanted, as a form keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Self


@dataclass(frozen=True)
class Wanted:
    """Each field narrows the register; None: all."""

    @classmethod
    def kept(cls, answers: Mapping[str, str]) -> Self:
        return cls(**{field.name: answers.get(field.name) for field in fields(cls)})

    def answers(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    def with_(self, what: str, value: str | None) -> Self:
        return replace(self, **{what: value or None})

    @classmethod
    def names(cls) -> set[str]:
        return {field.name for field in fields(cls)}

    @property
    def is_set(self) -> bool:
        return bool(self.answers())
