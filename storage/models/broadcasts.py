from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key


class Broadcast(Base):
    """What is told to many. States: draft, check (somebody else looks at it first), scheduled, sending, paused, sent,
    cancelled.

    `kind` event: that there is one; message: `words` with the markup of a screen, its files and `buttons`. `purpose`:
    information or advertising, and whose (`advertiser`).
    `audience`: whom it is meant for, as in `community/audiences.py`. `topic`: what its
    readers may switch off. `cursor`: the last person who was given a notification; `filled_at`: everybody was.
    `ids`, `useful_until`: what all its notifications share, beside what each of them has of its own.
    `found`, `excluded`: how many were to get it when it began, and why others were not. `delivered`: once it is over.

    `rule`: it is a pattern, of which the clock makes a copy each time (RRULE, in the community's zone; `next_at`).
    `copy_of`: the pattern it was made from. `resend_of`: it goes only to some of those of that one (`resend_to`).
    `hold_until`: where nobody else can look at it, it waits until then, for second thoughts. `remark`: of who has
    looked at it and gave it back.

    `samples`: how far it was in the last minute. `floods`: when a network had too many of it. `told_account`,
    `told_message`: where its author sees that. `report`: what became of everybody, by reason, since `reported_at`;
    until then it is counted.
    """

    __tablename__ = "broadcast"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    audience: Mapped[dict[str, Any]] = mapped_column(default=dict)
    topic: Mapped[str] = mapped_column(String(16))
    words: Mapped[str | None] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(String(12), default="information")
    advertiser: Mapped[str | None] = mapped_column(String(150))
    is_urgent: Mapped[bool] = mapped_column(default=False)
    buttons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    rule: Mapped[str | None] = mapped_column(String(200))
    next_at: Mapped[datetime | None]
    copy_of: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))
    resend_of: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id"))
    resend_to: Mapped[str | None] = mapped_column(String(8))
    hold_until: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    remark: Mapped[str | None] = mapped_column(Text)
    paused_because: Mapped[str | None] = mapped_column(String(24))
    cursor: Mapped[int] = mapped_column(Key, default=0)
    found: Mapped[int] = mapped_column(default=0)
    queued: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due: Mapped[datetime]
    useful_until: Mapped[datetime | None]
    ids: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    filled_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    samples: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    floods: Mapped[list[str]] = mapped_column(JSON, default=list)
    told_at: Mapped[datetime | None]
    told_account: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    told_message: Mapped[int | None] = mapped_column(BigInteger)


class BroadcastFile(Base):
    """A file of a broadcast, whole: photo, document, voice, audio or video."""

    __tablename__ = "broadcast_file"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Acknowledgement(Base):
    """Somebody has pressed «Принято к сведению» under a broadcast."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("broadcast_id", "person_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcast.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]


class Segment(Base):
    """An audience that somebody has named, to use it again."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    audience: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


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
