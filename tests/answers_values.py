"""Ready answers at their longest and emptiest, for the tests that read every word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community.article_gaps import FEWEST, Gap
from community.article_making import LONGEST_WORDS
from community.article_review import Review
from community.articles import State
from community.profiles import CommunityProfile
from screens.article_making import EXPECTED, PAGE, QUESTIONS
from screens.article_notices import SAID
from screens.article_review import SAVED
from screens.articles import WORDS
from storage.models import Article
from tests.event_values import NOW
from tests.longest import HOSTILE, longest_of, member, members

WHOLE = 2700  # the longest answer and what stands around it
LONG_WORDS = HOSTILE * (LONGEST_WORDS // len(HOSTILE))


def article(community: CommunityProfile, state: State = State.PUBLISHED, full: bool = True, number: int = 1) -> Article:
    made = Article(
        id=number,
        state=state.value,
        topic=longest_of(community.consulting_topics) if full else "gone",
        title=HOSTILE if full else "Как быть?",
        words=LONG_WORDS if full else "Начните с хорошего о каждом.",
        author_id=1,
        case_id=number if full else None,
        created_at=NOW,
        remark=(HOSTILE * 3)[:300] if full else None,
    )
    made.helped, made.not_helped = (10**6, 10**6 + 5) if full else (0, 0)
    if state in (State.PUBLISHED, State.ARCHIVED):
        made.published_at, made.checked_at = NOW, NOW - timedelta(days=0 if full else 400)
    return made


def of_every_state(community: CommunityProfile) -> list[Article]:
    return [
        article(community, state, full, 10**9 + number)
        for number, (state, full) in enumerate((state, full) for state in State for full in (True, False))
    ]


def published(community: CommunityProfile) -> list[Article]:
    return [article(community), article(community, full=False)]


def some(community: CommunityProfile) -> list[list[Article]]:
    return [[], [article(community, number=10**9 + number) for number in range(6)], [article(community, full=False)]]


def own(community: CommunityProfile) -> list[list[Article]]:
    untitled = article(community, State.DRAFT, False)
    untitled.title = ""
    return [[], [*of_every_state(community)[:3], untitled]]


def reviews(community: CommunityProfile) -> list[Review]:
    author, nobody = member(community, community.positions[0]), None
    return [
        Review(each, who, decider, decided)
        for each in of_every_state(community)
        for who, decider, decided in ((author, members(community)[-1], True), (nobody, author, False))
    ]


def gaps(community: CommunityProfile) -> list[list[Gap]]:
    topics = [topic.id for topic in community.consulting_topics] + ["gone"]
    return [[], [Gap(topic, 10**4, FEWEST) for topic in topics], [Gap("gone", 0, 1)]]


def add_articles(session: Session, community: CommunityProfile) -> None:
    for number, state in enumerate(State, 1):
        session.add(article(community, state, number=number))
    session.flush()


def answers(_: CommunityProfile) -> list[dict[str, Any]]:
    return [{"article": number, "answer": answer} for number in (1, 4, 5, 404) for answer in SAID]


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "shelves.topics": lambda community: [
        {},
        {community.consulting_topics[0].id: 1},
        {topic.id: 10**5 for topic in community.consulting_topics},
    ],
    "shelves.remark": lambda _: ["", WORDS],
    "articles.listed.articles": some,
    "articles.found.articles": some,
    "listed.topic": lambda community: [longest_of(community.consulting_topics), "gone"],
    "articles.card.article": published,
    "articles.offered.article": published,
    "articles.thanks.article": published,
    "articles.sorry.article": published,
    "card.vote": lambda _: [None, True, False],
    "articles.offered.case": lambda _: [10**9],
    "article_making.mine.articles": own,
    "article_making.mine.page": lambda _: [0, 1],
    "article_making.mine.total": lambda _: [0, 6, 200],
    "mine.questions": lambda _: [[], [(10**9 + number, HOSTILE) for number in range(3)] + [(5, "")]],
    "draft.article": of_every_state,
    "consent.article": of_every_state,
    "article_making.ask.article_id": lambda _: [0, 10**9],
    "article_making.ask_topic.article_id": lambda _: [0, 10**9],
    "article_making.ask.part": lambda _: list(QUESTIONS),
    "article_making.ask.remark": lambda _: ["", EXPECTED["title"], EXPECTED["words"]],
    "article_making.ask_to_mend.remark": lambda _: ["", EXPECTED["remark"]],
    "review": reviews,
    "article_review.card.remark": lambda _: ["", SAVED],
    "article_review.ask_remark.remark": lambda _: ["", EXPECTED["remark"]],
    "archived.articles": some,
    "gaps.found": gaps,
    "article_consent.ids": lambda _: [{"article": 2}, {"article": 4}, {"article": 404}],
    "article_waits.ids": lambda _: [{"article": 3}, {"article": 4}, {"article": 404}],
    "article_answered.ids": answers,
}
POSSIBLE: dict[str, Callable[[dict[str, Any]], bool]] = {
    "articles.listed": lambda given: bool(given["articles"]) or given["page"] == 0,
    "article_making.mine": lambda given: len(given["articles"]) + len(given["questions"]) <= PAGE,
    "article_review.ask_to_archive": lambda given: given["review"].article.state == State.PUBLISHED.value,
}
MOST_OF = dict.fromkeys(
    (
        "articles.card",
        "articles.offered",
        "article_making.draft",
        "article_making.consent",
        "article_review.card",
        "article_notices.article_consent",
    ),
    WHOLE,
)
CARDS = {
    "articles.card",
    "article_making.consent",
    "article_notices.article_consent",
    "article_notices.article_answered",
    "articles.offered",
}
