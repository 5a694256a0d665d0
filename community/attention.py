"""One queue of what needs a coordinator: each dialogue opens its own kinds here, whoever is first closes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from community import roles, routing
from community.notices import Notice
from community.refusals import NotAllowed
from community.roles import Right, Scope
from storage.models import Attention, Broadcast, Case, FitCheck, MentorshipMember, Notification, Person
from storage.notifications import notify


class Kind(StrEnum):
    """What it is about; `subject` is the id of the row named."""

    MENTOR_APPLICATION = "mentor_application"  # of a MentorApplication
    LOST_ACCOUNT = "lost_account"  # of a RecoveryRequest
    PARENT_FORM = "parent_form"  # of a Person
    DELETION = "deletion"  # of a Person
    RELEASE = "release"  # of an Event
    EVENT_PROPOSAL = "event_proposal"  # of an Event
    TOPIC_IDEA = "topic_idea"  # of a TopicIdea
    CASE = "case"  # of a Case; never one of support
    COMPLAINT = "complaint"  # of a Complaint; the same
    ARTICLE = "article"  # of an Article
    MENTOR_REQUEST = "mentor_request"  # of a MentorRequest
    BROADCAST = "broadcast"  # of a Broadcast; never for its author
    FIT_CHECK = "fit_check"  # of a FitCheck; the other of the two never learns of it
    MONTH = "month"  # of no row: 202612 is the December that has too few events


RIGHT = {
    Kind.MENTOR_APPLICATION: Right.DECIDE_MENTORS,
    Kind.LOST_ACCOUNT: Right.HELP_PEOPLE,
    Kind.PARENT_FORM: Right.HELP_PEOPLE,
    Kind.DELETION: Right.HELP_PEOPLE,
    Kind.RELEASE: Right.PLAN,
    Kind.EVENT_PROPOSAL: Right.PLAN,
    Kind.TOPIC_IDEA: Right.PLAN,
    Kind.CASE: Right.RUN_CONSULTING,
    Kind.COMPLAINT: Right.RUN_CONSULTING,
    Kind.ARTICLE: Right.REVIEW_ARTICLES,
    Kind.MENTOR_REQUEST: Right.RUN_MENTORING,
    Kind.BROADCAST: Right.ANNOUNCE,
    Kind.MONTH: Right.PLAN,
    Kind.FIT_CHECK: Right.HEAR_PAIRS,
}
REMINDING = time(9)  # by the clock of the community
USEFUL = timedelta(hours=12)


def open_(
    session: Session, kind: Kind, subject: int, person: Person, now: datetime, due: datetime | None = None
) -> Attention:
    """Asked again, it is opened again, with a new date."""
    item = _opened(session, kind, subject, now, due)
    item.person_id, item.municipality, item.organisation = person.id, person.municipality, person.organisation
    session.flush()
    return item


def open_in(
    session: Session, kind: Kind, subject: int, municipality: str | None, now: datetime, due: datetime | None = None
) -> Attention:
    """About nobody: for who may act in the municipality."""
    item = _opened(session, kind, subject, now, due)
    item.municipality = municipality
    session.flush()
    return item


def _opened(session: Session, kind: Kind, subject: int, now: datetime, due: datetime | None) -> Attention:
    item = find(session, kind, subject) or Attention(kind=kind.value, subject=subject)
    item.opened_at, item.due, item.closed_at, item.closed_by = now, due, None, None
    session.add(item)
    return item


def close(session: Session, kind: Kind, subject: int, actor: Person | None, now: datetime) -> Attention | None:
    """The item when it was open; None when somebody was faster."""
    item = session.execute(
        select(Attention)
        .where(Attention.kind == kind.value, Attention.subject == subject, Attention.closed_at.is_(None))
        .with_for_update()
    ).scalar_one_or_none()
    if item is not None:
        item.closed_at, item.closed_by = now, actor.id if actor else None
        session.flush()
    return item


def find(session: Session, kind: Kind, subject: int) -> Attention | None:
    """Open or closed: for a card that says who was faster."""
    of = Attention.kind == kind.value, Attention.subject == subject
    return session.execute(select(Attention).where(*of)).scalar_one_or_none()


def closed_by(session: Session, item: Attention) -> Person | None:
    return session.get(Person, item.closed_by) if item.closed_by else None


def waiting(
    session: Session, actor: Person, now: datetime, first: int, most: int, kinds: Collection[Kind] = tuple(Kind)
) -> list[tuple[Attention, Person | None]]:
    """What the actor may act on, and whom it is about, the oldest first. Raises `NotAllowed`."""
    about = select(Attention, Person).outerjoin(Person, Person.id == Attention.person_id)
    found = about.where(_mine(session, actor, now, kinds)).order_by(Attention.opened_at, Attention.id)
    return [(item, person) for item, person in session.execute(found.offset(first).limit(most))]


def count(session: Session, actor: Person, now: datetime, kinds: Collection[Kind] = tuple(Kind)) -> int:
    number = number_for(session, actor, roles.scopes(session, actor, now), kinds)
    if number is None:
        raise NotAllowed
    return number


def number_for(session: Session, person: Person, held: Mapping[Right, Scope], kinds: Collection[Kind]) -> int | None:
    """How much the person may act on who has these rights; None: nothing of the kinds is ever theirs."""
    if (mine := _reached(person, held, kinds)) is None:
        return None
    return session.execute(select(func.count()).select_from(Attention).where(mine)).scalar_one()


def count_due(
    session: Session, actor: Person, before: datetime, now: datetime, kinds: Collection[Kind] = tuple(Kind)
) -> int:
    mine = _mine(session, actor, now, kinds), Attention.due < before
    return session.execute(select(func.count()).select_from(Attention).where(*mine)).scalar_one()


def count_opened(session: Session, actor: Person, since: datetime, now: datetime, kinds: Collection[Kind]) -> int:
    mine = _mine(session, actor, now, kinds), Attention.opened_at > since
    return session.execute(select(func.count()).select_from(Attention).where(*mine)).scalar_one()


def has_desk(session: Session, actor: Person, now: datetime, kinds: Collection[Kind]) -> bool:
    rights = roles.rights_of(session, actor, now)
    return any(RIGHT[kind] in rights for kind in kinds)


def remind(session: Session, zone: tzinfo, now: datetime, most: int, otherwise: Collection[int] = frozenset()) -> bool:
    """Tells those who have not been told today of what is due tomorrow or was due before; False when all are.

    `otherwise`: who learns of it in another way.
    """
    local = now.astimezone(zone)
    if local.time() < REMINDING:
        return False
    topic = f"{Notice.ATTENTION_DUE}:{local:%Y-%m-%d}"
    untold = sorted({*_holders_of_due(session, end_of_tomorrow(zone, now))} - _told(session, topic) - {*otherwise})
    for person in untold[:most]:
        ids = {"person": person, "at": now.isoformat()}
        notify(session, person, Notice.ATTENTION_DUE, ids, now, topic, useful_until=now + USEFUL)
    return bool(untold)


def end_of_tomorrow(zone: tzinfo, now: datetime) -> datetime:
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=2), time(), zone)


def _holders_of_due(session: Session, before: datetime) -> Iterator[int]:
    due = Attention.closed_at.is_(None), Attention.due < before, Attention.kind.in_(set(Kind))
    places = select(Attention.kind, Attention.municipality, Attention.organisation).where(*due).distinct()
    for kind, municipality, organisation in session.execute(places):
        yield from roles.holders(session, RIGHT[Kind(kind)], municipality, organisation)


def _told(session: Session, topic: str) -> set[int]:
    told = select(Notification.person_id).where(Notification.dedupe_key.startswith(f"{topic}:", autoescape=True))
    return set(session.execute(told).scalars())


def _mine(session: Session, actor: Person, now: datetime, kinds: Collection[Kind]) -> ColumnElement[bool]:
    mine = _reached(actor, roles.scopes(session, actor, now), kinds)
    if mine is None:
        raise NotAllowed
    return mine


def _reached(person: Person, held: Mapping[Right, Scope], kinds: Collection[Kind]) -> ColumnElement[bool] | None:
    mine = [kind for kind in Kind if kind in kinds and RIGHT[kind] in held]
    if not mine:
        return None
    reached = (
        (Attention.kind == kind.value) & held[RIGHT[kind]].reaches(Attention.municipality, Attention.organisation)
        for kind in mine
    )
    seen = or_(Attention.kind != Kind.CASE.value, Attention.subject.in_(select(Case.id).where(routing.seen_by(person))))
    return Attention.closed_at.is_(None) & or_(*reached) & seen & ~_said_of(person) & ~_written_by(person)


def _said_of(actor: Person) -> ColumnElement[bool]:
    """What somebody has said in confidence of working with the actor."""
    theirs = select(MentorshipMember.mentorship_id).where(MentorshipMember.person_id == actor.id)
    of = FitCheck.person_id != actor.id, FitCheck.mentorship_id.in_(theirs)
    return (Attention.kind == Kind.FIT_CHECK.value) & Attention.subject.in_(select(FitCheck.id).where(*of))


def _written_by(actor: Person) -> ColumnElement[bool]:
    own = select(Broadcast.id).where(Broadcast.author_id == actor.id)
    return (Attention.kind == Kind.BROADCAST.value) & Attention.subject.in_(own)
