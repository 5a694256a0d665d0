"""Who looks after ready answers: here one that Anna has made and sent."""

from __future__ import annotations

from collections.abc import Callable

from community import article_gaps, article_making, article_review
from community.articles import State
from storage.models import Article, Case
from tests.rights_world import EVERYWHERE, HERE, NOW, TOWN, UseCase, World, cells, perm

KEEPERS = ("owner", "coordinator", "stand-in", "council")
REVIEWS = cells(*KEEPERS, reaches=(EVERYWHERE, TOWN))
HAS_THE_RIGHT = cells(*KEEPERS)
ORDINARY, TITLE, WORDS = perm.consulting_topics[0].id, "Как начать собрание", "Начните с хорошего о каждом ребёнке."


def made(world: World, state: State = State.REVIEW) -> Article:
    world.anna.municipality = HERE
    article = Article(state=State.DRAFT.value, topic=ORDINARY, title=TITLE, words=WORDS, author_id=world.anna.id)
    article.created_at = article.author_agrees_at = NOW
    article.helped = article.not_helped = 0
    world.session.add(article)
    world.session.flush()
    article_making.to_review(world.session, article, NOW)
    article.state = state.value
    if state is not State.REVIEW:
        article.published_at = article.checked_at = NOW
    world.session.flush()
    return article


def does(act: Callable[..., object], state: State = State.REVIEW, *more: object) -> Callable[[World], object]:
    return lambda at: act(at.session, at.actor, made(at, state).id, *more, NOW)


def counts(world: World) -> object:
    case = Case(asker_id=world.anna.id, state="closed", topic=ORDINARY, created_at=NOW, closed_at=NOW)
    world.session.add(case)
    return article_gaps.gaps(world.session, world.actor, perm, NOW)


def sees_archive(world: World) -> object:
    made(world, State.ARCHIVED)
    return article_review.archived(world.session, world.actor, NOW, 0, 9)[0]


ANSWERS = [
    UseCase("article_review.look", "reads the ready answer she has sent", REVIEWS, does(article_review.look)),
    UseCase(
        "article_review.publish",
        "publishes her ready answer",
        REVIEWS,
        does(article_review.publish, State.REVIEW, perm),
    ),
    UseCase(
        "article_review.send_back",
        "sends her ready answer back",
        REVIEWS,
        does(article_review.send_back, State.REVIEW, "Имя"),
    ),
    UseCase("article_review.decline", "declines her ready answer", REVIEWS, does(article_review.decline)),
    UseCase(
        "article_review.change",
        "mends her published answer",
        REVIEWS,
        does(article_review.change, State.PUBLISHED, {"title": "Иначе"}, perm),
    ),
    UseCase(
        "article_review.confirm",
        "confirms that it is right still",
        REVIEWS,
        does(article_review.confirm, State.PUBLISHED),
    ),
    UseCase(
        "article_review.archive",
        "puts her ready answer away",
        REVIEWS,
        does(article_review.archive, State.PUBLISHED, perm),
    ),
    UseCase(
        "article_review.restore",
        "brings her ready answer back",
        REVIEWS,
        does(article_review.restore, State.ARCHIVED, perm),
    ),
    UseCase("article_review.archived", "sees what was put away", HAS_THE_RIGHT, sees_archive),
    UseCase(
        "article_review.write",
        "writes a ready answer without a question",
        HAS_THE_RIGHT,
        lambda at: article_review.write(at.session, at.actor, ORDINARY, TITLE, WORDS, perm, NOW),
    ),
    UseCase("article_gaps.gaps", "sees what has no ready answer", HAS_THE_RIGHT, counts),
]
