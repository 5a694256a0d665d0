"""Pairs and groups for those who answer for them: what is asked for, within what may be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from community import pair_signals, roles
from community.filters import Wanted
from community.members import called
from community.mentoring_states import OPEN_MENTORSHIPS, MentorshipState, RequestState
from community.next_steps import LEADS
from community.pair_modes import Mode
from community.pair_signals import Signal
from community.profiles import CommunityProfile
from community.refusals import MentorshipGone
from community.roles import Right, Scope
from storage.models import Meeting, MentorRequest, Mentorship, MentorshipMember, Person, ProgrammeStep
from storage.people import people_by_id


@dataclass(frozen=True)
class Filter(Wanted):
    """What of the pairs is wanted; without a state: those that are not over."""

    municipality: str | None = None
    ground: str | None = None
    mode: str | None = None
    state: str | None = None
    signal: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Entry:
    """`leads`: mentors and tutors; `others`: all else. People whose data were erased are not among them."""

    mentorship: Mentorship
    leads: Sequence[Person] = ()
    others: Sequence[Person] = ()
    signals: Sequence[Signal] = ()


@dataclass(frozen=True)
class Page:
    """`newer`, `older`: whether there are more on that side."""

    entries: list[Entry]
    total: int
    newer: bool = False
    older: bool = False


@dataclass(frozen=True)
class Summary:
    """How many pairs are on, how many have each signal, and how many requests wait for a coordinator. `ordered`: those
    that work by an order, which are told apart."""

    on: int
    signals: Mapping[Signal, int]
    requests: int = 0
    ordered: int = 0


@dataclass(frozen=True)
class Look:
    """A pair, as a coordinator sees it: no words of its talk."""

    entry: Entry
    held: int = 0
    last: datetime | None = None
    coming: datetime | None = None
    steps: tuple[int, int] = (0, 0)  # confirmed by both, of all


def pairs(
    session: Session,
    actor: Person,
    wanted: Filter,
    community: CommunityProfile,
    now: datetime,
    most: int,
    before: int = 0,
    after: int = 0,
) -> Page:
    """The newest first: those `before` a number, or those just `after` it. Raises `NotAllowed`."""
    fits = matching(session, actor, wanted, community, now)
    total = session.execute(select(func.count()).select_from(Mentorship).where(fits)).scalar_one()
    ids = _after(session, fits, after, most) if after else _before(session, fits, before, most)
    newest, oldest = (ids[0], ids[-1]) if ids else (0, 0)
    newer = bool(ids) and _any(session, fits & (Mentorship.id > newest))
    older = bool(ids) and _any(session, fits & (Mentorship.id < oldest))
    return Page(entries(session, actor, ids, community, now), total, newer, older)


def summary(session: Session, actor: Person, community: CommunityProfile, now: datetime) -> Summary:
    """Raises `NotAllowed`."""
    on = within(session, actor, now) & Mentorship.state.in_(OPEN_MENTORSHIPS)
    signals = {each: on & pair_signals.condition(each, session, actor, community, now) for each in Signal}
    counts = {each: _count(session, where) for each, where in signals.items()}
    ordered = _count(session, on & (Mentorship.mode == Mode.EMPLOYMENT.value))
    told = {each: many for each, many in counts.items() if many}
    return Summary(_count(session, on), told, _requests(session, actor, now), ordered)


def look(session: Session, actor: Person, mentorship_id: int, community: CommunityProfile, now: datetime) -> Look:
    """Raises `MentorshipGone`, `NotAllowed`."""
    seen = within(session, actor, now) & (Mentorship.id == mentorship_id)
    if not _any(session, seen):
        raise MentorshipGone
    (entry,) = entries(session, actor, [mentorship_id], community, now)
    of = Meeting.mentorship_id == mentorship_id
    held, last = session.execute(
        select(func.count(), func.max(Meeting.starts_at)).where(of, Meeting.state == "held")
    ).one()
    planned = of, Meeting.state.in_(pair_signals.PLANNED), Meeting.starts_at > now
    coming = session.execute(select(func.min(Meeting.starts_at)).where(*planned)).scalar()
    return Look(entry, held, last, coming, steps(session, [mentorship_id]).get(mentorship_id, (0, 0)))


def within(session: Session, actor: Person, now: datetime) -> ColumnElement[bool]:
    """Raises `NotAllowed`."""
    return reach_of(roles.scope(session, actor, Right.SEE_PEOPLE, now))


def reach_of(scope: Scope) -> ColumnElement[bool]:
    return scope.reaches(Mentorship.municipality, Mentorship.organisation)


def matching(
    session: Session, actor: Person, wanted: Filter, community: CommunityProfile, now: datetime
) -> ColumnElement[bool]:
    """Raises `NotAllowed`."""
    known = wanted.state in set(MentorshipState)
    conditions = [
        within(session, actor, now),
        Mentorship.state == wanted.state if known else Mentorship.state.in_(OPEN_MENTORSHIPS),
        *narrowed(wanted),
    ]
    if wanted.signal in set(Signal):
        conditions.append(pair_signals.condition(Signal(wanted.signal), session, actor, community, now))
    return and_(*conditions)


def narrowed(wanted: Filter) -> list[ColumnElement[bool]]:
    """By what a pair is, whatever state it is in."""
    found: list[ColumnElement[bool]] = []
    if wanted.municipality:
        found.append(Mentorship.municipality == wanted.municipality)
    if wanted.ground:
        found.append(Mentorship.ground == wanted.ground)
    if wanted.mode:
        found.append(Mentorship.mode == wanted.mode)
    if wanted.name is not None:
        named = select(MentorshipMember.mentorship_id).join(Person, Person.id == MentorshipMember.person_id)
        found.append(Mentorship.id.in_(named.where(called(wanted.name))))
    return found


def entries(
    session: Session, actor: Person, ids: Sequence[int], community: CommunityProfile, now: datetime
) -> list[Entry]:
    """In the order of the numbers."""
    signals = pair_signals.of(session, actor, ids, community, now)
    return [replace(each, signals=signals[each.mentorship.id]) for each in people_of(session, ids)]


def people_of(session: Session, ids: Sequence[int]) -> list[Entry]:
    """Who is in it; of one that is over: who was."""
    made = {each.id: each for each in session.execute(select(Mentorship).where(Mentorship.id.in_(ids))).scalars()}
    found = select(MentorshipMember).where(MentorshipMember.mentorship_id.in_(ids)).order_by(MentorshipMember.id)
    members = [each for each in session.execute(found).scalars() if _is_shown(each, made[each.mentorship_id])]
    people = people_by_id(session, [each.person_id for each in members if each.person_id])
    leads: dict[int, list[Person]] = {number: [] for number in ids}
    others: dict[int, list[Person]] = {number: [] for number in ids}
    for each in members:
        if person := people.get(each.person_id or 0):
            (leads if each.role in LEADS else others)[each.mentorship_id].append(person)
    return [Entry(made[one], leads[one], others[one]) for one in ids if one in made]


def steps(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many both have confirmed, and of how many."""
    both = ProgrammeStep.mentor_confirmed_at.is_not(None) & ProgrammeStep.mentee_confirmed_at.is_not(None)
    counted = select(ProgrammeStep.mentorship_id, func.count().filter(both), func.count())
    counted = counted.where(ProgrammeStep.mentorship_id.in_(ids)).group_by(ProgrammeStep.mentorship_id)
    return {number: (done, all_) for number, done, all_ in session.execute(counted)}


def _is_shown(member: MentorshipMember, mentorship: Mentorship) -> bool:
    return member.left_at is None or mentorship.state == MentorshipState.COMPLETED


def _requests(session: Session, actor: Person, now: datetime) -> int:
    held = roles.scopes(session, actor, now)
    if Right.RUN_MENTORING not in held:
        return 0
    here = held[Right.RUN_MENTORING].reaches(Person.municipality, Person.organisation)
    waits = MentorRequest.state == RequestState.COORDINATOR.value, MentorRequest.closed_at.is_(None), here
    found = select(func.count()).select_from(MentorRequest).join(Person, Person.id == MentorRequest.person_id)
    return session.execute(found.where(*waits)).scalar_one()


def _before(session: Session, fits: ColumnElement[bool], before: int, most: int) -> list[int]:
    if before:
        fits &= Mentorship.id < before
    return list(session.execute(select(Mentorship.id).where(fits).order_by(Mentorship.id.desc()).limit(most)).scalars())


def _after(session: Session, fits: ColumnElement[bool], after: int, most: int) -> list[int]:
    nearest = select(Mentorship.id).where(fits, Mentorship.id > after).order_by(Mentorship.id).limit(most)
    return list(session.execute(nearest).scalars())[::-1]


def _any(session: Session, condition: ColumnElement[bool]) -> bool:
    return session.execute(select(Mentorship.id).where(condition).limit(1)).first() is not None


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(Mentorship).where(condition)).scalar_one()
