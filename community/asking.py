"""A question before it is sent: what was said joins one draft, and only its asker sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from community import articles, consents, consultations, sensitive, talks
from community.consultations import State
from community.profiles import CommunityProfile, ConsultingTopic
from community.refusals import CaseClosed, CaseGone, ConsentNeeded, TooYoungToAsk, UnknownChoice
from community.sensitive import Sensitive
from community.talks import Saying
from community.topic_guess import guess
from storage.models import Article, Case, Person, Talk, TalkFile, TalkMessage

JOINS_WITHIN = timedelta(minutes=10)
KEPT = timedelta(days=1)  # a draft that nobody has sent
COUNTED = timedelta(days=90)  # one that a ready answer has settled: so long it is counted what people look for
SIMILAR = 3
PICTURES = ("photo", "video")


@dataclass(frozen=True)
class Draft:
    """`sensitive`: what its words may tell of somebody. `pictures`: it has some. `similar`: answers there are already.
    `joined`: what was said last was added to what had been said before."""

    case: Case
    said: Sequence[TalkMessage]
    sensitive: Sensitive | None
    pictures: bool
    similar: Sequence[Article]
    joined: bool = False


def may_ask(person: Person) -> None:
    """Raises `TooYoungToAsk`."""
    if person.is_minor and person.parent_form_at is None:
        raise TooYoungToAsk


def has_agreed(session: Session, person: Person) -> bool:
    """To their data being used; joining is not needed."""
    return consents.is_given(session, person, consents.Kind.PARTICIPATION)


def relies_on_consent(session: Session, person: Person) -> bool:
    """A question of theirs is still open, so the consent it was sent with does not end by itself."""
    return bool(consultations.mine(session, person, Case.state != State.CLOSED.value))


def say(session: Session, person: Person, saying: Saying, community: CommunityProfile, now: datetime) -> Draft:
    """Begins a question; within ten minutes what is said joins the one that is open. Raises `TooYoungToAsk`."""
    may_ask(person)
    case = open_draft(session, person, now)
    if case is None:
        topic = guessed(person, saying.words, community)
        case = consultations.draft(session, person, topic.id, topic.support, saying, now)
        return look(session, case, community)
    talk = talks.of_case(session, case)
    before = guessed(person, _words(talks.question(session, talk)), community)
    talks.keep(session, talk, person.id, talks.Side.ASKER, saying, now)
    if case.topic == before.id:  # nobody has chosen another
        _set(case, guessed(person, _words(talks.question(session, talk)), community))
    session.flush()
    return look(session, case, community, joined=True)


def open_draft(session: Session, person: Person, now: datetime, within: timedelta = JOINS_WITHIN) -> Case | None:
    """What was said last and is not sent, locked."""
    mine = Case.asker_id == person.id, Case.state == State.DRAFT.value, Talk.last_at > now - within
    found = select(Case.id).join(Talk, Talk.case_id == Case.id).where(*mine).order_by(Case.id.desc()).limit(1)
    number = session.execute(found).scalar_one_or_none()
    return consultations.own(session, person, number) if number else None


def draft_of(session: Session, person: Person, case_id: int) -> Case:
    """Locked. Raises `CaseGone`, and `CaseClosed` where it was sent already."""
    case = consultations.own(session, person, case_id)
    if case.state != State.DRAFT.value:
        raise CaseClosed
    return case


def sent_of(session: Session, person: Person, case_id: int) -> Case:
    """Of one's own; a draft is none yet. Raises `CaseGone`."""
    case = consultations.own(session, person, case_id)
    if case.state == State.DRAFT.value:
        raise CaseGone
    return case


def look(session: Session, case: Case, community: CommunityProfile, joined: bool = False) -> Draft:
    said = talks.question(session, talks.of_case(session, case))
    words = _words(said)
    pictures = select(TalkFile.id).where(
        TalkFile.message_id.in_([message.id for message in said]), TalkFile.kind.in_(PICTURES)
    )
    has_some = session.execute(pictures.limit(1)).first() is not None
    near = similar(session, community, words, SIMILAR)
    return Draft(case, said, sensitive.looks_like(words), has_some, near, joined)


def guessed(person: Person, words: str, community: CommunityProfile) -> ConsultingTopic:
    position = community.position(person.position or "")
    return guess(words, position.name if position else "", community)


def change_topic(session: Session, person: Person, case_id: int, topic_id: str, community: CommunityProfile) -> Case:
    """Raises `CaseGone`, `CaseClosed`, `UnknownChoice`."""
    case = draft_of(session, person, case_id)
    topic = community.consulting_topic(topic_id)
    if topic is None:
        raise UnknownChoice
    _set(case, topic)
    session.flush()
    return case


def send(
    session: Session,
    person: Person,
    case_id: int,
    anonymous: bool,
    community: CommunityProfile,
    now: datetime,
    sure: bool = False,
) -> Case:
    """A second press changes nothing. Raises `CaseGone`, `TooYoungToAsk`, `ConsentNeeded`, and what
    `consultations.send` raises."""
    may_ask(person)
    if not has_agreed(session, person):
        raise ConsentNeeded
    return consultations.send(session, person, case_id, anonymous, community, now, sure)


def drop(session: Session, person: Person, case_id: int) -> bool:
    """«Это не вопрос»: the draft is erased. False: it was sent already. Raises `CaseGone`."""
    case = consultations.own(session, person, case_id)
    if case.state != State.DRAFT.value:
        return False
    _erase(session, [case.id])
    return True


def drop_all(session: Session, person: Person) -> None:
    drafts = select(Case.id).where(Case.asker_id == person.id, Case.state == State.DRAFT.value)
    _erase(session, session.execute(drafts).scalars().all())


def forget_drafts(session: Session, now: datetime, most: int) -> int:
    given_up = Case.offered_article_id.is_(None) | (Case.created_at < now - COUNTED)
    old = select(Case.id).where(Case.state == State.DRAFT.value, Case.created_at < now - KEPT, given_up)
    cases = session.execute(old.limit(most)).scalars().all()
    _erase(session, cases)
    return len(cases)


def similar(session: Session, community: CommunityProfile, words: str, most: int) -> Sequence[Article]:
    """Answers that are there already, the nearest first."""
    return articles.similar(session, community, words, most)


def waiting(session: Session, person: Person) -> Sequence[Case]:
    """What waits for the asker: answers, and questions of mentors, the newest first."""
    there = Case.state.in_((State.ANSWERED.value, State.ASKED.value))
    return consultations.mine(session, person, there)


def last_said(session: Session, case: Case, most: int) -> Sequence[TalkMessage]:
    """Of a talk, in its order; notes are for mentors only."""
    talk = talks.of_case(session, case)
    said = select(TalkMessage).where(TalkMessage.talk_id == talk.id, TalkMessage.is_note.is_(False))
    return session.execute(said.order_by(TalkMessage.id.desc()).limit(most)).scalars().all()[::-1]


def _words(said: Sequence[TalkMessage]) -> str:
    return "\n".join(message.words for message in said if message.words)


def _set(case: Case, topic: ConsultingTopic) -> None:
    case.topic, case.is_support = topic.id, topic.support


def _erase(session: Session, cases: Sequence[int]) -> None:
    """With their talks; the database erases what was said in these."""
    session.execute(delete(Case).where(Case.id.in_(cases)))
    session.expire_all()
