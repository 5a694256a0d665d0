from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Event, Picture, table_of

_row = table_of(Picture)
_KEEP: dict[str, Any] = {
    "sqlite": sqlite.insert(_row).on_conflict_do_nothing(index_elements=["digest"]),
    "postgresql": postgresql.insert(_row).on_conflict_do_nothing(index_elements=["digest"]),
}


def keep(session: Session, digest: str, name: str, content: bytes, now: datetime) -> None:
    """Once, however many events show it."""
    connection = session.connection()
    values = {"digest": digest, "name": name, "size": len(content), "created_at": now, "content": content}
    connection.execute(_KEEP[connection.dialect.name], values)


def forget_unused(session: Session, digest: str | None) -> None:
    session.flush()
    if digest and session.execute(select(Event.id).where(Event.picture == digest).limit(1)).first() is None:
        session.execute(delete(Picture).where(Picture.digest == digest))
