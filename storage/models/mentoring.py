from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key

_OPEN: dict[str, Any] = {"sqlite_where": text("closed_at IS NULL"), "postgresql_where": text("closed_at IS NULL")}
_PRESENT: dict[str, Any] = {"sqlite_where": text("left_at IS NULL"), "postgresql_where": text("left_at IS NULL")}


class MentorRequest(Base):
    """Somebody looks for a mentor. States: see `community/mentoring_states.py`.

    `ground`, `topic` (a subject, field or age group), `competence` and `format` are ids of the profile; `words` the
    situation as they told it. `answer_by`: from then on a coordinator chooses. `mentorship_id`: what came of it.
    """

    __tablename__ = "mentor_request"
    __table_args__ = (
        Index("ix_mentor_request_open", "person_id", "ground", unique=True, **_OPEN),
        Index("ix_mentor_request_waiting", "state", "answer_by", **_OPEN),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    ground: Mapped[str] = mapped_column(String(24))
    topic: Mapped[str | None] = mapped_column(String(24))
    competence: Mapped[str | None] = mapped_column(String(24))
    words: Mapped[str | None] = mapped_column(String(600))
    format: Mapped[str | None] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(12))
    refusals: Mapped[int] = mapped_column(default=0)
    answer_by: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    mentorship_id: Mapped[int | None] = mapped_column(ForeignKey("mentorship.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str | None] = mapped_column(String(24))
    close_words: Mapped[str | None] = mapped_column(String(300))


class MentorOffer(Base):
    """A mentor whom a request names, in its order; asked one after the other.

    `reasons`: why they were suggested, code and value. `reason`: why not now, a neutral code, shown to nobody as blame.
    """

    __tablename__ = "mentor_offer"
    __table_args__ = (
        UniqueConstraint("request_id", "mentor_id"),
        Index(None, "state", "answer_by"),
        Index(None, "mentor_id", "state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("mentor_request.id", ondelete="CASCADE"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    reasons: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(24))


class MentorWord(Base):
    """What a mentor who is asked wants to know first, or the answer to it.

    `number`: of the message by which the other has read it, in that account's chat.
    """

    __tablename__ = "mentor_word"
    __table_args__ = (Index(None, "account_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("mentor_offer.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(String(600))
    said_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    number: Mapped[int | None] = mapped_column(BigInteger)


class Mentorship(Base):
    """People who work together. `kind`: pair, group, peers, project. States: see `community/mentoring_states.py`.

    `mode` employment: by an order, with the mentor's written consent, which is only noted here. `municipality` and
    `organisation` say whose it is, for overviews. `rhythm` and `format` are ids of the profile.
    """

    __tablename__ = "mentorship"
    __table_args__ = (Index(None, "municipality", "state"), Index(None, "organisation", "state"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    mode: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), index=True)
    order_number: Mapped[str | None] = mapped_column(String(40))
    order_on: Mapped[date | None]
    consent_noted_at: Mapped[datetime | None]
    ground: Mapped[str | None] = mapped_column(String(24))
    topic: Mapped[str | None] = mapped_column(String(24))
    competence: Mapped[str | None] = mapped_column(String(24))
    title: Mapped[str | None] = mapped_column(String(120))
    municipality: Mapped[str | None] = mapped_column(String(24))
    organisation: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    begun_at: Mapped[datetime | None]
    goal: Mapped[str | None] = mapped_column(String(300))
    ends_on: Mapped[date | None]
    rhythm: Mapped[str | None] = mapped_column(String(24))
    format: Mapped[str | None] = mapped_column(String(24))
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(24))


class MentorshipMember(Base):
    """Somebody in it. `role`: mentor, mentee, peer, tutor, member. Whoever is erased leaves a row without a person.
    `contact`: how to reach them past the bot, for those of it who share theirs.

    `left_at`: they have gone, or it is completed; so nobody without it is busy with anything that is over.
    """

    __tablename__ = "mentorship_member"
    __table_args__ = (
        UniqueConstraint("mentorship_id", "person_id"),
        Index("ix_mentorship_member_present", "person_id", "role", **_PRESENT),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(8))
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    shares_contacts_at: Mapped[datetime | None]
    contact: Mapped[str | None] = mapped_column(String(120))
    closing_words: Mapped[str | None] = mapped_column(String(600))
    confirmed_end_at: Mapped[datetime | None]


class MentorshipInvitation(Base):
    """Somebody is asked to join, which they answer; to a pair of peers, which there is not before, if none is named."""

    __tablename__ = "mentorship_invitation"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    mentorship_id: Mapped[int | None] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(8))
    invited_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(8))


class ProgrammeStep(Base):
    """A step of the programme: one of the profile by its id (`kind`), or one under a title of their own."""

    __tablename__ = "programme_step"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str | None] = mapped_column(String(24))
    title: Mapped[str | None] = mapped_column(String(150))
    due_on: Mapped[date | None]
    mentor_confirmed_at: Mapped[datetime | None]
    mentee_confirmed_at: Mapped[datetime | None]
    link: Mapped[str | None] = mapped_column(String(300))


class Meeting(Base):
    """States: proposed, accepted, held, moved, missed, cancelled. `sequence`: how often its time was changed."""

    __tablename__ = "meeting"
    __table_args__ = (Index(None, "state", "starts_at"), Index(None, "mentorship_id", "starts_at"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    minutes: Mapped[int | None]
    place: Mapped[str | None] = mapped_column(String(200))
    link: Mapped[str | None] = mapped_column(String(300))
    format: Mapped[str | None] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(12))
    sequence: Mapped[int] = mapped_column(default=0)
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reminded_at: Mapped[datetime | None]
    logged_at: Mapped[datetime | None]
    logged_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    note: Mapped[str | None] = mapped_column(String(600))


class MeetingAnswer(Base):
    """Whether somebody comes."""

    __tablename__ = "meeting_answer"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    answer: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]


class FitCheck(Base):
    """Whether they go on together, asked of each after the first meeting; what one answers the other never reads."""

    __tablename__ = "fit_check"
    __table_args__ = (UniqueConstraint("mentorship_id", "person_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(12))
    words: Mapped[str | None] = mapped_column(String(600))
    answered_at: Mapped[datetime | None]
