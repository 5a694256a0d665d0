from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Column, Table, delete, insert, select
from sqlalchemy.orm import Session

from storage.holdings import FORGOTTEN, TIES, Tie, erase, held, references, tie_of
from storage.models import Account, Base, InboxUpdate, Notification, Person, SearchWord, UtcDateTime
from storage.notifications import notify

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ANNA, BORIS = 4711, 5822
ANNAS, BORISES = 471100, 582200  # their numbers in a network
REFERENCES = [column for table in Base.metadata.sorted_tables for column in references(table)]


def named(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"


def made_up(column: Column[Any]) -> object:
    if isinstance(column.type, UtcDateTime):
        return NOW
    return {int: 3, bool: True, str: "Анина", bytes: b"0"}.get(column.type.python_type, {"words": "Анина"})


def people(session: Session) -> None:
    for person, number in ((ANNA, ANNAS), (BORIS, BORISES)):
        session.add(Person(id=person, created_at=NOW, name="Анна" if person == ANNA else "Борис"))
        session.flush()
        session.add(Account(id=number, person_id=person, network="vk", number=number, created_at=NOW))
    session.flush()
    session.execute(delete(SearchWord))  # their names' own would be second rows


def a_row(session: Session, column: Column[Any], whose: int = ANNA) -> None:
    """In the column's table, the column says Anna, the other references that must be there say Boris."""
    table: Table = column.table
    if table.name == "account":
        return
    values: dict[str, object] = {
        each.name: made_up(each) for each in table.columns if not each.primary_key and not each.nullable
    }
    for each in references(table):
        if not each.nullable:
            values[each.name] = BORIS
    of_account = any(key.column.table.name == "account" for key in column.foreign_keys)
    values[column.name] = {ANNA: ANNAS, BORIS: BORISES}[whose] if of_account else whose
    for each in table.columns:
        if each.type.python_type is str and each.name in values:
            values[each.name] = f"{column.name[:8]}"[: getattr(each.type, "length", 9) or 9]
    what_it_is_about(session, table)
    session.execute(insert(table).values(values))


def what_it_is_about(session: Session, table: Table) -> None:
    """Rows with the number that is made up, of nobody, where the table must refer to one."""
    for key in table.foreign_keys:
        parent = key.column.table
        if not key.parent.nullable and parent.name not in {"person", "account"}:
            what_it_is_about(session, parent)
            needed = {each.name: made_up(each) for each in parent.columns if not each.nullable}
            needed |= {each.name: BORIS for each in references(parent) if not each.nullable}
            session.execute(insert(parent).values(needed | {"id": 3}))


def contents(session: Session) -> str:
    return repr([tuple(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))])


@pytest.mark.parametrize("column", REFERENCES, ids=named)
def test_every_reference_to_a_person_has_its_rule(column: Column[Any]) -> None:
    assert named(column) in TIES


def test_rules_are_of_references_that_exist() -> None:
    assert set(TIES) == {named(column) for column in REFERENCES}


@pytest.mark.parametrize("column", REFERENCES, ids=named)
def test_row_that_refers_to_a_person_is_shown_to_them(session: Session, column: Column[Any]) -> None:
    people(session)
    a_row(session, column)
    found = [row for row in held(session, ANNA) if row.table == column.table.name]
    assert len(found) == 1
    assert str(BORIS) not in repr(found)
    assert not {"code_hash", "token_hash"} & set(found[0].values)


@pytest.mark.parametrize("column", REFERENCES, ids=named)
def test_row_that_refers_to_a_person_is_erased_or_stays_without_them(session: Session, column: Column[Any]) -> None:
    people(session)
    a_row(session, column)
    erase(session, ANNA)
    rows = session.execute(select(column.table)).all() if column.table.name != "account" else []
    assert len(rows) == (0 if tie_of(column) is Tie.OWN else 1 if column.table.name != "account" else 0)
    left = contents(session)
    assert str(ANNA) not in left
    assert "Анна" not in left
    assert "Борис" in left


@pytest.mark.parametrize("column", REFERENCES, ids=named)
def test_rows_of_others_stay_as_they_are(session: Session, column: Column[Any]) -> None:
    people(session)
    a_row(session, column, BORIS)
    before = session.execute(select(column.table)).all()
    erase(session, ANNA)
    left = session.execute(select(column.table)).all()
    assert [row for row in before if ANNAS not in row] == left


def test_what_others_are_told_of_a_person_goes_with_them(session: Session) -> None:
    people(session)
    notify(session, BORIS, "member_joined", {"person": ANNA}, NOW, f"joined:{ANNA}")
    notify(session, BORIS, "member_joined", {"person": BORIS}, NOW, "joined:himself")
    notify(session, BORIS, "undelivered", {"kind": "news"}, NOW, "undelivered")
    erase(session, ANNA)
    assert session.execute(select(Notification.dedupe_key).order_by(Notification.id)).scalars().all() == [
        f"joined:himself:{BORIS}",
        f"undelivered:{BORIS}",
    ]


def test_updates_that_wait_are_forgotten_and_their_keys_stay(session: Session) -> None:
    people(session)
    for key, number in (("said", ANNAS), (f"missed:{ANNAS}:1", ANNAS), ("of another", BORISES)):
        session.add(
            InboxUpdate(network="vk", key=key, number=number, received_at=NOW, raw='{"text": "слова"}', state="new")
        )
    session.add(InboxUpdate(network="telegram", key="namesake", number=ANNAS, received_at=NOW, raw="{}", state="new"))
    erase(session, ANNA)
    left = session.execute(select(InboxUpdate).order_by(InboxUpdate.id)).scalars()
    assert [(row.key, row.state, row.number, row.raw is None) for row in left] == [
        ("said", "shown", None, True),
        ("of another", "new", BORISES, False),
        ("namesake", "new", ANNAS, False),
    ]


def test_memory_is_told_whom_to_forget(session: Session) -> None:
    people(session)
    went = erase(session, ANNA)
    assert session.info[FORGOTTEN] == [("vk", ANNAS)]
    assert went == {"account": 1, "person": 1}
