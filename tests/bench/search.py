"""How long the search for a colleague takes: `python -m tests.bench.search URL [published mentors]`."""

from __future__ import annotations

import random
import statistics
import sys
from datetime import UTC, datetime
from time import perf_counter

from sqlalchemy.orm import Session

from community import colleagues
from community.profile_files import load_profile
from storage.engine import make_engine
from storage.migrate import migrate
from storage.models import Mentor, Person
from tests.bench.tidy import tidy

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PEOPLE = 10_000
ROUNDS = 100
QUERIES = ("физика", "физеку кунгур", "английский язык", "подготовка к егэ", "школа", "вознисенская", "родители пермь")
NAMES = ("Анна", "Борис", "Вера", "Глеб", "Дина", "Егор", "Зоя", "Иван")
FAMILIES = ("Вознесенская", "Щербакова", "Попова", "Кузнецова", "Белова", "Черемных", "Ахметова", "Волкова")
DATA = ["name", "municipality", "organisation", "subjects", "competences", "formats"]


def fill(session: Session, people: int) -> None:
    perm, chance = load_profile("perm-nastavniki"), random.Random(1)
    for number in range(people):
        person = Person(
            created_at=NOW,
            joined_at=NOW,
            name=f"{chance.choice(NAMES)} {chance.choice(FAMILIES)}",
            municipality=chance.choice(perm.municipalities).id,
            organisation=f"Школа № {chance.randrange(500)}",
            specialities=[item.id for item in chance.sample(perm.subjects, 2)],
        )
        session.add(person)
        session.flush()
        competences = [item.id for item in chance.sample(perm.competences, 3)]
        mentor = Mentor(person_id=person.id, ground="luch", competences=competences, formats=["talk"], capacity=3)
        mentor.published, mentor.confirmed_at = list(DATA), NOW
        session.add(mentor)
        colleagues.refresh(session, person, perm)
        if number % 1000 == 0:
            session.commit()
            session.expunge_all()
    session.commit()


def measure(session: Session, query: str) -> list[float]:
    """Milliseconds; the first, which prepares what all of its kind use, is not counted."""
    perm, actor = load_profile("perm-nastavniki"), Person(id=0, created_at=NOW, joined_at=NOW)
    times = []
    for _ in range(ROUNDS + 1):
        began = perf_counter()
        colleagues.found(session, actor, query, perm, 0, 5)
        times.append((perf_counter() - began) * 1000)
    return times[1:]


def main(url: str, people: int = PEOPLE) -> None:
    migrate(url)
    engine = make_engine(url)
    with Session(engine) as session:
        fill(session, people)
    tidy(engine)
    with Session(engine) as session:
        for query in QUERIES:
            times = measure(session, query)
            p99 = statistics.quantiles(times, n=100)[98]
            sys.stdout.write(f"{query:20} p50 {statistics.median(times):6.1f} ms  p99 {p99:6.1f} ms\n")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
