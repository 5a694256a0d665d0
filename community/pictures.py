"""The picture of an event: one at most, kept whole. Events with the same one share it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from community import events, planning
from community.notices import Notice
from community.profiles import CommunityProfile
from community.talks import Received
from storage.models import Event, Person, Picture
from storage.notifications import notify
from storage.pictures import forget_unused, keep

MOST_BYTES = 5_000_000
BEGINNINGS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


def suffix(content: bytes) -> str | None:
    """None: neither JPEG nor PNG, whatever it is called."""
    return next((name for beginning, name in BEGINNINGS.items() if content.startswith(beginning)), None)


def of(session: Session, event: Event) -> Picture | None:
    """With its content, which is large."""
    found = select(Picture).where(Picture.digest == event.picture).options(undefer(Picture.content))
    return session.execute(found).scalar_one_or_none() if event.picture else None


def put(
    session: Session, actor: Person, event_id: int, file: Received, community: CommunityProfile, now: datetime
) -> Event:
    """In place of the one before. Raises what `planning.change` raises."""
    digest, name = sha256(file.content).hexdigest(), f"picture.{suffix(file.content)}"
    keep(session, digest, name, file.content, now)
    return _changed(session, actor, event_id, digest, community, now)


def remove(session: Session, actor: Person, event_id: int, community: CommunityProfile, now: datetime) -> Event:
    """A second press changes nothing. Raises what `planning.change` raises."""
    return _changed(session, actor, event_id, None, community, now)


def ask(session: Session, person: Person, event: Event, now: datetime) -> bool:
    """It comes as a file; pressed twice in the same minute, once. False: there is none any more."""
    if event.picture is None:
        return False
    topic = f"{Notice.EVENT_PICTURE}:{event.id}:{now:%Y%m%d%H%M}"
    notify(session, person.id, Notice.EVENT_PICTURE, {"event": event.id}, now, topic)
    return True


def _changed(
    session: Session, actor: Person, event_id: int, digest: str | None, community: CommunityProfile, now: datetime
) -> Event:
    before = events.to_run(session, actor, event_id, now, lock=True).picture
    event = planning.change(session, actor, event_id, {"picture": digest}, community, now)
    if before != digest:
        forget_unused(session, before)
    return event
