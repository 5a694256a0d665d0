import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from zlib import crc32

import pytest
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from community.refusals import Refusal
from storage.models import Base
from tests.examples import everywhere
from tests.rights import OPEN, PAGE, USE_CASES, page, with_an_actor
from tests.rights_world import CELLS, COLUMNS, NO_ROLE, REACHES, Cell, UseCase, settle, world


@pytest.fixture(scope="module")
def worlds() -> Iterator[dict[Cell, Connection]]:
    """One database for each cell, with its world in it: making that anew for every use case took half of the time."""
    engine = create_engine("sqlite://", poolclass=NullPool)
    with engine.connect() as empty, ExitStack() as stack:
        Base.metadata.create_all(empty)
        yield {cell: stack.enter_context(peopled(engine, empty, cell)) for cell in CELLS}


def peopled(engine: Engine, empty: Connection, cell: Cell) -> Connection:
    connection = engine.connect()
    driven(empty).backup(driven(connection))
    with Session(connection) as session:
        settle(session, *cell)
        session.commit()
    return connection


def driven(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def is_allowed(connection: Connection, case: UseCase) -> bool:
    """Nothing of it stays."""
    with Session(connection) as session:
        try:
            return bool(case.does(world(session)))
        except Refusal:
            return False


def one_of_each(case: UseCase) -> set[Cell]:
    """Of whoever acts, one reach that allows it and one that does not; which of several differs from case to case."""
    mixed = sorted(CELLS, key=lambda cell: crc32(f"{case.words} {cell}".encode()))
    return {*{(who, (who, reach) in case.allowed): (who, reach) for who, reach in mixed}.values()}


@everywhere
@pytest.mark.parametrize("case", USE_CASES, ids=lambda case: case.words)
def test_every_cell_is_allowed_or_refused_as_the_table_says(
    worlds: dict[Cell, Connection], case: UseCase, everywhere: bool
) -> None:
    tried = set(CELLS) if everywhere else one_of_each(case)
    allowed = {cell for cell in tried if is_allowed(worlds[cell], case)}
    assert sorted(allowed - case.allowed) == [], "allowed, and should not be"
    assert sorted(case.allowed & tried - allowed) == [], "refused, and should not be"


def test_every_use_case_with_an_actor_has_a_line() -> None:
    found, listed = set(with_an_actor()), {case.function for case in USE_CASES}
    assert sorted(found - listed - set(OPEN)) == []
    assert sorted((listed | set(OPEN)) - found) == [], "gone"


def test_nobody_without_a_role_is_allowed_anything() -> None:
    assert not [case.words for case in USE_CASES for who, _ in case.allowed if who in {*NO_ROLE, "expired stand-in"}]


def test_every_reach_is_tried() -> None:
    assert {reach for reaches in COLUMNS.values() for reach in reaches} == set(REACHES)


def test_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tests.rights`"
