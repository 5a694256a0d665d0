"""What an administrator asks of the outbox: how much waits, what was set aside, and to send that again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from storage.models import Broadcast, Notification
from storage.notifications import UNCERTAIN, tell_posts
from storage.queue import KEY, useful_until

RECENT = timedelta(days=1)
SET_ASIDE = ("failed", "unsure")


@dataclass(frozen=True)
class Depth:
    """`perhaps_twice`: recently sent again because nobody knew whether they had arrived."""

    waiting: dict[str | None, int]
    later: int
    oldest: datetime | None
    next: datetime | None
    on_the_way: int
    sent: int
    perhaps_twice: int


@dataclass(frozen=True)
class SetAside:
    state: str
    kind: str
    reason: str
    topic: str
    many: int
    since: datetime | None


def depth(session: Session, now: datetime) -> Depth:
    new = Notification.state == "new"
    due, later = and_(new, Notification.due <= now), and_(new, Notification.due > now)
    by_network = select(Notification.network, func.count()).where(due).group_by(Notification.network)
    sent = and_(Notification.state == "sent", Notification.done_at > now - RECENT)
    return Depth(
        waiting={network: many for network, many in session.execute(by_network)},  # noqa: C416 - rows are no tuples
        later=_count(session, later),
        oldest=session.execute(select(func.min(Notification.due)).where(due)).scalar(),
        next=session.execute(select(func.min(Notification.due)).where(later)).scalar(),
        on_the_way=_count(session, Notification.state == "sending"),
        sent=_count(session, sent),
        perhaps_twice=_count(session, and_(sent, Notification.reason.in_(UNCERTAIN))),
    )


def set_aside(session: Session) -> list[SetAside]:
    """The newest first, those told the same together."""
    columns = Notification.state, Notification.kind, Notification.reason, KEY, Notification.done_at
    rows = session.execute(select(*columns).where(Notification.state.in_(SET_ASIDE)).order_by(Notification.done_at))
    together: dict[tuple[str, str, str, str], list[datetime | None]] = {}
    for state, kind, reason, key, done_at in rows:
        together.setdefault((state, kind, reason or "", key.rpartition(":")[0]), []).append(done_at)
    found = [SetAside(*what, many=len(times), since=times[0]) for what, times in together.items()]
    return found[::-1]


def send_again(session: Session, what: str, now: datetime) -> int:
    """`what`: failed, unsure, or a topic. Returns how many; those no longer useful are left alone."""
    values = {"state": "new", "attempts": 0, "due": now, "done_at": None}
    chosen = and_(Notification.state.in_(SET_ASIDE), _named(what), _useful(now))
    failed = and_(chosen, Notification.state == "failed")
    session.execute(update(Notification).where(failed).values(network=None, account_id=None))
    many = session.execute(update(Notification).where(chosen).values(values)).rowcount  # type: ignore[attr-defined]
    if many:
        _reopen(session)
        tell_posts(session)
    return int(many)


def _reopen(session: Session) -> None:
    """Of a broadcast that is over nothing leaves: it is on its way again, until it ends anew."""
    waits = exists().where(Notification.broadcast_id == Broadcast.id, Notification.state == "new")
    over = update(Broadcast).where(Broadcast.state == "sent", waits)
    session.execute(over.values(state="sending", ended_at=None), execution_options={"synchronize_session": "fetch"})


def _named(what: str) -> ColumnElement[bool]:
    if what in SET_ASIDE:
        return Notification.state == what
    return KEY.startswith(f"{what}:", autoescape=True)


def _useful(now: datetime) -> ColumnElement[bool]:
    return or_(useful_until.is_(None), useful_until > now)


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(Notification).where(condition)).scalar_one()
