"""Which published articles have which words: the index behind the search of ready answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, bindparam, delete, func, insert, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.models import Article, ArticleTerm, ArticleWord, table_of

LONGEST = 40
MOST_ALIKE = 250  # terms that begin or end like a word and are compared with it
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


class Start(NamedTuple):
    """What a term begins or, `backwards`, ends with, and how long it may be."""

    text: str
    backwards: bool = False
    shortest: int = 0
    longest: int = LONGEST


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


def like(session: Session, starts: Sequence[Start]) -> dict[str, int]:
    """Terms that begin or end like one of these, and how many articles have each."""
    if not starts:
        return {}
    asked: dict[str, Any] = {}
    for at, each in enumerate(starts):
        begun = each.text[::-1] if each.backwards else each.text
        asked |= {f"from{at}": begun, f"to{at}": begun[:-1] + chr(ord(begun[-1]) + 1)}
        asked |= {f"shortest{at}": each.shortest, f"longest{at}": each.longest}
    found = session.connection().execute(_alike(tuple(each.backwards for each in starts)), asked)
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
def _alike(backwards: tuple[bool, ...]) -> CompoundSelect[Any]:
    """Built once for each number of words, as below: building it takes longer than running it."""
    return union_all(*(_alike_one(str(at), of_end) for at, of_end in enumerate(backwards)))


def _alike_one(at: str, of_end: bool) -> Select[Any]:
    column = _term.c.backwards if of_end else _term.c.word
    begins = column >= bindparam(f"from{at}"), column < bindparam(f"to{at}")
    fits = func.length(_term.c.word).between(bindparam(f"shortest{at}"), bindparam(f"longest{at}"))
    found = select(_term.c.word, _term.c.articles).where(*begins, _term.c.word != ALL, fits).limit(MOST_ALIKE)
    return select(found.subquery())


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
