"""Consulting: cases, talks and their files, ready answers, who answers what, complaints and bans."""

import sqlalchemy as sa
from alembic import op

from storage.models import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _answers()
    _cases()
    _talks()


def downgrade() -> None:
    for table in (
        "talk_file",
        "talk_copy",
        "talk_message",
        "complaint",
        "talk",
        "case_offer",
        "consultation",
        "article_word",
        "article_term",
        "article_vote",
        "responder",
        "canned_answer",
        "ban",
        "article",
    ):
        op.drop_table(table)


def _answers() -> None:
    op.create_table(
        "article",
        sa.Column("id", KEY, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("author_agrees_at", UtcDateTime(), nullable=True),
        sa.Column("remark", sa.String(length=300), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by", KEY, nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("not_helped", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_article_author_id")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_article_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_checked_at"), ["checked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_topic"), ["topic"], unique=False)

    op.create_table(
        "ban",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", KEY, nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_ban_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ban_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ban")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ban", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ban_person_id"), ["person_id"], unique=False)

    op.create_table(
        "canned_answer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_canned_answer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answer")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("canned_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canned_answer_person_id"), ["person_id"], unique=False)

    op.create_table(
        "responder",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("pace", sa.String(length=16), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("days_off", sa.JSON(), nullable=False),
        sa.Column("most_open", sa.Integer(), nullable=False),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_responder_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responder")),
        sa.UniqueConstraint("person_id", name=op.f("uq_responder_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "article_vote",
        sa.Column("id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_vote_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_article_vote_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_vote")),
        sa.UniqueConstraint("article_id", "person_id", name=op.f("uq_article_vote_article_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("article_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_vote_person_id"), ["person_id"], unique=False)

    exact = sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql")
    op.create_table(
        "article_term",
        sa.Column("id", KEY, nullable=False),
        sa.Column("word", exact, nullable=False),
        sa.Column("backwards", exact, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_term")),
        sa.UniqueConstraint("word", name=op.f("uq_article_term_word")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("article_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_term_backwards"), ["backwards"], unique=False)

    op.create_table(
        "article_word",
        sa.Column("id", KEY, nullable=False),
        sa.Column(
            "word", sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_word_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_word")),
        sa.UniqueConstraint("word", "article_id", name=op.f("uq_article_word_word_article_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("article_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_word_article_id"), ["article_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_article_word_word_weight_article_id"), ["word", "weight", "article_id"], unique=False
        )


def _cases() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("asker_id", KEY, nullable=True),
        sa.Column("mentor_id", KEY, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.String(length=24), nullable=False),
        sa.Column("is_support", sa.Boolean(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("hides_municipality", sa.String(length=24), nullable=True),
        sa.Column("hides_organisation", sa.String(length=120), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("next_wave_at", UtcDateTime(), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("answer_by", UtcDateTime(), nullable=True),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("escalated_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", KEY, nullable=True),
        sa.Column("close_reason", sa.String(length=24), nullable=True),
        sa.Column("close_words", sa.String(length=300), nullable=True),
        sa.Column("reopened_at", UtcDateTime(), nullable=True),
        sa.Column("merged_into", KEY, nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_words", sa.String(length=600), nullable=True),
        sa.Column("rated_at", UtcDateTime(), nullable=True),
        sa.Column("asker_agrees_at", UtcDateTime(), nullable=True),
        sa.Column("offered_article_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_consultation_asker_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_consultation_closed_by")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_consultation_mentor_id")),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["consultation.id"], name=op.f("fk_consultation_merged_into"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["offered_article_id"], ["article.id"], name=op.f("fk_consultation_offered_article_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_answer_by"), ["answer_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_asker_id"), ["asker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_mentor_id"), ["mentor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_next_wave_at"), ["next_wave_at"], unique=False)
        batch_op.create_index(
            "ix_consultation_open",
            ["topic", "created_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "case_offer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("due", UtcDateTime(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["consultation.id"], name=op.f("fk_case_offer_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_offer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_offer")),
        sa.UniqueConstraint("case_id", "person_id", name=op.f("uq_case_offer_case_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("case_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_offer_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_offer_due"), ["due"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_offer_person_id"), ["person_id"], unique=False)


def _talks() -> None:
    op.create_table(
        "talk",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["consultation.id"], name=op.f("fk_talk_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
        sa.UniqueConstraint("case_id", name=op.f("uq_talk_case_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "complaint",
        sa.Column("id", KEY, nullable=False),
        sa.Column("talk_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("about_id", KEY, nullable=True),
        sa.Column("words", sa.String(length=600), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decision", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name=op.f("fk_complaint_about_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_complaint_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_complaint_person_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_complaint_talk_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "talk_message",
        sa.Column("id", KEY, nullable=False),
        sa.Column("talk_id", KEY, nullable=False),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("edited_at", UtcDateTime(), nullable=True),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("reply_to", KEY, nullable=True),
        sa.Column("album", sa.String(length=32), nullable=True),
        sa.Column("is_note", sa.Boolean(), nullable=False),
        sa.Column("flagged_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_talk_message_author_id")),
        sa.ForeignKeyConstraint(
            ["reply_to"], ["talk_message.id"], name=op.f("fk_talk_message_reply_to"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_talk_message_talk_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_message")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("talk_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_message_album"), ["album"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_message_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_message_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "talk_copy",
        sa.Column("id", KEY, nullable=False),
        sa.Column("talk_id", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=True),
        sa.Column("account_id", KEY, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_talk_copy_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["talk_message.id"], name=op.f("fk_talk_copy_message_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["talk_id"], ["talk.id"], name=op.f("fk_talk_copy_talk_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_copy")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("talk_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_copy_account_id_number"), ["account_id", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_copy_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_talk_copy_talk_id"), ["talk_id"], unique=False)

    op.create_table(
        "talk_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["talk_message.id"], name=op.f("fk_talk_file_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_file")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("talk_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_talk_file_message_id"), ["message_id"], unique=False)
