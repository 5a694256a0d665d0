"""Questions of mentors and the coordinator's desk at their longest and emptiest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from community.matching import Match, Reason
from community.mentor_requests import Card, NotNow, Status
from community.mentoring_desk import REASONS, Seen
from community.mentoring_states import MentorshipState, OfferState, RequestState
from community.mentorships import Kind
from community.pair_desk import Led
from community.profiles import CommunityProfile
from storage.models import MentorOffer, MentorWord, Person
from tests.event_values import NOW
from tests.pair_values import BIG, WORDS, longest, mentorship, offer, request, statuses

CLOSING = WORDS[:300]


def word(author: int, number: int, words: str = WORDS, of: int = BIG) -> MentorWord:
    return MentorWord(id=number, offer_id=of, author_id=author, words=words, said_at=NOW)


def said() -> list[MentorWord]:
    return [word(2, 1), word(1, 2)]


def cards(community: CommunityProfile) -> list[Card]:
    person = longest(community)
    talked = [
        Card(offer(state), request(community, RequestState.CLARIFYING, words=WORDS), person, said())
        for state in OfferState
    ]
    asked = Card(offer(OfferState.CLARIFYING), request(community, RequestState.CLARIFYING), person, said()[:1])
    return [*talked, asked]


def clarified(community: CommunityProfile) -> list[Status]:
    person = longest(community)
    return [Status(request(community, RequestState.CLARIFYING), person, person, 4, word(2, 1))]


def closed(community: CommunityProfile) -> list[Status]:
    person = longest(community)
    return [
        Status(request(community, RequestState.CANCELLED, close_reason=reason, close_words=CLOSING), person, None, 0)
        for reason in REASONS
    ]


def tried(community: CommunityProfile) -> list[tuple[MentorOffer, Person]]:
    found = []
    for number, reason in enumerate([*NotNow, None, None]):
        each = offer(OfferState.DECLINED if reason else OfferState.EXPIRED, BIG + number)
        each.reason = reason.value if reason else None
        found.append((each, longest(community)))
    return [
        *found,
        (offer(OfferState.WITHDRAWN), Person(id=3, created_at=NOW)),
        (offer(OfferState.ACCEPTED), found[0][1]),
    ]


def seen(community: CommunityProfile) -> list[Seen]:
    everything = [*statuses(community), *clarified(community), *closed(community)]
    return [Seen(each, some) for each in everything for some in ((), tried(community))]


def few(community: CommunityProfile) -> list[Seen]:
    return [Seen(statuses(community)[-2], ()), Seen(statuses(community)[-1], ()), Seen(clarified(community)[0], ())]


def led(community: CommunityProfile) -> list[Led]:
    person, nameless = longest(community), Person(id=1, created_at=NOW)
    pair, group = (mentorship(community, MentorshipState.WORKING, kind) for kind in (Kind.PAIR, Kind.GROUP))
    return [Led(pair, [person], [nameless]), Led(group, [person] * 2, [person] * 12)]


def match(full: bool) -> Match:
    return Match(1, 100.0, {reason.value: 9 for reason in Reason} if full else {})


def found(community: CommunityProfile) -> list[list[tuple[Match, Person]]]:
    person = longest(community)
    return [[], [(match(True), person)] * 4, [(match(False), Person(id=1, created_at=NOW))]]


def add_answers(session: Session, community: CommunityProfile) -> None:
    """Beside the requests of `pair_values`: offer 4 waits for the person, 5 for the mentor; request 4 is closed."""
    person = session.get_one(Person, 1)
    for number, state in ((4, RequestState.CLARIFYING), (5, RequestState.ASKED), (6, RequestState.CANCELLED)):
        ended = {"closed_at": NOW, "close_reason": "nobody", "close_words": CLOSING} if number == 6 else {}
        made = request(community, state, number, words=WORDS, **ended)
        made.person_id, made.ground = person.id, f"gone-{number}" if number < 6 else made.ground
        session.add(made)
        session.flush()
    for number, waits in ((4, OfferState.CLARIFYING), (5, OfferState.ASKED)):
        named = offer(waits, number)
        named.request_id = number
        session.add(named)
        session.flush()
        session.add_all([word(2, 2 * number, of=number), word(1, 2 * number + 1, of=number)])
    session.flush()


IDS = [{"offer": number, "word": number * 2 + 1} for number in (4, 5, 404)]
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "ask_question.card": cards,
    "question_sent.card": cards,
    "mentor_questions.ask_answer.request": lambda community: [request(community, RequestState.CLARIFYING)],
    "ask_answer.question": lambda _: [word(2, 1), word(2, 1, "Где?")],
    "answer_sent.request": lambda community: [request(community, RequestState.ASKED)],
    "mentoring_desk.card.seen": seen,
    **{f"mentoring_desk.{name}.seen": few for name in ("choose", "candidate", "proposed", "paired", "ask_reason")},
    "choose.found": found,
    "choose.typed": lambda _: [True, False],
    "mentoring_desk.candidate.match": lambda _: [match(True), match(False)],
    "mentoring_desk.candidate.person": lambda community: [longest(community), Person(id=1, created_at=NOW)],
    "mentoring_desk.ask_words.request": lambda community: [request(community, RequestState.COORDINATOR)],
    "mentoring_desk.ask_words.reason": lambda _: [*REASONS, "gone"],
    "mentoring_desk.closed.by_this": lambda _: [True, False],
    "mentoring_desk.ask_to_change.led": led,
    "mentoring_desk.changed.seen": lambda community: [few(community) * 4, few(community)[:2]],
    "mentor_question.ids": lambda _: [{"word": 8}, {"word": 8, "again": True}, {"word": 10}, {"word": 404}],
    "mentor_question_answered.ids": lambda _: IDS,
    "mentor_question_over.ids": lambda _: IDS,
    "mentor_answer_due.ids": lambda _: IDS,
    "mentor_request_closed.ids": lambda _: [{"request": number} for number in (1, 6, 404)],
    "pair_made.ids": lambda _: [{"mentorship": number} for number in (1, 2, 404)],
    "mentor_changed.ids": lambda _: [{"mentorship": number} for number in (1, 2, 404)],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {}
MOST_OF: dict[str, int] = {
    "mentor_questions.ask_answer": 960,  # what somebody has written, whole
    "answering_notices.mentor_question": 1060,
    "answering_notices.mentor_question_answered": 960,
}
CARDS: set[str] = {"mentoring_desk.card", "mentoring_desk.choose"}
