"""How long a page of the registers takes with 50,000 people, the count of all that are found included.

    python -m tests.bench.registers sqlite:///FILE [--people 50000] [--rounds 300]

A PostgreSQL address works too; what is in the database is measured, if anything is.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from community import registers
from community.members import members_named
from community.profile_files import load_profile
from community.registers import Filter, Status
from community.roles import Right, Role
from storage.database import Database
from storage.migrate import migrate
from storage.models import Catalogue, Grant, Mentor, Person, SearchWord, marked, words_of
from tests.bench.spent import Spent, report, spent
from tests.bench.tidy import tidy

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOST = 0.050  # seconds, of 99 in 100
PAGE = 6
SLICE = 5000
BEGINNINGS = [
    "Анна",
    "Алёна",
    "Борис",
    "Вера",
    "Глеб",
    "Дарья",
    "Егор",
    "Жанна",
    "Инна",
    "Лев",
    "Мария",
    "Нина",
    "Олег",
]
ENDINGS = ["Сергеевна", "Петровна", "Ивановна", "Олеговна", "Павловна", "Андреевна", "Юрьевна", "Львовна"]
perm = load_profile("perm-nastavniki")
Step = Callable[[Session, Person], object]


def settle(session: Session, people: int) -> None:
    chance = random.Random(1)
    for first in range(0, people, SLICE):
        made = [person(chance, number) for number in range(first, first + SLICE)]
        session.execute(insert(Person), made)
        session.execute(insert(SearchWord), [row for one in made for row in words(one)])
    mentors = range(1, people, 10)
    rows = [{"person_id": one, "ground": "pnpo", "capacity": one % 4, "confirmed_at": NOW} for one in mentors]
    lists: dict[str, list[str]] = {"competences": [], "formats": [], "published": []}
    session.execute(insert(Mentor), [row | lists for row in rows])
    owner = Person(id=people + 1, created_at=NOW)
    session.add(owner)
    session.flush()
    session.add(Grant(person_id=owner.id, role=Role.OWNER.value, granted_at=NOW))


def person(chance: random.Random, number: int) -> dict[str, Any]:
    topics = [chance.choice(perm.subjects).id for _ in range(2)]
    name = f"{chance.choice(BEGINNINGS)} {chance.choice(ENDINGS)}"
    return {
        "id": number + 1,
        "created_at": NOW,
        "joined_at": NOW - timedelta(minutes=chance.randrange(10**6)),
        "is_minor": False,
        "name": name,
        "municipality": chance.choice(perm.municipalities).id,
        "position": "teacher",
        "organisation": f"школа № {chance.randrange(2000)}",
        "specialities": topics,
        "teaching_since": chance.randrange(1980, 2027),
        "shares": [],
        "learns": [],
        "muted_topics": [],
        "search": "",
    }


def words(of: dict[str, Any]) -> Iterator[dict[str, object]]:
    for word in {*words_of(of["name"]), *map(marked, of["specialities"])}:
        yield {"catalogue": Catalogue.REGISTER.value, "word": word, "person_id": of["id"]}


def steps() -> Iterator[tuple[str, Step]]:
    chance = random.Random(2)

    def page(wanted: Filter, deepest: int = 0) -> Step:
        return lambda session, actor: found(session, actor, wanted, chance.randrange(deepest + 1) * PAGE)

    yield "nothing, to compare", lambda session, actor: session.execute(text("SELECT 1")).scalar_one()
    town = perm.municipalities[0].id
    yield "first page", page(Filter())
    yield "any page", page(Filter(), 8000)
    yield "municipality", page(Filter(municipality=town), 50)
    yield "organisation", page(Filter(organisation="школа № 7"))
    yield "subject", page(Filter(topic="physics"), 300)
    yield "search", page(Filter(name="ален"), 300)
    yield "search, two words", page(Filter(name="ален серг"), 50)
    yield "search for nobody", page(Filter(name="щщ"))
    yield "organisations", lambda session, actor: registers.organisations(session, actor, NOW)
    yield "organisations, typed", lambda session, actor: registers.organisations(session, actor, NOW, None, "школа 77")
    yield "candidates", lambda session, actor: members_named(session, actor, Right.SEE_PEOPLE, "ален серг", NOW, 9)
    for status in Status:
        yield f"status {status}", page(Filter(status=status), 5)


def found(session: Session, actor: Person, wanted: Filter, first: int) -> object:
    return registers.people(session, actor, wanted, perm, NOW, first, PAGE)


def measured(database: Database, step: Step, rounds: int) -> list[Spent]:
    taken = []
    for _ in range(rounds):
        with Session(database.engine) as session:
            actor = session.get_one(Person, session.execute(select(Grant.person_id)).scalar_one())
            taken.append(spent(session, partial(step, session, actor)))
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=300)
    asked = parser.parse_args()
    migrate(asked.url)
    database = Database(asked.url)
    if not database.run_now(lambda session: session.execute(select(func.count(Person.id))).scalar_one()):
        database.run_now(lambda session: settle(session, asked.people))
    tidy(database.engine)
    for name, step in steps():
        measured(database, step, 5)
        report(name, measured(database, step, asked.rounds), MOST)
    database.close()


if __name__ == "__main__":
    main()
