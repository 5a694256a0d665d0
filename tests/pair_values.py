"""Requests for mentors and pairs at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from community.matching import Match, Reason, Wish
from community.mentor_requests import Card, Status
from community.mentoring_states import MentorshipState, OfferState, RequestState
from community.mentorships import Fellow, Kind, Role, Seen
from community.profiles import CommunityProfile
from screens.mentor_requests import Seeking
from storage.models import MentorOffer, MentorRequest, Mentorship, MentorshipMember, Person
from tests.event_values import NOW
from tests.longest import HOSTILE, LONGEST_NAME, longest_of, member

WORDS = (HOSTILE * 6)[:600]
BIG = 10**9


def longest(community: CommunityProfile, name: str = LONGEST_NAME) -> Person:
    made = member(community, community.positions[0], name)
    made.position, made.municipality = longest_of(community.positions), longest_of(community.municipalities)
    made.specialities = [each.id for each in sorted(community.subjects, key=lambda each: -len(each.name))[:5]]
    return made


def wish(community: CommunityProfile) -> Wish:
    ground = longest_of(community.mentoring.grounds)
    return Wish(ground, longest_of(community.subjects), None, longest_of(community.mentoring.forms))


def seekings(community: CommunityProfile) -> list[Seeking]:
    people = [longest(community, f"{letter}{LONGEST_NAME[1:]}") for letter in "АБВГД"]
    for number, person in enumerate(people):
        person.id = BIG + number
    reasons = {reason.value: True for reason in Reason}
    found = [(Match(person.id, 100.0, reasons), person) for person in people]
    empty = [(Match(1, 0.0, {}), Person(id=1, created_at=NOW))]
    return [
        Seeking(wish(community), "", []),
        Seeking(Wish("gone"), WORDS, empty),
        Seeking(wish(community), WORDS, found),
        Seeking(wish(community), "", found[:2]),
    ]


def request(community: CommunityProfile, state: RequestState, number: int = BIG, **more: Any) -> MentorRequest:
    asked = wish(community)
    made = MentorRequest(id=number, person_id=1, ground=asked.ground, topic=asked.topic, state=state.value)
    made.format, made.created_at, made.refusals, made.words = asked.format, NOW, 0, None
    for name, value in more.items():
        setattr(made, name, value)
    return made


def requests(community: CommunityProfile) -> list[list[MentorRequest]]:
    three = [
        request(community, state, BIG + number, ground=community.mentoring.grounds[number].id)
        for number, state in enumerate((RequestState.ASKED, RequestState.COORDINATOR, RequestState.SEEKING))
    ]
    return [[], three[:1], three]


def statuses(community: CommunityProfile) -> list[Status]:
    person = longest(community)
    made = [Status(request(community, state, mentorship_id=BIG), person, None, 0) for state in RequestState]
    made += [Status(request(community, state), person, person, 4) for state in (RequestState.ASKED,)]
    full = request(community, RequestState.COORDINATOR, words=WORDS, refusals=2, escalated_at=NOW)
    return [*made, Status(full, person, None, 0), Status(full, Person(id=2, created_at=NOW), None, 0)]


def cards(community: CommunityProfile) -> list[Card]:
    people = (longest(community), Person(id=2, created_at=NOW))
    return [
        Card(offer(state), request(community, RequestState.ASKED, words=WORDS), person)
        for state in OfferState
        for person in people
    ]


def offer(state: OfferState, number: int = BIG) -> MentorOffer:
    made = MentorOffer(id=number, request_id=1, mentor_id=2, position=1, state=state.value, reasons={})
    made.asked_at = made.answer_by = NOW
    return made


def mentorship(community: CommunityProfile, state: MentorshipState, kind: Kind = Kind.PAIR) -> Mentorship:
    asked = wish(community)
    made = Mentorship(id=BIG, kind=kind.value, mode="community", state=state.value, created_at=NOW)
    made.ground, made.topic = asked.ground, asked.topic
    if state is MentorshipState.COMPLETED:
        made.completed_at, made.ends_on = NOW, date(2026, 12, 31)
    return made


def in_it(role: Role, person: int | None = 1, left: bool = False) -> MentorshipMember:
    made = MentorshipMember(id=1, mentorship_id=1, person_id=person, role=role.value, joined_at=NOW)
    made.left_at = NOW if left else None
    return made


def seen(community: CommunityProfile) -> list[Seen]:
    person = longest(community)
    made = [
        Seen(mentorship(community, state), in_it(role), [Fellow(in_it(Role.MENTOR), person)])
        for state in MentorshipState
        for role in (Role.MENTOR, Role.MENTEE)
    ]
    gone = Seen(mentorship(community, MentorshipState.COMPLETED), in_it(Role.PEER, left=True), [])
    many = [Fellow(in_it(Role.MENTEE), person), Fellow(in_it(Role.TUTOR, None), None)] * 4
    team = mentorship(community, MentorshipState.WORKING, Kind.PROJECT)
    team.title, team.ground, team.topic = HOSTILE, None, None
    return [*made, gone, Seen(team, in_it(Role.MEMBER), many)]


def known(community: CommunityProfile) -> list[Any]:
    return [[], list(community.subjects[:1]), list(community.subjects)]


def add_pairs(session: Session, community: CommunityProfile) -> None:
    """Requests 1 to 3 with their offers, pairs 1 and 2."""
    for number, state in enumerate((MentorshipState.ACQUAINTANCE, MentorshipState.COMPLETED), 1):
        made = mentorship(community, state)
        made.id = number
        session.add(made)
        session.flush()
        for role, person in ((Role.MENTOR, 2), (Role.MENTEE, 1)):
            session.add(
                MentorshipMember(mentorship_id=number, person_id=person, role=role.value, joined_at=NOW, left_at=None)
            )
            session.flush()
    for number, waits in enumerate((RequestState.ASKED, RequestState.COORDINATOR, RequestState.FOUND), 1):
        ended = {"closed_at": NOW} if waits is RequestState.FOUND else {}
        ground = community.mentoring.grounds[number - 1].id
        session.add(request(community, waits, number, words=WORDS, ground=ground, **ended))
        session.flush()
        named = offer(OfferState.ASKED if number == 1 else OfferState.WITHDRAWN, number)
        named.request_id = number
        session.add(named)
    session.flush()


OFFERS = [{"offer": 1}, {"offer": 2}, {"offer": 404}]
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "grounds.requests": requests,
    "mentor_requests.ask_topic.ground": lambda community: list(community.mentoring.grounds),
    "mentor_requests.ask_topic.known": known,
    "mentor_requests.ask_topic.choices": lambda community: [
        community.subjects,
        community.competences,
        community.subjects[:1],
    ],
    "seeking": seekings,
    "mentor_requests.card.person": lambda community: [
        longest(community),
        Person(id=1, created_at=NOW, specialities=[]),
    ],
    "mentor_requests.card.reasons": lambda _: [{}, {reason.value: True for reason in Reason}],
    "mentor_requests.status.state": statuses,
    "mentor_requests.cancelled.state": statuses,
    "mentorships.asked.card": cards,
    "ask_why.card": lambda community: cards(community)[:1],
    "mentorships.declined.card": lambda community: cards(community)[:1],
    "mentees.cards": lambda community: [[], [cards(community)[2]]],
    **{f"mentorships.{name}.seen": seen for name in ("card", "ask_to_end", "ended")},
    "mentor_asked.ids": lambda _: OFFERS,
    "mentor_request_withdrawn.ids": lambda _: OFFERS,
    "mentor_request_moved.ids": lambda _: [{"request": number} for number in (1, 2, 3, 404)],
    "mentor_found.ids": lambda _: [{"mentorship": number} for number in (1, 2, 404)],
    "mentorship_ended.ids": lambda _: [
        {"mentorship": made, "by": by} for made in (1, 2, 404) for by in (1, 2, 3, 4, 404)
    ],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "mentor_requests.matches": lambda given: bool(given["seeking"].found),
    "mentor_requests.nobody": lambda given: not given["seeking"].found,
}
MOST_OF: dict[str, int] = {
    "mentor_requests.matches": 1000,  # five people
    "mentor_requests.found": 1000,
    "mentorships.asked": 980,  # what somebody has written, whole
    "mentoring_notices.mentor_asked": 980,
}
CARDS = {
    "mentor_requests.card",
    "mentor_requests.matches",
    "mentor_requests.nobody",
    "mentor_requests.found",
    "mentorships.card",
}
