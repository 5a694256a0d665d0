from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from community import consents, exports
from community.exports import Counts, Purpose
from community.notices import Notice
from community.profile_files import load_profile
from community.refusals import NotAllowed, UnknownChoice
from community.registers import Filter
from community.roles import Role
from screens.registers_xlsx import MOST_LETTERS, document
from storage.models import AuditEntry, Consent, Grant, Notification, Person
from tests.test_registers import HERE, SCHOOL, THERE, granted, joined, mentor

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
perm = load_profile("perm-nastavniki")
HOSTILE = [
    "=1+1",
    "+79991234567",
    "-1",
    "@SUM(A1)",
    "12345678901234567890",
    "😀 лицей",
    '=HYPERLINK("x")',
    "https://e.org",
]


def agreed(session: Session, person: Person, *kinds: str) -> Person:
    for kind in kinds:
        version = consents.wording(perm, consents.Kind(kind)).version
        session.add(Consent(person_id=person.id, kind=kind, version=version, text_hash="", network="vk", given_at=NOW))
    session.flush()
    return person


def asked(session: Session, actor: Person, purpose: Purpose = Purpose.WORK, **wanted: str) -> dict[str, Any]:
    exports.ask(session, actor, purpose, Filter(**wanted), perm, NOW)
    return dict(session.execute(select(Notification)).scalar_one().ids)


def opened(session: Session, ids: dict[str, Any]) -> Any:
    name, content = document(session, ids, perm)
    assert name == "Список 2026-03-02.xlsx"
    return load_workbook(BytesIO(content))


def column(book: Any, title: str) -> list[Any]:
    sheet = book["Список"]
    at = [cell.value for cell in sheet[1]].index(title)
    return [row[at].value for row in sheet.iter_rows(min_row=2)]


def test_list_is_for_those_who_agreed_and_says_how_many_did_not(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    agreed(session, joined(session, "Анна Ёлкина"), "participation", "transfer")
    agreed(session, joined(session, "Борис"), "participation")
    assert exports.ask(session, owner, "work", Filter(), perm, NOW) == Counts(2, 0)
    session.execute(select(Notification)).scalar_one().dedupe_key = "done"
    ids = {**session.execute(select(Notification)).scalar_one().ids, "purpose": "transfer"}
    book = opened(session, ids)
    assert column(book, "Имя") == ["Анна Ёлкина"]
    said = {row[0].value: row[1].value for row in book["О списке"].iter_rows()}
    assert said["Для чего"] == "Для регионального центра"
    assert said["В списке"] == 1
    assert said["Не включены: нет согласия на передачу"] == 1
    assert said["Составлен"] == "02.03.2026 14:30"


def test_texts_stay_texts_and_dates_are_dates(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    for number, text in enumerate(HOSTILE):
        agreed(session, joined(session, f"Анна {number}", organisation=text), "participation")
    book = opened(session, asked(session, owner))
    assert set(column(book, "Организация")) == set(HOSTILE)
    sheet = book["Список"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=6) for cell in row if cell.value} == {"s"}
    assert {value.date() for value in column(book, "В составе с")} == {NOW.date()}
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", f"A1:M{len(HOSTILE) + 1}")
    assert sheet.column_dimensions["A"].width > 20


def test_text_longer_than_a_cell_is_cut(session: Session) -> None:
    from screens.registers_xlsx import COLUMNS, workbook

    content = workbook([("О списке", "я" * 32_768)], list(COLUMNS), [["я" * 32_768] + [None] * (len(COLUMNS) - 1)])
    book = load_workbook(BytesIO(content))
    assert len(book["Список"]["A2"].value) == len(book["О списке"]["B1"].value) == MOST_LETTERS


def test_list_keeps_to_the_limits_of_who_asks(session: Session) -> None:
    curator = granted(session, Role.CURATOR, organisation=SCHOOL)
    here = granted(session, Role.COORDINATOR, HERE)
    agreed(session, joined(session, "Анна", HERE, organisation=SCHOOL), "participation")
    agreed(session, mentor(session, joined(session, "Борис", HERE)), "participation")
    agreed(session, joined(session, "Вера", THERE), "participation")
    assert exports.ask(session, curator, "work", Filter(), perm, NOW) == Counts(1, 0)
    assert exports.ask(session, here, "work", Filter(), perm, NOW) == Counts(2, 0)
    assert exports.ask(session, here, "work", Filter(municipality=THERE), perm, NOW) == Counts(0, 0)


@pytest.mark.parametrize("role", [Role.COUNCIL, Role.ANNOUNCER, Role.RESPONDER])
def test_who_may_not_export_gets_nothing(session: Session, role: Role) -> None:
    actor = granted(session, role)
    with pytest.raises(NotAllowed):
        exports.ask(session, actor, "work", Filter(), perm, NOW)


def test_unknown_purpose_is_refused(session: Session) -> None:
    with pytest.raises(UnknownChoice):
        exports.ask(session, granted(session, Role.OWNER), "fun", Filter(), perm, NOW)


def test_list_is_not_made_for_who_has_lost_the_right_meanwhile(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    agreed(session, joined(session, "Анна"), "participation")
    ids = asked(session, owner)
    session.delete(session.execute(select(Grant)).scalar_one())
    session.flush()
    assert exports.read(session, ids) is None
    with pytest.raises(NotAllowed):
        document(session, ids, perm)


def test_who_has_withdrawn_meanwhile_is_not_in_the_file(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    anna = agreed(session, joined(session, "Анна"), "participation")
    agreed(session, joined(session, "Борис"), "participation")
    ids = asked(session, owner)
    session.execute(select(Consent).where(Consent.person_id == anna.id)).scalar_one().withdrawn_at = NOW
    session.flush()
    assert column(opened(session, ids), "Имя") == ["Борис"]


def test_asking_is_audited_without_a_personal_value(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    agreed(session, joined(session, "Анна"), "participation")
    ids = asked(session, owner, name="анна")
    assert ids["wanted"] == {}
    noted = session.execute(select(AuditEntry)).scalar_one()
    assert (noted.action, noted.actor_id) == ("exported", owner.id)
    assert noted.details == {"purpose": "work", "count": 1}


def test_second_press_makes_one_file(session: Session) -> None:
    owner = granted(session, Role.OWNER)
    agreed(session, joined(session, "Анна"), "participation")
    for _ in range(2):
        exports.ask(session, owner, "work", Filter(), perm, NOW)
    kinds = [row.kind for row in session.execute(select(Notification)).scalars()]
    assert kinds == [Notice.REGISTER]
