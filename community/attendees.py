"""Who registered for an event, for those who run it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from community import events
from community.refusals import NotRegistered
from storage.models import Event, Person, Registration

ORDER = ("requested", "registered", "offered", "waitlisted", "cancelled", "refused")


def listed(
    session: Session, actor: Person, event_id: int, first: int, most: int, now: datetime
) -> tuple[list[tuple[Registration, Person]], int]:
    """Who waits for a decision first, then those with a seat, in the order in which they came, or team by team; and how
    many in all.

    Raises `EventGone`, `NotAllowed`.
    """
    event = events.to_run(session, actor, event_id, now)
    place = case({state: at for at, state in enumerate(ORDER)}, value=Registration.state, else_=len(ORDER))
    mine = Registration.event_id == event.id
    rows = select(Registration, Person).join(Person, Person.id == Registration.person_id).where(mine)
    page = rows.order_by(place, Registration.team, Registration.queued_at, Registration.id).offset(first).limit(most)
    total = session.execute(select(func.count()).select_from(Registration).where(mine)).scalar_one()
    return [(registration, person) for registration, person in session.execute(page)], total


def one(session: Session, actor: Person, registration_id: int, now: datetime) -> tuple[Event, Registration, Person]:
    """Raises `NotRegistered`, `EventGone`, `NotAllowed`."""
    found = session.get(Registration, registration_id)
    if found is None:
        raise NotRegistered
    event = events.to_run(session, actor, found.event_id, now)
    return event, found, session.get_one(Person, found.person_id)
