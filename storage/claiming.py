"""How the post takes what waits: it chooses the account, asks whether its person wants it now, and claims it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from storage.models import Account, Notification, table_of
from storage.notifications import BULK, end
from storage.queue import (
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

_row = table_of(Notification)
_account = table_of(Account)
MOST_APART = 15  # of those that are no broadcast: each is worded by itself


UNREACHED = "unreached"  # in `session.info`: rows that nobody could be found for


_REACHABLE = (
    select(_account.c.person_id, _account.c.id, _account.c.network)
    .where(
        _account.c.person_id.in_(bindparam("people", expanding=True)),
        func.coalesce(_account.c.network, "").in_(bindparam("networks", expanding=True)),  # not by its index
        _account.c.blocked_at.is_(None),
    )
    .order_by(_account.c.person_id, _account.c.id)
)


_ROUTE = (
    update(_row)
    .where(_row.c.id == bindparam("row"))
    .values(network=bindparam("to_network"), account_id=bindparam("to_account"))
)


_POSTPONE = update(_row).where(_row.c.id.in_(bindparam("rows", expanding=True))).values(due=bindparam("moment"))


_UNREACHABLE = (
    update(_row)
    .where(_row.c.id.in_(bindparam("rows", expanding=True)))
    .values(state="failed", done_at=bindparam("moment"), reason=func.coalesce(_row.c.reason, "no_account"))
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


Row = TypeVar("Row", Due, Waiting)


Verdict = datetime | str | None  # it waits until then; it is skipped for this reason; it leaves


Judge = Callable[[Due, datetime], Verdict]


def at_once(_: Due, __: datetime) -> Verdict:
    return None


def route(
    session: Session, networks: Collection[str], now: datetime, most: int, judge: Judge = at_once
) -> tuple[set[str], bool]:
    """Chooses the account of each due row that has none; returns the networks that got something, and whether
    there was anything to do.

    The network that the person prefers comes first. A row refused in one network goes to the person's next; who
    cannot be reached is not told.
    """
    return _route(session, networks, _unrouted(session, now, most), now, judge)


def route_many(
    session: Session, networks: Collection[str], now: datetime, most: int, judge: Judge = at_once
) -> tuple[set[str], bool]:
    """The same for some of what goes to many: of one broadcast after another, soon before it leaves."""
    rows: list[Due] = []
    for broadcast in on_the_way(session):
        if len(rows) < most:
            asked = {"moment": now, "broadcast": broadcast, "most": most - len(rows)}
            rows += _dues(session, UNROUTED_OF_BROADCAST, asked)
    return _route(session, networks, rows, now, judge)


def _route(
    session: Session, networks: Collection[str], rows: list[Due], now: datetime, judge: Judge
) -> tuple[set[str], bool]:
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
    found: list[Due] = []
    for lane in LANES:
        found += _dues(session, UNROUTED, {"moment": now, "in_lane": lane, "most": most - len(found)})
    return found


def _dues(session: Session, which: Select[Any], asked: Mapping[str, Any]) -> list[Due]:
    return [_with_shared(Due, row) for row in session.connection().execute(which, asked)]


def _with_shared(kind: type[Row], row: Any) -> Row:
    *own, shared = row
    found = kind._make(own)
    return found._replace(ids={**shared, **found.ids}) if shared else found


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
    return [_with_shared(Waiting, row) for row in found]


def hold_back(
    session: Session, network: str, rows: Collection[int], now: datetime, most: int, judge: Judge
) -> set[int]:
    """What goes to many may have had its account for long: before it leaves it is judged once more.

    Returns those of the rows that do not leave. Where there are some, as many as `most` behind them are judged too:
    it is night, and they are thousands.
    """
    held = _held(session, THESE, {"rows": rows, "most": len(rows)}, now, judge)
    for broadcast in on_the_way(session) if held else ():
        asked = {"broadcast": broadcast, "on_network": network, "moment": now, "most": most}
        _held(session, ROUTED_OF_BROADCAST, asked, now, judge)
    return held


def _held(session: Session, which: Select[Any], asked: Mapping[str, Any], now: datetime, judge: Judge) -> set[int]:
    verdicts = {row.id: verdict for row in _dues(session, which, asked) if (verdict := judge(row, now)) is not None}
    _hold_back(session, verdicts, now)
    return {*verdicts}


def next_due(session: Session, network: str, after: datetime) -> datetime | None:
    """When something comes up next, beyond what is due already."""
    return session.connection().execute(NEXT_DUE, {"on_network": network, "moment": after}).scalar()
