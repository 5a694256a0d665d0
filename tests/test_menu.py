"""What the menu costs: it is shown more often than anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from community.roles import Role
from handlers.start import main_menu
from handlers.turn import Dialogue, Turn
from storage.models import Person
from storage.people import CurrentAccount
from tests.test_case_privacy import HERE, NOW, granted, mentor, perm, person


def guest(session: Session) -> Person:
    anna = person(session, "Анна")
    anna.joined_at = None
    return anna


def coordinator(session: Session) -> Person:
    return granted(session, person(session, "Ольга", HERE), Role.COORDINATOR)


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    session.flush()
    said: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        said.append(statement)

    connection: Connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield said
    event.remove(connection, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("who", "most"),
    [
        (guest, 3),
        (lambda session: person(session, "Анна", HERE), 5),
        (lambda session: mentor(session, "Борис"), 5),
        (coordinator, 6),
    ],
    ids=["guest", "member", "mentor", "coordinator"],
)
def test_menu_asks_the_database_little(session: Session, who: Callable[[Session], Person], most: int) -> None:
    account = CurrentAccount(who(session), 1, "vk", 1, None, {}, None, None, None)
    with statements(session) as said:
        main_menu(Turn(session, account, perm, NOW, Dialogue()))
    assert len(said) <= most, said
