"""The life of a case: a question, whoever answers it, and how it ends. One table says which steps there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from community import attention, bans, case_privacy, mentors, routing, talks, working_days
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import CaseClosed, CaseGone, CaseTaken, NotYourCase
from community.talks import ACCOUNT, HOLD, REPLACES, TALK, Saying, Side
from storage.models import Case, CaseOffer, Person, Talk, TalkMessage
from storage.notifications import notify

LOOKED_AGAIN = timedelta(days=1)  # for somebody who answers questions of support
ANSWER_DAYS = 2  # working days until somebody should have answered


class State(StrEnum):
    """`draft`: seen by nobody but the asker. `asked`: the mentor wants to know more, the asker is to say it."""

    DRAFT = "draft"
    SEARCHING = "searching"
    TAKEN = "taken"
    ASKED = "asked"
    ANSWERED = "answered"
    COORDINATOR = "coordinator"
    CLOSED = "closed"


STEPS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SEARCHING}),
    State.SEARCHING: frozenset({State.TAKEN, State.COORDINATOR, State.CLOSED}),
    State.COORDINATOR: frozenset({State.TAKEN, State.SEARCHING, State.CLOSED}),
    State.TAKEN: frozenset({State.ANSWERED, State.ASKED, State.SEARCHING, State.COORDINATOR, State.CLOSED}),
    State.ASKED: frozenset({State.TAKEN, State.ANSWERED, State.SEARCHING, State.COORDINATOR, State.CLOSED}),
    State.ANSWERED: frozenset({State.TAKEN, State.ASKED, State.SEARCHING, State.COORDINATOR, State.CLOSED}),
    State.CLOSED: frozenset({State.TAKEN, State.SEARCHING}),
}
WITH_MENTOR = (State.TAKEN, State.ASKED, State.ANSWERED)
OPEN = (State.SEARCHING, State.COORDINATOR, *WITH_MENTOR)


def move(case: Case, to: State) -> None:
    """Raises `CaseClosed` where the case cannot go there from where it is."""
    if to != case.state and to not in STEPS[State(case.state)]:
        raise CaseClosed
    case.state = to.value
    if to is State.TAKEN:  # a new term begins, see `community/deadlines.py`
        case.answer_by = case.reminded_at = None


def locked(session: Session, case_id: int) -> Case:
    """The case, which nobody else changes meanwhile. Raises `CaseGone`."""
    case = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise CaseGone
    return case


def own(session: Session, person: Person, case_id: int) -> Case:
    """A case of the asker's, locked. Raises `CaseGone`, also for that of somebody else."""
    case = locked(session, case_id)
    if case.asker_id != person.id:
        raise CaseGone
    return case


def mine(session: Session, person: Person, *among: ColumnElement[bool]) -> list[Case]:
    """What the person has asked, the newest first."""
    asked = select(Case).where(Case.asker_id == person.id, Case.state != State.DRAFT.value, *among)
    return list(session.execute(asked.order_by(Case.id.desc())).scalars())


def taken_by(session: Session, mentor: Person, case_id: int) -> Case:
    """A case that the mentor answers, locked. Raises `NotYourCase`."""
    case = locked(session, case_id)
    if case.mentor_id != mentor.id:
        raise NotYourCase
    return case


def draft(session: Session, person: Person, topic: str, is_support: bool, saying: Saying, now: datetime) -> Case:
    """A question that is not sent yet; further parts of the same album join it. Raises `Banned`."""
    bans.must_be_free(session, person, now)
    case = _draft_of_album(session, person, saying.album)
    if case is None:
        case = Case(asker_id=person.id, state=State.DRAFT.value, topic=topic, is_support=is_support, created_at=now)
        session.add(case)
        session.flush()
        talks.begin(session, case, now)
    talks.keep(session, talks.of_case(session, case), person.id, Side.ASKER, saying, now)
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
    """A second press changes nothing. Raises `Banned`, and what `case_privacy.must_be_ready` raises."""
    case = own(session, person, case_id)
    if case.state != State.DRAFT.value:
        return case
    bans.must_be_free(session, person, now)
    case_privacy.hide(case, person, community)
    case_privacy.must_be_ready(session, case, anonymous, sure)
    move(case, State.SEARCHING)
    case.is_anonymous, case.sent_at = anonymous or case.is_support, now
    case.answer_by = working_days.answer_by(now, community, ANSWER_DAYS)
    session.flush()
    if not routing.begin(session, case, community, now):
        escalate(session, case, now)
    return case


def escalate(session: Session, case: Case, now: datetime) -> None:
    """Nobody is left to ask: a coordinator is to see to the locked case. The queue names no asker. What is asked of
    support stays with those named for it, and is looked at again every day."""
    if case.is_support:
        case.next_wave_at, case.answer_by = now + LOOKED_AGAIN, None
        session.flush()
        return
    move(case, State.COORDINATOR)
    case.escalated_at, case.next_wave_at, case.answer_by = now, None, None
    asker = session.get(Person, case.asker_id) if case.asker_id and not case.is_anonymous else None
    attention.open_in(session, attention.Kind.CASE, case.id, asker.municipality if asker else None, now)


def take(session: Session, mentor: Person, case_id: int, now: datetime) -> Case:
    """Whoever is first answers it; the cards of the others say so. Raises `CaseTaken`, `CaseClosed`, `CaseGone`,
    `Banned`, `NotAMentor`."""
    bans.must_be_free(session, mentor, now)
    case = locked(session, case_id)
    if not case.is_support:
        mentors.must_be(session, mentor)
    if case.mentor_id == mentor.id and case.state in WITH_MENTOR:
        return case
    if case.state == State.CLOSED:
        raise CaseClosed  # only its asker opens it again
    if not routing.may_take(session, case, mentor):
        raise CaseGone
    if case.state in WITH_MENTOR:
        raise CaseTaken
    give(session, case, mentor, now)
    return case


def give(session: Session, case: Case, mentor: Person, now: datetime) -> None:
    """The locked case is the mentor's from now on, and nobody else's."""
    move(case, State.TAKEN)
    case.mentor_id, case.taken_at, case.next_wave_at, case.escalated_at = mentor.id, now, None, None
    offer = routing.offer_of(session, case, mentor.id)
    if offer is not None:
        offer.state = "taken"
    session.flush()
    attention.close(session, attention.Kind.CASE, case.id, mentor, now)
    end_cards(session, case, now)


def answer(session: Session, mentor: Person, case_id: int, saying: Saying, now: datetime) -> TalkMessage:
    """What the mentor says, to the asker. Who has not taken the case takes it with the answer."""
    try:
        case = take(session, mentor, case_id, now)
    except CaseTaken:
        raise CaseTaken(saying.words) from None
    held = None if case.answered_at else now + HOLD
    if case.state != State.ANSWERED.value:
        move(case, State.ANSWERED)
    case.answered_at = case.answered_at or now
    return _said(session, case, mentor, Side.MENTOR, case.asker_id, saying, now, held)


def ask_details(session: Session, mentor: Person, case_id: int, saying: Saying, now: datetime) -> TalkMessage:
    case = take(session, mentor, case_id, now)
    if case.state != State.ASKED.value:
        move(case, State.ASKED)
    return _said(session, case, mentor, Side.MENTOR, case.asker_id, saying, now)


def follow_up(
    session: Session, person: Person, case_id: int, saying: Saying, now: datetime, insists: bool = False
) -> TalkMessage:
    """What the asker adds, to whoever answers the case; while nobody does, it belongs to the question.

    `insists`: on files that may betray an unnamed asker. Raises `FilesBetray`, `CaseClosed`, `CaseGone`, `Banned`.
    """
    case = own(session, person, case_id)
    if case.state == State.CLOSED.value:
        raise CaseClosed
    bans.must_be_free(session, person, now)
    case_privacy.must_not_betray(case, [file.kind for file in saying.files], insists)
    if case.state in (State.ANSWERED, State.ASKED):
        move(case, State.TAKEN)
    return _said(session, case, person, Side.ASKER, case.mentor_id, saying, now)


def end(session: Session, case: Case, reason: str, by: Person | None, now: datetime, words: str | None = None) -> None:
    """However it ends: the case is locked. Whoever asked or answered is told by who ends it; here only the cards."""
    move(case, State.CLOSED)
    case.closed_at, case.closed_by, case.close_reason, case.close_words = now, by.id if by else None, reason, words
    case.next_wave_at = case.escalated_at = None
    session.flush()
    attention.close(session, attention.Kind.CASE, case.id, by if case.closed_by != case.asker_id else None, now)
    end_cards(session, case, now)


def _said(
    session: Session,
    case: Case,
    author: Person,
    side: Side,
    to: int | None,
    saying: Saying,
    now: datetime,
    held: datetime | None = None,
) -> TalkMessage:
    talk = talks.of_case(session, case)
    message = talks.keep(session, talk, author.id, side, saying, now)
    message.held_until = held
    if to is not None:
        talks.deliver(session, talk, message, to, now)
    return message


def end_cards(session: Session, case: Case, now: datetime) -> None:
    """The cards that others have say that a colleague answers already, or that nothing is left to answer."""
    others = CaseOffer.case_id == case.id, CaseOffer.person_id != case.mentor_id
    shown = CaseOffer.state.in_(("waiting", "offered", "handed"))
    ended = session.execute(select(CaseOffer).where(*others, shown)).scalars().all()
    for offer in ended:
        offer.state = "ended"
    talk, told = talks.of_case(session, case), {offer.person_id for offer in ended}
    for copy in talks.copies(session, talk, None):
        ids = {TALK: talk.id, "case": case.id, REPLACES: copy.number, ACCOUNT: copy.account_id}
        owner = talks.owner(session, copy)
        if owner in told:
            topic = f"card-taken:{case.id}:{now.timestamp():.0f}:{copy.id}"
            notify(session, owner, Notice.CASE_TAKEN, ids, now, topic, account=copy.account_id)


def _draft_of_album(session: Session, person: Person, album: str | None) -> Case | None:
    if album is None:
        return None
    joined = select(Case).join(Talk, Talk.case_id == Case.id).join(TalkMessage, TalkMessage.talk_id == Talk.id)
    same = TalkMessage.album == album, Case.asker_id == person.id, Case.state == State.DRAFT.value
    return session.execute(joined.where(*same).limit(1)).scalar_one_or_none()
