"""Under 18 nothing is kept but a mark, until a coordinator has received the form that the parents signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import choice

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, audit, roles
from community.attention import Kind
from community.notices import Notice
from community.refusals import AlreadyJoined, FormGone, FormNotNeeded
from community.roles import Right
from storage.models import Attention, Person
from storage.notifications import notify

CODE_LETTERS = "АВЕКМНРСТУХ2346789"  # nothing that a pen makes alike
CODE_LENGTH = 8
CODE_LIVES = timedelta(days=90)
_LATIN = str.maketrans("ABEKMHPCTYX", "АВЕКМНРСТУХ")


def ask_for_form(session: Session, person: Person, now: datetime) -> None:
    """The form is made when the notification is delivered; asked again, it comes again with the same code."""
    if person.joined_at is not None:
        raise AlreadyJoined
    if not person.is_minor or person.parent_form_at is not None:
        raise FormNotNeeded
    if not person.parent_form_code:
        person.parent_form_code = _new_code(session)
        attention.open_(session, Kind.PARENT_FORM, person.id, person, now, due=now + CODE_LIVES)
    topic = f"{Notice.PARENT_FORM}:{now.timestamp():.0f}"
    notify(session, person.id, Notice.PARENT_FORM, {"person": person.id}, now, topic)


def awaited(session: Session, actor: Person, now: datetime) -> Sequence[tuple[Attention, Person]]:
    """Forms that were asked for and did not come yet, the oldest first. Nobody's municipality is known, so they are
    shown to those who help everywhere; others need the code. Raises `NotAllowed`."""
    if not roles.scope(session, actor, Right.HELP_PEOPLE, now).everywhere:
        return []
    open_items = Attention.kind == Kind.PARENT_FORM.value, Attention.closed_at.is_(None)
    found = select(Attention, Person).join(Person, Person.id == Attention.subject).where(*open_items)
    return [(item, person) for item, person in session.execute(found.order_by(Attention.opened_at, Attention.id))]


def by_code(session: Session, actor: Person, typed: str, now: datetime) -> Person:
    """Whoever has the paper in hand may be of any municipality. Raises `FormGone`."""
    roles.scope(session, actor, Right.HELP_PEOPLE, now)
    code = parse_code(typed) or ""  # which is nobody's
    found = session.execute(select(Person).where(Person.parent_form_code == code)).scalar_one_or_none()
    if found is None:
        raise FormGone
    return found


def by_item(session: Session, actor: Person, person_id: int, now: datetime) -> Person:
    roles.scope(session, actor, Right.HELP_PEOPLE, now)
    found = session.get(Person, person_id)
    if found is None or not found.parent_form_code:
        raise FormGone
    roles.must(session, actor, Right.HELP_PEOPLE, found, now)
    return found


def receive(session: Session, actor: Person, typed: str, now: datetime) -> None:
    """The signed form has come: joining goes on. Raises `FormGone` when somebody was faster."""
    person = by_code(session, actor, typed, now)
    session.refresh(person, with_for_update=True)
    if not person.parent_form_code:
        raise FormGone
    person.parent_form_at, person.parent_form_code = now, None
    attention.close(session, Kind.PARENT_FORM, person.id, actor, now)
    audit.note(session, audit.Action.PARENT_FORM_RECEIVED, now, actor=actor, subject=person)
    notify(session, person.id, Notice.PARENT_FORM_RECEIVED, {"person": person.id}, now, Notice.PARENT_FORM_RECEIVED)


def parse_code(typed: str) -> str | None:
    letters = "".join(letter for letter in typed.upper().translate(_LATIN) if letter.isalnum())
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(CODE_LETTERS) else None


def _new_code(session: Session) -> str:
    while True:
        code = "".join(choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if session.execute(select(Person.id).where(Person.parent_form_code == code)).first() is None:
            return code
