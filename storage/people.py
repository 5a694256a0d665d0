"""Who writes: the account of each update, found and locked. One statement per step, built once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from storage.models import Account, Person, table_of


@dataclass(frozen=True)
class CurrentAccount:
    """The account an update came from, as read under its lock."""

    person: Person
    id: int
    network: str
    number: int
    state: str | None
    forms: dict[str, Any]
    afterwards: str | None
    blocked_at: datetime | None
    heard_at: datetime | None


LISTS = ("specialities", "shares", "learns", "muted_topics")
_account = table_of(Account)
_ACCOUNT = insert(_account).returning(_account.c.id)
_FIND = (
    select(
        Person,
        _account.c.id,
        _account.c.network,
        _account.c.number,
        _account.c.state,
        _account.c.forms,
        _account.c.afterwards,
        _account.c.blocked_at,
        _account.c.heard_at,
    )
    .join(_account, _account.c.person_id == Person.id)
    .where(_account.c.network == bindparam("on_network"), _account.c.number == bindparam("on_number"))
    .with_for_update(key_share=True)  # others may write what refers to them
)
_SAVE = (
    update(_account)
    .where(_account.c.id == bindparam("account"))
    .values(
        state=bindparam("new_state"),
        forms=bindparam("new_forms"),
        afterwards=bindparam("new_afterwards"),
        dialogue_at=bindparam("moment"),
    )
)
_THIS = update(_account).where(_account.c.id == bindparam("account"))
_BLOCKED = _THIS.values(blocked_at=bindparam("since"))
_REFUSED = _BLOCKED.where(_account.c.heard_at.is_not_distinct_from(bindparam("heard")))
_HEARD = _THIS.values(heard_at=bindparam("moment"))
_RETURNED = _THIS.values(heard_at=bindparam("moment"), blocked_at=None)


def current_account(session: Session, network: str, number: int, now: datetime) -> CurrentAccount:
    """Finds and locks the account, or creates it with its person at the first word.

    Where another transaction is creating or moving it, this one fails by the unique number and is run again.
    """
    found = session.execute(_FIND, {"on_network": network, "on_number": number}).one_or_none()
    if found is not None:
        return CurrentAccount(*found)
    person = _add_person(session, now)
    account = _insert_account(session, person.id, network, number, now, heard_at=now)
    return CurrentAccount(person, account, network, number, None, {}, None, None, now)


def people_by_id(session: Session, ids: Collection[int]) -> dict[int, Person]:
    return {person.id: person for person in session.execute(select(Person).where(Person.id.in_(ids))).scalars()}


def create_account(session: Session, network: str, number: int, now: datetime) -> int:
    """Nothing was heard from it yet."""
    person = create_person(session, now)
    _insert_account(session, person, network, number, now)
    return person


def _insert_account(
    session: Session, person: int, network: str, number: int, now: datetime, heard_at: datetime | None = None
) -> int:
    values = {"person_id": person, "network": network, "number": number, "created_at": now, "forms": {}}
    made = session.connection().execute(_ACCOUNT, values | {"heard_at": heard_at})
    return int(made.scalar_one())


def create_person(session: Session, now: datetime) -> int:
    return _add_person(session, now).id


def _add_person(session: Session, now: datetime) -> Person:
    person = Person(created_at=now, is_minor=False, search="", **{name: [] for name in LISTS})
    session.add(person)
    session.flush()
    return person


def save_dialogue(
    session: Session, account: int, state: str | None, forms: dict[str, Any], afterwards: str | None, now: datetime
) -> None:
    values: dict[str, Any] = {"account": account, "new_state": state, "new_forms": forms, "new_afterwards": afterwards}
    values["moment"] = now
    session.connection().execute(_SAVE, values)


def mark_heard(session: Session, account: int, now: datetime) -> None:
    session.connection().execute(_HEARD, {"account": account, "moment": now})


def mark_returned(session: Session, account: int, now: datetime) -> None:
    """It can be written to again. `heard_at` is exact then: it tells a letter that left before from one after."""
    session.connection().execute(_RETURNED, {"account": account, "moment": now})


def mark_blocked(session: Session, account: int, since: datetime) -> None:
    session.connection().execute(_BLOCKED, {"account": account, "since": since})


def mark_refused(session: Session, account: int, heard_at: datetime | None, since: datetime) -> bool:
    """Blocked, unless somebody came who had not when the letter left, with `heard_at` as it was then."""
    values = {"account": account, "heard": heard_at, "since": since}
    return bool(session.connection().execute(_REFUSED, values).rowcount)


def accounts_of(session: Session, person: int) -> list[Account]:
    """Those that can be written to, the oldest first."""
    reachable = select(Account).where(Account.person_id == person, Account.blocked_at.is_(None))
    return list(session.execute(reachable.order_by(Account.id)).scalars())
