"""Whoever said something learns, once, that it did not reach the other one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.notices import Notice
from community.talks import MESSAGE, TALK
from storage.models import Notification, TalkMessage
from storage.notifications import notify


def tell(session: Session, rows: Collection[int], now: datetime) -> None:
    """`rows`: notifications that nobody tries to deliver any more."""
    lost = select(Notification).where(Notification.id.in_(rows), Notification.kind == Notice.TALK_MESSAGE)
    for row in session.execute(lost.order_by(Notification.id)).scalars():
        message = session.get(TalkMessage, row.ids[MESSAGE])
        if message is not None and message.author_id is not None:
            ids = {TALK: message.talk_id, "said": message.id}
            topic = f"unheard:{message.id}:{now.timestamp():.0f}"
            notify(session, message.author_id, Notice.TALK_UNDELIVERED, ids, now, topic)
