"""What of a register is wanted, as a dialogue keeps it from press to press."""

from __future__ import annotations

from typing import TypeVar

from community.filters import Wanted
from handlers.turn import Turn

AnyWanted = TypeVar("AnyWanted", bound=Wanted)


def wanted_in(turn: Turn, form: str, kind: type[AnyWanted]) -> AnyWanted:
    return kind.kept(turn.dialogue.forms.get(form, {}))


def keep(turn: Turn, form: str, asked: Wanted) -> None:
    """Instead of what was wanted before."""
    turn.dialogue.forms.pop(form, None)
    if asked.is_set:
        turn.dialogue.answers(form).update(asked.answers())
