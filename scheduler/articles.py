"""Ready answers by the clock: what is old is checked, what nobody answers ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from community import article_review

SLICE = 20


def check_articles(session: Session, now: datetime) -> Iterator[None]:
    while article_review.ask_to_check(session, now, SLICE):
        yield


def end_unanswered_articles(session: Session, now: datetime) -> Iterator[None]:
    while article_review.end_waiting(session, now, SLICE):
        yield


ARTICLES: dict[Callable[[Session, datetime], Iterator[None]], timedelta] = {
    check_articles: timedelta(hours=1),
    end_unanswered_articles: timedelta(hours=6),
}
