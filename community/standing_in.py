"""A holder of a role names a colleague who acts with it until a day. Ownership is never lent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from community import audit, roles
from community.choices import plain
from community.members import members_named, named
from community.notices import Notice
from community.refusals import DayRefused, MemberGone, NotAllowed, NothingToLend, StandInForOneself
from community.roles import Right, Role
from storage.models import Grant, Person, StandIn
from storage.notifications import notify
from storage.people import people_by_id

LONGEST = timedelta(days=366)
MOST = 5


def lent_by(session: Session, actor: Person) -> list[Grant]:
    """The roles of one's own that a stand-in gets. Raises `NothingToLend`."""
    mine = select(Grant).where(Grant.person_id == actor.id, Grant.role != Role.OWNER.value).order_by(Grant.id)
    found = list(session.execute(mine).scalars())
    if not found:
        raise NothingToLend
    return found


def lends(session: Session, person: Person) -> bool:
    try:
        return bool(lent_by(session, person))
    except NothingToLend:
        return False


def may_last_until(day: date, today: date) -> bool:
    return today < day <= today + LONGEST


def end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def last_day(stand_in: StandIn, zone: tzinfo) -> date:
    return (stand_in.until.astimezone(zone) - timedelta(days=1)).date()


def name_stand_in(
    session: Session, actor: Person, colleague_id: int, day: date, zone: tzinfo, now: datetime
) -> StandIn:
    """One at a time: naming another ends the former. A second press changes nothing."""
    lent_by(session, actor)
    if not may_last_until(day, now.astimezone(zone).date()):
        raise DayRefused
    if colleague_id == actor.id:
        raise StandInForOneself
    colleague = _joined(session, colleague_id)
    current = standing_in_for(session, actor, now)
    if current and (current.stand_in_id, current.until) == (colleague.id, end_of(day, zone)):
        return current
    if current:
        _end(session, current, actor, now, tell=current.stand_in_id != colleague.id)
    return _name(session, actor, colleague, end_of(day, zone), now)


def end_stand_in(session: Session, actor: Person, stand_in_id: int, now: datetime) -> StandIn:
    """By either of the two, as often as they like."""
    found = session.get(StandIn, stand_in_id, with_for_update=True)
    if found is None or actor.id not in {found.person_id, found.stand_in_id}:
        raise NotAllowed
    if found.ended_at is None:
        _end(session, found, actor, now)
    return found


def standing_in_for(session: Session, person: Person, now: datetime) -> StandIn | None:
    mine = StandIn.person_id == person.id, *_in_force(now)
    return session.execute(select(StandIn).where(*mine).order_by(StandIn.id.desc())).scalars().first()


def stand_ins(session: Session, person: Person, now: datetime) -> list[StandIn]:
    """Those in force, either way."""
    mine = or_(StandIn.person_id == person.id, StandIn.stand_in_id == person.id)
    return list(session.execute(select(StandIn).where(mine, *_in_force(now)).order_by(StandIn.id)).scalars())


def people_of(session: Session, found: Iterable[StandIn]) -> dict[int, Person]:
    ids = {number for stand_in in found for number in (stand_in.person_id, stand_in.stand_in_id)}
    return people_by_id(session, ids)


def colleagues(session: Session, actor: Person, typed: str, now: datetime, most: int = MOST) -> list[Person]:
    """Whom the letters may mean: who may see people, by a part of the name; others have to know all of it."""
    lent_by(session, actor)
    if Right.SEE_PEOPLE in roles.rights_of(session, actor, now):
        found = members_named(session, actor, Right.SEE_PEOPLE, typed, now, most + 1)
    else:
        near = named(session, typed, most + 1, Person.joined_at.is_not(None))
        found = [person for person in near if {*plain(typed).split()} >= {*plain(person.name or "").split()}]
    return [person for person in found if person.id != actor.id][:most]


def colleague(session: Session, actor: Person, colleague_id: int, typed: str, now: datetime) -> Person:
    """The one chosen: within reach, or found by the name typed; a number alone tells nobody's name."""
    if colleague_id == actor.id:
        raise StandInForOneself
    person = _joined(session, colleague_id)
    near = colleagues(session, actor, typed, now)
    if person in near or roles.reaches(session, actor, Right.SEE_PEOPLE, person, now):
        return person
    raise NotAllowed


def end_due(session: Session, now: datetime, most: int) -> bool:
    """Ends what is over; False when nothing is left."""
    due = select(StandIn).where(StandIn.ended_at.is_(None), StandIn.until <= now).order_by(StandIn.id).limit(most)
    ended = list(session.execute(due.with_for_update(skip_locked=True)).scalars())
    for stand_in in ended:
        _end(session, stand_in, None, now)
    return bool(ended)


def end_all(session: Session, person: Person, by: Person, now: datetime) -> None:
    """Either way, for who leaves."""
    for stand_in in stand_ins(session, person, now):
        _end(session, stand_in, by, now, gone=person.id)


def _in_force(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return StandIn.ended_at.is_(None), StandIn.until > now


def _joined(session: Session, person_id: int) -> Person:
    found = session.get(Person, person_id)
    if found is None or found.joined_at is None:
        raise MemberGone
    return found


def _name(session: Session, actor: Person, colleague: Person, until: datetime, now: datetime) -> StandIn:
    stand_in = StandIn(person_id=actor.id, stand_in_id=colleague.id, until=until, created_at=now)
    session.add(stand_in)
    session.flush()
    audit.note(session, audit.Action.STAND_IN_NAMED, now, actor=actor, subject=colleague)
    topic = f"{Notice.STAND_IN_NAMED}:{stand_in.id}:{now.timestamp():.0f}"
    notify(session, colleague.id, Notice.STAND_IN_NAMED, {"stand_in": stand_in.id}, now, topic)
    return stand_in


def _end(
    session: Session, stand_in: StandIn, actor: Person | None, now: datetime, tell: bool = True, gone: int | None = None
) -> None:
    """`gone`: who leaves, and need not be told."""
    stand_in.ended_at = now
    colleague = session.get(Person, stand_in.stand_in_id)
    action = audit.Action.STAND_IN_ENDED if actor else audit.Action.STAND_IN_OVER
    audit.note(session, action, now, actor=actor, subject=colleague)
    topic = f"{Notice.STAND_IN_ENDED}:{stand_in.id}:{now.timestamp():.0f}"
    for person in {stand_in.person_id, stand_in.stand_in_id} - {actor.id if actor else None, gone}:
        if tell and person is not None:
            ids = {"stand_in": stand_in.id, "lender": person == stand_in.person_id}
            notify(session, person, Notice.STAND_IN_ENDED, ids, now, topic)
    session.flush()
