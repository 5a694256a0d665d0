from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from storage.people import mark_blocked


def left(session: Session, account: int, now: datetime) -> None:
    """The person has blocked the bot: nothing is sent there until they write again."""
    mark_blocked(session, account, now)


def came_back(session: Session, account: int) -> None:
    mark_blocked(session, account, None)
