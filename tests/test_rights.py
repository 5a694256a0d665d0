from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from community.refusals import Refusal
from storage.models import Base
from tests.rights import OPEN, PAGE, USE_CASES, page, with_an_actor
from tests.rights_world import CELLS, COLUMNS, NO_ROLE, REACHES, UseCase, world


@pytest.fixture(scope="module")
def memory() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def is_allowed(engine: Engine, case: UseCase, who: str, reach: str) -> bool:
    """Nothing of it stays."""
    with Session(engine) as session:
        try:
            return bool(case.does(world(session, who, reach)))
        except Refusal:
            return False


@pytest.mark.parametrize("case", USE_CASES, ids=lambda case: case.words)
def test_every_cell_is_allowed_or_refused_as_the_table_says(memory: Engine, case: UseCase) -> None:
    allowed = {(who, reach) for who, reach in CELLS if is_allowed(memory, case, who, reach)}
    assert sorted(allowed - case.allowed) == [], "allowed, and should not be"
    assert sorted(case.allowed - allowed) == [], "refused, and should not be"


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
