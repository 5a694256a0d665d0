"""Pairs of a period handed out as a file, and what monitoring asks for: numbers of many, no words of anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from community import audit, consents, pair_registers, registers, roles
from community.case_numbers import Period
from community.mentoring_periods import Span, period_of
from community.mentoring_states import MentorshipState
from community.notices import Notice
from community.pair_modes import Mode
from community.pair_registers import Entry, Filter
from community.profiles import CommunityProfile
from community.refusals import UnknownChoice
from community.roles import Right
from storage.models import Consent, Meeting, Mentorship, MentorshipMember, Person, ProgrammeStep
from storage.notifications import notify

FEWEST = 5  # of fewer, somebody might be recognised
SLICE = 500


@dataclass(frozen=True)
class Asked:
    """`wanted` never holds a name: a notification keeps no personal value."""

    by: Person
    wanted: Filter
    period: Period
    at: datetime


@dataclass(frozen=True)
class Row:
    """A pair in the file. `agreed`: who is named, because they agreed to take part; `held`: meetings of the period."""

    entry: Entry
    held: int
    steps: tuple[int, int]
    agreed: frozenset[int]


@dataclass(frozen=True)
class Figure:
    """Of a municipality. `young`: teachers at the beginning of their way; `paired`: those of them who have a mentor
    or a peer. None: fewer than `FEWEST`, so nothing is told. `completed`: programmes, all steps confirmed, of pairs on
    a voluntary basis; `ordered`: of those by an order, never added to them."""

    municipality: str | None
    young: int | None
    paired: int | None
    completed: int | None
    ordered: int | None = 0


def must_export(session: Session, actor: Person, now: datetime) -> None:
    roles.scope(session, actor, Right.EXPORT, now)


def may_export(session: Session, actor: Person, now: datetime) -> bool:
    return Right.EXPORT in roles.rights_of(session, actor, now)


def ask(
    session: Session, actor: Person, span: str, wanted: Filter, community: CommunityProfile, now: datetime
) -> tuple[Period, int]:
    """The file follows as a notification; how many pairs it will have. Raises `NotAllowed`, `UnknownChoice`."""
    if span not in set(Span):
        raise UnknownChoice
    period = period_of(span, now.astimezone(community.tz).date())
    asked = Asked(actor, replace(wanted, name=None, signal=None), period, now)
    many = session.execute(
        select(func.count()).select_from(Mentorship).where(_fits(session, asked, community))
    ).scalar_one()
    if many:
        ids = {"by": actor.id, "wanted": asked.wanted.answers(), "at": now.isoformat()}
        ids |= {"since": f"{period.since}", "until": f"{period.until}"}
        notify(session, actor.id, Notice.PAIRS_FILE, ids, now, f"{Notice.PAIRS_FILE}:{span}:{now.timestamp():.0f}")
        audit.note(session, audit.Action.PAIRS_EXPORTED, now, actor=actor, details={"count": many})
    return period, many


def read(session: Session, ids: Mapping[str, Any]) -> Asked | None:
    """What a notification was about; None when who asked may not have it any more."""
    by, at = session.get(Person, ids["by"]), datetime.fromisoformat(ids["at"])
    if by is None or Right.EXPORT not in roles.rights_of(session, by, at):
        return None
    period = Period(date.fromisoformat(ids["since"]), date.fromisoformat(ids["until"]))
    return Asked(by, Filter.kept(ids["wanted"]), period, at)


def rows(session: Session, asked: Asked, community: CommunityProfile) -> Iterator[Row]:
    """The oldest first."""
    found = select(Mentorship.id).where(_fits(session, asked, community)).order_by(Mentorship.id)
    ids = list(session.execute(found).scalars())
    for first in range(0, len(ids), SLICE):
        yield from _slice(session, ids[first : first + SLICE], asked.period, community)
        session.expunge_all()


def figures(
    session: Session, actor: Person, period: Period, community: CommunityProfile, now: datetime
) -> list[Figure]:
    """By municipality, in the order of the profile; the last one is of all together, unless it tells of a few."""
    reach = roles.scope(session, actor, Right.SEE_PEOPLE, now)
    members = Person.joined_at.is_not(None) & registers.within(reach)
    members &= Person.teaching_since >= registers.first_young_year(community, now)
    young, paired = _by_town(session, members), _by_town(session, members & _has_somebody())
    by_order, here = Mentorship.mode == Mode.EMPLOYMENT.value, pair_registers.reach_of(reach)
    done, ordered = (_completed(session, here & mode, period, community) for mode in (~by_order, by_order))
    towns = [each.id for each in community.municipalities if young[each.id] or done[each.id] or ordered[each.id]]
    found = [_figure(town, young[town], paired[town], done[town], ordered[town]) for town in towns]
    total = _figure(None, young.total(), paired.total(), done.total(), ordered.total())
    return [*found, total] if len(found) > 1 and not _tells_of_few(towns, young) else found


def _figure(town: str | None, young: int, paired: int, completed: int, ordered: int) -> Figure:
    many = young >= FEWEST
    return Figure(town, young if many else None, paired if many else None, _enough(completed), _enough(ordered))


def _enough(number: int) -> int | None:
    return number if number == 0 or number >= FEWEST else None


def _tells_of_few(towns: Sequence[str], young: Counter[str]) -> bool:
    """Whether the sum, less what is shown, leaves somebody to be recognised."""
    hidden = sum(young[town] for town in towns if young[town] < FEWEST)
    return 0 < hidden < FEWEST


def _by_town(session: Session, condition: ColumnElement[bool]) -> Counter[str]:
    found = select(Person.municipality, func.count()).where(condition, Person.municipality.is_not(None))
    return Counter({row[0] or "": row[1] for row in session.execute(found.group_by(Person.municipality))})


def _has_somebody() -> ColumnElement[bool]:
    present = MentorshipMember.left_at.is_(None), MentorshipMember.role.in_(("mentee", "peer"))
    return Person.id.in_(select(MentorshipMember.person_id).where(*present, MentorshipMember.person_id.is_not(None)))


def _completed(
    session: Session, reach: ColumnElement[bool], period: Period, community: CommunityProfile
) -> Counter[str]:
    """Those that are over with a programme of which nothing is left to do."""
    since, until = moments(period, community)
    of = select(ProgrammeStep.id).where(ProgrammeStep.mentorship_id == Mentorship.id)
    undone = or_(ProgrammeStep.mentor_confirmed_at.is_(None), ProgrammeStep.mentee_confirmed_at.is_(None))
    over = Mentorship.completed_at >= since, Mentorship.completed_at < until, Mentorship.municipality.is_not(None)
    found = select(Mentorship.municipality, func.count()).where(reach, *over, of.exists(), ~of.where(undone).exists())
    return Counter({row[0] or "": row[1] for row in session.execute(found.group_by(Mentorship.municipality))})


def _fits(session: Session, asked: Asked, community: CommunityProfile) -> ColumnElement[bool]:
    """Pairs that there were in the period."""
    since, until = moments(asked.period, community)
    reach = pair_registers.reach_of(roles.scope(session, asked.by, Right.EXPORT, asked.at))
    there = Mentorship.created_at < until, or_(Mentorship.completed_at.is_(None), Mentorship.completed_at >= since)
    state = [Mentorship.state == asked.wanted.state] if asked.wanted.state in set(MentorshipState) else []
    return and_(reach, *there, *state, *pair_registers.narrowed(asked.wanted))


def _slice(session: Session, ids: Sequence[int], period: Period, community: CommunityProfile) -> Iterator[Row]:
    since, until = moments(period, community)
    held = Meeting.state == "held", Meeting.starts_at >= since, Meeting.starts_at < until
    counted = select(Meeting.mentorship_id, func.count()).where(Meeting.mentorship_id.in_(ids), *held)
    meetings = {row[0]: row[1] for row in session.execute(counted.group_by(Meeting.mentorship_id))}
    steps, found = pair_registers.steps(session, ids), pair_registers.people_of(session, ids)
    agreed = _agreed(session, {each.id for entry in found for each in (*entry.leads, *entry.others)})
    for entry in found:
        number = entry.mentorship.id
        yield Row(entry, meetings.get(number, 0), steps.get(number, (0, 0)), agreed)


def _agreed(session: Session, people: set[int]) -> frozenset[int]:
    given = Consent.kind == consents.Kind.PARTICIPATION.value, Consent.withdrawn_at.is_(None)
    found = select(Consent.person_id).where(*given, Consent.person_id.in_(people))
    return frozenset(each for each in session.execute(found).scalars() if each)


def moments(period: Period, community: CommunityProfile) -> tuple[datetime, datetime]:
    since, until = (datetime.combine(each, time(), community.tz) for each in period)
    return since, until
