"""What an actor may hand on of their access, and the questions on the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from community.members import organisations_in
from community.profiles import CommunityProfile, Municipality
from community.roles import Right, Role, Scope, is_owner, scope
from storage.models import Grant, Person


class Reach(StrEnum):
    EVERYWHERE = "all"
    MUNICIPALITY = "town"
    ORGANISATION = "org"


class Question(StrEnum):
    ROLE = "role"
    REACH = "reach"
    MUNICIPALITY = "town"
    ORGANISATION = "org"
    PERSON = "person"


_ANYWHERE = (Reach.EVERYWHERE, Reach.MUNICIPALITY, Reach.ORGANISATION)
REACHES: dict[Role, tuple[Reach, ...]] = {
    Role.OWNER: (Reach.EVERYWHERE,),
    Role.COORDINATOR: (Reach.EVERYWHERE, Reach.MUNICIPALITY),
    Role.CURATOR: (Reach.MUNICIPALITY, Reach.ORGANISATION),
    Role.COUNCIL: (Reach.EVERYWHERE,),
    Role.ANNOUNCER: _ANYWHERE,
    Role.RESPONDER: (Reach.EVERYWHERE, Reach.MUNICIPALITY),
}
HANDED_ON = {Role.CURATOR, Role.ANNOUNCER, Role.RESPONDER}  # by coordinators; an owner hands on everything


@dataclass(frozen=True)
class Access:
    """A role and how far it reaches."""

    role: Role
    municipality: str | None = None
    organisation: str | None = None

    @property
    def reach(self) -> Reach:
        if self.organisation is not None:
            return Reach.ORGANISATION
        return Reach.EVERYWHERE if self.municipality is None else Reach.MUNICIPALITY

    @classmethod
    def of(cls, grant: Grant) -> Access | None:
        """None: a role that this version of the program does not know."""
        return cls(Role(grant.role), grant.municipality, grant.organisation) if grant.role in set(Role) else None


@dataclass(frozen=True)
class Offer:
    """What an actor may hand on."""

    community: CommunityProfile
    scope: Scope
    owner: bool

    @property
    def roles(self) -> list[Role]:
        return [role for role in roles_in(self.community) if self.allows(role) and self.reaches(role)]

    @property
    def municipalities(self) -> list[Municipality]:
        return [town for town in self.community.municipalities if self.scope.includes(town.id)]

    def allows(self, role: Role) -> bool:
        return self.owner or role in HANDED_ON

    def reaches(self, role: Role) -> list[Reach]:
        alike = self.community.only_municipality is not None and Reach.EVERYWHERE in REACHES[role]
        possible = {
            Reach.EVERYWHERE: self.scope.everywhere,
            Reach.MUNICIPALITY: bool(self.municipalities and not alike),
        }
        return [reach for reach in REACHES[role] if possible.get(reach, bool(self.municipalities))]


Answers = Mapping[str, Any]


def roles_in(community: CommunityProfile) -> list[Role]:
    missing = {
        role
        for role, named in ((Role.CURATOR, community.roles.curator), (Role.COUNCIL, community.roles.council))
        if named is None
    }
    return [role for role in Role if role not in missing]


def offer(session: Session, actor: Person, community: CommunityProfile, now: datetime) -> Offer:
    return Offer(community, scope(session, actor, Right.GRANT, now), is_owner(session, actor))


def questions(answers: Answers, offered: Offer) -> list[Question]:
    """What has to be asked for these answers, in order; a choice of one is not asked."""
    role, reach = role_in(answers, offered), _reach(answers, offered)
    asked = [Question.ROLE]
    if role and len(offered.reaches(role)) > 1:
        asked.append(Question.REACH)
    if reach in {Reach.MUNICIPALITY, Reach.ORGANISATION} and len(offered.municipalities) > 1:
        asked.append(Question.MUNICIPALITY)
    if reach is Reach.ORGANISATION:
        asked.append(Question.ORGANISATION)
    return [*asked, Question.PERSON]


def next_question(answers: Answers, offered: Offer) -> Question | None:
    known: dict[Question, object] = {
        Question.ROLE: role_in(answers, offered),
        Question.REACH: _reach(answers, offered),
        Question.MUNICIPALITY: town_in(answers, offered),
        Question.ORGANISATION: answers.get(Question.ORGANISATION),
        Question.PERSON: answers.get(Question.PERSON),
    }
    return next((question for question in questions(answers, offered) if not known[question]), None)


def access_in(answers: Answers, offered: Offer) -> Access | None:
    role, reach = role_in(answers, offered), _reach(answers, offered)
    if role is None or reach is None:
        return None
    town = town_in(answers, offered) if reach is not Reach.EVERYWHERE else None
    return Access(role, town, answers.get(Question.ORGANISATION) if reach is Reach.ORGANISATION else None)


def town_in(answers: Answers, offered: Offer) -> str | None:
    towns = [town.id for town in offered.municipalities]
    chosen = towns[0] if len(towns) == 1 else answers.get(Question.MUNICIPALITY)
    return chosen if chosen in towns else None


def organisations_of(session: Session, answers: Answers, offered: Offer) -> list[str]:
    town = town_in(answers, offered)
    return organisations_in(session, town) if town else []


def role_in(answers: Answers, offered: Offer) -> Role | None:
    return next((role for role in offered.roles if role == answers.get(Question.ROLE)), None)


def _reach(answers: Answers, offered: Offer) -> Reach | None:
    role = role_in(answers, offered)
    reaches = offered.reaches(role) if role else []
    chosen = reaches[0] if len(reaches) == 1 else answers.get(Question.REACH)
    return Reach(chosen) if chosen in reaches else None
