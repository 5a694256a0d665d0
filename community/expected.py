"""People whom a coordinator's list names: they wait, unseen, until each opens a link of their own and joins."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, select, true, update
from sqlalchemy.orm import Session

from community import audit, consents, roles
from community.audit import Action
from community.joining import Step
from community.members import questions, specialities_for
from community.names import addressed
from community.notices import Notice
from community.profiles import CommunityProfile
from community.refusals import ListGone
from community.roles import Right, Scope
from storage.installation import installation_secret
from storage.models import Expected, Person
from storage.notifications import notify

KEPT = timedelta(days=90)
DRAFTS_KEPT = timedelta(days=1)
LINK = re.compile(r"list-([A-Z2-7]{24})")  # what opens the bot; both networks take it


class Kind(StrEnum):
    DRAFT = "draft"  # read from a file, not yet saved
    PERSON = "person"


class Column(StrEnum):
    """What a list may say of somebody: the least that spares them typing."""

    FULL_NAME = "full_name"
    MUNICIPALITY = "municipality"
    ORGANISATION = "organisation"
    POSITION = "position"
    SPECIALITIES = "specialities"
    TEACHING_SINCE = "teaching_since"
    ROLE = "role"


class ListedAs(StrEnum):
    YOUNG = "young"
    MENTOR = "mentor"


@dataclass(frozen=True)
class Listed:
    """A row of a list, in the ids of the profile; named like the columns."""

    full_name: str
    municipality: str | None = None
    organisation: str | None = None
    position: str | None = None
    specialities: tuple[str, ...] = ()
    teaching_since: int | None = None
    role: str | None = None

    @classmethod
    def kept(cls, values: Mapping[str, Any]) -> Listed | None:
        """None once it was taken over."""
        known = {field.name: values[field.name] for field in fields(cls) if values.get(field.name)}
        return cls(**known | {"specialities": tuple(known.get("specialities", ()))}) if known else None

    @property
    def same(self) -> tuple[str, str | None, str | None]:
        """Who agrees in these is the same person, as far as a list can tell."""
        return self.full_name, self.municipality, self.organisation

    @property
    def answers(self) -> dict[Step, str]:
        """What joining asks, as it may be offered."""
        known = {
            Step.NAME: addressed(self.full_name),
            Step.MUNICIPALITY: self.municipality,
            Step.POSITION: self.position,
        }
        return {step: answer for step, answer in known.items() if answer}


@dataclass(frozen=True)
class Counts:
    waiting: int
    total: int


@dataclass(frozen=True)
class Draft:
    """`known`: rows left out, because they are waited for already."""

    mark: str
    rows: list[Listed]
    known: int = 0


def must_import(session: Session, actor: Person, now: datetime) -> Scope:
    return roles.scope(session, actor, Right.HELP_PEOPLE, now)


def may_import(session: Session, actor: Person, now: datetime) -> bool:
    return Right.HELP_PEOPLE in roles.rights_of(session, actor, now)


def counts(session: Session, actor: Person, now: datetime) -> Counts:
    """Those who have come stay counted as long as the rows of their list are kept."""
    mine = _within(must_import(session, actor, now)) & _is_person(now)
    waiting, total = (
        session.execute(select(func.count()).select_from(Expected).where(condition)).scalar_one()
        for condition in (mine & Expected.activated_at.is_(None), mine)
    )
    return Counts(waiting, total)


def beyond(session: Session, actor: Person, rows: Mapping[int, Listed], now: datetime) -> list[int]:
    """Numbers of the rows whose municipality is not the actor's."""
    reach = must_import(session, actor, now)
    if reach.everywhere:
        return []
    return [number for number, row in rows.items() if row.municipality not in reach.municipalities]


def draft(session: Session, actor: Person, rows: Mapping[int, Listed], now: datetime) -> Draft:
    """Kept for a day, until it is saved. `rows`: none of them `beyond`."""
    reach = must_import(session, actor, now)
    _drop_drafts(session, actor)
    waiting = {row.same for row in _rows(session, _within(reach) & _waits(now))}
    fresh = {number: row for number, row in rows.items() if row.same not in waiting}
    batch, secret = token_hex(6), installation_secret(session)
    if fresh:
        session.execute(insert(Expected), [_draft(actor, secret, batch, each, fresh[each], now) for each in fresh])
    return Draft(batch, list(fresh.values()), len(rows) - len(fresh))


def save(session: Session, actor: Person, mark: str, now: datetime) -> int:
    """Returns how many; they are waited for from now on, and a file with their links follows."""
    must_import(session, actor, now)
    rows = [row for row in session.execute(_drafts(actor)).scalars() if row.values.get("batch") == mark]
    if not rows:
        raise ListGone
    session.execute(update(Expected).where(_is_draft_of(actor)).values(kind=Kind.PERSON.value, created_at=now))
    audit.note(session, Action.LIST_IMPORTED, now, actor=actor, details={"count": len(rows)})
    ask_links(session, actor, now)
    return len(rows)


def discard(session: Session, actor: Person, now: datetime) -> None:
    must_import(session, actor, now)
    _drop_drafts(session, actor)


def ask_template(session: Session, actor: Person, now: datetime) -> None:
    must_import(session, actor, now)
    _send(session, actor, Notice.LIST_TEMPLATE, now)


def ask_links(session: Session, actor: Person, now: datetime) -> int:
    """The links of all who are waited for; how many."""
    waiting = counts(session, actor, now).waiting
    if waiting:
        _send(session, actor, Notice.LIST_LINKS, now)
    return waiting


def forget(session: Session, actor: Person, now: datetime) -> int:
    """Those who have not come are not waited for any more; how many."""
    mine = _within(must_import(session, actor, now)) & _waits(now)
    gone = len(session.execute(delete(Expected).where(mine).returning(Expected.id)).all())
    if gone:
        audit.note(session, Action.LIST_FORGOTTEN, now, actor=actor, details={"count": gone})
    return gone


def with_tokens(session: Session, actor: Person, now: datetime) -> Iterator[tuple[Listed, str]]:
    """Each who is waited for, with what goes into the link: made anew from the row, so that no token is kept."""
    mine, secret = _within(must_import(session, actor, now)) & _waits(now), installation_secret(session)
    for values in session.execute(select(Expected.values).where(mine).order_by(Expected.id)).scalars():
        if listed := Listed.kept(values):
            yield listed, f"list-{_token(secret, values['batch'], values['row'])}"


def recognised(session: Session, parameter: str, now: datetime) -> str | None:
    """What to remember of a link that was opened; None when it works no more, or never did."""
    link = LINK.fullmatch(parameter)
    kept = _hash(installation_secret(session), link[1]) if link else ""
    found = session.execute(select(Expected.id).where(_waits(now), Expected.token_hash == kept)).first()
    return kept if found else None


def offered(session: Session, person: Person, kept: str, now: datetime) -> Listed | None:
    """Nothing of it is told before the person has agreed to take part."""
    if not consents.is_given(session, person, consents.Kind.PARTICIPATION):
        return None
    found = session.execute(select(Expected.values).where(_waits(now), Expected.token_hash == kept)).scalar()
    return Listed.kept(found) if found else None


def activate(session: Session, person: Person, kept: str, now: datetime) -> Listed | None:
    """The person has joined: nobody else can use the link. What the list says waits to be taken over."""
    found = session.execute(
        select(Expected).where(_waits(now), Expected.token_hash == kept).with_for_update()
    ).scalar_one_or_none()
    if found is None:
        return None
    found.person_id, found.activated_at = person.id, now
    return Listed.kept(found.values)


def take_over(session: Session, person: Person, community: CommunityProfile) -> bool:
    """The list's answers become the person's own where there are none yet; False when there is nothing to take."""
    rows = session.execute(select(Expected).where(Expected.person_id == person.id)).scalars().all()
    listed = [(row, found) for row in rows if (found := Listed.kept(row.values))]
    for row, found in listed:
        _fill(person, found, community)
        row.values = {}
    return bool(listed)


def _fill(person: Person, listed: Listed, community: CommunityProfile) -> None:
    person.full_name = person.full_name or listed.full_name
    person.organisation = person.organisation or listed.organisation
    known = [choice.id for choice in specialities_for(person, community) if choice.id in listed.specialities]
    person.specialities = person.specialities or known
    if "year" in questions(person, community):
        person.teaching_since = person.teaching_since or listed.teaching_since


def _draft(actor: Person, secret: str, batch: str, number: int, row: Listed, now: datetime) -> dict[str, Any]:
    values = {name: value for name, value in asdict(row).items() if value} | {"batch": batch, "row": number}
    return {
        "kind": Kind.DRAFT.value,
        "values": values,
        "municipality": row.municipality,
        "token_hash": _hash(secret, _token(secret, batch, number)),
        "created_by": actor.id,
        "created_at": now,
    }


def _send(session: Session, actor: Person, kind: Notice, now: datetime) -> None:
    ids = {"by": actor.id, "at": now.isoformat()}
    notify(session, actor.id, kind, ids, now, f"{kind}:{now.timestamp():.0f}")


def _rows(session: Session, condition: ColumnElement[bool]) -> list[Listed]:
    found = session.execute(select(Expected.values).where(condition)).scalars()
    return [listed for values in found if (listed := Listed.kept(values))]


def _is_person(now: datetime) -> ColumnElement[bool]:
    return and_(Expected.kind == Kind.PERSON.value, Expected.created_at > now - KEPT)


def _waits(now: datetime) -> ColumnElement[bool]:
    return _is_person(now) & Expected.activated_at.is_(None)


def _within(reach: Scope) -> ColumnElement[bool]:
    """A list is of municipalities: a role in one organisation reaches none of it."""
    return true() if reach.everywhere else Expected.municipality.in_(reach.municipalities)


def _is_draft_of(actor: Person) -> ColumnElement[bool]:
    return and_(Expected.kind == Kind.DRAFT.value, Expected.created_by == actor.id)


def _drafts(actor: Person) -> Select[Expected]:
    return select(Expected).where(_is_draft_of(actor))


def _drop_drafts(session: Session, actor: Person) -> None:
    session.execute(delete(Expected).where(_is_draft_of(actor)))


def _token(secret: str, batch: str, row: int) -> str:
    return b32encode(hmac.digest(secret.encode(), f"expected:{batch}:{row}".encode(), "sha256")[:15]).decode()


def _hash(secret: str, token: str) -> str:
    return hmac.new(secret.encode(), token.encode(), "sha256").hexdigest()
