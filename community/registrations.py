"""Who comes to an event: seats, the waitlist, who moves up, who is asked and who decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import Session

from community import events
from community.choices import plain
from community.events import Stage, State
from community.members import must_have_joined
from community.names import clean
from community.notices import Notice
from community.profiles import CommunityProfile
from community.quiet import quiet_until
from community.refusals import (
    AnswersNeeded,
    EventCancelled,
    EventGone,
    EventStarted,
    NotRegistered,
    RegisterElsewhere,
    RegistrationClosed,
    RegistrationNotOpen,
    TeamNeeded,
)
from storage.models import Event, Person, Registration
from storage.notifications import notify

ACTIVE = ("registered", "requested", "waitlisted", "offered")
LONGEST_ANSWER = 300
LONGEST_TEAM = 60
SHORTEST_OFFER, LONGEST_OFFER = timedelta(minutes=30), timedelta(hours=24)
AFTER_THE_NIGHT = timedelta(hours=2)
SLICE = 100


def sign_up(
    session: Session, person: Person, event_id: int, now: datetime, answers: Sequence[str] = (), team: str | None = None
) -> Registration:
    """A seat, a place in the waitlist, or a request where somebody decides. A second press changes nothing.

    Raises `NotJoined`, `EventGone`, what `may_sign_up` raises, `TeamNeeded` where teams register, and `AnswersNeeded`
    before the questions are answered.
    """
    must_have_joined(person)
    event = events.locked(session, event_id)
    if event.state == State.CANCELLED:
        raise EventCancelled
    registration = events.registration_of(session, person, event)
    if registration and registration.state == "offered":
        return confirm(session, person, event_id, now)
    if registration and registration.state in ACTIVE:
        return registration
    may_sign_up(event, now)
    if event.in_teams and not team:
        raise TeamNeeded
    if len(answers) < len(event.questions):
        raise AnswersNeeded
    registration = registration or Registration(event_id=event.id, person_id=person.id)
    registration.state, registration.answers = _first_state(session, event), list(answers)
    registration.team = _spelled(session, event, team) if event.in_teams and team else None
    registration.queued_at = registration.changed_at = now
    registration.offered_until = registration.prompted_at = registration.confirmed_at = registration.reason = None
    session.add(registration)
    session.flush()
    if registration.state == "requested":
        _tell_organisers(session, event, registration, now)
    return registration


def parse_team(text: str) -> str | None:
    said = clean(text)
    return said if 1 <= len(said) <= LONGEST_TEAM and plain(said) else None


def _spelled(session: Session, event: Event, team: str) -> str:
    """As whoever of the team came first wrote it."""
    here = Registration.event_id == event.id, Registration.team.is_not(None)
    known = session.execute(select(Registration.team).where(*here).order_by(Registration.id)).scalars()
    return next((each for each in known if each and plain(each) == plain(team)), team)


def parse_answer(text: str) -> str | None:
    said = clean(text)
    return said if 1 <= len(said) <= LONGEST_ANSWER and any(map(str.isalnum, said)) else None


def may_sign_up(event: Event, now: datetime) -> None:
    """Raises `EventGone`, `EventCancelled`, `EventStarted`, `RegisterElsewhere`, `RegistrationNotOpen`,
    `RegistrationClosed`."""
    match events.stage(event, 0, now):
        case Stage.CANCELLED:
            raise EventCancelled
        case Stage.NOW | Stage.OVER:
            raise EventStarted
        case Stage.SOON:
            raise RegistrationNotOpen
        case Stage.CLOSED:
            raise RegistrationClosed
        case Stage.DRAFT | Stage.PROPOSED | Stage.DECLINED:
            raise EventGone
    if event.registration_url:
        raise RegisterElsewhere


def _first_state(session: Session, event: Event) -> str:
    if event.needs_approval:
        return "requested"
    return "registered" if has_free_seat(session, event) else "waitlisted"


def has_free_seat(session: Session, event: Event) -> bool:
    """Not where somebody waits for it already."""
    return event.capacity is None or (events.seated(session, event) < event.capacity and not waiting(session, event))


def waiting(session: Session, event: Event) -> int:
    waits = Registration.event_id == event.id, Registration.state == "waitlisted"
    return session.execute(select(func.count()).select_from(Registration).where(*waits)).scalar_one()


def confirm(session: Session, person: Person, event_id: int, now: datetime) -> Registration:
    """«Приду»: the seat offered is taken, or the question whether they still come is answered.

    Raises `EventGone`, `EventCancelled`, `EventStarted`, and `NotRegistered` where the seat has gone to somebody else.
    """
    event = events.locked(session, event_id)
    _must_be_ahead(event, now)
    registration = events.registration_of(session, person, event)
    if registration is None or registration.state not in events.SEATED:
        raise NotRegistered
    if registration.state == "offered":
        _change(registration, "registered", now)
    registration.confirmed_at, registration.offered_until = now, None
    session.flush()
    return registration


def leave(session: Session, person: Person, event_id: int, community: CommunityProfile, now: datetime) -> Registration:
    """Frees the seat for whoever waits. Raises `EventGone`, `EventCancelled`, `EventStarted`, `NotRegistered`."""
    event = events.locked(session, event_id)
    _must_be_ahead(event, now)
    registration = events.registration_of(session, person, event)
    if registration is None:
        raise NotRegistered
    if registration.state in ACTIVE:
        end(session, event, registration, "own", community, now)
    return registration


def leave_all(session: Session, person: Person, now: datetime) -> None:
    """For somebody who leaves the community: what is ahead of them. `move_up` gives the seats to others."""
    ahead = select(Event.id).where(Event.starts_at > now)
    theirs = Registration.person_id == person.id, Registration.state.in_(ACTIVE), Registration.event_id.in_(ahead)
    left = {"state": "cancelled", "reason": "own", "offered_until": None, "changed_at": now}
    session.execute(update(Registration).where(*theirs).values(**left))


def end(
    session: Session, event: Event, registration: Registration, reason: str, community: CommunityProfile, now: datetime
) -> None:
    """The event is locked. Its waitlist moves up."""
    _change(registration, "cancelled", now)
    registration.reason, registration.offered_until = reason, None
    session.flush()
    promote(session, event, community, now)


def promote(session: Session, event: Event, community: CommunityProfile, now: datetime) -> int:
    """Offers free seats to whoever has waited longest, some time to confirm; the event is locked. How many."""
    if event.state != State.PUBLISHED or event.starts_at <= now:
        return 0
    free = None if event.capacity is None else max(event.capacity - events.seated(session, event), 0)
    waits = select(Registration).where(Registration.event_id == event.id, Registration.state == "waitlisted")
    moved = list(session.execute(waits.order_by(Registration.queued_at, Registration.id).limit(free)).scalars())
    for registration in moved:
        _change(registration, "offered", now)
        registration.offered_until = offer_ends(event.starts_at, community, now)
        registration.prompted_at = now
        _tell(session, registration, Notice.SEAT_OFFERED, now, registration.offered_until)
    session.flush()
    return len(moved)


def move_up(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """Offers the free seats of one event, however they became free; False when there is none."""
    seated = select(func.count()).where(Registration.event_id == Event.id, Registration.state.in_(events.SEATED))
    waits = exists().where(Registration.event_id == Event.id, Registration.state == "waitlisted")
    ahead = Event.state == State.PUBLISHED, Event.starts_at > now
    free = or_(Event.capacity.is_(None), seated.scalar_subquery() < Event.capacity)
    event_id = session.execute(select(Event.id).where(*ahead, waits, free).order_by(Event.id).limit(1)).scalar()
    if event_id is None:
        return False
    promote(session, events.locked(session, event_id), community, now)
    return True


def offer_ends(starts_at: datetime, community: CommunityProfile, now: datetime) -> datetime:
    """A quarter of what is left before the event, 30 minutes to 24 hours; what would end at night ends after it."""
    until = now + min(max((starts_at - now) / 4, SHORTEST_OFFER), LONGEST_OFFER)
    morning = quiet_until(until, community.tz, community.quiet.first, community.quiet.last)
    if morning is not None and morning + AFTER_THE_NIGHT < starts_at:
        until = morning + AFTER_THE_NIGHT
    return min(until, starts_at)


def end_offers(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """Seats offered and not taken go to the next; False when none are left."""
    lapsed = Registration.state == "offered", Registration.offered_until <= now
    due = select(Registration.event_id).where(*lapsed).order_by(Registration.event_id).limit(1)
    event_id = session.execute(due).scalar()
    if event_id is None:
        return False
    event = events.locked(session, event_id)
    here = select(Registration).where(*lapsed, Registration.event_id == event_id).limit(SLICE)
    for registration in session.execute(here.execution_options(populate_existing=True)).scalars().all():
        _change(registration, "cancelled", now)
        registration.reason, registration.offered_until = "lapsed", None
        if event.state == State.PUBLISHED and event.starts_at > now:
            _tell(session, registration, Notice.SEAT_LAPSED, now, event.starts_at)
    session.flush()
    promote(session, event, community, now)
    return True


def free_silent(
    session: Session, event: Event, registration: Registration, community: CommunityProfile, now: datetime
) -> None:
    """Who did not say whether they still come leaves the seat to the next; the event is locked."""
    end(session, event, registration, "silent", community, now)
    _tell(session, registration, Notice.SEAT_FREED, now, event.starts_at)


def forget_questions(session: Session, event: Event) -> None:
    """The event has moved: what was asked of its old time frees nobody's seat, and answers nothing."""
    held = Registration.event_id == event.id, Registration.state == "registered"
    session.execute(update(Registration).where(*held).values(prompted_at=None, confirmed_at=None))


def open_question(session: Session, person: Person, now: datetime) -> Registration | None:
    """The newest «Придёте?» that waits for an answer: of a seat offered, or held."""
    asked = (
        Registration.person_id == person.id,
        Registration.prompted_at.is_not(None),
        Registration.confirmed_at.is_(None),
        Registration.state.in_(events.SEATED),
        Event.state == State.PUBLISHED,
        Event.starts_at > now,
    )
    found = select(Registration).join(Event, Event.id == Registration.event_id).where(*asked)
    return session.execute(found.order_by(Registration.prompted_at.desc()).limit(1)).scalar_one_or_none()


def approve(session: Session, actor: Person, registration_id: int, now: datetime) -> Registration:
    """A requested registration becomes a seat, or a place in the waitlist. The first who decides decides."""
    event, registration = _asked(session, actor, registration_id, now)
    if registration.state == "requested":
        _change(registration, "registered" if has_free_seat(session, event) else "waitlisted", now)
        _tell(session, registration, Notice.REGISTRATION_ANSWERED, now, event.starts_at)
    session.flush()
    return registration


def refuse(session: Session, actor: Person, registration_id: int, now: datetime) -> Registration:
    event, registration = _asked(session, actor, registration_id, now)
    if registration.state == "requested":
        _change(registration, "refused", now)
        _tell(session, registration, Notice.REGISTRATION_ANSWERED, now, event.starts_at)
    session.flush()
    return registration


def _asked(session: Session, actor: Person, registration_id: int, now: datetime) -> tuple[Event, Registration]:
    """Raises `EventGone`, `NotAllowed`, `NotRegistered`."""
    found = session.get(Registration, registration_id)
    if found is None:
        raise NotRegistered
    event = events.to_run(session, actor, found.event_id, now, lock=True)
    session.refresh(found)
    return event, found


def _must_be_ahead(event: Event, now: datetime) -> None:
    if event.state == State.CANCELLED:
        raise EventCancelled
    if event.state != State.PUBLISHED:
        raise EventGone
    if event.starts_at <= now:
        raise EventStarted


def _change(registration: Registration, state: str, now: datetime) -> None:
    registration.state, registration.changed_at = state, now


def _tell(session: Session, registration: Registration, kind: Notice, now: datetime, until: datetime) -> None:
    """Once for each change: a person may be offered a seat twice."""
    ids = {"registration": registration.id, "since": registration.changed_at.isoformat()}
    topic = f"{kind}:{registration.id}:{now.timestamp():.6f}"
    notify(session, registration.person_id, kind, ids, now, topic, useful_until=until)


def _tell_organisers(session: Session, event: Event, registration: Registration, now: datetime) -> None:
    for organiser in organisers(session, event):
        if organiser != registration.person_id:
            ids = {"registration": registration.id, "person": registration.person_id}
            topic = f"{Notice.REGISTRATION_REQUESTED}:{registration.id}:{now.timestamp():.6f}"
            notify(session, organiser, Notice.REGISTRATION_REQUESTED, ids, now, topic, useful_until=event.starts_at)


def organisers(session: Session, event: Event) -> list[int]:
    """Members among the organisers; where there is none, whoever made the event."""
    named = [host.person_id for host in events.hosts(session, event) if host.part is events.Part.ORGANISER]
    found = [each for each in named if each is not None]
    return found or ([event.created_by] if event.created_by else [])
