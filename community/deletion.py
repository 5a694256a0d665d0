"""Everything about a person is erased; what stays is an act with a number, a ground and the hash of its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy.orm import Session

from community import access, audit, closing, drafts, meetings, parting, proposals, roles
from community.notices import Notice
from community.refusals import BeyondAccess, MemberGone
from community.roles import Right
from storage import holdings
from storage.models import DestructionAct, Person
from storage.notifications import notify

Erased = Mapping[str, int]  # rows by table
Write = Callable[[DestructionAct, Erased], bytes]  # the act as a file

_PAPER = re.compile(r"(?:№|N)?\s*([0-9A-Za-zА-Яа-яЁё/.-]{1,20})\s*(?:от)?\s+(\d{1,2})\.(\d{1,2})\.(\d{4})\.?")


class Ground(StrEnum):
    """Why data were destroyed."""

    ASKED = "asked"  # by the person, in the chat
    PAPER = "paper"  # by the person, in a letter


def parse_paper(text: str, today: date) -> str | None:
    """«15 от 02.03.2026», and nothing beside it: a name must not be kept with the act. None when it is not that."""
    found = _PAPER.fullmatch(text.strip())
    if found is None or not any(map(str.isdigit, found[1])):
        return None
    try:
        written = date(int(found[4]), int(found[3]), int(found[2]))
    except ValueError:
        return None
    return f"№ {found[1]} от {written:%d.%m.%Y}" if date(2000, 1, 1) <= written <= today else None


def delete_mine(session: Session, person: Person, write: Write, now: datetime) -> DestructionAct:
    return _delete(session, person, person, DestructionAct(at=now, ground=Ground.ASKED.value, file_hash=""), write)


def somebody(session: Session, actor: Person, person_id: int, now: datetime) -> Person:
    """Whom the actor may delete on a letter; raises `NotAllowed`, `MemberGone`, `BeyondAccess`, `LastOwner`."""
    roles.scope(session, actor, Right.HELP_PEOPLE, now)
    person = session.get(Person, person_id)
    if person is None:
        raise MemberGone
    roles.must(session, actor, Right.HELP_PEOPLE, person, now)
    if not _is_theirs(session, actor, person, now):
        raise BeyondAccess
    parting.may_go(session, person)
    return person


def can_delete(session: Session, actor: Person, person: Person, now: datetime) -> bool:
    reached = roles.reaches(session, actor, Right.HELP_PEOPLE, person, now)
    return reached and _is_theirs(session, actor, person, now)


def _is_theirs(session: Session, actor: Person, person: Person, now: datetime) -> bool:
    """Roles that the actor could not withdraw are not deleted with their holder either."""
    return actor.id == person.id or access.hands_on_all(session, actor, person, now)


def delete_on_paper(
    session: Session, actor: Person, person_id: int, paper: str, write: Write, now: datetime
) -> DestructionAct:
    person = somebody(session, actor, person_id, now)
    act = DestructionAct(at=now, ground=Ground.PAPER.value, paper=paper, file_hash="")
    themselves = actor.id == person.id
    act = _delete(session, person, actor, act, write)
    audit.note(session, audit.Action.DELETED, now, actor=None if themselves else actor, details={"act": act.id})
    return act


def _delete(session: Session, person: Person, by: Person, act: DestructionAct, write: Write) -> DestructionAct:
    parting.end_roles(session, person, by, act.at)
    proposals.withdraw_all(session, person, act.at)
    drafts.drop_all(session, person)
    told = roles.holders(session, Right.HELP_PEOPLE, person.municipality, person.organisation)
    told = [each for each in told if each != person.id] or [each for each in roles.owners(session) if each != person.id]
    meetings.forget_words(session, person.id)
    session.add(act)
    closing.erase_cases(session, person.id, act.at)
    erased = holdings.erase(session, person.id)
    act.file_hash = sha256(write(act, erased)).hexdigest()
    for coordinator in told:
        ids = {"act": act.id, "erased": erased}
        notify(session, coordinator, Notice.DESTRUCTION_ACT, ids, act.at, f"{Notice.DESTRUCTION_ACT}:{act.id}")
    return act
