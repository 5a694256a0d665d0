"""Who has which words: the index behind the search for colleagues."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import CTE, func, select, union_all
from sqlalchemy.orm import Session

from storage.models import Catalogue, SearchWord, table_of

LONGEST = 40
_word = table_of(SearchWord)
_OURS = _word.c.catalogue == Catalogue.COLLEAGUES.value


def find(session: Session, groups: Sequence[Collection[str]], but: int, first: int, most: int) -> tuple[list[int], int]:
    """People who have a word of each group, or of as many as anybody has; and how many they are."""
    scored = _scored(groups, but)
    best = _best(scored)
    page = select(scored.c.person_id, best.c.people).join(best, best.c.score == scored.c.score)
    rows = session.connection().execute(page.order_by(scored.c.person_id).offset(first).limit(most)).all()
    if rows or not first:
        return [row.person_id for row in rows], rows[0].people if rows else 0
    return [], session.connection().execute(select(best.c.people)).scalar() or 0


def _best(scored: CTE) -> CTE:
    counted = select(scored.c.score, func.count().label("people")).group_by(scored.c.score)
    return counted.order_by(scored.c.score.desc()).limit(1).cte("best")


def _scored(groups: Sequence[Collection[str]], but: int) -> CTE:
    of_groups = [
        select(_word.c.person_id).where(_OURS, _word.c.word.in_(group), _word.c.person_id != but).distinct()
        for group in groups
    ]
    hits = union_all(*of_groups).subquery()
    return select(hits.c.person_id, func.count().label("score")).group_by(hits.c.person_id).cte("scored")


def known(session: Session, words: Collection[str]) -> set[str]:
    found = select(_word.c.word).where(_OURS, _word.c.word.in_(words)).distinct()
    return set(session.connection().execute(found).scalars())


def beginning_with(session: Session, letter: str) -> list[str]:
    found = select(_word.c.word).where(_OURS, _word.c.word >= letter, _word.c.word < chr(ord(letter) + 1)).distinct()
    return list(session.connection().execute(found).scalars())
