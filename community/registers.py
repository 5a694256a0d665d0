"""Lists of people and mentors for those who answer for them: what is asked for, within what may be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from community import consents, roles
from community.choices import Choice, plain
from community.filters import Wanted
from community.members import called, found_by
from community.profiles import CommunityProfile
from community.refusals import MemberGone, NotAllowed
from community.roles import Right, Scope
from storage.models import Consent, Mentor, MentorApplication, Person, SearchWord, marked
from storage.people import people_by_id

OPEN_APPLICATION = ("sent", "clarify")
MOST_ORGANISATIONS = 300
SEEING = frozenset({Right.SEE_PEOPLE, Right.SEE_MENTORS})


class Status(StrEnum):
    YOUNG = "young"
    MENTOR = "mentor"
    FREE = "free"  # mentors who can take somebody
    PAUSED = "paused"
    APPLIED = "applied"


@dataclass(frozen=True)
class Filter(Wanted):
    """What of the register is wanted; None: all. `topic` is a subject, a field or an age group."""

    municipality: str | None = None
    organisation: str | None = None
    topic: str | None = None
    status: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Entry:
    """Somebody in the register: `mentor` for mentors, `applied` while an application waits."""

    person: Person
    mentor: Mentor | None = None
    applied: bool = False


@dataclass(frozen=True)
class Page:
    entries: list[Entry]
    total: int


def people(
    session: Session, actor: Person, wanted: Filter, community: CommunityProfile, now: datetime, first: int, most: int
) -> Page:
    """A slice of whom the actor may see, the newest first, and how many there are."""
    found = matching(wanted, community, now) & seen_by(session, actor, now)
    ids, total = (_few if wanted.is_set else _many)(session, found, first, most)
    return Page(entries(session, ids), total)


def _few(session: Session, found: ColumnElement[bool], first: int, most: int) -> tuple[list[int], int]:
    """Sought once, both for the page and for the number of all."""
    counted = newest_first(found).add_columns(func.count().over())
    rows = session.execute(counted.offset(first).limit(most)).all()
    return ([number for number, _ in rows], rows[0][1]) if rows else ([], _count(session, found) if first else 0)


def _many(session: Session, found: ColumnElement[bool], first: int, most: int) -> tuple[list[int], int]:
    """The page is read from the nearer end: a database counts its way to it."""
    total = _count(session, found)
    behind = total - first - most
    if first <= behind:
        return list(session.execute(newest_first(found).offset(first).limit(most)).scalars()), total
    oldest_first = select(Person.id).where(found).order_by(Person.joined_at, Person.id)
    ids = session.execute(oldest_first.offset(max(behind, 0)).limit(max(most + min(behind, 0), 0))).scalars()
    return list(ids)[::-1], total


def _count(session: Session, found: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(Person).where(found)).scalar_one()


def entry(session: Session, actor: Person, person_id: int, now: datetime) -> Entry:
    """Raises `MemberGone` or `NotAllowed`."""
    seen, found = seen_by(session, actor, now), session.get(Person, person_id)
    if found is None or found.joined_at is None:
        raise MemberGone
    visible = select(Person.id).where(Person.id == person_id, seen)
    if session.execute(visible).first() is None:
        raise NotAllowed
    return entries(session, [person_id])[0]


def may_export(session: Session, actor: Person, now: datetime) -> bool:
    return Right.EXPORT in roles.rights_of(session, actor, now)


def given_consents(session: Session, person: Person) -> list[consents.Kind]:
    return [kind for kind in consents.Kind if consents.is_given(session, person, kind)]


def places(mentor: Mentor) -> int:
    """How many more the mentor can take: pairs do not exist yet."""
    return 0 if mentor.paused_at or mentor.ended_at else mentor.capacity


def municipalities(session: Session, actor: Person, community: CommunityProfile, now: datetime) -> list[Choice]:
    """Those in which the actor may see somebody."""
    scopes = _scopes(session, actor, now)
    return [item for item in community.municipalities if any(_touches(scope, item.id) for scope in scopes.values())]


def organisations(
    session: Session, actor: Person, now: datetime, wanted: Filter | None = None, typed: str = ""
) -> list[str]:
    """Names as people wrote them, the most frequent first; those with the typed words."""
    named = Person.organisation.is_not(None) & seen_by(session, actor, now)
    if wanted and wanted.municipality:
        named &= Person.municipality == wanted.municipality
    often = select(Person.organisation).where(named).group_by(Person.organisation)
    names = session.execute(often.order_by(func.count().desc(), Person.organisation)).scalars()
    words = plain(typed).split()
    return [name for name in names if name and (not words or _has_all(words, name))][:MOST_ORGANISATIONS]


def _has_all(words: list[str], name: str) -> bool:
    own = plain(name)
    return all(word in own for word in words)


def topics(community: CommunityProfile) -> tuple[Choice, ...]:
    """What people work with, each once, however many lists name it."""
    listed = (*community.subjects, *community.fields, *community.age_groups)
    return tuple({topic.id: topic for topic in reversed(listed)}.values())[::-1]


def first_young_year(community: CommunityProfile, now: datetime) -> int:
    """Who began to teach then or later is young by the profile; age is not asked."""
    return now.astimezone(community.tz).year - community.young_teacher.max_years


def is_young(person: Person, community: CommunityProfile, now: datetime) -> bool:
    return person.teaching_since is not None and person.teaching_since >= first_young_year(community, now)


def seen_by(session: Session, actor: Person, now: datetime) -> ColumnElement[bool]:
    """Raises `NotAllowed` for who may see nobody."""
    scopes = _scopes(session, actor, now)
    everybody, mentors = scopes.get(Right.SEE_PEOPLE), scopes.get(Right.SEE_MENTORS)
    if everybody and (everybody.everywhere or mentors is None):
        return within(everybody)
    if mentors is None:
        raise NotAllowed
    reached = _is_mentor() & within(mentors)
    return within(everybody) | reached if everybody else reached


def sees_mentors_only(session: Session, actor: Person, now: datetime) -> bool:
    return Right.SEE_PEOPLE not in roles.rights_of(session, actor, now)


def within(scope: Scope) -> ColumnElement[bool]:
    return scope.reaches(Person.municipality, Person.organisation)


def matching(wanted: Filter, community: CommunityProfile, now: datetime) -> ColumnElement[bool]:
    """Members with all that is wanted."""
    conditions: list[ColumnElement[bool]] = [Person.joined_at.is_not(None)]
    if wanted.municipality:
        conditions.append(Person.municipality == wanted.municipality)
    if wanted.organisation:
        conditions.append(Person.organisation == wanted.organisation)
    if wanted.topic:
        conditions.append(found_by(SearchWord.word == marked(wanted.topic)))
    if wanted.status in set(Status):
        conditions.append(_has_status(Status(wanted.status), community, now))
    if wanted.name is not None:
        conditions.append(called(wanted.name))
    return and_(*conditions)


def newest_first(condition: ColumnElement[bool]) -> Select[int]:
    """Numbers only: an index tells them, whole rows are read for those who are shown."""
    return select(Person.id).where(condition).order_by(Person.joined_at.desc(), Person.id.desc())


def _has_status(status: Status, community: CommunityProfile, now: datetime) -> ColumnElement[bool]:
    match status:
        case Status.YOUNG:
            return Person.teaching_since >= first_young_year(community, now)
        case Status.MENTOR:
            return _is_mentor()
        case Status.FREE:
            return _is_mentor(Mentor.paused_at.is_(None), Mentor.capacity > 0)
        case Status.PAUSED:
            mentors = select(Mentor.person_id).where(Mentor.ended_at.is_(None), Mentor.paused_at.is_not(None))
            return Person.id.in_(select(Person.id).where(Person.paused_at.is_not(None)).union(mentors))
    waiting = select(MentorApplication.person_id).where(MentorApplication.state.in_(OPEN_APPLICATION))
    return Person.id.in_(waiting)


def _is_mentor(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return Person.id.in_(select(Mentor.person_id).where(Mentor.ended_at.is_(None), *more))


def _touches(scope: Scope, municipality: str) -> bool:
    """Whether there may be somebody within reach: an organisation of no town may be anywhere."""
    towns = {town for town, _ in scope.local_organisations}
    return scope.includes(municipality) or bool(scope.organisations) or municipality in towns


def _scopes(session: Session, actor: Person, now: datetime) -> dict[Right, Scope]:
    held = roles.scopes(session, actor, now)
    seeing = {right: scope for right, scope in held.items() if right in SEEING}
    if not seeing:
        raise NotAllowed
    return seeing


def entries(session: Session, ids: list[int]) -> list[Entry]:
    """In the order of the numbers."""
    found = people_by_id(session, ids)
    mentors = select(Mentor).where(Mentor.person_id.in_(ids), Mentor.ended_at.is_(None))
    by_person = {mentor.person_id: mentor for mentor in session.execute(mentors).scalars()}
    waiting = select(MentorApplication.person_id).where(
        MentorApplication.person_id.in_(ids), MentorApplication.state.in_(OPEN_APPLICATION)
    )
    applied = set(session.execute(waiting).scalars())
    return [Entry(found[one], by_person.get(one), one in applied) for one in ids if one in found]


def consenting(kind: consents.Kind) -> ColumnElement[bool]:
    given = select(Consent.person_id).where(Consent.kind == kind.value, Consent.withdrawn_at.is_(None))
    return Person.id.in_(given)
