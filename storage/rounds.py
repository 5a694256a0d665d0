"""What the clock has noted for itself, and how far it has come with what everybody gets once in a while."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import Cursor, table_of
from storage.once import insert_once

DONE = "done"

_note = table_of(Cursor)
_WRITE = {dialect: made.returning(_note.c.network) for dialect, made in insert_once(_note, "network").items()}


def noted(session: Session, name: str) -> str | None:
    """`name`: no network is called that, 16 letters at most."""
    return session.execute(select(_note.c.position).where(_note.c.network == name)).scalar()


def note(session: Session, name: str, what: str) -> bool:
    """False where there is a note of this name: of two that write it at once, one does."""
    connection = session.connection()
    values = {"network": name, "position": what}
    return connection.execute(_WRITE[connection.dialect.name], values).first() is not None


def set_note(session: Session, name: str, what: str) -> None:
    session.connection().execute(_note.update().where(_note.c.network == name).values(position=what))


def begin(session: Session, name: str, period: str) -> int | None:
    """The last person who was served in this period, 0 for nobody; None when all were. It is locked."""
    note(session, name, f"{period}:0")
    locked = select(_note.c.position).where(_note.c.network == name).with_for_update()
    of, _, last = session.execute(locked).scalar_one().rpartition(":")
    if of != period:
        return 0
    return None if last == DONE else int(last)


def go_on(session: Session, name: str, period: str, last: int | None) -> None:
    """`last` None: everybody was served."""
    set_note(session, name, f"{period}:{DONE if last is None else last}")
