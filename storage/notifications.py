"""The outbox: what people are to learn. A row is a kind and ids; its words are made at delivery.

A row waits as `new`, first without a network; `route` chooses the account. It is `sending` while a letter is on its
way, and ends as `sent`, `skipped` (nothing left to tell), `failed` (set aside) or `unsure` (perhaps delivered).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from storage.models import Account, Broadcast, Notification, table_of
from storage.once import insert_once
from storage.queue import (
    KEY,
)

BULK = 2  # the lane of announcements
WITH_FILE = "with_file"  # in the ids of a notification of a kind that brings a file: whether it does
URGENT = "urgent"  # in the ids: it wakes people
ALIKE = "alike"  # in the ids of what goes to many: its words are the same for all
NOTIFIED = "notified"  # in `session.info`: the post has something new
BEGUN = "begun"  # in `session.info`: a job has something to do at once
CHANNEL, JOBS_CHANNEL = "post", "jobs"  # of PostgreSQL's NOTIFY, for the posts and the clock of other programs
UNCERTAIN = ("uncertain", "no_answer", "undecodable")  # reasons after which a row may have been delivered

_row = table_of(Notification)
_account = table_of(Account)
_WRITE = insert_once(_row, "dedupe_key", where=_row.c.dedupe_key.is_not(None))
_NETWORK = select(_account.c.network).where(_account.c.id == bindparam("account"))
_TELL_OTHERS = text("SELECT pg_notify(:channel, '')")
_LEAVES = update(_row).where(_row.c.id.in_(bindparam("rows", expanding=True))).values(state="sending")
_END = (
    update(_row)
    .where(_row.c.id.in_(bindparam("rows", expanding=True)))
    .values(state=bindparam("state_after"), done_at=bindparam("moment"))
)


def notify(
    session: Session,
    person: int,
    kind: str,
    ids: Mapping[str, Any],
    due: datetime,
    topic: str,
    *,
    useful_until: datetime | None = None,
    bulk: bool = False,
    account: int | None = None,
) -> None:
    """Writes one notification; a person is told of a topic once, whoever asks for it again.

    `account`: to this one and no other, whatever the person prefers.
    """
    session.flush()  # whoever is told, or told of, may be new
    connection = session.connection()
    values = {
        "person_id": person,
        "kind": kind,
        "ids": dict(ids),
        "lane": BULK if bulk else 1,
        "due": due,
        "useful_until": useful_until,
        "dedupe_key": f"{topic}:{person}",
        "state": "new",
        "attempts": 0,
    }
    if account is not None:
        values |= {"account_id": account, "network": connection.execute(_NETWORK, {"account": account}).scalar_one()}
    connection.execute(_WRITE[connection.dialect.name], values)
    tell_posts(session)


def notify_all(
    session: Session,
    people: Collection[int],
    kind: str,
    ids: Mapping[str, Any],
    due: datetime,
    topic: str,
    *,
    useful_until: datetime | None = None,
) -> None:
    """The same for many people, in one statement."""
    if not people:
        return
    session.flush()
    told = {"kind": kind, "ids": dict(ids), "lane": 1, "due": due, "useful_until": useful_until}
    fresh = {"state": "new", "attempts": 0}
    rows = [{**told, **fresh, "person_id": each, "dedupe_key": f"{topic}:{each}"} for each in sorted(people)]
    session.connection().execute(_WRITE[session.connection().dialect.name], rows)
    tell_posts(session)


def tell_posts(session: Session) -> None:
    """At the commit: the post of this program by `session.info`, those of other programs by PostgreSQL's NOTIFY."""
    _tell(session, NOTIFIED, CHANNEL)


def tell_clock(session: Session) -> None:
    """The same for the job that gives out what goes to many."""
    _tell(session, BEGUN, JOBS_CHANNEL)


def _tell(session: Session, mark: str, channel: str) -> None:
    connection = session.connection()
    if mark not in session.info and connection.dialect.name == "postgresql":
        connection.execute(_TELL_OTHERS, {"channel": channel})
    session.info[mark] = True


def leave(session: Session, rows: Collection[int]) -> None:
    """Marks rows whose letters are about to leave."""
    if rows:
        session.connection().execute(_LEAVES, {"rows": rows})


def end(session: Session, rows: Collection[int], state: str, now: datetime, reason: str | None = None) -> None:
    """Sent or skipped. `reason` None: the last trouble on the way stays."""
    asked = {"rows": rows, "state_after": state, "moment": now}
    session.connection().execute(_END.values(reason=reason) if reason else _END, asked)


def set_aside(session: Session, row: int, state: str, attempts: int, now: datetime, reason: str) -> None:
    _change(session, row, state=state, attempts=attempts, done_at=now, reason=reason)


def put_back(session: Session, row: int, attempts: int, reason: str, due: datetime | None = None) -> None:
    """To be sent again: by the same account in the old order, or at a new time by whichever is best then."""
    later = {"due": due, "network": None, "account_id": None} if due else {}
    _change(session, row, state="new", attempts=attempts, reason=reason, **later)


def unroute(session: Session, row: int, **more: Any) -> None:
    """Another account has to be found."""
    _change(session, row, state="new", network=None, account_id=None, **more)


def _change(session: Session, row: int, **values: Any) -> None:
    session.connection().execute(update(_row).where(_row.c.id == row).values(values))


def state_of(session: Session, key: str) -> str | None:
    """None: nobody is to be told."""
    return session.execute(select(_row.c.state).where(_row.c.dedupe_key == key)).scalar()


def waits(session: Session, key: str) -> bool:
    """It has not left, and does not before this transaction ends: the post passes over what others have locked."""
    row = select(_row.c.id).where(_row.c.dedupe_key == key, _row.c.state == "new").with_for_update()
    return session.execute(row).first() is not None


def drop_broadcasts(session: Session, person: int, now: datetime, topic: str | None = None) -> None:
    """Announcements that wait for somebody who wants none any more: none of the topic, where one is named."""
    waiting = [_row.c.person_id == person, _row.c.broadcast_id.is_not(None), _row.c.state == "new"]
    if topic is not None:
        session.flush()
        waiting.append(_row.c.broadcast_id.in_(select(Broadcast.id).where(Broadcast.topic == topic)))
    session.connection().execute(update(_row).where(*waiting).values(state="skipped", done_at=now, reason="not_wanted"))


def drop_waiting(session: Session, broadcast: int, most: int, now: datetime) -> int:
    """Some of what waits of a broadcast that was cancelled; how many."""
    some = select(_row.c.id).where(_row.c.broadcast_id == broadcast, _row.c.state == "new").limit(most)
    dropped = update(_row).where(_row.c.id.in_(some.scalar_subquery()), _row.c.state == "new")
    done = session.connection().execute(dropped.values(state="skipped", done_at=now, reason="cancelled"))
    return done.rowcount


def send_unsure_again(session: Session, broadcast: int, now: datetime) -> int:
    """Of a broadcast, by the account that each went to: where a network can tell, nobody gets it twice."""
    unsure = update(_row).where(_row.c.broadcast_id == broadcast, _row.c.state == "unsure")
    done = session.connection().execute(unsure.values(state="new", due=now, attempts=0, done_at=None, reason=None))
    tell_posts(session)
    return done.rowcount


def begin_again(session: Session, key: str, now: datetime) -> bool:
    """What was set aside is tried once more; False where nothing was."""
    aside = update(_row).where(_row.c.dedupe_key == key, _row.c.state.in_(("failed", "unsure")))
    fresh = {"state": "new", "due": now, "network": None, "account_id": None, "attempts": 0, "done_at": None}
    done = session.connection().execute(aside.values(reason=None, **fresh))
    tell_posts(session)
    return done.rowcount > 0


def keep_keys(session: Session, person: int) -> None:
    """Of what went to many, before it becomes somebody else's: the networks know it by them."""
    theirs = _row.c.person_id == person, _row.c.broadcast_id.is_not(None), _row.c.dedupe_key.is_(None)
    session.connection().execute(update(_row).where(*theirs).values(dedupe_key=KEY))


def take_up(session: Session, network: str, now: datetime, exact: bool) -> list[str]:
    """After a crash nobody knows whether a letter on its way was delivered.

    Personal ones are sent again; so are all where a network delivers a row once however often it is sent (`exact`).
    Announcements wait for somebody who decides: their kinds are returned.
    """
    on_the_way = Notification.network == network, Notification.state == "sending"
    again = on_the_way if exact else (*on_the_way, Notification.lane < 2)
    session.execute(update(Notification).where(*again).values(state="new", reason="uncertain"))
    kinds = list(session.execute(select(Notification.kind).where(*on_the_way).distinct()).scalars())
    session.execute(update(Notification).where(*on_the_way).values(state="unsure", reason="uncertain", done_at=now))
    return kinds
