"""Whoever wants no more of what goes to many says so by topic; what is meant for them alone comes as before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from community import quiet
from community.notices import Topic
from community.refusals import UnknownChoice
from storage.models import Person
from storage.notifications import drop_broadcasts

TOLD_TO_MANY = (Topic.EVENTS, Topic.COMMUNITY)


def want_no_more(session: Session, person: Person, topic: str, now: datetime) -> Topic:
    """Neither what is to come of the topic, nor what waits already. Raises `NotJoined`, `UnknownChoice`."""
    if topic not in TOLD_TO_MANY:
        raise UnknownChoice
    quiet.mute(person, topic, muted=True)
    drop_broadcasts(session, person.id, now, topic)
    return Topic(topic)
