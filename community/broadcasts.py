"""What is told to many: it is given out in slices, each person once; how far it is; how it is stopped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from community import audiences, events
from community.audiences import Audience, Counted, Terms
from community.notices import Notice, Topic
from community.profiles import CommunityProfile
from community.ranges import in_range
from community.registrations import ACTIVE
from storage.models import (
    Acknowledgement,
    Broadcast,
    BroadcastFile,
    Event,
    EventHost,
    Notification,
    Person,
    Registration,
)
from storage.notifications import ALIKE, URGENT, WITH_FILE, tell_clock

BROADCAST = "broadcast"  # a key in the ids of a notification
READER = "reader"  # another, put in at delivery: the account that it goes to
NAME = re.compile(r"\{\s*имя\s*\}", re.IGNORECASE)  # stands in the words for the reader's
UNDONE = ("new", "sending")
REACHED = ("sending", "sent", "unsure")


class Kind(StrEnum):
    EVENT = "event"
    MESSAGE = "message"


class State(StrEnum):
    DRAFT = "draft"
    CHECK = "check"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"


ON = (State.SENDING, State.PAUSED)


class ResendTo(StrEnum):
    MISSED = "missed"  # whom it did not reach
    SILENT = "silent"  # who has not acknowledged it


@dataclass(frozen=True)
class Progress:
    """Of all that was told of one event. `last`: the newest; `wait`: who is to get it yet."""

    last: Broadcast
    total: int
    delivered: int
    wait: int = 0

    @property
    def is_on(self) -> bool:
        return self.last.state in ON and self.wait > 0


def begin(
    session: Session, author: Person | None, event: Event, audience: Audience, counted: Counted, now: datetime
) -> Broadcast:
    """`author` None: the clock."""
    broadcast = Broadcast(
        kind=Kind.EVENT.value,
        event_id=event.id,
        author_id=author.id if author else None,
        state=State.SENDING.value,
        audience=audience.kept(),
        topic=Topic.EVENTS.value,
        found=counted.receive,
        excluded={reason.value: number for reason, number in counted.excluded.items()},
        due=now,
        useful_until=useful_until(event),
        created_at=now,
        begun_at=now,
    )
    session.add(broadcast)
    session.flush()
    tell_clock(session)
    return broadcast


def useful_until(event: Event) -> datetime:
    return min(event.starts_at, event.closes_at or event.starts_at)


def terms(session: Session, event: Event, community: CommunityProfile, now: datetime) -> Terms:
    return Terms(Topic.EVENTS, community, now, knows(session, event))


def knows(session: Session, event: Event) -> ColumnElement[bool]:
    """Of the rows of `person`: who was told of the event, or is to be, and who comes to it anyway."""
    waits = and_(Notification.state == "new", Broadcast.state != State.CANCELLED.value)
    about_it = and_(Broadcast.id == Notification.broadcast_id, Broadcast.event_id == event.id)
    told = Notification.person_id == Person.id, in_range(Notification.person_id)
    reached = or_(Notification.state.in_(REACHED), waits)
    return or_(exists(select(Notification.id).join(Broadcast, about_it).where(*told, reached)), _comes(session, event))


def _comes(session: Session, event: Event) -> ColumnElement[bool]:
    """Registered, or makes it happen."""
    theirs = Registration.person_id == Person.id, in_range(Registration.person_id), Registration.state.in_(ACTIVE)
    hosts = select(EventHost.person_id).where(EventHost.event_id == event.id, EventHost.person_id.is_not(None))
    registered = exists().where(*theirs, Registration.event_id == event.id)
    people = session.execute(hosts).scalars().all()  # a handful, and mostly none
    return or_(registered, Person.id.in_(people)) if people else registered


def _is_first(session: Session, broadcast: Broadcast) -> bool:
    """Nobody was told of its event by another, which costs a third of the time to look up for everybody."""
    others = exists().where(Broadcast.event_id == broadcast.event_id, Broadcast.id != broadcast.id)
    return not session.execute(select(others)).scalar_one()


def event_of(session: Session, broadcast: Broadcast) -> Event | None:
    """As it stands now, whoever has changed it."""
    return session.get(Event, broadcast.event_id, populate_existing=True) if broadcast.event_id else None


def is_moot(broadcast: Broadcast, event: Event | None, now: datetime) -> bool:
    """There is nothing left to tell anybody."""
    if broadcast.kind == Kind.MESSAGE:
        return False
    return event is None or event.state != events.State.PUBLISHED or useful_until(event) <= now


def terms_of(session: Session, broadcast: Broadcast, community: CommunityProfile, now: datetime) -> Terms:
    """Of one that is not moot."""
    if broadcast.kind == Kind.MESSAGE:
        return Terms(Topic(broadcast.topic), community, now, _left_alone(broadcast))
    event = session.get_one(Event, broadcast.event_id)
    who_knows = _comes(session, event) if _is_first(session, broadcast) else knows(session, event)
    return Terms(Topic.EVENTS, community, now, who_knows)


def count(session: Session, broadcast: Broadcast, community: CommunityProfile, now: datetime) -> Counted:
    if is_moot(broadcast, event_of(session, broadcast), now):
        return Counted({}, {})
    terms = terms_of(session, broadcast, community, now)
    return audiences.count(session, Audience.model_validate(broadcast.audience), terms)


def notice_of(session: Session, broadcast: Broadcast) -> tuple[Notice, dict[str, Any], datetime | None]:
    """Its kind, its ids, and until when it is of use."""
    ids: dict[str, Any] = {BROADCAST: broadcast.id} | ({URGENT: True} if broadcast.is_urgent else {})
    if broadcast.kind == Kind.MESSAGE:
        files = session.execute(select(exists().where(BroadcastFile.broadcast_id == broadcast.id))).scalar_one()
        alike = {} if has_name(broadcast) else {ALIKE: True}
        return Notice.MESSAGE_TO_MANY, ids | {WITH_FILE: files} | alike, broadcast.useful_until
    event = session.get_one(Event, broadcast.event_id)
    ids |= {"event": event.id, WITH_FILE: event.picture is not None, ALIKE: True}
    return Notice.EVENT_ANNOUNCED, ids, useful_until(event)


def has_name(broadcast: Broadcast) -> bool:
    """It reads differently for each: no network can carry it to many at once."""
    return bool(NAME.search(broadcast.words or ""))


def _left_alone(broadcast: Broadcast) -> ColumnElement[bool] | None:
    """Who is not told by one that is sent again."""
    if broadcast.resend_of is None:
        return None
    family = select(Broadcast.id).where(
        or_(Broadcast.id == broadcast.resend_of, Broadcast.resend_of == broadcast.resend_of),
        Broadcast.id != (broadcast.id or 0),
    )
    if broadcast.resend_to == ResendTo.SILENT:
        read = Acknowledgement.person_id == Person.id, in_range(Acknowledgement.person_id)
        return exists().where(*read, Acknowledgement.broadcast_id.in_(family))
    got = Notification.person_id == Person.id, in_range(Notification.person_id)
    ended = Notification.state.in_((*UNDONE, *REACHED))
    return exists().where(*got, Notification.broadcast_id.in_(family), ended)


def finish(session: Session, now: datetime) -> bool:
    """One that nobody waits for any more."""
    waits = exists().where(Notification.broadcast_id == Broadcast.id, Notification.state.in_(UNDONE))
    done = Broadcast.state == State.SENDING.value, Broadcast.filled_at.is_not(None), ~waits
    broadcast = session.execute(oldest(*done)).scalar_one_or_none()
    if broadcast is None:
        return False
    event = session.get(Event, broadcast.event_id or 0)
    is_of_event = broadcast.kind == Kind.EVENT
    off = is_of_event and (event is None or event.state != events.State.PUBLISHED)
    end(session, broadcast, State.CANCELLED if off else State.SENT, now)
    return True


def stopped(session: Session, broadcast: Broadcast) -> State:
    """What becomes of one that somebody stops: everybody may have got it already."""
    waiting = exists().where(Notification.broadcast_id == broadcast.id, Notification.state.in_(UNDONE))
    waits = broadcast.filled_at is None or session.execute(select(waiting)).scalar_one()
    return State.CANCELLED if waits else State.SENT


def end(session: Session, broadcast: Broadcast, state: State, now: datetime) -> None:
    """What waits is not written any more: its notice finds the broadcast cancelled."""
    broadcast.state, broadcast.ended_at = state.value, now
    sent = select(func.count()).where(Notification.broadcast_id == broadcast.id, Notification.state == "sent")
    broadcast.delivered = session.execute(sent).scalar_one()
    session.flush()


def progress(session: Session, event: Event) -> Progress | None:
    rows = session.execute(select(Broadcast).where(Broadcast.event_id == event.id).order_by(Broadcast.id)).scalars()
    found = list(rows)
    if not found:
        return None
    seen = [_seen(session, each) for each in found]
    last = next((each for each in found if each.state in ON), found[-1])
    return Progress(last, *(sum(numbers) for numbers in zip(*seen, strict=True)))


def _seen(session: Session, broadcast: Broadcast) -> tuple[int, int, int]:
    """How many are to get it, have got it, wait for it. Of what has ended, its notifications may be gone."""
    if broadcast.state not in ON:
        return broadcast.delivered, broadcast.delivered, 0
    numbers = _numbers(session, broadcast)
    sent, waiting = numbers.get("sent", 0), sum(numbers.get(state, 0) for state in UNDONE)
    unfilled = 0 if broadcast.filled_at else max(broadcast.found - broadcast.queued, 0)
    return sent + waiting + unfilled, sent, waiting + unfilled


def _numbers(session: Session, broadcast: Broadcast) -> dict[str, int]:
    counted = select(Notification.state, func.count()).where(Notification.broadcast_id == broadcast.id)
    return {row[0]: row[1] for row in session.execute(counted.group_by(Notification.state))}


def oldest(*which: ColumnElement[bool]) -> Select[Broadcast]:
    """The oldest, for this transaction alone."""
    first = select(Broadcast).where(*which).order_by(Broadcast.id).limit(1)
    return first.with_for_update(of=Broadcast).execution_options(populate_existing=True)
