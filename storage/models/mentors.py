from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key


class Invitation(Base):
    """A coordinator's link to the mentor's application, its ground filled in."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    ground: Mapped[str | None] = mapped_column(String(24))
    recommendation: Mapped[str | None] = mapped_column(String(150))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    used_at: Mapped[datetime | None]


class MentorApplication(Base):
    """States: sent, clarify (asked for details), approved, declined (not confirmed yet), withdrawn.

    `remark` is what a decider asks or adds, `clarification` the applicant's answer to it, `missing` what is wanting.
    """

    __tablename__ = "mentor_application"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    ground: Mapped[str] = mapped_column(String(24))
    teaching_since: Mapped[int | None]
    recommendation: Mapped[str | None] = mapped_column(String(150))
    competences: Mapped[list[str]] = mapped_column(default=list)
    formats: Mapped[list[str]] = mapped_column(default=list)
    capacity: Mapped[int]
    about: Mapped[str | None] = mapped_column(String(600))
    proof: Mapped[list[str]] = mapped_column(default=list)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    sent_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    remark: Mapped[str | None] = mapped_column(String(600))
    clarification: Mapped[str | None] = mapped_column(String(600))
    missing: Mapped[list[str]] = mapped_column(default=list)


class Mentor(Base):
    """A confirmed mentor. `published`: the data they agreed to show, and only those are shown."""

    __tablename__ = "mentor"
    __table_args__ = (UniqueConstraint("person_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ground: Mapped[str] = mapped_column(String(24))
    competences: Mapped[list[str]] = mapped_column(default=list)
    formats: Mapped[list[str]] = mapped_column(default=list)
    capacity: Mapped[int]
    about: Mapped[str | None] = mapped_column(String(600))
    published: Mapped[list[str]] = mapped_column(default=list)
    confirmed_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
