"""Finding a published mentor: only by what they agreed to show, and only that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import mentors
from community.choices import Choice, plain
from community.members import must_have_joined
from community.profiles import CommunityProfile
from community.refusals import ColleagueGone
from community.stems import is_near, stems
from storage import colleagues
from storage.models import Mentor, Person

MOST_WORDS = 6
BEGUN = 4  # so many letters of a word are enough
LISTS = {"s": ("subjects", "fields", "age_groups"), "c": ("competences",), "m": ("municipalities",)}


@dataclass(frozen=True)
class Colleague:
    """What a published mentor shows; whatever was not agreed to is None or empty."""

    id: int
    name: str | None
    municipality: str | None
    organisation: str | None
    subjects: tuple[str, ...]
    competences: tuple[str, ...]
    formats: tuple[str, ...]
    about: str | None
    paused_at: datetime | None


def refresh(session: Session, person: Person, community: CommunityProfile) -> None:
    """To be called whenever something that may be published has changed."""
    mentor = mentors.active(session, person)
    person.search = " ".join(sorted(_words(shown(mentor, person), community))) if mentor else ""
    session.flush()


def shown(mentor: Mentor, person: Person) -> Colleague:
    agreed = {*mentor.published}

    def if_agreed(name: str, value: Any) -> Any:
        return value if name in agreed else None

    return Colleague(
        id=person.id,
        name=if_agreed("name", person.name),
        municipality=if_agreed("municipality", person.municipality),
        organisation=if_agreed("organisation", person.organisation),
        subjects=tuple(if_agreed("subjects", person.specialities) or ()),
        competences=tuple(if_agreed("competences", mentor.competences) or ()),
        formats=tuple(if_agreed("formats", mentor.formats) or ()),
        about=if_agreed("about", mentor.about),
        paused_at=mentor.paused_at,
    )


def _words(colleague: Colleague, community: CommunityProfile) -> set[str]:
    tokens = {f"s.{item}" for item in colleague.subjects} | {f"c.{item}" for item in colleague.competences}
    tokens |= {f"m.{colleague.municipality}"} if colleague.municipality else set()
    free = " ".join(filter(None, (colleague.name, colleague.organisation, colleague.about)))
    said = {*stems(free)}
    anything = colleague.formats or tokens or said
    return tokens | said | ({"*"} if anything else set())


def found(
    session: Session, reader: Person, typed: str, community: CommunityProfile, first: int, most: int
) -> tuple[list[Colleague], int]:
    """Those who have all that is asked, or most of it; words that say nothing find everybody."""
    groups = _groups(session, must_have_joined(reader), typed, community)
    return _page(session, reader, groups, first, most) if groups else ([], 0)


def having(
    session: Session, reader: Person, of: str, choice: str, first: int, most: int
) -> tuple[list[Colleague], int]:
    """Those with one subject, competence or municipality of the profile; `of` «*»: everybody."""
    must_have_joined(reader)
    return _page(session, reader, [{"*" if of == "*" else f"{of}.{choice}"}], first, most)


def one(session: Session, reader: Person, person_id: int) -> Colleague:
    must_have_joined(reader)
    person = session.get(Person, person_id)
    mentor = mentors.active(session, person) if person else None
    if person is None or mentor is None or not mentor.published:
        raise ColleagueGone
    return shown(mentor, person)


def _page(
    session: Session, reader: Person, groups: list[set[str]], first: int, most: int
) -> tuple[list[Colleague], int]:
    ids, total = colleagues.find(session, groups, reader.id, first, most)
    rows = select(Mentor, Person).join(Person, Person.id == Mentor.person_id).where(Person.id.in_(ids))
    current = rows.where(Mentor.ended_at.is_(None), Person.joined_at.is_not(None)).order_by(Person.id)
    return [shown(mentor, person) for mentor, person in session.execute(current) if mentor.published], total


def _groups(session: Session, reader: Person, typed: str, community: CommunityProfile) -> list[set[str]]:
    """For each word what it may stand for; words that stand for nothing are passed over if others are known."""
    asked = stems(typed)[:MOST_WORDS]
    groups = [_meant(session, word, community) for word in asked]
    if not asked and plain(typed):
        return [{"*"}]
    return [group for group in groups if group]


def _meant(session: Session, word: str, community: CommunityProfile) -> set[str]:
    listed = _catalogue(community.id, community)
    meant = {token for token, names in listed.items() if any(_begins(name, word) for name in names)}
    meant |= colleagues.known(session, [word])
    if not meant:
        meant = {token for token, names in listed.items() if any(is_near(name, word) for name in names)}
    if not meant and len(word) >= BEGUN:
        begun = colleagues.beginning_with(session, word[0])
        meant = {name for name in begun if _begins(name, word) or is_near(name, word)}
    return meant


def _begins(name: str, word: str) -> bool:
    return name == word or (len(word) >= BEGUN and name.startswith(word))


_KNOWN: dict[str, tuple[CommunityProfile, Mapping[str, frozenset[str]]]] = {}


def _catalogue(profile: str, community: CommunityProfile) -> Mapping[str, frozenset[str]]:
    """The stems of all names in the profile's lists, by the token that people are found by."""
    kept = _KNOWN.get(profile)
    if kept is None or kept[0] is not community:
        kept = _KNOWN[profile] = community, _listed(community)
    return kept[1]


def _listed(community: CommunityProfile) -> dict[str, frozenset[str]]:
    return {
        f"{kind}.{item.id}": frozenset(stems(" ".join((item.name, *item.search))))
        for kind, names in LISTS.items()
        for name in names
        for item in getattr(community, name)
    }


def listed(of: str, community: CommunityProfile) -> list[Choice]:
    """What the lists of the search hold; nothing for a list that there is not."""
    return [item for name in LISTS.get(of, ()) for item in getattr(community, name)]
