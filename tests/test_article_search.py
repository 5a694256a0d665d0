"""Natural questions against a realistic set of ready answers; all of it is invented."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from community import article_search
from community.profile_files import load_profile
from storage.models import Article

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DATA = Path(__file__).resolve().parent / "data"
perm = load_profile("perm-nastavniki")


def parts(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [[part.strip() for part in line.split("|")] for line in lines if line.strip()]


def published(session: Session, topic: str, title: str, words: str) -> Article:
    article = Article(state="published", topic=topic, title=title, words=words, created_at=NOW, checked_at=NOW)
    session.add(article)
    session.flush()
    article_search.keep_in_step(session, article, perm)
    return article


@pytest.fixture
def shelves(session: Session) -> dict[int, str]:
    """The titles of the set."""
    return {published(session, *line).id: line[1] for line in parts("answers.txt")}


def titles(session: Session, shelves: dict[int, str], text: str, most: int = 10) -> list[str]:
    return [shelves[hit.article] for hit in article_search.found(session, text, most)]


def test_nine_of_ten_natural_questions_find_their_answer(session: Session, shelves: dict[int, str]) -> None:
    asked = parts("answer_queries.txt")
    missed = [(query, wanted) for query, wanted in asked if wanted not in titles(session, shelves, query)]
    assert {wanted for _, wanted in asked} <= {*shelves.values()}
    assert len(shelves) >= 110
    assert len(asked) >= 50
    assert len(missed) <= len(asked) * 0.1, missed


def test_a_long_question_with_mistyped_words_asks_the_database_a_few_times(
    session: Session, shelves: dict[int, str]
) -> None:
    """Each time is a wait where the machine has other work."""
    asked: list[str] = []
    words = " ".join(f"{title} радители класнный журнл" for title in [*shelves.values()][:8])

    def note(*of: object) -> None:
        asked.append(str(of[2]))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    found = article_search.found(session, words, 10, "lesson")
    event.remove(connection, "before_cursor_execute", note)
    assert len(found) == 10
    assert len(asked) <= 7


def test_words_are_read_together_only_where_each_would_be_read_alone() -> None:
    def meant(*articles: int) -> article_search.Meant:
        return article_search.Meant({}, articles, 1.0)

    rare, pair, frequent = meant(20), meant(30, 9), meant(5000)
    assert article_search._short_of_enough([rare, pair, frequent], 60) == 3
    assert article_search._short_of_enough([rare, frequent, pair], 60) == 2
    assert article_search._short_of_enough([rare, frequent, pair], 20) == 1
    assert article_search._short_of_enough([rare], 60) == 1
