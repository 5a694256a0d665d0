from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import consents, joining, members, registers, roles
from community.members import (
    organisations_near,
    parse_year,
    set_organisation,
    set_teaching_since,
)
from community.notices import Notice
from community.particulars import Particular, mark
from community.profile_files import load_profile
from community.refusals import MemberGone, NotAllowed, NotJoined, UnknownChoice
from community.roles import Right, Role, Scope, appoint_owners, holders, scope
from storage.models import Account, Grant, Notification, Person

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
perm = load_profile("perm-nastavniki")
HERE, THERE = perm.municipalities[0].id, perm.municipalities[1].id


def guest(session: Session, name: str | None = None) -> Person:
    person = Person(created_at=NOW, name=name)
    session.add(person)
    session.flush()
    return person


def joined(session: Session, name: str, municipality: str = HERE, days_ago: int = 0, **more: object) -> Person:
    person = guest(session, name)
    person.municipality, person.position, person.joined_at = municipality, "teacher", NOW - timedelta(days=days_ago)
    for field, value in more.items():
        setattr(person, field, value)
    session.flush()
    return person


def grant(session: Session, person: Person, role: Role, municipality: str | None = None) -> Person:
    session.add(Grant(person_id=person.id, role=role.value, municipality=municipality, granted_at=NOW))
    session.flush()
    return person


def listed(session: Session, actor: Person, first: int = 0, most: int = 10) -> registers.Page:
    return registers.people(session, actor, registers.Filter(), perm, NOW, first, most)


def names(session: Session, actor: Person, first: int = 0, most: int = 10) -> list[str | None]:
    return [entry.person.name for entry in listed(session, actor, first, most).entries]


def member(session: Session, actor: Person, person_id: int) -> Person:
    return registers.entry(session, actor, person_id, NOW).person


def is_refused(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except NotAllowed:
        return True
    return False


def test_owner_sees_everybody(session: Session) -> None:
    owner = grant(session, guest(session), Role.OWNER)
    anna, boris = joined(session, "Анна", HERE), joined(session, "Борис", THERE)
    assert names(session, owner) == ["Борис", "Анна"]
    assert member(session, owner, anna.id) is anna
    assert member(session, owner, boris.id) is boris


def test_coordinator_of_all_sees_everybody(session: Session) -> None:
    vera = grant(session, joined(session, "Вера"), Role.COORDINATOR)
    joined(session, "Борис", THERE)
    assert set(names(session, vera)) == {"Вера", "Борис"}


def test_coordinator_of_a_municipality_sees_its_people_only(session: Session) -> None:
    vera = grant(session, joined(session, "Вера", THERE), Role.COORDINATOR, HERE)
    anna, boris = joined(session, "Анна", HERE), joined(session, "Борис", THERE)
    assert names(session, vera) == ["Анна"]
    assert listed(session, vera).total == 1
    assert member(session, vera, anna.id) is anna
    with pytest.raises(NotAllowed):
        member(session, vera, boris.id)


def test_coordinator_of_two_municipalities_sees_both(session: Session) -> None:
    vera = grant(session, guest(session), Role.COORDINATOR, HERE)
    grant(session, vera, Role.COORDINATOR, THERE)
    joined(session, "Анна", HERE)
    joined(session, "Борис", THERE)
    joined(session, "Глеб", perm.municipalities[2].id)
    assert set(names(session, vera)) == {"Анна", "Борис"}
    assert scope(session, vera, Right.SEE_PEOPLE, NOW) == Scope(False, frozenset({HERE, THERE}))


def test_wider_role_is_not_narrowed_by_a_second_one(session: Session) -> None:
    vera = grant(session, guest(session), Role.COORDINATOR, HERE)
    grant(session, vera, Role.OWNER)
    assert scope(session, vera, Right.SEE_PEOPLE, NOW).everywhere


@pytest.mark.parametrize("make", [joined, guest], ids=["member", "guest"])
def test_who_has_no_role_sees_nobody(session: Session, make: Callable[[Session, str], Person]) -> None:
    boris, anna = make(session, "Борис"), joined(session, "Анна")
    assert not roles.rights_of(session, boris, NOW)
    assert is_refused(lambda: listed(session, boris))
    assert is_refused(lambda: member(session, boris, anna.id))
    assert is_refused(lambda: member(session, boris, boris.id))


def test_nobody_without_a_role_learns_who_is_a_member(session: Session) -> None:
    """The answer is the same for numbers that exist and for those that do not."""
    boris = joined(session, "Борис")
    assert is_refused(lambda: member(session, boris, 404))


def test_guests_are_not_listed_and_not_shown(session: Session) -> None:
    owner = grant(session, guest(session), Role.OWNER)
    gone = guest(session)
    assert listed(session, owner) == registers.Page([], 0)
    for person_id in (gone.id, 404):
        with pytest.raises(MemberGone):
            member(session, owner, person_id)


def test_members_come_in_pages_the_newest_first(session: Session) -> None:
    owner = grant(session, guest(session), Role.OWNER)
    for day, name in enumerate(["Анна", "Борис", "Вера", "Глеб", "Дина"]):
        joined(session, name, days_ago=day)
    assert names(session, owner, 0, 2) == ["Анна", "Борис"]
    assert names(session, owner, 4, 2) == ["Дина"]
    assert names(session, owner, 6, 2) == []
    assert listed(session, owner, 6, 2).total == 5


def test_pages_do_not_overlap_when_many_join_at_once(session: Session) -> None:
    owner = grant(session, guest(session), Role.OWNER)
    for number in range(7):
        joined(session, f"Анна {number}")
    seen = [name for first in range(0, 7, 3) for name in names(session, owner, first, 3)]
    assert len(set(seen)) == len(seen) == 7


def test_coordinators_are_those_of_the_municipality_and_of_all(session: Session) -> None:
    grant(session, guest(session), Role.OWNER)
    here = grant(session, guest(session), Role.COORDINATOR, HERE)
    everywhere = grant(session, guest(session), Role.COORDINATOR)
    assert holders(session, Right.SEE_PEOPLE, HERE) == [here.id, everywhere.id]
    assert holders(session, Right.SEE_PEOPLE, THERE) == [everywhere.id]


def test_owners_stand_in_for_coordinators(session: Session) -> None:
    owner = grant(session, guest(session), Role.OWNER)
    grant(session, guest(session), Role.COORDINATOR, HERE)
    assert holders(session, Right.SEE_PEOPLE, THERE) == [owner.id]


def test_coordinator_with_two_grants_is_one(session: Session) -> None:
    vera = grant(session, guest(session), Role.COORDINATOR, HERE)
    grant(session, vera, Role.COORDINATOR)
    assert holders(session, Right.SEE_PEOPLE, HERE) == [vera.id]


def joins(session: Session, person: Person) -> list[int]:
    """Who is told of it."""
    kind = consents.Kind.PARTICIPATION
    version = consents.wording(perm, kind).version
    consents.give(session, person, kind, version=version, document="", community=perm, network="vk", now=NOW)
    joining.join(session, person, {"name": "Анна", "municipality": HERE, "position": "teacher"}, perm, NOW)
    told = select(Notification.person_id).where(Notification.kind == Notice.MEMBER_JOINED)
    return sorted(session.execute(told).scalars())


def test_coordinators_of_the_municipality_and_of_all_are_told_of_a_newcomer(session: Session) -> None:
    grant(session, guest(session), Role.OWNER)
    here = grant(session, guest(session), Role.COORDINATOR, HERE)
    everywhere = grant(session, guest(session), Role.COORDINATOR)
    grant(session, guest(session), Role.COORDINATOR, THERE)
    assert joins(session, guest(session)) == [here.id, everywhere.id]


def test_owners_are_told_of_a_newcomer_where_there_is_no_coordinator(session: Session) -> None:
    owner = grant(session, guest(session), Role.OWNER)
    grant(session, guest(session), Role.COORDINATOR, THERE)
    assert joins(session, guest(session)) == [owner.id]


def test_nobody_is_told_of_themselves(session: Session) -> None:
    assert joins(session, grant(session, guest(session), Role.COORDINATOR)) == []


def owners(session: Session) -> set[tuple[str, int]]:
    named = select(Account.network, Account.number).join(Grant, Grant.person_id == Account.person_id)
    return {(row.network, row.number) for row in session.execute(named.where(Grant.role == Role.OWNER.value))}


def test_first_owners_are_appointed_before_their_first_word(session: Session) -> None:
    assert appoint_owners(session, [("telegram", 1001), ("vk", 2002)], NOW)
    session.flush()
    assert owners(session) == {("telegram", 1001), ("vk", 2002)}


def test_owner_who_has_written_already_is_the_same_person(session: Session) -> None:
    anna = joined(session, "Анна", accounts=[Account(network="vk", number=2002, created_at=NOW)])
    appoint_owners(session, [("vk", 2002)], NOW)
    session.flush()
    assert [each.person_id for each in roles.grants_of(session, anna, NOW)] == [anna.id]


def test_owners_are_appointed_once(session: Session) -> None:
    appoint_owners(session, [("telegram", 1001)], NOW)
    session.flush()
    assert not appoint_owners(session, [("telegram", 1002)], NOW)
    assert owners(session) == {("telegram", 1001)}


def test_organisations_of_the_neighbours_are_offered_by_frequency(session: Session) -> None:
    for name, organisation in (
        ("Борис", "школа № 7"),
        ("Вера", "лицей № 1"),
        ("Глеб", "лицей № 1"),
        ("Дина", None),
        *((f"Егор {number}", f"сад № {number}") for number in range(5)),
    ):
        joined(session, name, organisation=organisation)
    joined(session, "Жанна", THERE, organisation="гимназия")
    anna = joined(session, "Анна", organisation="моя школа")
    offered = organisations_near(session, anna)
    assert offered[0] == "лицей № 1"
    assert len(offered) == members.MOST_SUGGESTIONS
    assert not {"гимназия", "моя школа"} & set(offered)


def test_profile_is_kept_for_members_only(session: Session) -> None:
    anna = guest(session)
    with pytest.raises(NotJoined):
        set_organisation(anna, "школа № 7")
    with pytest.raises(NotJoined):
        set_teaching_since(anna, 2020)
    assert (anna.organisation, anna.teaching_since) == (None, None)


def test_subject_is_marked_and_unmarked_and_twice_is_once(session: Session) -> None:
    anna = joined(session, "Анна")
    last, first = perm.subjects[-1].id, perm.subjects[0].id
    for choice in (last, first, first):
        mark(anna, Particular.SPECIALITIES, choice, True, perm)
    assert anna.specialities == [first, last]
    for _ in range(2):
        mark(anna, Particular.SPECIALITIES, first, False, perm)
    assert anna.specialities == [last]


def test_subject_of_another_position_is_refused(session: Session) -> None:
    anna = joined(session, "Анна")
    with pytest.raises(UnknownChoice):
        mark(anna, Particular.SPECIALITIES, perm.age_groups[0].id, True, perm)
    assert anna.specialities == []


def test_guest_marks_no_subject(session: Session) -> None:
    with pytest.raises(NotJoined):
        mark(guest(session), Particular.SPECIALITIES, perm.subjects[0].id, True, perm)


@pytest.mark.parametrize(
    ("year", "possible"), [(1949, False), (1950, True), (2025, True), (2026, True), (2027, False), (0, False)]
)
def test_year_of_the_first_lesson_is_possible(year: int, possible: bool) -> None:
    assert (parse_year(f"с {year} года", 2026) == year) is possible
