"""What becomes of requests for mentors in time: a reminder, the next mentor, a coordinator.

Each step does one request, and says whether there may be more: the clock asks again, and nothing is done twice.
"""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from community import attention, mentor_offers, mentor_questions, mentor_requests, working_days
from community.deadlines import MIDDAY
from community.mentoring_states import WITH_A_MENTOR, OfferState, RequestState, move_offer
from community.notices import Notice
from community.profiles import CommunityProfile
from community.working_days import WAKES
from storage.models import Attention, MentorOffer, MentorRequest
from storage.notifications import notify

_SEARCHED = (RequestState.ASKED.value, RequestState.SEEKING.value)


def remind(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """Whoever is to answer, the mentor or the person who asks, once: on the working day before the last, at midday."""
    soon = _soon(community, now)
    if soon is None:
        return False
    today = datetime.combine(now.astimezone(community.tz).date(), time(), community.tz)
    untold = MentorOffer.reminded_at.is_(None), MentorOffer.answer_by > now, MentorOffer.answer_by <= soon
    found = _due(session, *untold, MentorOffer.asked_at < today)
    if found is None:
        return False
    request, offer = found
    offer.reminded_at = now
    session.flush()
    _tell(session, request, offer, now)
    return True


def lapse(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """A mentor has not answered in time: the next is asked. A person has not: the mentor decides without."""
    found = _due(session, MentorOffer.answer_by <= now)
    if found is None:
        return False
    request, offer = found
    if offer.state == OfferState.CLARIFYING:
        mentor_questions.end_unanswered(session, request, offer, community, now)
    else:
        move_offer(offer, OfferState.EXPIRED)
        mentor_offers.tell_withdrawn(session, offer, now)
        session.flush()
        mentor_offers.go_on(session, request, community, now)
    return True


def give_up(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """A request that has looked long enough is a coordinator's; a card whose term is over is for `lapse`."""
    lapsing = exists().where(MentorOffer.request_id == MentorRequest.id, MentorOffer.state.in_(WITH_A_MENTOR))
    lapsing = lapsing.where(MentorOffer.answer_by <= now)
    late = MentorRequest.closed_at.is_(None), MentorRequest.state.in_(_SEARCHED), MentorRequest.answer_by <= now
    number = session.execute(
        select(MentorRequest.id).where(*late, ~lapsing).order_by(MentorRequest.id).limit(1)
    ).scalar()
    if number is None:
        return False
    mentor_offers.locked(session, number)
    request = session.execute(select(MentorRequest).where(MentorRequest.id == number, *late)).scalar_one_or_none()
    if request is not None:
        mentor_offers.escalate(session, request, community, now)
        mentor_offers.tell_moved(session, request, now)
    return request is not None


def give_terms(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """Requests whose mentor went have come to a coordinator without a calendar at hand: they get the usual term."""
    kind = attention.Kind.MENTOR_REQUEST.value
    waits = Attention.kind == kind, Attention.closed_at.is_(None), Attention.due.is_(None)
    found = select(Attention, MentorRequest.escalated_at).join(MentorRequest, MentorRequest.id == Attention.subject)
    row = session.execute(found.where(*waits).order_by(Attention.id).limit(1).with_for_update(of=Attention)).first()
    if row is not None:
        row[0].due = working_days.answer_by(row[1] or now, community, mentor_offers.COORDINATOR_DAYS)
        session.flush()
    return row is not None


def _soon(community: CommunityProfile, now: datetime) -> datetime | None:
    """Terms that end by then are reminded of now; None: nobody is reminded at such an hour."""
    here = now.astimezone(community.tz)
    if here.hour < WAKES or not working_days.is_working(here.date(), community.calendar):
        return None
    ahead = min(1, community.mentoring.answer_days - 1) if here.hour >= MIDDAY else 0
    return working_days.answer_by(now, community, ahead)


def _tell(session: Session, request: MentorRequest, offer: MentorOffer, now: datetime) -> None:
    until = offer.answer_by
    if offer.state == OfferState.CLARIFYING:
        word = mentor_requests.said_of(session, offer)[-1]
        ids, topic = {mentor_questions.WORD: word.id, "again": True}, f"{Notice.MENTOR_QUESTION}:{word.id}:again"
        notify(session, request.person_id, Notice.MENTOR_QUESTION, ids, now, topic, useful_until=until)
        return
    ids, topic = (
        {"offer": offer.id, "person": request.person_id},
        f"{Notice.MENTOR_ANSWER_DUE}:{offer.id}:{until:%Y-%m-%d}",
    )
    notify(session, offer.mentor_id, Notice.MENTOR_ANSWER_DUE, ids, now, topic, useful_until=until)


def _due(session: Session, *among: ColumnElement[bool]) -> tuple[MentorRequest, MentorOffer] | None:
    """A card that somebody has; it and its request locked, if it is still so when nobody else can change it."""
    wanted = MentorOffer.state.in_(WITH_A_MENTOR), *among
    found = select(MentorOffer.request_id, MentorOffer.id).where(*wanted)
    row = session.execute(found.order_by(MentorOffer.answer_by, MentorOffer.id).limit(1)).first()
    if row is None:
        return None
    request = mentor_offers.locked(session, row.request_id)
    same = select(MentorOffer).where(MentorOffer.id == row.id, *wanted)
    offer = session.execute(same.execution_options(populate_existing=True)).scalar_one_or_none()
    return (request, offer) if offer else None
