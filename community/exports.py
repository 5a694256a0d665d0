"""Lists handed out as files: only of those who agreed to what the list is for, the rest are counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from community import audit, consents, registers, roles
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import UnknownChoice
from community.registers import Entry, Filter
from community.roles import Right
from storage.models import Person
from storage.notifications import notify

SLICE = 500


class Purpose(StrEnum):
    WORK = "work"  # of the community itself
    TRANSFER = "transfer"  # to the regional centre


@dataclass(frozen=True)
class Asked:
    """A list as it was asked for. `wanted` never holds a name: a notification keeps no personal value."""

    by: Person
    purpose: Purpose
    wanted: Filter
    at: datetime

    @property
    def ids(self) -> dict[str, Any]:
        return {
            "by": self.by.id,
            "purpose": self.purpose.value,
            "wanted": self.wanted.answers(),
            "at": self.at.isoformat(),
        }


@dataclass(frozen=True)
class Counts:
    """`refused`: who fits, but did not agree to what the list is for."""

    listed: int
    refused: int


def must_export(session: Session, actor: Person, now: datetime) -> None:
    roles.scope(session, actor, Right.EXPORT, now)


def without_name(wanted: Filter) -> Filter:
    """A list is for many; whom somebody looked for is kept nowhere."""
    return replace(wanted, name=None)


def ask(
    session: Session, actor: Person, purpose: str, wanted: Filter, community: CommunityProfile, now: datetime
) -> Counts:
    """The file follows as a notification."""
    if purpose not in set(Purpose):
        raise UnknownChoice
    asked = Asked(actor, Purpose(purpose), without_name(wanted), now)
    counted = counts(session, asked, community)
    if counted.listed:
        topic = f"{Notice.REGISTER}:{asked.purpose}:{now.timestamp():.0f}"
        notify(session, actor.id, Notice.REGISTER, asked.ids, now, topic)
        details = {"purpose": asked.purpose.value, "count": counted.listed}
        audit.note(session, audit.Action.EXPORTED, now, actor=actor, details=details)
    return counted


def read(session: Session, ids: Mapping[str, Any]) -> Asked | None:
    """What a notification was about; None when who asked may not have it any more."""
    actor, at = session.get(Person, ids["by"]), datetime.fromisoformat(ids["at"])
    if actor is None or Right.EXPORT not in roles.rights_of(session, actor, at):
        return None
    return Asked(actor, Purpose(ids["purpose"]), Filter.kept(ids["wanted"]), at)


def counts(session: Session, asked: Asked, community: CommunityProfile) -> Counts:
    fits = _fits(session, asked, community)
    agreed = _agreed(asked, community)
    listed, everybody = (
        session.execute(select(func.count()).select_from(Person).where(condition)).scalar_one()
        for condition in (fits & agreed, fits)
    )
    return Counts(listed, everybody - listed)


def rows(session: Session, asked: Asked, community: CommunityProfile) -> Iterator[Entry]:
    condition = _fits(session, asked, community) & _agreed(asked, community)
    ids = list(session.execute(registers.newest_first(condition)).scalars())
    for first in range(0, len(ids), SLICE):
        yield from registers.entries(session, ids[first : first + SLICE])
        session.expunge_all()


def _agreed(asked: Asked, community: CommunityProfile) -> ColumnElement[bool]:
    """Members stay members when a text changes; to hand over needs the wording of today."""
    if asked.purpose is Purpose.TRANSFER:
        return Person.id.in_(consents.who_gave(consents.Kind.TRANSFER, community))
    return registers.consenting(consents.Kind.PARTICIPATION)


def _fits(session: Session, asked: Asked, community: CommunityProfile) -> ColumnElement[bool]:
    reach = roles.scope(session, asked.by, Right.EXPORT, asked.at)
    return registers.matching(asked.wanted, community, asked.at) & registers.within(reach)
