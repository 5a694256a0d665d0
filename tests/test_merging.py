"""Two people who turn out to be one: nothing of the other is lost, nothing is there twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Table, func, insert, select, update
from sqlalchemy.orm import Session

from community import roles
from community.consents import Kind
from community.merging import merge
from community.roles import Role
from storage.merging import references
from storage.models import (
    Account,
    Attention,
    Base,
    Consent,
    Grant,
    Mentor,
    MentorApplication,
    Notification,
    Person,
    SearchWord,
    StandIn,
    table_of,
)
from storage.models.base import UtcDateTime
from storage.notifications import notify

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
REFERENCES = references(table_of(Person))


def person(session: Session, name: str | None = None, **more: object) -> Person:
    made = Person(created_at=NOW, name=name, joined_at=NOW if name else None, **more)
    session.add(made)
    session.flush()
    return made


def made_up(session: Session, column: Column[Any], number: int) -> object:
    """A value that suits the column; a row it points to is made as well."""
    for key in column.foreign_keys:
        return person(session).id if key.column.table.name == "person" else row(session, key.column.table, number)
    if isinstance(column.type, UtcDateTime):
        return NOW
    kind = column.type.python_type
    return {int: number, str: str(number), bool: False, list: []}.get(kind, {})


def row(session: Session, table: Table, number: int, **given: object) -> int:
    needed = [each for each in table.columns if not each.primary_key and not each.nullable and each.name not in given]
    values = {each.name: made_up(session, each, number) for each in needed} | given
    made = session.execute(insert(table).values(values).returning(table.c.id))
    return int(made.scalar_one())


@pytest.mark.parametrize("column", REFERENCES, ids=lambda column: f"{column.table.name}.{column.name}")
def test_whatever_points_to_a_person_moves(session: Session, column: Column[Any]) -> None:
    anna, again = person(session, "Анна"), person(session)
    moved = row(session, column.table, 1, **{column.name: again.id})
    was = again.id
    merge(session, again, anna, NOW)
    assert session.get(Person, was) is None
    table = column.table
    assert session.execute(select(column).where(table.c.id == moved)).scalar_one() == anna.id


@pytest.mark.parametrize("column", REFERENCES, ids=lambda column: f"{column.table.name}.{column.name}")
def test_rows_of_both_can_live_together(session: Session, column: Column[Any]) -> None:
    anna, again = person(session, "Анна"), person(session)
    row(session, column.table, 1, **{column.name: anna.id})
    row(session, column.table, 2, **{column.name: again.id})
    merge(session, again, anna, NOW)
    assert session.execute(select(func.count()).select_from(column.table).where(column == anna.id)).scalar_one() >= 1


def test_every_table_is_looked_through() -> None:
    pointing = {
        (table.name, key.parent.name)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }
    assert {(column.table.name, column.name) for column in REFERENCES} == pointing
    assert len(pointing) > 10


def mentor(session: Session, of: Person, about: str, ended: datetime | None = None) -> Mentor:
    made = Mentor(person_id=of.id, ground="g", capacity=3, about=about, confirmed_at=NOW, ended_at=ended)
    session.add(made)
    session.flush()
    return made


@pytest.mark.parametrize(("first", "second", "stays"), [(None, None, "1"), (NOW, None, "2"), (None, NOW, "1")])
def test_one_mentor_stays_and_it_is_the_one_at_work(
    session: Session, first: datetime | None, second: datetime | None, stays: str
) -> None:
    anna, again = person(session, "Анна"), person(session, "Анна С.")
    mentor(session, anna, "1", first)
    mentor(session, again, "2", second)
    merge(session, again, anna, NOW)
    [left] = session.execute(select(Mentor)).scalars()
    assert (left.person_id, left.about, left.ended_at) == (anna.id, stays, None)


def test_roles_move_and_none_is_there_twice(session: Session) -> None:
    anna, again = person(session, "Анна"), person(session)
    for of, role, town in (
        (anna, Role.COORDINATOR, None),
        (again, Role.COORDINATOR, None),
        (again, Role.CURATOR, "perm"),
        (again, Role.OWNER, None),
    ):
        session.add(Grant(person_id=of.id, role=role.value, municipality=town, granted_at=NOW))
    merge(session, again, anna, NOW)
    held = sorted((grant.role, grant.municipality) for grant in roles.grants_of(session, anna, NOW))
    assert held == [("coordinator", None), ("curator", "perm"), ("owner", None)]
    assert roles.owners(session) == [anna.id]


def test_nobody_stands_in_for_themselves(session: Session) -> None:
    anna, again = person(session, "Анна"), person(session)
    session.add(StandIn(person_id=anna.id, stand_in_id=again.id, until=NOW, created_at=NOW))
    merge(session, again, anna, NOW)
    assert session.execute(select(StandIn)).first() is None


def consent(session: Session, of: Person, kind: Kind, days: int, withdrawn: int | None = None) -> None:
    until = NOW + timedelta(days=withdrawn) if withdrawn is not None else None
    session.add(
        Consent(
            person_id=of.id,
            kind=kind.value,
            version="2026-09-01",
            text_hash="0",
            network="vk",
            given_at=NOW + timedelta(days=days),
            withdrawn_at=until,
        )
    )
    session.flush()


def in_force(session: Session, kind: Kind) -> int:
    valid = select(func.count()).select_from(Consent).where(Consent.kind == kind.value, Consent.withdrawn_at.is_(None))
    return session.execute(valid).scalar_one()


def test_consents_of_both_are_kept_and_one_is_in_force(session: Session) -> None:
    anna, again = person(session, "Анна"), person(session, "Анна С.")
    consent(session, anna, Kind.PARTICIPATION, 0)
    consent(session, again, Kind.PARTICIPATION, 1)
    merge(session, again, anna, NOW + timedelta(days=2))
    assert in_force(session, Kind.PARTICIPATION) == 1
    assert len(session.execute(select(Consent)).all()) == 2


def test_last_word_on_announcements_counts(session: Session) -> None:
    anna, again = person(session, "Анна"), person(session, "Анна С.")
    consent(session, anna, Kind.MAILINGS, 0)
    consent(session, again, Kind.MAILINGS, 0, withdrawn=1)
    merge(session, again, anna, NOW + timedelta(days=2))
    assert in_force(session, Kind.MAILINGS) == 0


def test_participation_stays_where_the_other_had_left(session: Session) -> None:
    anna, again = person(session, "Анна"), person(session)
    consent(session, anna, Kind.PARTICIPATION, 0)
    consent(session, again, Kind.PARTICIPATION, 0, withdrawn=1)
    merge(session, again, anna, NOW + timedelta(days=2))
    assert in_force(session, Kind.PARTICIPATION) == 1


def test_same_news_is_not_told_twice(session: Session) -> None:
    anna, again = person(session, "Анна"), person(session)
    for of in (anna, again):
        notify(session, of.id, "news", {}, NOW, "event:1")
    notify(session, again.id, "news", {}, NOW, "event:2")
    merge(session, again, anna, NOW)
    keys = session.execute(select(Notification.dedupe_key, Notification.person_id)).all()
    assert sorted(person for _, person in keys) == [anna.id, anna.id]


@pytest.mark.parametrize(("first", "second"), [("sent", "new"), ("new", "sent")])
def test_what_went_to_many_is_not_told_twice(session: Session, first: str, second: str) -> None:
    anna, again = person(session, "Анна"), person(session)
    for of, state in ((anna, first), (again, second)):
        told = {"kind": "event_announced", "ids": {}, "lane": 2, "due": NOW, "broadcast_id": 7, "state": state}
        session.add(Notification(person_id=of.id, **told, done_at=NOW if state == "sent" else None))
    session.add(Notification(person_id=again.id, kind="event_announced", ids={}, lane=2, due=NOW, broadcast_id=8))
    session.flush()
    key = f"broadcast:8:{again.id}"
    merge(session, again, anna, NOW)
    rows = session.execute(select(Notification).order_by(Notification.broadcast_id)).scalars().all()
    assert [(row.person_id, row.broadcast_id, row.state) for row in rows] == [
        (anna.id, 7, "sent"),
        (anna.id, 8, "new"),
    ]
    assert rows[1].dedupe_key == key  # the network knows it by that


def test_item_about_the_person_follows_them(session: Session) -> None:
    anna, again = person(session, "Анна"), person(session)
    session.add(Attention(kind="parent_form", subject=again.id, person_id=again.id, opened_at=NOW))
    session.flush()
    merge(session, again, anna, NOW)
    [item] = session.execute(select(Attention)).scalars()
    assert (item.kind, item.subject, item.person_id) == ("parent_form", anna.id, anna.id)


def test_open_forms_of_the_one_who_goes_are_forgotten(session: Session) -> None:
    anna, again = person(session, "Анна"), person(session)
    session.add(Account(person_id=again.id, network="vk", number=7, created_at=NOW, state="Join:name", forms={"j": 1}))
    session.flush()
    merge(session, again, anna, NOW)
    account = session.execute(select(Account)).scalar_one()
    assert (account.person_id, account.state, account.forms) == (anna.id, None, {})


def showing(session: Session, of: Person, *published: str) -> Mentor:
    made = Mentor(person_id=of.id, ground="luch", capacity=3, published=list(published), confirmed_at=NOW)
    session.add(made)
    session.flush()
    return made


def test_of_two_mentors_one_stays_and_shows_what_was_agreed_to_last(session: Session) -> None:
    anna, again = person(session, "Анна", search="анна"), person(session, "Анна С.", search="анна пермь")
    for of, days, data in ((anna, 0, ["name"]), (again, 1, ["competences"])):
        consent(session, of, Kind.PUBLICATION, days)
        session.execute(update(Consent).where(Consent.person_id == of.id).values(choices=data))
        showing(session, of, *data)
    merge(session, again, anna, NOW + timedelta(days=2))
    [stays] = session.execute(select(Mentor)).scalars()
    assert (stays.person_id, stays.published) == (anna.id, ["competences"])
    words = session.execute(select(SearchWord.catalogue, SearchWord.word, SearchWord.person_id)).all()
    assert sorted(map(tuple, words)) == [("mentors", "анна", anna.id), ("people", "анна", anna.id)]


@pytest.mark.parametrize(("is_mentor", "states"), [(False, ["withdrawn", "sent"]), (True, ["withdrawn", "withdrawn"])])
def test_one_application_is_enough(session: Session, is_mentor: bool, states: list[str]) -> None:
    anna, again = person(session, "Анна"), person(session, "Анна С.")
    if is_mentor:
        showing(session, anna)
    for of in (anna, again):
        session.add(
            MentorApplication(
                person_id=of.id, state="sent", ground="luch", capacity=3, sent_at=NOW, answer_by=NOW + timedelta(days=9)
            )
        )
        session.flush()
    merge(session, again, anna, NOW)
    ordered = select(MentorApplication).order_by(MentorApplication.id)
    assert [each.state for each in session.execute(ordered).scalars()] == states
