from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.roles import Right, Scope, scope
from storage.models import AuditEntry, Grant, Person
from storage.people import people_by_id


class Action(StrEnum):
    """What the journal knows; each has its sentence in `screens/audit.py`."""

    ROLE_GRANTED = "role_granted"
    ROLE_WITHDRAWN = "role_withdrawn"
    STAND_IN_NAMED = "stand_in_named"
    STAND_IN_ENDED = "stand_in_ended"
    STAND_IN_OVER = "stand_in_over"  # the day has come
    LINKED = "linked"
    UNLINKED = "unlinked"
    LINK_FAILED = "link_failed"  # a wrong code was entered
    RECOVERY_ASKED = "recovery_asked"  # from a new account, for a profile that was lost
    RECOVERED = "recovered"
    RECOVERY_DECLINED = "recovery_declined"
    DELETED = "deleted"  # all that was kept about somebody, on a letter
    PARENT_FORM_RECEIVED = "parent_form_received"
    EXPORTED = "exported"  # a list of people as a file
    MENTOR_CONFIRMED = "mentor_confirmed"
    MENTOR_DECLINED = "mentor_declined"
    MENTOR_ASKED = "mentor_asked"  # a question about an application
    LIST_IMPORTED = "list_imported"
    CERTIFICATE_CORRECTED = "certificate_corrected"  # the name on it, by somebody else
    CASE_ASSIGNED = "case_assigned"  # a question, to the one who is to answer it
    CASE_CLOSED = "case_closed"  # by a coordinator
    CASES_MERGED = "cases_merged"  # questions of one asker
    CASES_EXPORTED = "cases_exported"  # figures of questions as a file
    COMPLAINT_DECIDED = "complaint_decided"
    BANNED = "banned"  # from asking and answering
    BAN_LIFTED = "ban_lifted"
    ARTICLE_PUBLISHED = "article_published"
    ARTICLE_RETURNED = "article_returned"  # with a remark
    ARTICLE_DECLINED = "article_declined"
    ARTICLE_CHANGED = "article_changed"
    ARTICLE_ARCHIVED = "article_archived"
    ARTICLE_RESTORED = "article_restored"
    PAIRS_EXPORTED = "pairs_exported"  # of a period, as a file
    PAIRS_IMPORTED = "pairs_imported"
    LIST_FORGOTTEN = "list_forgotten"  # who had not come is not waited for any more
    MENTOR_PROPOSED = "mentor_proposed"  # a mentor is asked for somebody's request
    PAIR_MADE = "pair_made"  # by a coordinator
    MENTOR_CHANGED = "mentor_changed"  # a pair is ended, and another mentor looked for
    MENTOR_REQUEST_CLOSED = "mentor_request_closed"  # by a coordinator
    SENT_ALONE = "sent_alone"  # a message to many, without anybody else who could have looked at it
    PAIR_ORDERED = "pair_ordered"  # it works by an order, with the mentor's consent
    PAIR_VOLUNTARY = "pair_voluntary"  # by an order no more


@dataclass(frozen=True)
class Line:
    """An entry as it is read today. `nameless`: ids of people who have a role and never gave a name."""

    entry: AuditEntry
    actor: Person | None
    subject: Person | None
    nameless: frozenset[int] = frozenset()


def note(
    session: Session,
    action: Action,
    now: datetime,
    *,
    actor: Person | None,
    subject: Person | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """What somebody did to another's data or rights. `details`: words and ids, never a personal value.

    `actor` None: the command line or the clock.
    """
    session.add(
        AuditEntry(
            at=now,
            actor_id=actor.id if actor else None,
            subject_id=subject.id if subject else None,
            action=str(action),
            details=dict(details or {}),
        )
    )


def journal(session: Session, actor: Person, now: datetime, first: int, most: int) -> tuple[list[Line], int]:
    """A slice of what was done to people within the actor's reach, the newest first, and how many there are."""
    allowed = scope(session, actor, Right.SEE_AUDIT, now)
    mine = _within(allowed)
    total = session.execute(select(func.count()).select_from(AuditEntry).where(*mine)).scalar_one()
    newest = select(AuditEntry).where(*mine).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return _lines(session, list(session.execute(newest.offset(first).limit(most)).scalars())), total


def _within(allowed: Scope) -> list[Any]:
    if allowed.everywhere:
        return []
    reached = select(Person.id).where(allowed.reaches(Person.municipality, Person.organisation))
    return [AuditEntry.subject_id.in_(reached)]


def _lines(session: Session, entries: list[AuditEntry]) -> list[Line]:
    ids = {id_ for entry in entries for id_ in (entry.actor_id, entry.subject_id) if id_ is not None}
    people = people_by_id(session, ids)
    with_roles = frozenset(session.execute(select(Grant.person_id).where(Grant.person_id.in_(ids))).scalars())
    return [
        Line(entry, people.get(entry.actor_id or 0), people.get(entry.subject_id or 0), with_roles) for entry in entries
    ]
