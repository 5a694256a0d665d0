"""What happens by the clock. A job asks the database what is due; each `yield` is a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community import deciding
from community.profiles import CommunityProfile
from storage import inbox
from storage.models import Notification

Job = Callable[[Session, datetime], Iterator[None]]

KEYS_KEPT = timedelta(days=1)
NOTIFICATIONS_KEPT = timedelta(days=30)
SLICE = 500


def forget_updates(session: Session, now: datetime) -> Iterator[None]:
    while inbox.forget(session, now - KEYS_KEPT, SLICE):
        yield


def forget_notifications(session: Session, now: datetime) -> Iterator[None]:
    old = Notification.done_at < now - NOTIFICATIONS_KEPT
    while rows := list(session.execute(select(Notification.id).where(old).limit(SLICE)).scalars()):
        session.execute(delete(Notification).where(Notification.id.in_(rows)))
        yield


JOBS: dict[Job, timedelta] = {
    forget_updates: timedelta(minutes=10),
    forget_notifications: timedelta(hours=1),
}


def jobs_for(community: CommunityProfile) -> dict[Job, timedelta]:
    """With those that keep to the community's calendar."""

    def remind_of_applications(session: Session, now: datetime) -> Iterator[None]:
        deciding.remind(session, community, now)
        yield from ()

    return JOBS | {remind_of_applications: timedelta(hours=1)}
