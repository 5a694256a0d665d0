"""A mentor who is asked wants to know something first: a question, an answer, and the card again.

While the person is to answer, the mentor's term waits. Neither learns more of the other than the card tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import bans, mentor_requests, working_days
from community.mentor_offers import locked
from community.mentor_requests import Card
from community.mentoring_states import OfferState, RequestState, move_offer, move_request
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import MentorRequestGone, RequestSettled
from community.request_refusals import QuestionSettled
from storage.models import MentorOffer, MentorRequest, MentorWord, Person
from storage.notifications import notify

MOST = 2  # questions of one mentor about a request
WORD = "word"  # in the ids of a notice: what it brings, and whoever replies to it answers


def may_ask(card: Card) -> bool:
    """Not while they wait for an answer, and not without end."""
    asked = sum(each.author_id == card.offer.mentor_id for each in card.said)
    return card.offer.state == OfferState.ASKED and asked < MOST


def ask(
    session: Session, mentor: Person, offer_id: int, words: str, community: CommunityProfile, now: datetime
) -> Card:
    """The person gets the question. Raises `MentorRequestGone`, `RequestSettled`, `Banned`."""
    bans.must_be_free(session, mentor, now)
    card = mentor_requests.card(session, mentor, offer_id, lock=True)
    if not may_ask(card):
        raise RequestSettled
    word = _keep(session, card.offer, mentor, words, now)
    move_offer(card.offer, OfferState.CLARIFYING)
    move_request(card.request, RequestState.CLARIFYING)
    _give_time(card.offer, community, now)
    session.flush()
    topic = f"{Notice.MENTOR_QUESTION}:{word.id}"
    notify(session, card.request.person_id, Notice.MENTOR_QUESTION, {WORD: word.id}, now, topic)
    return mentor_requests.card(session, mentor, offer_id)


def waiting(session: Session, person: Person, offer_id: int, lock: bool = False) -> tuple[MentorRequest, MentorWord]:
    """The question that waits for the person's answer. Raises `MentorRequestGone`, `QuestionSettled`."""
    offer = session.get(MentorOffer, offer_id)
    request = session.get(MentorRequest, offer.request_id) if offer else None
    if offer is None or request is None or request.person_id != person.id:
        raise MentorRequestGone
    if lock:
        locked(session, request.id)
        session.refresh(offer)
    if offer.state != OfferState.CLARIFYING:
        raise QuestionSettled
    return request, mentor_requests.said_of(session, offer)[-1]


def answer(
    session: Session, person: Person, offer_id: int, words: str, community: CommunityProfile, now: datetime
) -> MentorRequest:
    """The mentor gets the card again, with the answer. Raises `MentorRequestGone`, `QuestionSettled`, `Banned`."""
    bans.must_be_free(session, person, now)
    request, _ = waiting(session, person, offer_id, lock=True)
    offer = session.get_one(MentorOffer, offer_id)
    word = _keep(session, offer, person, words, now)
    go_on(session, request, offer, community, now)
    ids = {"offer": offer.id, WORD: word.id, "person": person.id}
    topic = f"{Notice.MENTOR_QUESTION_ANSWERED}:{word.id}"
    notify(session, offer.mentor_id, Notice.MENTOR_QUESTION_ANSWERED, ids, now, topic)
    return request


def go_on(
    session: Session, request: MentorRequest, offer: MentorOffer, community: CommunityProfile, now: datetime
) -> None:
    """It is the mentor's turn again, with a term as at first; the search lasts longer by what the question took."""
    move_offer(offer, OfferState.ASKED)
    move_request(request, RequestState.ASKED)
    _give_time(offer, community, now)
    request.answer_by = max(each for each in (request.answer_by, offer.answer_by) if each)
    session.flush()


def end_unanswered(
    session: Session, request: MentorRequest, offer: MentorOffer, community: CommunityProfile, now: datetime
) -> None:
    """The person has not answered in time: the mentor may decide without."""
    go_on(session, request, offer, community, now)
    ids = {"offer": offer.id, "person": request.person_id}
    topic = f"{Notice.MENTOR_QUESTION_OVER}:{offer.id}:{now.timestamp():.0f}"
    notify(session, offer.mentor_id, Notice.MENTOR_QUESTION_OVER, ids, now, topic)


def remember(session: Session, ids: Mapping[str, Any], account: int, numbers: Sequence[int]) -> None:
    """A notice with these ids has been delivered as these messages."""
    word = session.get(MentorWord, ids[WORD])
    if word is not None:
        word.account_id, word.number = account, numbers[-1]


def replied(session: Session, account: int, number: int) -> MentorWord | None:
    """What of a mentor's question stands in this account's chat under this number."""
    there = MentorWord.account_id == account, MentorWord.number == number
    return session.execute(select(MentorWord).where(*there).order_by(MentorWord.id.desc()).limit(1)).scalar()


def _keep(session: Session, offer: MentorOffer, author: Person, words: str, now: datetime) -> MentorWord:
    word = MentorWord(offer_id=offer.id, author_id=author.id, words=words, said_at=now)
    session.add(word)
    session.flush()
    return word


def _give_time(offer: MentorOffer, community: CommunityProfile, now: datetime) -> None:
    offer.answer_by = working_days.answer_by(now, community, community.mentoring.answer_days)
    offer.reminded_at = None
