from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from storage.models import AuditEntry, Person


def note(
    session: Session,
    action: str,
    now: datetime,
    *,
    actor: Person | None,
    subject: Person | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """What somebody did to another's data or rights. `details`: words and ids, never a personal value.

    `actor` None: the command line or the clock.
    """
    session.add(
        AuditEntry(
            at=now,
            actor_id=actor.id if actor else None,
            subject_id=subject.id if subject else None,
            action=action,
            details=dict(details or {}),
        )
    )
