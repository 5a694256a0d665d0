from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from community import roles
from community.notices import Notice
from storage.notifications import notify


def report(session: Session, kind: str, now: datetime) -> None:
    """Tells the owners that something was not delivered: once a day for each kind of notification."""
    if kind == Notice.UNDELIVERED:
        return
    for owner in roles.owners(session):
        notify(session, owner, Notice.UNDELIVERED, {"kind": kind}, now, f"{Notice.UNDELIVERED}:{kind}:{now:%Y-%m-%d}")
