"""Which messages to many somebody sees and may act on: their own, and those within their reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import roles
from community.broadcasts import State
from community.refusals import AnnouncementGone, NotAllowed
from community.roles import Right, Scope
from storage.models import Broadcast, Person

Place = tuple[str | None, str | None]  # municipality, organisation


def covers(reach: Scope, broadcast: Broadcast) -> bool:
    """Whether all who are meant are within reach."""
    return _within(reach, broadcast.audience)


def places(audience: Mapping[str, Any]) -> list[list[Place]]:
    """Each of them holds all who are meant; none: they may be anywhere."""
    towns: list[Place] = [(town, None) for town in audience.get("municipalities", ())]
    bound = audience.get("within") or {}
    near: list[Place] = [(town, None) for town in bound.get("municipalities", ())]
    near += [(None, school) for school in bound.get("organisations", ())]
    near += [(town, school) for town, school in bound.get("local", ())]
    return [each for each in (towns, near) if each]


def _within(reach: Scope, audience: Mapping[str, Any]) -> bool:
    return reach.everywhere or any(all(reach.includes(*place) for place in each) for each in places(audience))


def seen(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    """Raises `NotAllowed`, `AnnouncementGone`."""
    reach = roles.scope(session, actor, Right.ANNOUNCE, now)
    return _theirs(session.get(Broadcast, broadcast_id), actor, reach)


def to_change(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    """The same, for this transaction alone."""
    reach = roles.scope(session, actor, Right.ANNOUNCE, now)
    found = session.get(Broadcast, broadcast_id, with_for_update={"of": Broadcast}, populate_existing=True)
    return _theirs(found, actor, reach)


def own_draft(session: Session, actor: Person, broadcast_id: int, now: datetime) -> Broadcast:
    """Its author's, who may still announce so far. Raises `NotAllowed`, `AnnouncementGone`."""
    broadcast = to_change(session, actor, broadcast_id, now)
    if broadcast.author_id != actor.id or not covers(roles.scope(session, actor, Right.ANNOUNCE, now), broadcast):
        raise NotAllowed
    return broadcast


def listed(session: Session, actor: Person, now: datetime, first: int, most: int) -> tuple[Sequence[Broadcast], int]:
    """A slice, the newest first, and how many there are. Raises `NotAllowed`."""
    reach = roles.scope(session, actor, Right.ANNOUNCE, now)
    all_ = select(Broadcast.id, Broadcast.author_id, Broadcast.state, Broadcast.audience)
    rows = session.execute(all_.order_by(Broadcast.id.desc()))
    ids = [id_ for id_, author, state, kept in rows if _is_shown(reach, actor, author, state, kept)]
    page = select(Broadcast).where(Broadcast.id.in_(ids[first : first + most])).order_by(Broadcast.id.desc())
    return list(session.execute(page).scalars()), len(ids)


def _is_shown(reach: Scope, actor: Person, author: int | None, state: str, kept: dict[str, object]) -> bool:
    if author == actor.id or reach.everywhere:
        return author == actor.id or state != State.DRAFT
    return state != State.DRAFT and _within(reach, kept)


def _theirs(broadcast: Broadcast | None, actor: Person, reach: Scope) -> Broadcast:
    if broadcast is None:
        raise AnnouncementGone
    if broadcast.author_id == actor.id:
        return broadcast
    if broadcast.state == State.DRAFT:
        raise AnnouncementGone
    if not covers(reach, broadcast):
        raise NotAllowed
    return broadcast
