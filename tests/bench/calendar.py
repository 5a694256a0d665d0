"""How long a page of the calendar takes with 2,000 events ahead and 20,000 registrations.

    python -m tests.bench.calendar sqlite:///FILE [--events 2000] [--rounds 200]

A PostgreSQL address works too; what is in the database is measured, if anything is.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from community import event_calendar, events
from community.event_calendar import Sought
from community.profile_files import load_profile
from community.roles import Role
from storage.database import Database
from storage.migrate import migrate
from storage.models import Event, EventHost, Grant, Person, Registration
from tests.bench.spent import Spent, report, spent
from tests.bench.tidy import tidy

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOST = 0.050  # seconds, of 99 in 100
PAGE = 5
PEOPLE, EACH = 2_000, 10  # people, and how many are registered for an event
WORDS = [
    "оценивание",
    "проекты",
    "игра",
    "урок",
    "дисциплина",
    "мотивация",
    "родители",
    "экзамен",
    "цифровые",
    "инструменты",
]
perm = load_profile("perm-nastavniki")
Step = Callable[[Session, Person], object]


def settle(session: Session, many: int) -> None:
    chance = random.Random(1)
    people = [{"id": number, "created_at": NOW, "joined_at": NOW, "name": "Анна"} for number in range(1, PEOPLE + 1)]
    lists: dict[str, Any] = {"specialities": [], "shares": [], "learns": [], "muted_topics": [], "search": ""}
    session.execute(insert(Person), [row | lists | {"is_minor": False, "municipality": "perm"} for row in people])
    session.add(Grant(person_id=1, role=Role.COORDINATOR.value, granted_at=NOW))
    session.execute(insert(Event), [event(chance, number) for number in range(1, many + 1)])
    hosts = [{"event_id": number, "person_id": number % PEOPLE + 1} for number in range(1, many + 1)]
    session.execute(insert(EventHost), [host | {"role": "organiser"} for host in hosts])
    seats = [
        {"event_id": number, "person_id": person, "state": "registered", "queued_at": NOW, "changed_at": NOW}
        for number in range(1, many + 1)
        for person in chance.sample(range(1, PEOPLE + 1), EACH)
    ]
    session.execute(insert(Registration), [seat | {"answers": []} for seat in seats])


def event(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "state": "published",
        "kind": chance.choice(perm.event_kinds).id,
        "title": " ".join(chance.sample(WORDS, 3)),
        "starts_at": NOW + timedelta(minutes=chance.randrange(1, 365 * 24 * 60)),
        "municipality": chance.choice([None, chance.choice(perm.municipalities).id]),
        "url": chance.choice([None, "https://example.ru/j"]),
        "capacity": 10,
        "created_by": 1,
        "created_at": NOW,
        "needs_approval": False,
        "in_teams": False,
        "others": 0,
        "questions": [],
    }


def page(sought: Sought, number: int = 0) -> Step:
    def look(session: Session, person: Person) -> object:
        found = event_calendar.page(session, person, sought, number, PAGE, perm, NOW)
        assert found.total
        return found

    return look


QUESTIONS: dict[str, Step] = {
    "nothing, to compare": lambda session, _: session.execute(select(func.count()).select_from(Event)).scalar(),
    "first page": page(Sought()),
    "hundredth page": page(Sought(), 100),
    "a kind": page(Sought("kind", "webinar")),
    "my town": page(Sought("town")),
    "online": page(Sought("online")),
    "my own": page(Sought("mine")),
    "words": page(Sought("words", words="оценивать проекты")),
    "a mistyped word": page(Sought("words", words="мативация")),
    "those I run": page(Sought("run")),
    "a card": lambda session, person: events.look(session, person, 7, NOW),
    "what is next": lambda session, person: event_calendar.next_of(session, person, NOW),
}


def measured(database: Database, step: Step, rounds: int) -> list[Spent]:
    taken = []
    for _ in range(rounds):
        with Session(database.engine) as session:
            person = session.get_one(Person, 1)
            taken.append(spent(session, partial(step, session, person)))
    return taken


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("url")
    asked.add_argument("--events", type=int, default=2000)
    asked.add_argument("--rounds", type=int, default=200)
    given = asked.parse_args()
    migrate(given.url)
    database = Database(given.url)
    if not database.run_now(lambda session: session.execute(select(func.count(Person.id))).scalar_one()):
        database.run_now(lambda session: settle(session, given.events))
    tidy(database.engine)
    for name, step in QUESTIONS.items():
        measured(database, step, 5)
        report(name, measured(database, step, given.rounds), MOST)
    database.close()


if __name__ == "__main__":
    main()
