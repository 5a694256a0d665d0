"""The author of a message to many says when it is sent: now, later, again and again, and whether it may wake people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import audit, head_counts, roles, send_checks
from community.audiences import Audience, Counted
from community.audit import Action
from community.broadcasts import Kind, State, count
from community.drafts import bounded
from community.profiles import CommunityProfile
from community.recurrences import Recurrence
from community.refusals import NotAllowed
from community.roles import Right
from community.send_reach import own_draft, to_change
from community.send_starts import first_time, keep_count, leave
from storage.models import Broadcast, Person

HOLD = timedelta(minutes=10)  # for second thoughts, where nobody else can look at it
NUMBER = re.compile(r"\d{1,3}(?:[\s\u00a0.]?\d{3})*|\d+")


@dataclass(frozen=True)
class Asked:
    """What is known before it is sent. `others`: how many could look at it first, None where nobody needs to."""

    broadcast: Broadcast
    counted: Counted
    others: int | None = None
    may_be_urgent: bool = False

    @property
    def is_alone(self) -> bool:
        """The author types how many get it, and it waits."""
        return self.others == 0


def ask(
    session: Session,
    actor: Person,
    broadcast_id: int,
    community: CommunityProfile,
    now: datetime,
    kept: Mapping[str, Any] | None = None,
) -> Asked:
    """Of the actor's own draft; `kept`: how many it was shortly before, as `head_counts` has it.

    Raises `NotAllowed`, `AnnouncementGone`.
    """
    broadcast = own_draft(session, actor, broadcast_id, now)
    if broadcast.state == State.DRAFT:
        broadcast.audience = bounded(session, actor, Audience.model_validate(broadcast.audience), community, now).kept()
    counted = head_counts.remembered(kept, broadcast, now) or count(session, broadcast, community, now)
    others = None
    if counted.receive > community.announcements.second_look_above:
        others = len(send_checks.colleagues(session, broadcast, now))
    return Asked(broadcast, counted, others, may_be_urgent(session, actor, now))


def send(
    session: Session,
    actor: Person,
    broadcast_id: int,
    community: CommunityProfile,
    now: datetime,
    when: datetime | Recurrence | None = None,
    number: int | None = None,
) -> Asked:
    """Now, at a time, or by a rule with an hour; what has left the drafts is left as it is.

    Still a draft: nobody would get it; or nobody else can look at it, and the `number` of those who get it has to be
    said. Raises `NotAllowed`, `AnnouncementGone`.
    """
    asked = ask(session, actor, broadcast_id, community, now)
    broadcast = asked.broadcast
    if broadcast.state != State.DRAFT or broadcast.kind != Kind.MESSAGE:
        return asked
    if not asked.counted.receive or (asked.is_alone and number != asked.counted.receive):
        return asked
    _timed(broadcast, when, community, now + HOLD if asked.is_alone else now)
    keep_count(broadcast, asked.counted)
    broadcast.remark = None
    if asked.others:
        send_checks.ask(session, broadcast, send_checks.colleagues(session, broadcast, now), now)
    else:
        _hold(session, actor, asked, now)
        leave(session, broadcast, now)
    session.flush()
    return asked


def _timed(
    broadcast: Broadcast, when: datetime | Recurrence | None, community: CommunityProfile, earliest: datetime
) -> None:
    broadcast.rule = broadcast.next_at = None
    broadcast.due = max(when, earliest) if isinstance(when, datetime) else earliest
    if isinstance(when, Recurrence) and (following := first_time(when, community, earliest)):
        broadcast.rule, broadcast.next_at, broadcast.due = when.to_rrule(), following, following


def _hold(session: Session, actor: Person, asked: Asked, now: datetime) -> None:
    if asked.is_alone:
        asked.broadcast.hold_until = now + HOLD
        details = {"broadcast": asked.broadcast.id, "count": asked.counted.receive}
        audit.note(session, Action.SENT_ALONE, now, actor=actor, details=details)


def set_urgent(session: Session, actor: Person, broadcast_id: int, now: datetime, *, urgent: bool) -> Broadcast:
    """Of a draft. Raises `NotAllowed`, `AnnouncementGone`."""
    broadcast = own_draft(session, actor, broadcast_id, now)
    if urgent and not may_be_urgent(session, actor, now):
        raise NotAllowed
    if broadcast.state == State.DRAFT:
        broadcast.is_urgent = urgent
        session.flush()
    return broadcast


def may_be_urgent(session: Session, actor: Person, now: datetime) -> bool:
    held = roles.scopes(session, actor, now)
    return Right.URGENT in held and held[Right.URGENT].everywhere


def take_back(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    """What has not set out is a draft again: its author's. Raises `NotAllowed`, `AnnouncementGone`."""
    broadcast = to_change(session, actor, broadcast_id, now)
    if broadcast.author_id != actor.id:
        raise NotAllowed
    send_checks.take_back(session, broadcast, actor, now)
    return broadcast


def parse_number(typed: str) -> int | None:
    """«1 240», «1240»; None when it is something else."""
    found = NUMBER.fullmatch(typed.strip())
    return int(re.sub(r"\D", "", found[0])) if found else None
