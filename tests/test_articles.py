"""Ready answers: read, voted for, made of a question with both consents, reviewed, checked, put away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import article_gaps, article_making, article_review, articles, attention, consultations, talks
from community.article_names import GAP, without_names
from community.articles import State
from community.notices import Notice
from community.profile_files import load_profile
from community.refusals import ArticleGone, ArticleSettled, CaseGone, NotAllowed, NotForAnswers, NotYourCase
from community.talks import Saying, Side
from storage import holdings
from storage.models import (
    Account,
    Article,
    ArticleVote,
    ArticleWord,
    Attention,
    AuditEntry,
    Case,
    Grant,
    Notification,
    Person,
    TalkMessage,
)

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
YEAR = timedelta(days=365)
perm = load_profile("perm-nastavniki")
SUPPORT = next(topic.id for topic in perm.consulting_topics if topic.support)
QUESTION = "Здравствуйте! Меня зовут Анна Вымышленная. Как провести первое собрание в пятом классе?"
ANSWER = "Анна, начните с хорошего о каждом. Спросите Марию Ивановну, её телефон 8 912 345-67-89."


def person(session: Session, name: str, role: str | None = None) -> Person:
    made = Person(created_at=NOW, joined_at=NOW, name=name, municipality="perm")
    session.add(made)
    session.flush()
    session.add(Account(person_id=made.id, network="vk", number=made.id, created_at=NOW))
    if role:
        session.add(Grant(person_id=made.id, role=role, granted_at=NOW))
    session.flush()
    return made


@pytest.fixture
def anna(session: Session) -> Person:
    return person(session, "Анна Вымышленная")


@pytest.fixture
def boris(session: Session) -> Person:
    return person(session, "Борис")


@pytest.fixture
def olga(session: Session) -> Person:
    return person(session, "Ольга", "coordinator")


def answered(session: Session, asker: Person, mentor: Person, **more: object) -> Case:
    facts = {"state": "answered", "topic": "parents", "answered_at": NOW, "sent_at": NOW} | more
    case = Case(asker_id=asker.id, mentor_id=mentor.id, created_at=NOW, **facts)
    session.add(case)
    session.flush()
    talk = talks.begin(session, case, NOW)
    for number, (author, side, words) in enumerate(((asker, Side.ASKER, QUESTION), (mentor, Side.MENTOR, ANSWER))):
        talks.keep(session, talk, author.id, side, Saying(words, author.id, number), NOW)
    note = TalkMessage(talk_id=talk.id, author_id=mentor.id, side="mentor", words="Для себя", said_at=NOW, is_note=True)
    session.add(note)
    session.flush()
    return case


def drafted(session: Session, asker: Person, mentor: Person) -> Article:
    return article_making.begin(session, mentor, answered(session, asker, mentor).id, perm, NOW)


def agreed(session: Session, asker: Person, mentor: Person) -> Article:
    article = drafted(session, asker, mentor)
    article_making.send(session, mentor, article.id, perm, NOW)
    return article_making.agree(session, asker, article.id, perm, NOW)


def published(session: Session, asker: Person, mentor: Person, olga: Person) -> Article:
    return article_review.publish(session, olga, agreed(session, asker, mentor).id, perm, NOW).article


def told(session: Session, to: Person) -> list[str]:
    rows = select(Notification.kind).where(Notification.person_id == to.id).order_by(Notification.id)
    return list(session.execute(rows).scalars())


def words(session: Session, article: Article) -> int:
    return len(session.execute(select(ArticleWord).where(ArticleWord.article_id == article.id)).scalars().all())


def test_draft_has_question_and_answer_without_names(session: Session, anna: Person, boris: Person) -> None:
    article = drafted(session, anna, boris)
    assert article.title == "Как провести первое собрание в пятом классе"
    assert "начните с хорошего" in article.words
    for word in ("Анна", "Вымышленная", "Мари", "Ивановн", "912", "Для себя"):
        assert word not in article.words
    assert article_making.begin(session, boris, article.case_id or 0, perm, NOW) is article


@pytest.mark.parametrize("more", [{"is_anonymous": True}, {"is_support": True}, {"topic": SUPPORT}, {"state": "taken"}])
def test_private_and_unanswered_questions_become_no_answer(
    session: Session, anna: Person, boris: Person, more: dict[str, object]
) -> None:
    case = answered(session, anna, boris, **more)
    assert article_making.offered(session, boris, perm, 9) == []
    with pytest.raises(NotForAnswers):
        article_making.begin(session, boris, case.id, perm, NOW)


def test_only_who_answered_makes_an_answer(session: Session, anna: Person, boris: Person, olga: Person) -> None:
    case = answered(session, anna, boris)
    assert article_making.offered(session, boris, perm, 9) == [case]
    with pytest.raises(NotYourCase):
        article_making.begin(session, olga, case.id, perm, NOW)


def test_question_that_turns_anonymous_is_not_published(
    session: Session, anna: Person, boris: Person, olga: Person
) -> None:
    article = agreed(session, anna, boris)
    session.get_one(Case, article.case_id).is_anonymous = True
    with pytest.raises(ArticleSettled):
        article_review.publish(session, olga, article.id, perm, NOW)


def test_nothing_is_published_without_the_asker(session: Session, anna: Person, boris: Person, olga: Person) -> None:
    article = drafted(session, anna, boris)
    article_making.send(session, boris, article.id, perm, NOW)
    assert (article.state, told(session, anna)) == (State.AGREEING, [Notice.ARTICLE_CONSENT])
    with pytest.raises(ArticleSettled):
        article_review.publish(session, olga, article.id, perm, NOW)
    with pytest.raises(ArticleGone):
        article_making.agree(session, olga, article.id, perm, NOW)
    article_making.agree(session, anna, article.id, perm, NOW)
    article_making.agree(session, anna, article.id, perm, NOW)
    assert article.state == State.REVIEW
    assert told(session, olga) == [Notice.ARTICLE_WAITS]
    assert session.get_one(Case, article.case_id).asker_agrees_at == NOW


def test_asker_who_refuses_is_never_asked_again(session: Session, anna: Person, boris: Person) -> None:
    article = drafted(session, anna, boris)
    article_making.send(session, boris, article.id, perm, NOW)
    article_making.refuse(session, anna, article.id, NOW)
    assert (article.state, told(session, boris)) == (State.ARCHIVED, [Notice.ARTICLE_ANSWERED])
    with pytest.raises(ArticleSettled):
        article_making.begin(session, boris, article.case_id or 0, perm, NOW)
    with pytest.raises(ArticleSettled):
        article_making.agree(session, anna, article.id, perm, NOW)


def test_asker_agrees_to_new_words_anew(session: Session, anna: Person, boris: Person, olga: Person) -> None:
    article = agreed(session, anna, boris)
    article_review.send_back(session, olga, article.id, "Короче", NOW)
    assert (article.state, article.remark) == (State.DRAFT, "Короче")
    article_making.send(session, boris, article.id, perm, NOW)
    assert article.state == State.REVIEW, "the same words"
    article_review.send_back(session, olga, article.id, "Ещё короче", NOW)
    article_making.edit(session, boris, article.id, {"words": "Начните с хорошего о каждом."}, perm, NOW)
    article_making.send(session, boris, article.id, perm, NOW + timedelta(hours=1))
    assert article.state == State.AGREEING
    article_making.ask_to_mend(session, anna, article.id, "Уберите школу", NOW)
    assert (article.state, article.remark) == (State.DRAFT, "Уберите школу")


def test_published_answer_is_found_and_noted(session: Session, anna: Person, boris: Person, olga: Person) -> None:
    article = agreed(session, anna, boris)
    assert attention.count(session, olga, NOW) == 1
    review = article_review.publish(session, olga, article.id, perm, NOW)
    assert review.decided_now
    assert not article_review.publish(session, olga, article.id, perm, NOW).decided_now
    assert articles.search(session, "родительские собрания в пятом", 5) == [article]
    assert articles.similar(session, perm, "Как мне провести собрание пятого класса?", 3, "parents") == [article]
    assert articles.similar(session, perm, "Где купить трактор?", 3) == []
    assert attention.count(session, olga, NOW) == 0
    assert told(session, boris) == [Notice.ARTICLE_ANSWERED]
    assert [entry.action for entry in session.execute(select(AuditEntry)).scalars()] == ["article_published"]


def test_answer_put_away_is_not_found_until_it_is_back(
    session: Session, anna: Person, boris: Person, olga: Person
) -> None:
    article = published(session, anna, boris, olga)
    assert words(session, article) > 5
    article_review.archive(session, olga, article.id, perm, NOW)
    assert (words(session, article), articles.search(session, "собрание", 5)) == (0, [])
    with pytest.raises(ArticleGone):
        articles.look(session, article.id)
    article_review.restore(session, olga, article.id, perm, NOW)
    assert articles.search(session, "сабрание", 5) == [article]


def test_changed_answer_is_found_by_its_new_words(session: Session, anna: Person, boris: Person, olga: Person) -> None:
    article = published(session, anna, boris, olga)
    article_review.change(session, olga, article.id, {"title": "Робототехника без наборов"}, perm, NOW)
    assert articles.search(session, "робототехнику", 5) == [article]


def test_vote_counts_once_and_may_be_changed(session: Session, anna: Person, boris: Person, olga: Person) -> None:
    article = published(session, anna, boris, olga)
    for helped in (True, True, False, True):
        articles.vote(session, anna, article.id, helped, NOW)
    articles.vote(session, olga, article.id, False, NOW)
    assert (article.helped, article.not_helped) == (1, 1)
    assert articles.vote_of(session, anna, article.id) is True
    boris.is_minor, boris.joined_at = True, None
    articles.vote(session, boris, article.id, True, NOW)
    assert articles.vote_of(session, boris, article.id) is None


def test_answer_instead_of_a_question_is_kept_with_the_draft(
    session: Session, anna: Person, boris: Person, olga: Person
) -> None:
    article = published(session, anna, boris, olga)
    saying = Saying("Как провести собрание?", 1, 1)
    case = consultations.draft(session, anna, "parents", False, saying, NOW)
    with pytest.raises(CaseGone):
        articles.instead(session, olga, case.id, article.id, NOW)
    articles.instead(session, anna, case.id, article.id, NOW)
    assert (case.offered_article_id, case.state, article.helped) == (article.id, "draft", 1)


def test_old_answer_is_checked_after_a_year(session: Session, anna: Person, boris: Person, olga: Person) -> None:
    article = published(session, anna, boris, olga)
    assert article_review.ask_to_check(session, NOW + YEAR - timedelta(days=1), 9) == 0
    assert article_review.ask_to_check(session, NOW + YEAR, 9) == 1
    assert article_review.ask_to_check(session, NOW + YEAR, 9) == 0
    assert attention.count(session, olga, NOW + YEAR) == 1
    article_review.confirm(session, olga, article.id, NOW + YEAR)
    assert attention.count(session, olga, NOW + YEAR) == 0
    assert article_review.ask_to_check(session, NOW + YEAR, 9) == 0


def test_answer_that_does_not_help_is_checked_and_counted_anew(
    session: Session, anna: Person, boris: Person, olga: Person
) -> None:
    article = published(session, anna, boris, olga)
    for number in range(5):
        articles.vote(session, person(session, f"Читатель {number}"), article.id, number > 2, NOW)
    assert article_review.ask_to_check(session, NOW, 9) == 1
    article_review.confirm(session, olga, article.id, NOW)
    assert (article.helped, article.not_helped) == (0, 0)
    assert not session.execute(select(ArticleVote)).first()
    assert article_review.ask_to_check(session, NOW, 9) == 0


def test_consent_that_is_not_answered_ends(session: Session, anna: Person, boris: Person) -> None:
    article = drafted(session, anna, boris)
    article_making.send(session, boris, article.id, perm, NOW)
    assert article_review.end_waiting(session, NOW + timedelta(days=29), 9) == 0
    assert article_review.end_waiting(session, NOW + timedelta(days=31), 9) == 1
    assert article.state == State.ARCHIVED


def test_answer_of_somebody_deleted_stays_without_a_name(
    session: Session, anna: Person, boris: Person, olga: Person
) -> None:
    article = published(session, anna, boris, olga)
    articles.vote(session, boris, article.id, True, NOW)
    unfinished = drafted(session, anna, boris)
    holdings.erase(session, boris.id)
    session.expire_all()
    assert (articles.look(session, article.id).author_id, session.execute(select(ArticleVote)).first()) == (None, None)
    assert article_review.look(session, olga, article.id, NOW).author is None
    assert article_review.end_waiting(session, NOW, 9) == 1
    assert session.get(Article, unfinished.id) is None


def test_unfinished_answer_is_thrown_away_whole(session: Session, anna: Person, boris: Person, olga: Person) -> None:
    article = agreed(session, anna, boris)
    article_making.discard(session, boris, article.id, NOW)
    assert session.get(Article, article.id) is None
    item = session.execute(select(Attention)).scalar_one()
    assert item.closed_at == NOW
    with pytest.raises(ArticleSettled):
        article_making.discard(session, boris, published(session, anna, boris, olga).id, NOW)


def test_reviewer_writes_without_a_question(session: Session, boris: Person, olga: Person) -> None:
    facts = "parents", "Как вести чат класса", "Назначьте часы ответов и правила."
    with pytest.raises(NotAllowed):
        article_review.write(session, boris, *facts, perm, NOW)
    article = article_review.write(session, olga, *facts, perm, NOW)
    article_review.publish(session, olga, article.id, perm, NOW)
    assert articles.topics(session) == {"parents": 1}
    assert articles.of_topic(session, "parents", 0, 6) == [article]
    assert not session.execute(select(AuditEntry)).first(), "one's own"


def test_gaps_count_and_keep_few_support_questions_secret(
    session: Session, anna: Person, boris: Person, olga: Person
) -> None:
    def closed(topic: str, number: int, **more: object) -> None:
        for _ in range(number):
            facts = {"state": "closed", "topic": topic, "closed_at": NOW} | more
            session.add(Case(asker_id=anna.id, mentor_id=boris.id, created_at=NOW, **facts))

    closed("lesson", 3)
    closed("digital", 1, closed_at=NOW - timedelta(days=91))
    closed(SUPPORT, 4, is_support=True)
    session.get_one(Case, published(session, anna, boris, olga).case_id).state = "closed"
    session.execute(select(Case).where(Case.topic == "parents")).scalar_one().closed_at = NOW
    found = article_gaps.gaps(session, olga, perm, NOW)
    assert [tuple(gap) for gap in found] == [("lesson", 3, 0), ("parents", 0, 1)]
    closed(SUPPORT, 1, is_support=True)
    assert (SUPPORT, 5, 0) in article_gaps.gaps(session, olga, perm, NOW)
    closed(SUPPORT, 1, is_support=True, hides_municipality="perm")
    assert (SUPPORT, 5, 0) in article_gaps.gaps(session, olga, perm, NOW), "hidden from her town"


NAMED = {
    "Спросите Марию Ивановну о плане": "Спросите … о плане",
    "Здравствуйте, Анна! Начните с малого": "Здравствуйте, …! Начните с малого",
    "Позвоните +7 (912) 345-67-89 вечером": "Позвоните … вечером",
    "Пишите на anna@example.ru или t.me/anna": "Пишите на … или …",
    "Мой ник @anna_school в сети": "Мой ник … в сети",
    "Об этом говорила Петрова И. И. на педсовете": "Об этом говорила … на педсовете",
    "Поговорите с Сидоровым наедине": "Поговорите с … наедине",
    "Прочтите Сухомлинского и Пушкина": "Прочтите Сухомлинского и Пушкина",
    "Начните с хорошего о каждом. Родителям понравится.": "Начните с хорошего о каждом. Родителям понравится.",
    "Надежда на успех есть. В Перми, по ФГОС, 5 «А» класс, 2026 год": (
        "Надежда на успех есть. В Перми, по ФГОС, 5 «А» класс, 2026 год"
    ),
}


@pytest.mark.parametrize("text", NAMED)
def test_names_are_taken_out(text: str) -> None:
    assert without_names(text) == NAMED[text]


@given(st.text())
def test_text_without_names_stays_so(text: str) -> None:
    once = without_names(text, ["Анна"])
    assert "Анна" not in once
    assert without_names("Позвоните Анне", ["Анна"]) == f"Позвоните {GAP}"


@given(st.text())
def test_title_fits(text: str) -> None:
    assert len(article_making.title_of(text)) <= article_making.LONGEST_TITLE
    assert article_making.parse_words(text) is None or len(text) >= article_making.SHORTEST_WORDS
