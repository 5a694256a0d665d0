"""Notifications for a part of everybody, in one statement: the rows never pass through this program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Select, literal, select
from sqlalchemy.orm import Session

from storage.models import Notification, table_of
from storage.notifications import BULK, tell_posts
from storage.once import insert_once

_row = table_of(Notification)
_WRITE = insert_once(_row, "person_id", "broadcast_id")


def telling(dialect: str, chosen: Select[int], kind: str, due: datetime, broadcast: int) -> Insert:
    """Tells those whose ids are `chosen` of a broadcast, once, in one statement; the broadcast has what they share."""
    who = chosen.subquery()
    same = {"kind": kind, "ids": {}, "lane": BULK, "due": due, "state": "new", "attempts": 0, "broadcast_id": broadcast}
    told = {"person_id": who.c.id} | {name: literal(value, _row.c[name].type) for name, value in same.items()}
    everybody = select(*told.values()).where(who.c.id.is_not(None))  # SQLite needs some WHERE before ON CONFLICT
    return _WRITE[dialect].from_select([*told], everybody)


def notify_chosen(session: Session, told: Insert, asked: Mapping[str, Any] | None = None) -> int:
    """Executes what `telling` made; returns how many more are told."""
    session.flush()
    done = session.connection().execute(told, asked, execution_options={"preserve_rowcount": True})
    if done.rowcount:
        tell_posts(session)
    return done.rowcount
