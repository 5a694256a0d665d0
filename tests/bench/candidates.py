"""How long it takes to find three mentors among 5,000, a fifth of whom are busy, with 20,000 questions behind them.

    python -m tests.bench.candidates sqlite:///FILE [--mentors 5000] [--rounds 200]

A PostgreSQL address works too; what is in the database is measured, if anything is.
"""

from __future__ import annotations

import argparse
import random
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from community import routing
from community.profile_files import load_profile
from storage.database import Database
from storage.migrate import migrate
from storage.models import Case, CaseOffer, Mentor, Person, Responder
from tests.bench.spent import Spent, report, spent
from tests.bench.tidy import tidy

NOW = datetime(2026, 3, 3, 6, tzinfo=UTC)
MOST = 0.020  # seconds, of 99 in 100
perm = load_profile("perm-nastavniki")
CLOSED, CARDS = 20_000, 3  # questions of a year, and how many cards each had
TOPICS = [topic.id for topic in perm.consulting_topics if not topic.support]


def settle(session: Session, many: int) -> None:
    chance, numbers = random.Random(1), range(1, many + 1)
    lists = {"specialities": [], "shares": [], "learns": [], "muted_topics": [], "search": ""}
    person = {"created_at": NOW, "joined_at": NOW, "name": "Анна", "is_minor": False, "municipality": "perm"} | lists
    session.execute(insert(Person), [{"id": number} | person for number in range(1, many + 2)])
    mentor = {"ground": "expert-ege", "capacity": 3, "confirmed_at": NOW, "competences": [], "formats": []}
    session.execute(insert(Mentor), [{"person_id": each, "published": []} | mentor for each in numbers])
    session.execute(insert(Responder), [wishes(chance, each) for each in numbers if each % 2])
    case = {"state": "taken", "created_at": NOW, "is_support": False, "is_anonymous": False, "wave": 1}
    held = [{"mentor_id": each, "topic": chance.choice(TOPICS)} | case for each in numbers if each % 5 == 0]
    session.execute(insert(Case), held)
    card = {"case_id": 1, "state": "offered", "due": NOW, "wave": 1}
    dealt = [{"person_id": each, "offered_at": NOW - timedelta(hours=each % 48)} | card for each in numbers]
    session.execute(insert(CaseOffer), dealt)
    settle_the_past(session, chance, many)


def settle_the_past(session: Session, chance: random.Random, many: int) -> None:
    numbers = range(many + 1, many + CLOSED + 1)
    case = {"state": "closed", "created_at": NOW, "is_support": False, "is_anonymous": False, "wave": 1}
    ended = [{"id": each, "mentor_id": chance.randint(1, many), "closed_at": ago(chance)} | case for each in numbers]
    session.execute(insert(Case), [row | {"topic": chance.choice(TOPICS)} for row in ended])
    card = {"state": "ended", "due": NOW, "wave": 1}
    cards = [(each, person) for each in numbers for person in chance.sample(range(1, many + 1), CARDS)]
    rows = [{"case_id": each, "person_id": person, "offered_at": ago(chance)} | card for each, person in cards]
    session.execute(insert(CaseOffer), rows)


def ago(chance: random.Random) -> datetime:
    return NOW - timedelta(days=chance.randint(2, 365))


def wishes(chance: random.Random, person: int) -> dict[str, object]:
    return {
        "person_id": person,
        "topics": chance.sample(TOPICS, chance.choice([0, 2, 5])),
        "pace": chance.choice(["at_once", "after_lessons", "daily"]),
        "hour": 16,
        "days_off": chance.choice([[], ["6"], ["5", "6"]]),
        "most_open": 3,
    }


def measured(database: Database, rounds: int, hidden: str | None) -> list[Spent]:
    taken = []
    for number in range(rounds):
        with Session(database.engine) as session:
            case = Case(id=10**9, asker_id=1, topic=TOPICS[number % len(TOPICS)], is_support=False)
            case.hides_municipality = hidden
            taken.append(spent(session, partial(choose, session, case, 0 if hidden else routing.WAVE)))
    return taken


def choose(session: Session, case: Case, expected: int) -> None:
    assert len(routing.candidates(session, case, perm, NOW, routing.WAVE)) == expected


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("url")
    asked.add_argument("--mentors", type=int, default=5000)
    asked.add_argument("--rounds", type=int, default=200)
    given = asked.parse_args()
    migrate(given.url)
    database = Database(given.url)
    if not database.run_now(lambda session: session.execute(select(func.count(Person.id))).scalar_one()):
        database.run_now(lambda session: settle(session, given.mentors))
    tidy(database.engine)
    for name, hidden in (("three of all", None), ("nobody, all hidden", "perm")):
        measured(database, 10, hidden)
        report(name, measured(database, given.rounds, hidden), MOST)
    database.close()


if __name__ == "__main__":
    main()
