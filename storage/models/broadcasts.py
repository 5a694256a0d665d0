from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key


class Broadcast(Base):
    """What is told to many. States: draft, sending, paused, sent, cancelled.

    `kind` event: that there is one. `audience`: whom it is meant for, as in `community/audiences.py`. `topic`: what
    its readers may switch off. `cursor`: the last person who was given a notification; `filled_at`: everybody was.
    `found`, `excluded`: how many were to get it when it began, and why others were not. `delivered`: once it is over.
    """

    __tablename__ = "broadcast"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    topic: Mapped[str] = mapped_column(String(16))
    cursor: Mapped[int] = mapped_column(Key, default=0)
    found: Mapped[int] = mapped_column(default=0)
    queued: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due: Mapped[datetime]
    useful_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    filled_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Picture(Base):
    """A photo or drawing of events, whole; copies of an event share it. `digest`: of its content."""

    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    created_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
