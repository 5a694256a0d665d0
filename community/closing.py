"""How a case ends: closed by its asker or by silence, rated, opened again, or left behind by an asker who is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, select, update
from sqlalchemy.orm import Session

from community import consultations, mentors, pauses, routing, talks, working_days
from community.consultations import ANSWER_DAYS, State
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import CaseClosed, CaseOver, NothingAnswered
from community.talks import TALK
from storage.models import Case, CaseOffer, Notification, Person, Talk, TalkCopy, TalkMessage
from storage.notifications import notify

RATINGS = (1, 2, 3, 4, 5)
REOPENS = timedelta(days=14)
SILENCE = timedelta(days=7)  # after an answer
WARNED = timedelta(days=2)  # before it is closed for silence
RATED_TOLD = timedelta(minutes=10)  # so that words may come with the rating
SOLVED, SILENT, ERASED = "solved", "silence", "erased"


def close(session: Session, person: Person, case_id: int, now: datetime) -> Case:
    """By the asker, whatever it waits for. A second press changes nothing. Raises `CaseGone`, `CaseClosed`."""
    case = consultations.own(session, person, case_id)
    if case.state != State.CLOSED.value:
        _close(session, case, SOLVED, person, now)
    return case


def propose(session: Session, mentor: Person, case_id: int, now: datetime) -> Case:
    """By the mentor: the asker is asked, once after each answer.

    Raises `NotYourCase`, `CaseClosed`, `NothingAnswered`.
    """
    case = consultations.taken_by(session, mentor, case_id)
    if case.state == State.CLOSED.value:
        raise CaseClosed
    if case.state != State.ANSWERED.value or case.asker_id is None:
        raise NothingAnswered
    talk = talks.of_case(session, case)
    topic = f"{Notice.CASE_TO_CLOSE}:{_moment(talk)}"
    notify(session, case.asker_id, Notice.CASE_TO_CLOSE, _ids(talk), now, topic)
    return case


def rate(session: Session, person: Person, case_id: int, rating: int, now: datetime) -> Case:
    """The last word counts; the mentor is told once. Raises `CaseGone`, `NothingAnswered`."""
    case = consultations.own(session, person, case_id)
    if not may_rate(case) or rating not in RATINGS:
        raise NothingAnswered
    case.rating, case.rated_at = rating, now
    if case.mentor_id is not None:
        ids = _ids(talks.of_case(session, case))
        notify(session, case.mentor_id, Notice.CASE_RATED, ids, now + RATED_TOLD, f"{Notice.CASE_RATED}:{case.id}")
    session.flush()
    return case


def add_words(session: Session, person: Person, case_id: int, words: str) -> Case:
    """To a rating. Raises `CaseGone`, `NothingAnswered`."""
    case = consultations.own(session, person, case_id)
    if case.rating is None:
        raise NothingAnswered
    case.rating_words = words
    session.flush()
    return case


def may_rate(case: Case) -> bool:
    return case.state == State.CLOSED.value and case.answered_at is not None


def may_reopen(case: Case, now: datetime) -> bool:
    recent = case.closed_at is not None and now < case.closed_at + REOPENS
    return recent and case.state == State.CLOSED.value and case.merged_into is None


def reopen(session: Session, person: Person, case_id: int, community: CommunityProfile, now: datetime) -> Case:
    """Its mentor goes on, or another is looked for. A second press changes nothing. Raises `CaseGone`, `CaseOver`."""
    case = consultations.own(session, person, case_id)
    if case.state in consultations.OPEN:
        return case
    if not may_reopen(case, now):
        raise CaseOver
    stays = _stays(session, case, now)
    consultations.move(case, State.TAKEN if stays else State.SEARCHING)
    case.reopened_at, case.answer_by = now, working_days.answer_by(now, community, ANSWER_DAYS)
    case.closed_at = case.closed_by = case.close_reason = case.reminded_at = case.escalated_at = None
    if stays and case.mentor_id is not None:
        topic = f"{Notice.CASE_REOPENED}:{case.id}:{now.timestamp():.0f}"
        notify(session, case.mentor_id, Notice.CASE_REOPENED, _ids(talks.of_case(session, case)), now, topic)
    else:
        case.mentor_id = case.taken_at = None
        session.execute(delete(CaseOffer).where(CaseOffer.case_id == case.id))
        session.flush()
        if not routing.begin(session, case, community, now):
            consultations.escalate(session, case, now)
    session.flush()
    return case


def _stays(session: Session, case: Case, now: datetime) -> bool:
    """Whether the mentor of the case is still there, and may still know of it."""
    mentor = session.get(Person, case.mentor_id) if case.mentor_id else None
    entry = mentors.active(session, mentor) if mentor else None
    if mentor is None or entry is None or entry.paused_at is not None or pauses.is_taken(mentor, now):
        return False
    return routing.may_take(session, case, mentor)


def warn_of_silence(session: Session, now: datetime, most: int) -> int:
    """The askers of cases that will be closed because nobody has said anything since the answer."""
    rows = session.execute(_quiet(now - (SILENCE - WARNED)).where(~_warned()).limit(most)).all()
    for talk, _, asker in rows:
        notify(session, asker, Notice.CASE_QUIET, _ids(talk), now, f"{Notice.CASE_QUIET}:{_moment(talk)}")
    return len(rows)


def close_silent(session: Session, now: datetime, most: int) -> int:
    """Two days after the warning at the earliest, however long the program was away."""
    rows = session.execute(_quiet(now - SILENCE).where(_warned(now - WARNED)).limit(most)).all()
    for talk, number, asker in rows:
        case = consultations.locked(session, number)
        session.refresh(talk)
        if case.state == State.ANSWERED.value and talk.last_at and talk.last_at <= now - SILENCE:
            _close(session, case, SILENT, None, now)
            notify(session, asker, Notice.CASE_SILENT, _ids(talk), now, f"{Notice.CASE_SILENT}:{_moment(talk)}")
    return len(rows)


def erase_cases(session: Session, person_id: int, now: datetime) -> None:
    """What the person has asked ends; nothing that was said in it stays, the rows only count.

    The mentor's own chat keeps its notices, so that a reply to one of them learns what has happened.
    """
    asked = select(Case).where(Case.asker_id == person_id).order_by(Case.id).with_for_update()
    for case in session.execute(asked).scalars().all():
        if case.state == State.DRAFT.value:
            session.execute(delete(Case).where(Case.id == case.id))
            continue
        if case.state != State.CLOSED.value:
            _close(session, case, ERASED, None, now)
        case.close_reason = ERASED
        case.hides_municipality = case.hides_organisation = case.rating_words = None
        case.asker_id = None
        talk = talks.of_case(session, case)
        session.execute(update(TalkCopy).where(TalkCopy.talk_id == talk.id).values(message_id=None))
        session.execute(delete(TalkMessage).where(TalkMessage.talk_id == talk.id))
    session.flush()
    session.expire_all()


def _close(session: Session, case: Case, reason: str, by: Person | None, now: datetime) -> None:
    mentor = case.mentor_id if case.state in consultations.WITH_MENTOR else None
    consultations.end(session, case, reason, by, now)
    if mentor is not None:
        topic = f"{Notice.CASE_CLOSED}:{case.id}:{now.timestamp():.0f}"
        notify(session, mentor, Notice.CASE_CLOSED, _ids(talks.of_case(session, case)), now, topic)


def _quiet(since: datetime) -> Select[Talk, int, int]:
    """With the case, and who has asked."""
    still = Case.state == State.ANSWERED.value, Talk.last_at <= since
    found = select(Talk, Case.id, Person.id).join(Case, Case.id == Talk.case_id)
    return found.join(Person, Person.id == Case.asker_id).where(*still).order_by(Case.id)


def _warned(before: datetime | None = None) -> ColumnElement[bool]:
    """Since what was said last."""
    told = Notification.kind == Notice.CASE_QUIET.value, Notification.person_id == Case.asker_id
    about = Notification.ids[TALK].as_integer() == Talk.id, Notification.due >= Talk.last_at
    early = [Notification.due <= before] if before else []
    return exists().where(*told, *about, *early)


def _ids(talk: Talk) -> dict[str, int]:
    return {TALK: talk.id, "case": talk.case_id or 0}


def _moment(talk: Talk) -> str:
    """Tells apart what is asked again after something new was said."""
    return f"{talk.id}:{talk.last_at.timestamp() if talk.last_at else 0:.0f}"
