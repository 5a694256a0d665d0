"""The outbox: what people are to learn. A row is a kind and ids; its words are made at delivery."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Account, Notification

NOTIFIED = "notified"  # in `session.info`: the post has something new


def notify(
    session: Session,
    person: int,
    kind: str,
    ids: Mapping[str, Any],
    due: datetime,
    dedupe_key: str,
    *,
    useful_until: datetime | None = None,
    bulk: bool = False,
) -> None:
    """Writes one notification; a second one with the same key is the same one."""
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    values = {
        "person_id": person,
        "kind": kind,
        "ids": dict(ids),
        "lane": 2 if bulk else 1,
        "due": due,
        "useful_until": useful_until,
        "dedupe_key": dedupe_key,
    }
    session.execute(make(Notification).values(values).on_conflict_do_nothing(index_elements=["dedupe_key"]))
    session.info[NOTIFIED] = True


def due_now(session: Session, now: datetime, most: int) -> list[Notification]:
    waiting = Notification.state == "new", Notification.due <= now
    statement = select(Notification).where(*waiting).order_by(Notification.lane, Notification.due, Notification.id)
    return list(session.execute(statement.limit(most).with_for_update(skip_locked=True)).scalars())


def next_due(session: Session) -> datetime | None:
    return session.execute(select(func.min(Notification.due)).where(Notification.state == "new")).scalar()


def take_up_uncertain(session: Session, now: datetime, exact: Collection[str] = ()) -> None:
    """After a crash nobody knows whether a row in work was delivered: personal ones are sent again.

    So are all on the networks that deliver a row once however often it is sent (`exact`).
    """
    in_work = Notification.state == "sending"
    sent_once = Notification.account_id.in_(select(Account.id).where(Account.network.in_(exact)))
    again = or_(Notification.lane < 2, sent_once)
    session.execute(update(Notification).where(in_work, again).values(state="new", reason="uncertain"))
    session.execute(update(Notification).where(in_work).values(state="failed", reason="uncertain", done_at=now))
