"""A second pair of eyes: above so many recipients somebody else looks at a message before it is sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, roles
from community.attention import Kind
from community.broadcasts import BROADCAST, State, count
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import NotAllowed
from community.roles import Right
from community.send_reach import Place, covers, places, to_change
from community.send_starts import keep_count, leave
from community.send_states import Step, move
from storage.models import Account, Broadcast, Person
from storage.notifications import URGENT, notify, notify_all

LONGEST_REMARK = 500


def colleagues(session: Session, broadcast: Broadcast, now: datetime) -> list[int]:
    """Who else could look at it: with the right, the reach, and an account that can be written to."""
    around: set[Place] = {(None, None), *(place for each in places(broadcast.audience) for place in each)}
    near = {person for place in around for person in roles.holders(session, Right.ANNOUNCE, *place)}
    others = {*near, *roles.owners(session)} - {broadcast.author_id}
    reachable = Account.person_id.in_(others), Account.blocked_at.is_(None)
    found = session.execute(select(Account.person_id).where(*reachable)).scalars()
    return sorted(each for each in {*found} if _may_look(session, each, broadcast, now))


def _may_look(session: Session, person: int, broadcast: Broadcast, now: datetime) -> bool:
    try:
        return covers(roles.scope(session, session.get_one(Person, person), Right.ANNOUNCE, now), broadcast)
    except NotAllowed:
        return False


def ask(session: Session, broadcast: Broadcast, others: list[int], now: datetime) -> None:
    move(broadcast, Step.ASK)
    towns = {town for each in places(broadcast.audience)[:1] for town, _school in each}
    town = towns.pop() if len(towns) == 1 else None
    attention.open_in(session, Kind.BROADCAST, broadcast.id, town, now)
    topic = f"{Notice.BROADCAST_TO_CHECK}:{broadcast.id}:{now.timestamp()}"
    wakes = {URGENT: True} if broadcast.is_urgent else {}  # otherwise it would wait for the morning with them
    notify_all(session, others, Notice.BROADCAST_TO_CHECK, {BROADCAST: broadcast.id} | wakes, now, topic)


def may_check(session: Session, actor: Person, broadcast: Broadcast, now: datetime) -> bool:
    waits = broadcast.state == State.CHECK and broadcast.author_id != actor.id
    return waits and _may_look(session, actor.id, broadcast, now)


def confirm(
    session: Session, actor: Person, broadcast_id: int, community: CommunityProfile, now: datetime
) -> Broadcast:
    """A second press, or a second colleague, changes nothing. Raises `NotAllowed`, `AnnouncementGone`."""
    broadcast = _to_check(session, actor, broadcast_id, now)
    if broadcast.state != State.CHECK:
        return broadcast
    broadcast.confirmed_by, broadcast.confirmed_at = actor.id, now
    keep_count(broadcast, count(session, broadcast, community, now))
    leave(session, broadcast, now)
    _settled(session, actor, broadcast, now)
    return broadcast


def give_back(session: Session, actor: Person, broadcast_id: int, words: str, now: datetime) -> Broadcast:
    """To its author, who reads why. The same."""
    broadcast = _to_check(session, actor, broadcast_id, now)
    if broadcast.state != State.CHECK:
        return broadcast
    take_back(session, broadcast, actor, now)
    broadcast.remark = words[:LONGEST_REMARK]
    _settled(session, actor, broadcast, now)
    return broadcast


def take_back(session: Session, broadcast: Broadcast, by: Person, now: datetime) -> None:
    """It is a draft again, as if nothing had been asked."""
    if move(broadcast, Step.RETURN):
        broadcast.rule = broadcast.next_at = broadcast.hold_until = None
        broadcast.confirmed_by = broadcast.confirmed_at = None
        attention.close(session, Kind.BROADCAST, broadcast.id, by, now)
    session.flush()


def _to_check(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    broadcast = to_change(session, actor, broadcast_id, now)
    if broadcast.author_id == actor.id or not _may_look(session, actor.id, broadcast, now):
        raise NotAllowed
    return broadcast


def _settled(session: Session, actor: Person, broadcast: Broadcast, now: datetime) -> None:
    attention.close(session, Kind.BROADCAST, broadcast.id, actor, now)
    if broadcast.author_id is not None:
        ids = {BROADCAST: broadcast.id, "at": now.isoformat(), "returned": broadcast.state == State.DRAFT}
        topic = f"{Notice.BROADCAST_CHECKED}:{broadcast.id}:{now.timestamp()}"
        notify(session, broadcast.author_id, Notice.BROADCAST_CHECKED, ids, now, topic)
