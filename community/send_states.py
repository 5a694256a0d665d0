"""What may become of a message to many: one table, asked before anything is done."""

from __future__ import annotations

from enum import StrEnum

from community.broadcasts import State
from storage.models import Broadcast


class Step(StrEnum):
    ASK = "ask"  # somebody else is to look at it first
    RETURN = "return"  # to its author, who may change it
    PLAN = "plan"
    BEGIN = "begin"
    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"
    CANCEL = "cancel"
    AGAIN = "again"  # to those of whom nobody knows whether they got it


MOVES: dict[State, dict[Step, State]] = {
    State.DRAFT: {Step.ASK: State.CHECK, Step.PLAN: State.SCHEDULED, Step.BEGIN: State.SENDING},
    State.CHECK: {
        Step.RETURN: State.DRAFT,
        Step.PLAN: State.SCHEDULED,
        Step.BEGIN: State.SENDING,
        Step.CANCEL: State.CANCELLED,
    },
    State.SCHEDULED: {Step.RETURN: State.DRAFT, Step.BEGIN: State.SENDING, Step.CANCEL: State.CANCELLED},
    State.SENDING: {Step.PAUSE: State.PAUSED, Step.FINISH: State.SENT, Step.CANCEL: State.CANCELLED},
    State.PAUSED: {Step.RESUME: State.SENDING, Step.FINISH: State.SENT, Step.CANCEL: State.CANCELLED},
    State.SENT: {Step.AGAIN: State.SENDING},
    State.CANCELLED: {},
}


def allows(broadcast: Broadcast, step: Step) -> bool:
    return step in MOVES[State(broadcast.state)]


def move(broadcast: Broadcast, step: Step) -> bool:
    """False where the state does not allow it: pressed twice, or too late."""
    after = MOVES[State(broadcast.state)].get(step)
    if after is None:
        return False
    broadcast.state = after.value
    return True
