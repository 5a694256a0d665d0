"""What members would like to hear of; those who plan make an event of it, or take note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import attention, events, planning, roles
from community.members import must_have_joined
from community.notices import Notice
from community.refusals import NotAllowed, TooManyOffers, TopicGone
from community.roles import Right
from storage.models import Person, TopicIdea
from storage.notifications import notify

KIND = attention.Kind.TOPIC_IDEA
MOST_OPEN = 5
LONGEST = 300


@dataclass(frozen=True)
class Idea:
    """`decider`: who answered. `decided_now`: by this very press."""

    topic: TopicIdea
    author: Person
    decider: Person | None
    decided_now: bool = False


def parse_topic(text: str) -> str | None:
    return planning.parse_words(text, LONGEST)


def suggest(session: Session, person: Person, words: str, now: datetime) -> TopicIdea:
    """Raises `NotJoined`, `TooManyOffers`."""
    must_have_joined(person)
    mine = TopicIdea.person_id == person.id, TopicIdea.closed_at.is_(None)
    if session.execute(select(func.count()).select_from(TopicIdea).where(*mine)).scalar_one() >= MOST_OPEN:
        raise TooManyOffers
    topic = TopicIdea(person_id=person.id, words=words, created_at=now)
    session.add(topic)
    session.flush()
    attention.open_(session, KIND, topic.id, person, now).organisation = None  # whoever plans for the whole town
    for planner in roles.holders(session, Right.PLAN, person.municipality):
        if planner != person.id:
            ids = {"topic": topic.id, "person": person.id}
            notify(session, planner, Notice.TOPIC_SUGGESTED, ids, now, f"{Notice.TOPIC_SUGGESTED}:{topic.id}")
    return topic


def look(session: Session, actor: Person, topic_id: int, now: datetime, lock: bool = False) -> Idea:
    """Raises `TopicGone`, `NotAllowed`."""
    topic = session.get(TopicIdea, topic_id, with_for_update=lock or None, populate_existing=lock)
    author = session.get(Person, topic.person_id) if topic else None
    item = attention.find(session, KIND, topic_id)
    if topic is None or author is None or item is None:
        raise TopicGone
    if not events.plans_for(session, actor, item.municipality, now):
        raise NotAllowed
    return Idea(topic, author, attention.closed_by(session, item))


def answer(session: Session, actor: Person, topic_id: int, made: bool, now: datetime) -> Idea:
    """`made`: an event will be. The first who answers decides; the author is told."""
    idea = look(session, actor, topic_id, now, lock=True)
    if idea.topic.closed_at is not None:
        return idea
    idea.topic.closed_at = now
    attention.close(session, KIND, topic_id, actor, now)
    if idea.author.id != actor.id:
        ids = {"topic": topic_id, "made": made}
        notify(session, idea.author.id, Notice.TOPIC_ANSWERED, ids, now, f"{Notice.TOPIC_ANSWERED}:{topic_id}")
    session.flush()
    return Idea(idea.topic, idea.author, actor, decided_now=True)


def forget_all(session: Session, person: Person, now: datetime) -> None:
    """For somebody who leaves the community: nobody has to answer any more."""
    mine = TopicIdea.person_id == person.id, TopicIdea.closed_at.is_(None)
    for topic in session.execute(select(TopicIdea).where(*mine)).scalars().all():
        topic.closed_at = now
        attention.close(session, KIND, topic.id, person, now)
