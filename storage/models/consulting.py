from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key


class Case(Base):
    """A consultation; its number is the id. States: see `community/consultations.py`.

    `asker_id` is erased 14 days after closing where the asker was anonymous. `hides_*`: whose people never learn of it;
    an empty municipality: the asker chose to hide it from nobody.
    `escalated_at`: with the coordinator. `answer_by` ends a working day.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        Index(
            "ix_consultation_open",
            "topic",
            "created_at",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(String(24))
    is_support: Mapped[bool] = mapped_column(default=False)
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    hides_municipality: Mapped[str | None] = mapped_column(String(24))
    hides_organisation: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    wave: Mapped[int] = mapped_column(default=0)
    next_wave_at: Mapped[datetime | None] = mapped_column(index=True)
    taken_at: Mapped[datetime | None]
    answer_by: Mapped[datetime | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    close_reason: Mapped[str | None] = mapped_column(String(24))
    close_words: Mapped[str | None] = mapped_column(String(300))
    reopened_at: Mapped[datetime | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("consultation.id", ondelete="SET NULL"))
    rating: Mapped[int | None]
    rating_words: Mapped[str | None] = mapped_column(String(600))
    rated_at: Mapped[datetime | None]
    asker_agrees_at: Mapped[datetime | None]
    offered_article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id", ondelete="SET NULL"))


class CaseOffer(Base):
    """A card with a case that a mentor has.

    States: waiting (for the hour they chose), offered, handed (by a colleague who asks them to go on); what became of
    it: taken, passed, lapsed (they did not answer in time), ended (somebody else took it: they may be asked again).
    """

    __tablename__ = "case_offer"
    __table_args__ = (UniqueConstraint("case_id", "person_id"), Index(None, "offered_at", "person_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(8))
    wave: Mapped[int] = mapped_column(default=0)
    due: Mapped[datetime] = mapped_column(index=True)
    offered_at: Mapped[datetime | None]


class Responder(Base):
    """How a mentor answers questions. `pace`: at_once, after_lessons, daily (at `hour` of the community's zone).

    `days_off` are weekdays, 0 to 6. `topics` empty: every topic but support, which the role `responder` is for.
    """

    __tablename__ = "responder"
    __table_args__ = (UniqueConstraint("person_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    topics: Mapped[list[str]] = mapped_column(default=list)
    pace: Mapped[str] = mapped_column(String(16), default="at_once")
    hour: Mapped[int | None]
    days_off: Mapped[list[str]] = mapped_column(default=list)
    most_open: Mapped[int] = mapped_column(default=3)
    paused_until: Mapped[datetime | None]


class CannedAnswer(Base):
    """A text that a mentor sends again and again."""

    __tablename__ = "canned_answer"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime]


class Talk(Base):
    """Two people who write to each other through the bot. Exactly one of its subjects is set."""

    __tablename__ = "talk"
    __table_args__ = (UniqueConstraint("case_id"), UniqueConstraint("mentorship_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    mentorship_id: Mapped[int | None] = mapped_column(ForeignKey("mentorship.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    last_at: Mapped[datetime | None]


class TalkMessage(Base):
    """What one of them has said. `side`: asker or mentor, whoever that is by now.

    `held_until`: it may still be mended. `is_note`: for mentors and coordinators only. `album`: the network's own mark
    of messages that came as one. `flagged_at`: a complaint shows it to the coordinator.
    """

    __tablename__ = "talk_message"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    side: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(Text, default="")
    said_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    reply_to: Mapped[int | None] = mapped_column(ForeignKey("talk_message.id", ondelete="SET NULL"))
    album: Mapped[str | None] = mapped_column(String(32), index=True)
    is_note: Mapped[bool] = mapped_column(default=False)
    flagged_at: Mapped[datetime | None]


class TalkFile(Base):
    """A file of a message, whole: photo, document, voice, audio or video."""

    __tablename__ = "talk_file"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("talk_message.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class TalkCopy(Base):
    """Where something of a talk stands in somebody's chat: their own message, or what they were shown.

    `message_id` None: a card or a notice of the talk, not one of its messages.
    """

    __tablename__ = "talk_copy"
    __table_args__ = (Index(None, "account_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("talk_message.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Complaint(Base):
    """Somebody complains of what was said in a talk; the coordinator sees what is flagged and nothing else."""

    __tablename__ = "complaint"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("talk.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str | None] = mapped_column(String(600))
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[str | None] = mapped_column(String(24))


class Ban(Base):
    """Who may not ask or answer until a day."""

    __tablename__ = "ban"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    until: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]


class Article(Base):
    """A ready answer. States: draft, agreeing (consents are awaited), review, published, archived.

    `remark`: what the asker or the reviewer wants changed.
    """

    __tablename__ = "article"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    topic: Mapped[str] = mapped_column(String(24), index=True)
    title: Mapped[str] = mapped_column(String(150))
    words: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    case_id: Mapped[int | None]
    created_at: Mapped[datetime]
    author_agrees_at: Mapped[datetime | None]
    remark: Mapped[str | None] = mapped_column(String(300))
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None] = mapped_column(index=True)
    helped: Mapped[int] = mapped_column(default=0)
    not_helped: Mapped[int] = mapped_column(default=0)


class ArticleWord(Base):
    """The stem of a word that a published article is found by. `weight`: how much of the article it is, in percent."""

    __tablename__ = "article_word"
    __table_args__ = (UniqueConstraint("word", "article_id"), Index(None, "word", "weight", "article_id"))

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    word: Mapped[str] = mapped_column(String(40).with_variant(String(40, collation="C"), "postgresql"))
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), index=True)
    weight: Mapped[int]


class ArticleTerm(Base):
    """A stem that published articles have, and how many. `backwards`: the same from its end, to find mistyped words."""

    __tablename__ = "article_term"
    __table_args__ = (UniqueConstraint("word"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    word: Mapped[str] = mapped_column(String(40).with_variant(String(40, collation="C"), "postgresql"))
    backwards: Mapped[str] = mapped_column(String(40).with_variant(String(40, collation="C"), "postgresql"), index=True)
    articles: Mapped[int]


class ArticleVote(Base):
    """Whether an article helped somebody."""

    __tablename__ = "article_vote"
    __table_args__ = (UniqueConstraint("article_id", "person_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    helped: Mapped[bool]
    at: Mapped[datetime]
