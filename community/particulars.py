"""What the bot knows of a member as their profile, and how they change it, one answer at a time."""

from __future__ import annotations

from enum import StrEnum

from community.choices import Choice
from community.members import must_have_joined, parse_year, questions, specialities_for
from community.names import parse_full_name, parse_name, parse_organisation
from community.profiles import CommunityProfile
from community.refusals import AgeNeeded, UnknownChoice
from storage.models import Person


class Particular(StrEnum):
    NAME = "name"
    FULL_NAME = "full_name"
    MUNICIPALITY = "municipality"
    POSITION = "position"
    ORGANISATION = "organisation"
    SPECIALITIES = "specialities"
    TEACHING_SINCE = "teaching_since"
    SHARES = "shares"
    LEARNS = "learns"


CLEARABLE = {Particular.FULL_NAME, Particular.ORGANISATION, Particular.TEACHING_SINCE}
SEVERAL = {Particular.SPECIALITIES, Particular.SHARES, Particular.LEARNS}
OF_A_LIST = {Particular.MUNICIPALITY, Particular.POSITION}


def particulars(person: Person, community: CommunityProfile) -> list[Particular]:
    """What somebody in this position and community can have, in order."""
    asked = questions(person, community)
    absent = {
        Particular.MUNICIPALITY: community.only_municipality is not None,
        Particular.SPECIALITIES: "specialities" not in asked,
        Particular.TEACHING_SINCE: "year" not in asked,
        Particular.SHARES: not community.competences,
        Particular.LEARNS: not community.competences,
    }
    return [each for each in Particular if not absent.get(each, False)]


def choices(particular: Particular, person: Person, community: CommunityProfile) -> tuple[Choice, ...]:
    match particular:
        case Particular.MUNICIPALITY:
            return community.municipalities
        case Particular.POSITION:
            return community.positions
        case Particular.SPECIALITIES:
            return specialities_for(person, community)
        case Particular.SHARES | Particular.LEARNS:
            return community.competences
    return ()


def understood(particular: Particular, typed: str, this_year: int) -> str | None:
    """The answer in the typed words; None when they are none."""
    match particular:
        case Particular.NAME:
            return parse_name(typed)
        case Particular.FULL_NAME:
            return parse_full_name(typed)
        case Particular.ORGANISATION:
            return parse_organisation(typed)
        case Particular.TEACHING_SINCE:
            year = parse_year(typed, this_year)
            return str(year) if year else None
    return None


def asks_age(person: Person, particular: Particular, answer: str, community: CommunityProfile) -> bool:
    """As in joining: of who becomes a student, unless they were asked before or their parents have signed."""
    if particular is not Particular.POSITION or person.parent_form_at is not None:
        return False
    return _may_be_minor(answer, community) and not _may_be_minor(person.position or "", community)


def _may_be_minor(position: str, community: CommunityProfile) -> bool:
    known = community.position(position)
    return known is not None and known.may_be_minor


def change(
    person: Person, particular: Particular, answer: str, community: CommunityProfile, adult: bool = False
) -> list[Particular]:
    """Takes an answer that was understood or chosen; returns what no longer fits and was cleared with it.

    `adult`: they have said so. Raises `AgeNeeded` where that has to be known.
    """
    must_have_joined(person)
    if particular in OF_A_LIST and answer not in {each.id for each in choices(particular, person, community)}:
        raise UnknownChoice
    if asks_age(person, particular, answer, community) and not adult:
        raise AgeNeeded
    if particular is Particular.TEACHING_SINCE:
        person.teaching_since = int(answer)
    else:
        setattr(person, particular.value, answer)
    return _clear_misfits(person, community) if particular is Particular.POSITION else []


def _clear_misfits(person: Person, community: CommunityProfile) -> list[Particular]:
    cleared, known = [], {choice.id for choice in specialities_for(person, community)}
    if set(person.specialities) - known:
        person.specialities = [each for each in person.specialities if each in known]
        cleared.append(Particular.SPECIALITIES)
    if person.teaching_since is not None and "year" not in questions(person, community):
        person.teaching_since = None
        cleared.append(Particular.TEACHING_SINCE)
    return cleared


def clear(person: Person, particular: Particular) -> None:
    must_have_joined(person)
    if particular not in CLEARABLE:
        raise UnknownChoice
    setattr(person, particular.value, None)


def mark(person: Person, particular: Particular, choice: str, chosen: bool, community: CommunityProfile) -> None:
    """One of several; marked twice it is marked."""
    must_have_joined(person)
    known = [each.id for each in choices(particular, person, community)]
    if particular not in SEVERAL or choice not in known:
        raise UnknownChoice
    kept = {*getattr(person, particular.value)} - {choice} | ({choice} if chosen else set())
    setattr(person, particular.value, [each for each in known if each in kept])
