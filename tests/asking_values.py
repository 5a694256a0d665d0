"""Drafts, cases of one's own and their ends at their longest and emptiest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

from sqlalchemy.orm import Session

from community.asking import Draft
from community.consultations import OPEN, State
from community.profiles import CommunityProfile
from community.results_of_mentors import Consulting
from community.sensitive import Sensitive
from screens import asking as screens
from storage.models import Case, Talk
from tests.answers_values import published
from tests.consulting_values import case, message, said
from tests.event_values import NOW
from tests.longest import HOSTILE

AGO = (timedelta(days=1), timedelta(days=20))


def drafts(community: CommunityProfile) -> list[Draft]:
    draft = case(community, State.DRAFT, number=10**9)
    draft.topic = max(community.consulting_topics, key=lambda topic: len(topic.name)).id
    found = product([None, *Sensitive], (True, False), said(community))
    return [
        Draft(draft, words, kind, pictures, near, pictures)
        for kind, pictures, words in found
        for near in ((), published(community)[:3])
    ]


def ended(community: CommunityProfile) -> list[Case]:
    """Closed lately and long ago, rated, not rated, and never answered."""
    made = []
    for ago, rating, answered in product(AGO, (None, 1, 5), (True, False)):
        one = case(community, State.CLOSED, number=10**9)
        one.closed_at, one.rating, one.answered_at = NOW - ago, rating, NOW - ago if answered else None
        made.append(one)
    return made


def open_cases(community: CommunityProfile) -> list[Case]:
    made = [case(community, state, number=10**9) for state in OPEN]
    again = case(community, State.TAKEN, number=10**9)
    again.reopened_at = NOW
    return [*made, again]


def answered(community: CommunityProfile) -> list[Case]:
    return [each for each in ended(community) if each.rating is not None]


def lists(community: CommunityProfile) -> list[list[Case]]:
    several = [case(community, state, number=10**9 + number) for number, state in enumerate(OPEN * 3)]
    return [[], several[:1], several[:4], several]


def waits(community: CommunityProfile) -> list[list[Case]]:
    found = [case(community, state, number=10**9) for state in (State.ANSWERED, State.ASKED)]
    return [found, found[:1], found[1:]]


def results(_: CommunityProfile) -> list[Consulting]:
    hours = (None, timedelta(seconds=3), timedelta(minutes=31), timedelta(hours=5), timedelta(days=400))
    return [Consulting(0, 0, None, None), *(Consulting(121, 99, each, 4.96) for each in hours)]


def add_ended(session: Session, community: CommunityProfile) -> None:
    """Cases that notices tell of: rated with words, ended by silence, opened again."""
    for number, state in ((11, State.CLOSED), (12, State.TAKEN), (13, State.CLOSED)):
        one = case(community, state, number=number)
        one.closed_at = one.answered_at = NOW
        one.rating, one.rating_words = (5, (HOSTILE * 5)[:600]) if number == 11 else (None, None)
        session.add(one)
        session.flush()
        session.add(Talk(id=number, case_id=number, created_at=NOW, last_at=NOW))
    session.get_one(Talk, 2).last_at = NOW
    session.flush()


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "mentoring_results.results.consulting": results,
    "asking.draft.draft": drafts,
    "asking.topics.case": lambda community: [case(community, State.DRAFT), case(community, State.DRAFT, number=10**9)],
    "asking.sent_already.case": open_cases,
    "asking.listed.cases": lists,
    "asking.card.case": lambda community: [*open_cases(community), *ended(community)],
    "asking.card.said": lambda _: [[], [message(words="")], [message(words=HOSTILE * 30, side="mentor")] * 3],
    "asking.ask_words.remark": lambda _: ["", screens.NOT_WORDS, screens.TOO_LARGE],
    "closing.closed.case": ended,
    "closing.rated.case": answered,
    "closing.rated.remark": lambda _: ["", "Здесь нужно другое: пара слов об ответе."],
    "closing.rating_ended.case": answered,
    "closing.reopened.case": open_cases,
    "closing.proposed.case": open_cases,
    **{
        f"closing_notices.{name}.ids": lambda _: [
            {"talk": number, "case": number} for number in (1, 2, 3, 11, 12, 13, 404)
        ]
        for name in ("case_to_close", "case_quiet", "case_silent", "case_closed", "case_reopened", "case_rated")
    },
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {}
MOST_OF = {"asking.consent": 1500}  # the law says what a consent has to contain
CARDS = {"asking.card"}
