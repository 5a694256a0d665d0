"""How long it takes to suggest a mentor among 5,000.

    python -m tests.bench.matching sqlite:///FILE [--mentors 5000] [--rounds 300]

A PostgreSQL address works too; the database has to be empty. Each mentor has three subjects and five competences, a
third have mentees, a tenth pause; everybody of them has answered a few requests.
"""

from __future__ import annotations

import argparse
import random
from datetime import UTC, datetime, timedelta
from time import perf_counter, thread_time
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from community import matching, mentor_offers
from community.matching import Wish
from community.profile_files import load_profile
from storage.database import Database
from storage.migrate import migrate
from storage.models import (
    Catalogue,
    Mentor,
    MentorOffer,
    MentorRequest,
    Mentorship,
    MentorshipMember,
    Person,
    SearchWord,
    marked,
    table_of,
)
from tests.bench.tidy import tidy

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOST = 0.020  # seconds, of 99 in 100
OTHERS = 1_000  # who look for a mentor, or have one
perm = load_profile("perm-nastavniki")
Rows = list[dict[str, Any]]


def settle(database: Database, many: int) -> None:
    chance = random.Random(1)
    people = [person(chance, number) for number in range(1, many + OTHERS + 1)]
    rows: list[tuple[Any, Rows]] = [
        (Person, people),
        (Mentor, [mentor(chance, number) for number in range(1, many + 1)]),
        (SearchWord, [word for each in people[:many] for word in words(each)]),
        *pairs(chance, many),
        *asked(chance, many),
    ]
    for model, values in rows:
        database.run_now(lambda session, model=model, values=values: fill(session, model, values))  # type: ignore[misc]


def fill(session: Session, model: Any, values: Rows) -> None:
    session.connection().execute(insert(table_of(model)), values)


def person(chance: random.Random, number: int) -> dict[str, Any]:
    town, taught = chance.choice(perm.municipalities).id, chance.sample([each.id for each in perm.subjects], 3)
    made = {"id": number, "created_at": NOW, "joined_at": NOW, "name": f"Человек {number}", "municipality": town}
    return made | {"position": "teacher", "specialities": taught, "learns": []}


def mentor(chance: random.Random, number: int) -> dict[str, Any]:
    known = chance.sample([each.id for each in perm.competences], 5)
    made = {"person_id": number, "ground": perm.mentor.grounds[0].id, "confirmed_at": NOW, "competences": known}
    made |= {"capacity": chance.randint(1, 4), "published": [], "paused_at": None if number % 10 else NOW}
    return made | {"formats": [perm.mentoring.forms[0].id]}


def words(each: dict[str, Any]) -> Rows:
    of = {"person_id": each["id"], "catalogue": Catalogue.REGISTER.value}
    return [{**of, "word": marked(topic)} for topic in each["specialities"]]


def pairs(chance: random.Random, many: int) -> list[tuple[Any, Rows]]:
    made = {"kind": "pair", "mode": "community", "state": "working", "created_at": NOW}
    members = []
    numbers = range(1, many // 3)
    for number in numbers:
        for role, who in (("mentor", number * 3), ("mentee", many + chance.randint(1, OTHERS))):
            members.append({"mentorship_id": number, "person_id": who, "role": role, "joined_at": NOW})
    return [(Mentorship, [{"id": number, **made} for number in numbers]), (MentorshipMember, members)]


def asked(chance: random.Random, many: int) -> list[tuple[Any, Rows]]:
    """Each mentor has answered six."""
    requests = {"ground": "subject", "state": "found", "refusals": 0, "created_at": NOW, "closed_at": NOW}
    offers = [
        {"request_id": at + 1, "mentor_id": number, "position": number, "state": "declined", "reasons": {}}
        | {"asked_at": NOW, "answered_at": NOW + timedelta(hours=chance.randint(1, 60))}
        for number in range(1, many + 1)
        for at in chance.sample(range(OTHERS), 6)
    ]
    made = [{"id": number, "person_id": many + number, **requests} for number in range(1, OTHERS + 1)]
    return [(MentorRequest, made), (MentorOffer, offers)]


def measured(database: Database, kind: str, many: int, rounds: int) -> list[tuple[float, float]]:
    """How long each took, and how long the thread worked on it: the rest is the server's, and others'."""
    chance, taken = random.Random(2), []
    ground = mentor_offers.ground_of(kind, perm)
    for _ in range(rounds):
        topic, competence = chance.choice(perm.subjects).id, chance.choice(perm.competences).id
        with Session(database.engine) as session:
            person = session.get_one(Person, many + chance.randint(1, OTHERS))
            topics = {"competence": competence} if ground.asks == "competence" else {"topic": topic}
            wish = Wish(kind, format=perm.mentoring.forms[0].id, municipality=person.municipality, **topics)
            begun, worked = perf_counter(), thread_time()
            found = matching.suggested(session, person, wish, ground, NOW)
            taken.append((perf_counter() - begun, thread_time() - worked))
            assert found
    return taken


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("url")
    given.add_argument("--mentors", type=int, default=5_000)
    given.add_argument("--rounds", type=int, default=300)
    asked = given.parse_args()
    migrate(asked.url)
    database = Database(asked.url)
    settle(database, asked.mentors)
    tidy(database.engine)
    for ground in perm.mentoring.grounds:
        measured(database, ground.id, asked.mentors, 10)
        taken = measured(database, ground.id, asked.mentors, asked.rounds)
        for name, times in zip(("all", "own"), map(sorted, zip(*taken, strict=True)), strict=True):
            p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
            late = "  TOO SLOW" if p99 > MOST else ""
            print(f"{ground.id:20} {name} p50 {p50 * 1000:6.1f} ms  p99 {p99 * 1000:6.1f} ms{late}")
    database.close()


if __name__ == "__main__":
    main()
