"""Ready answers as they are read: by topic, by words, one at a time, and whether they have helped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import article_search, consultations
from community.profiles import CommunityProfile
from community.refusals import ArticleGone
from storage.models import Article, ArticleVote, Person

ALIKE = 0.3  # of what is asked, or the answer is not offered
ASKED_MOST = 1000  # characters of a question that are looked at


class State(StrEnum):
    """`agreeing`: the asker has not said yet whether it may be made of their question."""

    DRAFT = "draft"
    AGREEING = "agreeing"
    REVIEW = "review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


_SHOWN = Article.state == State.PUBLISHED.value


def topics(session: Session) -> dict[str, int]:
    """How many answers each topic has."""
    counted = select(Article.topic, func.count()).where(_SHOWN).group_by(Article.topic)
    return {row[0]: row[1] for row in session.execute(counted)}


def of_topic(session: Session, topic: str, first: int, most: int) -> list[Article]:
    """Those that have helped most first."""
    order = (Article.helped - Article.not_helped).desc(), Article.id
    found = select(Article).where(_SHOWN, Article.topic == topic).order_by(*order)
    return list(session.execute(found.offset(first).limit(most)).scalars())


def search(session: Session, text: str, most: int) -> list[Article]:
    return _read(session, [hit.article for hit in article_search.found(session, text[:ASKED_MOST], most)])


def similar(
    session: Session, community: CommunityProfile, text: str, most: int, topic: str | None = None
) -> list[Article]:
    """Worth reading before the question is sent; often nothing. `topic`: the one that was guessed."""
    known = topic if topic and community.consulting_topic(topic) else None
    hits = article_search.found(session, text[:ASKED_MOST], most, known)
    return _read(session, [hit.article for hit in hits if hit.share >= ALIKE])


def look(session: Session, article_id: int) -> Article:
    """Raises `ArticleGone`."""
    article = session.get(Article, article_id)
    if article is None or article.state != State.PUBLISHED.value:
        raise ArticleGone
    return article


def vote_of(session: Session, person: Person, article_id: int) -> bool | None:
    mine = ArticleVote.article_id == article_id, ArticleVote.person_id == person.id
    return session.execute(select(ArticleVote.helped).where(*mine)).scalar()


def vote(session: Session, person: Person, article_id: int, helped: bool, now: datetime) -> Article:
    """Once each; another press changes one's mind. Of minors who have not joined nothing is kept."""
    article = locked(session, article_id)
    if article.state != State.PUBLISHED.value:
        raise ArticleGone
    if person.is_minor and person.joined_at is None:
        return article
    mine = ArticleVote.article_id == article_id, ArticleVote.person_id == person.id
    kept = session.execute(select(ArticleVote).where(*mine)).scalar_one_or_none()
    if kept is None:
        kept = ArticleVote(article_id=article_id, person_id=person.id)
        session.add(kept)
    elif kept.helped is not helped:
        _count(article, kept.helped, -1)
    else:
        return article
    kept.helped, kept.at = helped, now
    _count(article, helped, 1)
    session.flush()
    return article


def instead(session: Session, person: Person, case_id: int, article_id: int, now: datetime) -> Article:
    """The answer has helped, the question need not be sent."""
    case = consultations.own(session, person, case_id)
    article = vote(session, person, article_id, True, now)
    if case.state == consultations.State.DRAFT.value:
        case.offered_article_id = article.id
        session.flush()
    return article


def found(session: Session, article_id: int) -> Article:
    """Whatever its state. Raises `ArticleGone`."""
    article = session.get(Article, article_id)
    if article is None:
        raise ArticleGone
    return article


def locked(session: Session, article_id: int) -> Article:
    """Which nobody else changes meanwhile. Raises `ArticleGone`."""
    article = session.get(Article, article_id, with_for_update=True, populate_existing=True)
    if article is None:
        raise ArticleGone
    return article


def _count(article: Article, helped: bool, by: int) -> None:
    if helped:
        article.helped = max(article.helped + by, 0)
    else:
        article.not_helped = max(article.not_helped + by, 0)


def _read(session: Session, ids: Sequence[int]) -> list[Article]:
    """In this order."""
    found = {each.id: each for each in session.execute(select(Article).where(Article.id.in_(ids), _SHOWN)).scalars()}
    return [found[number] for number in ids if number in found]
