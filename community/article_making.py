"""A ready answer is made of an answered question: the mentor words it, the asker agrees, then it is reviewed.

Never of anonymous questions and of those of support topics.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import articles, attention, consultations, roles, talks
from community.article_names import without_names
from community.articles import State
from community.names import clean
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import ArticleGone, ArticleSettled, NotForAnswers, UnknownChoice
from community.roles import Right
from community.talks import Side
from storage.models import Article, Case, Person, TalkMessage
from storage.notifications import notify

KIND = attention.Kind.ARTICLE
LONGEST_TITLE, LONGEST_WORDS, LONGEST_REMARK = 120, 2000, 300
SHORTEST_WORDS = 20
CONSENT_WAITS = timedelta(days=30)
_GREETING = re.compile(r"^(?:здравствуйте|добрый (?:день|вечер)|доброе утро|привет|коллеги)[\s,!.…]*", re.IGNORECASE)
_ANSWERED = (consultations.State.ANSWERED.value, consultations.State.CLOSED.value)


def parse_title(text: str) -> str | None:
    title = clean(text)
    return title if 5 <= len(title) <= LONGEST_TITLE and any(map(str.isalpha, title)) else None


def parse_words(text: str) -> str | None:
    lines = "\n".join(clean(line) for line in text.strip().splitlines())
    words = re.sub(r"\n{3,}", "\n\n", lines)
    return words if SHORTEST_WORDS <= len(words) <= LONGEST_WORDS and any(map(str.isalpha, words)) else None


def title_of(question: str) -> str:
    """The first sentence that asks something, without a greeting; empty where it says too little."""
    sentences = re.split(r"(?<=[.!?…])\s+", _without_greeting(clean(question)))
    asking = next((each for each in sentences if each.endswith("?")), sentences[0])
    asking = asking.rstrip(".?!… ")
    if len(asking) > LONGEST_TITLE:
        asking = asking[:LONGEST_TITLE].rpartition(" ")[0] or asking[:LONGEST_TITLE]
    return asking[:1].upper() + asking[1:]


def _without_greeting(text: str) -> str:
    while (shorter := _GREETING.sub("", text)) != text:
        text = shorter
    return text


def is_eligible(case: Case, community: CommunityProfile) -> bool:
    topic = community.consulting_topic(case.topic)
    private = case.is_support or case.is_anonymous or (topic is not None and topic.support)
    return case.state in _ANSWERED and case.asker_id is not None and case.answered_at is not None and not private


def offered(session: Session, mentor: Person, community: CommunityProfile, most: int) -> list[Case]:
    """Questions that the mentor has answered and nobody has made an answer of, the newest first."""
    made = select(Article.case_id).where(Article.case_id.is_not(None))
    mine = Case.mentor_id == mentor.id, Case.state.in_(_ANSWERED), Case.id.not_in(made)
    open_ones = Case.is_support.is_(False), Case.is_anonymous.is_(False), Case.asker_id.is_not(None)
    found = session.execute(select(Case).where(*mine, *open_ones).order_by(Case.id.desc()).limit(most * 2)).scalars()
    return [case for case in found if is_eligible(case, community)][:most]


def question_of(session: Session, case: Case) -> str:
    """As a title, without names."""
    return without_names(title_of(_said(session, case, Side.ASKER)), _names(session, case))


def begin(session: Session, mentor: Person, case_id: int, community: CommunityProfile, now: datetime) -> Article:
    """A draft with the names taken out; a second press finds it again.

    Raises `NotYourCase`, `NotForAnswers`, `ArticleSettled`.
    """
    case = consultations.taken_by(session, mentor, case_id)
    made = session.execute(select(Article).where(Article.case_id == case.id)).scalars().first()
    if made is not None:
        if made.author_id != mentor.id or made.state == State.ARCHIVED.value:
            raise ArticleSettled
        return made
    if not is_eligible(case, community):
        raise NotForAnswers
    names = _names(session, case)
    question, answer = (_said(session, case, side) for side in (Side.ASKER, Side.MENTOR))
    words = without_names("\n\n".join(filter(None, (_without_greeting(question), answer))), names)
    title = without_names(title_of(question), names)
    article = Article(state=State.DRAFT.value, topic=case.topic, title=title, words=words[:LONGEST_WORDS])
    article.author_id, article.case_id, article.created_at = mentor.id, case.id, now
    session.add(article)
    session.flush()
    return article


def mine(session: Session, person: Person, most: int) -> list[Article]:
    """What the person has made and is not published yet, then the published, the newest first."""
    made = select(Article).where(Article.author_id == person.id, Article.state != State.ARCHIVED.value)
    order = (Article.state == State.PUBLISHED.value), Article.id.desc()
    return list(session.execute(made.order_by(*order).limit(most)).scalars())


def own(session: Session, person: Person, article_id: int) -> Article:
    """Raises `ArticleGone`, also for that of somebody else."""
    article = session.get(Article, article_id)
    if article is None or article.author_id != person.id:
        raise ArticleGone
    return article


def edit(
    session: Session,
    person: Person,
    article_id: int,
    values: Mapping[str, str],
    community: CommunityProfile,
    now: datetime,
) -> Article:
    """`values`: title, words or topic. The asker has agreed to other words, so they are asked again."""
    article, case = _held(session, person, article_id)
    if article.state != State.DRAFT.value:
        raise ArticleSettled
    must_be_topic(values, community)
    for name, value in values.items():
        setattr(article, name, value)
    if case is not None and values.keys() & {"title", "words"}:
        case.asker_agrees_at = None
    session.flush()
    return article


def must_be_topic(values: Mapping[str, str], community: CommunityProfile) -> None:
    if "topic" in values and community.consulting_topic(values["topic"]) is None:
        raise UnknownChoice


def send(session: Session, person: Person, article_id: int, community: CommunityProfile, now: datetime) -> Article:
    """The author agrees by this press; the asker is asked, unless they have agreed to these very words."""
    article, case = _held(session, person, article_id)
    if article.state != State.DRAFT.value:
        return article
    if case is not None and not is_eligible(case, community):
        raise NotForAnswers
    if not article.title or len(article.words) < SHORTEST_WORDS:
        raise NotForAnswers
    article.author_agrees_at, article.remark = now, None
    if case is None or case.asker_agrees_at is not None:
        to_review(session, article, now)
        return article
    article.state = State.AGREEING.value
    ids = {"article": article.id}
    notify(session, case.asker_id or 0, Notice.ARTICLE_CONSENT, ids, now, f"article-consent:{article.id}:{now}")
    return article


def discard(session: Session, person: Person, article_id: int, now: datetime) -> None:
    """What is not published leaves nothing."""
    article, _ = _held(session, person, article_id)
    if article.state in (State.PUBLISHED.value, State.ARCHIVED.value):
        raise ArticleSettled
    attention.close(session, KIND, article.id, person, now)
    session.delete(article)
    session.flush()


def asked(session: Session, person: Person, article_id: int) -> Article:
    """Which is made of a question of the person's. Raises `ArticleGone`."""
    article = session.get(Article, article_id)
    case = session.get(Case, article.case_id) if article and article.case_id else None
    if article is None or case is None or case.asker_id != person.id:
        raise ArticleGone
    return article


def agree(session: Session, person: Person, article_id: int, community: CommunityProfile, now: datetime) -> Article:
    """The asker's yes to these words. A second press changes nothing; raises `ArticleSettled`."""
    article, case = _agreeing(session, person, article_id)
    if article.state == State.REVIEW.value:
        return article
    if article.state != State.AGREEING.value or not is_eligible(case, community):
        raise ArticleSettled
    case.asker_agrees_at = now
    to_review(session, article, now)
    return article


def refuse(session: Session, person: Person, article_id: int, now: datetime) -> Article:
    """Nothing is made of the question, now and later."""
    article, case = _agreeing(session, person, article_id)
    if article.state not in (State.AGREEING.value, State.REVIEW.value, State.DRAFT.value):
        raise ArticleSettled
    article.state, case.asker_agrees_at = State.ARCHIVED.value, None
    attention.close(session, KIND, article.id, None, now)
    tell_author(session, article, "refused", now)
    return article


def ask_to_mend(session: Session, person: Person, article_id: int, remark: str, now: datetime) -> Article:
    article, case = _agreeing(session, person, article_id)
    if article.state not in (State.AGREEING.value, State.REVIEW.value):
        raise ArticleSettled
    article.state, article.remark, case.asker_agrees_at = State.DRAFT.value, remark, None
    attention.close(session, KIND, article.id, None, now)
    tell_author(session, article, "mend", now)
    return article


def to_review(session: Session, article: Article, now: datetime) -> None:
    article.state = State.REVIEW.value
    author = session.get(Person, article.author_id) if article.author_id else None
    town = author.municipality if author else None
    attention.open_in(session, KIND, article.id, town, now)
    for reviewer in roles.holders(session, Right.REVIEW_ARTICLES, town):
        if reviewer != article.author_id:
            topic = f"{Notice.ARTICLE_WAITS}:{article.id}:{now}"
            notify(session, reviewer, Notice.ARTICLE_WAITS, {"article": article.id}, now, topic)


def tell_author(session: Session, article: Article, answer: str, now: datetime) -> None:
    """`answer`: refused, mend, silent, published, back, declined, archived or restored."""
    session.flush()
    if article.author_id is not None:
        ids = {"article": article.id, "answer": answer}
        topic = f"{Notice.ARTICLE_ANSWERED}:{article.id}:{answer}:{now}"
        notify(session, article.author_id, Notice.ARTICLE_ANSWERED, ids, now, topic)


def _held(session: Session, person: Person, article_id: int) -> tuple[Article, Case | None]:
    """The author's, locked after its question."""
    article = own(session, person, article_id)
    case = consultations.locked(session, article.case_id) if article.case_id else None
    return articles.locked(session, article_id), case


def _agreeing(session: Session, person: Person, article_id: int) -> tuple[Article, Case]:
    article = asked(session, person, article_id)
    case = consultations.own(session, person, article.case_id or 0)
    return articles.locked(session, article_id), case


def _names(session: Session, case: Case) -> list[str]:
    people = [session.get(Person, number) for number in (case.asker_id, case.mentor_id) if number]
    return [name for person in people if person for name in (person.name, person.full_name) if name]


def _said(session: Session, case: Case, side: Side) -> str:
    talk = talks.of_case(session, case)
    if side is Side.ASKER:
        return "\n".join(filter(None, (each.words for each in talks.question(session, talk))))
    told = TalkMessage.talk_id == talk.id, TalkMessage.side == side.value, TalkMessage.is_note.is_(False)
    said = session.execute(select(TalkMessage.words).where(*told).order_by(TalkMessage.id)).scalars()
    return "\n".join(filter(None, said))
