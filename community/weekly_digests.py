"""What members who wish so learn on Mondays: events ahead that are of interest to them, and new ready answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from community import articles, consents
from community.event_subjects import competences_of, subjects_of
from community.events import State
from community.notices import Notice
from community.profiles import CommunityProfile
from community.registrations import ACTIVE
from storage import rounds
from storage.models import Article, Event, EventHost, Person, Registration
from storage.notifications import notify

NAME = "weekly_digest"
BEGINS, ENDS = time(10), time(20)  # of Monday, by the clock of the community
USEFUL = timedelta(hours=30)
AHEAD, NEW = timedelta(days=14), timedelta(days=7)
MOST_EVENTS, MOST_ARTICLES = 3, 2
MOST_READ = 60  # events to choose from
SLICE = 25


@dataclass(frozen=True)
class Offer:
    """What there is this week; `subjects` and `competences` of each event by its number, `articles` by number, the
    newest first."""

    events: Sequence[Event]
    subjects: dict[int, frozenset[str]]
    articles: Sequence[int]
    competences: dict[int, frozenset[str]] = field(default_factory=dict)


def deal(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """A slice of those who wish; False when all have been served. Who has nothing to read gets nothing."""
    local = now.astimezone(community.tz)
    is_time = local.weekday() == 0 and BEGINS <= local.time() < ENDS
    if not is_time or community.calendar.is_quiet(local.date()):
        return False
    week = local.date().isoformat()
    last = rounds.begin(session, NAME, week)
    if last is None:
        return False
    people = _after(session, last, community)
    offer = offered(session, community, now) if people else Offer([], {}, [])
    busy = _busy(session, people, offer)
    for person in people:
        _tell(session, person, offer, busy.get(person.id, set()), week, now)
    rounds.go_on(session, NAME, week, people[-1].id if len(people) == SLICE else None)
    return True


def offered(session: Session, community: CommunityProfile, now: datetime) -> Offer:
    ahead = Event.state == State.PUBLISHED, Event.starts_at > now, Event.starts_at <= now + AHEAD
    open_ = or_(Event.closes_at.is_(None), Event.closes_at > now)
    found = select(Event).where(*ahead, open_).order_by(Event.starts_at, Event.id).limit(MOST_READ)
    events = list(session.execute(found).scalars())
    new = Article.state == articles.State.PUBLISHED.value, Article.published_at > now - NEW
    fresh = select(Article.id).where(*new).order_by(Article.published_at.desc(), Article.id).limit(MOST_READ)
    subjects = {event.id: frozenset(subjects_of(event, community)) for event in events}
    competences = {event.id: frozenset(competences_of(event, community)) for event in events}
    return Offer(events, subjects, list(session.execute(fresh).scalars()), competences)


def chosen(person: Person, offer: Offer, busy: set[int]) -> list[int]:
    """The events for them, best first: about what they wish to learn, of their subjects, the nearest. None for others'
    subjects, none that they come to anyway."""
    theirs = [event for event in offer.events if event.id not in busy and _is_for(person, event, offer)]
    return [event.id for event in sorted(theirs, key=lambda event: _merit(person, event, offer))]


def _is_for(person: Person, event: Event, offer: Offer) -> bool:
    subjects, here = offer.subjects[event.id], event.municipality in (None, person.municipality)
    return here and not (subjects and subjects.isdisjoint(person.specialities))


def _merit(person: Person, event: Event, offer: Offer) -> tuple[bool, bool, datetime, int]:
    unwanted = offer.competences.get(event.id, frozenset()).isdisjoint(person.learns or ())
    return unwanted, not offer.subjects[event.id], event.starts_at, event.id


def _after(session: Session, last: int, community: CommunityProfile) -> list[Person]:
    wish = Person.weekly_digest_since.is_not(None), Person.joined_at.is_not(None), Person.id > last
    agreed = Person.id.in_(consents.who_gave(consents.Kind.MAILINGS, community))
    return list(session.execute(select(Person).where(*wish, agreed).order_by(Person.id).limit(SLICE)).scalars())


def _busy(session: Session, people: Sequence[Person], offer: Offer) -> dict[int, set[int]]:
    """What they have registered for, or make happen."""
    numbers = [each.id for each in people]
    registered = select(Registration.person_id, Registration.event_id).where(Registration.state.in_(ACTIVE))
    registered = registered.where(Registration.event_id.in_(offer.subjects), Registration.person_id.in_(numbers))
    hosting = select(EventHost.person_id, EventHost.event_id)
    hosting = hosting.where(EventHost.event_id.in_(offer.subjects), EventHost.person_id.in_(numbers))
    found: dict[int, set[int]] = {}
    for which in (registered, hosting):
        for person, event in session.execute(which):
            found.setdefault(person or 0, set()).add(event)
    return found


def _tell(session: Session, person: Person, offer: Offer, busy: set[int], week: str, now: datetime) -> None:
    """`more`, `others`: how many further answers and events there are."""
    found, articles = chosen(person, offer, busy), list(offer.articles[:MOST_ARTICLES])
    if not found and not articles:
        return
    ids = {"events": found[:MOST_EVENTS], "others": len(found[MOST_EVENTS:]), "articles": articles}
    ids |= {"more": len(offer.articles) - len(articles), "at": now.isoformat()}
    topic = f"{Notice.WEEKLY_DIGEST}:{week}"
    notify(session, person.id, Notice.WEEKLY_DIGEST, ids, now, topic, useful_until=now + USEFUL, bulk=True)
