"""How far a message to many is: what became of everybody it was meant for, by reason; the sum is always the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.broadcasts import State
from storage.models import Acknowledgement, Broadcast, Notification

WINDOW = timedelta(seconds=60)
UNDONE = ("new", "sending")
OFTEN = timedelta(seconds=10)
COUNTED_A_SECOND = 20_000  # counting a great many would keep others waiting: it is done more seldom
BURST, SHARE = 20, 0.3


class Missed(StrEnum):
    """Why it has not reached somebody."""

    BLOCKED = "blocked"
    NO_ACCOUNT = "no_account"
    FAILED = "failed"
    UNSURE = "unsure"
    NOT_WANTED = "not_wanted"
    PAUSED = "paused"
    LATE = "late"
    CANCELLED = "cancelled"
    GONE = "gone"  # erased, or there was nothing left to tell them


REASONS = {
    "blocked": Missed.BLOCKED,
    "gone": Missed.BLOCKED,
    "no_account": Missed.NO_ACCOUNT,
    "muted": Missed.NOT_WANTED,
    "not_wanted": Missed.NOT_WANTED,
    "paused": Missed.PAUSED,
    "late": Missed.LATE,
    "cancelled": Missed.CANCELLED,
}


@dataclass(frozen=True)
class Tally:
    sent: int = 0
    waiting: int = 0
    missed: Mapping[Missed, int] = field(default_factory=dict)
    acknowledged: int = 0

    @property
    def total(self) -> int:
        return self.sent + self.waiting + sum(self.missed.values())

    @property
    def done(self) -> int:
        return self.total - self.waiting

    @property
    def failing(self) -> int:
        """Not by the wish of whoever it was for."""
        return self.missed.get(Missed.FAILED, 0) + self.missed.get(Missed.UNSURE, 0)

    def kept(self) -> dict[str, int]:
        return {"sent": self.sent, **{reason.value: number for reason, number in self.missed.items()}}


def tally(session: Session, broadcast: Broadcast) -> Tally:
    if broadcast.reported_at is not None:
        return _reported(session, broadcast)
    states = _states(session, broadcast)
    missed = _missed(session, broadcast)
    waiting = sum(states.get(state, 0) for state in UNDONE)
    erased = broadcast.queued - sum(states.values())
    missed[Missed.GONE] = missed.get(Missed.GONE, 0) + max(erased, 0)
    unfilled = 0 if broadcast.filled_at else max(broadcast.found - broadcast.queued, 0)
    if broadcast.state == State.CANCELLED:  # before its rows are ended, too: what is on its way may still arrive
        stopped = unfilled + states.get("new", 0)
        missed[Missed.CANCELLED] = missed.get(Missed.CANCELLED, 0) + stopped
        waiting -= states.get("new", 0)
    else:
        waiting += unfilled
    found = {reason: number for reason, number in missed.items() if number}
    return Tally(states.get("sent", 0), waiting, found, _acknowledged(session, broadcast))


def _reported(session: Session, broadcast: Broadcast) -> Tally:
    """Its notifications may be gone."""
    missed = {Missed(name): number for name, number in broadcast.report.items() if name in set(Missed)}
    sent = broadcast.report.get("sent", broadcast.delivered)
    return Tally(sent, 0, missed, _acknowledged(session, broadcast))


def _states(session: Session, broadcast: Broadcast) -> dict[str, int]:
    """From the index alone."""
    counted = select(Notification.state, func.count()).where(Notification.broadcast_id == broadcast.id)
    return {row[0]: row[1] for row in session.execute(counted.group_by(Notification.state))}


def _missed(session: Session, broadcast: Broadcast) -> dict[Missed, int]:
    ended = Notification.broadcast_id == broadcast.id, Notification.state.in_(("skipped", "failed", "unsure"))
    why = Notification.state, Notification.reason
    found: dict[Missed, int] = {}
    for state, reason, number in session.execute(select(*why, func.count()).where(*ended).group_by(*why)):
        became = _why(state, reason)
        found[became] = found.get(became, 0) + number
    return found


def _why(state: str, reason: str | None) -> Missed:
    if state == "unsure":
        return Missed.UNSURE
    return REASONS.get(reason or "", Missed.FAILED if state == "failed" else Missed.GONE)


def _acknowledged(session: Session, broadcast: Broadcast) -> int:
    pressed = select(func.count()).where(Acknowledgement.broadcast_id == broadcast.id)
    return session.execute(pressed).scalar_one()


@dataclass(frozen=True)
class Sample:
    at: datetime
    done: int
    failing: int

    def kept(self) -> list[object]:
        return [self.at.isoformat(), self.done, self.failing]


def samples(broadcast: Broadcast) -> list[Sample]:
    return [Sample(datetime.fromisoformat(at), done, failing) for at, done, failing in broadcast.samples]


def take_sample(broadcast: Broadcast, found: Tally, now: datetime) -> list[Sample]:
    """Of the last minute, and the one before it."""
    taken = samples(broadcast)
    while len(taken) > 1 and taken[1].at <= now - WINDOW:
        taken.pop(0)
    taken.append(Sample(now, found.done, found.failing))
    broadcast.samples = [each.kept() for each in taken]
    return taken


def spacing(broadcast: Broadcast) -> timedelta:
    """Between two looks."""
    return max(OFTEN, timedelta(seconds=max(broadcast.found, broadcast.queued) / COUNTED_A_SECOND))


def is_burst(taken: Sequence[Sample]) -> bool:
    """Of at least twenty that came to their end in the last minute, nearly a third failed: not that people had blocked
    the bot or wanted no message, but that it could not be delivered.
    """
    if len(taken) < 2:
        return False
    ended, failed = taken[-1].done - taken[0].done, taken[-1].failing - taken[0].failing
    return ended >= BURST and failed >= SHARE * ended


def per_second(broadcast: Broadcast) -> float:
    taken = samples(broadcast)
    seconds = (taken[-1].at - taken[0].at).total_seconds() if taken else 0
    return (taken[-1].done - taken[0].done) / seconds if seconds > 0 else 0.0
