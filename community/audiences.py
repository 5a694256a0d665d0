"""Whom something is told that goes to many: who is meant, who of them gets it, and why the others do not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Row, Select, Text, and_, bindparam, case, cast, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from community import consents
from community.members import found_by
from community.notices import Topic
from community.profiles import CommunityProfile
from community.ranges import in_range
from community.roles import Scope
from storage import beside
from storage.models import Account, Event, Grant, Mentor, MentorshipMember, Person, Registration, SearchWord, marked

MANY = 20_000  # people; counting so many has taken up to 60 ms, a million 1.5 to 2.4 s
# Among the roles: confirmed mentors, all others, and those whom the profile calls young.
MENTORS, MEMBERS, YOUNG = "mentors", "members", "young"


class Part(StrEnum):
    """What somebody has to do with an event."""

    REGISTERED = "registered"
    WAITLISTED = "waitlisted"
    ATTENDED = "attended"
    ABSENT = "absent"


class Tie(StrEnum):
    """What somebody has to do with pairs and groups."""

    GUIDES = "guides"  # mentors who have somebody
    GUIDED = "guided"
    ALONE = "alone"  # neither


class Within(BaseModel):
    """How far whoever tells them reaches; a `Scope` as it is stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    municipalities: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    local: tuple[tuple[str | None, str | None], ...] = ()

    @classmethod
    def of(cls, scope: Scope) -> Within | None:
        """None: everywhere."""
        if scope.everywhere:
            return None
        local = tuple(sorted(scope.local_organisations, key=str))
        towns, schools = tuple(sorted(scope.municipalities)), tuple(sorted(scope.organisations))
        return cls(municipalities=towns, organisations=schools, local=local)

    def condition(self) -> ColumnElement[bool]:
        towns, schools = frozenset(self.municipalities), frozenset(self.organisations)
        return Scope(False, towns, schools, frozenset(self.local)).reaches(Person.municipality, Person.organisation)


class Audience(BaseModel):
    """Members of whom all of this is true; what is left empty is true of everybody.

    `subjects`: fields and age groups too. `event_id` with what they have to do with it. `young_since`: who began to
    teach then or later is young. `without`: nobody of whom any of that is true. `within`: and nobody beyond that reach.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    municipalities: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    pairs: tuple[Tie, ...] = ()
    event_id: int | None = None
    parts: tuple[Part, ...] = ()
    young_since: int | None = None
    without: Audience | None = None
    within: Within | None = None

    @classmethod
    def of(cls, town: str | None) -> Audience:
        return cls(municipalities=(town,) if town else ())

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return self.model_dump(mode="json", exclude_defaults=True)


class Reason(StrEnum):
    """Why somebody who is meant gets nothing; the first that is true counts."""

    KNOWS = "knows"
    NO_CONSENT = "no_consent"
    MUTED = "muted"
    PAUSED = "paused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Terms:
    """On what it depends whether somebody gets it. `knows`: who need not be told any more."""

    topic: Topic
    community: CommunityProfile
    now: datetime
    knows: ColumnElement[bool] | None = None

    def reasons(self) -> dict[Reason, ColumnElement[bool]]:
        """Never NULL, whose contrary is NULL too."""
        found = {} if self.knows is None else {Reason.KNOWS: self.knows}
        agreed = consents.gave(consents.Kind.MAILINGS, self.community)
        muted = func.coalesce(cast(Person.muted_topics, Text), "").contains(f'"{self.topic.value}"')
        since_when = or_(Person.paused_until.is_(None), Person.paused_until > self.now)
        return found | {
            Reason.NO_CONSENT: ~agreed,
            Reason.MUTED: muted,
            Reason.PAUSED: and_(Person.paused_at.is_not(None), since_when),
            Reason.UNREACHABLE: ~exists().where(*_reachable()),
        }


@dataclass(frozen=True)
class Counted:
    """`networks`: how many get it, by the network where they get it."""

    networks: Mapping[str, int]
    excluded: Mapping[Reason, int]

    @property
    def receive(self) -> int:
        return sum(self.networks.values())


def meant(audience: Audience) -> ColumnElement[bool]:
    """Of the rows of `person`. Lists are subqueries of their own, so that a database reads each of them once."""
    among = [Person.joined_at.is_not(None), *_true(audience)]
    if audience.within:
        among.append(audience.within.condition())
    if audience.without:  # never NULL, whose contrary is NULL too
        among.extend(~func.coalesce(each, false()) for each in _true(audience.without))
    return and_(*among)


def _true(audience: Audience) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        column.in_(wanted)
        for column, wanted in (
            (Person.municipality, audience.municipalities),
            (Person.organisation, audience.organisations),
            (Person.position, audience.positions),
        )
        if wanted
    ]
    if audience.subjects:
        found.append(
            found_by(
                and_(in_range(SearchWord.person_id), SearchWord.word.in_([marked(each) for each in audience.subjects]))
            )
        )
    if audience.networks:
        found.append(_in_networks(audience.networks))
    if audience.roles:
        found.append(or_(*_roles(audience)))
    if audience.pairs:
        found.append(or_(*(_TIED[tie]() for tie in audience.pairs)))
    if audience.event_id is not None:
        found.append(_takes_part(audience.event_id, audience.parts or tuple(Part)))
    return found


def _roles(audience: Audience) -> list[ColumnElement[bool]]:
    mentors = Person.id.in_(select(Mentor.person_id).where(Mentor.ended_at.is_(None)))
    young = func.coalesce(Person.teaching_since >= audience.young_since, false()) if audience.young_since else false()
    special: dict[str, ColumnElement[bool]] = {MENTORS: mentors, MEMBERS: ~mentors, YOUNG: young}
    held = [role for role in audience.roles if role not in special]
    found: list[ColumnElement[bool]] = [special[role] for role in audience.roles if role in special]
    return [*found, Person.id.in_(select(Grant.person_id).where(Grant.role.in_(held)))] if held else found


def _in_networks(networks: tuple[str, ...]) -> ColumnElement[bool]:
    there = aliased(Account)  # whoever is asked may be chosen together with another account
    return exists().where(*_reachable(there, networks))


def _present(role: str) -> ColumnElement[bool]:
    """In a pair or a group that is not over."""
    here = MentorshipMember.role == role, MentorshipMember.left_at.is_(None), MentorshipMember.person_id.is_not(None)
    return Person.id.in_(select(MentorshipMember.person_id).where(*here))


_TIED: dict[Tie, Callable[[], ColumnElement[bool]]] = {
    Tie.GUIDES: lambda: _present("mentor"),
    Tie.GUIDED: lambda: _present("mentee"),
    Tie.ALONE: lambda: and_(~_present("mentee"), ~_present("mentor")),
}
_PARTS: dict[Part, Callable[[], ColumnElement[bool]]] = {
    Part.REGISTERED: lambda: Registration.state == "registered",
    Part.WAITLISTED: lambda: Registration.state.in_(("waitlisted", "offered")),
    Part.ATTENDED: lambda: Registration.attended_at.is_not(None),
    Part.ABSENT: lambda: and_(Registration.state == "registered", Registration.attended_at.is_(None)),
}


def _takes_part(event_id: int, parts: tuple[Part, ...]) -> ColumnElement[bool]:
    those = (
        Registration.event_id == event_id,
        in_range(Registration.person_id),
        or_(*(_PARTS[part]() for part in parts)),
    )
    return Person.id.in_(select(Registration.person_id).where(*those))


def events_in(session: Session, audience: Audience) -> dict[int, Event]:
    """Those that it names, by number; not one that is gone."""
    numbers = {audience.event_id, audience.without.event_id if audience.without else None} - {None}
    return {number: event for number in numbers if number and (event := session.get(Event, number))}


def count(session: Session, audience: Audience, terms: Terms) -> Counted:
    """Who has no network is beyond reach, so that this is not looked up twice for each."""
    reasons = {condition: reason.value for reason, condition in terms.reasons().items() if reason in _KNOWN_BEFORE}
    became = case(*reasons.items(), else_=func.coalesce(_network(), Reason.UNREACHABLE.value))
    each = select(became.label("became")).where(meant(audience)).subquery()
    counted = select(each.c.became, func.count()).group_by(each.c.became)
    numbers: dict[str, int] = {row[0]: row[1] for row in _read(session, counted)}
    excluded = {reason: numbers.pop(reason.value, 0) for reason in Reason}
    return Counted(numbers, {reason: number for reason, number in excluded.items() if number})


def _read(session: Session, counted: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    most = session.execute(select(func.max(Person.id))).scalar() or 0
    return beside.rows(session, counted) if most > MANY else session.execute(counted).all()


_KNOWN_BEFORE = frozenset(Reason) - {Reason.UNREACHABLE}


_NEXT = select(Person.id).where(Person.id > bindparam("last")).order_by(Person.id).limit(bindparam("most")).subquery()
_END_OF_RANGE = select(func.max(_NEXT.c.id))


def end_of_range(session: Session, last: int, most: int) -> int | None:
    """The last of the next `most` people; None: there are no more."""
    return session.connection().execute(_END_OF_RANGE, {"last": last, "most": most}).scalar()


def receivers(audience: Audience, terms: Terms, networks: Collection[str] = ()) -> Select[int]:
    """Those who get it, in one of the `networks` where some are named."""
    reasons = {**terms.reasons(), Reason.UNREACHABLE: ~exists().where(*_reachable(Account, networks))}
    gets = in_range(Person.id), meant(audience), *(~each for each in reasons.values())
    return select(Person.id).where(*gets).order_by(Person.id)


def _reachable(account: type[Account] = Account, networks: Collection[str] = ()) -> list[ColumnElement[bool]]:
    there = [account.person_id == Person.id, in_range(account.person_id), account.blocked_at.is_(None)]
    # Not by the index of the network, which would lead SQLite to everybody's account there.
    return [*there, func.coalesce(account.network, "").in_(networks)] if networks else there


def _network() -> ColumnElement[str]:
    """As the post chooses: the preferred one, else that of the oldest account. Few prefer one."""
    reachable = select(Account.network).where(*_reachable())
    oldest = reachable.order_by(Account.id).limit(1).scalar_subquery()
    preferred = reachable.where(Account.network == Person.preferred_network).limit(1).scalar_subquery()
    return case((Person.preferred_network.is_(None), oldest), else_=func.coalesce(preferred, oldest))
