"""Who may do what to whom: roles are granted with a scope, each role carries rights, use cases ask for a right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from community.refusals import NotAllowed
from storage.models import Account, Grant, Person, StandIn
from storage.people import create_account


class Role(StrEnum):
    OWNER = "owner"
    COORDINATOR = "coordinator"  # of the whole community or of a municipality
    CURATOR = "curator"  # of a municipality or an organisation
    COUNCIL = "council"
    ANNOUNCER = "announcer"
    RESPONDER = "responder"  # named for questions about burn-out, conflicts and the like


class Right(StrEnum):
    SEE_PEOPLE = "see_people"
    SEE_MENTORS = "see_mentors"
    EXPORT = "export"
    DECIDE_MENTORS = "decide_mentors"
    INVITE_MENTORS = "invite_mentors"
    HELP_PEOPLE = "help_people"  # recover an account, delete on a paper request, receive a parent's form, import
    PLAN = "plan"
    ANNOUNCE = "announce"
    URGENT = "urgent"  # announcing in people's quiet hours; only over the whole community
    RUN_CONSULTING = "run_consulting"  # who answers what, complaints; never the questions of support
    RUN_MENTORING = "run_mentoring"  # requests that found nobody, pairs and groups
    HEAR_PAIRS = "hear_pairs"  # what one of two says of the other: not for the head of their school
    ANSWER_SUPPORT = "answer_support"
    REVIEW_ARTICLES = "review_articles"
    GRANT = "grant"
    SEE_AUDIT = "see_audit"
    RUN = "run"  # the state of the program


_DESK = {Right.SEE_PEOPLE, Right.SEE_MENTORS, Right.EXPORT, Right.PLAN}
_COORDINATION = _DESK | {
    Right.DECIDE_MENTORS,
    Right.INVITE_MENTORS,
    Right.HELP_PEOPLE,
    Right.ANNOUNCE,
    Right.URGENT,
    Right.RUN_CONSULTING,
    Right.RUN_MENTORING,
    Right.HEAR_PAIRS,
    Right.GRANT,
    Right.SEE_AUDIT,
    Right.REVIEW_ARTICLES,
}
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(_COORDINATION | {Right.RUN}),
    Role.COORDINATOR: frozenset(_COORDINATION),
    Role.CURATOR: frozenset(_DESK | {Right.ANNOUNCE, Right.RUN_MENTORING}),
    Role.COUNCIL: frozenset(
        {Right.SEE_MENTORS, Right.DECIDE_MENTORS, Right.PLAN, Right.ANNOUNCE, Right.REVIEW_ARTICLES}
    ),
    Role.ANNOUNCER: frozenset({Right.ANNOUNCE}),
    Role.RESPONDER: frozenset({Right.ANSWER_SUPPORT}),
}


@dataclass(frozen=True)
class Scope:
    """Whose data a right reaches: everybody's, or those of these municipalities and organisations."""

    everywhere: bool = False
    municipalities: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    local_organisations: frozenset[tuple[str | None, str | None]] = frozenset()  # schools of two towns share names

    def includes(self, municipality: str | None, organisation: str | None = None) -> bool:
        return (
            self.everywhere
            or municipality in self.municipalities
            or organisation in self.organisations
            or (municipality, organisation) in self.local_organisations
        )

    def reaches(
        self, municipality: InstrumentedAttribute[str | None], organisation: InstrumentedAttribute[str | None]
    ) -> ColumnElement[bool]:
        """The same as `includes`, of the rows of a table."""
        if self.everywhere:
            return true()
        local = (and_(municipality == town, organisation == name) for town, name in self.local_organisations)
        return or_(municipality.in_(self.municipalities), organisation.in_(self.organisations), *local)

    def has(self, person: Person) -> bool:
        return self.includes(person.municipality, person.organisation)


_OWN = select(Grant).where(Grant.person_id == bindparam("person"))
_REPLACED = select(StandIn.person_id).where(
    StandIn.stand_in_id == bindparam("person"), StandIn.until > bindparam("moment"), StandIn.ended_at.is_(None)
)
_LENT = and_(Grant.person_id.in_(_REPLACED), Grant.role != Role.OWNER.value)
_IS_OWNER = Grant.role == Role.OWNER.value
_HOLDERS = select(Grant.person_id, Grant.role).where(
    or_(
        _IS_OWNER,
        and_(
            Grant.role.in_(bindparam("roles", expanding=True)),
            or_(Grant.municipality.is_(None), Grant.municipality == bindparam("municipality")),
            or_(Grant.organisation.is_(None), Grant.organisation == bindparam("organisation")),
        ),
    )
)
_OWNERS = select(Grant.person_id).where(_IS_OWNER).distinct().order_by(Grant.person_id)
# A job ends what is over within minutes; what a stand-in may do ends on the second.
_STANDING_IN = select(StandIn.stand_in_id).where(
    StandIn.person_id.in_(bindparam("people", expanding=True)), StandIn.ended_at.is_(None)
)
_GRANTS = select(Grant).where(or_(Grant.person_id == bindparam("person"), _LENT)).order_by(Grant.id)


def grants_of(session: Session, person: Person, now: datetime) -> list[Grant]:
    """The person's own, and those of whom they stand in for: but for ownership, which nobody stands in for."""
    return list(session.execute(_GRANTS, {"person": person.id, "moment": now}).scalars())


def rights_of(session: Session, person: Person, now: datetime) -> set[Right]:
    return {right for grant in grants_of(session, person, now) for right in _rights(grant)}


def scopes(session: Session, actor: Person, now: datetime) -> dict[Right, Scope]:
    """Every right the actor has, and whom it reaches."""
    by_right: dict[Right, list[Grant]] = {}
    for grant in grants_of(session, actor, now):
        for right in _rights(grant):
            by_right.setdefault(right, []).append(grant)
    return {right: _reach(grants) for right, grants in by_right.items()}


def scope(session: Session, actor: Person, right: Right, now: datetime) -> Scope:
    """Raises `NotAllowed` for who has the right nowhere."""
    grants = [grant for grant in grants_of(session, actor, now) if right in _rights(grant)]
    if not grants:
        raise NotAllowed
    return _reach(grants)


def _reach(grants: list[Grant]) -> Scope:
    return Scope(
        any(grant.municipality is None and grant.organisation is None for grant in grants),
        frozenset(grant.municipality for grant in grants if grant.municipality and not grant.organisation),
        frozenset(grant.organisation for grant in grants if grant.organisation and not grant.municipality),
        frozenset((grant.municipality, grant.organisation) for grant in grants if _is_local(grant)),
    )


def reaches(session: Session, actor: Person, right: Right, subject: Person, now: datetime) -> bool:
    held = scopes(session, actor, now)
    return right in held and held[right].has(subject)


def must(session: Session, actor: Person, right: Right, subject: Person, now: datetime) -> None:
    """Raises `NotAllowed` unless the actor has the right and it reaches the subject."""
    if not scope(session, actor, right, now).has(subject):
        raise NotAllowed


def holders(session: Session, right: Right, municipality: str | None, organisation: str | None = None) -> list[int]:
    """Person ids of those to be told, with who stands in for them; the owners where there is nobody else."""
    roles = [role.value for role, rights in RIGHTS.items() if right in rights and role is not Role.OWNER]
    asked = {"roles": roles, "municipality": municipality, "organisation": organisation}
    rows = session.execute(_HOLDERS, asked).all()
    found = {row.person_id for row in rows if row.role != Role.OWNER} or {row.person_id for row in rows}
    return sorted({*found, *session.execute(_STANDING_IN, {"people": found}).scalars()})


def owners(session: Session) -> list[int]:
    return list(session.execute(_OWNERS).scalars())


def appoint_owners(session: Session, accounts: Iterable[tuple[str, int]], now: datetime) -> bool:
    """The first owners, from the settings; not read any more once there is an owner."""
    if owners(session):
        return False
    for network, number in accounts:
        person = person_of(session, network, number) or create_account(session, network, number, now)
        session.add(Grant(person_id=person, role=Role.OWNER.value, granted_at=now))
    return True


def grants_held(session: Session, person: int) -> dict[int, Grant]:
    """Their own, by number."""
    return {grant.id: grant for grant in session.execute(_OWN, {"person": person}).scalars()}


def is_owner(session: Session, person: Person) -> bool:
    return person.id in owners(session)


def _is_local(grant: Grant) -> bool:
    return grant.municipality is not None and grant.organisation is not None


def _rights(grant: Grant) -> frozenset[Right]:
    """A role that this version of the program does not know carries nothing."""
    return RIGHTS[Role(grant.role)] if grant.role in set(Role) else frozenset()


def person_of(session: Session, network: str, number: int) -> int | None:
    account = Account.network == network, Account.number == number
    return session.execute(select(Account.person_id).where(*account)).scalar()
