"""Which published articles have which words: the index behind the search of ready answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, bindparam, delete, func, insert, or_, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Article, ArticleTerm, ArticleWord, table_of

LONGEST = 40
MOST_ALIKE = 500  # terms that are compared with a mistyped word
ALL = "*"  # the term that every article has
_word, _term, _article = table_of(ArticleWord), table_of(ArticleTerm), table_of(Article)
_ONE_MORE: dict[str, Any] = {
    "sqlite": sqlite.insert(_term).on_conflict_do_update(
        index_elements=["word"], set_={"articles": _term.c.articles + 1}
    ),
    "postgresql": postgresql.insert(_term).on_conflict_do_update(
        index_elements=["word"], set_={"articles": _term.c.articles + 1}
    ),
}
_KNOWN = select(_term.c.word, _term.c.articles).where(_term.c.word.in_(bindparam("words", expanding=True)))
# The word, joined with nothing, is no key: SQLite would read all articles of a word, not all words of an article.
_OTHERS = select(_word.c.article_id, _word.c.word, _word.c.weight).where(
    (_word.c.word + "").in_(bindparam("words", expanding=True)),
    _word.c.article_id.in_(bindparam("ids", expanding=True)),
)
_OF_TOPIC = select(_article.c.id).where(
    _article.c.topic == bindparam("topic"), _article.c.id.in_(bindparam("ids", expanding=True))
)


def put(session: Session, article: int, weights: Mapping[str, int]) -> None:
    """The article is found by these words and no others."""
    take_away(session, article)
    terms = sorted({ALL, *weights})
    connection = session.connection()
    rows = [{"word": word, "backwards": word[::-1], "articles": 1} for word in terms]
    connection.execute(_ONE_MORE[connection.dialect.name], rows)
    if weights:
        found_by = [{"word": word, "article_id": article, "weight": weight} for word, weight in weights.items()]
        connection.execute(insert(_word), found_by)


def take_away(session: Session, article: int) -> None:
    """The article is not found any more."""
    session.flush()
    connection = session.connection()
    had = select(_word.c.word).where(_word.c.article_id == article).order_by(_word.c.word)
    words = list(connection.execute(had).scalars())
    if not words:
        return
    gone = _term.c.word.in_([ALL, *words])
    connection.execute(update(_term).where(gone).values(articles=_term.c.articles - 1))
    connection.execute(delete(_term).where(gone, _term.c.articles <= 0))
    connection.execute(delete(_word).where(_word.c.article_id == article))


def known(session: Session, words: Collection[str]) -> dict[str, int]:
    """How many articles have each of the words, of those that any has."""
    found = session.connection().execute(_KNOWN, {"words": list(words)})
    return {row.word: row.articles for row in found}


def like(
    session: Session, begun: Collection[str], ended: Collection[str] = (), lengths: range | None = None
) -> dict[str, int]:
    """Terms that begin or end like this, and how many articles have each."""
    starts = [*begun, *(end[::-1] for end in ended)]
    if not starts:
        return {}
    lengths = lengths or range(LONGEST + 1)
    asked: dict[str, Any] = {"shortest": lengths[0], "longest": lengths[-1]}
    for at, start in enumerate(starts):
        asked |= {f"from{at}": start, f"to{at}": start[:-1] + chr(ord(start[-1]) + 1)}
    found = session.connection().execute(_alike(len(begun), len(ended)), asked)
    return {row.word: row.articles for row in found}


def heaviest(session: Session, words: Sequence[str], most: int) -> dict[int, dict[str, int]]:
    """For each word the articles that have it most, up to so many; by article the weights of the words."""
    rows = session.connection().execute(_best_of(len(words), most), {f"w{at}": word for at, word in enumerate(words)})
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for article, word, weight in rows:
        found[article][word] = weight
    return found


def weights(session: Session, words: Collection[str], articles: Collection[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for article, word, weight in session.connection().execute(_OTHERS, {"words": [*words], "ids": [*articles]}):
        found[article][word] = weight
    return found


@cache
def _alike(begun: int, ended: int) -> Select[Any]:
    """Built once for each number of words, as below: building it takes longer than running it."""
    columns = [_term.c.word] * begun + [_term.c.backwards] * ended
    ranges = [
        and_(column >= bindparam(f"from{at}"), column < bindparam(f"to{at}")) for at, column in enumerate(columns)
    ]
    fits = func.length(_term.c.word).between(bindparam("shortest"), bindparam("longest"))
    return select(_term.c.word, _term.c.articles).where(or_(*ranges), _term.c.word != ALL, fits).limit(MOST_ALIKE)


@cache
def _best_of(words: int, most: int) -> CompoundSelect[Any]:
    return union_all(*(_best_of_one(f"w{at}", most) for at in range(words)))


def _best_of_one(name: str, most: int) -> Select[Any]:
    one = select(_word.c.article_id, _word.c.word, _word.c.weight).where(_word.c.word == bindparam(name))
    best = one.order_by(_word.c.weight.desc(), _word.c.article_id.desc()).limit(most).subquery()
    return select(best)


def of_topic(session: Session, topic: str, articles: Collection[int]) -> set[int]:
    found = session.connection().execute(_OF_TOPIC, {"topic": topic, "ids": [*articles]})
    return set(found.scalars())
