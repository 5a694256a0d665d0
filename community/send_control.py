"""A message to many on its way is paused, resumed, cancelled, and sent again to those it did not reach."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, broadcasts, roles
from community.attention import Kind as Waiting
from community.broadcasts import Kind, ResendTo, State
from community.notices import Notice
from community.refusals import AnnouncementGone, NotAllowed
from community.roles import Right
from community.send_reach import covers, to_change
from community.send_starts import copy
from community.send_states import Step, allows, move
from storage.models import Broadcast, Person
from storage.notifications import notify, send_unsure_again, tell_clock, tell_posts

KNOWN_FOR = timedelta(days=29)  # who got it; a day less than it is kept


def pause(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    """Nothing more leaves; what is on its way arrives. A second press changes nothing.

    Raises `NotAllowed`, `AnnouncementGone`, as all of these.
    """
    broadcast = to_change(session, actor, broadcast_id, now)
    if move(broadcast, Step.PAUSE):
        broadcast.paused_because = None
        session.flush()
    return broadcast


def pause_by_itself(session: Session, broadcast: Broadcast, because: str, now: datetime) -> None:
    if not move(broadcast, Step.PAUSE):
        return
    broadcast.paused_because, broadcast.samples = because, []
    session.flush()
    if broadcast.author_id is not None:
        topic = f"{Notice.BROADCAST_PAUSED}:{broadcast.id}:{now.timestamp()}"
        notify(session, broadcast.author_id, Notice.BROADCAST_PAUSED, {broadcasts.BROADCAST: broadcast.id}, now, topic)


def resume(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    broadcast = to_change(session, actor, broadcast_id, now)
    if move(broadcast, Step.RESUME):
        broadcast.paused_because, broadcast.samples = None, []
        session.flush()
        tell_posts(session)
        tell_clock(session)
    return broadcast


def cancel(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    """Who has not got it does not get it; one that everybody has got is sent."""
    broadcast = to_change(session, actor, broadcast_id, now)
    if broadcast.state in (State.SENDING, State.PAUSED):
        broadcasts.end(session, broadcast, broadcasts.stopped(session, broadcast), now)
    elif allows(broadcast, Step.CANCEL):
        move(broadcast, Step.CANCEL)
        attention.close(session, Waiting.BROADCAST, broadcast.id, actor, now)
        broadcast.ended_at = broadcast.reported_at = now
        session.flush()
    return broadcast


def send_unsure(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    """To those of whom nobody knows whether they got it. A second press finds none."""
    broadcast = to_change(session, actor, broadcast_id, now)
    if allows(broadcast, Step.AGAIN) and send_unsure_again(session, broadcast.id, now):
        move(broadcast, Step.AGAIN)
        broadcast.ended_at = broadcast.reported_at = None
        broadcast.samples = []
        session.flush()
    return broadcast


def resend(session: Session, actor: Person, broadcast_id: int, to: ResendTo, now: datetime) -> Broadcast:
    """A draft of the same, for those it did not reach or who are silent. A second press finds it."""
    broadcast = to_change(session, actor, broadcast_id, now)
    if not covers(roles.scope(session, actor, Right.ANNOUNCE, now), broadcast):
        raise NotAllowed
    if not may_be_resent(broadcast, now):
        raise AnnouncementGone
    first = broadcast.resend_of or broadcast.id
    mine = Broadcast.resend_of == first, Broadcast.author_id == actor.id, Broadcast.resend_to == to.value
    draft = select(Broadcast).where(*mine, Broadcast.state == State.DRAFT.value).order_by(Broadcast.id).limit(1)
    if found := session.execute(draft).scalar_one_or_none():
        return found
    return copy(session, broadcast, actor.id, now, resend_of=first, resend_to=to.value, state=State.DRAFT.value)


def may_be_resent(broadcast: Broadcast, now: datetime) -> bool:
    ended = broadcast.state in (State.SENT, State.CANCELLED) and broadcast.begun_at is not None
    return broadcast.kind == Kind.MESSAGE and ended and (broadcast.ended_at or now) > now - KNOWN_FOR
