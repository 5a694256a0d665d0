from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key


class Consent(Base):
    """What was agreed to, in which wording, where and when; `choices`: which data, where each is chosen."""

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
    choices: Mapped[list[str] | None] = mapped_column(JSON)


class LinkCode(Base):
    """A one-time code that brings another network's account to this person; only its hash is kept."""

    __tablename__ = "link_code"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryRequest(Base):
    """From a new account: that its owner has a profile already. What was typed stays until it is closed."""

    __tablename__ = "recovery_request"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(150))
    municipality: Mapped[str | None] = mapped_column(String(24))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)


class Expected(Base):
    """A row of an imported register, or of its pairs, that waits for its person to join and consent.

    Of the kind `plan`: a whole plan of events that was read from a file, until it is saved.
    """

    __tablename__ = "expected"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    municipality: Mapped[str | None] = mapped_column(String(24))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    activated_at: Mapped[datetime | None]


class DestructionAct(Base):
    """That data were destroyed, when and why; the act itself is a file handed over, here are its number and hash."""

    __tablename__ = "destruction_act"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime]
    ground: Mapped[str] = mapped_column(String(24))
    paper: Mapped[str | None] = mapped_column(String(100))
    file_hash: Mapped[str] = mapped_column(String(64))
