"""How a pair or group works: on a voluntary basis, or by an order of the employer and with the mentor's written consent
(Labour Code, 351.8). The two are never added up or mixed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy.orm import Session

from community import audit, mentorships, pair_desk
from community.audit import Action
from community.days import parse_day
from community.mentorships import Kind, Role
from community.names import clean
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import UnknownChoice
from storage.models import Mentorship, Person
from storage.notifications import notify
from storage.people import people_by_id

LONGEST_NUMBER = 40
OLDEST = timedelta(days=10 * 366)
YEAR = timedelta(days=364)
_WORDS = re.compile(r"^(?:приказ\w*)?\W*(?:№|номер\b|n\b)?\W*", re.IGNORECASE)
_DAY = re.compile(r"[\s,;]+(?:от\s+)?(?=\d{1,2}(?:\s*[./-]\s*\d{1,2}|\s+[а-яё]{3,})\S*(?:\s|$))", re.IGNORECASE)
_YEAR = re.compile(r"\s*(?:года|год|г)\.?\s*$", re.IGNORECASE)


class Mode(StrEnum):
    COMMUNITY = "community"
    EMPLOYMENT = "employment"


class Order(NamedTuple):
    number: str
    on: date


@dataclass(frozen=True)
class Basis:
    """A mentorship, and who leads it and who is led: of one that is over, who did and was."""

    mentorship: Mentorship
    leads: Sequence[Person]
    others: Sequence[Person]

    @property
    def order(self) -> Order | None:
        made = self.mentorship
        return Order(made.order_number, made.order_on) if made.order_number and made.order_on else None

    @property
    def is_ordered(self) -> bool:
        return self.mentorship.mode == Mode.EMPLOYMENT


def parse_order(text: str, today: date) -> Order | None:
    """«№ 45-л от 01.09.2026»: a number, and a day that is not ahead; without a year it is the last such day."""
    said = _YEAR.sub("", clean(text))
    starts = [found.span() for found in _DAY.finditer(said)]
    if not starts:
        return None
    number, on = _WORDS.sub("", said[: starts[-1][0]]), _day(said[starts[-1][1] :], today)
    is_number = any(map(str.isdigit, number)) and len(number) <= LONGEST_NUMBER
    return Order(number, on) if on and is_number else None


def has_modes(mentorship: Mentorship, community: CommunityProfile) -> bool:
    """Whether there is anything to choose: peers and teams work by no order."""
    both = Mode.EMPLOYMENT in community.mentoring.modes or mentorship.mode == Mode.EMPLOYMENT
    return both and mentorship.kind in (Kind.PAIR, Kind.GROUP)


def look(session: Session, actor: Person, mentorship_id: int, community: CommunityProfile, now: datetime) -> Basis:
    """Raises `MentorshipGone`, `NotAllowed`, `UnknownChoice`."""
    return _basis(session, pair_desk.reached(session, actor, mentorship_id, now), community)


def order(
    session: Session, actor: Person, mentorship_id: int, given: Order, community: CommunityProfile, now: datetime
) -> Basis:
    """The actor has seen the order and the mentor's written consent. A second press changes nothing.

    Raises `MentorshipGone`, `NotAllowed`, `UnknownChoice`.
    """
    found = _basis(session, pair_desk.lock(session, actor, mentorship_id, now), community)
    if Mode.EMPLOYMENT not in community.mentoring.modes:
        raise UnknownChoice
    made = found.mentorship
    if not (found.is_ordered and found.order == given and made.consent_noted_at):
        made.mode, made.order_number, made.order_on = Mode.EMPLOYMENT.value, given.number, given.on
        made.consent_noted_at = now
        _changed(session, found, Action.PAIR_ORDERED, actor, now)
    return found


def note_consent(
    session: Session, actor: Person, mentorship_id: int, community: CommunityProfile, now: datetime
) -> Basis:
    """Of a pair by an order that came without it. A second press changes nothing.

    Raises `MentorshipGone`, `NotAllowed`, `UnknownChoice`.
    """
    found = _basis(session, pair_desk.lock(session, actor, mentorship_id, now), community)
    if found.is_ordered and found.mentorship.consent_noted_at is None:
        found.mentorship.consent_noted_at = now
        _changed(session, found, Action.PAIR_ORDERED, actor, now)
    return found


def take_back(session: Session, actor: Person, mentorship_id: int, community: CommunityProfile, now: datetime) -> Basis:
    """It works on a voluntary basis; nothing of the order stays. A second press changes nothing.

    Raises `MentorshipGone`, `NotAllowed`, `UnknownChoice`.
    """
    found = _basis(session, pair_desk.lock(session, actor, mentorship_id, now), community)
    made = found.mentorship
    if Mode.COMMUNITY not in community.mentoring.modes:
        raise UnknownChoice
    if found.is_ordered:
        made.mode, made.order_number, made.order_on = Mode.COMMUNITY.value, None, None
        made.consent_noted_at = None
        _changed(session, found, Action.PAIR_VOLUNTARY, actor, now)
    return found


def _changed(session: Session, found: Basis, action: Action, actor: Person, now: datetime) -> None:
    """Whoever leads is told: it is their work that the order is about."""
    made = found.mentorship
    session.flush()
    subject = next(iter(found.leads), None)
    audit.note(session, action, now, actor=actor, subject=subject, details={"mentorship": made.id})
    topic = f"{Notice.PAIR_MODE}:{made.id}:{now.timestamp():.3f}"
    for each in found.leads:
        if each.id != actor.id and made.completed_at is None:
            notify(session, each.id, Notice.PAIR_MODE, {"mentorship": made.id, "mode": made.mode}, now, topic)


def _basis(session: Session, made: Mentorship, community: CommunityProfile) -> Basis:
    if not has_modes(made, community):
        raise UnknownChoice
    over = made.completed_at is not None
    members = [each for each in mentorships.members_of(session, made.id) if over or each.left_at is None]
    people = people_by_id(session, [each.person_id for each in members if each.person_id])
    named = [(each.role, people[each.person_id]) for each in members if each.person_id in people]
    leads = [person for role, person in named if role == Role.MENTOR]
    return Basis(made, leads, [person for role, person in named if role != Role.MENTOR])


def _day(text: str, today: date) -> date | None:
    found = parse_day(text, today)
    if found and found > today:
        found = parse_day(text, today - YEAR)  # nobody writes the year of this year's order
    return found if found and today - OLDEST <= found <= today else None
