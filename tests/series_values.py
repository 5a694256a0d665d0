"""Series, proposals and topics at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from itertools import product
from typing import Any

from sqlalchemy.orm import Session

from community import series
from community.days import LAST
from community.events import Card, Stage
from community.hours import Hours
from community.profiles import CommunityProfile
from community.proposals import Proposal
from community.recurrences import Recurrence
from community.series import Standing
from community.topics import Idea
from storage.models import Event, EventSeries, Registration, TopicIdea
from tests.event_values import LONGEST_TITLE, NOW, event, hosts, registration
from tests.longest import HOSTILE, longest_of, member

DAY = timedelta(days=1)


def rules(community: CommunityProfile) -> list[Recurrence]:
    hours = Hours(time(16, 30), time(18), community.tz)
    return [
        Recurrence((0, 2, 6), (1, 2, 3, 4, LAST), every=12, hours=hours),
        Recurrence((1,), hours=Hours(time(9), None, community.tz)),
        Recurrence(day=31, hours=hours),
    ]


def a_series(ended: bool, number: int = 1) -> EventSeries:
    pattern = {"title": LONGEST_TITLE, "at": "16:00", "minutes": 90, "first": "2026-12-01"}
    return EventSeries(
        id=number,
        rule="FREQ=WEEKLY;BYDAY=TU",
        skipped=[],
        pattern=pattern,
        created_at=NOW,
        ended_at=NOW if ended else None,
    )


def standings(community: CommunityProfile) -> list[Standing]:
    made = []
    for state in ("published", "cancelled"):
        for later in (0, 1, 12):
            events = [event(community, number=number + 2) for number in range(later)]
            for number, each in enumerate(events):
                each.starts_at += number * DAY
            mine = event(community, state, full=bool(later))
            mine.occurs_on = "2026-12-01"
            made += [
                Standing(a_series(ended), mine, rule, events) for ended in (True, False) for rule in rules(community)
            ]
    return made


def proposed(
    community: CommunityProfile, state: str = "proposed", reason: str | None = None, full: bool = True, number: int = 1
) -> Event:
    made = event(community, state, full, number)
    made.reason = reason
    return made


def proposals(community: CommunityProfile) -> list[Proposal]:
    author, decider = member(community, community.positions[0]), member(community, community.positions[0])
    events = [
        proposed(community),
        proposed(community, full=False),
        proposed(community, reason=HOSTILE),
        proposed(community, "declined", HOSTILE),
        proposed(community, "published"),
    ]
    return [
        Proposal(each, author, who, mine=True, decides=who is None, decided_now=now)
        for each, who, now in product(events, (None, decider), (True, False))
    ]


def proposed_cards(community: CommunityProfile) -> list[Card]:
    return [
        Card(proposed(community), Stage.PROPOSED, 0, 0, hosts()),
        Card(proposed(community, full=False), Stage.PROPOSED, 0, 0),
    ]


def topic(closed: bool, number: int = 1) -> TopicIdea:
    return TopicIdea(id=number, person_id=1, words=HOSTILE * 2, created_at=NOW, closed_at=NOW if closed else None)


def ideas(community: CommunityProfile) -> list[Idea]:
    author = member(community, community.positions[0])
    return [
        Idea(topic(closed), author, who, decided_now=now)
        for closed, who, now in product((True, False), (None, author), (True, False))
    ]


def with_result(result: str | None = HOSTILE[:60], number: int = 1) -> Registration:
    made = registration(number=number)
    made.team, made.result = HOSTILE[:60], result
    return made


def given_of_proposal(community: CommunityProfile) -> list[dict[str, Any]]:
    kind = longest_of(community.event_kinds)
    return [
        {"kind": kind, "title": LONGEST_TITLE, "place": HOSTILE, "url": f"https://{HOSTILE}", "about": HOSTILE * 3},
        {"kind": kind, "title": "Чай", "place": None, "url": None, "about": None},
    ]


def add_series(session: Session, community: CommunityProfile) -> None:
    session.add_all([a_series(ended=True, number=1), a_series(ended=False, number=2)])
    session.add_all([topic(closed=False, number=1), topic(closed=True, number=2)])
    states = ("proposed", None), ("proposed", HOSTILE), ("declined", HOSTILE), ("declined", None), ("published", None)
    for number, (state, reason) in enumerate(states, 11):
        session.add(proposed(community, state, reason, number=number))
    session.flush()
    made = with_result(number=99)
    made.event_id = 15
    session.add(made)
    session.flush()


STATES = ("asked", "declined", "published")
RESULTS = [[], [(HOSTILE[:60], HOSTILE[:60])] * 12, [("Анна", "победитель")]]
VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "series.card.nearest": lambda community: [None, event(community)],
    **{f"{name}.found": standings for name in ("series.card", "skipped", "ask_to_end", "ended")},
    **{
        f"{name}.found": proposals
        for name in ("own", "proposals.card", "proposals.ask_back", "ask_remark", "proposals.decided")
    },
    "own.seen": proposed_cards,
    "proposals.card.seen": proposed_cards,
    "rule": rules,
    "starts": lambda _: [[NOW + (number + 400) * DAY for number in range(series.SHOWN)], []],
    "starts_at": lambda _: [NOW + 400 * DAY],
    "later": lambda _: [1, 2, 60],
    "rest_cancelled.number": lambda _: [0, 1, 60],
    "series_ended.ids": lambda _: [{"series": number} for number in (1, 2, 404)],
    "ask_following.detail": lambda _: list(series.FOLLOWS),
    "ask_following.event": lambda community: [event(community), event(community, full=False)],
    "editing": lambda _: [0, 10**18],
    "proposals.ask.step": lambda _: ["title", "when", "where", "about"],
    "proposals.ask.known": lambda _: ["", HOSTILE * 5, "Чай"],
    "ready.given": given_of_proposal,
    "waiting.events": lambda community: [
        [proposed(community)],
        [proposed(community, number=number, full=number == 1) for number in (1, 2)],
    ],
    "event_proposed.ids": lambda _: [{"event": number, "person": who} for number in (11, 12, 404) for who in (1, 404)],
    "proposal_answered.ids": lambda _: [
        {"event": number, "state": state} for number in (11, 12, 13, 14, 15, 404) for state in STATES
    ],
    "topic_suggested.ids": lambda _: [{"topic": number, "person": 1} for number in (1, 2, 404)],
    "topic_answered.ids": lambda _: [{"topic": number, "made": made} for number in (1, 404) for made in (True, False)],
    "result_given.ids": lambda _: [{"registration": number} for number in (1, 99, 404)],
    "topic": lambda _: [topic(closed=False)],
    "idea": ideas,
    "results.ask.found": lambda _: [with_result(), with_result(None)],
    "toggle.listed": lambda _: RESULTS,
    "toggle.event": lambda community: [event(community), event(community, full=False)],
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {}
MOST_OF = {
    "proposals.own": 1700,  # all that was written of it
    "proposals.card": 2600,
    "proposals.ask": 1000,
    "proposals.ready": 1100,
    "results.toggle": 1400,
}
CARDS = {"proposals.own", "proposals.card", "proposals.ready", "topics.card", "results.toggle"}
CARDS |= {"series_notices.topic_suggested"}
