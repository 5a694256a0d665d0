from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    delete,
    event,
    insert,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship
from sqlalchemy.orm.attributes import History

from storage.models.base import Base, Key

LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """For comparing names: no case, no «ё»."""
    return text.casefold().replace("ё", "е")


def register_words(name: str | None, full_name: str | None, topics: Iterable[str] | None) -> str:
    """As a migration kept them once."""
    return fold(" ".join(filter(None, (name, full_name)))) + "".join(f" #{topic}#" for topic in topics or ())


def words_of(text: str) -> list[str]:
    """Folded words, without signs."""
    return _WORD.findall(fold(text))


def marked(topic: str) -> str:
    """A topic among the words of names."""
    return f"#{topic}"


class Person(Base):
    """Somebody who has written to the bot; named only from joining on.

    `name` is how they wish to be addressed. `shares` and `learns` are competences of the profile. Quiet hours are full
    hours of the community's zone. `search` holds the folded words by which colleagues find a published mentor.
    `morning_digest_off`: since when a coordinator wants none, `weekly_digest_since`: since when a member wants one.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "joined_at", "id"),
        Index(None, "municipality", "joined_at"),
        Index(None, "organisation", "joined_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    created_at: Mapped[datetime]
    joined_at: Mapped[datetime | None] = mapped_column(index=True)
    is_minor: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str | None] = mapped_column(String(100))
    municipality: Mapped[str | None] = mapped_column(String(24), index=True)
    position: Mapped[str | None] = mapped_column(String(24))
    organisation: Mapped[str | None] = mapped_column(String(120))
    specialities: Mapped[list[str]] = mapped_column(default=list)
    teaching_since: Mapped[int | None]
    full_name: Mapped[str | None] = mapped_column(String(150))
    shares: Mapped[list[str]] = mapped_column(default=list)
    learns: Mapped[list[str]] = mapped_column(default=list)
    muted_topics: Mapped[list[str]] = mapped_column(default=list)
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    preferred_network: Mapped[str | None] = mapped_column(String(16))
    paused_at: Mapped[datetime | None] = mapped_column(index=True)
    paused_until: Mapped[datetime | None]
    morning_digest_off: Mapped[datetime | None]
    weekly_digest_since: Mapped[datetime | None] = mapped_column(index=True)
    parent_form_at: Mapped[datetime | None]
    parent_form_code: Mapped[str | None] = mapped_column(String(8), index=True)
    search: Mapped[str] = mapped_column(Text, default="")

    accounts: Mapped[list[Account]] = relationship(back_populates="person")


class Catalogue(StrEnum):
    """Who searches: colleagues for published mentors, coordinators for anybody in the register."""

    COLLEAGUES = "mentors"
    REGISTER = "people"


class SearchWord(Base):
    """A word somebody is found by; kept in step with the person by the listener below."""

    __tablename__ = "search_word"
    __table_args__ = (UniqueConstraint("catalogue", "word", "person_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    catalogue: Mapped[str] = mapped_column(String(8), default=Catalogue.COLLEAGUES.value)
    word: Mapped[str] = mapped_column(
        String(LONGEST_WORD).with_variant(String(LONGEST_WORD, collation="C"), "postgresql")
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


def _register(person: Person) -> list[str]:
    named = words_of(f"{person.name or ''} {person.full_name or ''}")
    return named + [marked(topic) for topic in person.specialities or ()]


_FOUND_BY: dict[Catalogue, tuple[tuple[str, ...], Callable[[Person], list[str]]]] = {
    Catalogue.COLLEAGUES: (("search",), lambda person: (person.search or "").split()),
    Catalogue.REGISTER: (("name", "full_name", "specialities"), _register),
}


@event.listens_for(Person, "after_insert")
def _index_words(_: Mapper[Person], connection: Connection, person: Person) -> None:
    _add_words(connection, person, [*_FOUND_BY])


@event.listens_for(Person, "after_update")
def _index_changed_words(_: Mapper[Person], connection: Connection, person: Person) -> None:
    attributes = inspect(person).attrs
    for catalogue, (sources, _words) in _FOUND_BY.items():
        histories = [attributes[source].history for source in sources]
        if any(history.has_changes() for history in histories):
            if not all(_was_blank(history) for history in histories):
                before = SearchWord.person_id == person.id, SearchWord.catalogue == catalogue.value
                connection.execute(delete(SearchWord).where(*before))
            _add_words(connection, person, [catalogue])


def _was_blank(history: History) -> bool:
    """Known to have given no word: what was never loaded may have given some."""
    before = (*history.unchanged, *history.deleted)
    return bool(before) and not any(before)


def _add_words(connection: Connection, person: Person, catalogues: list[Catalogue]) -> None:
    rows = [
        {"catalogue": catalogue.value, "word": word, "person_id": person.id}
        for catalogue in catalogues
        for word in sorted({word[:LONGEST_WORD] for word in _FOUND_BY[catalogue][1](person)})
    ]
    if rows:
        connection.execute(insert(SearchWord), rows)


class Account(Base):
    """A person on one network, and where the dialogue with them stands.

    `heard_at` is right to a day, and exact after a first word or a return; `dialogue_at`: when the dialogue last moved.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("network", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    network: Mapped[str] = mapped_column(String(16))
    number: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]
    state: Mapped[str | None] = mapped_column(String(64))
    forms: Mapped[dict[str, Any]] = mapped_column(default=dict)
    afterwards: Mapped[str | None] = mapped_column(String(64))
    heard_at: Mapped[datetime | None] = mapped_column(index=True)
    dialogue_at: Mapped[datetime | None] = mapped_column(index=True)

    person: Mapped[Person] = relationship(back_populates="accounts")


class Grant(Base):
    """A role, perhaps limited to a municipality or an organisation."""

    __tablename__ = "grant"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    municipality: Mapped[str | None] = mapped_column(String(24))
    organisation: Mapped[str | None] = mapped_column(String(120))
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class StandIn(Base):
    """Who acts with somebody's roles until a day."""

    __tablename__ = "stand_in"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until: Mapped[datetime]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AuditEntry(Base):
    """What somebody did to another's data or rights, in words and ids, never in personal values.

    `actor_id` None: the command line or the clock.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    action: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Attention(Base):
    """Something a coordinator has to decide or do; whoever is first closes it."""

    __tablename__ = "attention"
    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        Index(
            "ix_attention_open",
            "opened_at",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    municipality: Mapped[str | None] = mapped_column(String(24))
    organisation: Mapped[str | None] = mapped_column(String(120))
    opened_at: Mapped[datetime]
    due: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
