"""Audiences that somebody has named, to use them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import drafts, roles
from community.audiences import Audience
from community.composing_refusals import SegmentGone, SegmentNamed
from community.names import clean
from community.profiles import CommunityProfile
from community.roles import Right
from storage.models import Broadcast, Person, Segment

LONGEST_NAME = 60


def parse_name(typed: str) -> str | None:
    name = clean(typed)
    return name if 2 <= len(name) <= LONGEST_NAME and any(map(str.isalnum, name)) else None


def listed(session: Session, actor: Person, first: int, most: int, now: datetime) -> tuple[Sequence[Segment], int]:
    """The newest first, and how many there are. Raises `NotAllowed`."""
    roles.scope(session, actor, Right.ANNOUNCE, now)
    total = session.execute(select(func.count()).where(Segment.person_id == actor.id)).scalar_one()
    page = select(Segment).where(Segment.person_id == actor.id).order_by(Segment.id.desc()).offset(first).limit(most)
    return session.execute(page).scalars().all(), total


def own(session: Session, actor: Person, segment_id: int, now: datetime) -> Segment:
    """Raises `NotAllowed`, `SegmentGone`."""
    roles.scope(session, actor, Right.ANNOUNCE, now)
    found = session.get(Segment, segment_id)
    if found is None or found.person_id != actor.id:
        raise SegmentGone
    return found


def save(session: Session, actor: Person, draft_id: int, name: str, now: datetime) -> Segment:
    """The audience of a draft under a name; how far the actor reaches is asked anew whenever it is used.

    Raises `SegmentNamed`, and what `drafts.to_change` raises.
    """
    audience = Audience.model_validate(drafts.to_change(session, actor, draft_id, now).audience)
    _must_be_free(session, actor, name)
    kept = audience.model_copy(update={"within": None}).kept()
    segment = Segment(person_id=actor.id, name=name, audience=kept, created_at=now)
    session.add(segment)
    session.flush()
    return segment


def use(
    session: Session, actor: Person, draft_id: int, segment_id: int, community: CommunityProfile, now: datetime
) -> Broadcast:
    """Raises `SegmentGone`, and what `drafts.to_change` raises."""
    draft, segment = drafts.to_change(session, actor, draft_id, now), own(session, actor, segment_id, now)
    audience = drafts.bounded(session, actor, Audience.model_validate(segment.audience), community, now)
    draft.audience = audience.kept()
    return draft


def rename(session: Session, actor: Person, segment_id: int, name: str, now: datetime) -> Segment:
    """Raises `SegmentNamed`, and what `own` raises."""
    segment = own(session, actor, segment_id, now)
    if segment.name != name:
        _must_be_free(session, actor, name)
        segment.name = name
    return segment


def drop(session: Session, actor: Person, segment_id: int, now: datetime) -> None:
    """Raises what `own` raises."""
    session.delete(own(session, actor, segment_id, now))
    session.flush()


def _must_be_free(session: Session, actor: Person, name: str) -> None:
    taken = Segment.person_id == actor.id, Segment.name == name
    if session.execute(select(Segment.id).where(*taken)).first() is not None:
        raise SegmentNamed
