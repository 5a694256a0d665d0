from __future__ import annotations

import re
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, distinct, func, select
from sqlalchemy.orm import Session

from community.choices import Choice, plain
from community.profiles import CommunityProfile
from community.refusals import MemberGone, NotAllowed, NotJoined, UnknownChoice
from community.roles import Right, Scope, scope
from storage.models import Person

FIRST_YEAR = 1950
MOST_SUGGESTIONS = 4
MOST_LOOKED_AT = 200


def members(session: Session, actor: Person, now: datetime, first: int, most: int) -> tuple[list[Person], int]:
    """A slice of the members the actor answers for, the newest first, and how many there are."""
    mine = _within(scope(session, actor, Right.SEE_PEOPLE, now))
    total = session.execute(select(func.count()).select_from(Person).where(*mine)).scalar_one()
    newest = select(Person).where(*mine).order_by(Person.joined_at.desc(), Person.id.desc())
    return list(session.execute(newest.offset(first).limit(most)).scalars()), total


def member(session: Session, actor: Person, person_id: int, now: datetime) -> Person:
    allowed = scope(session, actor, Right.SEE_PEOPLE, now)
    found = session.get(Person, person_id)
    if found is None or found.joined_at is None:
        raise MemberGone
    if not allowed.has(found):
        raise NotAllowed
    return found


def _within(allowed: Scope) -> list[ColumnElement[bool]]:
    joined = Person.joined_at.is_not(None)
    return [joined, allowed.reaches(Person.municipality, Person.organisation)]


def organisations_near(session: Session, person: Person) -> list[str]:
    """What colleagues of the same municipality named most often."""
    named = Person.municipality == person.municipality, Person.organisation.is_not(None), Person.id != person.id
    often = select(Person.organisation).where(*named).group_by(Person.organisation)
    often = often.order_by(func.count(distinct(Person.id)).desc(), Person.organisation).limit(MOST_SUGGESTIONS)
    return [name for name in session.execute(often).scalars() if name]


def organisations_in(session: Session, municipality: str) -> list[str]:
    """What its people named most often."""
    named = Person.municipality == municipality, Person.organisation.is_not(None)
    often = select(Person.organisation).where(*named).group_by(Person.organisation)
    often = often.order_by(func.count().desc(), Person.organisation).limit(MOST_SUGGESTIONS)
    return [name for name in session.execute(often).scalars() if name]


def members_named(session: Session, actor: Person, right: Right, typed: str, now: datetime, most: int) -> list[Person]:
    """Members within the reach of a right with all the words, or beginnings of words, in their names."""
    return named(session, typed, most, *_within(scope(session, actor, right, now)))


def named(session: Session, typed: str, most: int, *among: ColumnElement[bool]) -> list[Person]:
    words = plain(typed).split()
    if not words:
        return []
    like = (Person.name.like(_either_case(word)) | Person.name.like(_either_case(word.capitalize())) for word in words)
    near = select(Person).where(*among, *like).order_by(Person.name, Person.id).limit(MOST_LOOKED_AT)
    found = (person for person in session.execute(near).scalars() if _has_all(words, person.name or ""))
    return list(islice(found, most))


def _either_case(word: str) -> str:
    """SQLite folds no Russian letters, and «е» may stand for «ё»."""
    return f"%{re.sub('[её]', '_', word, flags=re.IGNORECASE)}%"


def _has_all(words: list[str], name: str) -> bool:
    own = plain(name).split()
    return all(any(each.startswith(word) for each in own) for word in words)


def set_organisation(person: Person, name: str) -> None:
    must_have_joined(person).organisation = name


def mark_speciality(person: Person, choice: str, chosen: bool, community: CommunityProfile) -> None:
    known = [item.id for item in specialities_for(must_have_joined(person), community)]
    if choice not in known:
        raise UnknownChoice
    kept = {*person.specialities} - {choice} | ({choice} if chosen else set())
    person.specialities = [item for item in known if item in kept]


def may_have_begun(year: int, this_year: int) -> bool:
    return FIRST_YEAR <= year <= this_year


def set_teaching_since(person: Person, year: int) -> None:
    must_have_joined(person).teaching_since = year


def specialities_for(person: Person, community: CommunityProfile) -> tuple[Choice, ...]:
    """Subjects, fields or age groups: what a person of this position works with."""
    position = community.position(person.position or "")
    return community.asked_of(position) if position else ()


def questions(person: Person, community: CommunityProfile) -> list[str]:
    """What the profile asks of somebody in this position, in order."""
    position = community.position(person.position or "")
    asked = ["organisation"]
    if specialities_for(person, community):
        asked.append("specialities")
    if position is None or not position.student:
        asked.append("year")
    return asked


def must_have_joined(person: Person) -> Person:
    if person.joined_at is None:
        raise NotJoined
    return person
