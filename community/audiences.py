"""Whom something is told that goes to many: who is meant, who of them gets it, and why the others do not."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from community import consents
from community.members import found_by
from community.notices import Topic
from community.profiles import CommunityProfile
from community.ranges import in_range
from storage.models import Account, Grant, Mentor, Person, SearchWord, marked

MENTORS = "mentors"  # among the roles: confirmed mentors


class Audience(BaseModel):
    """Members of whom all of this is true; what is left empty is true of everybody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    municipalities: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()

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
    """Of the rows of `person`."""
    among: list[ColumnElement[bool]] = [Person.joined_at.is_not(None)]
    if audience.municipalities:
        among.append(Person.municipality.in_(audience.municipalities))
    if audience.positions:
        among.append(Person.position.in_(audience.positions))
    if audience.subjects:
        among.append(found_by(SearchWord.word.in_([marked(each) for each in audience.subjects])))
    if audience.roles:
        holds = Person.id.in_(select(Grant.person_id).where(Grant.role.in_(audience.roles)))
        mentors = Person.id.in_(select(Mentor.person_id).where(Mentor.ended_at.is_(None)))
        among.append(or_(holds, mentors) if MENTORS in audience.roles else holds)
    return and_(*among)


def count(session: Session, audience: Audience, terms: Terms) -> Counted:
    reasons = {condition: reason.value for reason, condition in terms.reasons().items()}
    became = case(*reasons.items(), else_=_network())
    each = select(became.label("became")).where(meant(audience)).subquery()
    rows = session.execute(select(each.c.became, func.count()).group_by(each.c.became))
    numbers: dict[str, int] = {row[0]: row[1] for row in rows}
    excluded = {reason: numbers.pop(reason.value, 0) for reason in Reason}
    return Counted(numbers, {reason: number for reason, number in excluded.items() if number})


def end_of_range(session: Session, last: int, most: int) -> int | None:
    """The last of the next `most` people; None: there are no more."""
    people = select(Person.id).where(Person.id > last).order_by(Person.id).limit(most).subquery()
    return session.execute(select(func.max(people.c.id))).scalar()


def receivers(audience: Audience, terms: Terms, networks: Collection[str] = ()) -> Select[int, int, str]:
    """Those who get it, with the account where they do: of the `networks`, where some are named.

    Chosen as the post would: the preferred network, else the oldest account.
    """
    reasons = {reason: each for reason, each in terms.reasons().items() if reason is not Reason.UNREACHABLE}
    gets = in_range(Person.id), meant(audience), *(~each for each in reasons.values())
    other = aliased(Account)
    better = exists().where(*_reachable(other, networks), other.id != Account.id, _is_better(other))
    there = select(Person.id, Account.id.label("account_id"), Account.network).join_from(Person, Account, true())
    return there.where(*gets, *_reachable(Account, networks), ~better).order_by(Person.id)


def _is_better(other: type[Account]) -> ColumnElement[bool]:
    preferred = func.coalesce(Person.preferred_network, "")
    theirs, this = other.network == preferred, Account.network == preferred
    return or_(and_(theirs, ~this), and_(theirs == this, other.id < Account.id))


def _reachable(account: type[Account] = Account, networks: Collection[str] = ()) -> list[ColumnElement[bool]]:
    there = [account.person_id == Person.id, in_range(account.person_id), account.blocked_at.is_(None)]
    # Not by the index of the network, which would lead SQLite to everybody's account there.
    return [*there, func.coalesce(account.network, "").in_(networks)] if networks else there


def _network() -> ColumnElement[str]:
    """As the post chooses: the preferred one, else that of the oldest account."""
    reachable = select(Account.network).where(*_reachable())
    preferred = reachable.where(Account.network == Person.preferred_network).limit(1)
    oldest = reachable.order_by(Account.id).limit(1)
    return func.coalesce(preferred.scalar_subquery(), oldest.scalar_subquery())
