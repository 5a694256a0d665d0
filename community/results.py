"""What somebody achieved at a contest or an internship, in the organiser's words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from community import events, planning
from community.names import clean
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import NotRegistered
from storage.models import Event, Person, Registration
from storage.notifications import notify

LONGEST = 60


def has_results(event: Event, community: CommunityProfile) -> bool:
    kind = community.event_kind(event.kind)
    return kind is not None and (kind.group == "contest" or kind.id.startswith("internship"))


def parse_result(text: str) -> str | None:
    return planning.parse_words(text, LONGEST) or (clean(text) if clean(text).isdecimal() and len(text) < 4 else None)


def give(session: Session, actor: Person, registration_id: int, result: str | None, now: datetime) -> Registration:
    """The participant is told once; None takes it back. Raises `NotRegistered`, `EventGone`, `NotAllowed`."""
    found = session.get(Registration, registration_id)
    if found is None:
        raise NotRegistered
    events.to_run(session, actor, found.event_id, now, lock=True)
    session.refresh(found)
    if found.state != "registered":
        raise NotRegistered
    found.result = result
    session.flush()
    if result:
        ids, topic = {"registration": found.id}, f"{Notice.RESULT_GIVEN}:{found.id}"
        notify(session, found.person_id, Notice.RESULT_GIVEN, ids, now, topic)
    return found


def show(session: Session, actor: Person, event_id: int, shown: bool, now: datetime) -> Event:
    """Whether members see the results on the card of what is over. Raises `EventGone`, `NotAllowed`."""
    event = events.to_run(session, actor, event_id, now, lock=True)
    event.results_shown = shown
    session.flush()
    return event
