"""Two rows that turn out to be one: whatever points to the one that goes points to the one that stays."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, Index, Row, Table, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Session

from storage.models import Base, Grant, Mentor, Notification, Person, Registration, StandIn, table_of

# What must not be there twice for one person, though the database would let it; an empty value equals an empty one.
ALIKE: dict[str, tuple[str, ...]] = {
    table_of(Grant).name: ("person_id", "role", "municipality", "organisation"),
    table_of(StandIn).name: ("person_id", "stand_in_id", "until"),
}
# Of two rows of which one can stay, the one without these does.
LESS = {table_of(Mentor).name: "ended_at"}
# Of two rows of which one can stay, the one with these does.
MORE = {table_of(Registration).name: "attended_at", table_of(Notification).name: "done_at"}


def merge_people(session: Session, gone: int, kept: int) -> None:
    """Both locked. All that belongs to `gone` belongs to `kept` afterwards, and `gone` is erased."""
    session.flush()
    _absorb(session, table_of(Person), gone, kept)
    stands_in_for_themselves = StandIn.person_id == StandIn.stand_in_id
    session.execute(delete(StandIn).where(stands_in_for_themselves))
    session.expire_all()


def references(table: Table) -> list[Column[Any]]:
    """The columns of all tables that point to this one."""
    columns = (column for each in Base.metadata.sorted_tables for column in each.columns)
    return [column for column in columns if any(key.column.table is table for key in column.foreign_keys)]


def _absorb(session: Session, table: Table, gone: int, kept: int) -> None:
    for column in references(table):
        for row in session.execute(select(column.table).where(column == gone)).all():
            if twin := _twin(session, column, row, kept):
                _unite(session, column, row, twin)
        session.execute(update(column.table).where(column == gone).values({column.name: kept}))
    session.execute(delete(table).where(table.c.id == gone))


def _twin(session: Session, column: Column[Any], row: Row[Any], kept: int) -> Row[Any] | None:
    """The row in the way, once this one belongs to `kept`."""
    for names in _keys(column):
        same = {name: row._mapping[name] for name in names if name != column.name}
        if None in same.values() and names != ALIKE.get(column.table.name):
            continue  # to a database an empty value equals none
        alike = (_equals(column.table.c[name], value) for name, value in same.items())
        if found := session.execute(select(column.table).where(column == kept, *alike)).first():
            return found
    return None


def _keys(column: Column[Any]) -> list[Collection[str]]:
    table = column.table
    unique: list[Collection[str]] = [
        each.columns.keys() for each in table.constraints if isinstance(each, UniqueConstraint)
    ]
    unique += [index.columns.keys() for index in table.indexes if index.unique and not _is_partial(index)]
    alike: list[Collection[str]] = [ALIKE[table.name]] if table.name in ALIKE else []
    return [names for names in [*unique, *alike] if column.name in names]


def _is_partial(index: Index) -> bool:
    """Whatever it forbids has been settled before."""
    return index.dialect_options["sqlite"]["where"] is not None


def _equals(column: Column[Any], value: Any) -> Any:
    return column.is_(None) if value is None else column == value


def _unite(session: Session, column: Column[Any], row: Row[Any], twin: Row[Any]) -> None:
    table, less, more = column.table, LESS.get(column.table.name), MORE.get(column.table.name)
    values = {name: value for name, value in row._mapping.items() if name not in ("id", column.name)}
    better = less is not None and row._mapping[less] is None and twin._mapping[less] is not None
    better |= more is not None and row._mapping[more] is not None and twin._mapping[more] is None
    _absorb(session, table, row.id, twin.id)
    if better:
        session.execute(update(table).where(table.c.id == twin.id).values(values))
