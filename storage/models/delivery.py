from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key


class Notification(Base):
    """What somebody is to learn, without its words. States: new, sending, sent, skipped, failed, unsure.

    `network` is None until an account has been chosen. Lanes: 1 personal, 2 announcements. `broadcast_id`: what of
    many it is; like `ids`, it may outlive its row. Those of a broadcast wait in an index of their own, one after
    another by broadcast: so one that is paused costs nobody anything, however many it waits for. Those have no
    `dedupe_key`: the broadcast and the person say as much (`storage/queue.py`, `KEY`), and a million keys cost time.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index(
            None,
            "dedupe_key",
            unique=True,
            sqlite_where=text("dedupe_key IS NOT NULL"),
            postgresql_where=text("dedupe_key IS NOT NULL"),
        ),
        Index(
            "ix_notification_waiting",
            "network",
            "lane",
            "due",
            "id",
            sqlite_where=text("state = 'new' AND broadcast_id IS NULL"),
            postgresql_where=text("state = 'new' AND broadcast_id IS NULL"),
        ),
        Index(
            "ix_notification_broadcast",
            "broadcast_id",
            "state",
            "network",
            "due",
            "id",
            sqlite_where=text("broadcast_id IS NOT NULL"),
            postgresql_where=text("broadcast_id IS NOT NULL"),
        ),
        Index(None, "person_id", "broadcast_id", unique=True),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(32))
    ids: Mapped[dict[str, Any]]
    lane: Mapped[int] = mapped_column(default=1)
    due: Mapped[datetime]
    useful_until: Mapped[datetime | None]
    dedupe_key: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(8), default="new")
    network: Mapped[str | None] = mapped_column(String(16))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(String(24))
    done_at: Mapped[datetime | None]
    broadcast_id: Mapped[int | None] = mapped_column(Key)


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
    """How far a network has been read, where the network does not keep it for us; what names this database; how far the
    clock has come with what everybody gets once (`storage/rounds.py`)."""

    __tablename__ = "cursor"

    network: Mapped[str] = mapped_column(String(16), primary_key=True)
    position: Mapped[str] = mapped_column(String(64))
