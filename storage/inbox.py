"""The inbox: what the networks sent, from receipt until its answer was seen. One statement per step, built once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from storage.models import Cursor, InboxUpdate, table_of
from storage.once import insert_once


@dataclass(frozen=True)
class Received:
    key: str
    number: int | None
    raw: dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """An update whose turn has not come, or an answer that nobody has surely seen."""

    id: int
    network: str
    number: int | None
    content: dict[str, Any]


_box = table_of(InboxUpdate)
_KEEP = insert_once(_box, "network", "key")
_OPEN = select(_box.c.key, _box.c.id).where(
    _box.c.network == bindparam("on_network"),
    _box.c.key.in_(bindparam("keys", expanding=True)),
    _box.c.state == "new",
)
_TICK_OFF = (
    update(_box).where(_box.c.id.in_(bindparam("rows", expanding=True))).values(state="shown", answer=None, number=None)
)
_FINISH = (
    update(_box)
    .where(_box.c.id == bindparam("row"), _box.c.state == "new")
    .values(state=bindparam("state_after"), raw=None, answer=bindparam("answer_after"))
)
_MOVE_CURSOR = (
    update(table_of(Cursor))
    .where(table_of(Cursor).c.network == bindparam("of_network"))
    .values(position=bindparam("new_position"))
)


def keep(
    session: Session, network: str, received: Sequence[Received], now: datetime, cursor: str | None = None
) -> dict[str, int]:
    """Row ids by key of those not answered yet; a repeat of what was answered is left out."""
    if cursor is not None:
        keep_cursor(session, network, cursor)
    if not received:
        return {}
    rows = [
        {
            "network": network,
            "key": item.key,
            "number": item.number,
            "state": "new",
            "received_at": now,
            "raw": json.dumps(item.raw, separators=(",", ":")),
        }
        for item in received
    ]
    connection = session.connection()
    connection.execute(_KEEP[connection.dialect.name], rows)
    found = connection.execute(_OPEN, {"on_network": network, "keys": [item.key for item in received]})
    return {key: row for key, row in found}  # noqa: C416 - rows are not tuples to mypy


def keep_cursor(session: Session, network: str, position: str) -> None:
    values = {"of_network": network, "new_position": position}
    if not session.connection().execute(_MOVE_CURSOR, values).rowcount:
        session.execute(insert(Cursor).values(network=network, position=position))


def cursor_of(session: Session, network: str) -> str | None:
    cursor = session.get(Cursor, network)
    return cursor.position if cursor else None


def finish(session: Session, row: int, answer: str | None) -> bool:
    """Marks an update as done with its answer and erases what was said; False when that was done before."""
    values = {"row": row, "state_after": "done" if answer else "shown", "answer_after": answer}
    return bool(session.connection().execute(_FINISH, values).rowcount)


def answer_of(session: Session, row: int) -> Waiting | None:
    """The stored answer of an update that was done but perhaps not shown."""
    found = session.get(InboxUpdate, row)
    if found is None or found.state != "done" or found.answer is None:
        return None
    return Waiting(found.id, found.network, found.number, json.loads(found.answer))


def set_aside(session: Session, rows: Iterable[int], state: str = "bad") -> None:
    session.execute(
        update(InboxUpdate)
        .where(InboxUpdate.id.in_(list(rows)), InboxUpdate.state == "new")
        .values(state=state, raw=None)
    )


def tick_off(session: Session, rows: Sequence[int]) -> None:
    session.connection().execute(_TICK_OFF, {"rows": list(rows)})


def unfinished(session: Session, network: str) -> list[Waiting]:
    found = _in_state(session, network, "new")
    return [Waiting(row.id, row.network, row.number, json.loads(row.raw or "{}")) for row in found]


def unseen(session: Session, network: str, since: datetime) -> list[Waiting]:
    """Answers that were not ticked off; older ones are no longer worth showing and are ticked off here."""
    stale = InboxUpdate.network == network, InboxUpdate.state == "done", InboxUpdate.received_at < since
    session.execute(update(InboxUpdate).where(*stale).values(state="shown", answer=None))
    found = _in_state(session, network, "done")
    return [Waiting(row.id, row.network, row.number, json.loads(row.answer or "{}")) for row in found]


def _in_state(session: Session, network: str, state: str) -> Iterable[InboxUpdate]:
    there = InboxUpdate.network == network, InboxUpdate.state == state
    return session.execute(select(InboxUpdate).where(*there).order_by(InboxUpdate.id)).scalars()


def forget(session: Session, before: datetime, most: int = 1000) -> int:
    """Bare keys are kept for a day against repeats, then erased, a slice at a time."""
    old = (
        select(InboxUpdate.id)
        .where(InboxUpdate.received_at < before, InboxUpdate.state.in_(["shown", "bad"]))
        .limit(most)
    )
    return session.execute(delete(InboxUpdate).where(InboxUpdate.id.in_(old))).rowcount  # type: ignore[attr-defined,no-any-return]
