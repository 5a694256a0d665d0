from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from storage.models import Account, Person
from storage.people import accounts_of, mark_blocked


def left(session: Session, account: int, now: datetime) -> None:
    """The person has blocked the bot: nothing is sent there until they write again."""
    mark_blocked(session, account, now)


def reachable(session: Session, person: Person) -> list[Account]:
    return accounts_of(session, person.id)
