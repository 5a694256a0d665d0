"""Whom a request for a mentor goes to: one after the other in its order, then to a coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from community import attention, matching, working_days
from community.matching import Match, Wish
from community.mentoring_profile import MentoringGround
from community.mentoring_states import (
    OPEN_REQUESTS,
    WITH_A_MENTOR,
    OfferState,
    RequestState,
    move_offer,
    move_request,
)
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import MentorRequestGone
from storage.models import Mentor, MentorOffer, MentorRequest, Person
from storage.notifications import notify

COORDINATOR_DAYS = 2  # working days in which a coordinator should have chosen


def locked(session: Session, request_id: int) -> MentorRequest:
    """The request, which nobody else changes meanwhile. Raises `MentorRequestGone`."""
    found = session.get(MentorRequest, request_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise MentorRequestGone
    return found


def of_request(session: Session, request: MentorRequest) -> Sequence[MentorOffer]:
    found = select(MentorOffer).where(MentorOffer.request_id == request.id).order_by(MentorOffer.position)
    return session.execute(found.execution_options(populate_existing=True)).scalars().all()


def queue(session: Session, request: MentorRequest, matches: Sequence[Match]) -> None:
    """Behind those whom the locked request names already."""
    named = select(func.count()).select_from(MentorOffer).where(MentorOffer.request_id == request.id)
    first = session.execute(named).scalar_one()
    for position, match in enumerate(matches, first + 1):
        offer = MentorOffer(request_id=request.id, mentor_id=match.person_id, position=position)
        offer.state, offer.reasons = OfferState.QUEUED.value, match.reasons
        session.add(offer)
    session.flush()


def ask_next(session: Session, request: MentorRequest, community: CommunityProfile, now: datetime) -> bool:
    """The next of the locked request who can still be asked gets the card; False where there is none."""
    for offer in of_request(session, request):
        if offer.state != OfferState.QUEUED:
            continue
        if _can_be_asked(session, request, offer.mentor_id, community, now):
            ask(session, request, offer, community, now)
            return True
        move_offer(offer, OfferState.WITHDRAWN)
    session.flush()
    return False


def ask(
    session: Session, request: MentorRequest, offer: MentorOffer, community: CommunityProfile, now: datetime
) -> None:
    """The mentor gets the card of the locked request; the whole search lasts no longer for it."""
    move_offer(offer, OfferState.ASKED)
    last = request.answer_by if request.answer_by and request.answer_by > now else None
    own = working_days.answer_by(now, community, community.mentoring.answer_days)
    offer.asked_at, offer.answer_by = now, min(own, last or own)
    offer.reminded_at = offer.answered_at = offer.reason = None
    session.flush()
    ids = {"offer": offer.id, "person": request.person_id}
    topic = f"{Notice.MENTOR_ASKED}:{offer.id}:{now.timestamp():.0f}"
    notify(session, offer.mentor_id, Notice.MENTOR_ASKED, ids, now, topic)


def go_on(session: Session, request: MentorRequest, community: CommunityProfile, now: datetime) -> None:
    """Nobody has the card of the locked request any more: the next is asked, or a coordinator; the person is told."""
    late = request.answer_by is not None and request.answer_by <= now
    if late or request.refusals >= community.mentoring.refusals or not ask_next(session, request, community, now):
        escalate(session, request, community, now)
    else:
        move_request(request, RequestState.SEEKING)
        session.flush()
    tell_moved(session, request, now)


def escalate(session: Session, request: MentorRequest, community: CommunityProfile, now: datetime) -> None:
    """A coordinator is to choose; who was still to be asked is not."""
    withdraw_all(session, request, now)
    move_request(request, RequestState.COORDINATOR)
    request.escalated_at = now
    session.flush()
    person = session.get_one(Person, request.person_id)
    due = working_days.answer_by(now, community, COORDINATOR_DAYS)
    attention.open_(session, attention.Kind.MENTOR_REQUEST, request.id, person, now, due)


def tell_moved(session: Session, request: MentorRequest, now: datetime) -> None:
    """The person who asks: that somebody else is looked for."""
    ids = {"request": request.id, "state": request.state}
    topic = f"{Notice.MENTOR_REQUEST_MOVED}:{request.id}:{request.state}:{now.timestamp():.3f}"
    notify(session, request.person_id, Notice.MENTOR_REQUEST_MOVED, ids, now, topic)


def tell_withdrawn(session: Session, offer: MentorOffer, now: datetime) -> None:
    """Whoever had the card: that there is nothing to answer any more."""
    topic = f"{Notice.MENTOR_REQUEST_WITHDRAWN}:{offer.id}:{now.timestamp():.0f}"
    notify(session, offer.mentor_id, Notice.MENTOR_REQUEST_WITHDRAWN, {"offer": offer.id}, now, topic)


def withdraw_all(session: Session, request: MentorRequest, now: datetime) -> None:
    """Nobody is to answer the locked request any more; whoever has the card is told."""
    for offer in of_request(session, request):
        if offer.state in WITH_A_MENTOR:
            tell_withdrawn(session, offer, now)
        if offer.state in (OfferState.QUEUED, *WITH_A_MENTOR):
            move_offer(offer, OfferState.WITHDRAWN)
    session.flush()


def release(session: Session, person: Person, asked_by: Person | None = None) -> None:
    """What waits for a mentor who pauses or goes, or only that of one who asks, is for others: the clock goes on."""
    session.flush()
    mine = [MentorOffer.mentor_id == person.id, MentorOffer.state.in_((OfferState.QUEUED.value, *WITH_A_MENTOR))]
    mine += [MentorRequest.person_id == asked_by.id] if asked_by else []
    named = select(MentorOffer.request_id).join(MentorRequest, MentorRequest.id == MentorOffer.request_id)
    numbers = named.where(*mine).order_by(MentorOffer.request_id)
    for number in session.execute(numbers).scalars().all():
        request = locked(session, number)
        for offer in of_request(session, request):
            if offer.mentor_id == person.id and offer.state in (OfferState.QUEUED, *WITH_A_MENTOR):
                had_it = offer.state in WITH_A_MENTOR
                move_offer(offer, OfferState.WITHDRAWN)
                if had_it:
                    move_request(request, RequestState.SEEKING)
    session.flush()


def go_on_with_one(session: Session, community: CommunityProfile, now: datetime) -> bool:
    """A request that is with nobody; False where there is none."""
    held = exists().where(MentorOffer.request_id == MentorRequest.id, MentorOffer.state.in_(WITH_A_MENTOR))
    lost = MentorRequest.state == RequestState.SEEKING.value, MentorRequest.closed_at.is_(None), ~held
    number = session.execute(select(MentorRequest.id).where(*lost).order_by(MentorRequest.id).limit(1)).scalar()
    if number is None:
        return False
    locked(session, number)
    request = session.execute(select(MentorRequest).where(MentorRequest.id == number, *lost)).scalar_one_or_none()
    if request is not None:
        go_on(session, request, community, now)
    return request is not None


def wish_of(request: MentorRequest, person: Person) -> Wish:
    return Wish(request.ground, request.topic, request.competence, request.format, person.municipality)


def ground_of(slug: str, community: CommunityProfile) -> MentoringGround:
    """Of a ground that the profile has dropped nothing is asked."""
    known = community.mentoring.ground(slug)
    return known or community.mentoring.grounds[0].model_copy(update={"must_match": False})


def is_open(request: MentorRequest) -> bool:
    return request.state in OPEN_REQUESTS


def _can_be_asked(
    session: Session, request: MentorRequest, mentor: int, community: CommunityProfile, now: datetime
) -> bool:
    """Their row is locked: whoever pauses meanwhile finds the card, or is found pausing."""
    session.execute(select(Mentor.id).where(Mentor.person_id == mentor).with_for_update()).first()
    person = session.get_one(Person, request.person_id)
    wish, ground = wish_of(request, person), ground_of(request.ground, community)
    only = matching.Choice(among=[mentor])
    return bool(matching.suggested(session, person, wish, ground, now, only, 1))
