"""Who acts in the table of rights, and the world in which it is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import attention, offers
from community.offers import Access
from community.profile_files import load_profile
from community.roles import Role
from storage.models import Grant, Person, StandIn

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
perm = load_profile("perm-nastavniki")
HERE, THERE = perm.municipalities[0].id, perm.municipalities[1].id
SCHOOL, OTHER_SCHOOL = "Школа № 7", "Лицей № 1"


class Reach(NamedTuple):
    """How the actor's role reaches somebody of `SCHOOL` in `HERE`."""

    name: str
    municipality: str | None = None
    organisation: str | None = None


EVERYWHERE = Reach("everywhere")
TOWN = Reach("own municipality", HERE)
FOREIGN_TOWN = Reach("foreign municipality", THERE)
ORGANISATION = Reach("own organisation", HERE, SCHOOL)
FOREIGN_ORGANISATION = Reach("foreign organisation", HERE, OTHER_SCHOOL)
NAMESAKE = Reach("namesake elsewhere", THERE, SCHOOL)
REACHES = (EVERYWHERE, TOWN, FOREIGN_TOWN, ORGANISATION, FOREIGN_ORGANISATION, NAMESAKE)

NO_ROLE = ("guest", "member")  # who lives and works in the place named
LENT = ("stand-in", "expired stand-in")  # for a coordinator
_OF = {
    offers.Reach.EVERYWHERE: (EVERYWHERE,),
    offers.Reach.MUNICIPALITY: (TOWN, FOREIGN_TOWN),
    offers.Reach.ORGANISATION: (ORGANISATION, FOREIGN_ORGANISATION, NAMESAKE),
}
Cell = tuple[str, str]  # who acts, and the name of a reach


def possible(role: Role) -> list[Reach]:
    return [reach for kind in offers.REACHES[role] for reach in _OF[kind]]


COLUMNS: dict[str, list[Reach]] = {
    **{role.value: possible(role) for role in Role},
    **{who: possible(Role.COORDINATOR) for who in LENT},
    **{who: list(REACHES) for who in NO_ROLE},
}
CELLS: list[Cell] = [(who, reach.name) for who, reaches in COLUMNS.items() for reach in reaches]


@dataclass
class World:
    """The actor of a cell, and Anna of `SCHOOL` in `HERE`, to whom it is done. Boris is her colleague."""

    session: Session
    actor: Person
    anna: Person
    boris: Person

    def grants(self, role: Role, reach: Reach = ORGANISATION) -> Grant:
        """To Boris."""
        return grant(self.session, self.boris, role, reach)

    def waits(self, kind: attention.Kind) -> None:
        """About Anna."""
        attention.open_(self.session, kind, self.anna.id, self.anna, NOW, NOW)


class UseCase(NamedTuple):
    """`does` returns something true where the actor is allowed; `allowed`: in these cells and in no other."""

    function: str
    words: str
    allowed: set[Cell]
    does: Callable[[World], object]


def cells(*who: str, reaches: tuple[Reach, ...] = REACHES) -> set[Cell]:
    return {(each, reach.name) for each in who for reach in reaches} & set(CELLS)


NEAR = (EVERYWHERE, TOWN, ORGANISATION)
COORDINATORS = cells("owner", "coordinator", "stand-in")  # ownership is not lent
COORDINATES = cells("owner", "coordinator", "stand-in", reaches=NEAR)
SEES_PEOPLE = COORDINATES | cells("curator", reaches=NEAR)
RUNS_MENTORING = SEES_PEOPLE
DECIDES_MENTORS = COORDINATES | cells("council")
OWNS = cells("owner")
LENDS = cells("coordinator", "curator", "council", "announcer", "responder")
NOBODY: set[Cell] = set()

DELETION, APPLICATION = attention.Kind.DELETION, attention.Kind.MENTOR_APPLICATION
CURATOR = Access(Role.CURATOR, HERE, SCHOOL)
COORDINATOR = Access(Role.COORDINATOR, HERE)
TOMORROW = (NOW + timedelta(days=1)).date()


def settle(session: Session, who: str, reach: str) -> None:
    """The people of a cell, before anything happens."""
    place = next(each for each in REACHES if each.name == reach)
    anna, boris = person("Анна Вымышленная", HERE, SCHOOL), person("Борис", HERE, SCHOOL)
    oleg, vera, olga = (person(name, THERE, OTHER_SCHOOL) for name in ("Олег", "Вера", "Ольга"))
    if who in NO_ROLE:
        oleg.municipality, oleg.organisation = place.municipality, place.organisation
        oleg.joined_at = NOW if who == "member" else None
    session.add_all([anna, boris, oleg, vera, olga])
    session.flush()
    granted = [(olga, Role.OWNER, EVERYWHERE)]
    if who in LENT:
        granted += [(vera, Role.COORDINATOR, place), (vera, Role.OWNER, EVERYWHERE)]
        until = LATER if who == "stand-in" else NOW
        session.add(StandIn(person_id=vera.id, stand_in_id=oleg.id, until=until, created_at=NOW - timedelta(days=1)))
    elif who not in NO_ROLE:
        granted.append((oleg, Role(who), place))
    for to, role, where in granted:
        grant(session, to, role, where)


def world(session: Session) -> World:
    """Of a cell that is settled."""
    anna, boris, oleg, *_ = session.execute(select(Person).order_by(Person.id)).scalars()
    return World(session, oleg, anna, boris)


def person(name: str, municipality: str, organisation: str) -> Person:
    return Person(
        created_at=NOW,
        joined_at=NOW,
        name=name,
        municipality=municipality,
        position="teacher",
        organisation=organisation,
    )


def grant(session: Session, to: Person, role: Role, reach: Reach) -> Grant:
    made = Grant(
        person_id=to.id,
        role=role.value,
        municipality=reach.municipality,
        organisation=reach.organisation,
        granted_at=NOW,
    )
    session.add(made)
    session.flush()
    return made
