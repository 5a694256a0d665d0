"""Which mentors a question goes to: those of its topic who are present and have room, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy import case as when
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from community import bans, paces, talks
from community.notices import Notice
from community.paces import Pace
from community.profiles import CommunityProfile
from community.quiet import quiet_hours
from community.roles import RIGHTS, Right
from community.talks import TALK
from community.working_days import awake_after
from storage.models import Ban, Case, CaseOffer, Grant, Mentor, Person, Responder, StandIn
from storage.notifications import notify
from storage.people import people_by_id

WAVE = 3  # mentors who get a card at once
HOURS_BETWEEN_WAVES = 3  # of daytime
MOST_OPEN = 3  # cases of a mentor, unless they have chosen another number
SOON = timedelta(hours=3)  # whoever wants questions later than that comes after those who take them now
_AT_WORK = ("taken", "asked")
_HELD = Case.mentor_id.is_not(None), Case.closed_at.is_(None), Case.state.in_(_AT_WORK)
_MOST_OPEN = func.coalesce(Responder.most_open, MOST_OPEN)
_SEARCHED = ("searching", "coordinator")
_MAY_TAKE_SUPPORT = [role.value for role, rights in RIGHTS.items() if Right.ANSWER_SUPPORT in rights]


def begin(session: Session, case: Case, community: CommunityProfile, now: datetime) -> bool:
    """The first wave; False where there is nobody to ask."""
    case.wave = 0
    return next_wave(session, case, community, now)


def next_wave(session: Session, case: Case, community: CommunityProfile, now: datetime) -> bool:
    """Cards for the next mentors, now or at the hour they have chosen; False when nobody is left to wait for."""
    chosen = candidates(session, case, community, now, WAVE)
    first = _latest_card(session, case, now)
    if chosen:
        case.wave += 1
        first = min(_offer(session, case, person, community, now) for person in chosen)
    case.next_wave_at = awake_after(first, HOURS_BETWEEN_WAVES, community.tz) if first else None
    session.flush()
    return first is not None


def _latest_card(session: Session, case: Case, now: datetime) -> datetime | None:
    """When the last of those comes that wait for their hour still."""
    waits = CaseOffer.case_id == case.id, CaseOffer.state == "waiting", CaseOffer.due > now
    return session.execute(select(CaseOffer.due).where(*waits).order_by(CaseOffer.due.desc()).limit(1)).scalar()


def _offer(session: Session, case: Case, person: Person, community: CommunityProfile, now: datetime) -> datetime:
    responder = session.execute(select(Responder).where(Responder.person_id == person.id)).scalar_one_or_none()
    quiet = quiet_hours(person.quiet_from, person.quiet_to, community)
    due = paces.arrives(paces.wishes_of(responder, quiet), now, community.tz)
    offer = offer_of(session, case, person.id) or CaseOffer(case_id=case.id, person_id=person.id)
    offer.state, offer.wave, offer.due, offer.offered_at = "waiting", case.wave, due, None
    session.add(offer)
    if due <= now:
        show_card(session, case, offer, now)
    return due


def show_card(session: Session, case: Case, offer: CaseOffer, now: datetime) -> None:
    offer.state, offer.offered_at = "offered", now
    ids = {TALK: talks.of_case(session, case).id, "case": case.id}
    notify(session, offer.person_id, Notice.CASE_CARD, ids, now, f"case:{case.id}:{now.timestamp():.0f}")


def offer_of(session: Session, case: Case, person: int) -> CaseOffer | None:
    mine = CaseOffer.case_id == case.id, CaseOffer.person_id == person
    return session.execute(select(CaseOffer).where(*mine)).scalar_one_or_none()


def candidates(
    session: Session, case: Case, community: CommunityProfile, now: datetime, most: int, *among: ColumnElement[bool]
) -> Sequence[Person]:
    """Those who can be asked soon, the least busy first; nobody whose card was shown in vain or passed on."""
    return _fitting(session, case, Whom.ASKED, community, now, most, *among)


def colleagues(
    session: Session, case: Case, community: CommunityProfile, now: datetime, most: int, *among: ColumnElement[bool]
) -> Sequence[Person]:
    """Whom the case may be handed to or assigned, the fittest first; whoever gave it back is not asked again."""
    return _fitting(session, case, Whom.HANDED, community, now, most, *among)


def _fitting(
    session: Session,
    case: Case,
    whom: Whom,
    community: CommunityProfile,
    now: datetime,
    most: int,
    *among: ColumnElement[bool],
) -> Sequence[Person]:
    kind, asked = _Kind.of(case), _said(case, now, now.astimezone(community.tz)) | {"most": most}
    ids = session.execute(_idle(kind, whom).where(*among), asked).scalars().all()
    if len(ids) < most:
        ids = session.execute(_least_busy(kind, whom).where(*among), asked).scalars().all()
    return _in_order(session, ids)


def _in_order(session: Session, ids: Sequence[int]) -> Sequence[Person]:
    people = people_by_id(session, ids) if ids else {}
    return [people[each] for each in ids]


def able(session: Session, case: Case, now: datetime, most: int, *among: ColumnElement[bool]) -> Sequence[Person]:
    """Whoever may answer it at all, the least busy first, whatever topics and numbers they have chosen."""
    asked = _said(case, now, now) | {"most": most}
    found = session.execute(_whoever(_Kind.of(case)).where(*among), asked)
    return _in_order(session, found.scalars().all())


class Whom(StrEnum):
    """Those who are asked by a card, or those whom somebody hands the case to."""

    ASKED = "asked"
    HANDED = "handed"


class _Kind(NamedTuple):
    """What a question's statements depend on. Each is written once: that takes longer than asking it."""

    support: bool
    hides: bool

    @classmethod
    def of(cls, case: Case) -> Self:
        return cls(bool(case.is_support), bool(case.hides_municipality or case.hides_organisation))


class _AnyCase:
    """In place of a case where a statement is written: `_said` is what the case has to say."""

    asker_id = bindparam("asker", type_=BigInteger())
    hides_municipality = bindparam("municipality", type_=String())
    hides_organisation = bindparam("organisation", type_=String())


def _said(case: Case, now: datetime, here: datetime) -> dict[str, Any]:
    """`here`: the same moment where the community is."""
    first, last = here.hour, here.hour + SOON // timedelta(hours=1)
    return {
        "case": case.id,
        "asker": case.asker_id,
        "mentor": case.mentor_id or 0,
        "municipality": case.hides_municipality,
        "organisation": case.hides_organisation,
        "topic": f'"{case.topic}"',
        "now": now,
        "today": here.replace(hour=0, minute=0, second=0, microsecond=0),
        "weekday": f'"{here.weekday()}"',
        "first": first,
        "last": last,
        "lessons_over": last >= paces.LESSONS_END and first < paces.EVENING,
    }


_NOW: Any = bindparam("now")
_HAD = select(CaseOffer.person_id).where(CaseOffer.case_id == bindparam("case"))
_GAVE_BACK = _HAD.where(CaseOffer.state.in_(("passed", "lapsed", "handed")))
_LEFT = {
    Whom.ASKED: Person.id.not_in(_HAD.where(CaseOffer.state != "ended")),
    Whom.HANDED: and_(Person.id.not_in(_GAVE_BACK), Person.id != bindparam("mentor", type_=BigInteger())),
}
_MOST: Any = bindparam("most", type_=Integer())
_DEALT = CaseOffer.offered_at >= bindparam("today")


@cache
def _idle(kind: _Kind, whom: Whom) -> Select[int]:
    """Those whom `_least_busy` names first: mostly there are enough of them, and they are found without counting."""
    nothing = Person.id.not_in(select(Case.mentor_id).where(*_HELD))
    no_card = Person.id.not_in(select(CaseOffer.person_id).where(_DEALT))
    idle = _able(kind).where(_LEFT[whom], _soon(), _MOST_OPEN > 0, nothing, no_card)
    return idle.order_by(Person.id).limit(_MOST)


@cache
def _least_busy(kind: _Kind, whom: Whom) -> Select[int]:
    busy, dealt = _number(Case.mentor_id, *_HELD), _number(CaseOffer.person_id, _DEALT)
    at_work, cards = func.coalesce(busy.c.number, 0), func.coalesce(dealt.c.number, 0)
    counted = _able(kind).outerjoin(busy, busy.c.person == Person.id).outerjoin(dealt, dealt.c.person == Person.id)
    later = when((_soon(), 0), else_=1)
    fitting = counted.where(_LEFT[whom], at_work < _MOST_OPEN)
    return fitting.order_by(later, at_work, cards, Person.id).limit(_MOST)


@cache
def _whoever(kind: _Kind) -> Select[int]:
    busy = _number(Case.mentor_id, *_HELD)
    found = _able(kind, any_topic=True).outerjoin(busy, busy.c.person == Person.id)
    return found.order_by(func.coalesce(busy.c.number, 0), Person.id).limit(_MOST)


def _able(kind: _Kind, any_topic: bool = False) -> Select[int]:
    """Who is present, may see it and answers questions of the topic; support is for those named for it."""
    wishes, seen = Responder.person_id == Person.id, _may_see(_AnyCase, kind)
    if kind.support:
        return select(Person.id).outerjoin(Responder, wishes).where(_present(_NOW), seen)
    chosen = cast(Responder.topics, String)
    fits = or_(Responder.id.is_(None), chosen == "[]", chosen.contains(bindparam("topic")))
    found = (
        select(Person.id).select_from(Mentor).join(Person, Person.id == Mentor.person_id).outerjoin(Responder, wishes)
    )
    here = Mentor.ended_at.is_(None), Mentor.paused_at.is_(None), _present(_NOW)
    return found.where(*here, true() if any_topic else fits, seen)


def _present(now: datetime) -> ColumnElement[bool]:
    back = or_(Person.paused_at.is_(None), Person.paused_until <= now)
    ready = or_(Responder.paused_until.is_(None), Responder.paused_until <= now)
    banned = select(Ban.person_id).where(bans.is_active(now))
    return and_(Person.joined_at.is_not(None), back, ready, Person.id.not_in(banned))


def _soon() -> ColumnElement[bool]:
    """Those whose next card comes soon: after `paces`, as far as a database can tell."""
    free = or_(Responder.id.is_(None), ~cast(Responder.days_off, String).contains(bindparam("weekday")))
    at_once = func.coalesce(Responder.pace, "at_once") == "at_once"
    after_lessons = and_(Responder.pace == Pace.AFTER_LESSONS.value, bindparam("lessons_over", type_=Boolean()))
    within = Responder.hour > bindparam("first"), Responder.hour <= bindparam("last")
    return and_(free, or_(at_once, after_lessons, and_(Responder.pace == Pace.DAILY.value, *within)))


def _number(person: InstrumentedAttribute[Any], *among: ColumnElement[bool]) -> Subquery:
    """How many rows each person has."""
    counted = select(person.label("person"), func.count().label("number")).where(*among)
    return counted.group_by(person).subquery()


def may_see(case: Case | type[Case]) -> ColumnElement[bool]:
    """Of people: whether they may learn of the case at all. With the class itself: of any case of the statement."""
    if isinstance(case, Case):
        return _may_see(case, _Kind.of(case))
    apart = _may_see(case, _Kind(support=False, hides=True))
    return and_(apart, or_(~Case.is_support, Person.id.in_(answers_support())))


def _may_see(case: Case | type[Case | _AnyCase], kind: _Kind) -> ColumnElement[bool]:
    others = Person.id.is_distinct_from(_of(case.asker_id))
    if kind.support:
        return and_(others, is_apart(case), Person.id.in_(answers_support()))
    return and_(others, is_apart(case)) if kind.hides else others


def is_apart(case: Case | type[Case | _AnyCase]) -> ColumnElement[bool]:
    """Of people: nobody the case is hidden from, neither by place, nor by a role there, nor standing in for such."""
    replaced = aliased(Person)
    stands_in = (
        select(StandIn.id)
        .join(replaced, replaced.id == StandIn.person_id)
        .where(StandIn.stand_in_id == Person.id, StandIn.ended_at.is_(None), _is_near(replaced, case))
        .correlate(Person, Case)
        .exists()
    )
    return ~or_(_is_near(Person, case), stands_in)


def seen_by(person: Person) -> ColumnElement[bool]:
    """Of cases: whether the person may learn of them."""
    return select(Person.id).where(Person.id == person.id, may_see(Case)).correlate(Case).exists()


def counted_for(person: Person) -> ColumnElement[bool]:
    """Of cases: whether they may be in a number that the person reads."""
    return select(Person.id).where(Person.id == person.id, is_apart(Case)).correlate(Case).exists()


def _is_near(person: type[Person], case: Case | type[Case | _AnyCase]) -> ColumnElement[bool]:
    town, school = _of(case.hides_municipality), _of(case.hides_organisation)
    here = or_(Grant.municipality == town, Grant.organisation == school)
    holds = select(Grant.id).where(Grant.person_id == person.id, here).correlate(person, Person, Case).exists()
    lives = func.coalesce(or_(person.municipality == town, person.organisation == school), False)
    return or_(lives, holds)


def answers_support() -> Select[int]:
    """Who is named for it, or stands in for such."""
    holders = select(Grant.person_id).where(Grant.role.in_(_MAY_TAKE_SUPPORT))
    standing = StandIn.person_id.in_(holders), StandIn.ended_at.is_(None)
    either = union(holders, select(StandIn.stand_in_id).where(*standing)).subquery()
    return select(either.c.person_id)


def _of(value: Any) -> Any:
    """A column, or what a row says; nothing equals what it does not say."""
    return value if isinstance(value, InstrumentedAttribute | BindParameter) else literal(value)


def may_take(session: Session, case: Case, mentor: Person) -> bool:
    may = [Person.id == mentor.id, Person.joined_at.is_not(None), may_see(case)]
    if not case.is_support:
        may.append(exists().where(Mentor.person_id == Person.id, Mentor.ended_at.is_(None)))
    return session.execute(select(Person.id).where(*may)).first() is not None


def search_again(session: Session, case: Case, left: str, now: datetime) -> None:
    """Nobody answers the locked case any more; the clock looks for the next. `left`: what became of the card."""
    if case.mentor_id is not None:
        offer = offer_of(session, case, case.mentor_id) or CaseOffer(case_id=case.id, person_id=case.mentor_id, due=now)
        offer.state = left
        session.add(offer)
    case.state, case.mentor_id, case.taken_at = "searching", None, None
    case.answer_by = case.reminded_at = None
    case.next_wave_at = now
    session.flush()


def release(session: Session, person: Person, now: datetime) -> None:
    """What somebody who pauses or goes has not answered yet is for others; no card waits for them."""
    held = select(Case.id).where(Case.mentor_id == person.id, Case.state.in_(_AT_WORK)).order_by(Case.id)
    for number in session.execute(held).scalars().all():
        found = session.get_one(Case, number, with_for_update=True, populate_existing=True)
        if found.mentor_id == person.id and found.state in _AT_WORK:
            search_again(session, found, "passed", now)
            tell_asker(session, found, now)
    waits = CaseOffer.person_id == person.id, CaseOffer.state.in_(("waiting", "offered", "handed"))
    for offer in session.execute(select(CaseOffer).where(*waits)).scalars():
        offer.state = "ended"
    session.flush()


def tell_asker(session: Session, case: Case, now: datetime) -> None:
    """That somebody else is looked for, or answers."""
    if case.asker_id is not None:
        ids = {"case": case.id, "state": case.state, "mentor": case.mentor_id}
        notify(
            session,
            case.asker_id,
            Notice.CASE_MOVED,
            ids,
            now,
            f"case-moved:{case.id}:{case.state}:{now.timestamp():.3f}",
        )
