"""Files of the messages that a complaint flags, and of no others, for whoever decides about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community import complaints, talks
from community.complaints import Opened
from community.notices import Notice
from community.refusals import ComplaintGone, NotAllowed, OwnComplaint
from storage.models import Person, TalkFile
from storage.notifications import notify


def show(session: Session, actor: Person, complaint_id: int, now: datetime) -> Opened:
    """They come by the post. Raises what `complaints.look` raises."""
    opened = complaints.look(session, actor, complaint_id, now)
    ids = {"complaint": complaint_id, "by": actor.id, "at": now.isoformat()}
    kind = Notice.COMPLAINT_FILES
    notify(session, actor.id, kind, ids, now, f"{kind}:{complaint_id}:{now.timestamp():.0f}")
    return opened


def asked_for(session: Session, ids: Mapping[str, Any]) -> Opened | None:
    """At delivery; None for who may not know of the complaint any more."""
    by = session.get(Person, ids["by"])
    try:
        return complaints.look(session, by, ids["complaint"], datetime.fromisoformat(ids["at"])) if by else None
    except (NotAllowed, ComplaintGone, OwnComplaint):
        return None


def flagged(session: Session, ids: Mapping[str, Any]) -> Sequence[TalkFile]:
    opened = asked_for(session, ids)
    return talks.files_said(session, [message.id for message in opened.flagged]) if opened else ()
