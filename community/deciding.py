"""What coordinators and the council answer to somebody who wants to be a mentor. The first who answers decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from community import applying, attention, audit, mentors, roles
from community.audit import Action
from community.notices import Notice
from community.refusals import ApplicationGone, NotAllowed, OwnApplication
from community.roles import Right
from storage.models import MentorApplication, Person
from storage.notifications import notify

ACTIONS = {
    "approved": Action.MENTOR_CONFIRMED,
    "declined": Action.MENTOR_DECLINED,
    "clarify": Action.MENTOR_ASKED,
}


class Missing(StrEnum):
    """What a decider may find wanting."""

    GROUND = "ground"
    YEARS = "years"
    RECOMMENDATION = "recommendation"
    COMPETENCES = "competences"
    PROFILE = "profile"


@dataclass(frozen=True)
class Case:
    """An application before a decider; `decided_now`: by this very press."""

    application: MentorApplication
    applicant: Person
    decider: Person | None
    decided_now: bool = False

    @property
    def is_open(self) -> bool:
        return self.application.state in applying.OPEN


def look(session: Session, actor: Person, application_id: int, now: datetime) -> Case:
    return _case(session, actor, session.get(MentorApplication, application_id), now)


def confirm(session: Session, actor: Person, application_id: int, now: datetime) -> Case:
    case = _taken(session, actor, application_id, now)
    if not case.is_open:
        return case
    mentors.confirm(session, case.application, case.applicant, now)
    return _decided(session, actor, case, "approved", now)


def decline(
    session: Session, actor: Person, application_id: int, missing: Iterable[str], remark: str | None, now: datetime
) -> Case:
    case = _taken(session, actor, application_id, now)
    if not case.is_open:
        return case
    chosen = {*missing}
    case.application.missing = [item.value for item in Missing if item.value in chosen]
    case.application.remark = remark
    return _decided(session, actor, case, "declined", now)


def clarify(session: Session, actor: Person, application_id: int, question: str, now: datetime) -> Case:
    """The question goes to the applicant; until they answer nobody has to decide."""
    case = _taken(session, actor, application_id, now)
    if not case.is_open:
        return case
    application = case.application
    application.state, application.remark, application.clarification = "clarify", question, None
    attention.close(session, attention.Kind.MENTOR_APPLICATION, application.id, actor, now)
    _note(session, actor, case, "clarify", now)
    return Case(application, case.applicant, actor, decided_now=True)


def _taken(session: Session, actor: Person, application_id: int, now: datetime) -> Case:
    """Under its lock, so that two who press at once decide once."""
    return _case(session, actor, session.get(MentorApplication, application_id, with_for_update=True), now)


def _case(session: Session, actor: Person, application: MentorApplication | None, now: datetime) -> Case:
    allowed = roles.scope(session, actor, Right.DECIDE_MENTORS, now)
    applicant = session.get(Person, application.person_id) if application else None
    if application is None or applicant is None:
        raise ApplicationGone
    if applicant.id == actor.id:
        raise OwnApplication
    if applicant.joined_at is None:
        raise ApplicationGone
    if not allowed.has(applicant):
        raise NotAllowed
    decider = session.get(Person, application.decided_by) if application.decided_by else None
    return Case(application, applicant, decider)


def _decided(session: Session, actor: Person, case: Case, state: str, now: datetime) -> Case:
    application = case.application
    application.state, application.decided_at, application.decided_by = state, now, actor.id
    attention.close(session, attention.Kind.MENTOR_APPLICATION, application.id, actor, now)
    _note(session, actor, case, state, now)
    return Case(application, case.applicant, actor, decided_now=True)


def _note(session: Session, actor: Person, case: Case, state: str, now: datetime) -> None:
    details = {"application": case.application.id}
    audit.note(session, ACTIONS[state], now, actor=actor, subject=case.applicant, details=details)
    topic = f"{Notice.MENTOR_ANSWER}:{case.application.id}:{state}:{now.timestamp():.6f}"
    ids = {"application": case.application.id, "state": state}
    notify(session, case.applicant.id, Notice.MENTOR_ANSWER, ids, now, topic)
