"""The meeting of the whole community: it is there each month, and everybody is invited a week before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from community import events, new_events, occurrences
from community.audiences import Audience
from community.events import State
from community.hours import Hours
from community.profiles import CommunityProfile, Monthly
from community.recurrences import Recurrence, parse_recurrence
from storage import rounds
from storage.models import Event, EventSeries

SERIES = "monthly_meeting"
INVITED = "invite"  # the kind of an `EventReminder`
BEFORE = timedelta(days=7)
TOO_LATE = timedelta(days=1)
SAID = "said"  # in the pattern of the series: the rule as the profile had it


def hold(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """Begins the series of the profile's rule, or follows where the profile has changed; False when all is as it says.

    The clock makes the meetings of a series (`community/occurrences.py`). One that was ended by hand is not begun
    again, and none is begun beside one that a coordinator has made.
    """
    monthly = community.events.monthly
    if monthly is None:
        return False
    known = rounds.noted(session, SERIES)
    if known is None:
        return not _has_one(session, monthly) and _begin(session, monthly, community, now)
    series = session.get(EventSeries, int(known))
    if series is None or series.ended_at or series.pattern.get(SAID) == monthly.rule:
        return False
    series = occurrences.locked(session, series.id) or series
    series.rule, series.pattern = _rule(monthly, community).to_rrule(), series.pattern | _clock(monthly, community)
    session.flush()
    return True


def invite(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """Everybody, a week before each meeting, once; those who know of it are left out. Silent in the quiet months."""
    monthly = community.events.monthly
    if monthly is None or new_events.is_pause(community, now):
        return False
    due = select(Event.id).where(*_is_due(monthly, now)).order_by(Event.starts_at, Event.id)
    event_id = session.execute(due.limit(1)).scalar()
    if event_id is None:
        return False
    event = events.locked(session, event_id)
    if session.execute(due.where(Event.id == event_id)).scalar():  # looked at again under the lock
        new_events.tell(session, event, Audience.of(event.municipality), INVITED, community, now)
    return True


def invites_at(event: Event, community: CommunityProfile, now: datetime) -> datetime | None:
    """When everybody will be invited to one that is published now; None: the clock invites nobody to it."""
    at = max(event.starts_at - BEFORE, now + new_events.PATIENCE)
    is_one = community.events.monthly is not None and event.kind == community.events.monthly.kind
    return at if is_one and at < event.starts_at - TOO_LATE and not new_events.is_pause(community, at) else None


def _is_due(monthly: Monthly, now: datetime) -> tuple[ColumnElement[bool], ...]:
    soon = Event.starts_at > now + TOO_LATE, Event.starts_at <= now + BEFORE
    mended = Event.published_at <= now - new_events.PATIENCE
    return Event.state == State.PUBLISHED.value, Event.kind == monthly.kind, *soon, mended, ~new_events.marked(INVITED)


def _begin(session: Session, monthly: Monthly, community: CommunityProfile, now: datetime) -> bool:
    if not rounds.note(session, SERIES, "0"):  # somebody else has begun it meanwhile
        return False
    yesterday = now.astimezone(community.tz).date() - timedelta(days=1)
    pattern = {name: getattr(monthly, name) or None for name in ("kind", "title", "about", "place", "url")}
    pattern |= {"first": yesterday.isoformat(), "state": (State.PUBLISHED if monthly.publish else State.DRAFT).value}
    series = EventSeries(rule=_rule(monthly, community).to_rrule(), skipped=[], created_at=now)
    series.pattern = pattern | _clock(monthly, community)
    session.add(series)
    session.flush()
    rounds.set_note(session, SERIES, str(series.id))
    return True


def _has_one(session: Session, monthly: Monthly) -> bool:
    going = select(EventSeries).where(EventSeries.rule.is_not(None), EventSeries.ended_at.is_(None))
    return any(series.pattern.get("kind") == monthly.kind for series in session.execute(going).scalars())


def _clock(monthly: Monthly, community: CommunityProfile) -> dict[str, Any]:
    start = _hours(_rule(monthly, community)).start
    return {"at": f"{start:%H:%M}", "minutes": monthly.minutes, SAID: monthly.rule}


def _rule(monthly: Monthly, community: CommunityProfile) -> Recurrence:
    """Of a profile that was read without a complaint."""
    rule = parse_recurrence(monthly.rule, community.tz)
    if not isinstance(rule, Recurrence):
        raise TypeError(monthly.rule)
    return rule


def _hours(rule: Recurrence) -> Hours:
    if rule.hours is None:
        raise TypeError(rule.to_rrule())
    return rule.hours
