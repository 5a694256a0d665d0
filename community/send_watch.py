"""While a message to many is on its way somebody looks on: its author sees how far it is, and trouble pauses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from community import broadcasts
from community.broadcasts import BROADCAST, State
from community.notices import Notice
from community.send_control import pause_by_itself
from community.send_tally import Sample, Tally, is_burst, samples, spacing, take_sample, tally
from community.talks import ACCOUNT, REPLACES
from storage.models import Broadcast, Notification
from storage.notifications import drop_waiting, notify

ERRORS, FLOOD = "errors", "flood"  # why it was paused
SOON = timedelta(seconds=10)  # what ends earlier is told of once
STALE = timedelta(hours=20)  # VK changes no message that is older than a day
USEFUL = timedelta(minutes=1)
FLOODS, FLOOD_WINDOW, FLOOD_APART = 3, timedelta(minutes=10), timedelta(seconds=20)
SLICE = 500


def look(session: Session, now: datetime) -> bool:
    """At the first on its way that was not looked at for a while."""
    for broadcast in session.execute(_ordered(Broadcast.state == State.SENDING.value)).scalars():
        taken = samples(broadcast)
        if not taken or taken[-1].at + spacing(broadcast) <= now:
            locked = session.execute(broadcasts.oldest(Broadcast.id == broadcast.id)).scalar_one()
            _look_at(session, locked, now)
            return True
    return False


def _look_at(session: Session, broadcast: Broadcast, now: datetime) -> None:
    if broadcast.state != State.SENDING:
        return
    found = tally(session, broadcast)
    before, taken = samples(broadcast), take_sample(broadcast, found, now)
    if is_burst(taken):
        pause_by_itself(session, broadcast, ERRORS, now)
    elif _has_moved(before, found) and found.waiting and (broadcast.begun_at or now) <= now - SOON:
        _tell(session, broadcast, now, now + USEFUL)
    session.flush()


def _has_moved(before: Sequence[Sample], found: Tally) -> bool:
    return found.done > (before[-1].done if before else 0)


def close(session: Session, now: datetime) -> bool:
    """Of the oldest that has ended, what still waits is dropped, then it is reported."""
    ended = Broadcast.state.in_((State.SENT.value, State.CANCELLED.value)), Broadcast.reported_at.is_(None)
    on_the_way = exists().where(Notification.broadcast_id == Broadcast.id, Notification.state == "sending")
    broadcast = session.execute(broadcasts.oldest(*ended, ~on_the_way)).scalar_one_or_none()
    if broadcast is None:
        return False
    if drop_waiting(session, broadcast.id, SLICE, now) < SLICE:
        _report(session, broadcast, now)
    session.flush()
    return True


def _report(session: Session, broadcast: Broadcast, now: datetime) -> None:
    found = tally(session, broadcast)
    broadcast.report, broadcast.reported_at, broadcast.delivered = found.kept(), now, found.sent
    if broadcast.begun_at is not None:
        _tell(session, broadcast, now, None)


def _tell(session: Session, broadcast: Broadcast, now: datetime, until: datetime | None) -> None:
    """In place of what was told before."""
    if broadcast.author_id is None:
        return
    ids: dict[str, Any] = {BROADCAST: broadcast.id, "at": now.isoformat()}
    topic = f"{Notice.BROADCAST_PROGRESS}:{broadcast.id}:{now.timestamp()}"
    account = broadcast.told_account if (broadcast.told_at or now) > now - STALE else None
    if account is not None:
        ids |= {REPLACES: broadcast.told_message, ACCOUNT: account}
    kind = Notice.BROADCAST_PROGRESS
    notify(session, broadcast.author_id, kind, ids, now, topic, useful_until=until, account=account)


def remember(session: Session, ids: Mapping[str, Any], account: int, numbers: Sequence[int], now: datetime) -> None:
    """Where the author sees how far it is, until it has ended."""
    broadcast = session.get(Broadcast, ids[BROADCAST])
    if broadcast is not None and REPLACES not in ids:
        broadcast.told_account, broadcast.told_message, broadcast.told_at = account, numbers[-1], now


def flooded(session: Session, broadcast_id: int, now: datetime) -> None:
    """A network has had too many messages of one kind: the third time within ten minutes pauses it."""
    broadcast = session.execute(broadcasts.oldest(Broadcast.id == broadcast_id)).scalar_one_or_none()
    if broadcast is None or broadcast.state != State.SENDING:
        return
    since = [datetime.fromisoformat(each) for each in broadcast.floods]
    if since and now - since[-1] < FLOOD_APART:
        return
    recent = [*(each for each in since if now - each < FLOOD_WINDOW), now]
    broadcast.floods = [each.isoformat() for each in recent]
    if len(recent) >= FLOODS:
        broadcast.floods = []
        pause_by_itself(session, broadcast, FLOOD, now)


def _ordered(*which: ColumnElement[bool]) -> Any:
    return select(Broadcast).where(*which).order_by(Broadcast.id)
