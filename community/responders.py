"""How a mentor wants questions: when, of which topics, how many; and what they have of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from community import consultations, routing, talks
from community.consultations import State
from community.notices import Notice
from community.paces import WEEK, Pace
from community.profiles import CommunityProfile, ConsultingTopic
from community.refusals import CaseGone, CaseTaken, NotAMentor, UnknownChoice
from community.routing import MOST_OPEN
from community.talks import TALK
from storage.models import Case, CaseOffer, Mentor, Person, Responder, TalkMessage
from storage.notifications import notify

HOURS = (8, 12, 16, 19)  # of a daily batch
MOST = (1, 2, 3, 5, 10)  # open at once
PAUSES = (7, 14, 30)  # days; 0 ends it
PAGE = 5


class Desk(NamedTuple):
    """The cases of a mentor: offered or handed to them, to be answered, waiting for the asker."""

    to_take: list[Case]
    mine: list[Case]
    waiting: list[Case]

    def first(self) -> str:
        """What there is something in; what may be taken where there is nothing at all."""
        return next((of for of in ("take", "mine", "waiting") if self.part(of)), "take")

    def part(self, of: str) -> list[Case]:
        return {"take": self.to_take, "mine": self.mine}.get(of, self.waiting)


class Entry(NamedTuple):
    """A case in a list, and what was asked."""

    case: Case
    words: str


class Seen(NamedTuple):
    """A case as a mentor sees it. `offer`: what became of their card, None where there was none."""

    case: Case
    said: list[TalkMessage]
    asker: Person | None
    offer: str | None
    is_mine: bool
    has_files: bool = False


def of(session: Session, person: Person) -> Responder:
    """Not kept before something is set. Raises `NotAMentor`."""
    _must_answer(session, person)
    found = session.execute(select(Responder).where(Responder.person_id == person.id)).scalar_one_or_none()
    return found or Responder(person_id=person.id, topics=[], pace=Pace.AT_ONCE.value, days_off=[], most_open=MOST_OPEN)


def answers(session: Session, person: Person) -> bool:
    """Whether questions may come to the person at all."""
    if person.joined_at is None:
        return False
    return session.execute(select(or_(is_mentor(person), is_named(person)))).scalar_one()


def is_mentor(person: Person) -> ColumnElement[bool]:
    """A value for a statement, like the next."""
    return exists().where(Mentor.person_id == person.id, Mentor.ended_at.is_(None))


def is_named(person: Person) -> ColumnElement[bool]:
    """For questions of support, by themselves or while they stand in."""
    named = routing.answers_support().subquery()
    return exists().where(named.c[0] == person.id)


def _must_answer(session: Session, person: Person) -> None:
    if not answers(session, person):
        raise NotAMentor


def set_pace(session: Session, person: Person, pace: str, hour: int | None) -> Responder:
    if pace not in set(Pace) or (pace == Pace.DAILY and hour not in range(24)):
        raise UnknownChoice
    changed = of(session, person)
    changed.pace, changed.hour = pace, hour if pace == Pace.DAILY else None
    return _kept(session, changed)


def mark_day(session: Session, person: Person, day: int, off: bool) -> Responder:
    """Not all seven: a pause is for that."""
    changed = of(session, person)
    days = {int(each) for each in changed.days_off} - {day} | ({day} if off else set())
    if day not in range(WEEK) or len(days) == WEEK:
        raise UnknownChoice
    changed.days_off = [str(each) for each in sorted(days)]
    return _kept(session, changed)


def mark_topic(session: Session, person: Person, topic: str, marked: bool, community: CommunityProfile) -> Responder:
    known = [each.id for each in topics(community)]
    if topic not in known:
        raise UnknownChoice
    changed = of(session, person)
    kept = {*changed.topics} - {topic} | ({topic} if marked else set())
    changed.topics = [each for each in known if each in kept]
    return _kept(session, changed)


def topics(community: CommunityProfile) -> list[ConsultingTopic]:
    """To choose among: support is not chosen, coordinators name people for it."""
    return [each for each in community.consulting_topics if not each.support]


def set_most(session: Session, person: Person, most: int) -> Responder:
    if most not in MOST:
        raise UnknownChoice
    changed = of(session, person)
    changed.most_open = most
    return _kept(session, changed)


def pause(session: Session, person: Person, days: int, community: CommunityProfile, now: datetime) -> Responder:
    """What is not answered yet goes to others; 0 days ends the pause."""
    if days not in (0, *PAUSES):
        raise UnknownChoice
    changed = of(session, person)
    last = now.astimezone(community.tz).date() + timedelta(days=days)
    changed.paused_until = datetime.combine(last, time(), community.tz) if days else None
    if days:
        routing.release(session, person, now)
    return _kept(session, changed)


def _kept(session: Session, responder: Responder) -> Responder:
    session.add(responder)
    session.flush()
    return responder


def desk(session: Session, mentor: Person) -> Desk:
    """The oldest first. Raises `NotAMentor`."""
    _must_answer(session, mentor)
    own = Case.mentor_id == mentor.id
    return Desk(
        _cases(session, mentor, _offered(mentor)),
        _cases(session, mentor, own & (Case.state == State.TAKEN.value)),
        _cases(session, mentor, own & Case.state.in_((State.ASKED.value, State.ANSWERED.value))),
    )


def number(mentor: Person) -> ColumnElement[int]:
    """How many wait for the mentor, to be taken or answered: a value for a statement."""
    answering = (Case.mentor_id == mentor.id) & (Case.state == State.TAKEN.value)
    theirs = select(func.count()).select_from(Case).where(or_(_offered(mentor), answering), routing.seen_by(mentor))
    return theirs.scalar_subquery()


def look(session: Session, mentor: Person, case_id: int) -> Seen:
    """Raises `CaseGone`, and `CaseTaken` where a colleague answers by now."""
    case = session.get(Case, case_id)
    if case is None or not routing.may_take(session, case, mentor):
        raise CaseGone
    offer = routing.offer_of(session, case, mentor.id)
    is_mine = case.mentor_id == mentor.id
    if not is_mine and offer is None:
        raise CaseGone
    if not is_mine and case.state in consultations.WITH_MENTOR and offer and offer.state != "handed":
        raise CaseTaken
    asker = session.get(Person, case.asker_id) if case.asker_id and not case.is_anonymous else None
    said = _said(session, case)
    return Seen(case, said, asker, offer.state if offer else None, is_mine, talks.have_files(session, said))


def show_files(session: Session, mentor: Person, case_id: int, now: datetime) -> Case:
    """They come by the post."""
    case = look(session, mentor, case_id).case
    ids = {TALK: talks.of_case(session, case).id, "case": case.id}
    notify(session, mentor.id, Notice.CASE_FILES, ids, now, f"{Notice.CASE_FILES}:{case.id}:{now.timestamp():.0f}")
    return case


def entries(session: Session, cases: list[Case]) -> list[Entry]:
    return [Entry(case, _asked(session, case)) for case in cases]


def _asked(session: Session, case: Case) -> str:
    said = talks.question(session, talks.of_case(session, case))
    return " ".join(message.words for message in said)


def batch(session: Session, person: int, at: datetime) -> list[Case]:
    """What came in one message and can still be taken."""
    mentor = session.get(Person, person)
    if mentor is None:
        return []
    here = select(CaseOffer.case_id).where(CaseOffer.person_id == person, CaseOffer.offered_at == at)
    return _cases(session, mentor, _offered(mentor) & Case.id.in_(here))


def _said(session: Session, case: Case) -> list[TalkMessage]:
    talk = talks.of_case(session, case)
    return list(
        session.execute(select(TalkMessage).where(TalkMessage.talk_id == talk.id).order_by(TalkMessage.id)).scalars()
    )


def _offered(mentor: Person) -> ColumnElement[bool]:
    def has(state: str) -> ColumnElement[bool]:
        cards = select(CaseOffer.case_id).where(CaseOffer.person_id == mentor.id, CaseOffer.state == state)
        return Case.id.in_(cards)

    open_to_all = Case.state.in_((State.SEARCHING.value, State.COORDINATOR.value))
    return or_(has("offered") & open_to_all, has("handed") & Case.state.in_(consultations.WITH_MENTOR))


def _cases(session: Session, mentor: Person, among: ColumnElement[bool]) -> list[Case]:
    found = select(Case).where(among, routing.seen_by(mentor)).order_by(Case.id)
    return list(session.execute(found).scalars())
