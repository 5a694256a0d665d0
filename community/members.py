from __future__ import annotations

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from community.choices import Choice
from community.profiles import CommunityProfile
from community.refusals import NotJoined, UnknownChoice
from storage.models import Person

FIRST_YEAR = 1950
MOST_SUGGESTIONS = 4


def organisations_near(session: Session, person: Person) -> list[str]:
    """What colleagues of the same municipality named most often."""
    named = Person.municipality == person.municipality, Person.organisation.is_not(None), Person.id != person.id
    often = select(Person.organisation).where(*named).group_by(Person.organisation)
    often = often.order_by(func.count(distinct(Person.id)).desc(), Person.organisation).limit(MOST_SUGGESTIONS)
    return [name for name in session.execute(often).scalars() if name]


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
