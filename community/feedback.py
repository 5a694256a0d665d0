"""What those who were at an event say of it: asked once, said once, with or without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import String, cast, exists, func, literal, select
from sqlalchemy.orm import Session

from community import events, planning
from community.events import State
from community.notices import Notice
from community.refusals import EventGone, NotThere
from storage.models import Event, Feedback, Notification, Person, Registration
from storage.notifications import notify_all

AFTER = timedelta(hours=1)  # the end of the event
USEFUL = timedelta(days=7)
RATINGS = (1, 2, 3, 4, 5)
LONGEST_WORDS = 600
ENOUGH = 3  # of fewer people it would be plain who has said what
SLICE = 200


@dataclass(frozen=True)
class Opinions:
    """`average` None: too few answers. `hidden`: words without a name are kept back. `words`: of one page, with the
    name of whoever gave it; `total` of all pages."""

    event: Event
    answers: int
    average: float | None
    hidden: bool
    words: Sequence[tuple[str | None, str]]
    total: int


def parse_opinion(text: str) -> str | None:
    return planning.parse_words(text, LONGEST_WORDS)


def ask(session: Session, now: datetime) -> bool:
    """Those who were at one event and have not been asked; False when nobody is left."""
    told = exists().where(
        Notification.dedupe_key
        == literal(f"{Notice.HOW_WAS_IT}:").concat(cast(Event.id, String)).concat(":").concat(cast(Person.id, String))
    )
    over = Event.state == State.PUBLISHED, ~events.not_over(now - AFTER), events.not_over(now - AFTER - USEFUL)
    there = Registration.attended_at.is_not(None), Registration.rated_at.is_(None), Person.joined_at.is_not(None)
    due = select(Event, Person.id).select_from(Registration).where(*over, *there, ~told)
    due = due.join(Event, Event.id == Registration.event_id).join(Person, Person.id == Registration.person_id)
    rows = session.execute(due.order_by(Event.id, Person.id).limit(SLICE)).all()
    for event in {event.id: event for event, _ in rows}.values():
        people = [person for asked_of, person in rows if asked_of is event]
        useful_until = events.ends_at(event) + AFTER + USEFUL
        topic = f"{Notice.HOW_WAS_IT}:{event.id}"
        notify_all(session, people, Notice.HOW_WAS_IT, {"event": event.id}, now, topic, useful_until=useful_until)
    return bool(rows)


def may_rate(session: Session, person: Person, event_id: int) -> Registration:
    """Rated already or not. Raises `EventGone`, `NotThere`."""
    event = session.get(Event, event_id)
    if event is None:
        raise EventGone
    registration = events.registration_of(session, person, event)
    if registration is None or registration.attended_at is None:
        raise NotThere
    return registration


def give(
    session: Session, person: Person, event_id: int, rating: int, words: str | None, named: bool, day: datetime
) -> bool:
    """False: it is there already. `day`: its beginning; the moment would tell whose words without a name are.

    Raises `EventGone`, `NotThere`.
    """
    events.locked(session, event_id)
    registration = may_rate(session, person, event_id)
    session.refresh(registration)
    if registration.rated_at is not None:
        return False
    registration.rated_at = day
    said = Feedback(event_id=event_id, rating=rating, words=words, created_at=day)
    said.person_id = person.id if named else None
    session.add(said)
    session.flush()
    return True


def beginning_of(now: datetime, zone: tzinfo) -> datetime:
    """Of the day."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def opinions(session: Session, actor: Person, event_id: int, first: int, most: int, now: datetime) -> Opinions:
    """Ratings are seen only as an average. Raises `EventGone`, `NotAllowed`."""
    event = events.to_run(session, actor, event_id, now)
    here = Feedback.event_id == event.id
    numbers = select(func.count(), func.avg(Feedback.rating), func.count(Feedback.person_id)).where(here)
    answers, average, named = session.execute(numbers).one()
    hidden = min(answers, _present(session, event) - named) < ENOUGH
    shown = [here, Feedback.words.is_not(None), *([Feedback.person_id.is_not(None)] if hidden else [])]
    total = session.execute(select(func.count()).select_from(Feedback).where(*shown)).scalar_one()
    said = select(Person.name, Feedback.words).select_from(Feedback).where(*shown)
    said = said.outerjoin(Person, Person.id == Feedback.person_id)
    # Not in the order in which they came.
    page = session.execute(said.order_by(Feedback.words, Feedback.id).offset(first).limit(most))
    known = float(average) if answers >= ENOUGH else None
    return Opinions(
        event, answers, known, hidden and answers > named, [(name, words or "") for name, words in page], total
    )


def _present(session: Session, event: Event) -> int:
    there = Registration.event_id == event.id, Registration.attended_at.is_not(None)
    return session.execute(select(func.count()).select_from(Registration).where(*there)).scalar_one()
