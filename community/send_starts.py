"""A message to many sets out: at once or at its time; of one that repeats the clock makes a copy each time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from community import broadcasts, roles
from community.audiences import Audience, Counted
from community.broadcasts import State, count
from community.drafts import bounded
from community.occurrences import at
from community.profiles import CommunityProfile
from community.recurrences import Recurrence, from_rrule
from community.refusals import NotAllowed
from community.roles import Right
from community.send_reach import covers
from community.send_states import Step, move
from storage.models import Broadcast, BroadcastFile, Person, table_of
from storage.notifications import tell_clock

# When it is sent, and what became of it: a copy has its own.
LEFT = {
    *("id", "author_id", "state", "created_at", "due", "begun_at", "filled_at", "ended_at", "cursor", "queued"),
    *("found", "excluded", "delivered", "rule", "next_at", "copy_of", "resend_of", "resend_to", "hold_until", "remark"),
    *("confirmed_by", "confirmed_at", "paused_because", "reported_at", "report", "samples", "floods"),
    *("told_at", "told_account", "told_message"),
}
LATEST = timedelta(hours=12)  # one that repeats and was missed by more waits for its next time
FARTHEST = timedelta(days=400)
COUNTED_AGAIN = 20_000  # counting more than so many would keep others waiting


def keep_count(broadcast: Broadcast, counted: Counted) -> None:
    broadcast.found = counted.receive
    broadcast.excluded = {reason.value: number for reason, number in counted.excluded.items()}


def leave(session: Session, broadcast: Broadcast, now: datetime) -> None:
    """At once, or when its time comes."""
    if broadcast.rule or broadcast.due > now:
        move(broadcast, Step.PLAN)
    elif move(broadcast, Step.BEGIN):
        broadcast.begun_at, broadcast.cursor = now, 0
        tell_clock(session)
    session.flush()


def begin_due(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """The first whose time has come."""
    planned = Broadcast.state == State.SCHEDULED.value, Broadcast.rule.is_(None), Broadcast.due <= now
    broadcast = session.execute(broadcasts.oldest(*planned)).scalar_one_or_none()
    if broadcast is None:
        return False
    if not may_still(session, broadcast, now):
        move(broadcast, Step.CANCEL)
        broadcast.ended_at = now
        session.flush()
        return True
    if broadcast.found <= COUNTED_AGAIN:
        keep_count(broadcast, count(session, broadcast, community, now))
    leave(session, broadcast, now)
    return True


def repeat_due(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """The first that repeats and whose time has come is copied, once for each time."""
    due = Broadcast.state == State.SCHEDULED.value, Broadcast.rule.is_not(None), Broadcast.next_at <= now
    pattern = session.execute(broadcasts.oldest(*due)).scalar_one_or_none()
    if pattern is None or pattern.next_at is None:
        return False
    following = next_time(pattern, pattern.next_at, community, now)
    if following is None or not may_still(session, pattern, now):
        move(pattern, Step.CANCEL)
        pattern.ended_at = now
    elif now - pattern.next_at <= LATEST:
        made = copy(session, pattern, pattern.author_id, pattern.next_at, copy_of=pattern.id, state=State.SCHEDULED)
        made.audience = _aimed(session, made, community, now)
        made.confirmed_by, made.confirmed_at, made.found = pattern.confirmed_by, pattern.confirmed_at, pattern.found
    pattern.next_at = following
    session.flush()
    return True


def first_time(rule: Recurrence, community: CommunityProfile, now: datetime) -> datetime | None:
    """Of a rule with an hour."""
    if rule.hours is None:
        return None
    today = now.astimezone(community.tz).date()
    clock = datetime.combine(today, rule.hours.start, rule.hours.zone).astimezone(community.tz)
    return _next(rule, f"{clock:%H:%M}", today, community, now)


def next_time(pattern: Broadcast, last: datetime, community: CommunityProfile, now: datetime) -> datetime | None:
    rule, local = from_rrule(pattern.rule or ""), last.astimezone(community.tz)
    return _next(rule, f"{local:%H:%M}", local.date(), community, max(now, last)) if rule else None


def _next(rule: Recurrence, clock: str, first: date, community: CommunityProfile, after: datetime) -> datetime | None:
    """Counted from `first`; never in the holidays."""
    for day in rule.days(first):
        moment = at(day, clock, community)
        if moment > after + FARTHEST:
            return None
        if moment > after and not community.calendar.is_quiet(day):
            return moment
    return None


def _aimed(session: Session, broadcast: Broadcast, community: CommunityProfile, now: datetime) -> dict[str, Any]:
    """Whom the author reaches today, and who is young this year."""
    author = session.get_one(Person, broadcast.author_id)
    return bounded(session, author, Audience.model_validate(broadcast.audience), community, now).kept()


def may_still(session: Session, broadcast: Broadcast, now: datetime) -> bool:
    """Who may not announce so far any more, or is gone, announces nothing later either."""
    author = session.get(Person, broadcast.author_id) if broadcast.author_id else None
    try:
        return author is not None and covers(roles.scope(session, author, Right.ANNOUNCE, now), broadcast)
    except NotAllowed:
        return False


def copy(session: Session, broadcast: Broadcast, author: int | None, now: datetime, **more: object) -> Broadcast:
    """Its words, files, buttons and audience; nothing of what became of it."""
    kept = {name: getattr(broadcast, name) for name in table_of(Broadcast).columns.keys() if name not in LEFT}  # noqa: SIM118
    made = Broadcast(**kept, author_id=author, due=now, created_at=now, **more)
    session.add(made)
    session.flush()
    files = table_of(BroadcastFile)
    same = [files.c[name] for name in files.c.keys() if name not in {"id", "broadcast_id"}]  # noqa: SIM118 - of columns
    of_this = select(literal(made.id), *same).where(files.c.broadcast_id == broadcast.id).order_by(files.c.id)
    session.execute(insert(files).from_select(["broadcast_id", *(each.name for each in same)], of_this))
    return made
