"""Many take a question at once, and cards arrive meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event
from time import sleep

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from community import consultations, talks
from community.notices import Notice
from community.refusals import CaseTaken
from storage.database import Database
from storage.models import Account, Case, Person
from tests.test_routing import NOW, ask, member, mentors_of, told


@pytest.mark.parametrize("many", [8, pytest.param(50, marks=pytest.mark.long)])
def test_of_many_who_take_it_at_once_exactly_one_has_it(engine: Engine, database_url: str, many: int) -> None:
    with Session(engine) as session, session.begin():
        people = [each.id for each in mentors_of(session, many)]
        case = ask(session, member(session, "Анна")).id
    ready = Barrier(many)

    def press(person: int) -> bool:
        database = Database(database_url)
        ready.wait(60)
        try:
            return database.run_now(partial(takes, person=person, case=case))
        finally:
            database.close()

    with ThreadPoolExecutor(many) as threads:
        took = list(threads.map(press, people))
    assert took.count(True) == 1
    with Session(engine) as session:
        assert session.get_one(Case, case).mentor_id == people[took.index(True)]


def takes(session: Session, person: int, case: int) -> bool:
    try:
        consultations.take(session, session.get_one(Person, person), case, NOW)
    except CaseTaken:
        return False
    return True


@pytest.mark.parametrize("is_first", ["taken", "delivered"])
def test_card_that_arrives_while_a_colleague_takes_the_question_says_so(
    engine: Engine, database_url: str, is_first: str
) -> None:
    with Session(engine) as session, session.begin():
        boris, vera = (each.id for each in mentors_of(session, 2))
        case = ask(session, member(session, "Анна"))
        ids = {"talk": talks.of_case(session, case).id, "case": case.id}
        account = session.execute(select(Account.id).where(Account.person_id == vera)).scalar_one()
    works: dict[str, Callable[[Session], object]] = {
        "taken": partial(takes, person=boris, case=ids["case"]),
        "delivered": partial(talks.remember, ids=ids, account=account, numbers=[9], now=NOW),
    }
    first, second = works.pop(is_first), works.popitem()[1]
    begun = Event()

    def slowly(session: Session) -> None:
        first(session)
        session.flush()
        begun.set()
        sleep(0.3)

    databases = Database(database_url), Database(database_url)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(databases[0].run_now, slowly)
        begun.wait(60)
        databases[1].run_now(second)
        slow.result()
    for database in databases:
        database.close()
    with Session(engine) as session:
        assert told(session, Notice.CASE_TAKEN) == [vera]
