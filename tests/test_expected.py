from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import consents, expected, joining
from community.expected import KEPT, Counts, Draft, Listed
from community.names import addressed
from community.notices import Notice
from community.profile_files import load_profile
from community.refusals import ListGone, NotAllowed
from community.roles import Role
from screens.list_links import build
from storage.models import AuditEntry, Consent, Expected, Grant, Notification, Person
from tests.test_registers import HERE, SCHOOL, THERE, granted

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
perm = load_profile("perm-nastavniki")
ANNA = Listed("Вымышленная Анна Сергеевна", HERE, SCHOOL, "teacher", ("physics",), 2023, "young")
BORIS = Listed("Вымышленный Борис", THERE)
ROWS = {2: ANNA, 5: BORIS}


def guest(session: Session, agreed: bool = True) -> Person:
    person = Person(created_at=NOW)
    session.add(person)
    session.flush()
    if agreed:
        kind = consents.Kind.PARTICIPATION.value
        session.add(Consent(person_id=person.id, kind=kind, version="1", text_hash="", network="vk", given_at=NOW))
        session.flush()
    return person


def saved(session: Session, actor: Person, rows: dict[int, Listed] | None = None, now: datetime = NOW) -> list[str]:
    """The parameters of the links."""
    expected.save(session, actor, expected.draft(session, actor, rows or ROWS, now).mark, now)
    return [parameter for _, parameter in expected.with_tokens(session, actor, now)]


def kept(session: Session, parameter: str, now: datetime = NOW) -> str:
    found = expected.recognised(session, parameter, now)
    assert found is not None
    return found


def joined(session: Session, person: Person, link: str) -> Listed | None:
    answers = {"name": "Анна", "municipality": HERE, "position": "teacher"}
    joining.join(session, person, answers, perm, NOW)
    return expected.activate(session, person, link, NOW)


def number_of_rows(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Expected)).scalar_one()


def test_list_is_waited_for_once_it_is_saved(session: Session) -> None:
    olga = granted(session, Role.COORDINATOR)
    draft = expected.draft(session, olga, ROWS, NOW)
    assert draft.rows == [ANNA, BORIS]
    assert expected.counts(session, olga, NOW) == Counts(0, 0)
    assert expected.save(session, olga, draft.mark, NOW) == 2
    assert expected.counts(session, olga, NOW) == Counts(2, 2)
    kinds = [row.kind for row in session.execute(select(Notification)).scalars()]
    assert kinds == [Notice.LIST_LINKS]
    noted = session.execute(select(AuditEntry)).scalar_one()
    assert (noted.action, noted.details) == ("list_imported", {"count": 2})


def test_list_saved_twice_or_sent_anew_is_gone(session: Session) -> None:
    olga = granted(session, Role.COORDINATOR)
    first = expected.draft(session, olga, ROWS, NOW)
    second = expected.draft(session, olga, ROWS, NOW)
    assert number_of_rows(session) == 2
    with pytest.raises(ListGone):
        expected.save(session, olga, first.mark, NOW)
    expected.save(session, olga, second.mark, NOW)
    with pytest.raises(ListGone):
        expected.save(session, olga, second.mark, NOW)
    assert expected.counts(session, olga, NOW).waiting == 2


def test_another_ones_draft_is_not_saved(session: Session) -> None:
    olga, vera = granted(session, Role.COORDINATOR), granted(session, Role.COORDINATOR)
    draft = expected.draft(session, olga, ROWS, NOW)
    with pytest.raises(ListGone):
        expected.save(session, vera, draft.mark, NOW)


def test_who_is_waited_for_already_is_left_out(session: Session) -> None:
    olga, vera = granted(session, Role.COORDINATOR), granted(session, Role.COORDINATOR)
    saved(session, olga)
    again = expected.draft(session, vera, {**ROWS, 9: Listed("Вымышленный Глеб", HERE)}, NOW)
    assert ([row.full_name for row in again.rows], again.known) == (["Вымышленный Глеб"], 2)
    assert expected.draft(session, vera, ROWS, NOW + KEPT).known == 0


def test_coordinator_of_a_municipality_loads_and_sees_its_people_only(session: Session) -> None:
    everywhere, here = granted(session, Role.OWNER), granted(session, Role.COORDINATOR, HERE)
    saved(session, everywhere)
    assert expected.beyond(session, here, ROWS, NOW) == [5]
    assert expected.counts(session, here, NOW) == Counts(1, 1)
    assert [listed for listed, _ in expected.with_tokens(session, here, NOW)] == [ANNA]
    assert expected.forget(session, here, NOW) == 1
    assert expected.counts(session, everywhere, NOW) == Counts(1, 1)


@pytest.mark.parametrize("role", [Role.CURATOR, Role.COUNCIL, Role.ANNOUNCER, Role.RESPONDER])
def test_other_roles_load_nothing(session: Session, role: Role) -> None:
    actor = granted(session, role)
    assert not expected.may_import(session, actor, NOW)
    with pytest.raises(NotAllowed):
        expected.draft(session, actor, ROWS, NOW)


def test_nothing_of_a_link_is_in_the_database(session: Session) -> None:
    for parameter in saved(session, granted(session, Role.COORDINATOR)):
        token = parameter.removeprefix("list-")
        for row in session.execute(select(Expected)).scalars():
            assert token not in f"{row.values} {row.token_hash}"


def test_link_tells_nothing_before_consent(session: Session) -> None:
    link = kept(session, saved(session, granted(session, Role.COORDINATOR))[0])
    assert expected.offered(session, guest(session, agreed=False), link, NOW) is None
    assert expected.offered(session, guest(session), link, NOW) == ANNA


@pytest.mark.parametrize("parameter", ["", "list-", "list-AAAAAAAAAAAAAAAAAAAAAAAA", "list-1", "АЕКМ24"])
def test_unknown_link_is_nobodys(session: Session, parameter: str) -> None:
    saved(session, granted(session, Role.COORDINATOR))
    assert expected.recognised(session, parameter, NOW) is None


def test_draft_has_no_link_yet(session: Session) -> None:
    olga = granted(session, Role.COORDINATOR)
    parameter = saved(session, olga)[0]
    for row in session.execute(select(Expected)).scalars():
        row.kind = "draft"
    session.flush()
    assert expected.recognised(session, parameter, NOW) is None


def test_link_expires_with_its_row(session: Session) -> None:
    parameter = saved(session, granted(session, Role.COORDINATOR))[0]
    assert expected.recognised(session, parameter, NOW + KEPT - MOMENT)
    assert expected.recognised(session, parameter, NOW + KEPT) is None


def test_link_works_for_the_first_who_joins(session: Session) -> None:
    olga = granted(session, Role.COORDINATOR)
    link = kept(session, parameter := saved(session, olga)[0])
    anna, boris = guest(session), guest(session)
    assert joined(session, anna, link) == ANNA
    assert joined(session, boris, link) is None
    assert expected.recognised(session, parameter, NOW) is None
    assert expected.counts(session, olga, NOW) == Counts(1, 2)


def test_answers_of_the_list_become_ones_own_once(session: Session) -> None:
    anna = guest(session)
    joined(session, anna, kept(session, saved(session, granted(session, Role.COORDINATOR))[0]))
    anna.organisation = "Лицей № 1"
    assert expected.take_over(session, anna, perm)
    assert (anna.full_name, anna.organisation) == ("Вымышленная Анна Сергеевна", "Лицей № 1")
    assert (anna.specialities, anna.teaching_since) == (["physics"], 2023)
    assert not expected.take_over(session, anna, perm)
    (row,) = session.execute(select(Expected).where(Expected.person_id == anna.id)).scalars()
    assert row.values == {}


def test_subject_that_does_not_fit_the_position_is_not_taken(session: Session) -> None:
    anna = guest(session)
    joined(session, anna, kept(session, saved(session, granted(session, Role.COORDINATOR))[0]))
    anna.position = "methodist"
    expected.take_over(session, anna, perm)
    assert anna.specialities == []


def test_who_leaves_leaves_nothing_in_the_list(session: Session) -> None:
    anna = guest(session)
    joined(session, anna, kept(session, saved(session, granted(session, Role.COORDINATOR))[0]))
    joining.leave(session, anna, NOW)
    assert [row.values["full_name"] for row in session.execute(select(Expected)).scalars()] == [BORIS.full_name]


def test_who_has_come_is_not_forgotten_with_the_rest(session: Session) -> None:
    olga, anna = granted(session, Role.COORDINATOR), guest(session)
    joined(session, anna, kept(session, saved(session, olga)[0]))
    assert expected.forget(session, olga, NOW) == 1
    assert expected.forget(session, olga, NOW) == 0
    assert expected.counts(session, olga, NOW) == Counts(0, 1)
    assert expected.ask_links(session, olga, NOW + MOMENT) == 0


def test_discarded_list_is_erased(session: Session) -> None:
    olga = granted(session, Role.COORDINATOR)
    expected.draft(session, olga, ROWS, NOW)
    expected.discard(session, olga, NOW)
    assert number_of_rows(session) == 0


def test_file_of_links_has_one_for_each_network(session: Session) -> None:
    olga = granted(session, Role.COORDINATOR)
    first, second = saved(session, olga)
    links: dict[str, Any] = {"telegram": lambda word: f"https://t.me/bot?start={word}", "vk": lambda _: None}
    ids = session.execute(select(Notification)).scalar_one().ids
    name, content = build(session, ids, perm, links)
    assert name == "Ссылки 2026-03-02.xlsx"
    rows = [list(row) for row in load_workbook(BytesIO(content)).active.iter_rows(values_only=True)]  # type: ignore[union-attr]
    assert rows[0] == ["ФИО", "Муниципалитет", "Организация", "Telegram", "ВКонтакте"]
    assert [row[0] for row in rows[1:3]] == [ANNA.full_name, BORIS.full_name]
    assert [row[3:] for row in rows[1:3]] == [[f"https://t.me/bot?start={word}", None] for word in (first, second)]


def test_file_of_links_is_not_made_for_who_has_lost_the_right(session: Session) -> None:
    saved(session, granted(session, Role.COORDINATOR))
    session.delete(session.execute(select(Grant)).scalar_one())
    session.flush()
    with pytest.raises(NotAllowed):
        build(session, session.execute(select(Notification)).scalar_one().ids, perm, {})


def test_empty_list_is_a_draft_of_nobody(session: Session) -> None:
    olga = granted(session, Role.COORDINATOR)
    saved(session, olga)
    draft = expected.draft(session, olga, ROWS, NOW)
    assert draft == Draft(draft.mark, [], 2)
    with pytest.raises(ListGone):
        expected.save(session, olga, draft.mark, NOW)


@pytest.mark.parametrize(
    ("full_name", "name"),
    [
        ("Вымышленная Анна Сергеевна", "Анна Сергеевна"),
        ("Анна Сергеевна Вымышленная", "Анна Сергеевна"),
        ("Вымышленный Борис", "Борис"),
        ("Мицкевич Анна", "Анна"),
        ("Мамедов Али Гасан оглы", "Али"),
        ("Ли", "Ли"),
    ],
)
def test_name_to_address_by_is_found_in_the_full_name(full_name: str, name: str) -> None:
    assert addressed(full_name) == name
