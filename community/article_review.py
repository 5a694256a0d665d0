"""What coordinators and the council do with ready answers: publish, send back, mend, put away, check what is old."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from community import article_making, article_search, articles, attention, audit, consultations, roles
from community.article_making import KIND
from community.articles import State
from community.audit import Action
from community.profiles import CommunityProfile
from community.refusals import ArticleSettled, NotAllowed
from community.roles import Right
from storage.models import Article, ArticleVote, Attention, Case, Person

CHECKED_FOR = timedelta(days=365)
VOTES = 5  # so many, and most of them against it: it has to be looked at


@dataclass(frozen=True)
class Review:
    """An answer before a reviewer. `decided_now`: by this very press."""

    article: Article
    author: Person | None
    decider: Person | None = None
    decided_now: bool = False


def may(session: Session, person: Person, now: datetime) -> bool:
    return Right.REVIEW_ARTICLES in roles.rights_of(session, person, now)


def look(session: Session, actor: Person, article_id: int, now: datetime) -> Review:
    """Raises `ArticleGone`, `NotAllowed`."""
    return _reviewed(session, actor, article_id, now, lock=False)


def write(
    session: Session,
    actor: Person,
    topic: str,
    title: str,
    words: str,
    community: CommunityProfile,
    now: datetime,
) -> Article:
    """Without a question: a draft of the reviewer's own."""
    roles.scope(session, actor, Right.REVIEW_ARTICLES, now)
    article_making.must_be_topic({"topic": topic}, community)
    article = Article(state=State.DRAFT.value, topic=topic, title=title, words=words, created_at=now)
    article.author_id, article.helped, article.not_helped = actor.id, 0, 0
    session.add(article)
    session.flush()
    return article


def publish(session: Session, actor: Person, article_id: int, community: CommunityProfile, now: datetime) -> Review:
    """What is reviewed, with both consents, or a draft of one's own without a question."""
    found = _reviewed(session, actor, article_id, now)
    article = found.article
    if article.state == State.PUBLISHED.value:
        return found
    own = article.state == State.DRAFT.value and article.case_id is None and article.author_id == actor.id
    if not own and (article.state != State.REVIEW.value or not _agreed(session, article, community)):
        raise ArticleSettled
    article.state, article.published_at, article.published_by, article.checked_at = "published", now, actor.id, now
    return _decided(session, actor, found, Action.ARTICLE_PUBLISHED, "published", community, now)


def send_back(session: Session, actor: Person, article_id: int, remark: str, now: datetime) -> Review:
    found = _reviewed(session, actor, article_id, now)
    if found.article.state != State.REVIEW.value:
        return found
    found.article.state, found.article.remark = State.DRAFT.value, remark
    return _decided(session, actor, found, Action.ARTICLE_RETURNED, "back", None, now)


def decline(session: Session, actor: Person, article_id: int, now: datetime) -> Review:
    found = _reviewed(session, actor, article_id, now)
    if found.article.state != State.REVIEW.value:
        return found
    found.article.state = State.ARCHIVED.value
    return _decided(session, actor, found, Action.ARTICLE_DECLINED, "declined", None, now)


def change(
    session: Session,
    actor: Person,
    article_id: int,
    values: Mapping[str, str],
    community: CommunityProfile,
    now: datetime,
) -> Review:
    """What is published or reviewed; what was changed has been checked."""
    found = _reviewed(session, actor, article_id, now)
    if found.article.state not in (State.PUBLISHED.value, State.REVIEW.value):
        raise ArticleSettled
    article_making.must_be_topic(values, community)
    for name, value in values.items():
        setattr(found.article, name, value)
    if found.article.state == State.PUBLISHED.value:
        _checked(session, actor, found.article, now)
        article_search.keep_in_step(session, found.article, community)
    _note(session, actor, found, Action.ARTICLE_CHANGED, now)
    return Review(found.article, found.author, actor, decided_now=True)


def confirm(session: Session, actor: Person, article_id: int, now: datetime) -> Review:
    """It is old, and still right."""
    found = _reviewed(session, actor, article_id, now)
    if found.article.state != State.PUBLISHED.value:
        raise ArticleSettled
    _checked(session, actor, found.article, now)
    session.flush()
    return Review(found.article, found.author, actor, decided_now=True)


def archive(session: Session, actor: Person, article_id: int, community: CommunityProfile, now: datetime) -> Review:
    found = _reviewed(session, actor, article_id, now)
    if found.article.state == State.ARCHIVED.value:
        return found
    if found.article.state != State.PUBLISHED.value:
        raise ArticleSettled
    found.article.state = State.ARCHIVED.value
    return _decided(session, actor, found, Action.ARTICLE_ARCHIVED, "archived", community, now)


def restore(session: Session, actor: Person, article_id: int, community: CommunityProfile, now: datetime) -> Review:
    """Only what was published before."""
    found = _reviewed(session, actor, article_id, now)
    if found.article.state == State.PUBLISHED.value:
        return found
    if found.article.state != State.ARCHIVED.value or found.article.published_at is None:
        raise ArticleSettled
    found.article.state, found.article.checked_at = State.PUBLISHED.value, now
    return _decided(session, actor, found, Action.ARTICLE_RESTORED, "restored", community, now)


def archived(session: Session, actor: Person, now: datetime, first: int, most: int) -> tuple[list[Article], int]:
    roles.scope(session, actor, Right.REVIEW_ARTICLES, now)
    away = Article.state == State.ARCHIVED.value, Article.published_at.is_not(None)
    total = session.execute(select(func.count()).select_from(Article).where(*away)).scalar_one()
    found = select(Article).where(*away).order_by(Article.id.desc()).offset(first).limit(most)
    return list(session.execute(found).scalars()), total


def is_due(article: Article, now: datetime) -> bool:
    old = article.checked_at is None or article.checked_at <= now - CHECKED_FOR
    return article.state == State.PUBLISHED.value and (old or _is_disliked(article))


def ask_to_check(session: Session, now: datetime, most: int) -> int:
    """Puts what is old or does not help before the reviewers; how many."""
    waits = exists().where(Attention.kind == KIND.value, Attention.subject == Article.id, Attention.closed_at.is_(None))
    disliked = and_(Article.not_helped > Article.helped, Article.helped + Article.not_helped >= VOTES)
    due = Article.state == State.PUBLISHED.value, or_(Article.checked_at <= now - CHECKED_FOR, disliked), ~waits
    found = list(session.execute(select(Article).where(*due).order_by(Article.id).limit(most)).scalars())
    for article in found:
        author = session.get(Person, article.author_id) if article.author_id else None
        attention.open_in(session, KIND, article.id, author.municipality if author else None, now)
    return len(found)


def end_waiting(session: Session, now: datetime, most: int) -> int:
    """What the asker has not answered, and what nobody will finish; how many."""
    unanswered = and_(
        Article.state == State.AGREEING.value, Article.author_agrees_at < now - article_making.CONSENT_WAITS
    )
    orphan = and_(Article.state.in_((State.DRAFT.value, State.AGREEING.value)), Article.author_id.is_(None))
    found = list(session.execute(select(Article).where(or_(unanswered, orphan)).limit(most)).scalars())
    for article in found:
        if article.author_id is None:
            session.delete(article)
        else:
            article.state = State.ARCHIVED.value
            article_making.tell_author(session, article, "silent", now)
    session.flush()
    return len(found)


def _reviewed(session: Session, actor: Person, article_id: int, now: datetime, lock: bool = True) -> Review:
    reach = roles.scope(session, actor, Right.REVIEW_ARTICLES, now)
    article = articles.found(session, article_id)
    if lock:
        if article.case_id and session.get(Case, article.case_id):
            consultations.locked(session, article.case_id)
        article = articles.locked(session, article_id)
    author = session.get(Person, article.author_id) if article.author_id else None
    if not reach.includes(author.municipality if author else None) and article.author_id != actor.id:
        raise NotAllowed
    item = attention.find(session, KIND, article.id)
    return Review(article, author, attention.closed_by(session, item) if item else None)


def _agreed(session: Session, article: Article, community: CommunityProfile) -> bool:
    if article.author_agrees_at is None:
        return False
    case = session.get(Case, article.case_id) if article.case_id else None
    return case is None or (case.asker_agrees_at is not None and not (case.is_support or case.is_anonymous))


def _decided(
    session: Session,
    actor: Person,
    found: Review,
    action: Action,
    answer: str,
    community: CommunityProfile | None,
    now: datetime,
) -> Review:
    """`community`: it is found from now on, or is not found any more."""
    if community is not None:
        article_search.keep_in_step(session, found.article, community)
    attention.close(session, KIND, found.article.id, actor, now)
    _note(session, actor, found, action, now)
    if found.article.author_id != actor.id:
        article_making.tell_author(session, found.article, answer, now)
    session.flush()
    return Review(found.article, found.author, actor, decided_now=True)


def _note(session: Session, actor: Person, found: Review, action: Action, now: datetime) -> None:
    """Of one's own text nothing is noted."""
    if found.article.author_id != actor.id:
        audit.note(session, action, now, actor=actor, subject=found.author, details={"article": found.article.id})


def _checked(session: Session, actor: Person, article: Article, now: datetime) -> None:
    """Where most were not helped the count begins anew."""
    article.checked_at = now
    if _is_disliked(article):
        session.execute(delete(ArticleVote).where(ArticleVote.article_id == article.id))
        article.helped = article.not_helped = 0
    attention.close(session, KIND, article.id, actor, now)


def _is_disliked(article: Article) -> bool:
    return article.not_helped > article.helped and article.helped + article.not_helped >= VOTES
