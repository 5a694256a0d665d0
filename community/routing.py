"""Which mentors a question goes to: those of its topic who are present and have room, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
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
    had = select(CaseOffer.person_id).where(CaseOffer.case_id == case.id, CaseOffer.state != "ended")
    return _fitting(session, case, community, now, most, Person.id.not_in(had), *among)


def colleagues(
    session: Session, case: Case, community: CommunityProfile, now: datetime, most: int, *among: ColumnElement[bool]
) -> Sequence[Person]:
    """Whom the case may be handed to or assigned, the fittest first; whoever gave it back is not asked again."""
    gone = select(CaseOffer.person_id).where(
        CaseOffer.case_id == case.id, CaseOffer.state.in_(("passed", "lapsed", "handed"))
    )
    others = Person.id != (case.mentor_id or 0)
    return _fitting(session, case, community, now, most, Person.id.not_in(gone), others, *among)


def _fitting(
    session: Session, case: Case, community: CommunityProfile, now: datetime, most: int, *among: ColumnElement[bool]
) -> Sequence[Person]:
    here = now.astimezone(community.tz)
    today = here.replace(hour=0, minute=0, second=0, microsecond=0)
    able, soon = _able(case, now).where(may_see(case), *among), _soon(here)
    ids = session.execute(_idle(able, soon, today).limit(most)).scalars().all()
    if len(ids) < most:
        ids = session.execute(_least_busy(able, soon, today).limit(most)).scalars().all()
    return _in_order(session, ids)


def _idle(able: Select[int], soon: ColumnElement[bool], today: datetime) -> Select[int]:
    """Those whom `_least_busy` names first: mostly there are enough of them, and they are found without counting."""
    at_work = select(Case.mentor_id).where(*_HELD)
    dealt = select(CaseOffer.person_id).where(CaseOffer.offered_at >= today)
    nothing = Person.id.not_in(at_work), Person.id.not_in(dealt)
    return able.where(soon, _MOST_OPEN > 0, *nothing).order_by(Person.id)


def _least_busy(able: Select[int], soon: ColumnElement[bool], today: datetime) -> Select[int]:
    busy, dealt = _number(Case.mentor_id, *_HELD), _number(CaseOffer.person_id, CaseOffer.offered_at >= today)
    at_work, cards = func.coalesce(busy.c.number, 0), func.coalesce(dealt.c.number, 0)
    counted = able.outerjoin(busy, busy.c.person == Person.id).outerjoin(dealt, dealt.c.person == Person.id)
    later = when((soon, 0), else_=1)
    return counted.where(at_work < _MOST_OPEN).order_by(later, at_work, cards, Person.id)


def _in_order(session: Session, ids: Sequence[int]) -> Sequence[Person]:
    people = people_by_id(session, ids)
    return [people[each] for each in ids]


def able(session: Session, case: Case, now: datetime, most: int, *among: ColumnElement[bool]) -> Sequence[Person]:
    """Whoever may answer it at all, the least busy first, whatever topics and numbers they have chosen."""
    busy = _number(Case.mentor_id, *_HELD)
    found = _able(case, now, any_topic=True).outerjoin(busy, busy.c.person == Person.id).where(may_see(case), *among)
    ordered = found.order_by(func.coalesce(busy.c.number, 0), Person.id).limit(most)
    return _in_order(session, session.execute(ordered).scalars().all())


def _able(case: Case, now: datetime, any_topic: bool = False) -> Select[int]:
    """Who is present and answers questions of the topic; support is for those named for it, or who stand in."""
    wishes = Responder.person_id == Person.id
    if case.is_support:
        found = select(Person.id).outerjoin(Responder, wishes)
        return found.where(_present(now), Person.id.in_(answers_support()))
    chosen = cast(Responder.topics, String)
    fits = or_(Responder.id.is_(None), chosen == "[]", chosen.contains(f'"{case.topic}"', autoescape=True))
    found = (
        select(Person.id).select_from(Mentor).join(Person, Person.id == Mentor.person_id).outerjoin(Responder, wishes)
    )
    here = Mentor.ended_at.is_(None), Mentor.paused_at.is_(None), _present(now)
    return found.where(*here, true() if any_topic else fits)


def _present(now: datetime) -> ColumnElement[bool]:
    back = or_(Person.paused_at.is_(None), Person.paused_until <= now)
    ready = or_(Responder.paused_until.is_(None), Responder.paused_until <= now)
    banned = select(Ban.person_id).where(bans.is_active(now))
    return and_(Person.joined_at.is_not(None), back, ready, Person.id.not_in(banned))


def _soon(here: datetime) -> ColumnElement[bool]:
    """Those whose next card comes soon: after `paces`, as far as a database can tell."""
    free = or_(Responder.id.is_(None), ~cast(Responder.days_off, String).contains(f'"{here.weekday()}"'))
    first, last = here.hour, here.hour + SOON // timedelta(hours=1)
    after_lessons = Responder.pace == Pace.AFTER_LESSONS.value
    daily = and_(Responder.pace == Pace.DAILY.value, Responder.hour > first, Responder.hour <= last)
    lessons_over = last >= paces.LESSONS_END and first < paces.EVENING
    now = or_(func.coalesce(Responder.pace, "at_once") == "at_once", daily, after_lessons if lessons_over else daily)
    return and_(free, now)


def _number(person: InstrumentedAttribute[Any], *among: ColumnElement[bool]) -> Subquery:
    """How many rows each person has."""
    counted = select(person.label("person"), func.count().label("number")).where(*among)
    return counted.group_by(person).subquery()


def may_see(case: Case | type[Case]) -> ColumnElement[bool]:
    """Of people: whether they may learn of the case at all. With the class itself: of any case of the statement."""
    if isinstance(case, Case) and not (case.is_support or case.hides_municipality or case.hides_organisation):
        return Person.id.is_distinct_from(case.asker_id)
    asks = Person.id.is_not_distinct_from(_of(case.asker_id))
    support = _of(case.is_support) if isinstance(case, Case) else Case.is_support
    return and_(~asks, is_apart(case), or_(~support, Person.id.in_(answers_support())))


def is_apart(case: Case | type[Case]) -> ColumnElement[bool]:
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


def _is_near(person: type[Person], case: Case | type[Case]) -> ColumnElement[bool]:
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
    return value if isinstance(value, InstrumentedAttribute) else literal(value)


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
