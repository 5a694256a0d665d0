"""Those interested are told of a new event that nobody announces: half an hour after it was published, once."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from community import audiences, broadcasts, events
from community.audiences import Audience
from community.event_subjects import subjects_of
from community.events import State
from community.profiles import CommunityProfile
from storage.models import Broadcast, Event, EventReminder

TOLD = "news"  # the kind of an `EventReminder`
PATIENCE = timedelta(minutes=30)  # for whoever organises it to announce or to mend it
AHEAD = timedelta(days=21)  # what is farther waits: of a plan for a year nobody hears at once
TOO_LATE = timedelta(hours=2)
MOST_A_DAY = 2


def announce(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """The nearest of them; False when there is none, or enough for today. Silent in the quiet months."""
    if not community.events.announces_new_events or is_pause(community, now) or _is_enough(session, community, now):
        return False
    due = select(Event.id).where(*_is_due(community, now)).order_by(Event.starts_at, Event.id)
    event_id = session.execute(due.limit(1)).scalar()
    if event_id is None:
        return False
    event = events.locked(session, event_id)
    if session.execute(due.where(Event.id == event_id)).scalar():  # looked at again under the lock
        audience = Audience(
            municipalities=(event.municipality,) if event.municipality else (), subjects=subjects_of(event, community)
        )
        tell(session, event, audience, TOLD, community, now)
    return True


def tell(
    session: Session, event: Event, audience: Audience, kind: str, community: CommunityProfile, now: datetime
) -> None:
    """By an announcement of the clock's own; `kind` of the mark that stays, also where there was nobody to be told."""
    counted = audiences.count(session, audience, broadcasts.terms(session, event, community, now))
    if counted.receive:
        broadcasts.begin(session, None, event, audience, counted, now)
    session.add(EventReminder(event_id=event.id, kind=kind, starts_at=event.starts_at))
    session.flush()


def marked(kind: str) -> ColumnElement[bool]:
    """Wherever the event was moved since."""
    return exists().where(EventReminder.event_id == Event.id, EventReminder.kind == kind)


def is_pause(community: CommunityProfile, now: datetime) -> bool:
    """The months in which the clock begins nothing by itself."""
    return now.astimezone(community.tz).month in community.calendar.quiet_months


def _is_due(community: CommunityProfile, now: datetime) -> tuple[ColumnElement[bool], ...]:
    monthly, earlier = community.events.monthly, aliased(Event)
    # of what repeats only the first is new
    again = exists().where(earlier.series_id == Event.series_id, earlier.occurs_on < Event.occurs_on)
    return (
        Event.state == State.PUBLISHED.value,
        Event.starts_at > now + TOO_LATE,
        Event.starts_at <= now + AHEAD,
        Event.published_at <= now - PATIENCE,
        or_(Event.moved_at.is_(None), Event.moved_at <= now - PATIENCE),
        or_(Event.opens_at.is_(None), Event.opens_at <= now),
        or_(Event.closes_at.is_(None), Event.closes_at > now + TOO_LATE),
        Event.kind != (monthly.kind if monthly else ""),  # has an invitation of its own
        or_(Event.occurs_on.is_(None), ~again),
        ~exists().where(Broadcast.event_id == Event.id),
        ~marked(TOLD),
    )


def _is_enough(session: Session, community: CommunityProfile, now: datetime) -> bool:
    today = datetime.combine(now.astimezone(community.tz).date(), time(), community.tz)
    begun = Broadcast.kind == broadcasts.Kind.EVENT.value, Broadcast.author_id.is_(None), Broadcast.begun_at >= today
    return session.execute(select(func.count()).select_from(Broadcast).where(*begun)).scalar_one() >= MOST_A_DAY
