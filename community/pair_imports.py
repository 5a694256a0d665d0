"""Pairs that were before the bot: a coordinator's list names both, and each of them has to agree before they are one.

A pair of a list waits as two rows of `expected`, one for each; who has not joined is waited for by the row of a list
of people. Their kind says how far it is: a draft, saved, both asked, made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from secrets import token_hex
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from community import audit, mentors, mentorships, roles
from community.mentorships import About, Role
from community.notices import Notice
from community.pair_parties import Parties, Party
from community.profiles import CommunityProfile
from community.refusals import ListGone, MentorshipGone
from community.roles import Right, Scope
from storage.models import Expected, Mentor, Mentorship, Person
from storage.notifications import notify

DRAFT, SAVED, ASKED, MADE = "pairnew", "pair", "pairask", "pairmade"
SIDES = (Role.MENTOR, Role.MENTEE)
FACTS = ("ground", "topic", "competence", "mode", "order_number", "order_on", "since")


class Column(StrEnum):
    MENTOR = "mentor"
    MENTOR_AT = "mentor_at"
    MENTEE = "mentee"
    MENTEE_AT = "mentee_at"
    GROUND = "ground"
    TOPIC = "topic"
    MODE = "mode"
    ORDER_NUMBER = "order_number"
    ORDER_ON = "order_on"
    SINCE = "since"


class Problem(StrEnum):
    UNKNOWN = "unknown"  # neither a member nor waited for
    SEVERAL = "several"
    HIMSELF = "himself"
    TWICE = "twice"


@dataclass(frozen=True)
class Listed:
    """A row of a list, in the ids of the profile."""

    mentor: str
    mentee: str
    mentor_at: str | None = None
    mentee_at: str | None = None
    ground: str | None = None
    topic: str | None = None
    competence: str | None = None
    mode: str | None = None
    order_number: str | None = None
    order_on: date | None = None
    since: date | None = None

    @property
    def facts(self) -> dict[str, str]:
        """What of it is kept: no names."""
        return {name: str(value) for name in FACTS if (value := getattr(self, name))}


@dataclass
class Found:
    """`pairs`: both known, by row. `known`: pairs that there are already."""

    pairs: dict[int, tuple[Listed, Party, Party]] = field(default_factory=dict)
    problems: list[tuple[int, Column, Problem]] = field(default_factory=list)
    known: int = 0


@dataclass(frozen=True)
class Draft:
    """`later`: pairs of which somebody has not joined."""

    mark: str
    pairs: Sequence[Listed]
    known: int = 0
    later: int = 0


@dataclass(frozen=True)
class Waiting:
    """A pair that somebody is asked about. `other` None: their data were erased."""

    row: Expected
    role: Role
    other: Person | None
    mentorship_id: int | None = None

    @property
    def is_confirmed(self) -> bool:
        return self.row.activated_at is not None


def must_import(session: Session, actor: Person, now: datetime) -> Scope:
    return roles.scope(session, actor, Right.RUN_MENTORING, now)


def may_import(session: Session, actor: Person, now: datetime) -> bool:
    return Right.RUN_MENTORING in roles.rights_of(session, actor, now)


def ask_template(session: Session, actor: Person, now: datetime) -> None:
    must_import(session, actor, now)
    ids = {"by": actor.id, "at": now.isoformat()}
    notify(session, actor.id, Notice.PAIRS_TEMPLATE, ids, now, f"{Notice.PAIRS_TEMPLATE}:{now.timestamp():.0f}")


def waiting(session: Session, actor: Person, now: datetime) -> int:
    """How many pairs that the actor has loaded are not confirmed by both."""
    must_import(session, actor, now)
    mine = Expected.created_by == actor.id, Expected.kind.in_((SAVED, ASKED))
    return session.execute(select(func.count()).select_from(Expected).where(*mine)).scalar_one() // 2


def find(session: Session, actor: Person, rows: Mapping[int, Listed], now: datetime) -> Found:
    """Whom the list means, among those within reach. Raises `NotAllowed`."""
    reach = must_import(session, actor, now)
    names = {name for row in rows.values() for name in (row.mentor, row.mentee)}
    parties, found, seen = Parties.within(session, reach, names, now), Found(), set[tuple[Party, Party]]()
    for number, row in rows.items():
        leads = parties.named(row.mentor, row.mentor_at)
        others = parties.named(row.mentee, row.mentee_at)
        if len(leads) != 1:
            found.problems.append((number, Column.MENTOR, Problem.SEVERAL if leads else Problem.UNKNOWN))
        if len(others) != 1:
            found.problems.append((number, Column.MENTEE, Problem.SEVERAL if others else Problem.UNKNOWN))
        if len(leads) == len(others) == 1:
            _take(number, row, leads[0], others[0], seen, parties, found)
    return found


def _take(
    number: int, row: Listed, lead: Party, other: Party, seen: set[tuple[Party, Party]], parties: Parties, into: Found
) -> None:
    if lead == other:
        into.problems.append((number, Column.MENTEE, Problem.HIMSELF))
    elif (lead, other) in seen:
        into.problems.append((number, Column.MENTEE, Problem.TWICE))
    elif parties.are_together(lead, other):
        into.known += 1
    else:
        into.pairs[number] = row, lead, other
    seen.add((lead, other))


def draft(session: Session, actor: Person, found: Found, now: datetime) -> Draft:
    """Kept for a day, until it is saved. `found`: without problems."""
    must_import(session, actor, now)
    _drop_drafts(session, actor)
    mark = token_hex(6)
    rows = [
        _row(actor, mark, number, role, party, listed, now)
        for number, (listed, *both) in found.pairs.items()
        for role, party in zip(SIDES, both, strict=True)
    ]
    if rows:
        session.execute(insert(Expected), rows)
    later = sum(not all(each.person for each in both) for _, *both in found.pairs.values())
    return Draft(mark, [listed for listed, *_ in found.pairs.values()], found.known, later)


def save(session: Session, actor: Person, mark: str, now: datetime) -> int:
    """Returns how many pairs; both of each are asked soon. Raises `NotAllowed`, `ListGone`."""
    must_import(session, actor, now)
    of_it = Expected.token_hash.startswith(f"{mark}:", autoescape=True)
    drafts = update(Expected).where(Expected.kind == DRAFT, Expected.created_by == actor.id, of_it)
    number = len(session.execute(drafts.values(kind=SAVED, created_at=now).returning(Expected.id)).all())
    if not number:
        raise ListGone
    audit.note(session, audit.Action.PAIRS_IMPORTED, now, actor=actor, details={"count": number // 2})
    return number // 2


def discard(session: Session, actor: Person, now: datetime) -> None:
    must_import(session, actor, now)
    _drop_drafts(session, actor)


def go_on_with_one(session: Session, now: datetime) -> bool:
    """Somebody of a list has joined, or both of a pair can be asked; False where there is nothing to do."""
    return _arrive(session) or _ask_one(session, now)


def look(session: Session, person: Person, row_id: int) -> Waiting:
    """Raises `MentorshipGone`."""
    row = session.get(Expected, row_id)
    if row is None or row.person_id != person.id or row.kind not in (ASKED, MADE):
        raise MentorshipGone
    return _waiting(session, row)


def confirm(session: Session, person: Person, row_id: int, community: CommunityProfile, now: datetime) -> Waiting:
    """Who agrees last makes the pair. A second press changes nothing. Raises `MentorshipGone`."""
    mine, other = _locked(session, person, row_id)
    if mine.kind == MADE:
        return _waiting(session, mine)
    mine.activated_at = mine.activated_at or now
    if other.activated_at is not None:
        made = _made(session, mine, other, community, now)
        for each in (mine, other):
            each.kind, each.values = MADE, {"as": each.values["as"], "mentorship": made.id}
        ids, topic = {"expected": other.id}, f"{Notice.PAIR_CONFIRMED}:{other.id}"
        notify(session, other.person_id or 0, Notice.PAIR_CONFIRMED, ids, now, topic)
    session.flush()
    return _waiting(session, mine)


def decline(session: Session, person: Person, row_id: int, now: datetime) -> Waiting | None:
    """None: there will be no such pair. Made meanwhile, it is not ended by this. Raises `MentorshipGone`."""
    mine, other = _locked(session, person, row_id)
    if mine.kind == MADE:
        return _waiting(session, mine)
    if other.activated_at and other.person_id:
        notify(session, other.person_id, Notice.PAIR_NOT_MADE, {}, now, f"{Notice.PAIR_NOT_MADE}:{other.id}")
    session.execute(delete(Expected).where(Expected.id.in_([mine.id, other.id])))
    return None


def _locked(session: Session, person: Person, row_id: int) -> tuple[Expected, Expected]:
    """Both rows, the person's first, which nobody else changes meanwhile."""
    mine = look(session, person, row_id).row
    both = select(Expected).where(Expected.token_hash.in_([mine.token_hash, _twin(mine)])).order_by(Expected.id)
    rows = session.execute(both.with_for_update().execution_options(populate_existing=True)).scalars().all()
    if len(rows) != len(SIDES) or mine not in rows:
        raise MentorshipGone
    return mine, next(each for each in rows if each is not mine)


def _made(session: Session, mine: Expected, other: Expected, community: CommunityProfile, now: datetime) -> Mentorship:
    by_role = {Role(each.values["as"]): session.get_one(Person, each.person_id) for each in (mine, other)}
    mentor, mentee = (by_role[role] for role in SIDES)
    if mentors.active(session, mentor) is None or mentor.id == mentee.id:
        raise MentorshipGone
    for seen in mentorships.mine(session, mentee, Role.MENTEE):
        if any(each.member.person_id == mentor.id for each in seen.fellows):
            return seen.mentorship
    told, by = mine.values, session.get(Person, mine.created_by) if mine.created_by else None
    about = About(told.get("ground"), told.get("topic"), told.get("competence"))
    people = [(mentor, Role.MENTOR), (mentee, Role.MENTEE)]
    made = mentorships.make(session, about, people, community, now, made_by=by)
    _fill(made, told, community)
    return made


def _fill(made: Mentorship, told: Mapping[str, Any], community: CommunityProfile) -> None:
    if told.get("mode") in community.mentoring.modes:
        made.mode = told["mode"]
    made.order_number = told.get("order_number")
    made.order_on = date.fromisoformat(told["order_on"]) if told.get("order_on") else None
    if told.get("since"):
        made.begun_at = datetime.combine(date.fromisoformat(told["since"]), time(), community.tz)


def _waiting(session: Session, row: Expected) -> Waiting:
    twin = session.execute(select(Expected.person_id).where(Expected.token_hash == _twin(row))).scalar()
    other = session.get(Person, twin) if twin else None
    return Waiting(row, Role(row.values["as"]), other, row.values.get("mentorship"))


def _arrive(session: Session) -> bool:
    """Whoever a list of people named has joined: their pairs know them now."""
    person = aliased(Expected)
    waits = Expected.kind == SAVED, Expected.person_id.is_(None), person.person_id.is_not(None)
    joined = person.id == Expected.values["waits"].as_integer()
    row = session.execute(select(Expected, person.person_id).join(person, joined).where(*waits).limit(1)).first()
    if row is None:
        return False
    found, found.person_id = row[0], row[1]
    session.flush()
    return True


def _ask_one(session: Session, now: datetime) -> bool:
    """Only when both have joined, and the mentor is confirmed."""
    twin = aliased(Expected)
    together = twin.token_hash == func.replace(Expected.token_hash, f":{Role.MENTOR}", f":{Role.MENTEE}")
    saved = Expected.kind == SAVED, Expected.token_hash.endswith(f":{Role.MENTOR}"), twin.person_id.is_not(None)
    active = select(Mentor.person_id).where(Mentor.ended_at.is_(None))
    found = select(Expected, twin).join(twin, together).where(*saved, Expected.person_id.in_(active)).limit(1)
    both = session.execute(found).first()
    if both is None:
        return False
    for row in both:
        row.kind = ASKED
        topic = f"{Notice.PAIR_TO_CONFIRM}:{row.id}"
        notify(session, row.person_id, Notice.PAIR_TO_CONFIRM, {"expected": row.id}, now, topic)
    session.flush()
    return True


def _row(
    actor: Person, mark: str, number: int, role: Role, party: Party, listed: Listed, now: datetime
) -> dict[str, Any]:
    waits = {} if party.person else {"waits": party.expected}
    return {
        "kind": DRAFT,
        "values": {"as": role.value, **waits, **listed.facts},
        "municipality": party.municipality,
        "token_hash": f"{mark}:{number}:{role}",
        "person_id": party.person,
        "created_by": actor.id,
        "created_at": now,
    }


def _twin(row: Expected) -> str:
    stem, _, role = row.token_hash.rpartition(":")
    return f"{stem}:{Role.MENTEE if role == Role.MENTOR else Role.MENTOR}"


def _drop_drafts(session: Session, actor: Person) -> None:
    session.execute(delete(Expected).where(Expected.kind == DRAFT, Expected.created_by == actor.id))
