from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from community import (
    applying,
    closing,
    consents,
    lost_accounts,
    mentors,
    parting,
    proposals,
    registrations,
    roles,
    topics,
)
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import AlreadyJoined, ConsentNeeded, NotJoined, TooYoung, UnknownChoice
from storage.models import Attention, Consent, Expected, Person, table_of
from storage.notifications import notify

Answers = Mapping[str, str]

KEPT = {"id", "created_at", "joined_at", "is_minor", "parent_form_at"}  # no words of the person's


class Step(StrEnum):
    CONSENT = "consent"
    NAME = "name"
    MUNICIPALITY = "municipality"
    POSITION = "position"
    AGE = "age"


def steps(community: CommunityProfile) -> list[Step]:
    """The numbered steps; age is asked of students only and belongs to the last one."""
    everything = [Step.CONSENT, Step.NAME, Step.MUNICIPALITY, Step.POSITION]
    if community.only_municipality is not None:
        everything.remove(Step.MUNICIPALITY)
    return everything


def next_step(agreed: bool, answers: Answers, community: CommunityProfile) -> Step | None:
    """The first question without a valid answer; None when all is said."""
    for step in steps(community):
        if not (agreed if step is Step.CONSENT else _is_answered(step, answers, community)):
            return step
    return Step.AGE if asks_age(answers, community) and Step.AGE.value not in answers else None


def step_before(step: Step, community: CommunityProfile) -> Step | None:
    """Where «Назад» leads; the consent is not asked twice, so the name has nothing before it."""
    if step is Step.AGE:
        return Step.POSITION
    known = steps(community)
    at = known.index(step)
    return known[at - 1] if at > 1 else None


def step_named(name: str, community: CommunityProfile) -> Step | None:
    """A step that can be gone back to in this community."""
    return next((step for step in (*steps(community)[1:], Step.AGE) if step.value == name), None)


def asks_age(answers: Answers, community: CommunityProfile) -> bool:
    position = community.position(answers.get("position", ""))
    return position is not None and position.may_be_minor


def _is_answered(step: Step, answers: Answers, community: CommunityProfile) -> bool:
    answer = answers.get(step.value, "")
    if step is Step.MUNICIPALITY:
        return community.municipality(answer) is not None
    if step is Step.POSITION:
        return community.position(answer) is not None
    return bool(answer)


def begin(person: Person) -> None:
    if person.joined_at is not None:
        raise AlreadyJoined
    if person.is_minor and person.parent_form_at is None:
        raise TooYoung


def join(session: Session, person: Person, answers: Answers, community: CommunityProfile, now: datetime) -> None:
    """Makes a guest a member and tells the coordinators. A second press raises `AlreadyJoined`."""
    begin(person)
    if not consents.is_given(session, person, consents.Kind.PARTICIPATION):
        raise ConsentNeeded
    if next_step(True, answers, community) is not None:
        raise UnknownChoice
    only = community.only_municipality
    person.name = answers["name"]
    person.municipality = only.id if only else answers["municipality"]
    person.position = answers["position"]
    person.joined_at = now
    _tell_coordinators(session, person, now)


def mark_minor(session: Session, person: Person, now: datetime) -> None:
    """Under 18: nothing stays but the mark (no name, no consent), so that nobody has to be asked twice."""
    if person.joined_at is not None:
        raise AlreadyJoined
    session.execute(delete(Consent).where(Consent.person_id == person.id))
    lost_accounts.close_all(session, person.id, now)
    closing.erase_cases(session, person.id, now)
    blank(person)
    person.is_minor = True


def leave_as_minor(session: Session, person: Person, now: datetime) -> None:
    """A member says that they are under 18, and nobody has signed for them."""
    leave(session, person, now)
    mark_minor(session, person, now)


def come_of_age(person: Person) -> None:
    person.is_minor, person.parent_form_code = False, None


def leave(session: Session, person: Person, now: datetime) -> None:
    """Roles and consents end, personal fields are erased; the person is a guest again. Records of what was done stay.
    Raises `LastOwner`."""
    if person.joined_at is None:
        raise NotJoined
    parting.end_roles(session, person, person, now)
    applying.withdraw(session, person, now)
    applying.forget_words(session, person)
    mentors.end(session, person, now)
    lost_accounts.close_all(session, person.id, now)
    registrations.leave_all(session, person, now)
    proposals.withdraw_all(session, person, now)
    topics.forget_all(session, person, now)
    for kind in consents.Kind:
        consents.withdraw(session, person, kind, now)
    blank(person)
    session.execute(delete(Expected).where(Expected.person_id == person.id))
    person.joined_at = None
    _forget_requests(session, person, now)


def _forget_requests(session: Session, person: Person, now: datetime) -> None:
    waits = Attention.person_id == person.id, Attention.closed_at.is_(None)
    session.execute(update(Attention).where(*waits).values(closed_at=now))


def blank(person: Person) -> None:
    """Erases what the person has told: every column that may be empty."""
    for column in table_of(Person).columns:
        if column.name in KEPT:
            continue
        if column.nullable:
            setattr(person, column.name, None)
        elif column.type.python_type is not bool:
            setattr(person, column.name, "" if column.type.python_type is str else [])


def _tell_coordinators(session: Session, person: Person, now: datetime) -> None:
    topic = f"{Notice.MEMBER_JOINED}:{person.id}:{now.timestamp():.0f}"
    for coordinator in roles.holders(session, roles.Right.SEE_PEOPLE, person.municipality, person.organisation):
        if coordinator != person.id:
            notify(session, coordinator, Notice.MEMBER_JOINED, {"person": person.id}, now, topic)
