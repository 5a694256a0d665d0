"""What a mentor has done in a period: numbers only."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from community import events, mentors
from community.case_numbers import Period
from community.next_steps import LEADS
from community.pair_exports import moments
from community.pair_modes import Mode
from community.profiles import CommunityProfile
from storage.models import Case, Event, EventHost, Meeting, Mentorship, MentorshipMember, Person, ProgrammeStep


@dataclass(frozen=True)
class Led:
    """Pairs and groups of one mode; `people`: who was led."""

    pairs: int = 0
    people: int = 0
    completed: int = 0
    meetings: int = 0
    steps: int = 0

    @property
    def is_empty(self) -> bool:
        return not any(astuple(self))


NOTHING = Led()


@dataclass(frozen=True)
class Done:
    """What was done on a voluntary basis and what by an order of the employer is never added up."""

    voluntary: Led = NOTHING
    ordered: Led = NOTHING
    answers: int = 0
    events: int = 0

    @property
    def is_empty(self) -> bool:
        return self.voluntary.is_empty and self.ordered.is_empty and not (self.answers or self.events)


def done(session: Session, person: Person, period: Period, community: CommunityProfile, now: datetime) -> Done:
    """Raises `NotAMentor`."""
    mentors.must_be(session, person)
    since, until = moments(period, community)
    until = min(until, now)
    ordered, led = Mentorship.mode == Mode.EMPLOYMENT.value, _led(person, since, until)
    return Done(
        _of_mode(session, led.where(~ordered), since, until),
        _of_mode(session, led.where(ordered), since, until),
        _number(session, _answers(person, since, until)),
        _number(session, _events(person, since, until)),
    )


def _of_mode(session: Session, led: Select[Any], since: datetime, until: datetime) -> Led:
    return Led(
        _number(session, led.with_only_columns(func.count())),
        _number(session, _followers(led, since, until)),
        _number(session, _completed(led, since, until)),
        _number(session, _meetings(led, since, until)),
        _number(session, _steps(led, since, until)),
    )


def _led(person: Person, since: datetime, until: datetime) -> Select[Any]:
    """Mentorships that the person led at some time of the period."""
    mine = MentorshipMember.person_id == person.id, MentorshipMember.role.in_(LEADS)
    there = (
        MentorshipMember.joined_at < until,
        or_(MentorshipMember.left_at.is_(None), MentorshipMember.left_at >= since),
    )
    found = select(Mentorship.id).join(MentorshipMember, MentorshipMember.mentorship_id == Mentorship.id)
    return found.where(*mine, *there)


def _followers(led: Select[Any], since: datetime, until: datetime) -> Select[Any]:
    there = (
        MentorshipMember.joined_at < until,
        or_(MentorshipMember.left_at.is_(None), MentorshipMember.left_at >= since),
    )
    who = func.count(func.distinct(func.coalesce(MentorshipMember.person_id, -MentorshipMember.id)))
    return select(who).where(MentorshipMember.mentorship_id.in_(led), MentorshipMember.role.not_in(LEADS), *there)


def _there(since: datetime, until: datetime) -> list[ColumnElement[bool]]:
    stayed = or_(MentorshipMember.left_at.is_(None), MentorshipMember.left_at >= since)
    return [MentorshipMember.joined_at < until, stayed]


def _completed(led: Select[Any], since: datetime, until: datetime) -> Select[Any]:
    over = Mentorship.completed_at >= since, Mentorship.completed_at < until
    stayed = MentorshipMember.left_at >= Mentorship.completed_at
    return led.with_only_columns(func.count(func.distinct(Mentorship.id))).where(*over, stayed)


def _meetings(led: Select[Any], since: datetime, until: datetime) -> Select[Any]:
    """Those that took place while the person was in it."""
    stayed = or_(MentorshipMember.left_at.is_(None), MentorshipMember.left_at >= Meeting.starts_at)
    held = Meeting.state == "held", Meeting.starts_at >= since, Meeting.starts_at < until
    found = led.join(Meeting, and_(Meeting.mentorship_id == Mentorship.id, stayed)).where(*held)
    return found.with_only_columns(func.count(func.distinct(Meeting.id)))


def _steps(led: Select[Any], since: datetime, until: datetime) -> Select[Any]:
    """Confirmed by both."""
    both = ProgrammeStep.mentor_confirmed_at >= since, ProgrammeStep.mentor_confirmed_at < until
    return select(func.count()).where(
        ProgrammeStep.mentorship_id.in_(led), *both, ProgrammeStep.mentee_confirmed_at.is_not(None)
    )


def _answers(person: Person, since: datetime, until: datetime) -> Select[Any]:
    return select(func.count()).where(Case.mentor_id == person.id, Case.answered_at >= since, Case.answered_at < until)


def _events(person: Person, since: datetime, until: datetime) -> Select[Any]:
    """That are over, and that the person held or organised."""
    held = Event.state == events.State.PUBLISHED.value, Event.starts_at >= since, Event.starts_at < until
    found = select(func.count(func.distinct(Event.id))).join(EventHost, EventHost.event_id == Event.id)
    return found.where(EventHost.person_id == person.id, *held)


def _number(session: Session, counted: Select[Any]) -> int:
    return int(session.execute(counted).scalar_one())
