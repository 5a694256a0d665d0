"""What becomes of cases in time: cards at the hour chosen, next mentors, reminders, answers that do not come.

Each step does one case, and says whether there may be more: the clock asks again, and nothing is done twice.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from community import consultations, mentors, pauses, routing, working_days
from community.consultations import ANSWER_DAYS, State
from community.notices import Notice
from community.profiles import CommunityProfile
from storage.models import Case, CaseOffer, Person, Responder
from storage.notifications import notify

MIDDAY = 13  # a reminder comes in the middle of the term: at this hour of the day before the last
MOST_LAPSED = 2  # mentors who did not answer in time, before a coordinator sees to it
_SEARCHED = (State.SEARCHING.value, State.COORDINATOR.value)


def deal(session: Session, now: datetime) -> bool:
    """The cards of one mentor whose hour has come: one by itself, several as one message."""
    due = CaseOffer.state == "waiting", CaseOffer.due <= now
    person = session.execute(select(CaseOffer.person_id).where(*due).order_by(CaseOffer.due).limit(1)).scalar()
    if person is None:
        return False
    mine = select(CaseOffer.case_id).where(*due, CaseOffer.person_id == person).order_by(CaseOffer.case_id)
    shown = []
    for case in [consultations.locked(session, number) for number in session.execute(mine).scalars().all()]:
        offer = routing.offer_of(session, case, person)
        if offer is not None and offer.state == "waiting":
            offer.state = "offered" if case.state in _SEARCHED else "ended"
            offer.offered_at = now
            shown += [(case, offer)] if offer.state == "offered" else []
    session.flush()
    if len(shown) == 1:
        routing.show_card(session, *shown[0], now)
    elif shown:
        ids = {"person": person, "at": now.isoformat()}
        notify(session, person, Notice.CASE_BATCH, ids, now, f"{Notice.CASE_BATCH}:{now.timestamp():.0f}")
    return True


def ask_next(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """The next wave of one case; when nobody is left, a coordinator sees to it."""
    case = _due(session, Case.next_wave_at, State.SEARCHING, now)
    if case is None:
        return False
    lapsed = CaseOffer.case_id == case.id, CaseOffer.state == "lapsed"
    tried = session.execute(select(func.count()).select_from(CaseOffer).where(*lapsed)).scalar_one()
    if tried >= MOST_LAPSED or not routing.next_wave(session, case, community, now):
        _escalate(session, case, now)
    return True


def give_up(session: Session, now: datetime) -> bool:
    """A question that nobody has taken in its time is the coordinator's."""
    case = _due(session, Case.answer_by, State.SEARCHING, now)
    if case is not None:
        _escalate(session, case, now)
    return case is not None


def set_term(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """By when a mentor who has a case should answer; of one who is away or gone the next are asked."""
    fresh = Case.state == State.TAKEN.value, Case.answer_by.is_(None)
    number = session.execute(select(Case.id).where(*fresh).order_by(Case.id).limit(1)).scalar()
    if number is None:
        return False
    case = consultations.locked(session, number)
    if case.state == State.TAKEN.value and case.answer_by is None:
        if _is_there(session, case, now):
            case.answer_by = term(case, community, now)
        else:
            routing.search_again(session, case, "passed", now)
            routing.tell_asker(session, case, now)
    session.flush()
    return True


def term(case: Case, community: CommunityProfile, now: datetime) -> datetime:
    """What is set, or will be."""
    return case.answer_by or working_days.answer_by(now, community, ANSWER_DAYS)


def remind(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """One mentor, in the middle of the term, once."""
    soon = working_days.answer_by(now, community, ANSWER_DAYS // 2 if _is_past_midday(community, now) else 0)
    untold = Case.reminded_at.is_(None), Case.answer_by > now
    case = _due(session, Case.answer_by, State.TAKEN, soon, *untold)
    if case is None or case.mentor_id is None:
        return False
    case.reminded_at = now
    ids = {"case": case.id, "mentor": case.mentor_id}
    topic = f"{Notice.CASE_ANSWER_DUE}:{case.id}:{case.answer_by:%Y-%m-%d}"
    notify(session, case.mentor_id, Notice.CASE_ANSWER_DUE, ids, now, topic, useful_until=case.answer_by)
    session.flush()
    return True


def _is_past_midday(community: CommunityProfile, now: datetime) -> bool:
    here = now.astimezone(community.tz)
    return here.hour >= MIDDAY and working_days.is_working(here.date(), community.calendar)


def lapse(session: Session, now: datetime) -> bool:
    """One case that was not answered in time is for others; both are told."""
    case = _due(session, Case.answer_by, State.TAKEN, now)
    if case is None:
        return False
    mentor = case.mentor_id
    routing.search_again(session, case, "lapsed", now)
    if mentor is not None:
        topic = f"{Notice.CASE_LAPSED}:{case.id}:{now.timestamp():.0f}"
        notify(session, mentor, Notice.CASE_LAPSED, {"case": case.id}, now, topic)
    routing.tell_asker(session, case, now)
    return True


def _due(
    session: Session,
    by: InstrumentedAttribute[datetime | None],
    state: State,
    now: datetime,
    *among: ColumnElement[bool],
) -> Case | None:
    """One case, locked, if it is still so when nobody else can change it."""
    wanted = [Case.state == state.value, by <= now, *among]
    number = session.execute(select(Case.id).where(*wanted).order_by(Case.id).limit(1)).scalar()
    if number is None:
        return None
    consultations.locked(session, number)
    return session.execute(select(Case).where(Case.id == number, *wanted)).scalar_one_or_none()


def _escalate(session: Session, case: Case, now: datetime) -> None:
    consultations.escalate(session, case, now)
    session.flush()
    routing.tell_asker(session, case, now)


def _is_there(session: Session, case: Case, now: datetime) -> bool:
    mentor = session.get(Person, case.mentor_id) if case.mentor_id else None
    if mentor is None or mentor.joined_at is None or pauses.is_taken(mentor, now):
        return False
    wishes = session.execute(select(Responder).where(Responder.person_id == mentor.id)).scalar_one_or_none()
    if wishes and wishes.paused_until and wishes.paused_until > now:
        return False
    row = mentors.of(session, mentor)
    return case.is_support or (row is not None and row.ended_at is None and row.paused_at is None)
