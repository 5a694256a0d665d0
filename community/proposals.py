"""Events that members offer to hold, and what those who plan answer. The first who answers decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from community import attention, events, planning, roles
from community.events import Part, State
from community.members import must_have_joined
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import EventStarted, NotAllowed, OfferGone, TooManyOffers, UnknownChoice
from community.roles import Right
from storage.models import Event, EventHost, Person
from storage.notifications import notify

KIND = attention.Kind.EVENT_PROPOSAL
MOST_OPEN = 5
ANSWERED_IN = timedelta(days=7)
OFFERED = ("kind", "title", "starts_at", "ends_at", "place", "url", "about")


@dataclass(frozen=True)
class Proposal:
    """What a member offers, as its author (`mine`) or as somebody who may decide sees it.

    `decider`: who answered last. `decided_now`: by this very press.
    """

    event: Event
    author: Person
    decider: Person | None
    mine: bool
    decides: bool
    decided_now: bool = False

    @property
    def is_open(self) -> bool:
        return self.event.state == State.PROPOSED

    @property
    def question(self) -> str | None:
        return self.event.reason if self.is_open else None


def propose(
    session: Session, person: Person, values: Mapping[str, Any], community: CommunityProfile, now: datetime
) -> Event:
    """Those who plan for the author's town are told. Raises `NotJoined`, `UnknownChoice`, `EventStarted`,
    `TooManyOffers`."""
    must_have_joined(person)
    if community.event_kind(values.get("kind", "")) is None:
        raise UnknownChoice
    if values["starts_at"] <= now:
        raise EventStarted
    if len(waiting_of(session, person, now)) >= MOST_OPEN:
        raise TooManyOffers
    event = Event(
        **{name: values.get(name) for name in OFFERED},
        state=State.PROPOSED.value,
        in_teams=values["kind"] == events.TEAM_CONTEST,
        municipality=person.municipality,
        created_by=person.id,
        created_at=now,
    )
    session.add(event)
    session.flush()
    session.add(EventHost(event_id=event.id, person_id=person.id, role=Part.SPEAKER.value))
    _ask_for_a_decision(session, event, person, now)
    return event


def waiting_of(session: Session, person: Person, now: datetime) -> Sequence[Event]:
    """The person's own that nobody has decided about."""
    mine = Event.created_by == person.id, Event.state == State.PROPOSED, Event.starts_at > now
    return session.execute(select(Event).where(*mine).order_by(Event.id)).scalars().all()


def look(session: Session, actor: Person, event_id: int, now: datetime, lock: bool = False) -> Proposal:
    """For the author, and for those who decide. Raises `OfferGone`, `NotAllowed`."""
    event = session.get(Event, event_id, with_for_update=lock or None, populate_existing=lock)
    author = session.get(Person, event.created_by) if event and event.created_by else None
    item = attention.find(session, KIND, event_id)
    if event is None or author is None or item is None or author.joined_at is None:
        raise OfferGone
    mine, decides = author.id == actor.id, events.plans_for(session, actor, event.municipality, now)
    if not mine and not decides:
        raise NotAllowed
    decider = attention.closed_by(session, item)
    return Proposal(event, author, decider, mine, decides)


def edit(session: Session, person: Person, event_id: int, values: Mapping[str, Any], now: datetime) -> Event:
    """By its author, before it is decided; what was asked back counts as answered. Raises `OfferGone`."""
    event = _own(session, person, event_id)
    for name, value in values.items():
        if name in OFFERED:
            setattr(event, name, value)
    if event.reason is not None:
        event.reason = None
        _ask_for_a_decision(session, event, person, now)
    session.flush()
    return event


def withdraw(session: Session, person: Person, event_id: int, now: datetime) -> None:
    """Nobody has to decide any more. Raises `OfferGone`."""
    event = _own(session, person, event_id)
    attention.close(session, KIND, event.id, person, now)
    planning.discard(session, event)


def withdraw_all(session: Session, person: Person, now: datetime) -> None:
    """For somebody who leaves the community."""
    mine = Event.created_by == person.id, Event.state == State.PROPOSED
    for event_id in session.execute(select(Event.id).where(*mine)).scalars().all():
        withdraw(session, person, event_id, now)


def confirm(session: Session, actor: Person, event_id: int, now: datetime) -> Proposal:
    """It is published, and its author runs it. Raises `OfferGone`, `NotAllowed`, `EventStarted`."""
    found = _to_decide(session, actor, event_id, now)
    if not found.is_open:
        return found
    if found.event.starts_at <= now:
        raise EventStarted
    found.event.state, found.event.published_at, found.event.reason = State.PUBLISHED.value, now, None
    theirs = EventHost.event_id == event_id, EventHost.person_id == found.author.id
    session.execute(update(EventHost).where(*theirs).values(role=Part.ORGANISER.value))
    return _decided(session, actor, found, now)


def decline(session: Session, actor: Person, event_id: int, remark: str | None, now: datetime) -> Proposal:
    """Raises `OfferGone`, `NotAllowed`."""
    found = _to_decide(session, actor, event_id, now)
    if not found.is_open:
        return found
    found.event.state, found.event.reason = State.DECLINED.value, remark
    return _decided(session, actor, found, now)


def clarify(session: Session, actor: Person, event_id: int, question: str, now: datetime) -> Proposal:
    """The question goes to the author; until they have changed something nobody has to decide."""
    found = _to_decide(session, actor, event_id, now)
    if not found.is_open:
        return found
    found.event.reason = question
    return _decided(session, actor, found, now)


def _to_decide(session: Session, actor: Person, event_id: int, now: datetime) -> Proposal:
    """Under its lock, so that two who press at once decide once."""
    found = look(session, actor, event_id, now, lock=True)
    if not found.decides:
        raise NotAllowed
    return found


def _decided(session: Session, actor: Person, found: Proposal, now: datetime) -> Proposal:
    item = attention.close(session, KIND, found.event.id, actor, now) or attention.find(session, KIND, found.event.id)
    if item is not None:
        item.closed_by = actor.id
    state = "asked" if found.is_open else found.event.state
    topic = f"{Notice.PROPOSAL_ANSWERED}:{found.event.id}:{state}:{now.timestamp():.6f}"
    if found.author.id != actor.id:
        ids = {"event": found.event.id, "state": state}
        notify(session, found.author.id, Notice.PROPOSAL_ANSWERED, ids, now, topic)
    session.flush()
    return Proposal(found.event, found.author, actor, found.mine, found.decides, decided_now=True)


def _own(session: Session, person: Person, event_id: int) -> Event:
    event = session.get(Event, event_id, with_for_update=True, populate_existing=True)
    if event is None or event.created_by != person.id or event.state != State.PROPOSED:
        raise OfferGone
    return event


def _ask_for_a_decision(session: Session, event: Event, person: Person, now: datetime) -> None:
    due = min(now + ANSWERED_IN, event.starts_at)
    attention.open_(session, KIND, event.id, person, now, due).organisation = None  # whoever plans for the whole town
    topic = f"{Notice.EVENT_PROPOSED}:{event.id}:{now.timestamp():.6f}"
    ids = {"event": event.id, "person": person.id}
    for planner in roles.holders(session, Right.PLAN, event.municipality):
        if planner != person.id:
            notify(session, planner, Notice.EVENT_PROPOSED, ids, now, topic, useful_until=event.starts_at)
