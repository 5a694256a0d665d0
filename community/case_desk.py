"""The coordinators' desk of questions: which are open, who answers, and how they end. Words are seldom shown.

Ordinary questions are for coordinators; of the unnamed ones the municipality is nobody's, so only those of the whole
community have them. Questions of support are for those named for them, and for nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, func, or_, select, update
from sqlalchemy.orm import Session

from community import audit, consultations, roles, routing, talks
from community.audit import Action
from community.consultations import OPEN, WITH_MENTOR, State
from community.members import called
from community.notices import Notice
from community.planning import parse_words
from community.profiles import CommunityProfile
from community.refusals import CannotAnswer, CaseClosed, CaseGone, NotAlike, NotAllowed, UnknownChoice
from community.roles import Right, Scope
from community.talks import MESSAGE, TALK, Side
from storage.models import Case, Person, TalkCopy, TalkMessage
from storage.notifications import notify

REASONS = ("answered", "elsewhere", "nobody", "rules", "other")
MERGED = "merged"
STATES: dict[str, tuple[State, ...]] = {
    "searching": (State.SEARCHING,),
    "taken": (State.TAKEN, State.ASKED),
    "answered": (State.ANSWERED,),
    "coordinator": (State.COORDINATOR,),
}
LONGEST_WORDS = 300
FITTEST, FOUND = 3, 5
TO_DECIDE = timedelta(days=2)


@dataclass(frozen=True)
class Wanted:
    """What is listed; None: any."""

    topic: str | None = None
    state: str | None = None
    late: bool = False


@dataclass(frozen=True)
class Seen:
    """`said` is empty, and `asker` None, where the coordinator may not read the question."""

    case: Case
    mentor: Person | None
    said: Sequence[TalkMessage]
    asker: Person | None
    twins: Sequence[Case]


def may_open(session: Session, actor: Person, now: datetime) -> bool:
    return not roles.rights_of(session, actor, now).isdisjoint({Right.RUN_CONSULTING, Right.ANSWER_SUPPORT})


def listed(
    session: Session, actor: Person, wanted: Wanted, now: datetime, first: int, most: int
) -> tuple[list[Case], int]:
    """Open cases, the oldest first, and how many there are. Raises `NotAllowed`."""
    among = [reached(session, actor, now), Case.state.in_(STATES.get(wanted.state or "", OPEN))]
    among += [Case.topic == wanted.topic] if wanted.topic else []
    among += [Case.answer_by < now, Case.answered_at.is_(None)] if wanted.late else []
    total = session.execute(select(func.count()).select_from(Case).where(*among)).scalar_one()
    found = select(Case).where(*among).order_by(Case.sent_at, Case.id).offset(first).limit(most)
    return list(session.execute(found).scalars()), total


def look(session: Session, actor: Person, case_id: int, now: datetime) -> Seen:
    """Raises `CaseGone`, also of a case that the actor is not to know."""
    case = _reached(session, actor, case_id, now)
    mentor = session.get(Person, case.mentor_id) if case.mentor_id else None
    if not is_readable(case):
        return Seen(case, mentor, (), None, twins(session, case))
    asker = session.get(Person, case.asker_id) if case.asker_id else None
    return Seen(case, mentor, talks.question(session, talks.of_case(session, case)), asker, twins(session, case))


def is_readable(case: Case) -> bool:
    """A named question that has come to the coordinator; one of support while it looks for somebody named for it."""
    if case.is_support:
        return case.state in (State.SEARCHING, State.COORDINATOR)
    return not case.is_anonymous and case.escalated_at is not None


def fittest(
    session: Session, actor: Person, case_id: int, community: CommunityProfile, now: datetime
) -> Sequence[Person]:
    """Those of the topic who have room, the least busy first."""
    case = _reached(session, actor, case_id, now)
    return routing.colleagues(session, case, community, now, FITTEST)


def answering(session: Session, actor: Person, case_id: int, typed: str, now: datetime) -> Sequence[Person]:
    """Who may answer the case and has such a name."""
    case = _reached(session, actor, case_id, now)
    return routing.able(session, case, now, FOUND, called(typed), Person.id.is_distinct_from(case.mentor_id))


def assign(session: Session, actor: Person, case_id: int, mentor_id: int, now: datetime) -> Case:
    """A second press changes nothing. Raises `CaseClosed`, `CannotAnswer`, `CaseGone`."""
    case = _reached(session, actor, case_id, now, lock=True)
    before = case.mentor_id if case.state in WITH_MENTOR else None
    if before == mentor_id:
        return case
    if case.state not in OPEN:
        raise CaseClosed
    able = routing.able(session, case, now, 1, Person.id == mentor_id)
    if not able:
        raise CannotAnswer
    mentor = able[0]
    if before is not None:
        consultations.move(case, State.SEARCHING)
    consultations.give(session, case, mentor, now)
    ids = {TALK: talks.of_case(session, case).id, "case": case.id}
    notify(session, mentor_id, Notice.CASE_ASSIGNED, ids, now, f"assigned:{case.id}:{now.timestamp():.0f}")
    routing.tell_asker(session, case, now)
    if before is not None:
        _tell_of_the_end(session, case, before, "moved", now)
    _note(session, Action.CASE_ASSIGNED, case, actor, now, mentor)
    return case


def close(
    session: Session, actor: Person, case_id: int, reason: str, words: str | None, now: datetime
) -> tuple[Case, bool]:
    """Whether this press has closed it."""
    if reason not in REASONS:
        raise UnknownChoice
    case = _reached(session, actor, case_id, now, lock=True)
    if case.state == State.CLOSED.value:
        return case, False
    end(session, case, actor, reason, words, now)
    _note(session, Action.CASE_CLOSED, case, actor, now)
    return case, True


def end(session: Session, case: Case, by: Person, reason: str, words: str | None, now: datetime) -> None:
    """The case is locked and open. The asker and whoever answered are told."""
    mentor = case.mentor_id if case.state in WITH_MENTOR else None
    consultations.end(session, case, reason, by, now, words)
    for person, role in ((case.asker_id, "asker"), (mentor, "mentor")):
        if person is not None and person != by.id:
            _tell_of_the_end(session, case, person, role, now)


def parse_reason(text: str) -> str | None:
    return parse_words(text, LONGEST_WORDS)


def twins(session: Session, case: Case) -> list[Case]:
    """Other open questions of the same asker: only of somebody who gave their name in both."""
    if case.is_anonymous or case.is_support or case.asker_id is None:
        return []
    same = Case.asker_id == case.asker_id, Case.id != case.id, ~Case.is_anonymous, ~Case.is_support
    found = select(Case).where(*same, Case.state.in_([state.value for state in OPEN])).order_by(Case.id)
    return list(session.execute(found.limit(FOUND)).scalars())


def merge(session: Session, actor: Person, case_id: int, into_id: int, now: datetime) -> Case:
    """What was asked goes on in the other case, which is returned. Raises `NotAlike`, `CaseGone`."""
    locked = {each: _reached(session, actor, each, now, lock=True) for each in sorted({case_id, into_id})}
    case, into = locked[case_id], locked[into_id]
    if case.merged_into == into.id:
        return into
    if case.state not in OPEN or into not in twins(session, case):
        raise NotAlike
    case.merged_into = into.id
    end(session, case, actor, MERGED, None, now)
    _move_words(session, case, into, now)
    _note(session, Action.CASES_MERGED, into, actor, now)
    return into


def reached(session: Session, actor: Person, now: datetime) -> ColumnElement[bool]:
    """Of cases. Raises `NotAllowed`."""
    held = roles.scopes(session, actor, now)
    if Right.RUN_CONSULTING not in held and Right.ANSWER_SUPPORT not in held:
        raise NotAllowed
    coordinated = ordinary(held[Right.RUN_CONSULTING]) if Right.RUN_CONSULTING in held else false()
    return and_(or_(coordinated, Case.is_support), routing.seen_by(actor), Case.state != State.DRAFT.value)


def ordinary(reach: Scope) -> ColumnElement[bool]:
    """Of cases: not of support, and asked within a coordinator's reach, as far as that may be known."""
    if reach.everywhere:
        return ~Case.is_support
    asked = Case.asker_id.in_(select(Person.id).where(reach.reaches(Person.municipality, Person.organisation)))
    return and_(~Case.is_support, ~Case.is_anonymous, asked)


def _reached(session: Session, actor: Person, case_id: int, now: datetime, lock: bool = False) -> Case:
    mine = reached(session, actor, now)
    if lock:
        consultations.locked(session, case_id)
    case = session.execute(select(Case).where(Case.id == case_id, mine)).scalar_one_or_none()
    if case is None:
        raise CaseGone
    return case


def _move_words(session: Session, case: Case, into: Case, now: datetime) -> None:
    talk, there = talks.of_case(session, case), talks.of_case(session, into)
    asked = TalkMessage.talk_id == talk.id, TalkMessage.side == Side.ASKER.value
    moved = list(session.execute(select(TalkMessage).where(*asked).order_by(TalkMessage.id)).scalars())
    numbers = [message.id for message in moved]
    session.execute(update(TalkCopy).where(TalkCopy.message_id.in_(numbers)).values(talk_id=there.id))
    for message in moved:
        message.talk_id = there.id
        if into.mentor_id is not None:
            ids = {TALK: there.id, MESSAGE: message.id}
            notify(session, into.mentor_id, Notice.TALK_MESSAGE, ids, now, f"merged:{message.id}:{into.id}")
    session.flush()


def _tell_of_the_end(session: Session, case: Case, person: int, role: str, now: datetime) -> None:
    topic = f"{Notice.CASE_ENDED}:{case.id}:{role}:{now.timestamp():.0f}"
    notify(session, person, Notice.CASE_ENDED, {"case": case.id, "to": role}, now, topic)


def _note(
    session: Session, action: Action, case: Case, actor: Person, now: datetime, subject: Person | None = None
) -> None:
    """Of support not even the number: the journal is read by people from whom it is hidden."""
    details = {} if case.is_support else {"case": case.id}
    audit.note(session, action, now, actor=actor, subject=subject, details=details)
