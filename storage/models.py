from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

Key = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python on both databases; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON}  # noqa: RUF012 - SQLAlchemy's own


def table_of(model: type[Base]) -> Table:
    return cast("Table", model.__table__)


class Person(Base):
    """Somebody who has written to the bot; named only from joining on."""

    __tablename__ = "person"

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

    accounts: Mapped[list[Account]] = relationship(back_populates="person")


class Account(Base):
    """A person on one network, and where the dialogue with them stands."""

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

    person: Mapped[Person] = relationship(back_populates="accounts")


class Grant(Base):
    """A role, perhaps limited to a municipality."""

    __tablename__ = "grant"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    municipality: Mapped[str | None] = mapped_column(String(24))
    granted_at: Mapped[datetime]


class Consent(Base):
    """What was agreed to, in which wording, where and when."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "person_id", "kind"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(24))
    version: Mapped[str] = mapped_column(String(24))
    text_hash: Mapped[str] = mapped_column(String(64))
    network: Mapped[str] = mapped_column(String(16))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class Notification(Base):
    """What somebody is to learn, without its words. States: new, sending, sent, skipped, failed, unsure.

    `network` is None until an account has been chosen. Lanes: 1 personal, 2 announcements.
    """

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("dedupe_key"),
        Index(
            "ix_notification_waiting",
            "network",
            "lane",
            "due",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    ids: Mapped[dict[str, Any]]
    lane: Mapped[int] = mapped_column(default=1)
    due: Mapped[datetime]
    useful_until: Mapped[datetime | None]
    dedupe_key: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(8), default="new")
    network: Mapped[str | None] = mapped_column(String(16))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(String(24))
    done_at: Mapped[datetime | None]


class InboxUpdate(Base):
    """An update of a network. States: new, done (answer waits to be shown), shown, bad."""

    __tablename__ = "inbox_update"
    __table_args__ = (
        UniqueConstraint("network", "key"),
        Index(
            "ix_inbox_update_open",
            "state",
            sqlite_where=text("state IN ('new', 'done')"),
            postgresql_where=text("state IN ('new', 'done')"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    network: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(64))
    number: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(8), default="new")
    received_at: Mapped[datetime] = mapped_column(index=True)
    raw: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)


class Cursor(Base):
    """How far a network has been read, where the network does not keep it for us; and what names this database."""

    __tablename__ = "cursor"

    network: Mapped[str] = mapped_column(String(16), primary_key=True)
    position: Mapped[str] = mapped_column(String(64))
