"""What is told of an event after it: made of facts, put into words by whoever ran it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from community import attention, consents, events
from community.events import Host, State
from community.mentors import of as mentor_of
from community.names import clean
from community.profiles import CommunityProfile
from community.refusals import EventAhead
from community.working_days import answer_by, working_days_after
from storage.models import Attention, Event, Person, Registration

LONGEST = 3000
SHORTEST = 20
ASKED_FOR = timedelta(days=75)  # after a summer without working days, too
SLICE = 50


@dataclass(frozen=True)
class Facts:
    """`hosts`: those who may be named; `unnamed`: how many more. `towns`: ids of those the participants are from."""

    event: Event
    registered: int
    confirmed: int
    hosts: tuple[Host, ...] = ()
    unnamed: int = 0
    towns: tuple[str, ...] = ()

    @property
    def came(self) -> int:
        return self.confirmed + self.event.others


def parse_release(text: str) -> str | None:
    """Paragraphs stay."""
    lines = [clean(line) for line in text.splitlines()]
    said = "\n".join(line for at, line in enumerate(lines) if line or (at and lines[at - 1])).strip()
    return said if SHORTEST <= len(said) <= LONGEST and any(map(str.isalpha, said)) else None


def facts(session: Session, actor: Person, event_id: int, now: datetime) -> Facts:
    """Raises `EventGone`, `NotAllowed`, and `EventAhead` before it is over."""
    event = _over(session, actor, event_id, now)
    came = _count(session, event, Registration.attended_at.is_not(None))
    seated = Registration.state == "registered"
    hosts = events.hosts(session, event)
    named = tuple(host for host in hosts if _may_be_named(session, host))
    return Facts(event, _count(session, event, seated), came, named, len(hosts) - len(named), _towns(session, event))


def save(session: Session, actor: Person, event_id: int, text: str, now: datetime) -> Event:
    """Raises `EventGone`, `NotAllowed`, `EventAhead`."""
    event = _over(session, actor, event_id, now, lock=True)
    event.release = text[:LONGEST]
    attention.close(session, attention.Kind.RELEASE, event.id, actor, now)
    session.flush()
    return event


def ask_for_releases(session: Session, community: CommunityProfile, now: datetime) -> int:
    """Where the community writes them: of what was over a working day ago. Each is asked for once; how many."""
    if not community.events.post_release:
        return 0
    asked = exists().where(Attention.kind == attention.Kind.RELEASE.value, Attention.subject == Event.id)
    recent = Event.state == State.PUBLISHED, Event.starts_at > now - ASKED_FOR, ~events.not_over(now)
    wanted = select(Event).where(*recent, or_(Event.release.is_(None), Event.release == ""), ~asked)
    due = [event for event in session.execute(wanted.order_by(Event.id)).scalars() if _is_due(event, community, now)]
    for event in due[:SLICE]:
        until = answer_by(now, community, 1)
        attention.open_in(session, attention.Kind.RELEASE, event.id, event.municipality, now, until)
    return len(due[:SLICE])


def titles(session: Session, items: Iterable[Attention]) -> dict[int, str]:
    """Of the events that are to be told of, by number."""
    numbers = {item.subject for item in items if item.kind == attention.Kind.RELEASE}
    named = select(Event.id, Event.title).where(Event.id.in_(numbers))
    return {row.id: row.title for row in session.execute(named)} if numbers else {}


def _is_due(event: Event, community: CommunityProfile, now: datetime) -> bool:
    ended = events.ends_at(event).astimezone(community.tz)
    day = working_days_after(ended.date(), 1, community.calendar)
    return now >= datetime.combine(day, ended.time(), community.tz)


def _over(session: Session, actor: Person, event_id: int, now: datetime, lock: bool = False) -> Event:
    event = events.to_run(session, actor, event_id, now, lock)
    if event.state != State.PUBLISHED or events.ends_at(event) > now:
        raise EventAhead
    return event


def _may_be_named(session: Session, host: Host) -> bool:
    """Guests, whom the organiser has typed; members who have agreed that their name is published."""
    if host.person_id is None:
        return bool(host.name)
    member = session.get_one(Person, host.person_id)
    given = consents.in_force(session, member, consents.Kind.PUBLICATION)
    mentor = mentor_of(session, member)
    return bool(host.name and given and "name" in (given.choices or ()) and mentor and "name" in mentor.published)


def _count(session: Session, event: Event, condition: object) -> int:
    of = select(func.count()).select_from(Registration).where(Registration.event_id == event.id, condition)  # type: ignore[arg-type]
    return session.execute(of).scalar_one()


def _towns(session: Session, event: Event) -> tuple[str, ...]:
    """Of those who were there; where nobody has been confirmed, of those who registered."""
    from_towns = select(Person.municipality).join(Registration, Registration.person_id == Person.id)
    here = from_towns.where(Registration.event_id == event.id, Person.municipality.is_not(None)).distinct()
    for condition in (Registration.attended_at.is_not(None), Registration.state == "registered"):
        if found := sorted(filter(None, session.execute(here.where(condition)).scalars())):
            return tuple(found)
    return ()
