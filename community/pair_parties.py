"""Whom a list of pairs means: members, or people who are waited for, by name and place of work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session, aliased

from community import expected
from community.choices import plain
from community.roles import Scope
from storage.models import Expected, MentorshipMember, Person

SLICE = 500
Item = TypeVar("Item")


class Party(NamedTuple):
    """A member by their number, or else the row of a list that waits for them."""

    person: int | None
    expected: int | None = None
    municipality: str | None = None


@dataclass(frozen=True)
class Parties:
    """`by_name`: in plain words, with the places of work."""

    by_name: dict[str, list[tuple[str, Party]]]
    together: frozenset[tuple[int, int]]

    @classmethod
    def within(cls, session: Session, reach: Scope, names: Collection[str], now: datetime) -> Parties:
        by_name: dict[str, list[tuple[str, Party]]] = {}
        for name, organisation, party in [*_members(session, reach, names), *_expected(session, reach, names, now)]:
            by_name.setdefault(plain(name), []).append((plain(organisation or ""), party))
        ids = {party.person for found in by_name.values() for _, party in found if party.person}
        return cls(by_name, _together(session, ids))

    def named(self, name: str, organisation: str | None) -> list[Party]:
        """Those who work there come first; who has not said where they work may be anybody of that name."""
        found = self.by_name.get(plain(name), [])
        here = plain(organisation or "")
        if here:
            found = [each for each in found if each[0] == here] or [each for each in found if not each[0]]
        members = [party for _, party in found if party.person]
        return list(dict.fromkeys(members or (party for _, party in found)))

    def are_together(self, one: Party, other: Party) -> bool:
        return bool(one.person and other.person) and (one.person, other.person) in self.together


Named = Iterator[tuple[str, str | None, Party]]


def _members(session: Session, reach: Scope, names: Collection[str]) -> Named:
    where = reach.reaches(Person.municipality, Person.organisation) & Person.joined_at.is_not(None)
    for some in _slices(sorted(names)):
        called = or_(Person.full_name.in_(some), Person.name.in_(some))
        for person in session.execute(select(Person).where(where, called)).scalars():
            for name in {person.full_name, person.name} & set(some):
                yield name or "", person.organisation, Party(person.id, None, person.municipality)


def _expected(session: Session, reach: Scope, names: Collection[str], now: datetime) -> Named:
    here: ColumnElement[bool] = true() if reach.everywhere else Expected.municipality.in_(reach.municipalities)
    waits = Expected.kind == expected.Kind.PERSON.value, Expected.activated_at.is_(None)
    fresh = Expected.created_at > now - expected.KEPT
    for number, values in session.execute(select(Expected.id, Expected.values).where(here, *waits, fresh)):
        listed = expected.Listed.kept(values)
        if listed and listed.full_name in names:
            yield listed.full_name, listed.organisation, Party(None, number, listed.municipality)


def _together(session: Session, people: Collection[int]) -> frozenset[tuple[int, int]]:
    """Mentor and mentee of what is not over."""
    mentor, mentee, found = aliased(MentorshipMember), aliased(MentorshipMember), set[tuple[int, int]]()
    both = mentee.mentorship_id == mentor.mentorship_id
    present = mentor.role == "mentor", mentee.role == "mentee", mentor.left_at.is_(None), mentee.left_at.is_(None)
    for some in _slices(sorted(people)):
        pairs = (
            select(mentor.person_id, mentee.person_id).join(mentee, both).where(*present, mentor.person_id.in_(some))
        )
        found |= {(one, other) for one, other in session.execute(pairs) if one and other}
    return frozenset(found)


def _slices(items: list[Item]) -> Iterable[list[Item]]:
    return (items[first : first + SLICE] for first in range(0, len(items), SLICE))
