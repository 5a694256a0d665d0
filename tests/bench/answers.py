"""How long it takes to find a ready answer among 100,000.

    python -m tests.bench.answers sqlite:///FILE [--articles 100000] [--rounds 200]

A PostgreSQL address works too; what is in the database is measured, if anything is. The words are made up, as frequent
as words are: the tenth a tenth as frequent as the first.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from community import article_search
from community.profile_files import load_profile
from storage.articles import ALL
from storage.database import Database
from storage.migrate import migrate
from storage.models import Article, ArticleTerm, ArticleWord, table_of
from tests.bench.spent import Spent, report, spent
from tests.bench.tidy import tidy

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOST = 0.020  # seconds, of 99 in 100
WORDS, EACH = 30_000, 25  # words there are, and of an article
SLICE = 5_000
SYLLABLES = [first + second for first in "бвгдзклмнпрстфхш" for second in "аеиоуяы"]
perm = load_profile("perm-nastavniki")


def made_up(chance: random.Random) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < WORDS:
        word = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 3))) + chance.choice("ктрнлс")
        words[word] = None
    return list(words)


def settle(database: Database, words: list[str], many: int) -> None:
    chance = random.Random(1)
    steps = [1 / place for place in range(1, WORDS + 1)]
    counted: Counter[str] = Counter()
    for first in range(1, many + 1, SLICE):
        numbers = range(first, min(first + SLICE, many + 1))
        rows = {number: {*chance.choices(words, steps, k=EACH)} for number in numbers}
        for each in rows.values():
            counted.update(each)
        database.run_now(lambda session, rows=rows: fill(session, rows, chance))  # type: ignore[misc]
    terms = [{"word": word, "backwards": word[::-1], "articles": number} for word, number in counted.items()]
    terms.append({"word": ALL, "backwards": ALL, "articles": many})
    database.run_now(lambda session: session.execute(insert(ArticleTerm), terms))


def fill(session: Session, rows: dict[int, set[str]], chance: random.Random) -> None:
    connection = session.connection()
    connection.execute(insert(table_of(Article)), [article(chance, number) for number in rows])
    found_by = [
        {"word": word, "article_id": number, "weight": chance.randint(20, 90)}
        for number, words in rows.items()
        for word in words
    ]
    connection.execute(insert(table_of(ArticleWord)), found_by)


def article(chance: random.Random, number: int) -> dict[str, Any]:
    topic = chance.choice(perm.consulting_topics).id
    made = {"id": number, "state": "published", "topic": topic, "title": "Ответ", "words": "", "created_at": NOW}
    return made | {"checked_at": NOW, "helped": 0, "not_helped": 0}


def questions(words: list[str]) -> dict[str, list[str]]:
    """A hundred of each kind."""
    chance = random.Random(2)
    often, seldom = words[:50], words[500:]

    def some(*parts: tuple[list[str], int]) -> list[str]:
        return [" ".join(word for of, many in parts for word in chance.sample(of, many)) for _ in range(100)]

    return {
        "one frequent word": some((often, 1)),
        "three frequent words": some((often, 3)),
        "one rare word": some((seldom, 1)),
        "a question of eight words": some((often, 4), (seldom, 4)),
        "two mistyped words": [
            " ".join(f"{word[:-2]}ъ{word[-1]}" for word in each.split()) for each in some((seldom, 2))
        ],
        "a long text": some((often, 20), (seldom, 40)),
    }


def measured(database: Database, asked: list[str], rounds: int) -> list[Spent]:
    taken = []
    for number in range(rounds):
        with Session(database.engine) as session:
            text, topic = asked[number % len(asked)], perm.consulting_topics[0].id
            taken.append(spent(session, partial(article_search.found, session, text, 10, topic)))
    return taken


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("url")
    asked.add_argument("--articles", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=200)
    given = asked.parse_args()
    migrate(given.url)
    database = Database(given.url)
    words = made_up(random.Random(3))
    if not database.run_now(lambda session: session.execute(select(func.count(Article.id))).scalar_one()):
        settle(database, words, given.articles)
    tidy(database.engine)
    for name, kind in questions(words).items():
        measured(database, kind, 10)
        report(name, measured(database, kind, given.rounds), MOST)
    database.close()


if __name__ == "__main__":
    main()
