"""The outbox: what people are to learn. A row is a kind and ids; its words are made at delivery.

A row waits as `new`, first without a network; `route` chooses the account. It is `sending` while a letter is on its
way, and ends as `sent`, `skipped` (nothing left to tell), `failed` (set aside) or `unsure` (perhaps delivered).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, select, text, update
from sqlalchemy.orm import Session

from storage.models import Account, Broadcast, Notification, table_of
from storage.once import insert_once
from storage.queue import (
    KEY,
    LANES,
    NEXT_DUE,
    ON_THE_WAY,
    ROUTED_OF_BROADCAST,
    THESE,
    UNROUTED,
    UNROUTED_OF_BROADCAST,
    WAITING,
    WAITING_OF_BROADCAST,
)

MOST_APART = 15  # of those that are no broadcast: each is worded by itself
BULK = 2  # the lane of announcements
WITH_FILE = "with_file"  # in the ids of a notification of a kind that brings a file: whether it does
URGENT = "urgent"  # in the ids: it wakes people
ALIKE = "alike"  # in the ids of what goes to many: its words are the same for all
UNREACHED = "unreached"  # in `session.info`: rows that nobody could be found for
NOTIFIED = "notified"  # in `session.info`: the post has something new
BEGUN = "begun"  # in `session.info`: a job has something to do at once
CHANNEL, JOBS_CHANNEL = "post", "jobs"  # of PostgreSQL's NOTIFY, for the posts and the clock of other programs
UNCERTAIN = ("uncertain", "no_answer", "undecodable")  # reasons after which a row may have been delivered

_row = table_of(Notification)
_account = table_of(Account)
_WRITE = insert_once(_row, "dedupe_key")
_NETWORK = select(_account.c.network).where(_account.c.id == bindparam("account"))
_TELL_OTHERS = text("SELECT pg_notify(:channel, '')")
_REACHABLE = (
    select(_account.c.person_id, _account.c.id, _account.c.network)
    .where(
        _account.c.person_id.in_(bindparam("people", expanding=True)),
        _account.c.network.in_(bindparam("networks", expanding=True)),
        _account.c.blocked_at.is_(None),
    )
    .order_by(_account.c.id)
)
_ROUTE = (
    update(_row)
    .where(_row.c.id == bindparam("row"))
    .values(network=bindparam("to_network"), account_id=bindparam("to_account"))
)
_POSTPONE = update(_row).where(_row.c.id.in_(bindparam("rows", expanding=True))).values(due=bindparam("moment"))
_LEAVES = update(_row).where(_row.c.id.in_(bindparam("rows", expanding=True))).values(state="sending")
_UNREACHABLE = (
    update(_row)
    .where(_row.c.id.in_(bindparam("rows", expanding=True)))
    .values(state="failed", done_at=bindparam("moment"), reason=func.coalesce(_row.c.reason, "no_account"))
)
_END = (
    update(_row)
    .where(_row.c.id.in_(bindparam("rows", expanding=True)))
    .values(state=bindparam("state_after"), done_at=bindparam("moment"))
)


class Waiting(NamedTuple):
    """A due notification and the account it goes to; `topic` is what it shares with others told the same."""

    id: int
    kind: str
    ids: Mapping[str, Any]
    lane: int
    attempts: int
    useful_until: datetime | None
    dedupe_key: str
    account: int
    number: int
    blocked_at: datetime | None
    heard_at: datetime | None

    @property
    def topic(self) -> str:
        return self.dedupe_key.rpartition(":")[0]


class Due(NamedTuple):
    """A due notification without an account, and what its person wishes."""

    id: int
    person_id: int
    attempts: int
    lane: int
    kind: str
    ids: Mapping[str, Any]
    useful_until: datetime | None
    preferred_network: str | None
    muted_topics: Sequence[str]
    quiet_from: int | None
    quiet_to: int | None
    paused_at: datetime | None
    paused_until: datetime | None


Verdict = datetime | str | None  # it waits until then; it is skipped for this reason; it leaves
Judge = Callable[[Due, datetime], Verdict]


def at_once(_: Due, __: datetime) -> Verdict:
    return None


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


def route(
    session: Session, networks: Collection[str], now: datetime, most: int, judge: Judge = at_once
) -> tuple[set[str], bool]:
    """Chooses the account of each due row that has none; returns the networks that got something, and whether
    there was anything to do.

    The network that the person prefers comes first. A row refused in one network goes to the person's next; who
    cannot be reached is not told.
    """
    rows = _unrouted(session, now, most)
    verdicts = {row.id: judge(row, now) for row in rows}
    _hold_back(session, verdicts, now)
    going = [row for row in rows if verdicts[row.id] is None]
    if not going:
        return set(), bool(rows)
    connection = session.connection()
    reachable = _reachable(connection, {row.person_id for row in going}, networks)
    nobody = [row.id for row in going if row.person_id not in reachable]
    if nobody:
        connection.execute(_UNREACHABLE, {"rows": nobody, "moment": now})
        session.info.setdefault(UNREACHED, []).extend(nobody)
    chosen = [(row.id, *_one_of(reachable[row.person_id], row)) for row in going if row.person_id in reachable]
    if chosen:
        names = ("row", "to_account", "to_network")
        connection.execute(_ROUTE, [dict(zip(names, choice, strict=True)) for choice in chosen])
    return {network for _, _, network in chosen}, True


def _hold_back(session: Session, verdicts: Mapping[int, Verdict], now: datetime) -> None:
    for verdict in {*verdicts.values()} - {None}:
        rows = [row for row, each in verdicts.items() if each == verdict]
        if isinstance(verdict, datetime):
            session.connection().execute(_POSTPONE, {"rows": rows, "moment": verdict})
        else:
            end(session, rows, "skipped", now, verdict)


def _reachable(
    connection: Connection, people: Collection[int], networks: Collection[str]
) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for person, account, network in connection.execute(_REACHABLE, {"people": people, "networks": networks}):
        found.setdefault(person, []).append((account, network))
    return found


def _one_of(accounts: Sequence[tuple[int, str]], row: Due) -> tuple[int, str]:
    if row.preferred_network and len(accounts) > 1:
        accounts = sorted(accounts, key=lambda account: account[1] != row.preferred_network)
    return accounts[row.attempts % len(accounts)]


def _unrouted(session: Session, now: datetime, most: int) -> list[Due]:
    """Personal ones first; then of each broadcast on its way those that some account has refused."""
    connection = session.connection()
    found: list[Any] = []
    for lane in LANES:
        found += connection.execute(UNROUTED, {"moment": now, "in_lane": lane, "most": most - len(found)})
    for broadcast in on_the_way(session):
        if len(found) < most:
            asked = {"moment": now, "broadcast": broadcast, "most": most - len(found)}
            found += connection.execute(UNROUTED_OF_BROADCAST, asked)
    return [Due._make(row) for row in found]


def on_the_way(session: Session) -> list[int]:
    """Broadcasts of which something may leave, the oldest first."""
    return list(session.connection().execute(ON_THE_WAY).scalars())


def waiting(
    session: Session, network: str, lane: int, *, now: datetime, most: int, busy: Collection[int] = ()
) -> list[Waiting]:
    """Due rows in the order due, of one broadcast after another; none for the accounts that are `busy`."""
    connection = session.connection()
    asked = {"on_network": network, "moment": now, "busy": busy}
    found = list(connection.execute(WAITING, asked | {"in_lane": lane, "most": min(most, MOST_APART)}))
    for broadcast in on_the_way(session) if lane == BULK else ():
        if len(found) < most:
            here = {"broadcast": broadcast, "most": most - len(found)}
            found += connection.execute(WAITING_OF_BROADCAST, asked | here)
    return [Waiting._make(row) for row in found]


def hold_back(
    session: Session, network: str, rows: Collection[int], now: datetime, most: int, judge: Judge
) -> set[int]:
    """What goes to many has its account since it was written: before it leaves it is judged like all else.

    Returns those of the rows that do not leave. Where there are some, as many as `most` behind them are judged too:
    it is night, and they are thousands.
    """
    held = _held(session, THESE, {"rows": rows, "most": len(rows)}, now, judge)
    for broadcast in on_the_way(session) if held else ():
        asked = {"broadcast": broadcast, "on_network": network, "moment": now, "most": most}
        _held(session, ROUTED_OF_BROADCAST, asked, now, judge)
    return held


def _held(session: Session, which: Select[Any], asked: Mapping[str, Any], now: datetime, judge: Judge) -> set[int]:
    rows = (Due._make(row) for row in session.connection().execute(which, asked))
    verdicts = {row.id: verdict for row in rows if (verdict := judge(row, now)) is not None}
    _hold_back(session, verdicts, now)
    return {*verdicts}


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


def next_due(session: Session, network: str, after: datetime) -> datetime | None:
    """When something comes up next, beyond what is due already."""
    return session.connection().execute(NEXT_DUE, {"on_network": network, "moment": after}).scalar()


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
