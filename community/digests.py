"""What those with a desk learn in one message on the mornings of working days; who wants which digest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from community import attention, plan_months, roles
from community.attention import Kind
from community.events import State
from community.members import must_have_joined
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import NotAllowed, UnknownChoice
from community.roles import Right, Scope
from community.working_days import LONGEST, is_working
from storage import rounds
from storage.models import Event, Grant, Person, StandIn
from storage.notifications import notify

NAME = "morning_digest"
BEGINS, ENDS = time(9), time(12)  # by the clock of the community; later in the day a morning's news is no use
USEFUL = timedelta(hours=8)
SLICE = 15
DRAFTS = timedelta(days=14)  # what begins so soon should be published


class Digest(StrEnum):
    MORNING = "morning"
    WEEK = "week"


@dataclass(frozen=True)
class Morning:
    """`opened`: of what waits, since the last digest; `late`, `soon`: past due, and due until tomorrow evening."""

    waiting: int
    opened: int
    late: int
    soon: int
    joined: int
    today: Sequence[Event]
    drafts: Sequence[Event]
    since: datetime
    at: datetime

    @property
    def is_empty(self) -> bool:
        """What waited yesterday already is no news, nor are drafts, but for a fortnight and a week before their day."""
        return not (self.opened or self.late or self.soon or self.joined or self.today or self._presses)

    @property
    def _presses(self) -> bool:
        return any(
            self.since + before < event.starts_at <= self.at + before
            for event in self.drafts
            for before in (DRAFTS, DRAFTS / 2)
        )


def choose(session: Session, person: Person, which: str, on: bool, now: datetime) -> None:
    """A second press changes nothing. Raises `UnknownChoice`, `NotJoined`, and `NotAllowed` for who has no desk."""
    match which:
        case Digest.MORNING:
            if not has_desk(session, person, now):
                raise NotAllowed
            person.morning_digest_off = None if on else person.morning_digest_off or now
        case Digest.WEEK:
            must_have_joined(person).weekly_digest_since = (person.weekly_digest_since or now) if on else None
        case _:
            raise UnknownChoice


def has_desk(session: Session, person: Person, now: datetime) -> bool:
    return bool(roles.rights_of(session, person, now))


def deal(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """A slice of those with a desk; False when all have been served. Whether there is news shows at delivery."""
    if not _is_morning(community, now):
        return False
    day = now.astimezone(community.tz).date().isoformat()
    if (last := rounds.begin(session, NAME, day)) is None:
        return False
    people = sorted(each for each in who_gets(session, community, now) if each > last)[:SLICE]
    for person in people:
        ids, topic = {"person": person, "at": now.isoformat()}, f"{Notice.MORNING_DIGEST}:{day}"
        notify(session, person, Notice.MORNING_DIGEST, ids, now, topic, useful_until=now + USEFUL)
    rounds.go_on(session, NAME, day, people[-1] if len(people) == SLICE else None)
    return True


def who_gets(session: Session, community: CommunityProfile, now: datetime) -> set[int]:
    """On working days; whoever stands in for somebody, too."""
    if not is_working(now.astimezone(community.tz).date(), community.calendar):
        return set()
    standing = select(StandIn.stand_in_id).where(StandIn.until > now, StandIn.ended_at.is_(None))
    desk = or_(Person.id.in_(select(Grant.person_id)), Person.id.in_(standing))
    return set(session.execute(select(Person.id).where(desk, Person.morning_digest_off.is_(None))).scalars())


def morning(
    session: Session, person: Person, kinds: Collection[Kind], community: CommunityProfile, at: datetime
) -> Morning:
    held = roles.scopes(session, person, at)
    waiting, since = attention.number_for(session, person, held, kinds), last_morning(community, at)
    opened = late = soon = 0
    if waiting:
        news = set(kinds) - {Kind.MONTH}  # of which they are told at the same hour, by `month_guard`
        opened = attention.count_opened(session, person, since, at, news)
        late = attention.count_due(session, person, at, at, kinds)
        soon = attention.count_due(session, person, attention.end_of_tomorrow(community.tz, at), at, kinds) - late
    today, drafts = _planned(session, person, community, at) if Right.PLAN in held else ([], [])
    joined = _joined(session, held[Right.SEE_PEOPLE], since, at) if Right.SEE_PEOPLE in held else 0
    return Morning(waiting or 0, opened, late, soon, joined, today, drafts, since, at)


def last_morning(community: CommunityProfile, at: datetime) -> datetime:
    """When the digest before this one was made."""
    today = at.astimezone(community.tz).date()
    days = (today - timedelta(days=number) for number in range(1, LONGEST))
    day = next((each for each in days if is_working(each, community.calendar)), today - timedelta(days=1))
    return datetime.combine(day, BEGINS, community.tz)


def _is_morning(community: CommunityProfile, now: datetime) -> bool:
    local = now.astimezone(community.tz)
    return BEGINS <= local.time() < ENDS and is_working(local.date(), community.calendar)


def _planned(
    session: Session, person: Person, community: CommunityProfile, at: datetime
) -> tuple[Sequence[Event], Sequence[Event]]:
    today = at.astimezone(community.tz).date()
    found = plan_months.events_between(session, person, today, today + DRAFTS, community, at)
    held = [event for event in found if event.state == State.PUBLISHED and _day(event, community) == today]
    return held, [event for event in found if event.state == State.DRAFT and event.starts_at > at]


def _day(event: Event, community: CommunityProfile) -> date:
    return event.starts_at.astimezone(community.tz).date()


def _joined(session: Session, reach: Scope, since: datetime, at: datetime) -> int:
    theirs = reach.reaches(Person.municipality, Person.organisation)
    new = select(func.count()).select_from(Person).where(Person.joined_at > since, Person.joined_at <= at, theirs)
    return session.execute(new).scalar_one()
