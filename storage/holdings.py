"""All that is kept about a person, found by the references of the tables: to be shown to them, and to be erased.

A new table that refers to a person needs a line in `TIES`; a test fails until it has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Table, delete, or_, select, update
from sqlalchemy.orm import Session

from storage.models import Account, Base, InboxUpdate, Notification, Person, table_of

ANSWERED = "answered"  # in `session.info`: the inbox row that this transaction answers
FORGOTTEN = "forgotten"  # in `session.info`: accounts that the memory of the program has to forget as well


class Tie(StrEnum):
    """What a row is to the person it refers to."""

    OWN = "own"  # about them: shown whole, erased with them
    LOGGED = "logged"  # what was done to them: shown, stays without a name
    DONE = "done"  # about somebody else, done by them: only that and when; stays without a name


TIES = {
    "account.person_id": Tie.OWN,
    "acknowledgement.person_id": Tie.OWN,
    "article.author_id": Tie.DONE,
    "article.published_by": Tie.DONE,
    "article_vote.person_id": Tie.OWN,
    "attention.closed_by": Tie.DONE,
    "attention.person_id": Tie.OWN,
    "audit_entry.actor_id": Tie.DONE,
    "audit_entry.subject_id": Tie.LOGGED,
    "ban.created_by": Tie.DONE,
    "ban.person_id": Tie.OWN,
    "broadcast.author_id": Tie.DONE,
    "broadcast.confirmed_by": Tie.DONE,
    "broadcast.told_account": Tie.DONE,
    "canned_answer.person_id": Tie.OWN,
    "case_offer.person_id": Tie.OWN,
    "certificate.person_id": Tie.LOGGED,
    "complaint.about_id": Tie.LOGGED,
    "complaint.decided_by": Tie.DONE,
    "complaint.person_id": Tie.OWN,
    "consent.person_id": Tie.OWN,
    "consultation.asker_id": Tie.LOGGED,
    "consultation.closed_by": Tie.DONE,
    "consultation.mentor_id": Tie.DONE,
    "event.created_by": Tie.DONE,
    "event_host.person_id": Tie.OWN,
    "event_series.created_by": Tie.DONE,
    "expected.created_by": Tie.DONE,
    "expected.person_id": Tie.OWN,
    "feedback.person_id": Tie.OWN,
    "fit_check.person_id": Tie.OWN,
    "grant.granted_by": Tie.DONE,
    "grant.person_id": Tie.OWN,
    "invitation.created_by": Tie.DONE,
    "invitation.used_by": Tie.OWN,
    "link_code.person_id": Tie.OWN,
    "meeting.logged_by": Tie.DONE,
    "meeting.proposed_by": Tie.DONE,
    "meeting_answer.person_id": Tie.OWN,
    "mentor.person_id": Tie.OWN,
    "mentor_application.decided_by": Tie.DONE,
    "mentor_application.person_id": Tie.OWN,
    "mentor_offer.mentor_id": Tie.OWN,
    "mentor_request.person_id": Tie.OWN,
    "mentor_word.account_id": Tie.DONE,
    "mentor_word.author_id": Tie.OWN,
    "mentorship.made_by": Tie.DONE,
    "mentorship_invitation.invited_by": Tie.DONE,
    "mentorship_invitation.person_id": Tie.OWN,
    "mentorship_member.person_id": Tie.LOGGED,
    "notification.account_id": Tie.OWN,
    "notification.person_id": Tie.OWN,
    "recovery_request.account_id": Tie.OWN,
    "registration.marked_by": Tie.DONE,
    "registration.person_id": Tie.OWN,
    "responder.person_id": Tie.OWN,
    "search_word.person_id": Tie.OWN,
    "segment.person_id": Tie.OWN,
    "stand_in.person_id": Tie.OWN,
    "stand_in.stand_in_id": Tie.OWN,
    "talk_copy.account_id": Tie.OWN,
    "talk_message.author_id": Tie.OWN,
    "topic_idea.person_id": Tie.OWN,
}
SECRET = {"code_hash", "token_hash"}
LOOSE: dict[str, Any] = {
    "details": {},
    "closing_words": None,
    "contact": None,
}  # erased from what is LOGGED: words and ids that might tell whose it was
ABOUT = "person"  # the key by which a notification names whom it is about

_person, _account = table_of(Person), table_of(Account)
_box, _row = table_of(InboxUpdate), table_of(Notification)


class Held(NamedTuple):
    """A row as it is kept, and what it is to the person."""

    table: str
    tie: Tie
    values: dict[str, Any]


def references(table: Table) -> list[Column[Any]]:
    """The columns that say whose a row is."""
    return [column for column in table.columns if any(key.column.table in _whose() for key in column.foreign_keys)]


def tie_of(column: Column[Any]) -> Tie:
    return TIES[f"{column.table.name}.{column.name}"]


def held(session: Session, person: int) -> Iterator[Held]:
    """Every row about the person, their own first; what it says of others is left out."""
    yield Held(_person.name, Tie.OWN, _shown(session, _person, _person.c.id == person)[0])
    found: set[tuple[str, Any]] = set()
    for tie in Tie:
        for table in Base.metadata.sorted_tables:
            for values in _shown(session, table, _tied(session, table, person, tie)):
                key = table.name, tuple(values[column.name] for column in table.primary_key)
                if key not in found:
                    found.add(key)
                    yield Held(table.name, tie, _own_words(table, tie, values, person))
    for values in _shown(session, _box, _of_accounts(session, person)):
        yield Held(_box.name, Tie.OWN, values)


def erase(session: Session, person: int) -> dict[str, int]:
    """Nothing of the person stays but rows without a name; how many rows of each table went."""
    session.flush()
    session.execute(select(_person.c.id).where(_person.c.id == person).with_for_update())  # their own turns wait
    forgotten = _accounts(session, person)
    went = {_row.name: _erase_news_about(session, person)}
    _erase_what_was_said(session, person)
    for table in reversed(Base.metadata.sorted_tables):
        _loosen(session, table, person)
        whose = _tied(session, table, person, Tie.OWN)
        if whose is not None:
            went[table.name] = went.get(table.name, 0) + _rowcount(session, delete(table).where(whose))
    went[_person.name] = _rowcount(session, delete(_person).where(_person.c.id == person))
    session.info.setdefault(FORGOTTEN, []).extend((network, number) for _, network, number in forgotten)
    return {table: rows for table, rows in went.items() if rows}


def _whose() -> tuple[Table, Table]:
    return _person, _account


def _accounts(session: Session, person: int) -> list[tuple[int, str, int]]:
    mine = select(_account.c.id, _account.c.network, _account.c.number).where(_account.c.person_id == person)
    return [(row.id, row.network, row.number) for row in session.connection().execute(mine)]


def _tied(session: Session, table: Table, person: int, tie: Tie) -> ColumnElement[bool] | None:
    columns = [column for column in references(table) if tie_of(column) is tie]
    return or_(*(_is(session, column, person) for column in columns)) if columns else None


def _is(session: Session, column: Column[Any], person: int) -> ColumnElement[bool]:
    """Whether a reference is to the person, or to an account of theirs."""
    if any(key.column.table is _person for key in column.foreign_keys):
        return column == person
    return column.in_([account for account, _, _ in _accounts(session, person)])


def _of_accounts(session: Session, person: int) -> ColumnElement[bool] | None:
    mine = [
        (_box.c.network == network) & (_box.c.number == number) for _, network, number in _accounts(session, person)
    ]
    return or_(*mine) if mine else None


def _shown(session: Session, table: Table, whose: ColumnElement[bool] | None) -> list[dict[str, Any]]:
    if whose is None:
        return []
    rows = session.connection().execute(select(table).where(whose).order_by(*table.primary_key.columns))
    return [{name: value for name, value in row._mapping.items() if name not in SECRET} for row in rows]


def _own_words(table: Table, tie: Tie, values: dict[str, Any], person: int) -> dict[str, Any]:
    """Without the ids of others; of what concerns somebody else only what was done, and when."""
    others = {column.name for column in references(table) if values[column.name] != person}
    if tie is Tie.DONE:
        return {name: values[name] for name in values if _is_time(table.c[name]) or name in {"id", "action", "kind"}}
    return {name: value for name, value in values.items() if name not in others - {"account_id"}}


def _is_time(column: Column[Any]) -> bool:
    return column.name == "at" or column.name.endswith("_at")


def _loosen(session: Session, table: Table, person: int) -> None:
    for column in references(table):
        tie = tie_of(column)
        if tie is Tie.OWN:
            continue
        more = {name: empty for name, empty in LOOSE.items() if tie is Tie.LOGGED and name in table.c}
        session.connection().execute(
            update(table).where(_is(session, column, person)).values({column.name: None, **more})
        )


def _erase_news_about(session: Session, person: int) -> int:
    """What others were told, or are about to be told, of the person."""
    return _rowcount(session, delete(_row).where(_row.c.ids[ABOUT].as_integer() == person))


def _erase_what_was_said(session: Session, person: int) -> None:
    """Updates that wait are not answered any more; the bare keys stay against repeats, without a number.

    The update being answered keeps its number until its answer is shown.
    """
    for _, network, number in _accounts(session, person):
        theirs = _box.c.network == network, _box.c.number == number
        session.connection().execute(delete(_box).where(*theirs, _box.c.key.contains(str(number), autoescape=True)))
        session.connection().execute(
            update(_box)
            .where(*theirs, _box.c.id != session.info.get(ANSWERED, 0))
            .values(state="shown", raw=None, answer=None, number=None)
        )


def _rowcount(session: Session, statement: Any) -> int:
    return int(session.connection().execute(statement).rowcount)
