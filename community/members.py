from __future__ import annotations

import re
from datetime import datetime
from sys import maxunicode

from sqlalchemy import ColumnElement, Select, and_, false, func, intersect, select
from sqlalchemy.orm import Session

from community.choices import Choice
from community.profiles import CommunityProfile
from community.refusals import NotJoined
from community.roles import Right, scope
from storage.models import Catalogue, Person, SearchWord, words_of

FIRST_YEAR = 1950
YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
MOST_SUGGESTIONS = 4


def organisations_near(session: Session, person: Person) -> list[str]:
    """What colleagues of the same municipality named most often."""
    return organisations_in(session, person.municipality or "", Person.id != person.id)


def organisations_in(session: Session, municipality: str, *among: ColumnElement[bool]) -> list[str]:
    """What its people named most often."""
    named = Person.municipality == municipality, Person.organisation.is_not(None), *among
    often = select(Person.organisation).where(*named).group_by(Person.organisation)
    often = often.order_by(func.count().desc(), Person.organisation).limit(MOST_SUGGESTIONS)
    return [name for name in session.execute(often).scalars() if name]


def members_named(session: Session, actor: Person, right: Right, typed: str, now: datetime, most: int) -> list[Person]:
    """Members within the reach of a right with all the words, or beginnings of words, in their names."""
    reached = scope(session, actor, right, now).reaches(Person.municipality, Person.organisation)
    return named(session, typed, most, Person.joined_at.is_not(None), reached)


def named(session: Session, typed: str, most: int, *among: ColumnElement[bool]) -> list[Person]:
    found = select(Person).where(*among, called(typed)).order_by(Person.name, Person.id).limit(most)
    return list(session.execute(found).scalars())


def called(typed: str) -> ColumnElement[bool]:
    """In whose names a word begins with each of the typed ones; nobody where there is none."""
    words = words_of(typed)
    found = [_people_with(_begins_with(word)) for word in words]
    # Not one after another: PostgreSQL would look at all words of each person whom the first one finds.
    return Person.id.in_(intersect(*found) if len(found) > 1 else found[0]) if found else false()


def found_by(word: ColumnElement[bool]) -> ColumnElement[bool]:
    """Who has such a word in the register: of a name, or a marked topic."""
    return Person.id.in_(_people_with(word))


def _people_with(word: ColumnElement[bool]) -> Select[int]:
    return select(SearchWord.person_id).where(SearchWord.catalogue == Catalogue.REGISTER.value, word)


def _begins_with(beginning: str) -> ColumnElement[bool]:
    """Signs in order of their numbers, which an index knows too; nothing follows `maxunicode`."""
    return and_(SearchWord.word >= beginning, SearchWord.word < beginning + chr(maxunicode))


def set_organisation(person: Person, name: str) -> None:
    must_have_joined(person).organisation = name


def parse_year(typed: str, this_year: int) -> int | None:
    """A year in which somebody alive may have begun to teach."""
    found = YEAR.search(typed)
    return int(found[0]) if found and FIRST_YEAR <= int(found[0]) <= this_year else None


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
