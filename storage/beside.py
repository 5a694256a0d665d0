"""Long reading inside a unit of work: done beside SQLite's one writer; the unit begins again with what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, Select
from sqlalchemy.orm import Session

T = TypeVar("T")
Found = dict[str, Sequence[Row[*tuple[Any, ...]]]]

ROUNDS = 3  # of a unit that asks something else each time; then it reads in its own transaction
FOUND = "found_beside"


class NotReadYet(Exception):
    """Leaves the unit: `statement` is to be read first."""

    def __init__(self, key: str, statement: Select[*tuple[Any, ...]]) -> None:
        super().__init__()
        self.key, self.statement = key, statement

    def read(self, session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
        return session.execute(self.statement).all()


def rows(session: Session, statement: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """As they are committed: what the unit itself has changed before is not seen. PostgreSQL reads them in place,
    where nobody waits for it.
    """
    found: Found | None = session.info.get(FOUND)
    if found is None:
        return session.execute(statement).all()
    compiled = statement.compile(session.get_bind())
    key = f"{compiled} {compiled.params}"
    if key not in found:
        raise NotReadYet(key, statement)
    return found[key]


def knowing(found: Found, work: Callable[[Session], T]) -> Callable[[Session], T]:
    """The unit with what has been read for it."""

    def known(session: Session) -> T:
        session.info[FOUND] = found
        return work(session)

    return known
