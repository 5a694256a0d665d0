from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key


class EventSeries(Base):
    """Events that come again and again: each is an event of its own. `rule` is an RRULE in the community's zone.

    `named` is a series of the profile, `skipped` are days (ISO) on which nothing takes place. `pattern`: what the
    next ones look like, as in `community.series`.
    """

    __tablename__ = "event_series"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    rule: Mapped[str | None] = mapped_column(String(200))
    named: Mapped[str | None] = mapped_column(String(24))
    skipped: Mapped[list[str]] = mapped_column(default=list)
    pattern: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Event(Base):
    """States: draft, proposed (by a member, waits for a decision), declined, published, cancelled.

    `capacity` None: as many as come. Registration is open from `opens_at` to `closes_at`, where they are None from
    the publication to the start. `registration_url`: people register there and not here. `picture` is the digest of
    one. `others` came without the bot. `moved_at`: when the start was last changed.
    `occurs_on`: the day (ISO) in a series that repeats for which it was made, wherever it was moved.
    """

    __tablename__ = "event"
    __table_args__ = (Index(None, "state", "starts_at"), UniqueConstraint("series_id", "occurs_on"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(24))
    title: Mapped[str] = mapped_column(String(120))
    about: Mapped[str | None] = mapped_column(String(600))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(String(200))
    url: Mapped[str | None] = mapped_column(String(300))
    registration_url: Mapped[str | None] = mapped_column(String(300))
    capacity: Mapped[int | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    needs_approval: Mapped[bool] = mapped_column(default=False)
    questions: Mapped[list[str]] = mapped_column(default=list)
    municipality: Mapped[str | None] = mapped_column(String(24))
    financing: Mapped[str | None] = mapped_column(String(200))
    picture: Mapped[str | None] = mapped_column(String(300))
    contest: Mapped[str | None] = mapped_column(String(24))
    in_teams: Mapped[bool] = mapped_column(default=False)
    results_shown: Mapped[bool] = mapped_column(default=False)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("event_series.id"), index=True)
    occurs_on: Mapped[str | None] = mapped_column(String(10))
    code_word: Mapped[str | None] = mapped_column(String(40))
    others: Mapped[int] = mapped_column(default=0)
    materials: Mapped[str | None] = mapped_column(String(600))
    recording: Mapped[str | None] = mapped_column(String(300))
    release: Mapped[str | None] = mapped_column(String(3000))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))


class EventHost(Base):
    """Whoever makes an event happen: organiser, speaker or expert; a member, or a guest with only a name."""

    __tablename__ = "event_host"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(150))
    role: Mapped[str] = mapped_column(String(12))


class Registration(Base):
    """States: registered, requested (waits for approval), waitlisted, offered (a seat is free, to be confirmed
    until `offered_until`), cancelled, refused.

    The waitlist is in the order of `queued_at`. `prompted_at`: when it was asked whether the person still comes,
    `confirmed_at`: when they said yes. `attended_at` None: not confirmed. `reason` of a cancelled one: own, lapsed
    (an offer), silent (the question), event.
    """

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("event_id", "person_id"), Index(None, "event_id", "state", "queued_at"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    queued_at: Mapped[datetime]
    offered_until: Mapped[datetime | None]
    prompted_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    answers: Mapped[list[str]] = mapped_column(default=list)
    attended_at: Mapped[datetime | None]
    marked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    rated_at: Mapped[datetime | None]
    team: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str | None] = mapped_column(String(12))
    changed_at: Mapped[datetime]


class Feedback(Base):
    """What somebody who was there says of an event, 1 to 5; without a person where they wished so, and with no time
    but the day."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    rating: Mapped[int]
    words: Mapped[str | None] = mapped_column(String(600))
    created_at: Mapped[datetime]


class Certificate(Base):
    """What was confirmed to somebody, under a number that stays. `details`: the name, and what else the paper says;
    erased with the person."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("token"),
        UniqueConstraint("event_id", "person_id", "kind"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    number: Mapped[str] = mapped_column(String(24))
    token: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(12))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    issued_at: Mapped[datetime]
    corrected_at: Mapped[datetime | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class EventReminder(Base):
    """That people were reminded of an event that starts then; moved, it is to be reminded of again.

    Of the kind `copied`: that a draft like it, to start then, was made for another month.
    """

    __tablename__ = "event_reminder"
    __table_args__ = (UniqueConstraint("event_id", "kind", "starts_at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(String(8))
    starts_at: Mapped[datetime]


class TopicIdea(Base):
    """What a member would like to hear of."""

    __tablename__ = "topic_idea"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
