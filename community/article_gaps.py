"""What is asked often and has no ready answer."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community import consultations, roles, routing
from community.articles import State
from community.profiles import CommunityProfile
from community.roles import Right
from storage.models import Article, Case, Person

LATELY = timedelta(days=90)
FEWEST = 5  # of a support topic: fewer might say who asked


class Gap(NamedTuple):
    """Of a topic: questions without a ready answer, and those that have become one or were spared by one."""

    topic: str
    without: int
    answered: int


def gaps(session: Session, actor: Person, community: CommunityProfile, now: datetime) -> list[Gap]:
    """The widest first; counts only, of the last 90 days."""
    roles.scope(session, actor, Right.REVIEW_ARTICLES, now)
    support = {topic.id for topic in community.consulting_topics if topic.support}
    counts: Counter[tuple[str, bool]] = Counter()
    for case, has_answer in _ended(session, now):
        if case.is_support or case.topic in support:
            support.add(case.topic)
            if not _may_count(session, actor, case):
                continue
        counts[case.topic, has_answer] += 1
    found = [
        Gap(topic, counts[topic, False], counts[topic, True]) for topic in dict.fromkeys(each for each, _ in counts)
    ]
    shown = [gap for gap in found if gap.topic not in support or gap.without + gap.answered >= FEWEST]
    return sorted(shown, key=lambda gap: (-gap.without, gap.topic))


def _ended(session: Session, now: datetime) -> list[tuple[Case, bool]]:
    since = now - LATELY
    made = select(Article.case_id).where(Article.state == State.PUBLISHED.value, Article.case_id.is_not(None))
    closed = (Case.state == consultations.State.CLOSED.value) & (Case.closed_at >= since)
    spared = (
        (Case.state == consultations.State.DRAFT.value)
        & Case.offered_article_id.is_not(None)
        & (Case.created_at >= since)
    )
    ended = select(Case, or_(Case.id.in_(made), spared)).where(or_(closed, spared), Case.merged_into.is_(None))
    return [(case, bool(has_answer)) for case, has_answer in session.execute(ended)]


def _may_count(session: Session, actor: Person, case: Case) -> bool:
    allowed = select(Person.id).where(Person.id == actor.id, routing.is_apart(case))
    return session.execute(allowed).first() is not None
