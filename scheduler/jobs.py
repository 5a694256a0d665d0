"""What happens by the clock. A job asks the database what is due; each `yield` is a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, false, func, select
from sqlalchemy.orm import Session

from community import attention, digests, standing_in
from community.profiles import CommunityProfile
from scheduler.articles import ARTICLES
from scheduler.retention import RETENTION
from storage import inbox
from storage.models import Notification
from storage.queue import useful_until

Job = Callable[[Session, datetime], Iterator[None]]

KEYS_KEPT = timedelta(days=1)
NOTIFICATIONS_KEPT = timedelta(days=30)
SLICE = 500


def forget_updates(session: Session, now: datetime) -> Iterator[None]:
    while inbox.forget(session, now - KEYS_KEPT, SLICE):
        yield


def forget_notifications(session: Session, now: datetime) -> Iterator[None]:
    """Those of an announcement say who knows of an event, until it has begun."""
    news = and_(Notification.broadcast_id.is_not(None), useful_until > now)
    old = and_(Notification.done_at < now - NOTIFICATIONS_KEPT, ~func.coalesce(news, false()))
    while rows := list(session.execute(select(Notification.id).where(old).limit(SLICE)).scalars()):
        session.execute(delete(Notification).where(Notification.id.in_(rows)))
        yield


def end_stand_ins(session: Session, now: datetime) -> Iterator[None]:
    while standing_in.end_due(session, now, SLICE):
        yield


def remind_of_attention(community: CommunityProfile) -> Job:
    def remind_of_attention(session: Session, now: datetime) -> Iterator[None]:
        by_digest = digests.who_gets(session, community, now)  # what is due stands there
        while attention.remind(session, community.tz, now, SLICE, by_digest):
            yield

    return remind_of_attention


JOBS: dict[Job, timedelta] = {
    forget_updates: timedelta(minutes=10),
    forget_notifications: timedelta(hours=1),
    end_stand_ins: timedelta(minutes=1),
    **ARTICLES,
    **RETENTION,
}
