"""Who was at an event: people say its code word or come by the link at the door, organisers mark the rest."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import choice, randbelow
from unicodedata import normalize

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from community import certificate_news, certificates, events
from community.choices import plain
from community.events import State
from community.members import must_have_joined
from community.names import clean
from community.notices import Notice
from community.refusals import (
    CodeWordMissing,
    EventCancelled,
    EventGone,
    MarkingNotOpen,
    MarkingOver,
    NotRegistered,
)
from community.registrations import ACTIVE
from storage.installation import keyed_hash
from storage.models import Event, Person, Registration
from storage.notifications import notify

LINK = "a"  # the link at the door begins with it
SOONER = timedelta(minutes=30)
BY_ONESELF, BY_ORGANISERS = timedelta(hours=24), timedelta(days=14)  # after the end
FAILURES = 5
PAUSE = timedelta(minutes=15)  # after so many wrong words
SHORTEST_WORD, LONGEST_WORD = 3, 40
MOST_OTHERS = 10_000
POSTER_USEFUL = timedelta(days=1)
SECRET = 20


@dataclass(frozen=True)
class Attendance:
    """`registered`: who was expected, and who came without; `others` came without the bot. `withdrawn`: certificates
    of people whose mark was taken away."""

    event: Event
    registered: int
    present: int
    is_open: bool
    withdrawn: int = 0

    @property
    def others(self) -> int:
        return self.event.others

    @property
    def unmarked(self) -> int:
        return self.registered - self.present


def read_word(typed: str) -> str:
    """As it is compared: without case, «ё», spaces and signs."""
    return plain(normalize("NFKC", typed)).replace(" ", "")


def parse_word(text: str) -> str | None:
    said = clean(text)
    shortest = min(len(said), len(read_word(said)))  # «¼» alone is read as three signs
    return said if shortest >= SHORTEST_WORD and len(said) <= LONGEST_WORD else None


def parse_number(text: str) -> int | None:
    found = re.search(r"(?<!\d)\d{1,5}(?!\d)", text)
    number = int(found[0]) if found else MOST_OTHERS + 1
    return number if number <= MOST_OTHERS else None


def invented(words: Sequence[str]) -> str:
    """Easily said aloud, not easily guessed."""
    return f"{choice(words)} {10 + randbelow(90)}"


def is_open(event: Event, now: datetime, after: timedelta) -> bool:
    return event.state == State.PUBLISHED and event.starts_at - SOONER <= now < events.ends_at(event) + after


def must_be_open(event: Event, now: datetime, after: timedelta) -> None:
    """Raises `EventGone`, `EventCancelled`, `MarkingNotOpen`, `MarkingOver`."""
    if event.state == State.CANCELLED:
        raise EventCancelled
    if event.state != State.PUBLISHED:
        raise EventGone
    if now < event.starts_at - SOONER:
        raise MarkingNotOpen
    if not is_open(event, now, after):
        raise MarkingOver


def begin(session: Session, person: Person, event_id: int, now: datetime) -> tuple[Event, bool]:
    """Before the word is asked for; whether they are marked already.

    Raises `NotJoined`, what `must_be_open` raises, `CodeWordMissing`.
    """
    must_have_joined(person)
    event = session.get(Event, event_id)
    if event is None:
        raise EventGone
    registration = events.registration_of(session, person, event)
    if registration and registration.attended_at:
        return event, True
    must_be_open(event, now, BY_ONESELF)
    if event.code_word is None:
        raise CodeWordMissing
    return event, False


def enter(session: Session, person: Person, event_id: int, typed: str, now: datetime) -> Registration | None:
    """By the code word; who has not registered is, too. None: it is another word. Raises what `begin` raises."""
    event = _entered(session, person, event_id, now)
    return _come(session, event, person, now) if _same(read_word(typed), read_word(event.code_word or "")) else None


def enter_by_link(session: Session, person: Person, event_id: int, secret: str, now: datetime) -> Registration | None:
    """The same by the link at the door, which dies with the code word."""
    event = _entered(session, person, event_id, now)
    return _come(session, event, person, now) if opens(session, event, secret) else None


def door(session: Session, event: Event) -> str | None:
    """What the link at the door carries."""
    return f"{event.id}-{_secret(session, event)}" if event.code_word else None


def read_door(token: str) -> tuple[int, str]:
    """The event and the secret; 0 where there is none."""
    number, _, secret = token.partition("-")
    return (int(number) if re.fullmatch(r"[0-9]{1,9}", number) else 0), secret


def opens(session: Session, event: Event, secret: str) -> bool:
    return event.code_word is not None and _same(secret, _secret(session, event))


def _secret(session: Session, event: Event) -> str:
    return keyed_hash(session, f"door {event.id} {read_word(event.code_word or '')}")[:SECRET]


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _entered(session: Session, person: Person, event_id: int, now: datetime) -> Event:
    must_have_joined(person)
    event = events.locked(session, event_id)
    must_be_open(event, now, BY_ONESELF)
    if event.code_word is None:
        raise CodeWordMissing
    return event


def _come(session: Session, event: Event, person: Person, now: datetime) -> Registration:
    registration = events.registration_of(session, person, event)
    if registration is None:
        registration = Registration(event_id=event.id, person_id=person.id, queued_at=now)
        session.add(registration)
    else:
        session.refresh(registration)
    _mark(registration, None, now)
    session.flush()
    return registration


def _mark(registration: Registration, by: Person | None, now: datetime) -> None:
    """Who came has a seat, whatever became of the registration before."""
    if registration.state != "registered":
        registration.state, registration.changed_at = "registered", now
        registration.offered_until = registration.reason = None
    if registration.attended_at is None:
        registration.attended_at, registration.marked_by = now, by.id if by else None


def mark(session: Session, actor: Person, registration_id: int, there: bool, now: datetime) -> Registration:
    """Or takes the mark away. A second press changes nothing.

    Raises `NotRegistered`, `NotAllowed`, what `must_be_open` raises.
    """
    found = session.get(Registration, registration_id)
    if found is None:
        raise NotRegistered
    event = events.to_run(session, actor, found.event_id, now, lock=True)
    must_be_open(event, now, BY_ORGANISERS)
    session.refresh(found)
    if there:
        _mark(found, actor, now)
    elif found.attended_at:
        found.attended_at = found.marked_by = None
        certificate_news.withdrawn(session, event, [found.person_id], now)
    session.flush()
    return found


def mark_all(session: Session, actor: Person, event_id: int, now: datetime) -> datetime | None:
    """Everybody who has a seat; by the moment returned they are unmarked again. None: nobody was left."""
    event = events.to_run(session, actor, event_id, now, lock=True)
    must_be_open(event, now, BY_ORGANISERS)
    at = now.replace(microsecond=0)
    expected = Registration.event_id == event.id, Registration.state == "registered"
    left = select(Registration.id).where(*expected, Registration.attended_at.is_(None))
    if not (ids := list(session.execute(left).scalars())):
        return None
    marks = {"attended_at": at, "marked_by": actor.id}
    session.execute(update(Registration).where(Registration.id.in_(ids)).values(marks))
    return at


def unmark_all(session: Session, actor: Person, event_id: int, at: datetime, now: datetime) -> None:
    """Those whom `mark_all` marked at this moment."""
    event = events.to_run(session, actor, event_id, now, lock=True)
    must_be_open(event, now, BY_ORGANISERS)
    together = Registration.attended_at == at, Registration.marked_by.is_not(None)
    marked = select(Registration.id, Registration.person_id).where(Registration.event_id == event.id, *together)
    people = {row.id: row.person_id for row in session.execute(marked)}
    blank = {"attended_at": None, "marked_by": None}
    session.execute(update(Registration).where(Registration.id.in_(people)).values(blank))
    certificate_news.withdrawn(session, event, people.values(), now)


def set_word(session: Session, actor: Person, event_id: int, word: str | None, now: datetime) -> Event:
    """A new word ends the links at the door that were made before. Raises `EventGone`, `NotAllowed`,
    `EventCancelled`."""
    event = events.to_run(session, actor, event_id, now, lock=True)
    if event.state == State.CANCELLED:
        raise EventCancelled
    event.code_word = word
    session.flush()
    return event


def set_others(session: Session, actor: Person, event_id: int, number: int, now: datetime) -> Event:
    event = events.to_run(session, actor, event_id, now, lock=True)
    must_be_open(event, now, BY_ORGANISERS)
    event.others = number
    session.flush()
    return event


def overview(session: Session, actor: Person, event_id: int, now: datetime) -> Attendance:
    """Raises `EventGone`, `NotAllowed`."""
    event = events.to_run(session, actor, event_id, now)
    numbers = select(func.count(), func.count(Registration.attended_at))
    counted = session.execute(numbers.where(Registration.event_id == event.id, Registration.state == "registered"))
    registered, present = counted.one()
    withdrawn = certificates.withdrawn_of(session, event)
    return Attendance(event, registered, present, is_open(event, now, BY_ORGANISERS), withdrawn)


def listed(
    session: Session, actor: Person, event_id: int, absent: bool, first: int, most: int, now: datetime
) -> tuple[list[tuple[Registration, Person]], int]:
    """By name, those with a seat before those who wait for one; and how many in all. `absent`: who has a seat and is
    not marked. Raises `EventGone`, `NotAllowed`."""
    event = events.to_run(session, actor, event_id, now)
    among: list[ColumnElement[bool]] = [Registration.event_id == event.id, Registration.state.in_(ACTIVE)]
    if absent:
        among += [Registration.state == "registered", Registration.attended_at.is_(None)]
    rows = select(Registration, Person).join(Person, Person.id == Registration.person_id).where(*among)
    order = (Registration.state != "registered", Person.name, Registration.id)
    page = session.execute(rows.order_by(*order).offset(first).limit(most))
    total = session.execute(select(func.count()).select_from(Registration).where(*among)).scalar_one()
    return [(registration, person) for registration, person in page], total


def ask_poster(session: Session, actor: Person, event_id: int, at_door: bool, now: datetime) -> Event:
    """To be printed: it comes as a file. Pressed twice in the same minute, it comes once.

    Raises `EventGone`, `NotAllowed`, `CodeWordMissing`.
    """
    event = events.to_run(session, actor, event_id, now)
    if at_door and event.code_word is None:
        raise CodeWordMissing
    topic = f"{Notice.EVENT_POSTER}:{event.id}:{at_door:d}:{now:%Y%m%d%H%M}"
    ids = {"event": event.id, "door": at_door, "by": actor.id, "at": now.isoformat()}
    notify(session, actor.id, Notice.EVENT_POSTER, ids, now, topic, useful_until=now + POSTER_USEFUL)
    return event
