from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.models import Event, Picture, table_of
from storage.once import insert_once

_row = table_of(Picture)
_KEEP = insert_once(_row, "digest")


def keep(session: Session, digest: str, name: str, content: bytes, now: datetime) -> None:
    """Once, however many events show it."""
    connection = session.connection()
    values = {"digest": digest, "name": name, "size": len(content), "created_at": now, "content": content}
    connection.execute(_KEEP[connection.dialect.name], values)


def forget_unused(session: Session, digest: str | None) -> None:
    session.flush()
    if digest and session.execute(select(Event.id).where(Event.picture == digest).limit(1)).first() is None:
        session.execute(delete(Picture).where(Picture.digest == digest))
