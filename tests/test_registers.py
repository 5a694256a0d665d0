from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from community import registers
from community.profile_files import load_profile
from community.refusals import MemberGone, NotAllowed
from community.registers import Filter, Status
from community.roles import Role
from storage.models import Grant, Mentor, MentorApplication, Person

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
perm = load_profile("perm-nastavniki")
HERE, THERE = perm.municipalities[0].id, perm.municipalities[1].id
SCHOOL, LYCEUM = "школа № 7", "лицей № 1"


def joined(session: Session, name: str, municipality: str = HERE, **more: Any) -> Person:
    person = Person(created_at=NOW, joined_at=NOW, name=name, municipality=municipality, position="teacher", **more)
    session.add(person)
    session.flush()
    return person


def granted(session: Session, role: Role, municipality: str | None = None, organisation: str | None = None) -> Person:
    person = Person(created_at=NOW)
    session.add(person)
    session.flush()
    grant = Grant(person_id=person.id, role=role.value, granted_at=NOW)
    grant.municipality, grant.organisation = municipality, organisation
    session.add(grant)
    session.flush()
    return person


def mentor(session: Session, person: Person, capacity: int = 3, **more: Any) -> Person:
    session.add(Mentor(person_id=person.id, ground="pnpo", capacity=capacity, confirmed_at=NOW, **more))
    session.flush()
    return person


def found(session: Session, actor: Person, **wanted: str) -> set[str | None]:
    page = registers.people(session, actor, Filter(**wanted), perm, NOW, 0, 100)
    assert page.total == len(page.entries)
    return {entry.person.name for entry in page.entries}


def test_people_are_found_by_each_filter_and_by_all_together(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    joined(session, "Анна", HERE, organisation=SCHOOL, specialities=["physics"])
    joined(session, "Борис", HERE, organisation=LYCEUM, specialities=["maths", "physics"])
    joined(session, "Вера", THERE, organisation=SCHOOL, specialities=["maths"])
    assert found(session, owner, municipality=HERE) == {"Анна", "Борис"}
    assert found(session, owner, organisation=SCHOOL) == {"Анна", "Вера"}
    assert found(session, owner, topic="maths") == {"Борис", "Вера"}
    assert found(session, owner, municipality=HERE, organisation=SCHOOL, topic="physics", name="анн") == {"Анна"}
    assert found(session, owner, topic="math") == set()


@pytest.mark.parametrize("typed", ["алена", "АЛЁНА", "ал", "алён.  серг", "Сергеевна алёна", "петров"])
def test_name_is_found_by_beginnings_in_any_case_and_with_either_e(session: Session, typed: str) -> None:
    owner = granted(session, Role.OWNER)
    joined(session, "Алёна Сергеевна", full_name="Лебедева-Петрова Алёна Сергеевна")
    joined(session, "Борис")
    assert found(session, owner, name=typed) == {"Алёна Сергеевна"}


def test_published_words_are_not_those_of_the_register(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    joined(session, "Анна", search="физика #maths")
    assert found(session, owner, name="физика") == set()
    assert found(session, owner, topic="maths") == set()


@pytest.mark.parametrize("typed", ["%", "_", "100%", "\\", " ", "#physics"])
def test_signs_of_the_database_find_nobody(session: Session, typed: str) -> None:
    owner = granted(session, Role.OWNER)
    joined(session, "Анна")
    assert found(session, owner, name=typed) == set()
    assert found(session, owner, topic=typed) == set()


def test_who_has_changed_the_name_is_found_by_the_new_one(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    anna = joined(session, "Анна")
    anna.name = "Жанна"
    session.flush()
    assert found(session, owner, name="жан") == {"Жанна"}
    assert found(session, owner, name="анна") == set()
    anna.name = None
    session.flush()
    assert found(session, owner, name="жан") == set()


def test_statuses_tell_who_is_who(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    joined(session, "Анна", teaching_since=2023)
    joined(session, "Борис", teaching_since=2022)
    mentor(session, joined(session, "Вера"))
    mentor(session, joined(session, "Глеб"), paused_at=NOW)
    mentor(session, joined(session, "Дина"), ended_at=NOW)
    mentor(session, joined(session, "Егор"), capacity=0)
    joined(session, "Жанна", paused_at=NOW)
    for state, name in (("sent", "Зоя"), ("clarify", "Инна"), ("declined", "Клим")):
        applied = joined(session, name)
        session.add(
            MentorApplication(person_id=applied.id, state=state, ground="pnpo", capacity=3, sent_at=NOW, answer_by=NOW)
        )
    session.flush()
    assert found(session, owner, status=Status.YOUNG) == {"Анна"}
    assert found(session, owner, status=Status.MENTOR) == {"Вера", "Глеб", "Егор"}
    assert found(session, owner, status=Status.FREE) == {"Вера"}
    assert found(session, owner, status=Status.PAUSED) == {"Глеб", "Жанна"}
    assert found(session, owner, status=Status.APPLIED) == {"Зоя", "Инна"}


def test_curator_of_an_organisation_sees_its_people_only(session: Session) -> None:
    curator = granted(session, Role.CURATOR, organisation=SCHOOL)
    anna = joined(session, "Анна", HERE, organisation=SCHOOL)
    boris = joined(session, "Борис", HERE, organisation=LYCEUM)
    assert found(session, curator) == {"Анна"}
    assert registers.entry(session, curator, anna.id, NOW).person is anna
    with pytest.raises(NotAllowed):
        registers.entry(session, curator, boris.id, NOW)
    assert registers.organisations(session, curator, NOW) == [SCHOOL]


def test_council_sees_mentors_of_everywhere_and_nobody_else(session: Session) -> None:
    council = granted(session, Role.COUNCIL)
    vera = mentor(session, joined(session, "Вера", THERE))
    anna = joined(session, "Анна")
    assert found(session, council) == {"Вера"}
    assert registers.entry(session, council, vera.id, NOW).mentor is not None
    with pytest.raises(NotAllowed):
        registers.entry(session, council, anna.id, NOW)
    assert registers.sees_mentors_only(session, council, NOW)


def test_council_that_curates_a_school_sees_its_people_and_all_mentors(session: Session) -> None:
    both = granted(session, Role.COUNCIL)
    session.add(Grant(person_id=both.id, role=Role.CURATOR.value, organisation=SCHOOL, granted_at=NOW))
    joined(session, "Анна", organisation=SCHOOL)
    joined(session, "Борис", organisation=LYCEUM)
    mentor(session, joined(session, "Вера", THERE))
    assert found(session, both) == {"Анна", "Вера"}


@pytest.mark.parametrize("role", [Role.ANNOUNCER, Role.RESPONDER])
def test_role_without_the_right_sees_nobody(session: Session, role: Role) -> None:
    actor, anna = granted(session, role), joined(session, "Анна")
    asks: list[Callable[[], object]] = [
        lambda: found(session, actor),
        lambda: registers.entry(session, actor, anna.id, NOW),
        lambda: registers.entry(session, actor, 404, NOW),
        lambda: registers.organisations(session, actor, NOW),
        lambda: registers.municipalities(session, actor, perm, NOW),
    ]
    for ask in asks:
        with pytest.raises(NotAllowed):
            ask()


def test_who_left_is_gone(session: Session) -> None:
    owner, anna = granted(session, Role.OWNER), joined(session, "Анна")
    anna.joined_at = None
    session.flush()
    with pytest.raises(MemberGone):
        registers.entry(session, owner, anna.id, NOW)


def test_newest_come_first_and_pages_do_not_overlap(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    for day in range(7):
        joined(session, f"Анна {day}").joined_at = NOW - timedelta(days=day)
    pages = [registers.people(session, owner, Filter(), perm, NOW, first, 3) for first in (0, 3, 6)]
    names = [entry.person.name for page in pages for entry in page.entries]
    assert names == [f"Анна {day}" for day in range(7)]
    assert {page.total for page in pages} == {7}


def test_municipalities_to_choose_from_are_those_in_reach(session: Session) -> None:
    everywhere, here = granted(session, Role.OWNER), granted(session, Role.COORDINATOR, HERE)
    assert registers.municipalities(session, everywhere, perm, NOW) == list(perm.municipalities)
    assert [town.id for town in registers.municipalities(session, here, perm, NOW)] == [HERE]


def test_organisations_are_found_by_their_words(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    for name, organisation in (("Анна", SCHOOL), ("Борис", LYCEUM), ("Вера", LYCEUM), ("Глеб", "Школа «Дельта»")):
        joined(session, name, organisation=organisation)
    assert registers.organisations(session, owner, NOW)[0] == LYCEUM
    assert registers.organisations(session, owner, NOW, typed="ШКОЛА 7") == [SCHOOL]
    assert registers.organisations(session, owner, NOW, Filter(municipality=THERE)) == []


def test_filter_comes_back_from_where_it_is_kept() -> None:
    wanted = Filter(municipality=HERE, name="Анна")
    assert Filter.kept(wanted.answers()) == wanted
    assert Filter.kept({}) == Filter()
    assert not Filter().is_set
    assert wanted.with_("municipality", None) == Filter(name="Анна")
