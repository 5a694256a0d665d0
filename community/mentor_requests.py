"""Looking for a mentor: whom to ask, in which order, what they answer; one open request for each ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, bans, matching, mentor_offers, mentorships, roles, working_days
from community import mentors as confirmed
from community.matching import Match, Wish
from community.members import must_have_joined
from community.mentor_offers import ask_next, escalate, go_on, is_open, locked
from community.mentoring_states import WITH_A_MENTOR, OfferState, RequestState, move_offer, move_request
from community.mentorships import About, Role
from community.names import clean
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import (
    MentorHasNoRoom,
    MentorRequestGone,
    NotAMentor,
    RequestSettled,
    UnknownChoice,
)
from community.roles import Right
from storage.models import Mentor, MentorOffer, MentorRequest, Mentorship, MentorWord, Person
from storage.notifications import notify

LONGEST_WORDS = 600


class NotNow(StrEnum):
    """Why a mentor cannot; only counted."""

    TIME = "time"
    PLACES = "places"
    TOPIC = "topic"
    OTHER = "other"


@dataclass(frozen=True)
class Card:
    """A request as a mentor who is asked sees it."""

    offer: MentorOffer
    request: MentorRequest
    asker: Person
    said: Sequence[MentorWord] = ()  # what was asked first, and answered

    @property
    def is_open(self) -> bool:
        return self.offer.state in WITH_A_MENTOR


@dataclass(frozen=True)
class Status:
    """`asked`: who has the card now. `left`: how many are to be asked after them. `question`: that waits for an answer
    of the person."""

    request: MentorRequest
    asker: Person
    asked: Person | None
    left: int
    question: MentorWord | None = None


def parse_words(text: str) -> str | None:
    said = clean(text)
    return said if 3 <= len(said) <= LONGEST_WORDS and any(map(str.isalpha, said)) else None


def wished(person: Person, wish: Wish, community: CommunityProfile) -> Wish:
    """With where the person lives. Raises `NotJoined`, `UnknownChoice`."""
    must_have_joined(person)
    ground = community.mentoring.ground(wish.ground)
    if ground is None:
        raise UnknownChoice
    needs = (wish.competence, community.competence) if ground.asks == "competence" else (wish.topic, community.topic)
    if needs[0] is not None and needs[1](needs[0]) is None:
        raise UnknownChoice
    if needs[0] is None and ground.must_match:
        raise UnknownChoice
    return replace(wish, municipality=person.municipality)


def suggest(
    session: Session, person: Person, wish: Wish, community: CommunityProfile, now: datetime
) -> list[tuple[Match, Person]]:
    """The best first. Raises `NotJoined`, `UnknownChoice`, `Banned`."""
    bans.must_be_free(session, person, now)
    whole = wished(person, wish, community)
    ground = mentor_offers.ground_of(wish.ground, community)
    found = matching.suggested(session, person, whole, ground, now)
    return [(match, session.get_one(Person, match.person_id)) for match in found]


def open_of(session: Session, person: Person, ground: str | None = None) -> list[MentorRequest]:
    mine = [MentorRequest.person_id == person.id, MentorRequest.closed_at.is_(None)]
    mine += [MentorRequest.ground == ground] if ground else []
    return list(session.execute(select(MentorRequest).where(*mine).order_by(MentorRequest.id)).scalars())


def send(
    session: Session,
    person: Person,
    wish: Wish,
    order: Sequence[int],
    community: CommunityProfile,
    now: datetime,
    words: str | None = None,
) -> MentorRequest:
    """`order`: whom to ask, one after the other; nobody: a coordinator chooses. A second press changes nothing.

    Raises `NotJoined`, `UnknownChoice`, `Banned`.
    """
    bans.must_be_free(session, person, now)
    whole = wished(person, wish, community)
    session.get(Person, person.id, with_for_update={"key_share": True})  # one open request for a ground
    if already := open_of(session, person, wish.ground):
        return already[0]
    request = MentorRequest(
        person_id=person.id,
        ground=wish.ground,
        topic=wish.topic,
        competence=wish.competence,
        format=wish.format,
        words=words,
        state=RequestState.ASKED.value,
        refusals=0,
        created_at=now,
        answer_by=working_days.answer_by(now, community, community.mentoring.search_days),
    )
    session.add(request)
    session.flush()
    ground = mentor_offers.ground_of(wish.ground, community)
    only = matching.Choice(among=order)
    fit = {match.person_id: match for match in matching.suggested(session, person, whole, ground, now, only)}
    mentor_offers.queue(session, request, [fit[each] for each in dict.fromkeys(order) if each in fit])
    if not ask_next(session, request, community, now):
        escalate(session, request, community, now)
    return request


def status(session: Session, person: Person, request_id: int) -> Status:
    """Raises `MentorRequestGone`."""
    request = session.get(MentorRequest, request_id)
    if request is None or request.person_id != person.id:
        raise MentorRequestGone
    offers = mentor_offers.of_request(session, request)
    held = next((each for each in offers if each.state in WITH_A_MENTOR), None)
    left = sum(each.state == OfferState.QUEUED for each in offers)
    question = said_of(session, held)[-1] if held and held.state == OfferState.CLARIFYING else None
    return Status(request, person, session.get(Person, held.mentor_id) if held else None, left, question)


def said_of(session: Session, offer: MentorOffer) -> Sequence[MentorWord]:
    """What the mentor has asked and the person answered, in its order."""
    said = select(MentorWord).where(MentorWord.offer_id == offer.id).order_by(MentorWord.id)
    return session.execute(said).scalars().all()


def cancel(session: Session, person: Person, request_id: int, now: datetime) -> MentorRequest:
    """Whoever has the card is told. A second press changes nothing. Raises `MentorRequestGone`."""
    request = locked(session, request_id)
    if request.person_id != person.id:
        raise MentorRequestGone
    if is_open(request):
        close(session, request, "own", now)
    return request


def card(session: Session, mentor: Person, offer_id: int, lock: bool = False) -> Card:
    """Raises `MentorRequestGone`, also where somebody else is asked."""
    offer = session.get(MentorOffer, offer_id)
    if offer is None or offer.mentor_id != mentor.id or offer.asked_at is None:
        raise MentorRequestGone
    request = locked(session, offer.request_id) if lock else session.get_one(MentorRequest, offer.request_id)
    session.refresh(offer)
    return Card(offer, request, session.get_one(Person, request.person_id), said_of(session, offer))


def waiting(session: Session, mentor: Person) -> list[Card]:
    """Requests that the mentor is to answer, the oldest first."""
    asked = MentorOffer.mentor_id == mentor.id, MentorOffer.state.in_(WITH_A_MENTOR)
    found = session.execute(select(MentorOffer.id).where(*asked).order_by(MentorOffer.asked_at, MentorOffer.id))
    return [card(session, mentor, number) for number in found.scalars().all()]


def accept(session: Session, mentor: Person, offer_id: int, community: CommunityProfile, now: datetime) -> Mentorship:
    """They are a pair from now on. A second press changes nothing.

    Raises `MentorRequestGone`, `RequestSettled`, `MentorHasNoRoom`, `NotAMentor`, `Banned`.
    """
    bans.must_be_free(session, mentor, now)
    asked = card(session, mentor, offer_id, lock=True)
    if asked.offer.state == OfferState.ACCEPTED and asked.request.mentorship_id:
        return session.get_one(Mentorship, asked.request.mentorship_id)
    if not asked.is_open:
        raise RequestSettled
    must_have_room(session, mentor)
    move_offer(asked.offer, OfferState.ACCEPTED)
    asked.offer.answered_at = now
    return found(session, asked.request, mentor, community, now)


def decline(
    session: Session, mentor: Person, offer_id: int, reason: NotNow, community: CommunityProfile, now: datetime
) -> Card:
    """The next is asked at once. A second press changes nothing. Raises `MentorRequestGone`, `RequestSettled`."""
    asked = card(session, mentor, offer_id, lock=True)
    if asked.offer.state == OfferState.DECLINED:
        return asked
    if not asked.is_open:
        raise RequestSettled
    move_offer(asked.offer, OfferState.DECLINED)
    asked.offer.answered_at, asked.offer.reason = now, reason.value
    asked.request.refusals += 1
    session.flush()
    go_on(session, asked.request, community, now)
    return asked


def look(session: Session, actor: Person, request_id: int, now: datetime) -> Status:
    """For who runs mentoring where the person lives. Raises `MentorRequestGone`, `NotAllowed`."""
    roles.scope(session, actor, Right.RUN_MENTORING, now)
    request = session.get(MentorRequest, request_id)
    if request is None:
        raise MentorRequestGone
    person = session.get_one(Person, request.person_id)
    roles.must(session, actor, Right.RUN_MENTORING, person, now)
    return status(session, person, request_id)


def leave(session: Session, person: Person, now: datetime) -> None:
    """For somebody who leaves the community or is deleted: what they ask, and what waits for them."""
    for found in open_of(session, person):
        close(session, locked(session, found.id), "left", now)
    mentor_offers.release(session, person)


def unite(session: Session, gone: Person, kept: Person, now: datetime) -> None:
    """Two profiles become one: of two requests for one ground the older one goes on, nobody is asked by themselves."""
    grounds = {each.ground for each in open_of(session, kept)}
    for found in open_of(session, gone):
        if found.ground in grounds:
            close(session, locked(session, found.id), "left", now)
    for one, other in ((gone, kept), (kept, gone)):
        mentor_offers.release(session, one, asked_by=other)
        for seen in mentorships.mine(session, one):
            if any(fellow.member.person_id == other.id for fellow in seen.fellows):
                mentorships.end(session, one, seen.mentorship.id, now)


def found(
    session: Session,
    request: MentorRequest,
    mentor: Person,
    community: CommunityProfile,
    now: datetime,
    made_by: Person | None = None,
) -> Mentorship:
    """The locked request, and a mentor who has room: they are a pair."""
    asker = session.get_one(Person, request.person_id)
    about = About(request.ground, request.topic, request.competence, request.format)
    people = [(mentor, Role.MENTOR), (asker, Role.MENTEE)]
    made = mentorships.make(session, about, people, community, now, made_by)
    mentor_offers.withdraw_all(session, request, now)
    move_request(request, RequestState.FOUND)
    request.mentorship_id, request.closed_at, request.close_reason = made.id, now, "found"
    session.flush()
    attention.close(session, attention.Kind.MENTOR_REQUEST, request.id, None, now)
    topic = f"{Notice.MENTOR_FOUND}:{request.id}"
    notify(session, asker.id, Notice.MENTOR_FOUND, {"mentorship": made.id}, now, topic)
    return made


def close(session: Session, request: MentorRequest, reason: str, now: datetime) -> None:
    """The locked request ends without a mentor; whoever has the card is told."""
    mentor_offers.withdraw_all(session, request, now)
    move_request(request, RequestState.CANCELLED)
    request.closed_at, request.close_reason = now, reason
    session.flush()
    attention.close(session, attention.Kind.MENTOR_REQUEST, request.id, None, now)


def must_have_room(session: Session, mentor: Person) -> None:
    """The mentor's row is locked: of two who take the last place one does. Raises `NotAMentor`, `MentorHasNoRoom`."""
    row = select(Mentor).where(Mentor.person_id == mentor.id).with_for_update()
    found = session.execute(row.execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None or confirmed.active(session, mentor) is None:
        raise NotAMentor
    if session.execute(select(matching.mentees_of(mentor.id))).scalar_one() >= found.capacity:
        raise MentorHasNoRoom
